"""The returns of partners: read, protected, merged without adding people, stories kept as told."""

import openpyxl
import pandas as pd
import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.card import Card, Gap
from analysis.ground import paths
from analysis.model.catalogue import read_catalogue
from analysis.model.protection import GateRule
from analysis.prepare.delivered import context_of, definition_of
from analysis.release.reach import own_returns, protect_returns, returns_of
from analysis.release.returns import (
    COLUMNS,
    HIDDEN,
    KNOWN,
    UNKNOWN,
    answered,
    no_returns,
    reach,
    read_returns,
)
from analysis.release.store import RETURNS
from analysis.sources.files.check import check_file
from analysis.sources.template import write_template
from analysis.topics import partners

NIEUWLEUSEN, HOONHORST, DALFSEN, GEMEENTE = (
    *(f"KERNGEBIED-GM0148-{kern}" for kern in ("nieuwleusen", "hoonhorst", "dalfsen")),
    "GM0148",
)
RULE = GateRule()
PARTS = {GEMEENTE: frozenset("abc")} | {
    kern: frozenset(letter) for kern, letter in zip((NIEUWLEUSEN, HOONHORST, DALFSEN), "abc", strict=True)
}


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
    return protected(table.assign(bereik=pd.to_numeric(table["bereik"]).astype(float)))


def protected(table, rule=RULE):
    return protect_returns(table, read_catalogue(), rule, PARTS)[0]


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


def write(rows, folder):
    shown, _ = protect_returns(rows, read_catalogue(), RULE, PARTS)
    shown.to_parquet(folder / RETURNS, index=False)


def test_the_release_holds_the_returns_after_protection(tmp_path, year):
    write(year.assign(bereik=year["bereik"].fillna(3)), tmp_path)
    assert (read_returns(tmp_path)["bereik"].dropna() >= 8).all()
    assert read_returns(tmp_path / "elders").empty


def buddies(**reached):
    areas = {"gemeente": GEMEENTE, "dalfsen": DALFSEN, "hoonhorst": HOONHORST, "nieuwleusen": NIEUWLEUSEN}
    return returns(
        *(
            {"activiteit": "Maatjes", "gebied": areas[name], "bereik": count}
            for name, count in reached.items()
        )
    ).set_index("gebied")["bereik"]


def test_a_hidden_reach_is_not_the_gemeente_minus_the_other_kernen():
    # B5: 24 of the gemeente minus 21 of Dalfsen was 3 of Hoonhorst, where the activity was nowhere else.
    shown = buddies(gemeente=24, dalfsen=21, hoonhorst=3)
    # 25 is 23 to 27, 20 is 18 to 22: that there is at least 1 would follow, so one of them goes along.
    assert shown[HOONHORST] != shown[HOONHORST]
    assert shown.isna().sum() == 2
    assert {round(one) % 5 for one in shown.dropna()} == {0}
    # Where it is known that others took part too, nothing follows.
    assert buddies(gemeente=24, dalfsen=21).tolist() == [25, 20]


@pytest.mark.parametrize("threshold", [7, 10, 15])
def test_the_threshold_of_the_rule_holds_for_the_reach_too(threshold):
    table = pd.DataFrame(
        [
            dict.fromkeys(COLUMNS, "")
            | {"partner": "P", "activiteit": f"A{count}", "gebied": DALFSEN, "jaar": "2024", "bereik": count}
            for count in range(0, 40, 3)
        ]
    )
    rule = GateRule(drempel=threshold)
    result = protected(table.assign(bereik=table["bereik"].astype(float)), rule)
    assert set(result.loc[table["bereik"] <= threshold, "bereik_status"]) == {HIDDEN}
    assert set(result.loc[table["bereik"] > threshold, "bereik_status"]) == {KNOWN}
    # 12 is not shown as 10 where 10 may not be shown.
    assert result["bereik"].min() > threshold
    assert result["regel"].str.startswith(f"0 tot en met {threshold} ").all()


def test_a_rule_of_the_source_goes_before_the_general_one():
    own = {"drempel": 20, "afronding": 10, "eigenaar": "teamleider", "vanaf": "2025-01-31"}
    rule = GateRule.model_validate({"bronnen": {"eigen_partners": own}})
    table = returns({"activiteit": "Inloop", "bereik": 84}, {"activiteit": "Koken", "bereik": 40})
    result = protected(table.assign(bereik=[84.0, 20.0]), rule)
    assert result["bereik"].tolist()[0] == 80
    assert result["bereik_status"].tolist() == [KNOWN, HIDDEN]


def test_two_returns_of_one_name_are_two_numbers():
    table = returns({"activiteit": "Inloop", "bereik": 84}, {"activiteit": " inloop", "bereik": 3})
    assert table["bereik_status"].tolist() == [KNOWN, HIDDEN]


def test_the_reach_of_a_goal_is_made_of_numbers_that_are_shown(year):
    # The largest activity of all was hidden with a small one: it is not in the sum, nor the most.
    table = reach(year.assign(bereik=year["bereik"].where(year["activiteit"] != "Inloop")))
    assert table.set_index("doel").loc["2.2", ["ten_minste", "deelnames"]].tolist() == [40, 40]


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
    both = pd.concat([year, year.assign(jaar="2023")], ignore_index=True)
    write(both, tmp_path)
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
    (row,) = protected(returns_of(report.delivered)).to_dict("records")
    # 84 rounded as the rule of the source says.
    assert (row["doel"], row["gebied"], row["jaar"], row["bereik"]) == ("2.2", NIEUWLEUSEN, "2024", 85)
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
    monkeypatch.setattr("analysis.release.reach.own_files", lambda gemeente: [filled, paths.data() / "x.csv"])
    assert own_returns("GM0148", read_catalogue())["activiteit"].tolist() == ["Inloop"]
