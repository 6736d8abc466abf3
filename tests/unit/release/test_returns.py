"""The returns of partners: read, protected, merged without adding people, stories kept as told."""

import openpyxl
import pandas as pd
import pytest
from tests.unit.real_release import dalfsen

from analysis import paths
from analysis.cards.frame import Card, Gap
from analysis.catalogue import read_catalogue
from analysis.figures import partners
from analysis.prepare.delivered import context_of, definition_of
from analysis.release.own_returns import own_returns, returns_of
from analysis.release.returns import (
    COLUMNS,
    HIDDEN,
    KNOWN,
    UNKNOWN,
    answered,
    no_returns,
    protect_returns,
    reach,
    read_returns,
    write_returns,
)
from analysis.sources.files.check import check_file
from analysis.sources.municipal import write_template

NIEUWLEUSEN = "KERNGEBIED-GM0148-nieuwleusen"


def returns(*rows):
    usual = dict.fromkeys(COLUMNS, "") | {
        "partner": "Saam Welzijn",
        "doel": "2.2",
        "gebied": NIEUWLEUSEN,
        "jaar": "2024",
        "bereik": None,
        "bereik_status": UNKNOWN,
    }
    table = pd.DataFrame([usual | row for row in rows])
    return protect_returns(table.assign(bereik=pd.to_numeric(table["bereik"])))


@pytest.fixture
def year():
    return returns(
        {"activiteit": "Inloop", "bereik": 120, "bijdrage": "ja", "verhaal": "Iemand kwam weer buiten."},
        {"activiteit": "Koken", "bereik": 40, "wat_kan_beter": "Meer plek"},
        {"activiteit": "Maatjes", "bereik": 5},
        {"activiteit": "Folder"},
        {"activiteit": "Boekstart", "doel": "2.1", "gebied": "GM0148", "bereik": 60},
    )


def test_people_are_never_added(year):
    table = reach(year).set_index("doel")
    assert table.loc["2.2", "ten_minste"] == 120
    assert table.loc["2.2", "deelnames"] == 160
    assert table.loc["2.2", ["activiteiten", "zonder_getal"]].tolist() == [4, 2]


def test_a_small_reach_is_hidden_and_says_so(year):
    status = year.set_index("activiteit")["bereik_status"]
    assert status.to_dict() == {
        "Inloop": KNOWN,
        "Koken": KNOWN,
        "Maatjes": HIDDEN,
        "Folder": UNKNOWN,
        "Boekstart": KNOWN,
    }
    assert year.set_index("activiteit").loc["Maatjes", "bereik"] != 5


def test_the_release_holds_the_returns_after_protection(tmp_path, year):
    write_returns(year.assign(bereik=year["bereik"].fillna(3)), tmp_path)
    assert (read_returns(tmp_path)["bereik"].dropna() >= 8).all()
    assert read_returns(tmp_path / "elders").empty


def test_each_question_is_counted(year):
    counted = answered(year).set_index("Vraag")["Beantwoord"].tolist()
    assert counted == [1, 4, 0, 1, 0]


def test_without_returns_the_chapter_says_how_to_collect_them():
    for draw in (partners.reach, partners.questions):
        gap = draw(dalfsen(), no_returns())
        assert isinstance(gap, Gap)
        assert "kernmonitor template partners" in gap.action
    assert partners.stories(no_returns()) == ()


def test_the_figures_say_that_people_were_not_added_and_keep_stories_as_told(year):
    card = partners.reach(dalfsen(), year)
    assert isinstance(card, Card)
    assert any("niet opgeteld" in note for note in card.notes)
    assert "ten minste 120" in card.alt
    assert partners.stories(year) == ("Saam Welzijn, over Inloop: “Iemand kwam weer buiten.”",)
    assert isinstance(partners.questions(dalfsen(), year), Card)


def test_only_the_newest_year_is_shown(tmp_path, year):
    write_returns(pd.concat([year, year.assign(jaar="2023")]), tmp_path)
    assert set(partners.delivered(tmp_path)["jaar"]) == {"2024"}
    assert partners.delivered(tmp_path / "elders").empty


@pytest.fixture
def filled(tmp_path):
    definition, context = definition_of("partners"), context_of("GM0148")
    path = tmp_path / "partners.xlsx"
    write_template(definition, path, areas=context.areas, name="partners", gemeente="GM0148", years=(2024,))
    book = openpyxl.load_workbook(path)
    sheet = book["invullen"]
    cells = {
        "partner": "Saam Welzijn",
        "activiteit": "Inloop",
        "doel": "2.2 Zinvolle daginvulling",
        "gebied": "Nieuwleusen en buitengebied",
        "jaar": 2024,
        "bereik": 84,
        "bijdrage": "deels",
        "uitgevoerd": "ja",
        "verhaal": "Iemand kwam weer buiten.",
    }
    sheet.append([cells.get(cell.value) for cell in sheet[1]])
    book.save(path)
    return path


def test_a_form_that_was_filled_in_becomes_a_return(filled):
    report = check_file(filled, definition_of("partners"), context_of("GM0148"))
    assert not report.errors
    (row,) = protect_returns(returns_of(report.delivered)).to_dict("records")
    assert (row["doel"], row["gebied"], row["jaar"], row["bereik"]) == ("2.2", NIEUWLEUSEN, "2024", 84)
    assert (row["bijdrage"], row["uitgevoerd"], row["bereik_status"]) == ("deels", "ja", KNOWN)
    assert row["verhaal"] == "Iemand kwam weer buiten."
    assert row["toelichting"] == ""


def test_the_form_asks_the_five_questions_and_a_story():
    asked = {column.naam for column in definition_of("partners").kolommen}
    assert asked >= {
        "bijdrage",
        "bereik",
        "uitgevoerd",
        "wat_werkte",
        "wat_kan_beter",
        "samenwerking",
        "verhaal",
    }


def test_returns_in_the_own_folder_are_found(filled, monkeypatch):
    monkeypatch.setattr(
        "analysis.release.own_returns.own_files", lambda gemeente: [filled, paths.data() / "x.csv"]
    )
    assert own_returns("GM0148", read_catalogue())["activiteit"].tolist() == ["Inloop"]
