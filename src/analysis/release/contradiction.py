"""Counts that contradict each other, told to who can mend them: which number, in which file, and what to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from analysis.ground import dutch, paths
from analysis.ground.errors import InputError
from analysis.ground.messages import message
from analysis.model.catalogue import Catalogue
from analysis.release.cells import NOEMER, REST, Count
from analysis.release.solver import Cell, InconsistentError

MOST = 5  # numbers that are named: of one contradiction all numbers that hang together are part

_WHICH = {NOEMER: " (het totaal waar het deel van is)", REST: " (wie niet geteld is)"}


def sentence(cells: Iterable[Cell], catalogue: Catalogue, names: Mapping[str, str]) -> str:
    """Say which counts contradict each other; what is no count of an area has no name and is left out."""
    told = [_name(count, catalogue, names) for count in _counts(cells)]
    where = f", onder andere bij: {dutch.enumeration(told[:MOST])}" if told else ""
    return f"De gepubliceerde aantallen spreken elkaar tegen{where}."


def refused(
    error: InconsistentError, catalogue: Catalogue, names: Mapping[str, str], files: Sequence[Path]
) -> InputError:
    """
    Return the error for who delivered counts that cannot all be true; nothing is released.

    `files` are where figures may come from; a file is named when it names the source of a count.
    """
    counts = _counts(error.cells)
    problems = [
        message("F740").at(
            _file_of(count.row.bron, files),
            place=f'bron "{count.row.bron}"',
            found=_name(count, catalogue, names),
        )
        for count in counts[:MOST]
    ]
    more = len(counts) - len(problems)
    rest = (
        f" Er hangen nog {dutch.counted(more, 'ander aantal', 'andere aantallen')} mee samen." if more else ""
    )
    return InputError(
        f"Aantallen in de gegevens spreken elkaar tegen; er is niets vrijgegeven.{rest}", problems
    )


def _counts(cells: Iterable[Cell]) -> list[Count]:
    """Return the counts of areas that have a name; a made-up part of an area ("deel …") has none."""
    return [cell for cell in cells if isinstance(cell, Count) and not cell.row.gebied.startswith("deel ")]


def _name(count: Count, catalogue: Catalogue, names: Mapping[str, str]) -> str:
    row = count.row
    area = names.get(row.gebied) or catalogue.name(row.gebied)
    return f"{catalogue[row.indicator].kort}, {area}, {dutch.period(row.periode)}{_WHICH.get(count.what, '')}"


def _file_of(source: str, files: Sequence[Path]) -> str:
    """Return the file that names a source, else the folder with what was fetched."""
    named = re.compile(rf"(?<!\w){re.escape(source)}(?!\w)")
    for path in files:
        csv = path.suffix == ".csv"
        if named.match(path.name) or (
            csv and named.search(path.read_text(encoding="utf-8", errors="replace"))
        ):
            return paths.relative(path)
    return "data/raw"
