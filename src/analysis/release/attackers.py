"""
The interval of every hidden number under attackers that know more and more; for the municipality itself.

It lies in a folder of this computer, beside no output: it says which hidden numbers are small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.model.catalogue import Catalogue
from analysis.model.protection import GateRule
from analysis.release.cells import Count, Row
from analysis.release.editions import Publication, write_local
from analysis.release.intervals import feasible_intervals
from analysis.release.solver import Interval
from analysis.release.system import systems_of

FILE = "verborgen.json"
RULE, REASONS, EDITIONS = "kent_de_regel", "kent_ook_de_redenen", "kent_ook_eerdere_uitgaven"
Found = dict[str, dict[Count, Interval]]


def intervals_of(
    table: pd.DataFrame,
    catalogue: Catalogue,
    rule: GateRule,
    parts: Mapping[str, frozenset[str]],
    reasons: Mapping[Row, str],
    earlier: Sequence[Publication] = (),
) -> Found:
    """
    Return per attacker what can be computed of each count that must stay hidden in a table after the gate.

    The attackers: who knows the rule, who knows the reasons as well, and who has kept every earlier
    edition too; the last only where there is one.
    """
    knows: dict[str, tuple[Mapping[Row, str] | None, Sequence[Publication]]] = {
        RULE: (None, ()),
        REASONS: (reasons, ()),
    }
    if earlier:
        knows[EDITIONS] = (reasons, earlier)
    found: Found = {}
    for name, (why, editions) in knows.items():
        found[name] = {}
        for system in systems_of(table, catalogue, parts, rule, reasons=why, earlier=editions):
            wanted = [cell for cell in system.sensitive if isinstance(cell, Count)]
            told = feasible_intervals(system.bounds, system.equations, wanted=wanted)
            found[name] |= {cell: told[cell] for cell in wanted}
    return found


def write_intervals(edition: Path, found: Sequence[Found]) -> None:
    """Write what `intervals_of` gave, per table, to this computer's own folder of an edition."""
    cells: dict[Count, dict[str, list[float | None]]] = {}
    for one in found:
        # Who knows the reasons says which numbers must stay hidden; of the others nobody needs to know more.
        for cell in one[REASONS]:
            cells[cell] = {
                name: [None if math.isinf(end) else end for end in told[cell]]
                for name, told in one.items()
                if cell in told
            }
    write_local(edition, FILE, {"verborgen": [[*cell.row, cell.what, cells[cell]] for cell in sorted(cells)]})
