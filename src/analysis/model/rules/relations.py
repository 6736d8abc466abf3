"""What numbers of one source and period must be to each other: parts and whole, people and the room of an area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import Problem
from analysis.model.areas import gemeente_of
from analysis.model.rules import arithmetic
from analysis.model.rules.facts import DELIVERED, FETCHED, PEOPLE, PROJECT, Found, Known, amount, problem

_KERNEN: Final = dict.fromkeys(("KERNGEBIED", "KERN", "WOONKERN"), "kernen")
LAYERS: Final = {**_KERNEN, "WK": "wijken", "BU": "buurten"}
COUNTRY: Final = "NL00"
# Parts that are all there may lack so much of the whole: not everybody has an address in one.
UNPLACED: Final = 0.05
# Sources round, estimate and correct each level by itself: only what is far off is worth a word.
ESTIMATED: Final = 0.25
SAME: Final = ["indicator", "periode", "bron"]
PLACE: Final = ["gebied", "periode", "bron"]
HALF: Final = arithmetic.ROUNDED_TO / 2
DENSITY: Final = "bevolkingsdichtheid"
SURFACE: Final = "oppervlakte_land"
# A density is rounded to whole people and its surface to hundredths: small areas miss it by a little.
DENSITY_SLACK: Final = 0.1


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
    parts = _parts(counts)
    if parts.empty:
        return
    sizes = _sizes(known)
    wholes = {row.Index: row for row in counts.loc[parts["plek_geheel"].unique()].itertuples()}
    for (place, layer), group in _suspect(parts).groupby(["plek_geheel", "laag"], sort=False):
        row = wholes[place]
        if row.herkomst == DELIVERED and (group["herkomst"] == DELIVERED).all():
            continue
        complete = len(group) == sizes[row.gebied, str(layer)]
        if found := _sum_problem(row, group, str(layer), complete=complete):
            yield place, found


def _suspect(parts: pd.DataFrame) -> pd.DataFrame:
    """Keep the groups whose sum is not what rounding explains: only those are looked at one by one."""
    groups = parts.groupby(["plek_geheel", "laag"], sort=False)
    whole = parts["waarde_geheel"]
    rounded = (parts["waarde"] % arithmetic.ROUNDED_TO == 0).groupby([parts["plek_geheel"], parts["laag"]])
    slack = (groups["waarde"].transform("size") * HALF).where(rounded.transform("all"), 0)
    slack += HALF * (whole % arithmetic.ROUNDED_TO == 0) + ESTIMATED * whole * (parts["herkomst"] == FETCHED)
    return parts[(groups["waarde"].transform("sum") - whole).abs() > slack + arithmetic.DUST]


def _parts(counts: pd.DataFrame) -> pd.DataFrame:
    """Return each count beside the wholes of the same source and period that it is a part of: wijk, gemeente, country."""
    wholes = {}
    for code in counts["gebied"].unique():
        wijk = f"WK{code[2:8]}" if code.startswith("BU") else ""
        wholes[code] = [one for one in (wijk, gemeente_of(code), COUNTRY) if one and one != code]
    inner = counts.assign(
        geheel_van=counts["gebied"].map(wholes),
        laag=counts["gebied"].map({code: layer_of(code) for code in wholes}),
    ).explode("geheel_van")
    outer = counts[[*SAME, "gebied", "plek", "waarde"]].rename(columns={"gebied": "geheel_van"})
    return inner.merge(outer, on=[*SAME, "geheel_van"], suffixes=("", "_geheel"))


def _sizes(known: Known) -> Counter[tuple[str, str]]:
    """Count how many areas each layer of a gemeente or wijk has."""
    found: Counter[tuple[str, str]] = Counter()
    for code in known.areas:
        layer = layer_of(code)
        if layer in LAYERS:
            found[(gemeente_of(code), layer)] += 1
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
    if arithmetic.within_sum(row.waarde, summed, summed if complete else float("inf"), slack):
        return None
    small = (1 - UNPLACED) * row.waarde - slack <= summed < row.waarde - slack
    if layer not in LAYERS or len(parts) == 1:
        area = parts.loc[values.idxmax(), "gebied"]
        expected = f"ten minste wat deel {area} heeft: {dutch.number(largest)}"
    else:
        kind = "" if complete else "ten minste "
        expected = f"{kind}de som van de {len(parts)} {LAYERS[layer]}: {dutch.number(summed)}"
    lines = parts["rij"]
    if (lines > 0).all() and parts["bestand"].nunique() == 1:  # one file with numbered rows
        low, high = int(lines.min()), int(lines.max())
        expected += f" (rij {low})" if low == high else f" (rij {low} tot en met {high})"
    key = "F137 verschoven" if largest > row.waarde + slack else "F137 geheel"
    return problem(row, key, "waarde", whole=expected, warning=small or row.herkomst == FETCHED)


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
        among, others = rows[area].map(examples), rows[area].map(_typical(real))
        limits = among.where(rows["fictief"], others).astype("float64")
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


def derived_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F261: a count above what it is part of, or a value that the counts beside it do not make.

    Only what the catalogue says belongs together (`afgeleid`, `onderdelen`) is held against each other, and
    a density against inhabitants and surface. Each count may be rounded to five.
    """
    related = {name: (*(one.afgeleid or ()), *one.onderdelen) for name, one in known.indicators.items()}
    named = {name for name, others in related.items() if others}.union(*related.values())
    chosen = rows[rows["gemeten"] & rows["indicator"].isin({*named, DENSITY, PEOPLE, SURFACE})]
    if chosen.empty:
        return
    # One row per area, period and source, one column per indicator; `places` is where each number stands.
    wide = chosen.drop_duplicates(["indicator", *PLACE]).set_index([*PLACE, "indicator"])
    values, places = wide["waarde"].unstack(), wide["plek"].unstack()

    def told(name: str, wrong: pd.Series, key: str, made: Callable[[Any], str]) -> Iterator[Found]:
        """Yield a problem at the number of `name` in each row that is wrong."""
        for where in values.index[wrong]:
            row = next(rows.loc[[int(places.loc[where, name])]].itertuples())
            found = problem(row, key, "waarde", made=made(values.loc[where]), warning=row.herkomst == FETCHED)
            yield row.Index, found

    for name, about in known.indicators.items():
        if about.afgeleid and set(about.afgeleid) <= set(values):
            part, whole = about.afgeleid
            above = values[part] > values[whole] + arithmetic.ROUNDED_TO
            yield from told(part, above, "F261 deel", _most(whole))
            if name in values:
                yield from told(name, _off_share(values, name, part, whole), "F261 drie", _share(part, whole))
        if about.onderdelen and {name, *about.onderdelen} <= set(values):
            parts = list(about.onderdelen)
            off = (values[name] - values[parts].sum(axis=1, min_count=len(parts))).abs()
            yield from told(name, off > (len(parts) + 1) * HALF, "F261 delen", _sum(parts))
    if {DENSITY, PEOPLE, SURFACE} <= set(values):
        made = values[PEOPLE] / values[SURFACE].where(values[SURFACE] > 0)
        wrong = (values[DENSITY] - made).abs() > DENSITY_SLACK * made + 1
        yield from told(DENSITY, wrong, "F261 drie", _density)


def _off_share(values: pd.DataFrame, share: str, part: str, whole: str) -> pd.Series:
    few, all_of = values[part], values[whole]
    low = 100 * (few - HALF).clip(lower=0) / (all_of + HALF)
    high = 100 * (few + HALF) / (all_of - HALF).clip(lower=HALF)
    return arithmetic.outside(values[share], low - 1, high + 1) & (all_of > 0)


def _most(whole: str) -> Callable[[Any], str]:
    return lambda row: f"hooguit {whole} in hetzelfde gebied en jaar: {amount(row[whole])}"


def _sum(parts: list[str]) -> Callable[[Any], str]:
    return lambda row: f"de som van {dutch.enumeration(parts)}: {amount(row[parts].sum())}"


def _share(part: str, whole: str) -> Callable[[Any], str]:
    def expected(row: Any) -> str:
        made = dutch.number(100 * row[part] / row[whole], 1)
        return f"ongeveer {made}: {part} ({amount(row[part])}) als deel van {whole} ({amount(row[whole])})"

    return expected


def _density(row: Any) -> str:
    made = dutch.number(row[PEOPLE] / row[SURFACE])
    return f"ongeveer {made}: {amount(row[PEOPLE])} inwoners op {amount(row[SURFACE])} km²"
