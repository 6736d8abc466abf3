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
from analysis.release.cells import NOEMER, REST, TELLER, Count, Numbers, Row, is_fictional, key_of, rounded
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

    Kinds hang together with their total, a question with those that follow on it, answers with
    each other, and a count with those that it is never above.
    """
    linked: dict[str, set[str]] = defaultdict(set)
    answers: dict[str, str] = {}
    for entry in catalogue.indicators.values():
        others = {*entry.onderdelen, *entry.hooguit, entry.vervolg_op} - {""}
        if entry.antwoord_op:
            others.add(answers.setdefault(entry.antwoord_op, entry.id))
        for other in others:
            linked[entry.id].add(other)
            linked[other].add(entry.id)
    family: dict[str, str] = {}
    for start in sorted({*catalogue.indicators, *linked}):
        todo = [start] if start not in family else []
        while todo:
            one = todo.pop()
            if one not in family:
                family[one] = start
                todo += linked[one]
    return family


def sums_of(bounds: Collection[Cell], parts: Mapping[str, frozenset[str]], catalogue: Catalogue) -> Sums:
    """
    Return every sum that holds between the counts in `bounds`, or may be supposed to.

    `parts` are the buurten per area, see `parts_of`; the catalogue says which indicators are parts of
    another, or ask those who were counted in another.
    """
    tellers = [
        (cell, catalogue[cell.row.indicator])
        for cell in bounds
        if isinstance(cell, Count) and cell.what == TELLER and cell.row.indicator in catalogue.indicators
    ]
    found = Sums([*_bases(bounds), *_kinds(tellers)])
    _areas(bounds, parts, found)
    _follow_ups(tellers, found)
    _answers(tellers, catalogue, found)
    _at_most(bounds, tellers, found)
    return found


_Tellers = Sequence[tuple[Count, Indicator]]


def _bases(bounds: Collection[Cell]) -> list[Equation]:
    """Return that those counted and the others are all of them."""
    return [
        {cell: 1.0, Count(cell.row, REST): 1.0, Count(cell.row, NOEMER): -1.0}
        for cell in bounds
        if isinstance(cell, Count) and cell.what == TELLER and Count(cell.row, NOEMER) in bounds
    ]


def _areas(bounds: Collection[Cell], parts: Mapping[str, frozenset[str]], found: Sums) -> None:
    """
    Add how areas share their buurten.

    Buurten that lie in the same published areas are one piece; an area is the sum
    of its pieces. So both readings of a kern, wijken, buurten and the gemeente
    stand in one system without a number per buurt. Who could be placed in none of
    them counts for the area alone.
    """
    groups: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for cell in bounds:
        if isinstance(cell, Count) and cell.row.gebied in parts and cell.what != REST:
            groups[cell.row.indicator, cell.row.periode, cell.row.bron, cell.what].add(cell.row.gebied)
    for (indicator, periode, bron, what), areas in sorted(groups.items()):
        names = sorted(areas)
        buurten = sorted(frozenset().union(*(parts[area] for area in names)))
        pieces: dict[frozenset[str], Row] = {}
        for buurt in buurten:
            held = frozenset(area for area in names if buurt in parts[area])
            pieces.setdefault(held, Row(indicator, f"deel {len(pieces) + 1}", periode, bron))
        for area in names if len(names) > 1 else ():
            whole = Count(Row(indicator, area, periode, bron), what)
            sum_of = {Count(piece, what): 1.0 for held, piece in pieces.items() if area in held}
            if len(sum_of) > 1:
                found.supposed({whole: -1.0} | sum_of, Slack("nergens in te delen", whole))
            else:
                found.equations.append({whole: -1.0} | sum_of)


def _kinds(tellers: _Tellers) -> Iterator[Equation]:
    """Yield which kinds make up a total, per area; a kind that was not published can be any count."""
    for cell, entry in tellers:
        if entry.onderdelen:
            rows = [cell.row._replace(indicator=kind) for kind in entry.onderdelen]
            yield {cell: -1.0} | {Count(row, TELLER): 1.0 for row in rows}


def _follow_ups(tellers: _Tellers, found: Sums) -> None:
    """Add that a question was asked of those counted in the one before it; not everybody answers."""
    for cell, entry in tellers:
        if entry.vervolg_op:
            asked = Count(cell.row._replace(indicator=entry.vervolg_op), TELLER)
            everybody = Count(cell.row, NOEMER)
            found.supposed({everybody: 1.0, asked: -1.0}, Slack("vroeg antwoord", everybody))


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


def _at_most(bounds: Collection[Cell], tellers: _Tellers, found: Sums) -> None:
    """Add which count is never above another: children who get help are children who may have it."""
    for cell, entry in tellers:
        for more in entry.hooguit:
            above = Count(cell.row._replace(indicator=more), TELLER)
            if above in bounds:
                room = Slack("niet meer dan", cell, more)
                found.equations.append({cell: 1.0, above: -1.0, room: 1.0})
                found.slack[room] = (ANY_COUNT, ANY_COUNT)


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
    counts that are together the base of a share.
    """
    wanted = {one: catalogue[one].noemer_is for one in own["indicator"].unique() if catalogue[one].noemer_is}
    counts = table[table["indicator"].isin({one for parts in wanted.values() for one in parts})]
    there: dict[tuple[str, str, str, bool], Interval] = {
        (row["indicator"], *_place(row)): rounded(row["waarde"], ROUNDED_BY_CBS)
        for row in counts[counts["status"].isin(WITH_VALUE)].to_dict("records")
    }
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
