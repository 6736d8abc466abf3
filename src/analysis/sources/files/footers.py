"""The lines below a table that say where it comes from; they are no rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FOOTER = re.compile(
    r"\s*(bron(nen)?|toelichting|noot|opmerking|voetnoot|copyright)\b|\s*©|\s*\(c\)", re.IGNORECASE
)


def is_footer(cells: Sequence[str]) -> bool:
    """Whether a row has one filled cell that begins as a footer: `Bron: CBS`."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and bool(_FOOTER.match(filled[0]))


def footer_start(rows: Sequence[Sequence[str]]) -> int:
    """Return the position from which all rows are footers; the number of rows when there is none."""
    start = len(rows)
    while start and is_footer(rows[start - 1]):
        start -= 1
    return start
