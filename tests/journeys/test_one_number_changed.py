"""One number of one source changes: the page says the new one, the rest stays, and it is what a full build makes."""

from __future__ import annotations

import shutil

import pytest
from tests.conftest import PAGES, Built
from tests.journeys.conftest import Page

from analysis.build.receipt import file_hashes

SOURCE = "data/cijfers/preventiebeleid_2022_geletterdheid.csv"
LITERACY = "Hoeveel inwoners zijn laaggeletterd?"
UNTOUCHED = ("dalfsen/2025/03_", "dalfsen/2025/05_")


@pytest.fixture(scope="module")
def changed(first_build, tmp_path_factory):
    """Return a copy of the first build in which the share of the country is another one, built again."""
    checkout = first_build.copied(tmp_path_factory.mktemp("anders") / "kopie")
    file = checkout.root / SOURCE
    text = file.read_text(encoding="utf-8")
    assert text.count("NL00,2021,12,") == 1
    file.write_text(text.replace("NL00,2021,12,", "NL00,2021,13,"), encoding="utf-8")
    result = checkout.run("build", "params/dalfsen.yml", *PAGES)
    assert result.exit_code == 0, result.output
    return Built(checkout.root, result.output)


def test_the_page_says_the_new_number_everywhere(changed, first_build):
    before, after = Page.annex(first_build.root), Page.annex(changed.root)
    assert before.numbers(LITERACY)["Nederland"] == "12%"
    assert after.numbers(LITERACY)["Nederland"] == "13%"
    assert "tot 13% (Nederland)" in after.told(LITERACY)
    assert "Of er verschil is met Regio Zwolle (10%) en Nederland (13%), is niet te zeggen." in after.text
    assert "in Nederland: 12%" not in after.text
    assert after.figures() == before.figures()


def test_chapters_that_do_not_show_it_stay_as_they_were(changed, first_build):
    before, after = (file_hashes(one.root / "outputs") for one in (first_build, changed))
    chapters = {name: digest for name, digest in before.items() if name.startswith(UNTOUCHED)}
    assert len(chapters) > 20
    assert {name: after[name] for name in chapters} == chapters
    kept = changed.output.partition("Ongewijzigd: ")[2].partition("\n")[0]
    assert "03_mantelzorg" in kept
    assert "05_jeugdhulp" in kept
    assert "04_laaggeletterdheid" not in kept


def test_it_is_what_a_full_build_makes(changed):
    grown = file_hashes(changed.root / "outputs")
    shutil.rmtree(changed.root / "outputs")
    result = changed.run("build", "params/dalfsen.yml", *PAGES)
    assert result.exit_code == 0, result.output
    full = file_hashes(changed.root / "outputs")
    assert full.keys() == grown.keys()
    assert not {name for name in full if full[name] != grown[name]}
