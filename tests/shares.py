"""The difference of two shares from their counts, as the product makes it of their Wilson bounds."""

from __future__ import annotations

import numpy as np

from analysis.statistics.intervals import hybrid, wilson


def difference(x1, n1, x2, n2, confidence=0.95):
    """Return the first share minus the second, with the bounds of that."""
    first, second = (np.asarray(x / n) for x, n in ((x1, n1), (x2, n2)))
    return (
        first - second,
        *hybrid(first, *wilson(x1, n1, confidence), second, *wilson(x2, n2, confidence)),
    )
