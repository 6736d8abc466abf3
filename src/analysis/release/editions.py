"""
What earlier editions and other sources add: each is a system of its own, tied to this one number by number.

An outsider supposes that a number was not revised, and that two sources count the same. Where that is not so, that one tie gives way and no other;
see `analysis.release.assumptions`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from analysis.model.protection import GateRule
from analysis.release.solver import Cell, Equation, Interval
from analysis.release.sums import EITHER_WAY, NOEMER, TELLER, Count, Row, Slack, Sums


@dataclass(frozen=True)
class Edition:
    """
    A release that went out before this one.

    Attributes
    ----------
    name : str
        Its year.
    table : DataFrame
        What it published.
    rule : GateRule
        The rule it used.
    reasons : mapping
        Why it hid what it hid, as far as that is known.
    """

    name: str
    table: pd.DataFrame = field(repr=False)
    rule: GateRule = field(default_factory=GateRule)
    reasons: Mapping[Row, str] = field(default_factory=dict, repr=False)


class Earlier(NamedTuple):
    """A count as an earlier edition, or another source, has it."""

    edition: str
    cell: Cell


def renamed(edition: str, bounds: Mapping[Cell, Interval], sums: Sums) -> tuple[dict[Cell, Interval], Sums]:
    """Return the system of an earlier edition in cells of its own."""

    def name(cell: Cell) -> Cell:
        return Earlier(edition, cell)

    return (
        {name(cell): told for cell, told in bounds.items()},
        Sums(
            [{name(cell): factor for cell, factor in one.items()} for one in sums.equations],
            {name(cell): ranges for cell, ranges in sums.slack.items()},
        ),
    )


def in_source(cell: Cell, bron: str) -> Cell:
    """Return the same count as this source has it."""
    return Count(cell.row._replace(bron=bron), cell.what) if isinstance(cell, Count) else cell


def ties(edition: str, counts: Collection[Cell], bron: str) -> Sums:
    """Return that each count is what it was, or is by another source, unless it was revised."""
    found = Sums()
    for cell in counts:
        if isinstance(cell, Count) and cell.what in (TELLER, NOEMER):
            now = in_source(cell, bron)
            equation: Equation = {now: -1.0, Earlier(edition, cell): 1.0}
            found.supposed(equation, Slack("herzien", now, edition), EITHER_WAY)
    return found


def without_reasons(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """Return the editions as somebody sees them who does not know why numbers were hidden."""
    return tuple(Edition(one.name, one.table, one.rule) for one in editions)
