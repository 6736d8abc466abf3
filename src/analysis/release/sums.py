"""
How published counts add up: over areas, kinds and answers, from one question to the next, counted and not.

Some sums hold for certain. Others an outsider may suppose, such as that every person lives in one of the
kernen; each of those has a slack that is 0 as long as nothing that was published contradicts it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import geopandas as gpd

from analysis.model.catalogue import Catalogue, Indicator
from analysis.release.solver import ANY_COUNT, Cell, Equation, Interval

TELLER, NOEMER, REST = "teller", "noemer", "rest"
EITHER_WAY: Interval = (-math.inf, math.inf)


class Row(NamedTuple):
    """The key of one number in the table contract."""

    indicator: str
    gebied: str
    periode: str
    bron: str


class Count(NamedTuple):
    """A count behind a number: those counted, all of them, or the others."""

    row: Row
    what: str


class Slack(NamedTuple):
    """How far a sum that is supposed to hold is off."""

    what: str
    of: Cell
    also: str = ""


@dataclass
class Sums:
    """
    Sums between counts.

    Attributes
    ----------
    equations : list of mapping
        Each adds up to 0.
    slack : dict
        Range of a slack by what is supposed, and what is left of it when that does not hold.
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


def sums_of(bounds: Collection[Cell], parts: Mapping[str, frozenset[str]], catalogue: Catalogue) -> Sums:
    """
    Return every sum that holds between counts, or may be supposed to.

    Parameters
    ----------
    bounds : collection
        The counts that something was published about.
    parts : mapping
        Buurten per area, see `parts_of`.
    catalogue : Catalogue
        Says which indicators are parts of another, or ask those who were counted in another.
    """
    found = Sums([*_bases(bounds), *_kinds(bounds, catalogue)])
    _areas(bounds, parts, found)
    _follow_ups(bounds, catalogue, found)
    _answers(bounds, catalogue, found)
    _at_most(bounds, catalogue, found)
    return found


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


def _kinds(bounds: Collection[Cell], catalogue: Catalogue) -> list[Equation]:
    """Return which kinds make up a total, per area; a kind that was not published can be any count."""
    found: list[Equation] = []
    for cell, entry in _tellers(bounds, catalogue):
        if entry.onderdelen:
            rows = [cell.row._replace(indicator=kind) for kind in entry.onderdelen]
            found.append({cell: -1.0} | {Count(row, TELLER): 1.0 for row in rows})
    return found


def _follow_ups(bounds: Collection[Cell], catalogue: Catalogue, found: Sums) -> None:
    """Add that a question was asked of those counted in the one before it; not everybody answers."""
    for cell, entry in _tellers(bounds, catalogue):
        if entry.vervolg_op:
            asked = Count(cell.row._replace(indicator=entry.vervolg_op), TELLER)
            everybody = Count(cell.row, NOEMER)
            found.supposed({everybody: 1.0, asked: -1.0}, Slack("vroeg antwoord", everybody))


def _answers(bounds: Collection[Cell], catalogue: Catalogue, found: Sums) -> None:
    """Add that the answers to a question with one answer are together all who answered it."""
    members: dict[str, list[str]] = defaultdict(list)
    for entry in catalogue.indicators.values():
        if entry.antwoord_op:
            members[entry.antwoord_op].append(entry.id)
    questions: dict[tuple[str, Row], list[Count]] = defaultdict(list)
    for cell, entry in _tellers(bounds, catalogue):
        if entry.antwoord_op:
            questions[entry.antwoord_op, cell.row._replace(indicator="")].append(cell)
    for (question, place), cells in sorted(questions.items()):
        everybody = Count(cells[0].row, NOEMER)
        rows = [place._replace(indicator=one) for one in members[question]]
        sum_of = {Count(row, TELLER): 1.0 for row in rows}
        found.supposed(sum_of | {everybody: -1.0}, Slack("gaf geen antwoord", everybody))
        for other in cells[1:]:
            same, off = Count(other.row, NOEMER), Slack("andere noemer", Count(other.row, NOEMER))
            found.supposed({everybody: -1.0, same: 1.0}, off, EITHER_WAY)


def _at_most(bounds: Collection[Cell], catalogue: Catalogue, found: Sums) -> None:
    """Add which count is never above another: children who get help are children who may have it."""
    for cell, entry in _tellers(bounds, catalogue):
        for more in entry.hooguit:
            above = Count(cell.row._replace(indicator=more), TELLER)
            if above in bounds:
                room = Slack("niet meer dan", cell, more)
                found.equations.append({cell: 1.0, above: -1.0, room: 1.0})
                found.slack[room] = (ANY_COUNT, ANY_COUNT)


def _tellers(bounds: Collection[Cell], catalogue: Catalogue) -> Iterator[tuple[Count, Indicator]]:
    """Yield the counts of an indicator of the catalogue, with what it is."""
    for cell in list(bounds):
        if isinstance(cell, Count) and cell.what == TELLER and cell.row.indicator in catalogue.indicators:
            yield cell, catalogue[cell.row.indicator]
