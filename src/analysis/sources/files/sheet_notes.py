"""What there is to say about a sheet of a delivered workbook: errors with their address, and warnings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.errors import Problem
from analysis.sources.files.cell_text import shown
from analysis.sources.files.grid import Row
from analysis.sources.files.sheet_layout import address, letters
from analysis.sources.files.sheet_text import (
    ERRORS,
    is_crossed_out,
    is_number_as_text,
    is_percent,
    otherwise_shown,
    text_of,
)

if TYPE_CHECKING:
    from analysis.sources.files.definitions import Column, Definition
    from analysis.sources.files.workbook import Sheet


def empty(name: str) -> Problem:
    """Return F133: a workbook without a single filled cell."""
    expected, action = (
        "een blad met een kopregel en rijen",
        "Controleer of u het juiste bestand hebt bewaard.",
    )
    return Problem.at("F133", name, None, None, "een werkmap zonder gegevens", expected, action)


def which_sheet(name: str, definition: Definition, titles: Sequence[str]) -> Problem:
    """Return F305: the sheet is not there, or several could be meant."""
    there = ", ".join(f'"{title}"' for title in titles)
    if definition.blad:
        expected = f'een werkblad "{definition.blad}"'
        action = "Geef het blad met de gegevens die naam, of verander `blad` in data/bronnen.yml."
    else:
        expected = "één werkblad met gegevens"
        action = "Zet in data/bronnen.yml bij deze bron `blad:` met de naam van het juiste blad, of bewaar alleen dat blad."
    return Problem.at("F305", name, None, None, f"de werkbladen {there}", expected, action)


def stray(name: str, address: str) -> Problem:
    """Return F314: one cell makes a sheet of it that nobody can read."""
    return Problem.at(
        "F314",
        name,
        None,
        None,
        f"een losse cel {address}, ver van de tabel",
        "niets buiten de tabel",
        f"Maak cel {address} leeg (in Excel: typ {address} in het naamvak, druk op Enter en dan op Delete) en bewaar opnieuw.",
        cell=address,
    )


def other_sheets(name: str, hidden: Sequence[str], others: Sequence[str], chosen: str) -> Iterator[Problem]:
    """Yield F302 for the sheets that were not read: hidden, or without the header of this file."""
    parts = [f"verborgen werkblad {_quoted(hidden)}"] if hidden else []
    parts += [f"nog een werkblad {_quoted(others)}"] if others else []
    if parts:
        read = f'Alleen werkblad "{chosen}" is gelezen.'
        yield _hidden(name, " en ".join(parts), f"{read} Haal weg wat niet mee moet.")


def _quoted(titles: Sequence[str]) -> str:
    return ", ".join(f'"{title}"' for title in titles)


def of_layout(sheet: Sheet) -> Iterator[Problem]:
    """Yield F301 for merged cells in the table, and F302 for hidden rows and columns, which are read."""
    for area in sorted(sheet.layout.merged):
        if _hurts(sheet, area):
            row, spot = area[0], address(area)
            column = next((name for place, name, _ in sheet.columns if name and place + 1 == area[1]), None)
            yield Problem.at(
                "F301",
                sheet.name,
                row,
                column,
                f"samengevoegde cellen {spot}",
                "één waarde in elke cel",
                f"Splits de samengevoegde cellen {spot} en vul elke cel zelf in.",
                cell=spot,
            )
    rows = [row for row in sheet.layout.hidden_rows if row >= sheet.header_row]
    columns = [
        letters(place)
        for place in range(1, sheet.layout.columns + 1)
        if any(first <= place <= last for first, last in sheet.layout.hidden_columns)
    ]
    parts = ([_several("rij", "rijen", rows)] if rows else []) + (
        [_several("kolom", "kolommen", columns)] if columns else []
    )
    if parts:
        action = "De gegevens zijn wel gelezen. Controleer of ze mee moeten tellen; verwijder anders de hele rij of kolom."
        yield _hidden(sheet.name, f"verborgen {' en '.join(parts)}", action)


def of_cells(sheet: Sheet) -> Iterator[Problem]:
    """
    Yield F303 and F304 for each cell without a value, F263 for a percentage among counts, then one notice a column.

    Only of columns that are read: what a column that nobody asked for holds, stops nothing.
    """
    without = set(sheet.layout.uncalculated)
    used = [(place, name, column) for place, name, column in sheet.columns if column is not None]
    for number, row in sheet.below:
        for place, name, _ in used:
            spot = f"{letters(place + 1)}{number}"
            if (number, place + 1) in without:
                yield _formula(sheet.name, number, name, spot)
            elif isinstance(value := row[place].value, str) and _is_error(value):
                yield _error(sheet.name, number, name, spot, value.strip())
    for place, name, column in used:
        if column.soort == "aantal":
            yield from _percentages_of_people(sheet, place, name)
        else:
            yield from _once(sheet, place, name, "F310", partial(_percentage, sheet=sheet))
        as_text = partial(_number_as_text, column=column, sheet=sheet)
        yield from _once(sheet, place, name, "F311", as_text)
        yield from _once(sheet, place, name, "F315", partial(_crossed_out, sheet=sheet))
        yield from _once(sheet, place, name, "F316", partial(_shown_otherwise, sheet=sheet))


def _is_error(value: str) -> bool:
    text = value.strip().upper()
    return text in ERRORS or bool(re.fullmatch(r"(ERR|FOUT):[0-9]{3}", text))


def not_filled_in(sheet: Sheet, rows: Sequence[Row]) -> Problem | None:
    """Return F312 for a template that came back as it went, F134 for another sheet with only a header."""
    definition = sheet.definition
    if not definition.eigen:
        return None if rows else _only_header(sheet.name, sheet.header_row)
    # A sheet with other columns is judged by its columns, not by what is missing below them.
    recognised = [column.naam for _, _, column in sheet.columns if column is not None]
    others = [
        place
        for place, (_, _, column) in enumerate(sheet.columns)
        if column is not None and column.naam not in definition.sleutel
    ]
    lacking = any(column.verplicht and column.naam not in recognised for column in definition.kolommen)
    if rows and (lacking or not others or any(row.cells[place] for row in rows for place in others)):
        return None
    names = ", ".join(f'"{column.naam}"' for column in definition.kolommen if column.verplicht)
    return Problem.at(
        "F312",
        sheet.name,
        None,
        None,
        "een sjabloon dat nog niet is ingevuld",
        f"ten minste één rij met {names}",
        f'Vul op werkblad "{sheet.title}" de aantallen in, verwijder de rijen die u niet gebruikt en controleer opnieuw.',
    )


def _hurts(sheet: Sheet, area: tuple[int, int, int, int]) -> bool:
    """Whether merging hides a value: in the header or the table, but not in a title above or a note below."""
    top, left, bottom, right = area
    if bottom < sheet.header_row or left > sheet.layout.columns:
        return False
    used = [place + 1 for place, _, column in sheet.columns if column is not None]
    if used and not any(left <= place <= right for place in used):
        return False
    if top <= sheet.header_row or top != bottom:
        return True
    filled = [
        place for place, cell in enumerate(sheet.rows[top - 1], start=1) if cell.value not in (None, "")
    ]
    return filled != [left]


def _once(
    sheet: Sheet, place: int, name: str, code: str, told: Callable[[Any], tuple[str, str, str] | None]
) -> Iterator[Problem]:
    """Warn once of a column with cells that `told` has words for: what was found, what is expected, what to do."""
    found = [(number, row[place]) for number, row in sheet.below if told(row[place])]
    if found:
        number, cell = found[0]
        what, expected, action = told(cell) or ("", "", "")
        spot = f"{letters(place + 1)}{number}"
        what += _more(found)
        yield Problem.at(
            code, sheet.name, number, name or None, what, expected, action, warning=True, cell=spot
        )


def _percentage(cell: Any, sheet: Sheet) -> tuple[str, str, str] | None:
    if not is_percent(cell):
        return None
    return (
        f'{shown(str(cell.value))} met de opmaak "{cell.number_format}"',
        "een getal zonder procentopmaak",
        f"Gelezen zoals Excel het toont: {text_of(cell, None, sheet.definition)}. Klopt dat niet, zet de opmaak dan "
        "op Getal en typ het percentage.",
    )


def _percentages_of_people(sheet: Sheet, place: int, name: str) -> Iterator[Problem]:
    """Yield each percentage in a column of counts: 0.27 shown as 27% is not 27 people."""
    for number, row in sheet.below:
        if is_percent(row[place]):
            text = text_of(row[place], None, sheet.definition)
            action = "Typ het aantal zelf, en zet de opmaak op Getal. Een percentage past niet in deze kolom."
            spot = f"{letters(place + 1)}{number}"
            expected = "een aantal, geen percentage"
            yield Problem.at("F263", sheet.name, number, name, f'"{text}%"', expected, action, cell=spot)


def _number_as_text(cell: Any, column: Column, sheet: Sheet) -> tuple[str, str, str] | None:
    if not is_number_as_text(cell, column, sheet.definition):
        return None
    action = "Het is als getal gelezen. Kies in Excel bij de cel voor Converteren naar getal."
    return f"{shown(str(cell.value))} als tekst", "een getal in een cel met de opmaak Getal", action


def _crossed_out(cell: Any, sheet: Sheet) -> tuple[str, str, str] | None:
    if not is_crossed_out(cell):
        return None
    action = (
        "De doorgehaalde waarde is gewoon gelezen. Geldt zij niet meer, vervang haar of maak de cel leeg."
    )
    return f"{shown(text_of(cell, None, sheet.definition))}, doorgehaald", "een waarde die geldt", action


def _shown_otherwise(cell: Any, sheet: Sheet) -> tuple[str, str, str] | None:
    if not (how := otherwise_shown(cell)):
        return None
    action = (
        "Gelezen is het getal dat in de cel staat, niet wat u ziet. Zet de opmaak op Getal en controleer het."
    )
    found = f'{text_of(cell, None, sheet.definition)} met de opmaak "{cell.number_format}": {how}'
    return found, "een getal dat u ziet zoals het is", action


def _formula(name: str, row: int, column: str, spot: str) -> Problem:
    action = "Open het bestand in Excel en bewaar het opnieuw, of plak de uitkomst als waarde."
    found, expected = "een formule zonder bewaarde uitkomst", "een waarde"
    return Problem.at("F303", name, row, column or None, found, expected, action, cell=spot)


def _error(name: str, row: int, column: str, spot: str, value: str) -> Problem:
    action = f"Herstel de formule in cel {spot}, of vul de waarde zelf in."
    expected = "een waarde, geen foutmelding van Excel"
    return Problem.at("F304", name, row, column or None, f'"{value}"', expected, action, cell=spot)


def _only_header(name: str, row: int) -> Problem:
    expected = "ten minste een rij met cijfers"
    action = "Controleer de selectie van de export, of vul de tabel in."
    return Problem.at("F134", name, row, None, "alleen een kopregel", expected, action)


def _hidden(name: str, found: str, action: str) -> Problem:
    return Problem.at("F302", name, None, None, found, "niets verborgen", action, warning=True)


def _more(found: Sequence[object]) -> str:
    rest = len(found) - 1
    return f" (en nog {rest} {'cel' if rest == 1 else 'cellen'} in deze kolom)" if rest else ""


def _several(one: str, more: str, items: Iterable[object]) -> str:
    texts = [str(item) for item in items]
    shown = texts if len(texts) <= 10 else [*texts[:10], f"en nog {len(texts) - 10}"]
    return f"{one if len(texts) == 1 else more} {', '.join(shown)}"
