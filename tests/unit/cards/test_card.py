"""A card, a gap, a sheet and sentences read from disk are what was saved."""

import json
from dataclasses import replace

import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.card import AreaSheet, Card, Gap, Sentences, read_card, read_part
from analysis.cards.save import save
from analysis.topics import conversation_sheet, themes

pytestmark = pytest.mark.slow

DIGEST = "0" * 64


@pytest.fixture(scope="module")
def card():
    return themes.ages(dalfsen())


def test_a_card_is_read_as_it_was_saved(card, tmp_path):
    content = save(card, tmp_path, digest=DIGEST)
    found = read_card(tmp_path / f"{card.id}.json")
    assert isinstance(found, Card)
    assert (found.id, found.title, found.subtitle, found.alt) == (
        card.id,
        card.title,
        card.subtitle,
        card.alt,
    )
    assert (found.facts, found.level, found.notes, found.caption) == (
        card.facts,
        card.level,
        card.notes,
        card.caption,
    )
    assert found.shown.equals(card.shown.astype("str"))
    assert found.files == {kind: f"{card.id}.{kind}" for kind in ("png", "svg", "csv", "xlsx")}
    assert found.size == tuple(content["maat_inch"])
    assert found.digest == DIGEST


def test_what_was_read_holds_the_same_content(card, tmp_path):
    content = save(card, tmp_path, digest=DIGEST)
    again = json.loads(json.dumps(read_part(content).content(), default=list))
    assert again == content


def test_the_picture_of_a_card_that_was_read_is_in_its_files(card, tmp_path):
    save(card, tmp_path, digest=DIGEST)
    with pytest.raises(ValueError, match="in its files"):
        read_card(tmp_path / f"{card.id}.json").picture()


def test_a_gap_and_sentences_are_read_as_they_were_shown(tmp_path):
    gap = Gap("proef", "Hoeveel?", "Er zijn geen cijfers.", "Voeg de bron toe.")
    save(gap, tmp_path)
    assert read_card(tmp_path / "proef.json") == gap
    for said in (Sentences(("Een zin.",)), Sentences(("Een zin.", "Nog een."), summary=False)):
        assert read_part(json.loads(json.dumps(said.content()))) == said


def test_a_sheet_is_read_as_it_was_saved_but_for_its_page(tmp_path):
    sheet = conversation_sheet.gesprekspapier(dalfsen(), "KERNGEBIED-GM0148-nieuwleusen")
    save(sheet, tmp_path)
    found = read_card(tmp_path / f"{sheet.id}.json")
    assert isinstance(found, AreaSheet)
    assert found.sources == sheet.sources
    about = replace(sheet.facts, areas=(sheet.area,), sources=sheet.sources)
    assert found == replace(sheet, page="", documents=(), facts=about)
