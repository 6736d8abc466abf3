"""A gemeente fetches, has its templates filled in, and builds: its own numbers are in the annex, and no other is gone."""

from __future__ import annotations

import shutil

import openpyxl
import pytest
from tests.conftest import PARAMS, Checkout
from tests.filled import deliver, templates
from tests.journeys.conftest import Page, release_of

YEAR = 2025
HEAD, _, _ = PARAMS.partition("notebooks:\n")
CHAPTERS = f"{HEAD}notebooks: [01_kernkaarten, 03_mantelzorg, 05_jeugdhulp, 07_bevolking, 11_partners]\n"
# What went away once, when a file with kernen came beside what was fetched.
PER_KERN = (
    "0 tot 15 jaar: hoe verschilt het per kern?",
    "65 jaar en ouder: hoe verschilt het per kern?",
    "Alleenwonend: hoe verschilt het per kern?",
    "Met kinderen: hoe verschilt het per kern?",
    "Waar wonen ouderen?",
    "Hoe vergrijsden de kernen?",
)
# Of jeugdhulp, as somebody types it in Excel: a small number in Hoonhorst.
COUNTS = {
    "Dalfsen en buitengebied": (241, 2710),
    "Hoonhorst en buitengebied": (7, 402),
    "Lemelerveld en buitengebied": (101, 1188),
    "Nieuwleusen en buitengebied": (203, 2256),
    "Oudleusen en buitengebied": (31, 431),
    "Gemeente Dalfsen": (583, 6987),
}


@pytest.fixture(scope="module")
def fetched(fetched_root, tmp_path_factory):
    """Return a checkout with what was fetched, and its release before anything was delivered."""
    checkout = Checkout.fresh(tmp_path_factory.mktemp("eigen") / "project", params=CHAPTERS)
    shutil.copytree(fetched_root / "data" / "raw", checkout.root / "data" / "raw")
    result = checkout.run("build", "params/dalfsen.yml", "--only", "release")
    assert result.exit_code == 0, result.output
    return checkout, release_of(checkout.root), result.output


@pytest.fixture(scope="module")
def built(fetched):
    """Deliver every template and build."""
    checkout, _, _ = fetched
    for name in templates():
        if name != "jeugdhulp":
            with checkout.at_home():
                file = deliver(name, "GM0148", YEAR)
            checked = checkout.run("check", file, "--as", name, "--strict")
            assert checked.exit_code == 0, checked.output
    fill_in_excel(checkout)
    result = checkout.run("build", "params/dalfsen.yml", "--formats", "html")
    assert result.exit_code == 0, result.output
    return checkout, result.output


def fill_in_excel(checkout):
    """Take the template of jeugdhulp, fill it in, check it and put it where the build looks."""
    assert checkout.run("template", "jeugdhulp", "--for", "params/dalfsen.yml").exit_code == 0
    file = checkout.root / "jeugdhulp.xlsx"
    book = openpyxl.load_workbook(file)
    for area, year, teller, noemer in book["invullen"].iter_rows(min_row=2, max_col=4):
        if area.value in COUNTS:
            year.value = YEAR
            teller.value, noemer.value = COUNTS[area.value]
    book.save(file)
    checked = checkout.run("check", "jeugdhulp.xlsx", "--as", "jeugdhulp", "--strict")
    assert checked.exit_code == 0, checked.output
    shutil.move(file, checkout.root / "data" / "eigen" / "GM0148" / "jeugdhulp.xlsx")


def test_what_the_gemeente_delivered_is_what_the_page_shows(built):
    page = Page.annex(built[0].root)
    youth = page.numbers("Verschilt jeugdhulp tussen de kernen?")
    assert youth["Dalfsen en buitengebied"].startswith("8,9%")
    assert "%" not in youth["Hoonhorst en buitengebied"]  # 7 of 402 lead to persons
    assert str(YEAR) in page.told("Verschilt jeugdhulp tussen de kernen?")
    for question in (
        "Hoeveel inwoners geven mantelzorg?",
        "Hoeveel mantelzorgers kennen het mantelzorgteam niet?",
    ):
        assert str(YEAR) in page.told(question), question
    assert str(YEAR) in page.told("Hoeveel mensen bereikten de partners?")


def test_no_figure_per_kern_is_lost(built):
    page = Page.annex(built[0].root)
    for question in PER_KERN:
        values = page.numbers(question)
        assert len(values) >= 4, question
        assert any(character.isdigit() for value in values.values() for character in value), question
    assert "geen leeftijdsgroepen bekend" not in page.text


def test_no_number_of_before_is_lost(built, fetched):
    _, before, _ = fetched
    after = release_of(built[0].root)
    real = before[before["waarde"].notna() & (before["status"] != "voorbeeld")]
    real = real.set_index("bron", append=True)
    now = after.set_index("bron", append=True)
    assert len(real) > 5000
    assert real.index.difference(now.index).empty
    assert now.loc[real.index, "waarde"].notna().all()


def test_nothing_made_up_is_left(built, fetched):
    assert "Nog voorbeeldcijfers: " in fetched[2]
    checkout, output = built
    assert "Nog voorbeeldcijfers" not in output
    assert Page.annex(checkout.root).made_up == []
    assert not (release_of(checkout.root)["status"] == "voorbeeld").any()
