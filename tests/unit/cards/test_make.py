import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from analysis.cards.card import Card, Gap
from analysis.cards.facts import facts_of, numbers_of, shown_of
from analysis.cards.make import framed, make_card
from analysis.cards.save import save
from analysis.charts.base import axes
from analysis.ground.errors import CardError

DIGEST = "0" * 64
ALT = "Staafdiagram. Het hoogst is Noord met 1.234 inwoners."
MARK = "Voorbeeldcijfers: verzonnen, niet gebruiken voor beleid"
KINDS = ("png", "svg", "csv", "xlsx", "json")


@pytest.fixture
def draw(table, catalogue):
    """Return a function that draws a fresh card of one row."""

    def card(status="definitief", **changed):
        rows = table({"waarde": 1234, "status": status})
        facts = facts_of(rows, catalogue)
        ax = axes(1)
        ax.plot([1, 2])
        usual = {
            "id": "proef",
            "title": "Hoeveel mensen?",
            "subtitle": "Inwoners, 2024",
            "figure": framed(ax.figure, "Hoeveel mensen?", "Inwoners, 2024", facts),
            "facts": facts,
            "numbers": numbers_of(rows, catalogue),
            "shown": shown_of(rows, catalogue),
            "alt": ALT if status != "voorbeeld" else f"{ALT} Voorbeeldcijfers: verzonnen.",
            "notes": ("Een opmerking.",),
        }
        return Card(**(usual | changed))

    return card


def texts(figure):
    return [text.get_text() for text in figure.texts]


def test_a_card_is_five_files(draw, tmp_path):
    save(draw(), tmp_path, digest=DIGEST)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"proef.{kind}" for kind in KINDS)
    assert all(path.stat().st_size for path in tmp_path.iterdir())


def test_a_page_is_written_beside_the_files(draw, tmp_path):
    content = save(draw(page="<p>é</p>"), tmp_path, digest=DIGEST)
    assert (tmp_path / "proef.html").read_bytes() == "<p>é</p>".encode()
    assert content["bestanden"]["html"] == "proef.html"


def test_the_json_says_what_the_annex_needs(draw, tmp_path):
    content = save(draw(), tmp_path, digest=DIGEST)
    assert content == json.loads((tmp_path / "proef.json").read_text(encoding="utf-8"))
    expected = {
        "soort": "figuur",
        "titel": "Hoeveel mensen?",
        "ondertitel": "Inwoners, 2024",
        "bijschrift": "Hoeveel mensen? Inwoners, 2024.",
        "bron": "Bron: Gemeente, telling.",
        "alt": ALT,
        "indicatoren": ["inwoners"],
        "gebieden": ["GM0148"],
        "status": ["definitief"],
        "opmerkingen": ["Een opmerking."],
        "voorbeeldcijfers": False,
        "tabel": {"kolommen": ["Gebied", "Waarde", "Status"], "rijen": [["Dalfsen", "1.234", "definitief"]]},
        "vrijgave": DIGEST,
    }
    assert {key: content[key] for key in expected} == expected


def test_the_workbook_explains_itself(draw, tmp_path):
    save(draw(), tmp_path, digest=DIGEST)
    sheet = openpyxl.load_workbook(tmp_path / "proef.xlsx")["toelichting"]
    about = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2)}
    assert about == {
        "titel": "Hoeveel mensen?",
        "ondertitel": "Inwoners, 2024",
        "bron": "Bron: Gemeente, telling.",
        "status": "definitief",
        "let op": "Een opmerking.",
        "alternatieve tekst": ALT,
    }


def test_two_freshly_drawn_cards_give_the_same_bytes(draw, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        save(draw(), tmp_path / name, digest=DIGEST)
    for kind in KINDS:
        assert (tmp_path / "a" / f"proef.{kind}").read_bytes() == (
            tmp_path / "b" / f"proef.{kind}"
        ).read_bytes(), kind


def test_pictures_hold_no_date_and_no_version(draw, tmp_path):
    save(draw(), tmp_path, digest=DIGEST)
    svg = (tmp_path / "proef.svg").read_text(encoding="utf-8")
    assert "<dc:date>" not in svg
    assert "<dc:creator>" not in svg
    assert b"Software" not in (tmp_path / "proef.png").read_bytes()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"alt": ""}, "alternatieve tekst is korter"),
        ({"alt": "Staafdiagram."}, "alternatieve tekst is korter"),
        ({"alt": " " * 80}, "alternatieve tekst is korter"),
        ({"numbers": pd.DataFrame()}, "geen cijfers"),
        ({"id": "../elders"}, "geen veilige bestandsnaam"),
        ({"id": "Proef"}, "geen veilige bestandsnaam"),
        ({"id": ""}, "geen veilige bestandsnaam"),
    ],
)
def test_an_unfinished_card_is_refused_and_writes_nothing(draw, tmp_path, changed, reason):
    with pytest.raises(CardError, match=reason):
        save(draw(**changed), tmp_path, digest=DIGEST)
    assert list(tmp_path.iterdir()) == []


def test_a_card_without_a_source_is_refused(draw, tmp_path):
    card = draw()
    with pytest.raises(CardError, match="geen bronregel"):
        save(replace(card, facts=replace(card.facts, source_line="")), tmp_path, digest=DIGEST)


def test_all_that_is_wrong_with_a_card_is_said_at_once(draw, tmp_path):
    with pytest.raises(CardError, match=r"alternatieve tekst.*geen cijfers"):
        save(draw(alt="", numbers=pd.DataFrame()), tmp_path, digest=DIGEST)


def test_fictional_numbers_are_marked_everywhere(draw, tmp_path):
    card = draw("voorbeeld")
    content = save(card, tmp_path, digest=DIGEST)
    assert MARK in texts(card.figure)
    assert card.caption == "Hoeveel mensen? Inwoners, 2024. Voorbeeldcijfers: deze cijfers zijn verzonnen."
    assert content["bijschrift"] == card.caption
    assert "Voorbeeldcijfers" in content["alt"]
    assert content["voorbeeldcijfers"] is True
    book = openpyxl.load_workbook(tmp_path / "proef.xlsx")
    assert "Voorbeeldcijfers" in [cell.value for cell in book["toelichting"]["B"]]
    assert "Voorbeeldcijfers" in [cell.value for row in book["cijfers"].iter_rows() for cell in row]
    assert "Voorbeeldcijfers" in (tmp_path / "proef.csv").read_text(encoding="utf-8-sig")


def test_real_numbers_carry_no_mark(draw):
    assert MARK not in texts(draw().figure)


def test_fictional_numbers_that_do_not_say_so_in_the_alt_text_are_refused(draw, tmp_path):
    with pytest.raises(CardError, match="verzonnen"):
        save(draw("voorbeeld", alt=ALT), tmp_path, digest=DIGEST)


def test_the_frame_holds_title_subtitle_and_source(draw):
    assert texts(draw().figure) == ["Hoeveel mensen?", "Inwoners, 2024", "Bron: Gemeente, telling."]


def test_a_long_title_is_broken_into_lines_that_fit(draw):
    long = "Hoeveel mensen wonen er in elke kern van de gemeente, en is dat meer of minder dan vijf jaar geleden?"
    card = draw()
    figure = framed(axes(1).figure, long, "Inwoners", card.facts)
    title = figure.texts[0]
    assert title.get_text().replace("\n", " ") == long
    assert "\n" in title.get_text()
    assert title.get_window_extent().x1 <= figure.bbox.x1
    assert figure.get_size_inches()[1] > card.figure.get_size_inches()[1]


def test_dollars_in_a_text_are_no_formula(draw, tmp_path):
    card = draw()
    figure = framed(axes(1).figure, "Van $5 naar $\\frac{9$", "Inwoners", card.facts)
    assert figure.texts[0].get_parse_math() is False
    save(replace(card, figure=figure), tmp_path, digest=DIGEST)


def test_a_gap_is_kept_for_the_annex(tmp_path):
    content = save(Gap("proef", "Hoeveel?", "Er zijn geen cijfers.", "Voeg de bron toe."), tmp_path)
    assert content == json.loads((tmp_path / "proef.json").read_text(encoding="utf-8"))
    assert content == {
        "soort": "leemte",
        "id": "proef",
        "titel": "Hoeveel?",
        "reden": "Er zijn geen cijfers.",
        "actie": "Voeg de bron toe.",
    }


def test_a_card_without_a_chart_is_a_table(make_release, table, tmp_path):
    release, rows = make_release(table({"waarde": 1234})), table({"waarde": 1234})
    card = make_card(release, rows, None, ("tabel", "Hoeveel mensen?", "Inwoners, 2024"), ALT)
    content = save(card, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tabel.csv", "tabel.json", "tabel.xlsx"]
    assert content["bestanden"] == {"csv": "tabel.csv", "xlsx": "tabel.xlsx"}
    assert content["tabel"]["rijen"]
    assert card._repr_png_() is None
