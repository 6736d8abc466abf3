"""The gallery in a browser: search and filters work from a file, nobody is asked for anything."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from analysis.annex.gallery import write_gallery

pytestmark = pytest.mark.browser

ATTACK = '<img src=x onerror="window.__pwn=1"> {{7*7}} ${window.__pwn=1} </script>'
# name of the municipality, edition, indicator, areas, period, status, title
FIGURES = (
    (
        "Dalfsen",
        "2025",
        "inwoners",
        ["KERNGEBIED-GM0148-nieuwleusen"],
        "2024",
        "definitief",
        "Hoeveel inwoners?",
    ),
    ("Dalfsen", "2025", "inwoners", ["KERN-GM0148-dalfsen"], "2018", "voorbeeld", f"Verzonnen {ATTACK}"),
    ("Dalfsen", "2024", "mantelzorg_geeft", ["GM0148"], "2019", "voorlopig", "Wie geeft mantelzorg?"),
    ("Ómmen & zo", "2025", "inwoners", ["GM0175"], "2024", "definitief", "Hoeveel Ommenaren?"),
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """A folder with four figures of two municipalities, in a folder whose name has to be escaped."""
    home = tmp_path_factory.mktemp("uit voer #1")
    for place, (name, edition, indicator, areas, period, status, title) in enumerate(FIGURES):
        folder = home / name.lower() / edition
        run = folder / f"0{place}_proef"
        (folder / "release").mkdir(parents=True, exist_ok=True)
        (folder / "release" / "release.json").write_text(json.dumps({"naam": name}), encoding="utf-8")
        (folder / "bijlage.html").write_text("<!DOCTYPE html>", encoding="utf-8")
        run.mkdir(parents=True)
        files = {kind: f"kaart.{kind}" for kind in ("png", "svg", "xlsx", "csv")}
        for file in files.values():
            (run / file).write_text("x", encoding="utf-8")
        Image.new("RGB", (40, 20), "white").save(run / "kaart.png")
        part = {
            "soort": "figuur",
            "id": "kaart",
            "titel": title,
            "ondertitel": f"Ondertitel {period}",
            "alt": f"Staafdiagram. Het hoogst is {title} met 1.234 inwoners.",
            "bron": "Bron: telling.",
            "bijschrift": f"{title} {period}.",
            "indicatoren": [indicator],
            "gebieden": areas,
            "perioden": [period],
            "status": [status],
            "voorbeeldcijfers": status == "voorbeeld",
            "maat_inch": [6.7, 3.0],
            "bestanden": files,
        }
        index = {"onderdelen": [part, {"soort": "leemte", "titel": "Niet hier"}]}
        (run / "inhoud.json").write_text(json.dumps(index), encoding="utf-8")
    write_gallery(home)
    return home


@pytest.fixture
def visit(browser, outputs):
    contexts = []

    def opened(width=1280, **options):
        context = browser.new_context(offline=True, viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto((outputs / "index.html").as_uri())
        page.wait_for_load_state("load")
        return page

    yield opened
    for context in contexts:
        context.close()


def shown(page):
    return [title.strip() for title in page.locator(".figuur:visible h3").all_inner_texts()]


def test_all_figures_are_there_and_nothing_comes_from_elsewhere(visit):
    page = visit()
    assert len(shown(page)) == 4
    assert page.complaints == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    # Every picture was found, also below a folder whose name has spaces and signs.
    page.locator(".figuur").last.scroll_into_view_if_needed()
    from playwright.sync_api import expect

    for picture in page.locator("img").all():
        expect(picture).to_have_js_property(
            "complete", True
        )  # the policy of the page lets no text be evaluated in it
        assert picture.evaluate("one => one.naturalWidth") > 0


def test_a_filter_keeps_what_fits(visit):
    page = visit()
    for key, value, expected in (
        ("gemeente", "Ómmen & zo", ["Hoeveel Ommenaren?"]),
        ("editie", "2024", ["Wie geeft mantelzorg?"]),
        ("kern", "Nieuwleusen", ["Hoeveel inwoners?"]),
        ("kern", "Hele gemeente", ["Wie geeft mantelzorg?", "Hoeveel Ommenaren?"]),
        ("thema", "Mantelzorg", ["Wie geeft mantelzorg?"]),
        ("jaar", "2024", ["Hoeveel inwoners?", "Hoeveel Ommenaren?"]),
        ("status", "Voorlopig cijfer", ["Wie geeft mantelzorg?"]),
    ):
        page.select_option(f"#kies-{key}", value)
        assert sorted(shown(page)) == sorted(expected)
        count = "1 figuur" if len(expected) == 1 else f"{len(expected)} figuren"
        assert page.locator("#aantal").inner_text() == count
        page.select_option(f"#kies-{key}", "")


def test_words_and_filters_go_together_and_can_be_cleared(visit):
    page = visit()
    page.fill("#woorden", "INWONERS hoeveel")
    assert sorted(shown(page)) == ["Hoeveel Ommenaren?", "Hoeveel inwoners?"]
    page.select_option("#kies-gemeente", "Dalfsen")
    assert shown(page) == ["Hoeveel inwoners?"]
    page.fill("#woorden", "bestaat niet")
    assert shown(page) == []
    assert page.locator("#niets").is_visible()
    page.click("text=Alles wissen")
    from playwright.sync_api import expect

    expect(page.locator(".figuur:not([hidden])")).to_have_count(4)
    assert page.locator("#aantal").inner_text() == "4 figuren"


def test_every_download_leads_to_a_file_or_holds_its_text(visit, outputs):
    page = visit()
    card = page.locator(".figuur", has_text="Hoeveel inwoners?").locator(".downloads a")
    labels = [label.split("\n")[0].split(" van:")[0] for label in card.all_inner_texts()]
    assert labels == ["PNG", "SVG", "Excel", "CSV", "Alt-tekst", "Bijschrift"]
    for link in card.all()[:4]:
        assert (outputs / link.get_attribute("href")).is_file()
    with page.expect_download() as waiting:
        card.nth(4).click()
    assert "Het hoogst is" in waiting.value.path().read_text(encoding="utf-8")


def test_without_script_all_figures_are_shown(visit):
    assert len(shown(visit(java_script_enabled=False))) == 4


def test_a_title_that_is_an_attack_is_shown_and_never_run(visit):
    page = visit()
    assert f"Verzonnen {ATTACK}" in shown(page)
    assert page.evaluate("window.__pwn") is None


def test_the_fields_can_be_reached_with_the_keyboard(visit):
    page = visit()
    page.focus("#woorden")
    page.keyboard.type("mantelzorg")
    assert shown(page) == ["Wie geeft mantelzorg?"]
    for name in ("gemeente", "editie", "kern", "thema", "jaar", "status"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == f"kies-{name}"


def test_an_empty_folder_has_a_gallery_that_says_so(tmp_path, browser):
    page = browser.new_page()
    page.goto(write_gallery(tmp_path).as_uri())
    assert "Er is nog niets gemaakt." in page.inner_text("main")
    page.close()


def test_the_same_files_give_the_same_page(outputs):
    first = (outputs / "index.html").read_bytes()
    assert write_gallery(outputs).read_bytes() == first
    assert list(outputs.glob(".bezig*")) == []
