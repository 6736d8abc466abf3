"""Where the header of a delivered table is, by the names of its definition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analysis.sources.files.cell_text import fold
from analysis.sources.files.definitions import Definition

SEARCHED = 50  # rows; a longer preamble is no preamble


def folded(heading: str) -> str:
    """Return a heading for comparing: `Aantal_inwoners` is `aantal inwoners`."""
    return re.sub(r"[_\s]+", " ", fold(heading)).strip()


def own_names(definition: Definition) -> Mapping[str, str]:
    """Return the own name of a column by each of its folded headings."""
    return {
        folded(heading): column.naam
        for column in definition.kolommen
        for heading in (column.naam, *column.ook)
    }


def score(cells: Sequence[str], names: Mapping[str, str]) -> int:
    """Return how many different columns of the definition a row names."""
    return len({names[folded(cell)] for cell in cells if folded(cell) in names})


def header_place(rows: Sequence[Sequence[str]], definition: Definition) -> tuple[int, int]:
    """
    Return the position of the header among rows, -1 without one, and its score.

    The first row that names most columns; it must name half of the required ones.
    """
    names = own_names(definition)
    required = sum(column.verplicht for column in definition.kolommen)
    best, place = 0, -1
    for position, cells in enumerate(rows[:SEARCHED]):
        found = score(cells, names)
        if found > best:
            best, place = found, position
    return (place, best) if best >= max(1, (required + 1) // 2) else (-1, best)
