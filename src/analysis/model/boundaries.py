"""
What changed in the map: gemeenten that ended (`data/geo/herindelingen.csv`) and, in the folder of a gemeente, areas
whose boundary moved (`indelingswijziging.csv`) and who went where (`omnummering.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator

from analysis.ground import dutch, paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.strict_yaml import Closed
from analysis.model.registers import Filled, Year, code_that_starts_with, must, read_rows

if TYPE_CHECKING:
    import pandas as pd

CHANGES_FILE, RECODE_FILE = "indelingswijziging.csv", "omnummering.csv"

# How a definition names the column "IndelingswijzigingGemeenteWijkBuurt" of CBS.
BOUNDARY_COLUMN = "indelingswijziging"
# The marks of CBS; a boundary counts as moved from about five metres on.
MARKS = {1: "ongewijzigd", 2: "code gewijzigd", 3: "grens gewijzigd"}

ROUNDING = 1e-6  # shares of a buurt are written with a few decimals

_Gemeente = Annotated[str, code_that_starts_with("GM")]
_Buurt = Annotated[str, code_that_starts_with("BU")]


def _is_share(cell: str) -> bool:
    return not cell or (bool(re.fullmatch(r"[01](\.[0-9]+)?", cell)) and float(cell) <= 1)


class Succession(Closed):
    """A code that ended: from `jaar` on, `oud` is (part of) `nieuw`."""

    jaar: Year
    oud: _Gemeente
    oude_naam: Filled
    nieuw: _Gemeente
    nieuwe_naam: Filled
    bron: Filled


class BoundaryChange(Closed):
    """The mark of CBS for an area in a year."""

    gebied: Annotated[str, code_that_starts_with("BU", "WK", "GM")]
    jaar: Year
    indelingswijziging: Annotated[int, must([str(mark) for mark in MARKS].count, "F604 indeling")]
    bron: Filled


class RecodedPart(Closed):
    """Which part of the inhabitants of an old buurt went to a new one; none where nobody knows."""

    jaar: Year
    oud: _Buurt
    nieuw: _Buurt
    aandeel: Annotated[
        float | None, BeforeValidator(lambda cell: cell or None), must(_is_share, "F604 aandeel")
    ]
    bron: Filled


def read_successions(path: Path | None = None) -> tuple[Succession, ...]:
    """
    Read which codes of gemeenten ended, and what they became; by default from the project's own table.

    `jaar` is the first year that had no such code on 1 January: Weesp joined Amsterdam on
    24 March 2022 and stands under 2023.
    """
    path = path or paths.data() / "geo" / "herindelingen.csv"
    return tuple(read_rows(path, Succession, ["jaar", "oud", "nieuw"]))


def successor(code: str, successions: Sequence[Succession]) -> list[Succession]:
    """
    Return what a gemeente code became, as it is now; nothing for a code that did not end.

    One per part of a gemeente that was divided. A successor that ended as well is followed to its own: Ubbergen became
    Groesbeek in 2015 and that became Berg en Dal in 2016. `jaar` stays the year in which `code` itself ended.
    """
    found: dict[str, Succession] = {}
    for own in (one for one in successions if one.oud == code):
        # A code never comes back, so what is later leads to an end.
        later = [one for one in successor(own.nieuw, successions) if one.jaar >= own.jaar]
        for last in later or [own]:
            own_side = {"jaar": own.jaar, "oud": code, "oude_naam": own.oude_naam}
            found[last.nieuw] = last.model_copy(update=own_side)
    return list(found.values())


def written(successions: Sequence[Succession]) -> str:
    """Write what one code became: `GM0053 (Winsum) is vanaf 2019 GM1966 (Het Hogeland) of GM1969 (…)`."""
    first = successions[0]
    names = dutch.enumeration([f"{one.nieuw} ({one.nieuwe_naam})" for one in successions], "of")
    return f"{first.oud} ({first.oude_naam}) is vanaf {first.jaar} {names}"


def read_changes(folder: Path) -> pd.DataFrame:
    """
    Read in which years an area changed, by the marks of CBS, from the folder of a gemeente such as `data/geo/GM0148`.

    Gives `gebied`, `jaar` and `indelingswijziging` (1 unchanged, 2 code changed, 3 boundary changed), sorted; without
    rows when there is no file.
    """
    path, key = folder / CHANGES_FILE, ["gebied", "jaar"]
    return _table(read_rows(path, BoundaryChange, key) if path.is_file() else [], [*key, BOUNDARY_COLUMN])


def read_recode(folder: Path) -> pd.DataFrame:
    """
    Read which part of the inhabitants of an old buurt went to which new one, from the folder of a gemeente.

    Gives `jaar` (first year of the new map), `oud`, `nieuw` and `aandeel` (0 to 1); without rows when there is no file.
    An empty `aandeel` (NaN) says that people or land moved, and that nobody knows how many: counts
    cannot be carried over, but a kern that holds both buurten did not change. Else the shares of an old buurt add to 1.
    """
    path, key = folder / RECODE_FILE, ["jaar", "oud", "nieuw"]
    rows = read_rows(path, RecodedPart, key) if path.is_file() else []
    recode = _table(rows, [*key, "aandeel"]).astype({"aandeel": "float64"})
    if problems := list(_share_problems(paths.relative(path), rows)):
        raise InputError(f"{paths.relative(path)} klopt niet.", problems)
    return recode


def _share_problems(name: str, rows: Sequence[RecodedPart]) -> Iterator[Problem]:
    parts: dict[tuple[int, str], list[tuple[int, float | None]]] = {}
    for number, row in enumerate(rows, start=2):
        parts.setdefault((row.jaar, row.oud), []).append((number, row.aandeel))
    for (year, old), numbered in sorted(parts.items()):
        shares = [share for _, share in numbered if share is not None]
        if shares and len(shares) < len(numbered):
            found, expected = f"{old} in {year} voor een deel leeg", "van elk deel een aandeel, of van geen"
        elif shares and abs(sum(shares) - 1) > ROUNDING:
            found, expected = f'samen "{sum(shares):g}" voor {old} in {year}', "delen die samen 1 zijn"
        else:
            continue
        action = "Noem ook het deel dat bleef, onder de eigen code."
        yield Problem.at("", name, numbered[0][0], "aandeel", found, expected, action)


def _table(rows: Sequence[Closed], columns: list[str]) -> pd.DataFrame:
    # Imported here: a build with nothing to do reads params, and must not wait for pandas.
    import pandas as pd

    table = pd.DataFrame([row.model_dump() for row in rows], columns=columns)
    numbers = {column: int for column in columns if column in ("jaar", BOUNDARY_COLUMN)}
    return table.astype(numbers).sort_values(columns[:-1], ignore_index=True)
