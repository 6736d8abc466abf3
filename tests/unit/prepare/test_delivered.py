"""Files of the municipality itself, to rows of the contract."""

import shutil

import pandas as pd
import pytest

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model import tidy
from analysis.prepare.delivered import (
    context_of,
    definition_of,
    gemeenten_with_kernen,
    own_files,
    placed_rows,
    read_own,
)
from analysis.sources.files.check import check_file
from analysis.sources.files.definitions import read_definitions

pytestmark = pytest.mark.slow

REAL = paths.data()
SHARE = "jeugdhulp_aandeel_tot_21_registratie"
YOUTH = """\
gebied;jaar;jeugdigen_met_jeugdhulp;jeugdigen_tot_21
Dalfsen en buitengebied;{year};240;2700
Hoonhorst en buitengebied;{year};x;400
Lemelerveld en buitengebied;{year};?;1200
Nieuwleusen en buitengebied;{year};nvt;2250
Oudleusen en buitengebied;{year};0;0
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that puts a file in the folder of Dalfsen, in a project of its own."""
    (tmp_path / "data").mkdir()
    for name in ("geo", "catalogus"):
        shutil.copytree(REAL / name, tmp_path / "data" / name)
    for name in ("bronnen.yml", "bronnen.csv"):
        shutil.copy(REAL / name, tmp_path / "data" / name)
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))

    def put(name, text, gemeente="GM0148"):
        folder = tmp_path / "data" / "eigen" / gemeente
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return put


@pytest.fixture
def rows_of(tmp_path, real_catalogue):
    """Return a function that reads a text as a file of some kind, or by definitions of its own."""

    def read(kind, text, definitions=""):
        own_definitions = tmp_path / "definities.yml"
        own_definitions.write_text(definitions, encoding="utf-8")
        file = tmp_path / "bestand.csv"
        file.write_text(text, encoding="utf-8")
        definition = definition_of(kind, own_definitions if definitions else None)
        report = check_file(file, definition, context_of("GM0148", real_catalogue))
        assert report.errors == ()
        rows = tidy.conform(placed_rows(report.delivered))
        return tidy.check_tidy(rows, name="bestand", sources=[definition.bron])

    return read


def by_kern(rows):
    return rows.set_index(rows["gebied"].str.removeprefix("KERNGEBIED-GM0148-"))


# To rows.


def test_a_share_is_made_of_teller_and_noemer(rows_of):
    rows = by_kern(rows_of("jeugdhulp", YOUTH.format(year=2024)))
    dalfsen = rows.loc["dalfsen"]
    assert dalfsen["waarde"] == pytest.approx(100 * 240 / 2700)
    assert (dalfsen["teller"], dalfsen["noemer"]) == (240, 2700)
    told = dalfsen[["indicator", "periode", "status", "methode", "bron"]].tolist()
    assert told == [SHARE, "2024", "definitief", "telling", "eigen_jeugdhulp"]


def test_what_is_missing_says_why_and_has_no_number(rows_of):
    rows = by_kern(rows_of("jeugdhulp", YOUTH.format(year=2024))).drop("dalfsen")
    assert rows["status"].to_dict() == {
        "hoonhorst": "onderdrukt",
        "lemelerveld": "ontbreekt",
        "nieuwleusen": "niet van toepassing",
        "oudleusen": "niet van toepassing",  # a share of nobody
    }
    assert rows[["waarde", "teller", "ondergrens", "bovengrens"]].isna().all(axis=None)
    assert set(rows["methode"]) == {"geen"}


def test_a_file_with_several_indicators_has_a_row_of_each(rows_of):
    header = "gebied;maand;jeugdigen_actief;jeugdigen_met_recht;voorzieningen_actief\n"
    rows = rows_of("jeugdhulp_maand", header + "Dalfsen totaal;2024-01;500;620;x\n")
    rows = rows.set_index("indicator")
    assert rows["waarde"].dropna().to_dict() == {
        "jeugdhulp_jeugdigen_actief": 500,
        "jeugdhulp_jeugdigen_met_recht": 620,
    }
    assert rows.loc["jeugdhulp_voorzieningen_actief", "status"] == "onderdrukt"
    assert set(rows["gebied"]) == {"GM0148"}
    assert set(rows["periode"]) == {"2024-01"}


def test_a_row_may_name_its_indicator_and_a_survey_its_answers(rows_of):
    text = (
        "vraag;gebied;jaar;aantal_ja;aantal_antwoorden\n"
        "Geeft mantelzorg;Gemeente Dalfsen;2024;200;800\n"
        "Taak: vervoer;Gemeente Dalfsen;2024;50;200\n"
    )
    rows = rows_of("mantelzorg", text).set_index("indicator")
    assert rows["waarde"].to_dict() == {"mantelzorg_geeft": 25, "mantelzorg_taak_vervoer": 25}
    assert rows["n"].to_dict() == {"mantelzorg_geeft": 800, "mantelzorg_taak_vervoer": 200}


def test_a_percentage_keeps_its_bounds_and_its_answers(rows_of):
    text = (
        "vraag;gebied;jaar;percentage;n;ondergrens;bovengrens\n"
        "Tevreden over: basisonderwijs;Gemeente Dalfsen;2024;86,5;412;83,0;89,5\n"
    )
    [row] = rows_of("burgerpeiling", text).to_dict("records")
    assert (row["waarde"], row["n"], row["ondergrens"], row["bovengrens"]) == (86.5, 412, 83, 89.5)


def test_nothing_is_left_of_a_percentage_that_is_hidden(rows_of):
    text = (
        "vraag;gebied;jaar;percentage;n;ondergrens;bovengrens\n"
        "Tevreden over: basisonderwijs;Gemeente Dalfsen;2024;x;412;83,0;89,5\n"
    )
    [row] = rows_of("burgerpeiling", text).to_dict("records")
    assert (row["status"], row["methode"]) == ("onderdrukt", "geen")
    assert pd.isna([row["waarde"], row["ondergrens"], row["bovengrens"]]).all()


OWN_VALUE = """\
proef:
  titel: Een percentage van de gemeente
  bron: eigen_jeugdhulp
  eigen: {eigen}
  periode: "2023"
  sleutel: [gebied]
  kolommen:
  - {{naam: gebied, soort: gebied}}
  - {{naam: deel, soort: getal, rol: waarde, indicator: jeugdhulp_aandeel_tot_21_registratie, factor: 100}}
"""


@pytest.mark.parametrize(("eigen", "method"), [("true", "telling"), ("false", "bron")])
def test_what_the_municipality_measured_never_counts_as_published(rows_of, eigen, method):
    text = "gebied;deel\nGM0148;0,25\n"
    [row] = rows_of("proef", text, OWN_VALUE.format(eigen=eigen)).to_dict("records")
    assert (row["waarde"], row["periode"], row["methode"]) == (25, "2023", method)


def test_columns_without_a_role_are_not_in_the_rows(rows_of):
    text = "post;doel;jaar;bedrag;opmerking\nLeefomgeving;;2025;10.000;\n"
    assert rows_of("begroting", text).empty


# Whose file it is.


def test_a_file_is_held_against_its_own_kernen_and_the_areas_to_compare_with(real_catalogue):
    context = context_of("GM0148", real_catalogue)
    assert len(context.kernen) == 5
    assert {"KERN-GM0148-dalfsen", "BU01480101", "GM0150", "NL00"} <= set(context.areas)
    assert context.successions
    other = context_of("GM0177", real_catalogue)
    assert other.kernen == ()
    assert not [code for code in other.areas if "0148" in code and not code.startswith("GM")]
    assert set(context_of("", real_catalogue).areas) == set(real_catalogue.areas)


def test_only_gemeenten_with_kernen_are_named(real_catalogue):
    assert gemeenten_with_kernen(real_catalogue) == ["GM0148"]


@pytest.mark.parametrize(
    ("name", "hint"), [("jeugdhlp", 'Bedoelt u "jeugdhulp"?'), ("zzz", "Kies een van deze.")]
)
def test_a_definition_that_is_not_there_names_the_nearest(name, hint):
    with pytest.raises(InputError) as caught:
        definition_of(name)
    [problem] = caught.value.problems
    assert (problem.file, problem.found, problem.action) == ("data/bronnen.yml", f'"{name}"', hint)
    assert "mantelzorg, burgerpeiling" in problem.expected


# The folder of a gemeente.


def own_rows_of(gemeente, catalogue):
    return tidy.conform(read_own(gemeente, catalogue).rows)


def test_without_a_folder_there_are_no_rows(own, real_catalogue):
    assert own_files("GM0148") == []
    assert own_rows_of("GM0148", real_catalogue).equals(tidy.empty())


def test_files_are_read_in_order_and_hidden_ones_are_left_out(own, real_catalogue):
    for name in (".DS_Store", "~$jeugdhulp.xlsx"):
        own(name, "x")
    own("jeugdhulp-2024.csv", YOUTH.format(year=2024))
    own("jeugdhulp 2023.csv", YOUTH.format(year=2023))
    own("jeugdhulp.csv", YOUTH.format(year=2022), gemeente="GM0177")
    assert [path.name for path in own_files("GM0148")] == ["jeugdhulp 2023.csv", "jeugdhulp-2024.csv"]
    rows = own_rows_of("GM0148", real_catalogue)
    assert rows["periode"].value_counts().to_dict() == {"2023": 5, "2024": 5}
    assert set(rows["indicator"]) == {SHARE}


def test_a_kind_is_not_taken_for_one_with_a_shorter_name(own, real_catalogue):
    own(
        "jeugdhulp_maand-2024.csv",
        "gebied;maand;jeugdigen_actief;jeugdigen_met_recht;voorzieningen_actief\nGM0148;2024-01;500;620;700\n",
    )
    assert len(own_rows_of("GM0148", real_catalogue)) == 3


@pytest.mark.parametrize("name", ["jeugd.csv", "jeugdhulp_2024.csv", "2024-jeugdhulp.csv", "jeugdhulpen.csv"])
def test_a_name_that_says_no_kind_is_a_problem_with_the_kinds_there_are(own, real_catalogue, name):
    own(name, YOUTH.format(year=2024))
    with pytest.raises(InputError) as caught:
        own_rows_of("GM0148", real_catalogue)
    [problem] = caught.value.problems
    assert problem.file == f"data/eigen/GM0148/{name}"
    assert problem.expected.endswith(", ".join(read_definitions(paths.data() / "bronnen.yml")))


def test_the_problems_of_all_files_come_together(own, real_catalogue):
    own("jeugdhulp-2023.csv", YOUTH.format(year=2023).replace("240;2700", "2.4.0;2700"))
    own("jeugdhulp-2024.csv", YOUTH.format(year=2024).replace("240;2700", "240;239"))
    own("iets.csv", "")
    with pytest.raises(InputError) as caught:
        own_rows_of("GM0148", real_catalogue)
    files = [problem.file.rpartition("/")[2] for problem in caught.value.problems]
    assert files == ["iets.csv", "jeugdhulp-2023.csv", "jeugdhulp-2024.csv"]
    assert caught.value.summary.startswith("De eigen bestanden van GM0148 kloppen niet (3 punt")


def test_a_number_in_two_files_names_both(own, real_catalogue):
    own("jeugdhulp-2024.csv", YOUTH.format(year=2024))
    own("jeugdhulp-oud.csv", YOUTH.format(year=2024))
    with pytest.raises(InputError) as caught:
        own_rows_of("GM0148", real_catalogue)
    [problem] = caught.value.problems
    assert (problem.code, problem.file) == ("F231", "data/eigen/GM0148/jeugdhulp-oud.csv")
    assert problem.found.startswith("5 keer hetzelfde cijfer als in data/eigen/GM0148/jeugdhulp-2024.csv")


def test_a_file_about_the_kernen_of_another_is_refused(own, real_catalogue):
    own("jeugdhulp.csv", YOUTH.format(year=2024), gemeente="GM0177")
    with pytest.raises(InputError) as caught:
        own_rows_of("GM0177", real_catalogue)
    assert {problem.code for problem in caught.value.problems} == {"F233"}
    assert len(caught.value.problems) == 5


def test_a_warning_does_not_keep_a_file_out(own, real_catalogue):
    own("jeugdhulp.csv", YOUTH.format(year=2024).replace("\n", ";\n").replace("tot_21;", "tot_21;extra"))
    rows = own_rows_of("GM0148", real_catalogue)
    assert len(rows) == 5
    assert isinstance(rows, pd.DataFrame)
