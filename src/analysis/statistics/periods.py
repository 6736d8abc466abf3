"""Where a period of the table contract lies in time, and how long it lasts."""

from __future__ import annotations

import re
from typing import Final

_YEAR: Final = r"(\d{4})"
_FORMS: Final = (
    (re.compile(_YEAR), lambda year: (year, year + 1)),
    (re.compile(_YEAR + r"-Q([1-4])"), lambda year, quarter: (year + (quarter - 1) / 4, year + quarter / 4)),
    (re.compile(_YEAR + r"-H([12])"), lambda year, half: (year + (half - 1) / 2, year + half / 2)),
    (
        re.compile(_YEAR + r"-(0[1-9]|1[0-2])"),
        lambda year, month: (year + (month - 1) / 12, year + month / 12),
    ),
    (re.compile(_YEAR + "-" + _YEAR), lambda first, last: (first, last + 1)),
    (re.compile(_YEAR + "/" + _YEAR), lambda first, last: (first + 0.5, last + 0.5)),
)


def span(periode: object) -> tuple[float, float]:
    """
    Give the start and end of a period in years.

    Parameters
    ----------
    periode : str or int
        `2024`, `2024-Q1`, `2024-H1`, `2024-03`, several years together `2019-2022`, or a school year
        `2023/2024`, which is taken to change in summer.

    Returns
    -------
    start, end : float
        Calendar years with a fraction; the end is the start of what follows.

    Raises
    ------
    ValueError
        When the period has another form.
    """
    text = str(int(periode)) if isinstance(periode, float) and periode.is_integer() else str(periode)
    for form, place in _FORMS:
        found = form.fullmatch(text)
        if found:
            start, end = place(*(int(group) for group in found.groups()))
            if start < end:
                return float(start), float(end)
    raise ValueError(
        f"cannot place the period {periode!r} in time; write 2024, 2024-Q1, 2024-03 or 2019-2022."
    )
