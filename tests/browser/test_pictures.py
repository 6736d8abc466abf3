"""Figures as a browser paints them: an SVG, the page of a map and the annex show the picture that is printed."""

import json

import pytest
from tests.pictures import ALIKE, difference, grey, png, svg, touches_an_edge
from tests.unit.real_release import dalfsen

from analysis.explorer.choices import Choice
from analysis.explorer.results import result
from analysis.topics import themes

pytestmark = pytest.mark.browser

# What a browser does to the edges of letters.
PAINTED = 1.5 * ALIKE
LINE = 3  # pixels: the border that the page draws around a figure
SMALLEST_TEXT, LARGEST_TEXT = 12, 20  # points of the screen


def map_of_kernen():
    return result(dalfsen(), Choice("GM0148", "mantelzorg_geeft")).map


def line():
    return result(dalfsen(), Choice("GM0148", "inwoners", over_time=True)).chart


def parts_of_a_whole():
    return themes.ages(dalfsen())


@pytest.mark.parametrize("kind", [map_of_kernen, line, parts_of_a_whole], ids=lambda kind: kind.__name__)
def test_an_svg_looks_like_the_print(look, tmp_path, kind):
    card = kind()
    (tmp_path / "figuur.svg").write_bytes(svg(card.figure))
    page = tmp_path / "pagina.html"
    page.write_text('<body style="margin:0"><img src="figuur.svg" style="width:643px">', encoding="utf-8")
    shown = look(page, zoom=2).locator("img").screenshot()
    assert not touches_an_edge(grey(shown))
    assert difference(shown, png(card.figure)) < PAINTED


@pytest.fixture
def page_of_a_map(look, tmp_path):
    card = map_of_kernen()
    path = tmp_path / "kaart.html"
    path.write_text(card.page, encoding="utf-8")
    return card, look(path, width=1280, height=1000)


def test_the_page_of_a_map_holds_the_printed_map(page_of_a_map):
    card, page = page_of_a_map
    shown = page.locator("figure img").screenshot()
    assert difference(shown, png(card.figure)) < PAINTED


def test_the_map_to_zoom_in_is_drawn_whole_with_texts_of_a_readable_size(page_of_a_map):
    _, page = page_of_a_map
    frame = page.locator(".kaart").bounding_box()
    shapes = [one.bounding_box() for one in page.locator(".leaflet-overlay-pane path").all()]
    assert len(shapes) == len(dalfsen().kernen())
    for shape in shapes:
        assert frame["x"] <= shape["x"]
        assert shape["x"] + shape["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= shape["y"]
        assert shape["y"] + shape["height"] <= frame["y"] + frame["height"]
    # It fills its place: a map that is a speck in a corner is drawn at another scale than it is shown.
    assert max(shape["y"] + shape["height"] for shape in shapes) - min(shape["y"] for shape in shapes) > (
        0.5 * frame["height"]
    )
    sizes = page.locator("main li, main p, main td").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert SMALLEST_TEXT <= min(sizes) <= max(sizes) <= LARGEST_TEXT
    # The colours on the map are those of its legend.
    filled = page.locator(".leaflet-overlay-pane path").evaluate_all(
        "all => all.map(one => one.getAttribute('fill'))"
    )
    legend = page.locator(".legenda span:not(.ontbreekt)").evaluate_all(
        "all => all.map(one => one.style.background)"
    )
    assert len(set(filled)) >= len(set(legend)) >= 1


def test_the_annex_shows_what_is_printed(edition, look):
    prints = {}
    for path in edition.glob("0*/*.json"):
        card = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(card, dict) and card.get("soort") == "figuur" and "png" in card["bestanden"]:
            prints[card["alt"]] = path.parent / card["bestanden"]["png"]
    page = look(edition / "bijlage.html", width=1280, height=1000)
    images = [one for one in page.locator("img").all() if one.get_attribute("alt") in prints]
    assert len(images) >= 10
    for image in images[::3]:
        image.scroll_into_view_if_needed()
        assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
        shown = grey(image.screenshot())[LINE:-LINE, LINE:-LINE]
        alt = image.get_attribute("alt")
        assert difference(shown, prints[alt].read_bytes()) < PAINTED, alt
