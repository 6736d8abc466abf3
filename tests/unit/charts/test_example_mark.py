"""One fictional number marks every output that rests on it: picture, caption, alt text, sentence, page, sheet."""

from __future__ import annotations

import openpyxl
import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.facts import EXAMPLE
from analysis.cards.save import save
from analysis.topics import conversation_sheet, maps, sentences, themes

PLANTED = ("inwoners", "KERNGEBIED-GM0148-hoonhorst", "2018")


@pytest.fixture(scope="module")
def planted():
    """Return the release with one real number called fictional."""
    release = dalfsen()
    table = release.table.copy()
    indicator, area, period = PLANTED
    one = (table["indicator"] == indicator) & (table["gebied"] == area) & (table["periode"] == period)
    assert one.sum() == 1
    table.loc[one, "status"] = "voorbeeld"
    table.loc[one & (table["indicator"] == "bevolkingsdichtheid"), "status"] = "voorbeeld"
    return release.with_table(table)


def planted_everywhere():
    release = dalfsen()
    table = release.table.copy()
    table.loc[table["waarde"].notna(), "status"] = "voorbeeld"
    return release.with_table(table)


def cards(release):
    return [
        themes.kernen(release, "inwoners", "2018", title="Hoeveel?"),
        maps.kernkaart(release, "inwoners", "2018", "kerngebied", title="Hoeveel?"),
    ]


def test_without_it_nothing_is_marked():
    assert not any(card.facts.is_example for card in cards(dalfsen()))


def test_picture_caption_alt_and_files_carry_the_mark(planted, tmp_path):
    for card in cards(planted):
        about = save(card, tmp_path, digest="x")
        assert any(EXAMPLE in text.get_text() for text in card.figure.texts)
        assert EXAMPLE in about["bijschrift"]
        assert EXAMPLE in about["alt"]
        assert about["voorbeeldcijfers"] is True
        assert EXAMPLE in (tmp_path / f"{card.id}.csv").read_text(encoding="utf-8-sig")
        book = openpyxl.load_workbook(tmp_path / f"{card.id}.xlsx")
        assert EXAMPLE in str(list(book["toelichting"].values))
        assert EXAMPLE in str(card.shown.to_numpy().tolist())


def test_the_web_map_carries_the_mark(planted):
    assert f"{EXAMPLE}: verzonnen" in cards(planted)[1].page


def test_a_sentence_carries_the_mark(planted):
    assert EXAMPLE in " ".join(sentences.kernen_by_size(planted, "inwoners", "2018"))
    assert EXAMPLE not in " ".join(sentences.kernen_by_size(dalfsen(), "inwoners", "2018"))


def test_the_sheet_carries_the_mark():
    sheet = conversation_sheet.gesprekspapier(planted_everywhere(), "KERNGEBIED-GM0148-nieuwleusen")
    assert EXAMPLE in sheet.page
    assert EXAMPLE in sheet.alt
