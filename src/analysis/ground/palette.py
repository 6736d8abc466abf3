"""
Every colour of figure, page, PDF and Word, and whether those that a municipality chose can be read and told apart.

Contrast as WCAG 2.2 counts it; difference as CIEDE2000 (Sharma, Wu and Dalal 2005), also as somebody sees
it who misses one kind of cone (Machado, Oliveira and Fernandes 2009).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import lru_cache

PAPER = "#ffffff"
OWN, ACCENT = "#1b5e7b", "#b5540f"  # of a municipality that chose none
OTHER = "#9db4bf"  # areas beside the own one
SERIES_GREY = ("#5b5b5b", "#2f2f2f")  # third and fourth line or mark
VERDICT_GREY = "#4a4a4a"  # no clear difference

INK, SOFT, QUIET = "#1f1f1f", "#3c3c3c", "#595959"  # letters; QUIET is 7:1 on white: source lines and notes
EXAMPLE = "#8a1c4b"  # the mark of fictional numbers
# Round a drawing, an area on a map, between the rows of a table.
LINE, EDGE, PALE_LINE = "#8a8a8a", "#4a4a4a", "#c9c9c9"
WEB_EDGE = "#3b3b3b"  # of an area on a web map
GRID = "#d5d5d5"
TICKS, CHART_GRID = "#3b3b3b", "#e3e3e3"  # of a chart
MISSING_FILL = "#d3d3d3"  # the grey that is furthest from every class below
MISSING_HATCH = "////"
LAND = "#e9eef0"  # what an area lies in
MARK = "#6b6b6b"  # other areas beside a line
TRACK = "#b9c4c9"  # from the lowest to the highest dot
OPEN = "#e4eef2"  # an age group without an end
CELL, WHOLE_CELL = "#eef3f5", "#d5e2e8"  # a number in a grid, and that of the whole gemeente
# Round a map or a gap on a page, between rows there, behind a map.
BORDER, RULE, SEA = "#767676", "#c4cdd1", "#f4f6f7"
# Behind what stands apart on a page: a box, what is striking, what is fictional, a gap.
PANEL, ACCENT_PAPER, EXAMPLE_PAPER, GAP_PAPER = "#f3f6f7", "#faf5f0", "#fbf1f5", "#fafafa"
# Between rows and parts of a page, below the rows of a map's table, round a picture, round what can be filled in.
ROW_RULE, PART_RULE, MAP_TABLE_RULE, PICTURE_EDGE, FIELD_EDGE = (
    "#d3d9dc",
    "#c9d2d6",
    "#c4c4c4",
    "#dfe4e6",
    "#5f6b70",
)
OPTIONAL = "#d5e3ea"  # a column of a form that may stay empty
SAID, SAID_PAPER = "#7a3a0c", "#fcf6f0"  # what professionals said, never mixed with numbers
PUBLISHED = "#f3dcc8"  # around a published number: what its rounding may hide

# Sequential classes, light to dark: YlGnBu of ColorBrewer (Brewer 2003), its fourth class a little darker
# so that white text reads on it; at least deltaE 9 apart, and from what is missing, in four kinds of colour vision.
SEQUENTIAL = {
    1: ("#41b6c4",),
    2: ("#a1dab4", "#1f70ad"),
    3: ("#c7e9b4", "#41b6c4", "#1e2a80"),
    4: ("#ffffcc", "#a1dab4", "#41b6c4", "#1e2a80"),
    5: ("#ffffcc", "#a1dab4", "#41b6c4", "#1f70ad", "#1e2a80"),
}

LEAST_CONTRAST = 4.5  # of letters on white, WCAG 1.4.3
# CIEDE2000. Below this, two fields that do not touch are taken for the same colour.
LEAST_DIFFERENCE = 9.0
VISION = {
    "normal": "voor iedereen",
    "deutan": "voor wie groen slecht ziet",
    "protan": "voor wie rood slecht ziet",
    "tritan": "voor wie blauw slecht ziet",
}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 (equal) to 21 (black on white)."""
    # Imported here: only who chose colours of his own waits for it.
    from coloraide import Color

    return float(Color(one).contrast(other, method="wcag21"))


def difference(one: str, other: str, vision: str = "normal") -> float:
    """Return how far two colours are apart for a kind of vision, in CIEDE2000."""
    from coloraide import Color

    seen = [Color(colour) for colour in (one, other)]
    if vision != "normal":
        seen = [colour.filter(vision, method="machado").clip() for colour in seen]
    return float(seen[0].delta_e(seen[1], method="2000"))


def too_near(colours: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield two colours of a set and the kind of vision for which they are not told apart."""
    for one, other in itertools.combinations(colours, 2):
        for vision in VISION:
            if difference(one, other, vision) < LEAST_DIFFERENCE:
                yield one, other, vision
                break


def sets_of(own: str, accent: str) -> tuple[tuple[str, ...], ...]:
    """Return the sets of colours in one figure that a municipality's own colours are part of."""
    return (own, accent, *SERIES_GREY), (own, OTHER), (own, accent, VERDICT_GREY)


@lru_cache
def pale_problem(colour: str) -> str:
    """Say in Dutch why a colour cannot be read on paper; "" when it can."""
    if colour in (OWN, ACCENT):  # a test asks for these
        return ""
    if (found := contrast(colour, PAPER)) >= LEAST_CONTRAST:
        return ""
    return f"het contrast op wit is {found:.1f}, en {LEAST_CONTRAST:.1f} is nodig".replace(".", ",")


@lru_cache
def pair_problem(own: str, accent: str) -> str:
    """Say in Dutch why two colours of a house style cannot be used together; "" when they can."""
    if (own, accent) == (OWN, ACCENT):
        return ""
    for colours in sets_of(own, accent):
        for one, other, vision in too_near(colours):
            return f"{one} en {other} zijn {VISION[vision]} bijna dezelfde kleur"
    return ""
