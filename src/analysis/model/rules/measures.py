"""What rules know of an indicator and of an area: unit and bounds, and what belongs to what."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

# No more people than this live in the country, nor are there so many of anything that is counted here.
MOST: Final = 20_000_000
# What a value of this unit can be, lowest and highest. A noun in the plural is a count.
BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "%": (0, 100),
    "rapportcijfer": (1, 10),
    "jaar": (0, 120),
    "euro": (0, 10_000_000),
    "km²": (0, 42_000),
    "inwoners per km²": (0, 100_000),
}
_RATE = re.compile(r"per ([0-9][0-9.]*) ")
PEOPLE: Final = "inwoners"  # the indicator that says how many people an area has


@dataclass(frozen=True)
class Measure:
    """
    What the numbers of one indicator are.

    Attributes
    ----------
    unit : str
        As the catalogue writes it.
    low, high : float
        What a value can be, in the unit; infinite where the unit does not say.
    per : float
        100 for a percentage, 1000 for a rate per thousand; NaN for what is no quotient.
    count : bool
        A number of people or things: whole, unless a model made it.
    adds_up : bool
        The counts of the parts of an area make that of the area.
    plausible : tuple of float, optional
        Between which values it lies in this country.
    quotient : tuple of str, optional
        Ids of the counts that it is the share of.
    parts : tuple of str
        Ids of counts that together make this one.
    breaks : tuple of int
        First years in which it means something else.
    decimals : int
        With how many it is shown.
    """

    unit: str
    low: float = -math.inf
    high: float = math.inf
    per: float = math.nan
    count: bool = False
    adds_up: bool = False
    plausible: tuple[float, float] | None = None
    quotient: tuple[str, str] | None = None
    parts: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()
    decimals: int = 0

    @classmethod
    def of(cls, unit: str, decimals: int, **more: Any) -> Measure:
        """Say what a unit means; `more` is what the catalogue says beside it, by the names of the attributes."""
        rate = _RATE.search(f"{unit} ")
        per = 100.0 if unit == "%" else float(rate[1].replace(".", "")) if rate else math.nan
        count = unit not in BOUNDS and not rate and decimals == 0
        low, high = BOUNDS.get(unit, (0, per if rate else MOST if count else math.inf))
        return cls(unit=unit, low=low, high=high, per=per, count=count, decimals=decimals, **more)


@dataclass(frozen=True)
class Place:
    """An area: its level, and the code of the area that it is part of ("" where that is not known)."""

    level: str
    within: str = ""


@dataclass(frozen=True)
class Known:
    """
    Everything a rule may look up.

    Attributes
    ----------
    measures : mapping of indicator to Measure
    areas : mapping of code to Place
    today : date
        No period begins after it.
    edition : int, optional
        Year of the edition that is made.
    """

    measures: Mapping[str, Measure] = field(repr=False)
    areas: Mapping[str, Place] = field(repr=False)
    today: dt.date = field(default_factory=dt.date.today)
    edition: int | None = None
