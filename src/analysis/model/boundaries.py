"""
What changed in the map: gemeenten that ended, areas whose boundary moved, and who went where.

`data/geo/herindelingen.csv` holds the whole country; in the folder of a gemeente may lie
`indelingswijziging.csv` (the mark of CBS per area and year) and `omnummering.csv` (which part
of an old buurt went to which new one). Rules and params both look codes up here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.ground import dutch, paths, text_files
from analysis.ground.codes import is_area
from analysis.ground.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

SUCCESSION_COLUMNS = ("jaar", "oud", "oude_naam", "nieuw", "nieuwe_naam", "bron")
CHANGE_COLUMNS = ("gebied", "jaar", "indelingswijziging", "bron")
RECODE_COLUMNS = ("jaar", "oud", "nieuw", "aandeel", "bron")
CHANGES_FILE, RECODE_FILE = "indelingswijziging.csv", "omnummering.csv"

# How a definition names the column "IndelingswijzigingGemeenteWijkBuurt" of CBS.
BOUNDARY_COLUMN = "indelingswijziging"
# The marks of CBS; a boundary counts as moved from about five metres on.
MARKS = {1: "ongewijzigd", 2: "code gewijzigd", 3: "grens gewijzigd"}

ROUNDING = 1e-6  # shares of a buurt are written with a few decimals


@dataclass(frozen=True)
class Succession:
    """A code that ended: from `jaar` on, `oud` is (part of) `nieuw`."""

    jaar: int
    oud: str
    oude_naam: str
    nieuw: str
    nieuwe_naam: str


Check = tuple[str, Callable[[str], bool], str, str]


def read_successions(path: Path | None = None) -> tuple[Succession, ...]:
    """
    Read which codes of gemeenten ended, and what they became; by default from the project's own table.

    `jaar` is the first year that had no such code on 1 January: Weesp joined Amsterdam on
    24 March 2022 and stands under 2023.

    Raises `InputError`: columns, years or codes that are wrong, or a pair that stands twice; every problem.
    """
    checks: list[Check] = [
        _year("jaar"),
        _code("oud", "GM"),
        _code("nieuw", "GM"),
        *(_filled(column) for column in ("oude_naam", "nieuwe_naam", "bron")),
    ]
    rows = _read(path or paths.data() / "geo" / "herindelingen.csv", SUCCESSION_COLUMNS, checks)
    return tuple(
        Succession(int(row["jaar"]), row["oud"], row["oude_naam"], row["nieuw"], row["nieuwe_naam"])
        for row in rows
    )


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
            found[last.nieuw] = Succession(own.jaar, code, own.oude_naam, last.nieuw, last.nieuwe_naam)
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

    Raises `InputError`: columns, codes, years or marks that are wrong; every problem.
    """
    path = folder / CHANGES_FILE
    marks = [str(mark) for mark in MARKS]
    checks: list[Check] = [
        _code("gebied", "BU", "WK", "GM"),
        _year("jaar"),
        ("indelingswijziging", lambda cell: cell in marks, "1, 2 of 3", "Neem het cijfer van CBS over."),
        _filled("bron"),
    ]
    table = _table(_read(path, CHANGE_COLUMNS, checks) if path.is_file() else [], CHANGE_COLUMNS)
    changes = table[["gebied", "jaar", "indelingswijziging"]].astype({"jaar": int, "indelingswijziging": int})
    return changes.sort_values(["gebied", "jaar"], ignore_index=True)


def read_recode(folder: Path) -> pd.DataFrame:
    """
    Read which part of the inhabitants of an old buurt went to which new one, from the folder of a gemeente.

    Gives `jaar` (first year of the new map), `oud`, `nieuw` and `aandeel` (0 to 1); without rows when there is no file.
    An empty `aandeel` (NaN) says that people or land moved, and that nobody knows how many: counts
    cannot be carried over, but a kern that holds both buurten did not change.

    Raises `InputError`: what is wrong with a cell, a pair that stands twice, shares of an old buurt that do not add
    to 1.
    """
    path = folder / RECODE_FILE
    checks: list[Check] = [
        _year("jaar"),
        _code("oud", "BU"),
        _code("nieuw", "BU"),
        ("aandeel", _is_share, "een getal van 0 tot 1 of niets", "Schrijf een deel, zoals 0.25."),
        _filled("bron"),
    ]
    table = _table(_read(path, RECODE_COLUMNS, checks) if path.is_file() else [], RECODE_COLUMNS)
    recode = table[["jaar", "oud", "nieuw"]].astype({"jaar": int})
    recode["aandeel"] = table["aandeel"].where(table["aandeel"] != "").astype("float64")
    if problems := list(_share_problems(paths.relative(path), recode)):
        raise InputError(f"{paths.relative(path)} klopt niet.", problems)
    return recode.sort_values(["jaar", "oud", "nieuw"], ignore_index=True)


def _share_problems(name: str, recode: pd.DataFrame) -> Iterator[Problem]:
    for (year, old), parts in recode.groupby(["jaar", "oud"]):
        first = int(parts.index[0]) + 2
        shares = parts["aandeel"]
        if shares.isna().any() != shares.isna().all():
            found, expected = f"{old} in {year} voor een deel leeg", "van elk deel een aandeel, of van geen"
        elif shares.notna().all() and abs(shares.sum() - 1) > ROUNDING:
            found, expected = f'samen "{shares.sum():g}" voor {old} in {year}', "delen die samen 1 zijn"
        else:
            continue
        action = "Noem ook het deel dat bleef, onder de eigen code."
        yield Problem.at("", name, first, "aandeel", found, expected, action)


def _read(path: Path, columns: Sequence[str], checks: Sequence[Check]) -> list[dict[str, str]]:
    """Read rows of which each column is checked and no pair of its codes and year stands twice."""
    # Without pandas: every notebook reads the successions of the country when it starts.
    name = paths.relative(path)
    rows = text_files.read_rows(path, required=columns, allowed=columns)
    problems = [
        Problem.at("", name, number, column, f'"{row[column]}"', expected, action)
        for number, row in enumerate(rows, start=2)
        for column, good, expected, action in checks
        if not good(row[column])
    ]
    key = [column for column in ("jaar", "oud", "nieuw", "gebied") if column in columns]
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, start=2):
        pair = tuple(row[column] for column in key)
        if pair in seen:
            found = " ".join(pair)
            problems.append(
                Problem.at("", name, number, None, found, "elke regel één keer", "Haal er een weg.")
            )
        seen.add(pair)
    if problems:
        raise InputError(f"{name} klopt niet.", problems)
    return rows


def _table(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> pd.DataFrame:
    # Imported here: a build with nothing to do reads params, and must not wait for pandas.
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns), dtype="str")


def _year(column: str) -> Check:
    good = re.compile("(19|20)[0-9]{2}").fullmatch
    return column, lambda cell: bool(good(cell)), "een jaar, zoals 2019", "Schrijf vier cijfers."


def _code(column: str, *starts: str) -> Check:
    expected = f"een code die begint met {dutch.enumeration(list(starts), 'of')}"
    return (
        column,
        lambda cell: is_area(cell) and cell.startswith(starts),
        expected,
        "Zoek de code op bij CBS.",
    )


def _filled(column: str) -> Check:
    return column, lambda cell: bool(cell.strip()), "een tekst", "Vul de cel in."


def _is_share(cell: str) -> bool:
    return not cell or (bool(re.fullmatch(r"[01](\.[0-9]+)?", cell)) and float(cell) <= 1)
