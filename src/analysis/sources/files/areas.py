"""
Which area a cell means: a code, or the name of an area.

A code is text. A number that looks like a code without its letters is never
completed silently: it may have lost more than its letters. A name that fits
several areas is the kern with its buitengebied, because that is what a
municipality counts.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Collection

from analysis.ground import codes
from analysis.ground.messages import Message, message
from analysis.sources.files.definitions import Column, Context, KnownArea
from analysis.sources.files.rules_areas import has_own_rule
from analysis.sources.files.texts import HARD_SPACE, CellReading, blank, clean, failed, fold

HINTS = 200  # nearest names are looked up for so many different cells; nobody reads more

TOTALS = frozenset(("totaal", "eindtotaal", "gemeentetotaal"))
OUTSKIRTS = " en buitengebied"

# Where a name fits several areas, the first of these.
_ORDER = ("KERNGEBIED", "KERN", "GM", "WK", "WOONKERN", "BU")
_DIGITS = re.compile(r"([0-9]{3,8}|[0-9]{4}[0-9A-Z]{2,4})(?:[.,]0+)?", re.IGNORECASE)
_CODE_LIKE = re.compile(r"[A-Za-z]{0,3}-?[0-9][0-9A-Za-z.,+-]*|[A-Za-z]+-[A-Za-z]{2}[0-9]{4}-.*")


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
        Read a cell.

        Returns
        -------
        CellReading
            The code of the area; F120 digits without letters, F121 unknown code, F123 an area of another
            level, F155 empty, F233 unknown name.
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
        return min(fitting, key=_rank, default="")

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
        wanted: Collection[str] = self.column.niveaus
        return not wanted or self.context.areas[code].niveau in wanted or _prefix(code).lower() in wanted

    def _unknown(self, plain: str) -> CellReading:
        code = plain.upper()
        if codes.is_area(code):
            # A wide file names areas of the whole country; only what was ours needs a word.
            if self.ruim and not self._was_own(code):
                return CellReading(skip=True)
            if has_own_rule(code, self.context):
                return CellReading(code)
        if self.ruim and codes.is_region(code) and not codes.is_area(code):
            return CellReading(skip=True)
        if digits := _DIGITS.fullmatch(code):
            return CellReading(trouble=self._digits(digits[1]))
        code_like = _CODE_LIKE.fullmatch(plain)
        return CellReading(trouble=self._unknown_code(plain) if code_like else self._unknown_name(plain))

    def _was_own(self, code: str) -> bool:
        """Whether a code is of this gemeente, or of one that became (part of) it."""
        gemeente = self.context.gemeente
        ours = {gemeente, *(entry.oud for entry in self.context.successions if entry.nieuw == gemeente)}
        return code in ours or codes.gemeente_of(code) in ours

    def _digits(self, digits: str) -> Message:
        """Explain digits that may be a code without its letters, and without the noughts in front."""
        # Excel takes the noughts off: 0148 is 148, 01480101 is 1480101.
        guesses = (
            f"{letters}{digits.zfill(width)}"
            for letters, width in (("GM", 4), ("WK", 6), ("BU", 8))
            if len(digits) <= width
        )
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
            if any(self._is_own(c) and self._fits(c) for c in found)
        ]
        near = self._near(fold(name), own, 0.6)
        return message("F233 bijna", near=self.names[near[0]]) if near else message("F233 ander")


def _names(area: KnownArea) -> list[str]:
    """Return what an area is called."""
    prefix = _prefix(area.gebied)
    short = area.naam.removesuffix(OUTSKIRTS)
    if prefix == "KERNGEBIED":
        return list(dict.fromkeys((area.naam, short, f"kern {short}")))
    return [area.naam, f"gemeente {area.naam}"] if area.niveau == "gemeente" else [area.naam]


def _prefix(code: str) -> str:
    return code.split("-")[0] if "-" in code else code[:2]


def _rank(code: str) -> tuple[int, str]:
    prefix = _prefix(code)
    return (_ORDER.index(prefix) if prefix in _ORDER else len(_ORDER), code)
