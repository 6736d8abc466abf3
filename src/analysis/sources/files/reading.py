"""What one cell was read as, or what is wrong with it, apart from where it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """A code with what was expected and what to do; `found` where the cell itself does not say it."""

    code: str
    expected: str
    action: str
    found: str = ""


@dataclass(frozen=True)
class Reading:
    """
    What a cell means.

    Attributes
    ----------
    value : object
        A float, str or bool; NaN or "" where there is none.
    status : str
        Why a number is not there; "" for an ordinary number.
    low, high : float
        What "<5" leaves open.
    reason : str
        The source's own reason for a missing number, more exact than the status.
    provisional : bool
        The cell carries the asterisk of a provisional figure.
    trouble : Trouble, optional
        Why it did not convert.
    warning : Trouble, optional
        It converted, but somebody should know.
    skip : bool
        The row is about an area that nobody asked for.
    """

    value: object = ""
    status: str = ""
    low: float = math.nan
    high: float = math.nan
    reason: str = ""
    provisional: bool = False
    trouble: Trouble | None = None
    warning: Trouble | None = None
    skip: bool = False


EMPTY = Trouble(
    "F155",
    "een ingevulde cel",
    "Vul de cel in, of zet bij deze kolom in data/bronnen.yml met leeg: wat een lege cel betekent.",
)
