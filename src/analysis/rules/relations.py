"""What rows of one source and period must be to each other: parts and their whole, a share and its counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import pandas as pd

from analysis import dutch
from analysis.errors import Problem
from analysis.rules import arithmetic
from analysis.rules.measures import PEOPLE, Known
from analysis.rules.placed import DELIVERED, FETCHED, gemeente_of, number, problem

Found = tuple[object, Problem]

LAYERS: Final = {"KERNGEBIED": "kernen", "KERN": "kernen", "WOONKERN": "kernen", "WK": "wijken", "BU": "buurten"}
COUNTRY: Final = "NL00"
# Parts that are all there may lack so much of the whole: not everybody has an address in one.
UNPLACED: Final = 0.05
# An area may have grown so much since its inhabitants were last counted.
GROWN: Final = 1.5
FEW: Final = 100
SAME: Final = ["indicator", "periode", "bron"]
_SHIFTED = (
    "Een deel is groter dan het geheel: controleer of de kolom een rij is verschoven, en of een getal een nul te "
    "veel of te weinig heeft."
)
_ADD = "Controleer het geheel en de delen."


def layer_of(code: str) -> str:
    """Return of which layer of areas a code is: `KERNGEBIED`, `WK`, `BU`."""
    return re.split("[-0-9]", code, maxsplit=1)[0]


def part_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F137: a whole that is not the sum of its parts, or less than one of them.

    A delivered file has had this rule with the tolerance of its own definition. What a source
    published itself is warned of: nobody here can change it.
    """
    counts = rows[rows["optelbaar"] & rows["gemeten"]]
    whole_of = _wholes(counts, known)
    sizes = _sizes(known)
    for keys, group in counts.groupby(SAME, sort=False):
        by_area = group.set_index("gebied", drop=False)
        for (whole, layer), codes in _families(group["gebied"], whole_of).items():
            if whole not in by_area.index:
                continue
            row, parts = _one(by_area, whole), by_area.loc[codes]
            if row.herkomst == DELIVERED and (parts["herkomst"] == DELIVERED).all():
                continue
            complete = len(codes) == sizes.get((whole, layer), -1)
            if found := _sum_problem(row, parts, layer, complete=complete):
                yield row.Index, found


def _one(by_area: pd.DataFrame, area: str) -> Any:
    return next(by_area.loc[[area]].set_index(by_area.loc[[area], "plek"]).itertuples())


def _wholes(counts: pd.DataFrame, known: Known) -> dict[str, tuple[str, ...]]:
    """Return per area what it is part of: wijk, gemeente, country."""

    @cache
    def of(code: str) -> tuple[str, ...]:
        gemeente = gemeente_of(code, known)
        wijk = [f"WK{code[2:8]}"] if code.startswith("BU") else []
        inner = [*wijk, gemeente] if gemeente != code else []
        return tuple(one for one in (*inner, COUNTRY) if one and one != code)

    return {code: of(code) for code in counts["gebied"].unique()}


def _sizes(known: Known) -> Counter[tuple[str, str]]:
    """Count how many areas each layer of a gemeente or wijk has."""
    found: Counter[tuple[str, str]] = Counter()
    for code in known.areas:
        layer = layer_of(code)
        if layer in LAYERS:
            found[(gemeente_of(code, known), layer)] += 1
        if layer == "BU":
            found[(f"WK{code[2:8]}", layer)] += 1
    return found


def _families(areas: pd.Series, whole_of: dict[str, tuple[str, ...]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for code in areas:
        for whole in whole_of[code]:
            found.setdefault((whole, layer_of(code)), []).append(code)
    return found


def _sum_problem(row: Any, parts: pd.DataFrame, layer: str, *, complete: bool) -> Problem | None:
    values = parts["waarde"]
    slack = arithmetic.slack_of(values) + arithmetic.slack_of(pd.Series([row.waarde])) + arithmetic.DUST
    if layer not in LAYERS:  # gemeenten, regions and provinces overlap: only one by one
        largest, summed = values.max(), values.max()
    else:
        largest, summed = values.max(), values.sum()
    lacking = summed < row.waarde - slack
    if arithmetic.within_sum(row.waarde, summed, summed if complete else float("inf"), slack):
        return None
    small = lacking and summed >= (1 - UNPLACED) * row.waarde - slack
    word = LAYERS.get(layer, "gebieden")
    if layer not in LAYERS or len(parts) == 1:
        other = parts.loc[values.idxmax()]
        expected = f"ten minste wat deel {other['gebied']} heeft: {dutch.number(largest)}"
    else:
        kind = "" if complete else "ten minste "
        expected = f"{kind}de som van de {len(parts)} {word}: {dutch.number(summed)}"
    if other_place := _places(parts):
        expected += f" ({other_place})"
    action = _SHIFTED if largest > row.waarde + slack else _ADD
    warning = small or row.herkomst == FETCHED
    return problem(row, "F137", "waarde", expected, action, warning=warning)


def _places(parts: pd.DataFrame) -> str:
    """Say where the parts stand, when that is one file with numbered rows."""
    rows = parts["rij"]
    if (rows <= 0).any() or parts["bestand"].nunique() > 1:
        return ""
    low, high = int(rows.min()), int(rows.max())
    return f"rij {low}" if low == high else f"rij {low} tot en met {high}"


def derived_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F261: a count above what it is part of, or a share that its counts do not make.

    Only what the catalogue says belongs together (`afgeleid`, `onderdelen`) is held against each other.
    """
    key = ["gebied", "periode", "bron"]
    values = {
        name: part.drop_duplicates(key).set_index(key)
        for name, part in rows[rows["gemeten"]].groupby("indicator", sort=False)
    }
    for name, measure in known.measures.items():
        if measure.quotient and all(one in values for one in measure.quotient):
            part, whole = (values[one] for one in measure.quotient)
            yield from _above(part, whole, measure.quotient[1])
            if name in values:
                yield from _shares(values[name], part, whole, measure.quotient)
        if measure.parts and name in values and all(one in values for one in measure.parts):
            yield from _made_of(values[name], [values[one] for one in measure.parts], measure.parts)


def _above(part: pd.DataFrame, whole: pd.DataFrame, name: str) -> Iterator[Found]:
    both = part.join(whole["waarde"].rename("heel"), how="inner")
    for row in _by_place(both[both["waarde"] > both["heel"] + arithmetic.ROUNDED_TO]):
        expected = f"hooguit {name} in hetzelfde gebied en jaar: {number(row.heel)}"
        action = "Controleer beide aantallen; een deel is nooit groter dan het geheel."
        yield row.Index, problem(row, "F261", "waarde", expected, action, warning=row.herkomst == FETCHED)


def _shares(
    share: pd.DataFrame, part: pd.DataFrame, whole: pd.DataFrame, names: tuple[str, str]
) -> Iterator[Found]:
    both = share.join(part["waarde"].rename("deel"), how="inner").join(whole["waarde"].rename("heel"), how="inner")
    both = both[both["heel"] > 0]
    half = arithmetic.ROUNDED_TO / 2
    low = 100 * (both["deel"] - half).clip(lower=0) / (both["heel"] + half)
    high = 100 * (both["deel"] + half) / (both["heel"] - half).clip(lower=half)
    far = arithmetic.outside(both["waarde"], low - 1, high + 1)
    for row in _by_place(both[far]):
        made = dutch.number(100 * row.deel / row.heel, 1)
        expected = f"ongeveer {made}: {names[0]} ({number(row.deel)}) als deel van {names[1]} ({number(row.heel)})"
        action = "Controleer de drie getallen van dit gebied en jaar."
        yield row.Index, problem(row, "F261", "waarde", expected, action, warning=row.herkomst == FETCHED)


def _made_of(whole: pd.DataFrame, parts: list[pd.DataFrame], names: tuple[str, ...]) -> Iterator[Found]:
    summed = pd.concat([part["waarde"] for part in parts], axis=1, join="inner").sum(axis=1, min_count=len(parts))
    both = whole.join(summed.rename("som"), how="inner")
    slack = (len(parts) + 1) * arithmetic.ROUNDED_TO / 2
    for row in _by_place(both[(both["waarde"] - both["som"]).abs() > slack]):
        expected = f"de som van {dutch.enumeration(names)}: {number(row.som)}"
        yield row.Index, problem(row, "F261", "waarde", expected, _ADD, warning=row.herkomst == FETCHED)


def _by_place(found: pd.DataFrame) -> Iterator[Any]:
    """Yield rows whose index, by area and period, is set back to where they stand."""
    yield from found.reset_index().set_index("plek").itertuples()


def size_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F253: more people than the gemeente of an area has inhabitants, by any source and year.

    Only real inhabitants are a measure for real counts.
    """
    people = rows[(rows["indicator"] == PEOPLE) & rows["gemeten"] & (rows["gebied"] == rows["geheel"])]
    room = people[~people["fictief"]].groupby("geheel")["waarde"].median()
    limits = rows["geheel"].map(room) * GROWN + FEW
    for column in ("waarde", "teller", "noemer", "n"):
        counted = rows["telling"] if column == "waarde" else True
        for row in rows[(rows[column] > limits) & counted].itertuples():
            expected = f"hooguit wat {row.geheel} aan inwoners heeft, {dutch.number(room[row.geheel])}"
            action = "Controleer of het getal over dit gebied gaat, en of er een nul te veel staat."
            yield row.Index, problem(row, "F253", column, expected, action)
