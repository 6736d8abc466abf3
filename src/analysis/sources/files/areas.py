"""
Which area a cell means, and what is wrong with the areas of a table: codes that ended, boundaries that moved, water.

A code is text. A number that looks like a code without its letters is never completed silently: it may have lost more
than its letters. A name that fits several areas is the kern with its buitengebied, because that is what a municipality
counts.
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
from analysis.ground.messages import message
from analysis.model.areas import Area
from analysis.model.boundaries import BOUNDARY_COLUMN, MARKS, successor, written
from analysis.sources.files.definitions import Column, Context
from analysis.sources.files.table import Delivered
from analysis.sources.files.texts import HARD_SPACE, clean, fold
from analysis.sources.files.values import CellReading, blank, failed

HINTS = 200  # nearest names are looked up for so many different cells; nobody reads more
TOTALS = frozenset(("totaal", "eindtotaal", "gemeentetotaal"))
OUTSKIRTS = " en buitengebied"

# Where a name fits several areas, the first of these, and then any other.
_ORDER = ("KERNGEBIED", "KERN", "GM", "WK", "WOONKERN", "BU")
_DIGITS = re.compile(r"([0-9]{3,8}|[0-9]{4}[0-9A-Z]{2,4})(?:[.,]0+)?", re.IGNORECASE)
_CODE_LIKE = re.compile(r"[A-Za-z]{0,3}-?[0-9][0-9A-Za-z.,+-]*|[A-Za-z]+-[A-Za-z]{2}[0-9]{4}-.*")
_WATER = re.compile(r"BU[0-9]{4}999[78]")


class AreaBook:
    """The areas of a context, by code and by name, for one column."""

    def __init__(self, context: Context, column: Column, *, ruim: bool = False) -> None:
        self.context, self.column, self.ruim = context, column, ruim
        # This gemeente, and those that became (part of) it.
        self.ours = {context.gemeente} | {
            one.oud for one in context.successions if one.nieuw == context.gemeente
        }
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
        total = self._is_total(plain)
        known = self.by_code.get(plain.casefold()) or (self.context.gemeente if total else self._named(plain))
        if not known:
            return self._unknown(plain)
        if not self._fits(known) and not total:
            area = self.context.areas[known]
            levels = " of ".join(self.column.niveaus)
            return failed("F123", levels=levels, name=area.naam, level=area.niveau)
        return CellReading(known, warning=message("F108 cel") if HARD_SPACE.search(text) else None)

    def _named(self, plain: str) -> str:
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
        code, context = plain.upper(), self.context
        # A wide file names areas of the whole country; only what was ours needs a word.
        if self.ruim and is_region(code) and not (is_area(code) and self.ours & {code, gemeente_of(code)}):
            return CellReading(skip=True)
        # Water, and what ended, are no unknown areas: `area_problems` has a word of its own for them.
        if is_area(code) and (is_water(code) or _ended_reason(code, context)):
            return CellReading(code)
        if digits := _DIGITS.fullmatch(code):
            # Excel takes the noughts off: 0148 is 148, 01480101 is 1480101.
            sizes = (("GM", 4), ("WK", 6), ("BU", 8))
            guesses = (
                letters + digits[1].zfill(width) for letters, width in sizes if len(digits[1]) <= width
            )
            if guess := next((code for code in guesses if code in context.areas), ""):
                return failed("F120", guess=guess)
        if digits or _CODE_LIKE.fullmatch(plain):
            near = self._near(digits[1] if digits else plain.casefold(), list(self.by_code), 0.8)
            return failed("F121 bijna", near=self.by_code[near]) if near else failed("F121 ander")
        own = [
            key
            for key, found in self.by_name.items()
            if any(self._is_own(code) and self._fits(code) for code in found)
        ]
        near = self._near(fold(plain), own, 0.6)
        return failed("F233 bijna", near=self.names[near]) if near else failed("F233 ander")

    def _near(self, word: str, known: list[str], cutoff: float) -> str:
        self.hints -= 1
        near = difflib.get_close_matches(word, known, n=1, cutoff=cutoff) if self.hints >= 0 else []
        return next(iter(near), "")


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
        shown = [f'"{code}"' for code in dict.fromkeys(found.values())]
        yield rows.problem("F213", next(iter(found)), column, dutch.enumeration(shown))


def _moved(rows: Delivered, context: Context) -> Iterator[Problem]:
    """Warn for each row that CBS marks as another area than the year before."""
    if BOUNDARY_COLUMN not in rows.table:
        return
    area, period = rows.first("gebied"), rows.first("periode")
    file = f"data/geo/{context.gemeente or '<gemeente>'}/omnummering.csv"
    # However the column was defined: a number, a digit or its meaning.
    marks = {name: mark for mark, name in MARKS.items()} | {str(mark): mark for mark in MARKS}
    for row in rows.table.to_dict("records"):
        cell = row[BOUNDARY_COLUMN]
        mark = marks.get(f"{cell:g}" if isinstance(cell, float) else str(cell), 0)
        if mark > 1:
            values = {"area": row[area], "file": file, "mark": MARKS[mark]}
            values["year"] = f" in {row[period]}" if period else ""
            yield rows.problem("F210", row["rij"], BOUNDARY_COLUMN, **values)


def _elsewhere(rows: Delivered, context: Context, names: list[str]) -> Iterator[Problem]:
    """Yield a wijk or buurt that stands beside another gemeente than its own."""
    for row in rows.table[["rij", *names]].to_dict("records") if len(names) > 1 else ():
        cells = {name: str(row[name]) for name in names if row[name]}
        gemeenten = {code for code in cells.values() if code.startswith("GM")}
        for name, code in cells.items():
            known = context.areas.get(code)
            if not known or not gemeente_of(code) or not gemeenten or known.hoort_bij in {"", *gemeenten}:
                continue
            values = {"gemeenten": dutch.enumeration(sorted(gemeenten)), "name": known.naam}
            values |= {"own": known.hoort_bij, "text": rows.text(row["rij"], name)}
            yield rows.problem("F212 gemeente", row["rij"], name, **values)


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
    area, gemeente = rows.first("gebied"), context.gemeente
    levels = rows.definition.column(area).niveaus if area else ()
    # Without a column that becomes a figure there is no figure of the gemeente to miss.
    if not {"kern", "gemeente"} <= set(levels) or not any(one.rol for one in rows.definition.kolommen):
        return
    groups = [(key, set(part[area])) for key, part in rows.groups(*rows.keys(area))]
    # A row whose year could not be read has a problem of its own, and may be the one.
    if not any("" in key and gemeente in found for key, found in groups):
        kernen = set(context.kernen)
        lacking = [
            key
            for key, found in groups
            if "" not in key and gemeente not in found and len(found & kernen) > 1
        ]
        yield from _lacking("F259", rows, context, gemeente, lacking, len(groups))


def _missing_kernen(rows: Delivered, context: Context) -> Iterator[Problem]:
    """Yield each kern without a row; a file may use the built-up kern or the one with buitengebied."""
    area = rows.first("gebied")
    reading = re.compile("^(KERN|KERNGEBIED)-")
    # A row whose year is empty has its own problem, and is no year of which kernen could lack.
    parts = ((key, part) for key, part in rows.groups(*rows.keys(area)) if all(key))
    groups = [(key, {reading.sub("", code) for code in part[area]}) for key, part in parts]
    for code in context.kernen:
        lacking = [key for key, there in groups if reading.sub("", code) not in there]
        yield from _lacking("F232", rows, context, code, lacking, len(groups))


def _lacking(
    key: str, rows: Delivered, context: Context, code: str, lacking: list[tuple[Hashable, ...]], total: int
) -> Iterator[Problem]:
    """Name an area that lacks, and of which years or the like when not of all."""
    if lacking:
        name = context.areas[code].naam if code in context.areas else code
        groups = dutch.enumeration([" ".join(map(str, group)) for group in lacking])
        when = "" if len(lacking) == total else f" in {groups}"
        yield rows.problem(key, None, rows.first("gebied"), name=name, when=when)
