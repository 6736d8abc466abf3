"""Chapters: which numbers, which question and which words; each function takes the release and returns a card or a gap."""

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
from analysis.figures.areas import dots, ranking
from analysis.figures.goal_tree import agreements
from analysis.figures.parts import answers, base_check, composition
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
from analysis.figures.wijkprofiel import spider, spine

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
