"""Sums of hidden counts that must be as uncertain as each of them: two kernen together, or two answers."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.model.catalogue import Catalogue
from analysis.release.solver import Cell, Equation
from analysis.release.sums import TELLER, Count

MOST_PAIRS = 8  # of more areas only all of them together and each with the next one


class Group(NamedTuple):
    """A sum of hidden counts."""

    counts: tuple[Count, ...]


def groups_of(
    sensitive: Sequence[Count], parts: Mapping[str, frozenset[str]], catalogue: Catalogue
) -> dict[Cell, Equation]:
    """
    Return the sums that must be protected too, each with how it is made.

    Parameters
    ----------
    sensitive : sequence of Count
        Counts that were hidden because they are small or of too few answers.
    parts : mapping
        Buurten per area: areas that overlap are not added.
    catalogue : Catalogue
        Says which answers belong to one question.
    """
    lines: dict[tuple[str, ...], list[Count]] = defaultdict(list)
    for cell in sensitive:
        lines["gebied", cell.what, cell.row.indicator].append(cell)
        question = catalogue[cell.row.indicator].antwoord_op
        if question and cell.what == TELLER:
            lines["antwoord", question, cell.row.gebied].append(cell)
    found: dict[Cell, Equation] = {}
    for kind, cells in lines.items():
        for counts in _sets(cells) if kind[0] == "antwoord" else _apart(cells, parts):
            group = Group(counts)
            found[group] = {group: -1.0} | dict.fromkeys(counts, 1.0)
    return found


def _sets(cells: Sequence[Count]) -> Iterator[tuple[Count, ...]]:
    """Yield all together and every pair, or every neighbouring pair of many."""
    pairs = itertools.combinations(cells, 2) if len(cells) <= MOST_PAIRS else itertools.pairwise(cells)
    yield from pairs
    if len(cells) > 2:
        yield tuple(cells)


def _apart(cells: Sequence[Count], parts: Mapping[str, frozenset[str]]) -> Iterator[tuple[Count, ...]]:
    """Yield the sets of areas that have no buurt in common."""
    placed = [cell for cell in cells if cell.row.gebied in parts]
    for counts in _sets(placed):
        inside = [parts[cell.row.gebied] for cell in counts]
        if sum(map(len, inside)) == len(frozenset().union(*inside)):
            yield counts
