"""The page of what changed: two receipts and two rows of figures beside each other."""

import dataclasses
import json

import pytest

from analysis.annex.blocks import Bullets, Paragraph, Table
from analysis.annex.changes import Change, EarlierEdition, Old, read_earlier
from analysis.annex.document import changed_blocks
from analysis.annex.prose import ALL_CHANGES, FIRST, NO_NEWER
from analysis.ground.notebook_names import INDEX

REVISED = Change("herzien", "Inwoners", "Dalfsen", "2024", "100", "101")
GONE = Change("vervallen", "Rookt", "Dalfsen", "2020", "9%", "–")


@pytest.fixture
def with_previous(contents):
    """Return contents whose chapters share one change, with an edition of before that had other figures."""
    first, second = contents.chapters
    chapters = (
        dataclasses.replace(first, changes=(REVISED,), old=(Old("CBS", "2018", ("Inwoners",)),)),
        dataclasses.replace(
            second, changes=(REVISED, GONE), old=(Old("CBS", "2018", ("Inwoners", "Leeftijd")),)
        ),
    )
    kept = contents.figures[0]
    earlier = EarlierEdition(
        "2023",
        {"code": "a" * 64, "params": "p" * 64},
        {"pandas": "2"},
        {(kept.run, kept.card.id): kept.card.title, ("09_oud", "weg"): "Wat is er weg?"},
    )
    provenance = contents.provenance | {
        "invoer": {"code": "c" * 64, "params": "p" * 64},
        "versies": {"pandas": "3"},
    }
    return dataclasses.replace(contents, chapters=chapters, earlier=earlier, provenance=provenance)


def tables(blocks):
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def test_a_number_in_two_chapters_counts_once_on_the_page_and_in_each_chapter(with_previous):
    blocks = list(changed_blocks(with_previous))
    assert blocks[0].text == ALL_CHANGES
    assert "0 nieuw, 1 herzien en 1 vervallen" in blocks[1].text
    rows = tables(blocks)["Veranderde cijfers per hoofdstuk"].rows
    assert [row[1:] for row in rows] == [("0", "1", "0"), ("0", "1", "1")]


def test_figures_that_are_new_and_that_are_gone_are_named(with_previous):
    lists = {block.lead: block.items for block in changed_blocks(with_previous) if isinstance(block, Bullets)}
    assert lists["Figuren die er niet meer zijn."] == ("Wat is er weg?",)
    assert with_previous.figures[0].card.title not in lists["Nieuwe figuren."]
    assert set(lists["Nieuwe figuren."]) <= {figure.card.title for figure in with_previous.figures}


def test_only_inputs_and_versions_that_differ_are_listed(with_previous):
    table = tables(changed_blocks(with_previous))["Wat er anders is aan hoe de bijlage is gemaakt"]
    assert table.rows == (("Invoer: code", "a" * 12, "c" * 12), ("Versie van pandas", "2", "3"))


def test_a_source_stands_once_with_all_its_subjects_and_the_reason(with_previous):
    table = tables(changed_blocks(with_previous))["Cijfers die niet nieuwer zijn"]
    assert table.rows == (("CBS", "2018", "Inwoners en Leeftijd", NO_NEWER),)


def test_a_source_that_gave_no_answer_says_so(with_previous):
    source = with_previous.sources[0]
    chapters = tuple(
        dataclasses.replace(chapter, old=(Old(source.naam_kort, "2018", ("Inwoners",)),))
        for chapter in with_previous.chapters
    )
    fetched = {source.bron: {"melding": "De bron gaf op 3 mei geen antwoord."}}
    contents = dataclasses.replace(
        with_previous, chapters=chapters, provenance=with_previous.provenance | {"opgehaald": fetched}
    )
    [row] = tables(changed_blocks(contents))["Cijfers die niet nieuwer zijn"].rows
    assert row[-1] == "De bron gaf op 3 mei geen antwoord."


def test_a_first_edition_says_that_it_is_the_first(with_previous):
    blocks = list(changed_blocks(dataclasses.replace(with_previous, earlier=None)))
    assert blocks[1] == Paragraph(FIRST)


def test_an_edition_of_before_is_read_from_its_receipt_and_its_runs(tmp_path):
    folder = tmp_path / "2023"
    (folder / "01_kernen").mkdir(parents=True)
    parts = [{"soort": "tekst", "zinnen": ["Een."]}, {"soort": "figuur", "id": "a", "titel": "Wie?"}]
    (folder / "01_kernen" / INDEX).write_text(json.dumps({"onderdelen": parts}), encoding="utf-8")
    (folder / "manifest.json").write_text(
        json.dumps({"invoer": {"code": "x"}, "versies": {"pandas": "2"}}), encoding="utf-8"
    )
    assert read_earlier(folder) == EarlierEdition(
        "2023", {"code": "x"}, {"pandas": "2"}, {("01_kernen", "a"): "Wie?"}
    )


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"'])
def test_a_receipt_that_cannot_be_read_leaves_it_empty(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert read_earlier(tmp_path).inputs == {}
