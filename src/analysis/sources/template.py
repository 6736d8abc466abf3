"""
Templates: the workbooks in which a municipality delivers its own numbers, with the Dutch words of `template_text.yml`.

One sheet to fill in, with lists to choose from and rows that are ready; one sheet that explains. What is filled in right
passes the check, because lists, headers and marks come from the definition that the check reads too.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import xlsxwriter
import yaml
from xlsxwriter.utility import xl_col_to_name

from analysis.ground import dutch, palette
from analysis.ground.spreadsheet import WRITTEN
from analysis.model.areas import Area
from analysis.sources.files.definitions import Column, Definition
from analysis.sources.files.workbook import EXPLAINED, LISTS, TO_FILL

PREPARED: Final = 1000  # rows with lists and checks; a municipality has tens of kernen
GEMEENTE: Final = "Gemeente "  # a kern often has the same name
OF_MARKS: Final = "Een getal dat er niet is"

_WORDS: Final = Path(__file__).with_name("template_text.yml")
_INK, _PAPER, _OPTIONAL = palette.PAPER, palette.OWN, palette.OPTIONAL
_FORMATS: Final[Mapping[str, str]] = {"aantal": "#,##0", "percentage": "0.0", "getal": "General"}


@dataclass(frozen=True)
class Template:
    """What is the same on every sheet of one template."""

    book: Any
    definition: Definition
    lists: Mapping[str, Sequence[str]]  # per column, the words to choose from
    years: Sequence[int]

    def format(self, **properties: object) -> Any:
        """Return a cell format, aligned at the top."""
        return self.book.add_format({"valign": "top", **properties})

    @property
    def listed(self) -> list[str]:
        """Return the columns with words to choose from, in the order of the hidden sheet."""
        return sorted(name for name, words in self.lists.items() if words)


def write_template(
    definition: Definition,
    path: Path,
    *,
    areas: Mapping[str, Area],
    name: str = "",
    gemeente: str = "",
    years: Sequence[int] = (),
    rule: str = "",
) -> None:
    """
    Write the workbook that a municipality fills in; the same input gives the same bytes.

    Parameters
    ----------
    areas : mapping of code to Area
        Every area with a name.
    name : str
        Of the definition, for the command that checks; the name of the file by default.
    gemeente : str
        Code of the gemeente that fills it in; by default the only one that has kernen.
    years : sequence of int
        Years to prepare rows for; last year by default.
    rule : str
        What the gate does with its counts, in words.
    """
    owners = {area.hoort_bij for code, area in areas.items() if code.startswith(("KERN-", "KERNGEBIED-"))}
    whose = gemeente or (owners.pop() if len(owners) == 1 else "")
    lists = {column.naam: _choices(column, areas, whose) for column in definition.kolommen}
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": definition.titel, "author": "kernmonitor", "created": WRITTEN})
        template = Template(book, definition, lists, years or (dt.datetime.now(dt.UTC).year - 1,))
        _to_fill(template)
        _explanation(template, name or path.stem, rule)
        sheet = book.add_worksheet(LISTS)
        sheet.hide()
        for place, listed in enumerate(template.listed):
            sheet.write_column(0, place, lists[listed])
    path.write_bytes(stream.getvalue())


def _to_fill(template: Template) -> None:
    """Write the header and the rows that are ready; the header stays in view."""
    sheet, definition = template.book.add_worksheet(TO_FILL), template.definition
    rows = list(_prepared_rows(template))
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(definition.kolommen):
        colours = {"bg_color": _OPTIONAL} if column.leeg else {"bg_color": _PAPER, "font_color": _INK}
        sheet.write_string(0, place, column.naam, template.format(bold=True, border=1, **colours))
        cells = template.format(num_format=_FORMATS.get(column.soort, "0" if _is_year(column) else "@"))
        sheet.set_column(place, place, _width(template, column), cells)
        for number, row in enumerate(rows, start=1):
            if column.naam in row:
                sheet.write(number, place, row[column.naam], cells)
    for place, column in enumerate(definition.kolommen):
        if words := template.lists[column.naam]:
            which = xl_col_to_name(template.listed.index(column.naam))
            told = {
                "validate": "list",
                "source": f"={LISTS}!${which}$1:${which}${len(words)}",
                "error_title": "Dit past hier niet",
                "error_message": "Kies uit de lijst. Zie het werkblad uitleg.",
            }
            sheet.data_validation(1, place, PREPARED, place, told)


def _explanation(template: Template, name: str, rule: str) -> None:
    sheet = template.book.add_worksheet(EXPLAINED)
    sheet.hide_gridlines(2)
    for place, width in enumerate((26, 12, 38, 80)):
        sheet.set_column(place, place, width)
    title, head = template.format(bold=True, font_size=14), template.format(bold=True, font_size=11)
    text = template.format(text_wrap=True)
    row = 0
    for heading, paragraphs in sections(template.definition, name, rule):
        sheet.write_string(row, 0, heading, title if row == 0 else head)
        for paragraph in paragraphs:
            row += 1
            sheet.merge_range(row, 0, row, 3, paragraph, text)
            sheet.set_row(row, 15 * (1 + len(paragraph) // 150))
        row += 2
    sheet.write_row(row, 0, ("Kolom", "", "Wat u invult", "Uitleg"), head)
    for column in template.definition.kolommen:
        row += 1
        must = "mag leeg" if column.leeg else "verplicht"
        for place, cell in enumerate((column.naam, must, _expected(column), column.hulp)):
            sheet.write_string(row, place, cell, text)
        sheet.set_row(row, 15 * (1 + len(column.hulp) // 75))


def _prepared_rows(template: Template) -> Iterator[Mapping[str, object]]:
    """Yield every combination of the key, if its columns are all of a kind that can be listed."""
    keys = template.definition.sleutel
    values = [_prepared(template, template.definition.column(name)) for name in keys]
    if all(values):
        for combination in product(*values):
            yield dict(zip(keys, combination, strict=True))


def _prepared(template: Template, column: Column) -> Sequence[object]:
    if _is_month(column):
        return [f"{year}-{month:02}" for year in template.years for month in range(1, 13)]
    if _is_year(column):
        return template.years
    words = template.lists[column.naam]
    # A survey that compares with the country is held in the gemeente; its kernen are the exception.
    if column.soort == "gebied" and "land" in column.niveaus:
        return [word for word in words if word.startswith(GEMEENTE)]
    return words


def _width(template: Template, column: Column) -> float:
    longest = max((len(word) for word in template.lists[column.naam]), default=0)
    return min(60, max(12, len(column.naam) + 4, longest + 2, 40 if column.soort == "tekst" else 0))


def _choices(column: Column, areas: Mapping[str, Area], gemeente: str) -> Sequence[str]:
    """Return the words to choose from in a column; nothing where anything may be typed."""
    if column.soort == "gebied":
        return list(dict.fromkeys(_area_names(column.niveaus or ("kern", "gemeente"), areas, gemeente)))
    return tuple(column.keuzes)


def _area_names(levels: Sequence[str], areas: Mapping[str, Area], gemeente: str) -> Iterator[str]:
    if "kern" in levels:
        # An own count per kern includes the buitengebied; without that reading the kernen themselves.
        own = {code: area.naam for code, area in sorted(areas.items()) if area.hoort_bij == gemeente}
        wide = [name for code, name in own.items() if code.startswith("KERNGEBIED-")]
        yield from wide or [name for code, name in own.items() if code.startswith("KERN-")]
    if "gemeente" in levels and gemeente in areas:
        yield f"{GEMEENTE}{areas[gemeente].naam}"
    for level in ("klasse", "land"):
        if level in levels:
            yield from (area.naam for _, area in sorted(areas.items()) if area.niveau == level)


def _is_month(column: Column) -> bool:
    """Whether a column of periods is filled by month; its name says so, because both are periods."""
    return column.soort == "periode" and "maand" in column.naam


def _is_year(column: Column) -> bool:
    return column.soort == "periode" and not _is_month(column)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words


def _expected(column: Column) -> str:
    """Return what a cell of this column takes."""
    return str(_words()["verwacht"]["maand" if _is_month(column) else column.soort])


def sections(definition: Definition, name: str, rule: str = "") -> Iterator[tuple[str, Sequence[str]]]:
    """
    Yield the headings of the sheet `uitleg` with their paragraphs, for the template with this name in `data/bronnen.yml`.

    `rule` says what the gate does with counts of its source; left open when that is not known.
    """
    words = _words()
    small = words["klein"]["enquete" if definition.meting == "enquete" else "registratie"]
    values = {
        "key": dutch.enumeration(definition.sleutel),
        "small": small.format(minimum=definition.minimum_n),
        "rule": rule or words["regel"],
        "name": name,
    }
    yield definition.titel, (definition.hulp,)
    for heading, paragraphs in words["uitleg"].items():
        written = [paragraph.format(**values) for paragraph in paragraphs]
        if heading == OF_MARKS:
            for sign, status in definition.ontbreekt.items():
                text = f"{sign}5, of een ander getal" if sign == "<" else sign
                written.append(f"{text}: {words['betekenis'].get(status, status)}.")
        if heading != OF_MARKS or definition.ontbreekt:
            yield heading, written
