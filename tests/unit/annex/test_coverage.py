"""The appendix that leads from what the policy asks to the chapter that answers it."""

import dataclasses

import pytest

from analysis.annex.blocks import Heading, Paragraph, Table
from analysis.annex.coverage import ELSEWHERE, coverage_blocks
from analysis.ground import paths

HEADER = "gemeente,soort,id,naam,stand,antwoord,reden\n"


@pytest.fixture
def answers(contents, tmp_path, monkeypatch):
    """Return a function that gives the last column for rows of a register."""
    monkeypatch.setattr(paths, "root", lambda: tmp_path)

    def read(*rows, runs=None, gemeente="GM0148"):
        lines = [f"{gemeente},{row}" for row in rows]
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs" / "dekking.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
        given = contents
        if runs:
            section = contents.chapters[0].sections[0]
            given = dataclasses.replace(
                given,
                chapters=tuple(
                    dataclasses.replace(
                        contents.chapters[0], number=number, sections=(dataclasses.replace(section, id=run),)
                    )
                    for number, run in enumerate(runs, start=1)
                ),
            )
        blocks = list(coverage_blocks(given))
        return blocks, [row[-1] for block in blocks if isinstance(block, Table) for row in block.rows]

    return read


def test_a_notebook_becomes_the_number_of_its_chapter(answers):
    rows = (
        "doel,1,Buurt,beantwoord,notebooks/09_doelenboom.ipynb; data/x.yml,",
        "doel,2,Zelf,deels,notebooks/06_thema.ipynb; notebooks/09_doelenboom.ipynb,Niet alles.",
    )
    _, found = answers(*rows, runs=["09_doelenboom", "06_thema-leefomgeving", "06_thema-gezondheid"])
    assert found == ["Hoofdstuk 1.", "Hoofdstukken 1, 2 en 3. Niet alles."]


def test_a_theme_that_is_named_stands_for_the_notebook_of_all_themes(answers):
    row = "figuur,C8,Tevreden,deels,notebooks/06_thema.ipynb; params/themas/vitale_gemeenschap.yml,Verzonnen."
    _, found = answers(row, runs=["06_thema-leefomgeving", "06_thema-vitale-gemeenschap"])
    assert found == ["Hoofdstuk 2. Verzonnen."]


def test_what_was_refused_says_only_why_and_what_is_elsewhere_says_so(answers):
    rows = ("vraag,Q1,Wie?,geweigerd,,Niemand telt het.", "gebruiksverhaal,G6,Lezen,beantwoord,docs/x.md,")
    blocks, found = answers(*rows)
    assert found == ["Niemand telt het.", f"{ELSEWHERE.capitalize()}."]
    assert isinstance(blocks[0], Heading)
    assert isinstance(blocks[1], Paragraph)
    assert "1 beantwoord, 0 deels en 1 geweigerd" in blocks[1].text
    assert [block.caption for block in blocks[2:]] == ["Vragen over volgen en evalueren", "Gebruiksverhalen"]


def test_the_register_of_another_gemeente_is_not_shown(answers):
    blocks, _ = answers("doel,1,Buurt,beantwoord,notebooks/09_doelenboom.ipynb,", gemeente="GM0177")
    assert blocks == []


def test_without_a_register_there_is_no_appendix(contents, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "root", lambda: tmp_path)
    assert list(coverage_blocks(contents)) == []
