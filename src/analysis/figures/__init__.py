"""Charts, one module a family; each takes the release and returns a card or says why it cannot."""

from analysis.figures import jeugdhulp, mantelzorg, wijkprofiel
from analysis.figures.answers import answers
from analysis.figures.base_check import base_check
from analysis.figures.composition import composition
from analysis.figures.dots import dots
from analysis.figures.ranking import ranking
from analysis.figures.spider import spider
from analysis.figures.spine import spine
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
from analysis.figures.trend import trend_lines

__all__ = [
    "AGES",
    "HOUSEHOLDS",
    "YOUNG_ADULTS",
    "ages",
    "answers",
    "base_check",
    "composition",
    "dots",
    "households",
    "jeugdhulp",
    "kernen",
    "literacy",
    "literacy_base",
    "mantelzorg",
    "ranking",
    "spider",
    "spine",
    "trend_lines",
    "wijkprofiel",
    "young_adults",
]
