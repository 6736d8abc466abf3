"""
The interval of every hidden number under attackers that know more and more; for the municipality itself.

It lies in a folder of this computer, beside no output: it says which hidden numbers are small.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.ground import paths
from analysis.model.catalogue import Catalogue
from analysis.model.protection import GateRule
from analysis.release.editions import Edition
from analysis.release.intervals import feasible_intervals
from analysis.release.solver import Interval
from analysis.release.sums import Count, Row
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
    earlier: Sequence[Edition] = (),
) -> Found:
    """
    Return per attacker what can be computed of each count that must stay hidden.

    Parameters
    ----------
    table : DataFrame
        After the gate.
    catalogue, rule, parts, reasons, earlier
        As for `analysis.release.system.systems_of`.

    Returns
    -------
    dict
        By attacker: who knows the rule, who knows the reasons as well, and who has kept every
        earlier edition too; the last only where there is one.
    """
    knows: dict[str, tuple[Mapping[Row, str] | None, Sequence[Edition]]] = {
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
            told = feasible_intervals(list(system.bounds), {}, system.bounds, system.equations, wanted=wanted)
            found[name] |= {cell: told[cell] for cell in wanted}
    return found


def write_intervals(edition: Path, found: Sequence[Found]) -> Path:
    """
    Write them to this computer's own folder of an edition; return the file.

    Parameters
    ----------
    edition : Path
        Such as `outputs/dalfsen/2025`.
    found : sequence
        What `intervals_of` gave, one per table.
    """
    cells: dict[Count, dict[str, list[float | None]]] = {}
    for one in found:
        # Who knows the reasons says which numbers must stay hidden; of the others nobody needs to know more.
        for cell in one[REASONS]:
            cells[cell] = {
                name: [None if math.isinf(end) else end for end in told[cell]]
                for name, told in one.items()
                if cell in told
            }
    content = {
        "niet_publiceren": "Dit bestand zegt welke verborgen getallen klein zijn. Geef het niet door.",
        "verborgen": [[*cell.row, cell.what, cells[cell]] for cell in sorted(cells)],
    }
    folder = paths.make_local(edition)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
    return folder / FILE
