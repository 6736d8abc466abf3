"""Charts, one module a family; each takes the release and returns a card or says why it cannot."""

from analysis.figures.base_check import base_check
from analysis.figures.composition import composition
from analysis.figures.dots import dots
from analysis.figures.ranking import ranking
from analysis.figures.themes import (
    AGES,
    HOUSEHOLDS,
    YOUNG_ADULTS,
    ages,
    households,
    kernen,
    literacy,
    literacy_base,
    young_adults,
)

__all__ = [
    "AGES",
    "HOUSEHOLDS",
    "YOUNG_ADULTS",
    "ages",
    "base_check",
    "composition",
    "dots",
    "households",
    "kernen",
    "literacy",
    "literacy_base",
    "ranking",
    "young_adults",
]
