"""What a reader's browser makes of the pages: no request, a tooltip per kern, nothing run."""

import json

import pandas as pd
import pytest

from analysis.annex.contents import read_contents
from analysis.annex.document import annex_document
from analysis.annex.html import write_html
from analysis.cards.card import Gap
from analysis.cards.save import save
from analysis.charts import style
from analysis.ground import paths
from analysis.ground.notebook_names import INDEX
from analysis.model import geo, tidy
from analysis.model.catalogue import read_catalogue
from analysis.model.params import Params
from analysis.release.release import Release
from analysis.topics import maps, themes

pytestmark = pytest.mark.browser

DALFSEN = paths.data() / "geo" / "GM0148"
# The municipal count of 1 January 2018, with surroundings.
PEOPLE = {"dalfsen": 11246, "nieuwleusen": 9056, "lemelerveld": 4629, "hoonhorst": 1598, "oudleusen": 1713}
SHOWN = {
    "Dalfsen": "11.246",
    "Nieuwleusen": "9.056",
    "Lemelerveld": "4.629",
    "Hoonhorst": "1.598",
    "Oudleusen": "geen gegevens",
}
ATTACKS = (
    "{{7*7}} {% raw %} {#",
    "<script>window.__pwn = 1</script>",
    '<img src=x onerror="window.__pwn = 1">',
    '"onerror="window.__pwn=1',
    "`${window.__pwn = 1}` \\u0041 \\",
)
# A point of each path of the map that lies on top there, so that a pointer can be put on it.
POINTS = """() => [...document.querySelectorAll('.leaflet-overlay-pane path')].map(path => {
    const box = path.getBoundingClientRect();
    for (let i = 1; i < 40; i++) for (let j = 1; j < 40; j++) {
        const x = box.left + box.width * i / 40, y = box.top + box.height * j / 40;
        if (document.elementFromPoint(x, y) === path) return [x, y];
    }
    return null;
})"""


@pytest.fixture
def visit(browser):
    """Return a function that opens a file without a network, and tells what the page asked for and complained of."""
    contexts = []

    def opened(path, **options):
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        context.route(lambda url: url.startswith("http"), lambda route: route.abort())
        page = context.new_page()
        asked, complaints = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        return (
            page,
            [url for url in asked if url != path.as_uri() and not url.startswith("data:")],
            complaints,
        )

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def make_release():
    style.use()
    buurten = geo.read_areas(DALFSEN / "buurten_2025.geojson")
    indeling = geo.read_kernindeling(DALFSEN / "kernindeling.csv", buurten)
    dalfsen = geo.areas_of_gemeente("GM0148", "Dalfsen", buurten, indeling, pd.Series(dtype=str))

    def made(names=(), status="definitief"):
        rows = [
            {"gebied": f"KERNGEBIED-GM0148-{code}", "waarde": people, "status": status}
            for code, people in PEOPLE.items()
        ]
        rows[-1] |= {"waarde": None, "status": "ontbreekt"}
        shared = {
            "indicator": "inwoners",
            "periode": "2018",
            "methode": "telling",
            "bron": "gemeentegids_2018",
        }
        areas = dalfsen[dalfsen["niveau"] == "kern"].reset_index(drop=True)
        if names:
            areas.loc[areas["gebied"].str.startswith("KERNGEBIED"), "naam"] = list(names)
        table = tidy.conform(pd.DataFrame([shared | row for row in rows]))
        return Release("GM0148", "Dalfsen", table, areas, read_catalogue(), ("NL00",))

    return made


@pytest.fixture(scope="module")
def write_map(make_release, tmp_path_factory):
    def written(names=(), title="Hoeveel mensen wonen er in elke kern?"):
        card = maps.kernkaart(make_release(names), "inwoners", "2018", "kerngebied", title=title)
        path = tmp_path_factory.mktemp("kaart") / "kaart.html"
        path.write_text(card.page, encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="module")
def map_page(write_map):
    return write_map()


@pytest.fixture(scope="module")
def annex_page(make_release, tmp_path_factory):
    """An annex of one chapter with all it can hold: sentences, a figure, a map, fictional numbers and a gap."""
    folder = tmp_path_factory.mktemp("bijlage")
    chapter = folder / "01_proef"
    chapter.mkdir()
    title = "Hoeveel mensen wonen er in elke kern?"
    cards = [
        themes.kernen(make_release(), "inwoners", "2018", title=title),
        maps.kernkaart(make_release(status="voorbeeld"), "inwoners", "2018", "kerngebied", title=title),
    ]
    parts = [{"soort": "tekst", "zinnen": ["De meeste mensen wonen in Dalfsen."]}]
    parts += [save(card, chapter, digest="0" * 64) for card in cards]
    parts += [save(Gap("leemte", "Hoe oud?", "Er zijn geen cijfers.", "Voeg de bron toe."), chapter)]
    (chapter / INDEX).write_text(json.dumps({"onderdelen": parts}), encoding="utf-8")
    opening = (
        "# Kernen\n\n**Vraag.** Hoeveel?\n\n**Voor wie.** Beleid.\n\n**Wat hier niet uit volgt.** Niets."
    )
    book = {"cells": [{"cell_type": "markdown", "source": [opening]}]}
    (chapter / "notebook.ipynb").write_text(json.dumps(book), encoding="utf-8")
    params = Params(gemeente="GM0148", naam="Dalfsen", editie=2025, notebooks=("01_proef",))
    provenance = {
        "run": "abc",
        "vrijgave": "f" * 64,
        "params": "params/x.yml",
        "invoer": {},
        "versies": {"pandas": "3"},
    }
    return write_html(annex_document(read_contents(folder, params, provenance)), folder, "bijlage.html")


def tooltips(page):
    """Return the tooltip of each path of the map, its lines apart."""
    page.locator(".kaart").scroll_into_view_if_needed()
    found = []
    for x, y in page.evaluate(POINTS):
        page.mouse.move(x, y)
        tip = page.locator(".leaflet-tooltip")
        tip.wait_for()
        found.append([cell.strip() for cell in tip.locator("td").all_inner_texts()])
    return found


def test_the_map_asks_nobody_for_anything_and_does_not_complain(visit, map_page):
    _, asked, complaints = visit(map_page)
    assert asked == []
    assert complaints == []


def test_a_request_and_a_complaint_would_be_noticed(visit, tmp_path):
    page = tmp_path / "lek.html"
    page.write_text('<img src="https://example.org/a.png"><script>throw new Error("mis")</script>')
    _, asked, complaints = visit(page)
    assert asked == ["https://example.org/a.png"]
    assert any("mis" in text for text in complaints)


def test_the_map_has_a_shape_with_a_tooltip_per_kern(visit, map_page):
    page, _, _ = visit(map_page)
    assert page.locator(".leaflet-overlay-pane path").count() == 5
    assert dict(tooltips(page)) == SHOWN


def test_a_kern_without_a_number_looks_different(visit, map_page):
    page, _, _ = visit(map_page)
    paths_of_map = page.locator(".leaflet-overlay-pane path")
    dashes = [paths_of_map.nth(n).get_attribute("stroke-dasharray") for n in range(5)]
    assert sorted(dash or "" for dash in dashes) == ["", "", "", "", "4 3"]


def test_names_that_are_attacks_are_shown_as_they_are_and_never_run(visit, write_map):
    page, asked, complaints = visit(write_map(ATTACKS, title=" ".join(ATTACKS)))
    assert sorted(name for name, _ in tooltips(page)) == sorted(ATTACKS)
    assert page.evaluate("window.__pwn") is None
    assert page.locator("h1").inner_text() == " ".join(ATTACKS)
    assert (asked, complaints) == ([], [])


def test_the_map_speaks_dutch(visit, map_page):
    page, _, _ = visit(map_page)
    assert page.locator(".leaflet-control-zoom a").evaluate_all("all => all.map(a => a.title)") == [
        "Inzoomen",
        "Uitzoomen",
    ]
    assert page.locator(".leaflet-control-scale").inner_text().endswith("km")


def test_the_annex_asks_nobody_for_anything_and_does_not_complain(visit, annex_page):
    page, asked, complaints = visit(annex_page)
    assert asked == []
    assert complaints == []
    sizes = page.locator("img").evaluate_all("all => all.map(image => image.naturalWidth)")
    assert len(sizes) == 2
    assert min(sizes) > 0
