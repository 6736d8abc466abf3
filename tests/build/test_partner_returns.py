"""A partner's return walks the whole way: an empty form, filled in, delivered, through the gate, into the figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from tests.build.conftest import Project

from analysis.cards.card import Card
from analysis.ground import paths
from analysis.release.store import read_release
from analysis.topics import partners

GOAL, KERN = "2.2 Zinvolle daginvulling", "Nieuwleusen en buitengebied"
ROWS = (
    {
        "partner": "Saam Welzijn",
        "activiteit": "Inloop",
        "doel": GOAL,
        "gebied": KERN,
        "jaar": 2024,
        "bereik": 84,
        "bijdrage": "deels",
        "uitgevoerd": "ja",
        "wat_werkte": "Een vaste plek.",
        "wat_kan_beter": "Meer avonden.",
        "samenwerking": "De bibliotheek deed mee.",
        "verhaal": "Iemand kwam weer buiten.",
    },
    {
        "partner": "Saam Welzijn",
        "activiteit": "Samen koken",
        "doel": GOAL,
        "gebied": KERN,
        "jaar": 2024,
        "bereik": 41,
        "bijdrage": "ja",
        "uitgevoerd": "ja",
        "verhaal": "Er wordt nu elke week gekookt.",
    },
    {
        "partner": "Saam Welzijn",
        "activiteit": "Maatjes",
        "doel": "3.1 Inwoners kijken naar elkaar om",
        "gebied": "Hoonhorst en buitengebied",
        "jaar": 2024,
        "bereik": 6,
        "uitgevoerd": "nee",
    },
)


def fill(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book["invullen"]
    heads = [cell.value for cell in sheet[1]]
    assert set().union(*ROWS) <= set(heads)
    for row in ROWS:
        sheet.append([row.get(head) for head in heads])
    book.save(form)


@pytest.fixture(scope="module")
def delivered(tmp_path_factory) -> Iterator[Project]:
    """Return a project with a release in which one form lies, filled in by hand."""
    root = tmp_path_factory.mktemp("opgaven") / "gedeelde map Coördinatie"
    root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.ROOT_VARIABLE, str(root))
        patch.chdir(root)
        made = Project(root)
        params = made.usual_params("01_een")
        made.notebook("01_een")
        own = root / "data" / "eigen" / "GM0148"
        own.mkdir(parents=True)
        form = own / "partners.xlsx"
        written = made.run("template", "partners", "--for", params, "-o", form)
        assert written.exit_code == 0, written.output
        fill(form)
        checked = made.run("check", form, "--as", "partners", "--for", params)
        assert checked.exit_code == 0, checked.output
        assert "3 rijen gelezen" in checked.output
        built = made.run("build", params, "--only", "release")
        assert built.exit_code == 0, built.output
        yield made


@pytest.fixture
def folder(delivered: Project) -> Path:
    return delivered.outputs / "dalfsen" / "2025" / "release"


def test_the_reach_stands_per_goal_and_kern_and_people_are_not_added(folder: Path):
    card = partners.reach(read_release(folder), partners.delivered(folder))
    assert isinstance(card, Card)
    shown = card.shown.set_index(["Doel", "Gebied"])
    assert shown.loc[("2.2", KERN), "Mensen"] == "ten minste 85"  # 84 by the rule
    assert shown.loc[("2.2", KERN), "Activiteiten"] == "2"
    assert any("niet opgeteld" in note for note in card.notes)


def test_a_small_reach_is_gone_from_everything_that_is_published(folder: Path):
    returns = partners.delivered(folder)
    small = returns.set_index("activiteit").loc["Maatjes"]
    assert small["bereik"] != small["bereik"]
    assert small["bereik_status"] == "niet getoond"
    card = partners.reach(read_release(folder), returns)
    line = card.shown.set_index("Doel").loc["3.1"]
    assert line["Mensen"] == "niet getoond (te kleine aantallen)"
    assert "6" not in line.drop("Activiteiten").to_string()


def test_the_questions_and_stories_arrive_as_they_were_told(folder: Path):
    returns = partners.delivered(folder)
    card = partners.questions(read_release(folder), returns)
    assert isinstance(card, Card)
    answers = card.shown.set_index("Activiteit")
    assert answers.loc["Inloop", "Wat kan beter"] == "Meer avonden."
    assert answers.loc["Maatjes", "Bijdrage"] == "niet beantwoord"
    assert partners.stories(returns) == (
        "Saam Welzijn, over Inloop: “Iemand kwam weer buiten.”",
        "Saam Welzijn, over Samen koken: “Er wordt nu elke week gekookt.”",
    )


def test_the_audit_finds_nothing(delivered: Project, folder: Path):
    result = delivered.run("audit", folder.parent)
    assert result.exit_code == 0, result.output
    assert result.output == "outputs/dalfsen/2025: 0 bevindingen.\n"
