import textwrap

import pytest

from analysis.ground.errors import InputError
from analysis.model.catalogue import read_catalogue

ENTRY = """
    - id: inwoners
      naam: Inwoners
      kort: Inwoners
      definitie: Wie er woont.
      eenheid: inwoners
      bron: [telling]
      niveaus: [kern, gemeente]
      beperkingen: [schatting]
      uitleg_b1: Zoveel mensen.
"""
SOURCES = """\
bron,titel,uitgever,tabel,versie,url,licentie,peildatum,opgehaald,opmerking,naam_kort,beperkingen
telling,Telling,Gemeente,,,,CC0,2018,2025-01-01,,Gemeente,schatting afgerond
gids,Gids,Gemeente,,,,CC0,2018,2025-01-01,,Gids,
"""
AREAS = "gebied,naam,niveau,hoort_bij\nGM0148,Dalfsen,gemeente,\n"
CAVEATS = "schatting: Dit is een schatting.\nafgerond: Dit is afgerond.\n"


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes a small data folder, with other content where asked."""

    def written(entry=ENTRY, sources=SOURCES, areas=AREAS, caveats=CAVEATS, second=""):
        for name in ("catalogus", "geo"):
            (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / "bronnen.csv").write_text(sources, encoding="utf-8")
        (tmp_path / "geo" / "gebieden.csv").write_text(areas, encoding="utf-8")
        (tmp_path / "catalogus" / "beperkingen.yml").write_text(caveats, encoding="utf-8")
        (tmp_path / "catalogus" / "bevolking.yml").write_text(textwrap.dedent(entry), encoding="utf-8")
        if second:
            (tmp_path / "catalogus" / "wonen.yml").write_text(textwrap.dedent(second), encoding="utf-8")
        return tmp_path

    return written


def refused(folder):
    with pytest.raises(InputError) as caught:
        read_catalogue(folder)
    return caught.value.problems


def test_a_small_catalogue_is_read_whole(folder):
    found = read_catalogue(folder())
    assert list(found.indicators) == ["inwoners"]
    assert found["inwoners"].niveaus == ("kern", "gemeente")
    assert found.sources["telling"].beperkingen == ("schatting", "afgerond")
    assert found.sources["gids"].beperkingen == ()
    assert found.areas["GM0148"].naam == "Dalfsen"


def test_the_theme_is_the_name_of_the_file(folder):
    assert read_catalogue(folder())["inwoners"].thema == "bevolking"


@pytest.mark.parametrize(("unit", "expected"), [("'%'", True), ("inwoners", False)])
def test_a_share_is_what_has_a_percent_sign(folder, unit, expected):
    entry = ENTRY.replace("eenheid: inwoners", f"eenheid: {unit}")
    assert read_catalogue(folder(entry))["inwoners"].is_share is expected


def test_a_source_that_is_not_registered_is_named(folder):
    [problem] = refused(folder(ENTRY.replace("[telling]", "[telling, teling]")))
    assert (problem.place, problem.found) == ('indicator "inwoners", bron', '"teling"')


def test_a_caveat_outside_the_vocabulary_names_the_nearest(folder):
    [problem] = refused(folder(ENTRY.replace("[schatting]", "[schating]")))
    assert problem.action == 'Bedoelt u "schatting"?'


def test_a_caveat_of_a_source_outside_the_vocabulary_is_named(folder):
    [problem] = refused(folder(sources=SOURCES.replace("schatting afgerond", "schatting iets")))
    assert (problem.place, problem.found) == ('bron "telling", beperkingen', '"iets"')


def test_an_id_that_exists_already_is_refused_across_files(folder):
    [problem] = refused(folder(second=ENTRY))
    assert problem.expected == "een id dat nog niet bestaat"


def test_problems_of_several_files_come_at_once(folder):
    second = ENTRY.replace("id: inwoners", "id: anders").replace("[telling]", "[niets]")
    assert len(refused(folder(ENTRY.replace("[schatting]", "[iets]"), second=second))) == 2


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("id: inwoners", "id: Inwoners", 'regel 2, sleutel "1.id"'),
        ("kort: Inwoners", f"kort: {'x' * 46}", 'regel 4, sleutel "1.kort"'),
        ("niveaus: [kern, gemeente]", "niveaus: [dorp]", 'regel 8, sleutel "1.niveaus.1"'),
        ("bron: [telling]", "bron: []", 'regel 7, sleutel "1.bron"'),
        ("uitleg_b1:", "uitleg_b2:", 'regel 10, sleutel "1.uitleg_b2"'),
    ],
)
def test_an_entry_that_does_not_fit_names_line_and_key(folder, old, new, place):
    assert place in [problem.place for problem in refused(folder(ENTRY.replace(old, new)))]


def test_a_row_of_the_areas_that_does_not_fit_names_row_and_column(folder):
    [problem] = refused(folder(areas=AREAS + "GM0177,Raalte,dorp,\n"))
    assert problem.place == 'rij 3, kolom "niveau"'


def test_a_column_that_lacks_is_named(folder):
    problems = refused(folder(areas="gebied,niveau\nGM0148,gemeente\n"))
    assert [problem.place for problem in problems] == ['kolom "naam"']


@pytest.mark.parametrize("double", ["sources", "areas"])
def test_a_row_that_stands_twice_is_refused(folder, double):
    rows = {"sources": SOURCES + SOURCES.splitlines()[1] + "\n", "areas": AREAS + "GM0148,Dalfsn,gemeente,\n"}
    refused(folder(**{double: rows[double]}))


@pytest.mark.parametrize("name", ["bronnen.csv", "geo/gebieden.csv"])
@pytest.mark.parametrize("content", [None, b"caf\xe9"], ids=["missing", "latin-1"])
def test_a_register_that_cannot_be_read_is_an_input_error(folder, name, content):
    data = folder()
    if content is None:
        (data / name).unlink()
    else:
        (data / name).write_bytes(content)
    refused(data)


def test_an_unknown_indicator_names_the_nearest(catalogue):
    with pytest.raises(InputError) as caught:
        catalogue["tevrden"]
    assert caught.value.problems[0].action == 'Bedoelt u "tevreden"?'


def test_an_unknown_source_names_the_nearest(catalogue):
    known = next(iter(catalogue.sources))
    assert catalogue.source(known).bron == known
    with pytest.raises(InputError) as caught:
        catalogue.source(known + "x")
    assert f'"{known}x"' in str(caught.value)
    assert f'Bedoelt u "{known}"?' in str(caught.value)


def test_an_indicator_far_from_all_points_to_the_folder(catalogue):
    with pytest.raises(InputError) as caught:
        catalogue["qqq"]
    assert caught.value.problems[0].action == "Zie data/catalogus/."


@pytest.mark.parametrize(("code", "expected"), [("GM0148", "Dalfsen"), ("GM9999", "GM9999")])
def test_an_unknown_area_is_its_own_name(catalogue, code, expected):
    assert catalogue.name(code) == expected


def test_caveats_come_once_each_indicators_before_sources(folder):
    found = read_catalogue(folder())
    assert found.caveats_of(["inwoners", "inwoners"], ["telling", "onbekend"]) == (
        "Dit is een schatting.",
        "Dit is afgerond.",
    )
