import json

import pytest

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.topics.themes_policy import read_theme, theme_names

THEMES = ["financieel_gezond", "gezondheid", "leefomgeving", "positieve_gezondheid", "vitale_gemeenschap"]


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Return a function that changes one theme in a copy of the params folder."""
    folder = tmp_path / "params" / "themas"
    folder.mkdir(parents=True)

    def change(name, *changes):
        text = (original / "themas" / f"{name}.yml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")

    original = paths.params()
    monkeypatch.setattr(paths, "params", lambda: tmp_path / "params")
    return change


def test_the_five_themes_are_there():
    assert theme_names() == THEMES


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_is_read_for_its_edition(name):
    assert read_theme(name, "GM0148", 2025).duiding.geldig_voor == 2025


@pytest.mark.parametrize("edition", [2024, 2026])
def test_the_reading_of_another_edition_is_left_out(edition):
    theme = read_theme("leefomgeving", "GM0148", edition)
    assert theme.is_outdated("GM0148", edition)
    assert (theme.duiding.geldig_voor, theme.duiding.zinnen) == (2025, ())
    assert theme.document


def test_the_reading_of_another_gemeente_is_never_outdated():
    theme = read_theme("leefomgeving", "GM0177", 2026)
    assert not theme.is_outdated("GM0177", 2026)
    assert theme.duiding.zinnen


def test_a_theme_of_another_gemeente_is_refused_unless_it_is_shared(copied):
    """B18: a theme of GM0177 was drawn for Dalfsen."""
    copied("leefomgeving", ("gedeeld: true", "gedeeld: false"))
    assert read_theme("leefomgeving", "GM0148", 2025).titel
    with pytest.raises(InputError) as caught:
        read_theme("leefomgeving", "GM0177", 2025)
    [problem] = caught.value.problems
    assert (problem.code, problem.found) == ("F625", '"GM0148"')


def test_document_and_reading_are_of_one_gemeente(copied):
    copied("leefomgeving", ("gemeente: GM0148\n", "gemeente: GM0177\n"))
    for gemeente in ("GM0148", "GM0177"):
        with pytest.raises(InputError, match="F625"):
            read_theme("leefomgeving", gemeente, 2025)


def test_a_new_theme_is_one_file_and_the_notebook_knows_none(copied):
    notebook = json.loads((paths.notebooks() / "06_thema.ipynb").read_text(encoding="utf-8"))
    cells = [
        "".join(cell["source"]) for cell in notebook["cells"] if "parameters" not in str(cell["metadata"])
    ]
    assert not [name for name in THEMES if name in "\n".join(cells)]
    copied("leefomgeving", ("titel: Leefomgeving", "titel: Water"))
    (paths.params() / "themas" / "leefomgeving.yml").rename(paths.params() / "themas" / "water.yml")
    assert theme_names() == ["water"]
    assert read_theme("water", "GM0148", 2025).titel == "Water"


def test_an_unknown_theme_names_the_nearest():
    with pytest.raises(InputError) as caught:
        read_theme("leefomgevign", "GM0148", 2025)
    assert 'Bedoelt u "leefomgeving"?' in str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("leefomgeving", "vorm: stippen", "vorm: taart", "een van: stippen"),
        ("leefomgeving", "soort: beleving", "soort: gevoel", "een van: beleving, feiten, schatting"),
        ("leefomgeving", "titel: Leefomgeving", "tittel: Leefomgeving", 'Bedoelt u "titel"?'),
        ("leefomgeving", "- id: tevreden_voorzieningen", "- id: vitaliteit_buurt", "elk id een keer"),
        ("vitale_gemeenschap", "  streefgebied: KLASSE-WELZIJN-PARTICIPATIE\n", "", "streefgebied"),
        ("positieve_gezondheid", "Zingeving: bovengemiddeld", "Zingeving: prima", "namen uit de legenda"),
        ("positieve_gezondheid", "vorm: beoordeling", "vorm: stippen", "indicatoren"),
        ("positieve_gezondheid", "  van_document: true\n", "", "van_document: true"),
        ("positieve_gezondheid", "afgeleid: [Lichaamsfuncties", "afgeleid: [Lichaam", "onderdelen van deze"),
    ],
)
def test_what_does_not_fit_is_named(copied, name, old, new, said):
    copied(name, (old, new))
    with pytest.raises(InputError) as caught:
        read_theme(name, "GM0148", 2025)
    assert said in str(caught.value)
