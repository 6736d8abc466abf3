"""Which status an aggregate gets: the weakest of its parts."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

WITH_VALUE: Final = ("definitief", "voorlopig", "modelschatting", "voorbeeld")
"""Status words of a row that has a value, from strong to weak."""

WITHOUT_VALUE: Final = ("onderdrukt", "te weinig waarnemingen", "ontbreekt")
"""Status words of a row that lacks one, from strong to weak."""

NOT_APPLICABLE: Final = "niet van toepassing"

_FROM_STRONG_TO_WEAK: Final = (NOT_APPLICABLE, *WITH_VALUE, *WITHOUT_VALUE)


def status_rank(statuses: pd.Series) -> pd.Series:
    """
    Give each status a number for its weakness, so that the highest number of a group is its status.

    A part to which the indicator does not apply (a buurt without households, say) adds nothing and
    therefore never weakens the whole. Fictional figures win over everything that has a value. A value
    that is missing wins over all: what is not known cannot be added up.

    Parameters
    ----------
    statuses : Series of str
        Status words of the table contract.

    Returns
    -------
    Series of int
        0 for `niet van toepassing` up to 7 for `ontbreekt`, with the same index.

    Raises
    ------
    ValueError
        When a word is none of the status words.
    """
    ranks = {word: rank for rank, word in enumerate(_FROM_STRONG_TO_WEAK)}
    unknown = sorted({str(word) for word in statuses.unique() if word not in ranks})
    if unknown:
        raise ValueError(f"unknown status {unknown}; known are {list(_FROM_STRONG_TO_WEAK)}.")
    return statuses.map(ranks).astype(np.int64)


def status_word(ranks: pd.Series) -> pd.Series:
    """Give the words back for the numbers of `status_rank`."""
    return ranks.map(dict(enumerate(_FROM_STRONG_TO_WEAK))).astype("str")


def weakest(statuses: pd.Series) -> str:
    """
    Give the weakest of a few status words.

    Parameters
    ----------
    statuses : Series of str
        At least one status word of the table contract.

    Returns
    -------
    str
        The status of what is made from these parts.

    Raises
    ------
    ValueError
        When there is no part, or a word is none of the status words.
    """
    if len(statuses) == 0:
        raise ValueError("a status needs at least one part.")
    return _FROM_STRONG_TO_WEAK[int(status_rank(pd.Series(statuses)).max())]
