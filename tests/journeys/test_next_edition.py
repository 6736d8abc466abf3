"""A year later: the edition is set one higher and built beside the old one, which stays as it was published."""

from __future__ import annotations

import pytest
from tests.conftest import PAGES
from tests.journeys.conftest import Page

from analysis.build.receipt import file_hashes

SOURCE = "data/cijfers/preventiebeleid_2022_geletterdheid.csv"
THEME = "  - notebook: 06_thema\n    parameters: {thema: [gezondheid]}\n"
OUTDATED = "Een groot verschil met Nederland is een reden om door te vragen, geen bewijs."
LITERACY = "Hoeveel inwoners zijn laaggeletterd?"


@pytest.fixture(scope="module")
def next_year(first_build, tmp_path_factory):
    """Return a copy of the first build with the next edition, in which one number is new."""
    checkout = first_build.copied(tmp_path_factory.mktemp("volgend") / "kopie")
    source = checkout.root / SOURCE
    rows = source.read_text(encoding="utf-8").splitlines()
    newer = [row.replace("NL00,2021,12,", "NL00,2024,14,") for row in rows if "NL00,2021,12," in row]
    newer += [row.replace("GM0148,2021,6,", "GM0148,2024,7,") for row in rows if "GM0148,2021,6," in row]
    assert len(newer) == 2
    source.write_text("\n".join([*rows, *newer]) + "\n", encoding="utf-8")
    params = checkout.root / "params" / "dalfsen.yml"
    written = params.read_text(encoding="utf-8").replace("editie: 2025", "editie: 2026")
    params.write_text(written + THEME, encoding="utf-8")
    result = checkout.run("build", "params/dalfsen.yml", *PAGES)
    assert result.exit_code == 0, result.output
    assert "Let op" in result.output, "the texts of the themes are of the edition of before"
    return checkout


def test_there_is_an_annex_of_the_new_edition_with_the_newest_numbers(next_year):
    page = Page.annex(next_year.root, edition=2026)
    assert "Editie 2026" in page.text
    assert page.missing_files() == []
    assert page.numbers(LITERACY) == {"Dalfsen": "7%", "Nederland": "14%"}
    assert "2024" in page.told(LITERACY)


def test_a_text_about_the_old_edition_is_left_out_of_its_theme(next_year):
    theme = (next_year.root / "params" / "themas" / "gezondheid.yml").read_text(encoding="utf-8")
    assert "geldig_voor: 2025" in theme
    assert OUTDATED in theme
    text = Page.annex(next_year.root, edition=2026).text
    assert "Welke grafieken stonden bij de huidige situatie?" in text  # the chapter is there
    assert OUTDATED not in text


def test_it_says_what_changed(next_year):
    text = Page.annex(next_year.root, edition=2026).text
    assert "Wat is er veranderd sinds de vorige editie?" in text
    assert "2025" in text.partition("Wat is er veranderd sinds de vorige editie?")[2]


def test_no_figure_of_the_old_edition_is_lost(next_year, first_build):
    before, after = Page.annex(first_build.root), Page.annex(next_year.root, edition=2026)
    assert [one for one in before.figures() if one not in after.figures()] == []


def test_the_old_edition_stays_as_it_was_published(next_year, first_build):
    before, after = (
        file_hashes(one.root / "outputs" / "dalfsen" / "2025") for one in (first_build, next_year)
    )
    assert after == before
