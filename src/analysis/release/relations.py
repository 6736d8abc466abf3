"""
How published counts add up: over areas, kinds and answers, from one question to the next, counted and not.

Some sums hold for certain. Others an outsider may suppose, such as that every person lives in one of the
kernen; each of those has a slack that is 0 as long as nothing that was published contradicts it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from analysis.model.catalogue import Catalogue, Indicator
from analysis.model.tidy import WITH_VALUE
from analysis.release.cells import (
    NOEMER,
    REST,
    TELLER,
    Count,
    Numbers,
    Row,
    is_fictional,
    key_of,
    overlap,
    rounded,
)
from analysis.release.solver import ANY_COUNT, NO_LIMIT, Cell, Equation, Interval

ROUNDED_BY_CBS = 5  # populations per buurt are a multiple of it, and so may be sums of them
MOST_PAIRS = 8  # of more areas only all of them together and each with the next one


class Slack(NamedTuple):
    """How far a sum that is supposed to hold is off."""

    what: str
    of: Cell
    also: str = ""


class Together(NamedTuple):
    """A sum of hidden counts that must be as uncertain as each of them: two kernen together, or two answers."""

    counts: tuple[Count, ...]


@dataclass
class Sums:
    """
    Sums between counts: equations that each add up to 0.

    Per slack its range by what is supposed, and what is left of it when that does not hold.
    """

    equations: list[Equation] = field(default_factory=list)
    slack: dict[Cell, tuple[Interval, Interval]] = field(default_factory=dict)

    def supposed(self, equation: Equation, slack: Slack, room: Interval = ANY_COUNT) -> None:
        """Add a sum that is 0, else short of it by what fits in `room`."""
        self.equations.append(dict(equation) | {slack: 1.0})
        self.slack[slack] = ((0.0, 0.0), room)


def parts_of(areas: gpd.GeoDataFrame) -> dict[str, frozenset[str]]:
    """Return of every own area the buurten that lie in it, as anybody can see on the map."""
    own = areas[areas["laag"] == "buurten"]
    buurten = own[own["niveau"] == "buurt"]
    points = buurten[["gebied"]].set_geometry(buurten.representative_point())
    inside = gpd.sjoin(own[["gebied", "geometry"]], points, predicate="contains")
    found = inside.groupby("gebied_left")["gebied_right"].agg(frozenset)
    return {str(area): frozenset(map(str, parts)) for area, parts in found.items()}


def families_of(catalogue: Catalogue) -> dict[str, str]:
    """
    Return per indicator the first of those it hangs together with, so that one can give another away.

    Kinds hang with their total, a question with what follows on it, answers together, a count with what it is never above.
    """
    answers: dict[str, str] = {}
    families: dict[str, set[str]] = {}
    for entry in catalogue.indicators.values():
        linked = {entry.id, *entry.onderdelen, *entry.hooguit, entry.vervolg_op} - {""}
        if entry.antwoord_op:
            linked.add(answers.setdefault(entry.antwoord_op, entry.id))
        whole = linked.union(*(families.get(one, ()) for one in linked))
        families |= dict.fromkeys(whole, whole)
    return {one: min(family) for one, family in families.items()}


def sums_of(bounds: Collection[Cell], parts: Mapping[str, frozenset[str]], catalogue: Catalogue) -> Sums:
    """Return every sum that holds between the counts in `bounds`, or may be supposed to; for `parts` see `parts_of`."""
    counted = [cell for cell in bounds if isinstance(cell, Count) and cell.what == TELLER]
    tellers = [
        (one, catalogue[one.row.indicator]) for one in counted if one.row.indicator in catalogue.indicators
    ]
    # Those counted and the others are all of them.
    found = Sums(
        [
            {cell: 1.0, Count(cell.row, REST): 1.0, Count(cell.row, NOEMER): -1.0}
            for cell in counted
            if Count(cell.row, NOEMER) in bounds
        ]
    )
    for cell, entry in tellers:
        # Kinds make up a total; one that was not published can be any count.
        if entry.onderdelen:
            kinds = [Count(cell.row._replace(indicator=kind), TELLER) for kind in entry.onderdelen]
            found.equations.append({cell: -1.0} | dict.fromkeys(kinds, 1.0))
    _areas(bounds, parts, found)
    for cell, entry in tellers:
        # A question was asked of those counted in the one before it; not everybody answers.
        if entry.vervolg_op:
            asked = Count(cell.row._replace(indicator=entry.vervolg_op), TELLER)
            everybody = Count(cell.row, NOEMER)
            found.supposed({everybody: 1.0, asked: -1.0}, Slack("vroeg antwoord", everybody))
    _answers(tellers, catalogue, found)
    for cell, entry in tellers:
        # Children who get help are children who may have it.
        for more in entry.hooguit:
            above = Count(cell.row._replace(indicator=more), TELLER)
            if above in bounds:
                room = Slack("niet meer dan", cell, more)
                found.equations.append({cell: 1.0, above: -1.0, room: 1.0})
                found.slack[room] = (ANY_COUNT, ANY_COUNT)
    return found


_Tellers = Sequence[tuple[Count, Indicator]]


def _areas(bounds: Collection[Cell], parts: Mapping[str, frozenset[str]], found: Sums) -> None:
    """
    Add how areas share their buurten.

    Buurten that lie in the same published areas are one piece; an area is the sum of its pieces. So both readings of a
    kern, wijken, buurten and the gemeente stand in one system without a number per buurt. Who could be placed in none
    of them counts for the area alone.
    """
    groups: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for cell in bounds:
        if isinstance(cell, Count) and cell.row.gebied in parts and cell.what != REST:
            groups[cell.row.indicator, cell.row.periode, cell.row.bron, cell.what].add(cell.row.gebied)
    for (indicator, periode, bron, what), areas in sorted(groups.items()):
        names = sorted(areas)
        buurten = sorted(frozenset().union(*(parts[area] for area in names)))
        held = dict.fromkeys(frozenset(area for area in names if buurt in parts[area]) for buurt in buurten)
        pieces = {
            inside: Count(Row(indicator, f"deel {number}", periode, bron), what)
            for number, inside in enumerate(held, start=1)
        }
        for area in names if len(names) > 1 else ():
            whole = Count(Row(indicator, area, periode, bron), what)
            sum_of = {piece: 1.0 for inside, piece in pieces.items() if area in inside}
            if len(sum_of) > 1:
                found.supposed({whole: -1.0} | sum_of, Slack("nergens in te delen", whole))
            else:
                found.equations.append({whole: -1.0} | sum_of)


def _answers(tellers: _Tellers, catalogue: Catalogue, found: Sums) -> None:
    """Add that the answers to a question with one answer are together all who answered it."""
    members: dict[str, list[str]] = defaultdict(list)
    for entry in catalogue.indicators.values():
        if entry.antwoord_op:
            members[entry.antwoord_op].append(entry.id)
    questions: dict[tuple[str, Row], list[Count]] = defaultdict(list)
    for cell, entry in tellers:
        if entry.antwoord_op:
            questions[entry.antwoord_op, cell.row._replace(indicator="")].append(cell)
    for (question, place), cells in sorted(questions.items()):
        everybody = Count(cells[0].row, NOEMER)
        rows = [place._replace(indicator=one) for one in members[question]]
        sum_of = {Count(row, TELLER): 1.0 for row in rows}
        found.supposed(sum_of | {everybody: -1.0}, Slack("gaf geen antwoord", everybody))
        for other in cells[1:]:
            same, off = Count(other.row, NOEMER), Slack("andere noemer", Count(other.row, NOEMER))
            found.supposed({everybody: -1.0, same: 1.0}, off, NO_LIMIT)


def sums_to_protect(
    sensitive: Sequence[Count], parts: Mapping[str, frozenset[str]], catalogue: Catalogue
) -> dict[Cell, Equation]:
    """Return the sums of hidden counts to protect too, each with how it is made; areas that overlap are not added."""
    lines: dict[tuple[str, ...], list[Count]] = defaultdict(list)
    for cell in sensitive:
        lines["gebied", cell.what, cell.row.indicator].append(cell)
        question = catalogue[cell.row.indicator].antwoord_op
        if question and cell.what == TELLER:
            lines["antwoord", question, cell.row.gebied].append(cell)
    found: dict[Cell, Equation] = {}
    for kind, cells in lines.items():
        for counts in _sets(cells) if kind[0] == "antwoord" else _apart(cells, parts):
            together = Together(counts)
            found[together] = {together: -1.0} | dict.fromkeys(counts, 1.0)
    return found


def _sets(cells: Sequence[Count]) -> Iterator[tuple[Count, ...]]:
    """Yield all together and every pair, or every neighbouring pair of many."""
    pairs = itertools.combinations(cells, 2) if len(cells) <= MOST_PAIRS else itertools.pairwise(cells)
    yield from pairs
    if len(cells) > 2:
        yield tuple(cells)


def _apart(cells: Sequence[Count], parts: Mapping[str, frozenset[str]]) -> Iterator[tuple[Count, ...]]:
    """Yield the sets of areas that have no buurt in common."""
    for counts in _sets([cell for cell in cells if cell.row.gebied in parts]):
        inside = [parts[cell.row.gebied] for cell in counts]
        if sum(map(len, inside)) == len(frozenset().union(*inside)):
            yield counts


def populations(table: pd.DataFrame, own: pd.DataFrame, catalogue: Catalogue) -> dict[Cell, Interval]:
    """
    Return the range of the base of protected shares by published counts that anybody can look up.

    `table` is the whole release, `own` the protected rows in it; `noemer_is` of the catalogue names the
    counts that are together the base of a share. Of several sources both hold; where they contradict each other, as
    after a revision, that of the row that comes first stays.
    """
    wanted = {one: catalogue[one].noemer_is for one in own["indicator"].unique() if catalogue[one].noemer_is}
    counts = table[table["indicator"].isin({one for parts in wanted.values() for one in parts})]
    there: dict[tuple[str, str, str, bool], Interval] = {}
    for row in counts[counts["status"].isin(WITH_VALUE)].to_dict("records"):
        key, told = (row["indicator"], *_place(row)), rounded(row["waarde"], ROUNDED_BY_CBS)
        there[key] = overlap(there.get(key, told), told) or there[key]
    found: dict[Cell, Interval] = {}
    for row in own[own["indicator"].isin(wanted)].to_dict("records"):
        places = [(part, *_place(row)) for part in wanted[row["indicator"]]]
        if all(place in there for place in places):
            low, high = (sum(there[place][side] for place in places) for side in (0, 1))
            found[Count(key_of(row), NOEMER)] = (low, high)
    return found


def _place(row: Numbers) -> tuple[str, str, bool]:
    """Return where and when a number holds; a fictional number is about nothing real."""
    return row["gebied"], row["periode"], is_fictional(row)
