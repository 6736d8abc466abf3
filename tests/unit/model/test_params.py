import datetime as dt
import shutil

import pytest

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model.params import Params, read_all, read_params, schema_text
from analysis.model.protection import GateRule

GOOD = """\
gemeente: GM0148
naam: Dalfsen
editie: 2025
regiokaart: data/regio.geojson
notebooks:
  - 01_proef
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a small checkout: one notebook, one map, and `write` for params files."""
    root = tmp_path / "project"
    for folder in ("params", "notebooks", "data"):
        (root / folder).mkdir(parents=True)
    (root / "notebooks" / "01_proef.ipynb").write_text("{}", encoding="utf-8")
    (root / "data" / "regio.geojson").write_text("{}", encoding="utf-8")
    (root / "data" / "geo").mkdir()
    shutil.copy(paths.data() / "geo" / "herindelingen.csv", root / "data" / "geo")
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(root))
    return root


@pytest.fixture
def write(project):
    def written(text, name="dalfsen.yml"):
        path = project / "params" / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refused(path):
    with pytest.raises(InputError) as caught:
        read_params(path)
    return caught.value.problems


def test_the_schema_file_is_up_to_date():
    written = (paths.params() / "schema" / "gemeente.json").read_text(encoding="utf-8")
    assert written == schema_text(), "run: kernmonitor schema"


@pytest.mark.parametrize("name", [path.name for path in paths.gemeente_files()])
def test_the_params_files_of_the_project_are_good(name):
    assert read_params(paths.params() / name).naam


def test_a_short_file_gets_careful_defaults(write):
    params = read_params(write(GOOD))
    assert (params.gemeente, params.naam, params.editie) == ("GM0148", "Dalfsen", 2025)
    assert (params.poort.drempel, params.poort.afronding) == (7, 5)
    assert [(chapter.notebook, dict(chapter.parameters)) for chapter in params.chapters] == [("01_proef", {})]


def test_an_edition_has_its_own_folder(write, project):
    assert read_params(write(GOOD)).folder() == project / "outputs" / "dalfsen" / "2025"
    assert read_params(write(GOOD + "uitvoer: uit\n")).folder() == project / "uit" / "2025"


def test_an_unknown_key_names_line_and_nearest(write):
    [problem] = refused(write(GOOD + "vergelik: [NL00]\n"))
    assert problem.place == 'regel 7, sleutel "vergelik"'
    assert problem.action == 'Bedoelt u "vergelijk"?'


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("0148", "Bedoelt u GM0148?"),
        ("0177", "Bedoelt u GM0177?"),
        ("148", "Bedoelt u GM0148?"),
        ("gm0148", "Bedoelt u GM0148?"),
        ("GM148", "Bedoelt u GM0148?"),
        ("GM01480", "Zoek de code op bij CBS."),
        ("Dalfsen", "Zoek de code op bij CBS."),
    ],
)
def test_a_code_that_is_no_gemeente_code_says_which_was_meant(write, code, hint):
    [problem] = refused(write(GOOD.replace("GM0148", code)))
    assert problem.place == 'regel 1, sleutel "gemeente"'
    assert problem.found == f'"{code}"'
    assert problem.expected == "GM met vier cijfers, zoals GM0148"
    assert problem.action == hint


def test_a_code_in_digits_of_another_script_is_refused(write):
    refused(write(GOOD.replace("GM0148", "GM٠١٤٨")))


@pytest.mark.parametrize("value", ["[[1]]", "~", "{a: 1}"])
def test_a_parameter_of_a_notebook_is_a_value_or_a_list_of_them(write, value):
    [problem] = refused(write(GOOD + f"  - notebook: 01_proef\n    parameters: {{thema: {value}}}\n"))
    assert problem.place == 'regel 8, sleutel "notebooks.2.parameters.thema"'


def test_a_list_of_wrong_chapters_is_not_called_empty_as_well(write):
    [problem] = refused(write(GOOD.replace("01_proef", "3")))
    assert problem.expected == "een blok met sleutels"


@pytest.mark.parametrize("year", [dt.date.today().year + 1, 2099])  # noqa: DTZ011  as params reads the clock
def test_an_edition_in_the_future_is_refused(write, year):
    [problem] = refused(write(GOOD.replace("2025", str(year))))
    assert problem.place == 'regel 3, sleutel "editie"'
    assert problem.action == "Een editie kan niet in de toekomst liggen."


@pytest.mark.parametrize("year", ["2006", "25", "2025.5", "'twee'"])
def test_an_edition_that_is_no_year_of_the_annex_is_refused(write, year):
    [problem] = refused(write(GOOD.replace("2025", year)))
    assert problem.place == 'regel 3, sleutel "editie"'


@pytest.mark.parametrize("path", ["../elders", "/etc", "uit/../../elders"])
@pytest.mark.parametrize("key", ["uitvoer", "regiokaart"])
def test_a_path_that_leaves_the_project_is_refused(write, key, path):
    text = GOOD.replace("regiokaart: data/regio.geojson\n", "") + f"{key}: {path}\n"
    [problem] = refused(write(text))
    assert problem.expected == "een pad binnen de projectmap"


@pytest.mark.parametrize("key", ["buurten", "kernindeling", "woonkernen"])
def test_a_path_of_the_areas_that_leaves_the_project_is_refused(write, key):
    inside = {"buurten": "data/b", "kernindeling": "data/k", "woonkernen": "data/w"} | {key: "../b"}
    found = refused(write(GOOD + "gebieden:\n" + "".join(f"  {k}: {v}\n" for k, v in inside.items())))
    [problem] = [one for one in found if one.code != "F605"]  # the others are not there
    assert problem.expected == "een pad binnen de projectmap"


def test_a_notebook_outside_its_folder_is_refused(write, project):
    (project.parent / "elders.ipynb").write_text("{}", encoding="utf-8")
    refused(write(GOOD.replace("01_proef", "../../elders")))


def test_a_params_file_outside_the_project_is_refused(project):
    outside = project.parent / "dalfsen.yml"
    outside.write_text(GOOD, encoding="utf-8")
    [problem] = refused(outside)
    assert problem.found == "een pad buiten het project"


def test_a_params_file_that_is_not_there_names_the_nearest(write):
    [problem] = refused(write(GOOD).with_name("dalfse.yml"))
    assert problem.action == 'Bedoelt u "dalfsen.yml"?'


def test_files_that_are_not_there_are_named_all_at_once(write):
    text = GOOD.replace("data/regio", "data/weg").replace("01_proef", "99_weg")
    problems = refused(write(text + "gebieden:\n  buurten: data/b\n  kernindeling: data/k\n"))
    assert [(problem.place, problem.found) for problem in problems] == [
        ('sleutel "regiokaart"', '"data/weg.geojson"'),
        ('sleutel "gebieden.buurten"', '"data/b"'),
        ('sleutel "gebieden.kernindeling"', '"data/k"'),
        ('sleutel "notebooks"', '"99_weg"'),
    ]
    assert problems[-1].expected == "een van: 01_proef"


def test_several_wrong_keys_come_at_once(write):
    text = "gemeente: 0148\neditie: 2099\nhuisstijl:\n  hoofdkleur: rood\nnotebooks: []\n"
    places = sorted(problem.place for problem in refused(write(text)))
    assert places == [
        'regel 1, sleutel "gemeente"',
        'regel 2, sleutel "editie"',
        'regel 4, sleutel "huisstijl.hoofdkleur"',
        'regel 5, sleutel "notebooks"',
        'sleutel "naam"',
    ]


@pytest.mark.parametrize(
    "rule",
    ["drempel: 3", "afronding: 1", "drempel: 3, eigenaar: privacy officer", "drempel: 3, vanaf: 2025-01-31"],
)
def test_a_looser_gate_without_owner_and_date_is_refused(write, rule):
    [problem] = refused(write(GOOD + f"poort: {{{rule}}}\n"))
    assert problem.place == f'regel 7, sleutel "poort.{rule.partition(":")[0]}"'
    assert problem.found == f'"{rule.partition(": ")[2].partition(",")[0]}"'
    assert problem.action == "Een soepeler regel mag alleen met een eigenaar en een datum (vanaf)."


def test_a_looser_gate_with_owner_and_date_is_taken(write):
    text = GOOD + "poort: {drempel: 3, eigenaar: privacy officer, vanaf: 2025-01-31}\n"
    assert read_params(write(text)).poort == GateRule(
        drempel=3, eigenaar="privacy officer", vanaf="2025-01-31"
    )


def test_a_stricter_gate_needs_no_owner(write):
    assert read_params(write(GOOD + "poort: {drempel: 9, afronding: 10}\n")).poort.drempel == 9


def test_the_date_of_a_looser_gate_is_a_date(write):
    refused(write(GOOD + "poort: {drempel: 3, eigenaar: privacy officer, vanaf: ooit}\n"))


def test_two_files_that_write_to_the_same_folder_are_refused(write):
    with pytest.raises(InputError) as caught:
        read_all([write(GOOD, "a.yml"), write(GOOD, "b.yml")])
    [problem] = caught.value.problems
    assert problem.file == "params/b.yml"
    assert problem.found == "dezelfde uitvoermap als params/a.yml"


def test_two_editions_of_one_gemeente_are_no_problem(write):
    found = read_all([write(GOOD, "a.yml"), write(GOOD.replace("2025", "2024"), "b.yml")])
    assert [params.editie for params in found.values()] == [2025, 2024]


def test_problems_of_several_files_come_at_once(write):
    with pytest.raises(InputError) as caught:
        read_all([write(GOOD.replace("GM0148", "0148"), "a.yml"), write(GOOD + "x: 1\n", "b.yml")])
    assert [problem.file for problem in caught.value.problems] == ["params/a.yml", "params/b.yml"]


def test_a_chapter_with_parameters_has_its_own_folder(write):
    text = GOOD + "  - notebook: 01_proef\n    parameters: {thema: Fijn wonen!}\n"
    assert [chapter.id for chapter in read_params(write(text)).chapters] == [
        "01_proef",
        "01_proef-fijn-wonen",
    ]


def test_a_name_with_accents_keeps_its_letters_in_the_folder():
    params = Params(gemeente="GM1900", naam="Súdwest-Fryslân", editie=2025, notebooks=("01_proef",))
    assert params.slug == "sudwest-fryslan"


def test_a_misspelt_key_of_a_chapter_is_one_problem_with_the_nearest(write):
    [problem] = refused(write(GOOD + "  - notebook: 01_proef\n    paramters: {}\n"))
    assert problem.action == 'Bedoelt u "parameters"?'


@pytest.mark.parametrize(
    ("code", "action"),
    [
        # Ended once, divided, and followed to what it is now.
        ("GM0457", "GM0457 (Weesp) is vanaf 2023 GM0363 (Amsterdam). Neem de nieuwe code over."),
        (
            "GM0053",
            "GM0053 (Winsum) is vanaf 2019 GM1966 (Het Hogeland) of GM1969 (Westerkwartier). Neem de nieuwe code over.",
        ),
        ("GM0282", "GM0282 (Ubbergen) is vanaf 2015 GM1945 (Berg en Dal). Neem de nieuwe code over."),
    ],
)
def test_a_gemeente_that_ended_names_what_it_became(write, code, action):
    [problem] = refused(write(GOOD.replace("GM0148", code)))
    assert (problem.code, problem.place, problem.found) == ("F211", 'sleutel "gemeente"', f'"{code}"')
    assert problem.expected == "de code van een gemeente die er nog is"
    assert problem.action == action


def test_a_gemeente_that_ended_and_a_file_that_is_not_there_come_at_once(write):
    problems = refused(write(GOOD.replace("GM0148", "GM0457").replace("data/regio", "data/weg")))
    assert [problem.code for problem in problems] == ["F211", "F605"]


def test_a_path_that_is_too_long_is_a_file_that_is_not_there(write):
    (problem,) = refused(write(GOOD.replace("data/regio.geojson", "data/" + "x" * 5000)))
    assert problem.place == 'sleutel "regiokaart"'
    assert problem.code == "F605"


def test_a_star_takes_the_order_of_the_annex_for_no_gemeente(write):
    gemeente, order = write(GOOD), write("hoofdstukken: []\n", "bijlage.yml")
    assert list(read_all([gemeente, order])) == [gemeente]
    with pytest.raises(InputError):
        read_all([order])
