"""The house style: the letter, and the colours of the municipality in use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import font_source_sans_pro
import matplotlib as mpl
import matplotlib.style
from matplotlib import font_manager

from analysis.ground.palette import ACCENT, CHART_GRID, INK, LINE, OTHER, OWN, PAPER, SERIES_GREY, TICKS

# Beside `kernmonitor.mplstyle`, which has everything but colours.
_COLOURS = {
    "axes.labelcolor": TICKS,
    "axes.edgecolor": LINE,
    "grid.color": CHART_GRID,
    "xtick.color": TICKS,
    "ytick.color": INK,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
}


@dataclass(frozen=True)
class House:
    """The colours of one municipality: its own area, and what asks for attention."""

    own: str = OWN
    accent: str = ACCENT
    other: str = OTHER


_current = House()


def use(house: House | None = None) -> House:
    """
    Set the look for every figure made after this, and return the colours.

    The letter is registered from its package, so that a figure looks the same on every machine; once, as matplotlib
    forgets what it looked up at each registration. What it has no sign for is drawn in matplotlib's DejaVu Sans.
    """
    global _current  # as global as matplotlib's rcParams, and set in this one place
    _current = house or House()
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for file in sorted((Path(font_source_sans_pro.__file__).parent / "files").glob("*.ttf")):
        if str(file) not in known:
            font_manager.fontManager.addfont(file)
    matplotlib.style.use([Path(__file__).with_name("kernmonitor.mplstyle"), _COLOURS])
    return _current


def letter_files() -> dict[int, Path]:
    """Return the files of the house letter by weight, for pages that carry it with them."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return {400: folder / "SourceSansPro-Regular.ttf", 700: folder / "SourceSansPro-Bold.ttf"}


def house() -> House:
    """Return the colours in use."""
    return _current


def series() -> tuple[str, ...]:
    """Return up to four colours, the own one first, that differ in every kind of colour vision, beside dash or mark."""
    return (_current.own, _current.accent, *SERIES_GREY)


def text_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour (WCAG relative luminance)."""
    channels = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour)
    ]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return INK if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else PAPER
