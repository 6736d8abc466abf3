"""What rows of one source and period must be to each other: the parts of an area and their whole, people and room."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.model.rules import arithmetic
from analysis.model.rules.measures import PEOPLE, Known
from analysis.model.rules.placed import DELIVERED, FETCHED, PROJECT, gemeente_of, problem

Found = tuple[object, Problem]

LAYERS: Final = {
    "KERNGEBIED": "kernen",
    "KERN": "kernen",
    "WOONKERN": "kernen",
    "WK": "wijken",
    "BU": "buurten",
}
COUNTRY: Final = "NL00"
# Parts that are all there may lack so much of the whole: not everybody has an address in one.
UNPLACED: Final = 0.05
# Sources round, estimate and correct each level by itself: only what is far off is worth a word.
ESTIMATED: Final = 0.25
SAME: Final = ["indicator", "periode", "bron"]


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
    parts = _parts(counts, known)
    if parts.empty:
        return
    sizes = _sizes(known)
    wholes = {row.Index: row for row in counts.loc[parts["plek_geheel"].unique()].itertuples()}
    for (place, layer), group in _suspect(parts).groupby(["plek_geheel", "laag"], sort=False):
        row = wholes[place]
        if row.herkomst == DELIVERED and (group["herkomst"] == DELIVERED).all():
            continue
        complete = len(group) == sizes.get((row.gebied, str(layer)), -1)
        if found := _sum_problem(row, group, str(layer), complete=complete):
            yield place, found


def _suspect(parts: pd.DataFrame) -> pd.DataFrame:
    """Keep the groups whose sum is not what rounding explains: only those are looked at one by one."""
    groups = parts.groupby(["plek_geheel", "laag"], sort=False)
    whole, half = parts["waarde_geheel"], arithmetic.ROUNDED_TO / 2
    rounded = (parts["waarde"] % arithmetic.ROUNDED_TO == 0).groupby([parts["plek_geheel"], parts["laag"]])
    slack = (groups["waarde"].transform("size") * half).where(rounded.transform("all"), 0)
    slack += half * (whole % arithmetic.ROUNDED_TO == 0) + ESTIMATED * whole * (parts["herkomst"] == FETCHED)
    return parts[(groups["waarde"].transform("sum") - whole).abs() > slack + arithmetic.DUST]


def _parts(counts: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return each count beside the wholes of the same source and period that it is a part of."""
    wholes = {code: _wholes(code, known) for code in counts["gebied"].unique()}
    inner = counts.assign(
        geheel_van=counts["gebied"].map(wholes),
        laag=counts["gebied"].map({code: layer_of(code) for code in wholes}),
    ).explode("geheel_van")
    outer = counts[[*SAME, "gebied", "plek", "waarde"]].rename(columns={"gebied": "geheel_van"})
    return inner.merge(outer, on=[*SAME, "geheel_van"], suffixes=("", "_geheel"))


def _wholes(code: str, known: Known) -> list[str]:
    """Return what an area is part of: wijk, gemeente, country."""
    gemeente = gemeente_of(code, known)
    wijk = [f"WK{code[2:8]}"] if code.startswith("BU") else []
    return [one for one in (*wijk, gemeente, COUNTRY) if one and one != code]


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


def _sum_problem(row: Any, parts: pd.DataFrame, layer: str, *, complete: bool) -> Problem | None:
    values = parts["waarde"]
    slack = arithmetic.slack_of(values) + arithmetic.slack_of(pd.Series([row.waarde])) + arithmetic.DUST
    if row.herkomst == FETCHED:
        slack += ESTIMATED * row.waarde
    # Gemeenten, regions and provinces overlap: each is held against the country by itself.
    largest, summed = values.max(), values.sum() if layer in LAYERS else values.max()
    lacking = summed < row.waarde - slack
    if arithmetic.within_sum(row.waarde, summed, summed if complete else float("inf"), slack):
        return None
    small = lacking and summed >= (1 - UNPLACED) * row.waarde - slack
    word = LAYERS.get(layer, "gebieden")
    if layer not in LAYERS or len(parts) == 1:
        area = parts.loc[values.idxmax(), "gebied"]
        expected = f"ten minste wat deel {area} heeft: {dutch.number(largest)}"
    else:
        kind = "" if complete else "ten minste "
        expected = f"{kind}de som van de {len(parts)} {word}: {dutch.number(summed)}"
    if other_place := _places(parts):
        expected += f" ({other_place})"
    key = "F137 verschoven" if largest > row.waarde + slack else "F137 geheel"
    warning = small or row.herkomst == FETCHED
    return problem(row, key, "waarde", whole=expected, warning=warning)


def _places(parts: pd.DataFrame) -> str:
    """Say where the parts stand, when that is one file with numbered rows."""
    rows = parts["rij"]
    if (rows <= 0).any() or parts["bestand"].nunique() > 1:
        return ""
    low, high = int(rows.min()), int(rows.max())
    return f"rij {low}" if low == high else f"rij {low} tot en met {high}"


def size_problems(rows: pd.DataFrame) -> Iterator[Found]:
    """
    Yield F253: more people than an area, or the gemeente that it lies in, has inhabitants.

    Inhabitants by any source and year; only real ones are a measure for real counts. What is made up is
    held against what came with the project, examples first: a delivered file need not fit them. More than the
    gemeente cannot be. More than the area itself is a warning where its boundary may be another one:
    in what was delivered or fetched, and for homes, which need no inhabitants.
    """
    people = rows[(rows["indicator"] == PEOPLE) & rows["gemeten"]]
    real, made_up = (people[people["fictief"] == kind] for kind in (False, True))
    examples = _typical(made_up).combine_first(_typical(real[real["herkomst"] == PROJECT]))
    told: set[object] = set()
    for area, certain in (("geheel", True), ("gebied", False)):
        limits = (
            rows[area].map(examples).where(rows["fictief"], rows[area].map(_typical(real))).astype("float64")
        )
        # What an area itself has of inhabitants is held against other years, see `series`.
        itself = (rows["indicator"] == PEOPLE) & (rows[area] == rows["gebied"])
        for column in ("waarde", "teller", "noemer", "n"):
            counts = rows["telling"] & ~itself if column == "waarde" else True
            for row in rows[arithmetic.too_many(rows[column], limits) & counts].itertuples():
                if row.Index in told:
                    continue
                told.add(row.Index)
                people_of = {"area": getattr(row, area), "inhabitants": dutch.number(limits[row.Index])}
                unsure = not certain and (row.herkomst != PROJECT or row.eenheid == "woningen")
                warning = unsure or row.herkomst == FETCHED
                yield row.Index, problem(row, "F253", column, warning=warning, **people_of)


def _typical(people: pd.DataFrame) -> pd.Series:
    return people.groupby("gebied")["waarde"].median().astype("float64")
