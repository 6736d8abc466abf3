"""What rules know of an indicator, an area and a period: unit and bounds, what belongs to what, when it begins."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from analysis.ground import codes
from analysis.model.areas import Area

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
FIRST_YEAR: Final = 1900
_MONTH: Final = {"": 1, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}


@dataclass(frozen=True)
class IndicatorFacts:
    """What the numbers of one indicator are."""

    unit: str  # as the catalogue writes it
    low: float = -math.inf  # what a value can be, in the unit
    high: float = math.inf
    per: float = math.nan  # 100 for a percentage, 1000 for a rate per thousand; NaN for what is no quotient
    count: bool = False  # of people or things: whole, unless a model made it
    adds_up: bool = False  # the counts of the parts of an area make that of the area
    plausible: tuple[float, float] | None = None  # between which values it lies in this country
    quotient: tuple[str, str] | None = None  # ids of the counts that it is the share of
    parts: tuple[str, ...] = ()  # ids of counts that together make this one
    breaks: tuple[int, ...] = ()  # first years in which it means something else
    decimals: int = 0  # with how many it is shown

    @classmethod
    def of(cls, unit: str, decimals: int, **more: Any) -> IndicatorFacts:
        """Say what a unit means; `more` is what the catalogue says beside it, by the names of the attributes."""
        rate = _RATE.search(f"{unit} ")
        per = 100.0 if unit == "%" else float(rate[1].replace(".", "")) if rate else math.nan
        count = unit not in BOUNDS and not rate and decimals == 0
        low, high = BOUNDS.get(unit, (0, per if rate else MOST if count else math.inf))
        return cls(unit=unit, low=low, high=high, per=per, count=count, decimals=decimals, **more)


@dataclass(frozen=True)
class Known:
    """Everything a rule may look up: indicators by id, areas by code, today, and the year of the edition that is made."""

    indicators: Mapping[str, IndicatorFacts] = field(repr=False)
    areas: Mapping[str, Area] = field(repr=False)
    today: dt.date = field(default_factory=dt.date.today)
    edition: int | None = None

    def gemeente_of(self, code: str) -> str:
        """Return the gemeente that an area lies in; "" for one that is wider."""
        if code[:2] in ("GM", "WK", "BU"):
            return f"GM{code[2:6]}"
        area = self.areas.get(code)
        return area.hoort_bij if area and area.hoort_bij.startswith("GM") else ""


def has_begun(period: str, today: dt.date) -> bool:
    """Whether a text is a period of `FIRST_YEAR` or later that has begun: `2024`, `2024-Q1`, `2021-H1`, `2018-01-01`."""
    if not codes.is_period(period) or int(period[:4]) < FIRST_YEAR:
        return False
    rest = period[5:]
    month = _MONTH.get(rest) or int(rest[:2])
    return dt.date(int(period[:4]), month, int(rest[3:]) if len(rest) > 2 else 1) <= today
