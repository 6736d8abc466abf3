import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import shapely

from analysis.ground.literal import literal
from analysis.topics import maps
from analysis.topics.maps import web

pytestmark = pytest.mark.slow

ATTACKS = [
    "{{7*7}}",
    "{% raw %}",
    "{#",
    "#}",
    "<script>alert(1)</script>",
    "</script><script>window.__pwn = 1</script>",
    '"onerror="',
    "`${1}`",
    "\\",
    "\\u003cscript\\u003e",
    "&lt;b&gt;",
    "'\"><img src=x onerror=alert(1)>",
]
TARGETS = re.compile(r"""(?:\s(?:src|href|action|data|poster)\s*=|url\(|@import)\s*["']?([^"')\s>]*)""", re.I)


def requests(page):
    """Return what a browser would fetch or open from a page."""
    return [target for target in TARGETS.findall(page) if not target.startswith(("data:", "#"))]


class Page(HTMLParser):
    """The tags of a page, and its text without scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style"):
            self.text.append(data.strip())

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.tags if name == tag)


@pytest.fixture(scope="module")
def card(release):
    return maps.kernkaart(release, "inwoners", "2024", "kerngebied", title="Hoeveel mensen?")


@pytest.fixture
def attacked(make_release, table, areas, catalogue):
    """Return a function that draws the map with a text as the name of every kern."""

    def drawn(text):
        named = areas.assign(naam=text)
        rows = [
            {"gebied": f"KERNGEBIED-GM0148-{code}", "waarde": 10 + len(code)} for code in ("noord", "midden")
        ]
        known = {c: a.model_copy(update={"naam": text}) for c, a in catalogue.areas.items()}
        release = make_release(
            table(*rows),
            areas=named,
            catalogue=type(catalogue)(catalogue.indicators, catalogue.sources, known, catalogue.caveats),
        )
        return maps.kernkaart(release, "inwoners", "2024", "kerngebied", title=f"Vraag {text}")

    return drawn


def test_the_page_has_a_language_a_title_a_picture_and_a_table(card):
    page = Page(card.page)
    assert next(page.all("html")) == {"lang": "nl"}
    assert "Hoeveel mensen? – Inwoners, per kern met buitengebied, 2024" in page.text
    [picture] = page.all("img")
    assert picture["alt"] == card.alt
    assert picture["src"].startswith("data:image/svg+xml;base64,")
    for text in ("Noord en buitengebied", "1.234", "geen gegevens", "Voorbeeldcijfers"):
        assert text in page.text


def test_a_page_with_fictional_numbers_says_so_on_top(card):
    assert "Voorbeeldcijfers: verzonnen, niet gebruiken voor beleid" in Page(card.page).text


def test_the_page_asks_nobody_for_anything(card):
    assert requests('<a href="https://x.nl"> url(//y) src=z') == ["https://x.nl", "//y", "z"]
    without_scripts = re.sub(r"<script>.*?</script>", "", card.page, flags=re.S)
    assert requests(without_scripts) == []
    assert not [attributes for attributes in Page(card.page).all("script") if attributes]
    assert not list(Page(card.page).all("link"))
    assert "sourceMappingURL" not in card.page
    assert "tileLayer(" not in card.page.rsplit("<script>", 1)[1]


def test_the_same_map_gives_the_same_page(release, card):
    again = maps.kernkaart(release, "inwoners", "2024", "kerngebied", title="Hoeveel mensen?")
    assert again.page == card.page


def test_only_what_is_shown_is_in_the_map(card):
    script = card.page.rsplit("<script>", 1)[1]
    found = set(re.findall(r'"properties": \{(.*?)\}', script))
    assert len(found) == 3
    assert {key for properties in found for key in re.findall(r'"(\w+)":', properties)} == {
        "gebied",
        "naam",
        "etiket",
        "kleur",
        "streep",
    }


def test_every_area_has_its_boundary_in_degrees(card, areas):
    script = card.page.rsplit("<script>", 1)[1]
    shapes = areas[areas["gebied"].str.startswith("KERNGEBIED")].to_crs("EPSG:4326").geometry
    found = [json.loads(text) for text in re.findall(r'"geometry": (\{.*?\})', script)]
    assert len(found) == len(shapes) == 3
    for geometry, shape in zip(found, shapes, strict=True):
        assert shapely.geometry.shape(geometry).hausdorff_distance(shape) < 1e-5


def test_every_class_and_what_is_missing_stand_in_the_legend(card):
    page = Page(card.page)
    assert "minder dan 1.000" in page.text
    assert "1.000 of meer" in page.text
    assert "geen gegevens" in page.text


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_name_that_is_an_attack_is_shown_and_not_run(attacked, attack):
    page = attacked(attack).page
    script = page.rsplit("<script>", 1)[1]
    names = set(re.findall(r'"naam": "(.*?)", "', script))
    assert names == {literal(attack).replace("&", "\\u0026")}
    assert Page(page).text.count(attack.strip()) >= 2
    assert "49" not in names
    assert page.count("<script") == 2
    assert all("onerror" not in attributes for _, attributes in Page(page).tags)


@pytest.mark.parametrize("attack", ["{{7*7}}", "{% raw %}", "{#", "${1}"])
def test_a_code_that_is_an_attack_is_not_run(make_release, table, areas, attack):
    coded = areas.replace({"gebied": {"GM0150": attack}})
    rows = table({"waarde": 10}, {"gebied": attack, "waarde": 20})
    page = maps.gemeentekaart(make_release(rows, areas=coded), "inwoners", "2024", title="Vraag").page
    script = page.rsplit("<script>", 1)[1]
    assert '"gebied": "49"' not in script
    assert attack not in script


def test_without_leaflet_the_page_says_so_and_keeps_picture_and_table(release, monkeypatch):
    monkeypatch.setattr(web, "_leaflet", lambda: None)
    text = maps.kernkaart(release, "inwoners", "2024", "kerngebied", title="Hoeveel mensen?").page
    page = Page(text)
    assert any("Leaflet was niet geïnstalleerd" in line for line in page.text)
    assert [picture["src"][:19] for picture in page.all("img")] == ["data:image/svg+xml;"]
    assert len(list(page.all("tr"))) == 4
    assert not list(page.all("script"))


def test_identifiers_of_folium_are_random_again_afterwards(card):
    ids = {web.branca.element.Element()._id for _ in range(3)}
    assert len(ids) == 3
    assert not any(identity.startswith("0" * 20) for identity in ids)
