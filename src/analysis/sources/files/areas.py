"""
Which area a cell means, and what is wrong with the areas of a table: codes that ended, boundaries that moved, water.

A code is text. A number that looks like a code without its letters is never
completed silently: it may have lost more than its letters. A name that fits
several areas is the kern with its buitengebied, because that is what a
municipality counts.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Hashable, Iterator

import pandas as pd

from analysis.ground import dutch
from analysis.ground.codes import gemeente_of, is_area, is_region
from analysis.ground.errors import Problem
from analysis.ground.messages import Message, message
from analysis.model.areas import Area
from analysis.model.boundaries import BOUNDARY_COLUMN, MARKS, successor, written
from analysis.sources.files.definitions import Column, Context
from analysis.sources.files.table import Delivered
from analysis.sources.files.texts import HARD_SPACE, clean, fold
from analysis.sources.files.values import CellReading, blank, failed

HINTS = 200  # nearest names are looked up for so many different cells; nobody reads more
TOTALS = frozenset(("totaal", "eindtotaal", "gemeentetotaal"))
OUTSKIRTS = " en buitengebied"
WATER_SHOWN = 3

# Where a name fits several areas, the first of these, and then any other.
_ORDER = ("KERNGEBIED", "KERN", "GM", "WK", "WOONKERN", "BU")
_DIGITS = re.compile(r"([0-9]{3,8}|[0-9]{4}[0-9A-Z]{2,4})(?:[.,]0+)?", re.IGNORECASE)
_CODE_LIKE = re.compile(r"[A-Za-z]{0,3}-?[0-9][0-9A-Za-z.,+-]*|[A-Za-z]+-[A-Za-z]{2}[0-9]{4}-.*")
_WATER = re.compile(r"BU[0-9]{4}999[78]")


class AreaBook:
    """The areas of a context, by code and by name, for one column."""

    def __init__(self, context: Context, column: Column, *, ruim: bool = False) -> None:
        self.context, self.column, self.ruim = context, column, ruim
        self.by_code = {code.casefold(): code for code in context.areas}
        self.names: dict[str, str] = {}
        self.hints = HINTS
        self.by_name: dict[str, list[str]] = defaultdict(list)
        for area in context.areas.values():
            for name in _names(area):
                self.by_name[fold(name)].append(area.gebied)
                self.names.setdefault(fold(name), name)

    def read(self, text: str) -> CellReading:
        """
        Read a cell as the code of an area.

        F120 digits without letters, F121 unknown code, F123 an area of another level, F155 empty, F233 unknown name.
        """
        plain = clean(text)
        plain = self.column.keuzes.get(plain, plain)
        if not plain:
            return blank(self.column)
        known = self.by_code.get(plain.casefold()) or self._named(plain)
        if known and not self._fits(known) and not self._is_total(plain):
            area = self.context.areas[known]
            levels = " of ".join(self.column.niveaus)
            return failed("F123", levels=levels, name=area.naam, level=area.niveau)
        if known:
            return CellReading(known, warning=message("F108 cel") if HARD_SPACE.search(text) else None)
        return self._unknown(plain)

    def _named(self, plain: str) -> str:
        if self._is_total(plain):
            return self.context.gemeente
        found = self.by_name.get(fold(plain), [])
        own = [code for code in found if self._is_own(code)] or found
        fitting = [code for code in own if self._fits(code)] or own
        return min(fitting, key=lambda code: (*(_prefix(code) != one for one in _ORDER), code), default="")

    def _is_total(self, plain: str) -> bool:
        """Whether a text names the whole gemeente: `Totaal`, `Dalfsen totaal`, `gemeente Dalfsen`."""
        gemeente = self.context.areas.get(self.context.gemeente)
        words = fold(plain).strip(" :").split()
        if gemeente is None or not (TOTALS | {"gemeente"}) & set(words):
            return False
        rest = " ".join(word for word in words if word not in TOTALS | {"gemeente"})
        return rest == fold(gemeente.naam) or (not rest and bool(TOTALS & set(words)))

    def _is_own(self, code: str) -> bool:
        gemeente = self.context.gemeente
        return not gemeente or code == gemeente or self.context.areas[code].hoort_bij == gemeente

    def _fits(self, code: str) -> bool:
        wanted = self.column.niveaus
        return not wanted or self.context.areas[code].niveau in wanted or _prefix(code).lower() in wanted

    def _unknown(self, plain: str) -> CellReading:
        code = plain.upper()
        # A wide file names areas of the whole country; only what was ours needs a word.
        if self.ruim and is_region(code) and not (is_area(code) and self._was_own(code)):
            return CellReading(skip=True)
        # Water, and what ended, are no unknown areas: `area_problems` has a word of its own for them.
        if is_area(code) and (is_water(code) or _ended_reason(code, self.context)):
            return CellReading(code)
        if digits := _DIGITS.fullmatch(code):
            return CellReading(trouble=self._digits(digits[1]))
        code_like = _CODE_LIKE.fullmatch(plain)
        return CellReading(trouble=self._unknown_code(plain) if code_like else self._unknown_name(plain))

    def _was_own(self, code: str) -> bool:
        """Whether a code is of this gemeente, or of one that became (part of) it."""
        gemeente = self.context.gemeente
        ours = {gemeente, *(entry.oud for entry in self.context.successions if entry.nieuw == gemeente)}
        return code in ours or gemeente_of(code) in ours

    def _digits(self, digits: str) -> Message:
        """Explain digits that may be a code without its letters, and without the noughts in front."""
        # Excel takes the noughts off: 0148 is 148, 01480101 is 1480101.
        sizes = (("GM", 4), ("WK", 6), ("BU", 8))
        guesses = (letters + digits.zfill(width) for letters, width in sizes if len(digits) <= width)
        guess = next((code for code in guesses if code in self.context.areas), "")
        return message("F120", guess=guess) if guess else self._unknown_code(digits)

    def _near(self, word: str, known: list[str], cutoff: float) -> list[str]:
        self.hints -= 1
        return difflib.get_close_matches(word, known, n=1, cutoff=cutoff) if self.hints >= 0 else []

    def _unknown_code(self, code: str) -> Message:
        near = self._near(code.casefold(), list(self.by_code), 0.8)
        return message("F121 bijna", near=self.by_code[near[0]]) if near else message("F121 ander")

    def _unknown_name(self, name: str) -> Message:
        own = [
            key
            for key, found in self.by_name.items()
            if any(self._is_own(code) and self._fits(code) for code in found)
        ]
        near = self._near(fold(name), own, 0.6)
        return message("F233 bijna", near=self.names[near[0]]) if near else message("F233 ander")


def _names(area: Area) -> list[str]:
    """Return what an area is called."""
    short = area.naam.removesuffix(OUTSKIRTS)
    if _prefix(area.gebied) == "KERNGEBIED":
        return list(dict.fromkeys((area.naam, short, f"kern {short}")))
    return [area.naam, f"gemeente {area.naam}"] if area.niveau == "gemeente" else [area.naam]


def _prefix(code: str) -> str:
    return code.split("-")[0] if "-" in code else code[:2]


def is_water(code: object) -> bool:
    """Whether a code is that of the water of a gemeente: CBS numbers it 9997 and 9998."""
    return isinstance(code, str) and bool(_WATER.fullmatch(code))


def _ended_reason(code: str, context: Context) -> tuple[str, int, dict[str, str]] | None:
    """Return the message about an area that ended, from which year on, and its values; None for any other."""
    if found := successor(code, context.successions):
        key = "F211 verdeeld" if len(found) > 1 else "F211 opgegaan"
        return key, found[0].jaar, {"ended": written(found), "successor": found[0].nieuw}
    if found := successor(gemeente_of(code), context.successions):
        kind = "wijk" if code.startswith("WK") else "buurt"
        return "F212 code", found[0].jaar, {"ended": written(found), "kind": kind}
    return None


def area_problems(rows: Delivered, context: Context) -> Iterator[Problem]:
    """Yield F210, F211, F212, F213, F232, F257 and F259."""
    names = [one.naam for one in rows.columns("gebied")]
    yield from _water(rows, context)
    for column in names:
        yield from _ended(rows, context, column)
    yield from _moved(rows, context)
    yield from _elsewhere(rows, context, names)
    if rows.definition.eigen and context.gemeente:
        yield from _of_others(rows, context, names)
        yield from _without_gemeente(rows, context)
    if rows.definition.volledig and names:
        yield from _missing_kernen(rows, context)


def _ended(rows: Delivered, context: Context, column: str) -> Iterator[Problem]:
    """Yield rows of an area that ended; one that is known here may have rows of the years it was there."""
    table, period = rows.table, rows.first("periode")
    reasons = {code: _ended_reason(str(code), context) for code in table[column].unique() if code}
    years = table[period].str[:4] if period else pd.Series("", index=table.index)
    for number, code, year in zip(table["rij"], table[column], years, strict=True):
        if not (reason := reasons.get(code)):
            continue
        key, first, values = reason
        if not (code in context.areas and year and year < str(first)):
            yield rows.problem(key, number, column, **values)


def _water(rows: Delivered, context: Context) -> Iterator[Problem]:
    """Say once that rows of water were left out: `apply_rules` did, so only the text still has them."""
    column = rows.first("gebied")
    own = f"BU{context.gemeente[2:]}"  # a file of the whole country is not about other water
    cells = {row.number: rows.text(row.number, column).strip().upper() for row in rows.grid.rows}
    found = {number: code for number, code in cells.items() if is_water(code) and code.startswith(own)}
    if found:
        shown = [f'"{code}"' for code in list(found.values())[:WATER_SHOWN]]
        shown += [f"nog {len(found) - WATER_SHOWN}"] if len(found) > WATER_SHOWN else []
        yield rows.problem("F213", next(iter(found)), column, dutch.enumeration(shown))


def _moved(rows: Delivered, context: Context) -> Iterator[Problem]:
    """Warn for each row that CBS marks as another area than the year before."""
    if BOUNDARY_COLUMN not in rows.table:
        return
    area, period = rows.first("gebied"), rows.first("periode")
    file = f"data/geo/{context.gemeente or '<gemeente>'}/omnummering.csv"
    # However the column was defined: a number, a digit or its meaning.
    marks = {name: mark for mark, name in MARKS.items()} | {str(mark): mark for mark in MARKS}
    cells = (f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in rows.table[BOUNDARY_COLUMN])
    table = rows.table.assign(mark=[marks.get(cell, 0) for cell in cells])
    for row in table[table["mark"] > 1].to_dict("records"):
        year = f" in {row[period]}" if period else ""
        values = {"area": row[area], "year": year, "file": file, "mark": MARKS[row["mark"]]}
        yield rows.problem("F210", row["rij"], BOUNDARY_COLUMN, **values)


def _elsewhere(rows: Delivered, context: Context, names: list[str]) -> Iterator[Problem]:
    """Yield a wijk or buurt that stands beside another gemeente than its own."""
    for row in rows.table[["rij", *names]].to_dict("records") if len(names) > 1 else ():
        cells = {name: str(row[name]) for name in names if row[name]}
        gemeenten = {code for code in cells.values() if code.startswith("GM")}
        for name, code in cells.items():
            known = context.areas.get(code)
            own = known.hoort_bij if known and gemeente_of(code) and gemeenten else ""
            if own and known and own not in gemeenten:
                values = {"gemeenten": dutch.enumeration(sorted(gemeenten)), "name": known.naam, "own": own}
                yield rows.problem(
                    "F212 gemeente", row["rij"], name, text=rows.text(row["rij"], name), **values
                )


def _of_others(rows: Delivered, context: Context, names: list[str]) -> Iterator[Problem]:
    """Yield each row about another gemeente: in what a gemeente delivers of itself it has no place."""
    for column in names:
        for number, code in zip(rows.table["rij"], rows.table[column], strict=True):
            area = context.areas.get(code)
            if area is not None and area.niveau == "gemeente" and code != context.gemeente:
                values = {"name": area.naam, "area": code, "gemeente": context.gemeente}
                yield rows.problem("F257", number, column, text=rows.text(number, column), **values)


def _without_gemeente(rows: Delivered, context: Context) -> Iterator[Problem]:
    """Warn once where kernen are given and the gemeente, which the definition asks for as well, is not."""
    area = rows.first("gebied")
    levels = rows.definition.column(area).niveaus if area else ()
    # Without a column that becomes a figure there is no figure of the gemeente to miss.
    if not {"kern", "gemeente"} <= set(levels) or not any(one.rol for one in rows.definition.kolommen):
        return
    # A row whose year could not be read has a problem of its own, and may be the one.
    groups = [(key, set(part[area])) for key, part in rows.groups(*rows.keys(area))]
    if any("" in key and context.gemeente in found for key, found in groups):
        return
    lacking = [
        key
        for key, found in groups
        if context.gemeente not in found and len(found & set(context.kernen)) > 1 and "" not in key
    ]
    if lacking:
        name, when = _name(context, context.gemeente), _when(lacking, len(groups))
        yield rows.problem("F259", None, area, name=name, when=when)


def _missing_kernen(rows: Delivered, context: Context) -> Iterator[Problem]:
    area = rows.first("gebied")
    # A row whose year is empty has its own problem, and is no year of which kernen could lack.
    parts = ((key, part) for key, part in rows.groups(*rows.keys(area)) if all(key))
    groups = [(key, {_kern(code) for code in part[area]}) for key, part in parts]
    for code in context.kernen:
        if lacking := [key for key, there in groups if _kern(code) not in there]:
            when = _when(lacking, len(groups))
            yield rows.problem("F232", None, area, name=_name(context, code), when=when)


def _name(context: Context, code: str) -> str:
    return context.areas[code].naam if code in context.areas else code


def _kern(code: str) -> str:
    """Return a kern without its reading: a file may use the built-up kern or the one with buitengebied."""
    return re.sub("^(KERN|KERNGEBIED)-", "", code)


def _when(lacking: list[tuple[Hashable, ...]], total: int) -> str:
    if len(lacking) == total:
        return ""
    return f" in {dutch.enumeration([' '.join(str(part) for part in key) for key in lacking])}"
