"""
Rules that axe-core does not know, asked of every page of an edition that was built.

axe finds nothing wrong with a file name as alternative text, with a table that shows
other numbers than the picture, or with a map that says everything by colour.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from matplotlib.text import Text

from analysis.cards.card import Card
from analysis.release.store import read_release
from analysis.topics import maps

SHORTEST, LONGEST = 40, 250
FILE_NAME = re.compile(r"\.(png|svg|jpe?g)\b|^[a-z0-9]+(?:_[a-z0-9]+)+$", re.I)
PLACEHOLDER = re.compile(r"no description|geen beschrijving|^(figuur|afbeelding|kaart|grafiek)\W*\d*$", re.I)
NUMBER = re.compile(r"[-−]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[-−]?\d+(?:,\d+)?")
# Columns of a table that say what a row is about, or how sure it is, and hold no plotted value.
ABOUT = {"Gebied", "Onderwerp", "Periode", "Jaar", "Status", "Oordeel", "Eenheid", "Noemer", "95%-marge"}
AVERAGE = "Jaar (gemiddelde per maand)"


def value_of(text: str) -> float:
    return float(text.replace(".", "").replace(",", ".").replace("−", "-"))


def numbers_in(text: str) -> list[tuple[float, float]]:
    """Return each number of a text with what rounding may hide of it."""
    return [
        (value_of(found), 0.5 * 10 ** -len(found.partition(",")[2]) + 1e-9) for found in NUMBER.findall(text)
    ]


def wrong_with_alt(alt: str) -> list[str]:
    """Return what is wrong with an alternative text by itself."""
    wrong = []
    if not SHORTEST <= len(alt) <= LONGEST:
        wrong.append(f"{len(alt)} characters")
    if FILE_NAME.search(alt) or PLACEHOLDER.search(alt):
        wrong.append("a file name or a placeholder")
    return wrong


def values_of(card: Path) -> pd.DataFrame:
    """Return the numbers that a figure was drawn from."""
    table = pd.read_csv(card.with_suffix(".csv"), sep=";", decimal=",", encoding="utf-8-sig")
    return table if "Waarde" in table else table.rename(columns={"Aandeel": "Waarde"})


def without_extreme(alt: str, about: dict, values: pd.DataFrame) -> list[str]:
    """Return what an alternative text misses: the value that stands out most, with its unit."""
    said = numbers_in(alt)
    plotted = values["Waarde"].dropna()
    extremes = [plotted.max(), plotted.min()]
    if values.groupby("Gebied").size().min() > 1 if "Gebied" in values else False:
        # Of several subjects in several areas, the highest and lowest of one area stand out as well.
        extremes += values.groupby("Gebied")["Waarde"].agg(["max", "min"]).to_numpy().ravel().tolist()
    columns = about["tabel"]["kolommen"]
    if "Hier" in columns:
        # A profile compares: what stands out is the largest clear difference, and there may be none.
        clear = [row for row in about["tabel"]["rijen"] if row[-1] in ("gunstiger", "ongunstiger", "hoger", "lager")]  # fmt: skip
        if not clear:
            return []
        here, there = columns.index("Hier"), columns.index("Daar")
        top = max(clear, key=lambda row: abs(numbers_in(row[here])[0][0] - numbers_in(row[there])[0][0]))
        extremes = [numbers_in(top[here])[0][0]]
    wrong = []
    if not any(abs(value - extreme) <= slack for value, slack in said for extreme in extremes):
        wrong.append(f"none of {extremes}")
    units = set(values["Eenheid"]) if "Eenheid" in values else {"%"}
    words = {word for unit in units for word in (unit, unit.split()[0])}
    if not any(word.lower() in alt.lower() for word in words):
        wrong.append(f"no unit of {sorted(words)}")
    return wrong


def wrong_with_table(table: Tag | None, about: dict, values: pd.DataFrame) -> list[str]:
    """Return what is wrong with the table beside a figure: what it lacks, and which numbers are not those plotted."""
    if table is None:
        return ["no table"]
    wrong = []
    caption = table.find("caption")
    if caption is None or not caption.get_text(strip=True):
        wrong.append("no caption")
    if {head.get("scope") for head in table.select("thead th")} != {"col"}:
        wrong.append("columns without scope")
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]  # fmt: skip
    if any(row.find("th", scope="row") is None for row in table.select("tbody tr")):
        wrong.append("rows without scope")
    columns = [head.get_text(" ", strip=True) for head in table.select("thead th")]
    return wrong + _other_numbers(columns, rows, values)


def _other_numbers(columns: list[str], rows: list[list[str]], values: pd.DataFrame) -> list[str]:
    plotted = [float(value) for value in values.select_dtypes("number").to_numpy().ravel() if value == value]
    if AVERAGE in columns:
        years = values["Periode"].str.extract(r"(\d{4})")[0]
        plotted = values.groupby([years, "Onderwerp"])["Waarde"].mean().tolist()
    shown = [
        found
        for row in rows
        for column, cell in zip(columns, row, strict=True)
        if column not in ABOUT and column != AVERAGE and not re.search("[a-z]{3}", cell)
        for found in numbers_in(cell)
    ]
    wrong = [f"{value} was not plotted" for value, slack in shown if not _near(plotted, value, slack)]
    if AVERAGE not in columns:
        slack = max((slack for _, slack in shown), default=0)
        own = values["Waarde"].dropna() if "Waarde" in values else []
        wrong += [f"{value} is not shown" for value in own if not _near([v for v, _ in shown], value, slack)]
    return wrong


def _near(values: list[float], value: float, slack: float) -> bool:
    return any(abs(value - one) <= slack for one in values)


def wrong_with_headings(page: BeautifulSoup) -> list[str]:
    """Return what is wrong with the order of the headings: one h1, first, and no level left out."""
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    wrong = [f"h{after} after h{before}" for before, after in itertools.pairwise(levels) if after > before + 1]  # fmt: skip
    if levels.count(1) != 1 or levels[:1] != [1]:
        wrong.append(f"{levels.count(1)} h1, first is h{levels[:1]}")
    return wrong


def unlabelled(card: Card) -> list[str]:
    """Return the areas of a map whose value is told by a colour alone: those without name and value on the map."""
    labels = {text.get_text() for text in card.figure.findobj(Text)}
    joined = "\n".join(labels)
    wrong = []
    for area, value in zip(card.numbers["Gebied"], card.shown["Waarde"], strict=True):
        name = re.escape(str(area).removesuffix(" en buitengebied"))
        if not re.search(rf"^{name}\n{re.escape(value.split()[0])}", joined, re.M):
            wrong.append(f"{area}: {value}")
    return wrong


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def cards(edition: Path) -> Iterator[tuple[Path, dict]]:
    """Yield every figure of an edition: its json without extension of its own, and what it holds."""
    for path in sorted(edition.glob("*/*.json")):
        about = json.loads(path.read_text(encoding="utf-8"))
        if about.get("soort") == "figuur":
            yield path, about


@pytest.fixture(scope="module")
def every_card(edition):
    found = list(cards(edition))
    assert len(found) > 30
    return found


@pytest.fixture(scope="module")
def annex(edition):
    return soup(edition / "bijlage.html")


def test_every_alternative_text_says_what_stands_out_in_40_to_250_characters(every_card):
    wrong = {
        card.parent.name + "/" + card.stem: found
        for card, about in every_card
        if (found := wrong_with_alt(about["alt"]) + without_extreme(about["alt"], about, values_of(card)))
    }
    assert wrong == {}


def test_every_picture_on_a_page_has_such_a_text(edition):
    for path in edition.parents[1].rglob("*.html"):
        wrong = {image["alt"]: found for image in soup(path).find_all("img") if (found := wrong_with_alt(image["alt"]))}  # fmt: skip
        assert wrong == {}, path.name


def test_beside_every_figure_stands_a_table_with_the_numbers_that_were_plotted(annex, every_card):
    figures = {article["id"]: article for article in annex.select("article.figuur")}
    assert len(figures) == len(every_card)
    wrong = {}
    for card, about in every_card:
        table = figures[f"{card.parent.name}-{card.stem}"].find("table")
        if found := wrong_with_table(table, about, values_of(card)):
            wrong[card.stem] = found
    assert wrong == {}


def test_beside_every_map_on_a_page_of_its_own_too(edition, every_card):
    pages = [(card, about) for card, about in every_card if "html" in about["bestanden"]]
    assert len(pages) >= 5
    for card, about in pages:
        table = soup(card.with_suffix(".html")).find("table", class_="cijfers")
        assert wrong_with_table(table, about, values_of(card)) == [], card.stem


def test_headings_follow_each_other_and_every_page_is_in_dutch(edition):
    for path in edition.parents[1].rglob("*.html"):
        page = soup(path)
        assert wrong_with_headings(page) == [], path.name
        assert page.html["lang"] == "nl", path.name
        assert page.title.get_text(strip=True), path.name


@pytest.fixture(scope="module")
def drawn(edition):
    release = read_release(edition / "release")
    return [
        *maps.every_kernkaart(release, maps.PER_KERN, "kerngebied"),
        maps.kernkaart(release, "bevolkingsdichtheid", "2018", "kern", title="Hoe dicht?"),
        maps.gemeentekaart(release, "bevolkingsdichtheid", title="Hoe dicht?"),
    ]


def test_no_value_on_a_map_is_told_by_a_colour_alone(drawn):
    assert len(drawn) >= 8
    assert {card.id: found for card in drawn if (found := unlabelled(card))} == {}


def test_no_letter_on_a_map_is_smaller_than_9_points(drawn):
    for card in drawn:
        # geopandas names the axes, which are not drawn.
        hidden = [axis.label for ax in card.figure.axes for axis in (ax.xaxis, ax.yaxis) if not ax.axison]
        shown = [text for text in card.figure.findobj(Text) if text.get_text().strip() and text not in hidden]
        assert min(text.get_fontsize() for text in shown) >= 9, card.id


def test_lines_and_marks_differ_in_form_as_well():
    from analysis.charts.dots import MARKERS
    from analysis.charts.lines import LINES
    from analysis.charts.spider import LINES as RINGS
    from analysis.charts.spine import VERDICTS

    for lines in (LINES, RINGS):
        assert len({dash for dash, _ in lines}) == len({mark for _, mark in lines}) == len(lines)
    assert len(set(MARKERS)) == len(MARKERS)
    assert len({look[:2] for look in VERDICTS.values()}) == len(VERDICTS)


class TestTheRulesFindWhatIsWrong:
    VALUES = pd.DataFrame({"Gebied": ["A", "B"], "Waarde": [12.4, 1234.0], "Eenheid": ["inwoners"] * 2})
    ABOUT: ClassVar = {"tabel": {"kolommen": ["Gebied", "Waarde"], "rijen": [["A", "12"], ["B", "1.234"]]}}
    TABLE = (
        "<table><caption>c</caption><thead><tr><th scope=col>Gebied<th scope=col>Waarde</thead>"
        "<tbody><tr><th scope=row>A<td>12<tr><th scope=row>B<td>1.234</tbody></table>"
    )

    def table(self, change=lambda text: text):
        return BeautifulSoup(change(self.TABLE), "lxml").table

    @pytest.mark.parametrize(
        "alt", ["", "kaart_inwoners_kern", "kaart.png " * 5, "Figuur 1", "x" * 39, "y" * 251]
    )
    def test_an_alternative_text(self, alt):
        assert wrong_with_alt(alt)

    @pytest.mark.parametrize(
        "alt",
        ["Het hoogst is B met 1.235 inwoners.", "Het hoogst is B met 1.234.", "B is hoog, in inwoners."],
    )
    def test_a_text_without_the_extreme_value_or_the_unit(self, alt):
        assert without_extreme(alt, self.ABOUT, self.VALUES)
        assert not without_extreme("Het hoogst is B met 1.234 inwoners.", self.ABOUT, self.VALUES)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("<caption>c</caption>", ""),
            ("scope=col", ""),
            ("scope=row", ""),
            ("<td>12<", "<td>13<"),
            ("<tr><th scope=row>B<td>1.234", ""),
        ],
    )
    def test_a_table(self, old, new):
        assert wrong_with_table(self.table(), self.ABOUT, self.VALUES) == []
        assert wrong_with_table(self.table(lambda text: text.replace(old, new)), self.ABOUT, self.VALUES)
        assert wrong_with_table(None, self.ABOUT, self.VALUES)

    @pytest.mark.parametrize("page", ["<h2>a</h2>", "<h1>a</h1><h3>b</h3>", "<h1>a</h1><h1>b</h1>"])
    def test_headings(self, page):
        assert wrong_with_headings(BeautifulSoup(page, "lxml"))
        assert not wrong_with_headings(BeautifulSoup("<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>", "lxml"))

    def test_a_map_without_a_label(self, drawn):
        card = drawn[0]
        label = next(text for text in card.figure.findobj(Text) if text.get_text().startswith("Hoonhorst"))
        before = label.get_text()
        label.set_text("Hoonhorst")
        assert [place.partition(" ")[0] for place in unlabelled(card)] == ["Hoonhorst"]
        label.set_text(before)
