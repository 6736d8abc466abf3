"""How published counts add up: over areas, over kinds of care, and over who is counted and who is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

import geopandas as gpd

from analysis.catalogue import Catalogue
from analysis.release.solver import Cell, Equation

TELLER, NOEMER, REST = "teller", "noemer", "rest"


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


def parts_of(areas: gpd.GeoDataFrame) -> dict[str, frozenset[str]]:
    """Return of every own area the buurten that lie in it, as anybody can see on the map."""
    own = areas[areas["laag"] == "buurten"]
    buurten = own[own["niveau"] == "buurt"]
    points = buurten[["gebied"]].set_geometry(buurten.representative_point())
    inside = gpd.sjoin(own[["gebied", "geometry"]], points, predicate="contains")
    found = inside.groupby("gebied_left")["gebied_right"].agg(frozenset)
    return {str(area): frozenset(map(str, parts)) for area, parts in found.items()}


def equations_of(
    bounds: Collection[Cell], parts: Mapping[str, frozenset[str]], catalogue: Catalogue
) -> tuple[Equation, ...]:
    """
    Return every sum that holds between counts.

    Parameters
    ----------
    bounds : collection
        The counts that something was published about.
    parts : mapping
        Buurten per area, see `parts_of`.
    catalogue : Catalogue
        Says which indicators are parts of another.
    """
    return (*_bases(bounds), *_areas(bounds, parts), *_kinds(bounds, catalogue))


def _bases(bounds: Collection[Cell]) -> list[Equation]:
    """Return that those counted and the others are all of them."""
    return [
        {cell: 1.0, Count(cell.row, REST): 1.0, Count(cell.row, NOEMER): -1.0}
        for cell in bounds
        if isinstance(cell, Count) and cell.what == TELLER and Count(cell.row, NOEMER) in bounds
    ]


def _areas(bounds: Collection[Cell], parts: Mapping[str, frozenset[str]]) -> list[Equation]:
    """
    Return how areas share their buurten.

    Buurten that lie in the same published areas are one piece; an area is the sum
    of its pieces. So both readings of a kern, wijken, buurten and the gemeente
    stand in one system without a number per buurt.
    """
    found: list[Equation] = []
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
        if len(names) > 1:
            found.extend(
                {Count(Row(indicator, area, periode, bron), what): -1.0}
                | {Count(piece, what): 1.0 for held, piece in pieces.items() if area in held}
                for area in names
            )
    return found


def _kinds(bounds: Collection[Cell], catalogue: Catalogue) -> list[Equation]:
    """Return which kinds make up a total, per area; a kind that was not published can be any count."""
    found: list[Equation] = []
    for cell in list(bounds):
        if (
            not isinstance(cell, Count)
            or cell.what != TELLER
            or cell.row.indicator not in catalogue.indicators
        ):
            continue
        kinds = catalogue[cell.row.indicator].onderdelen
        if kinds:
            rows = [cell.row._replace(indicator=kind) for kind in kinds]
            found.append({cell: -1.0} | {Count(row, TELLER): 1.0 for row in rows})
    return found
