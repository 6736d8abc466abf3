"""Charts, one module a family; each takes the release and returns a card or says why it cannot."""

from analysis.figures import (
    bevolking,
    budget_goals,
    claims,
    consultation,
    goal_tree,
    jeugdhulp,
    mantelzorg,
    partners,
    performance,
    priorities,
    theme_page,
    wijkprofiel,
)
from analysis.figures.agreements import agreements
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
    "agreements",
    "answers",
    "base_check",
    "bevolking",
    "budget_goals",
    "claims",
    "composition",
    "consultation",
    "dots",
    "goal_tree",
    "households",
    "jeugdhulp",
    "kernen",
    "literacy",
    "literacy_base",
    "mantelzorg",
    "partners",
    "performance",
    "priorities",
    "ranking",
    "spider",
    "spine",
    "theme_page",
    "trend_lines",
    "wijkprofiel",
    "young_adults",
]
