"""Every page of an edition that was built: axe finds nothing, a keyboard is enough, nobody is asked for anything."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SIZES = {"320": {"width": 320}, "200%": {"zoom": 2}}
MOST_TABS = 1500
# What is focused now: which element, where, and whether it can be seen that it is.
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    // Numbered once: a tooltip that opens shifts all that comes after it.
    at.__place = at.__place ?? (window.__places = (window.__places || 0) + 1);
    return {place: at.__place, name: at.outerHTML.slice(0, 120),
            drawn: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                   || parseFloat(style.strokeWidth) >= 4,
            size: box.width * box.height};
}"""
# What a reader can act on with a pointer.
CONTROLS = """() => {
    const wanted = 'a[href], button, input, select, summary, [tabindex="0"], .leaflet-interactive';
    return [...document.querySelectorAll(wanted)]
        .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled)
        .map(one => {
            one.__place = one.__place ?? (window.__places = (window.__places || 0) + 1);
            return {place: one.__place, name: one.outerHTML.slice(0, 120)};
        });
}"""


def kinds(edition):
    """Return the pages of an edition, by kind."""
    return {
        "annex": [edition / "bijlage.html"],
        "summary": [edition / "samenvatting.html"],
        "gallery": [edition.parents[1] / "index.html"],
        "map": sorted(edition.glob("*/kaart_*.html")),
        "sheet": sorted(edition.glob("*/gesprekspapier_*.html")),
    }


@pytest.fixture
def pages(edition, request):
    found = kinds(edition)[request.param]
    assert found
    return found


EVERY_KIND = pytest.mark.parametrize("pages", ["annex", "summary", "gallery", "map", "sheet"], indirect=True)


def open_all(page):
    """Open whatever a reader can open: folded texts, and the tooltip of an area on a map."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    shapes = page.locator(".leaflet-interactive")
    if shapes.count():
        shapes.last.focus()
        page.locator(".leaflet-tooltip").wait_for()


def test_every_page_is_one_of_these_kinds(edition):
    known = {path for paths in kinds(edition).values() for path in paths}
    assert set(edition.parents[1].rglob("*.html")) == known


@EVERY_KIND
def test_axe_finds_nothing_and_nobody_is_asked_for_anything(look, violations, pages):
    for path in pages[:2]:  # maps and sheets differ in their areas only: two of them stand for all
        page = look(path)
        open_all(page)
        page.mouse.wheel(0, 20_000)
        page.wait_for_load_state("load")
        assert violations(page) == [], path.name
        assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
        assert page.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path.name


@EVERY_KIND
@pytest.mark.parametrize("size", ["320", "200%"])
def test_axe_finds_nothing_on_a_small_window_and_at_200_percent(look, violations, pages, size):
    page = look(pages[0], **SIZES[size])
    open_all(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_map_that_was_opened_shows_its_tooltip(look, edition):
    page = look(kinds(edition)["map"][0])
    open_all(page)
    shown = page.locator(".leaflet-tooltip td").all_inner_texts()
    label = page.locator(".leaflet-interactive").last.get_attribute("aria-label")
    assert label == ": ".join(text.strip() for text in shown)
    page.keyboard.press("Escape")
    page.locator(".leaflet-tooltip").wait_for(state="detached")


def walk(page):
    """Press Tab until the page is left; return what had the focus, in order."""
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    stops = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None or (stops and at["place"] == stops[0]["place"]):
            return stops
        assert not stops or at["place"] != stops[-1]["place"], f"trapped in {at['name']}"
        stops.append(at)
    pytest.fail(f"Tab does not leave the page after {MOST_TABS} stops")


@EVERY_KIND
def test_tab_reaches_every_control_shows_where_it_is_and_leaves_again(look, pages):
    page = look(pages[0])
    wanted = page.evaluate(CONTROLS)
    assert wanted or pages[0].name.startswith("samenvatting")
    stops = walk(page)
    places = {stop["place"] for stop in stops}
    assert [one["name"] for one in wanted if one["place"] not in places] == []
    assert [stop["name"] for stop in stops if not (stop["drawn"] and stop["size"])] == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ('<a href="#" style="outline: none">x</a>', "not seen"),
        ('<span class="leaflet-interactive">x</span>', "not reached"),
    ],
)
def test_a_bad_page_would_be_noticed(look, tmp_path, body, wrong):
    path = tmp_path / "slecht.html"
    path.write_text(f"<!DOCTYPE html><title>x</title>{body}", encoding="utf-8")
    page = look(path)
    wanted, stops = page.evaluate(CONTROLS), walk(page)
    if wrong == "not seen":
        assert not stops[0]["drawn"]
    else:
        assert {one["place"] for one in wanted} - {stop["place"] for stop in stops}


def test_axe_would_find_something(look, violations, tmp_path):
    path = tmp_path / "slecht.html"
    path.write_text('<html><body><img src="data:,"><p style="color:#ccc">Bleek</p></body></html>')
    assert any("image-alt" in line for line in violations(look(path)))
