"""The conversation sheets on paper: one A4 each, for every area of Dalfsen; on a screen, see test_accessible."""

import re

import pytest
from tests.unit.real_release import dalfsen

from analysis.topics.conversation_sheet import gesprekspapier

pytestmark = pytest.mark.browser

A4 = (595, 842)  # points
AREAS = (
    "KERNGEBIED-GM0148-dalfsen",
    "KERNGEBIED-GM0148-hoonhorst",
    "KERNGEBIED-GM0148-lemelerveld",
    "KERNGEBIED-GM0148-nieuwleusen",
    "KERNGEBIED-GM0148-oudleusen",
    "KERN-GM0148-buitengebied",
    "GM0148",
)


@pytest.fixture(scope="module")
def release():
    return dalfsen()


@pytest.fixture(scope="module")
def write(release, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bladen")

    def written(area, change=lambda page: page):
        path = folder / f"{area.lower()}.html"
        path.write_text(change(gesprekspapier(release, area, edition=2025).page), encoding="utf-8")
        return path

    return written


@pytest.fixture
def visit(browser):
    """Return a function that opens a page without a network, and tells what it asked for."""
    contexts = []

    def opened(path, **options):
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        return page, [url for url in asked if url != path.as_uri() and not url.startswith("data:")]

    yield opened
    for context in contexts:
        context.close()


def sizes(page):
    """Return width and height in points of every page it is printed on."""
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/Type /Page\n.*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.DOTALL)
    assert len(boxes) == len(re.findall(rb"/Type /Page\b", pdf))
    return [(round(float(width)), round(float(height))) for width, height in boxes]


@pytest.mark.parametrize("area", AREAS)
def test_a_sheet_is_one_a4_with_room_to_write_two_lines_below_every_question(visit, write, area):
    page, asked = visit(write(area), viewport={"width": 695, "height": 1000})
    assert sizes(page) == [A4]
    assert asked == []
    page.emulate_media(media="print")
    room = page.locator(".lijnen").evaluate_all("all => all.map(box => box.getBoundingClientRect().height)")
    assert len(room) >= 5
    assert min(room) >= 14 * 96 / 25.4


def test_a_second_page_would_be_noticed(visit, write):
    longer = write(AREAS[0], lambda page: page.replace("<footer>", f"{'<p>Meer</p>' * 15}<footer>"))
    assert sizes(visit(longer)[0]) == [A4, A4]


def test_the_letter_is_the_one_that_comes_with_the_page(visit, write):
    page, _ = visit(write(AREAS[3]))
    loaded = page.evaluate(
        "[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)"
    )
    assert len(loaded) == 2
