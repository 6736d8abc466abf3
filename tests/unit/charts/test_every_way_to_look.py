"""
A figure looks the same in every way it is shown.

All figures of a process once shared pixels of 300 dpi, so that at 110 dpi, in the verkenner, texts were 2.7 times
too large: on top of each other and cut off at the right. Browser, Word and slides have tests of their own.
"""

from __future__ import annotations

import base64
import io
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.core.pylabtools import print_figure
from IPython.display import Image
from matplotlib.text import Text
from tests.pictures import ALIKE, difference, grey, png, title_height, touches_an_edge
from tests.unit.real_release import dalfsen

from analysis import notebook as nb
from analysis.charts.drawing import PRINT_DPI, screen
from analysis.explorer import page
from analysis.explorer.choices import Choice, first
from analysis.explorer.results import result
from analysis.topics import maps, themes

pytestmark = pytest.mark.slow


def bars():
    return result(dalfsen(), first(dalfsen())).chart


def line():
    return result(dalfsen(), Choice("GM0148", "inwoners", over_time=True)).chart


def map_of_kernen():
    return result(dalfsen(), Choice("GM0148", "mantelzorg_geeft")).map


def parts_of_a_whole():
    return themes.ages(dalfsen())


def small_maps():
    release = dalfsen()
    years = release.periods("bevolkingsdichtheid", release.kernen())
    return maps.small_multiples(release, "bevolkingsdichtheid", years, "kerngebied", title="Waar?")


def saved(figure, dpi):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()


@cache
def another():
    return bars().figure


def drawn_on_a_canvas(figure, dpi):
    figure.set_dpi(dpi)
    figure.canvas.draw()
    other = another()
    other.set_dpi(dpi)
    other.canvas.draw()  # a figure that takes its turn before this one is looked at
    return np.asarray(figure.canvas.buffer_rgba())


@cache
def printed(kind):
    return png(kind().figure)


@cache
def looked_at(kind):
    """Return one figure for every way to look: none of them may leave a trace for the next."""
    return kind().figure


@cache
def paper(kind):
    return grey(printed(kind))


WAYS = {
    "screen": screen,
    "dpi 60": lambda figure: saved(figure, 60),
    "dpi 110": lambda figure: saved(figure, 110),
    "dpi 300": lambda figure: saved(figure, 300),
    "dpi of the figure": lambda figure: saved(figure, "figure"),
    "canvas at 90": lambda figure: drawn_on_a_canvas(figure, 90),
    "canvas at 300": lambda figure: drawn_on_a_canvas(figure, PRINT_DPI),
    "inline, tight": lambda figure: print_figure(figure, fmt="png"),
}
KINDS = [bars, line, map_of_kernen, parts_of_a_whole, small_maps]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_shows_what_is_printed(kind, way):
    shown = grey(WAYS[way](looked_at(kind)))
    if "tight" not in way:
        assert not touches_an_edge(shown)
    assert title_height(shown) == pytest.approx(title_height(paper(kind)), rel=0.2)
    assert difference(shown, paper(kind)) < ALIKE


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_looking_changes_nothing_in_what_is_kept(kind):
    assert not touches_an_edge(paper(kind))
    for way in ("dpi 110", "canvas at 90", "inline, tight"):
        WAYS[way](looked_at(kind))
    assert png(looked_at(kind)) == printed(kind)


def test_the_resolution_stays_as_somebody_set_it():
    figure = bars().figure
    figure.set_dpi(90)
    png(figure)
    assert figure.dpi == 90


def test_the_verkenner_shows_what_is_printed():
    shown = page.picture(map_of_kernen())
    content = base64.b64decode(shown.partition("base64,")[2].partition('"')[0])
    assert not touches_an_edge(grey(content))
    assert difference(content, printed(map_of_kernen)) < ALIKE


def test_a_card_that_ends_a_cell_is_shown():
    data, _ = DisplayFormatter().format(map_of_kernen())
    assert difference(data["image/png"], printed(map_of_kernen)) < ALIKE


def test_a_notebook_shows_what_is_printed(tmp_path, monkeypatch):
    displayed = []
    monkeypatch.setattr(nb, "display", lambda shown, **_: displayed.append(shown))
    card = bars()
    run = nb.Run("01_proef", SimpleNamespace(gemeente="GM0148"), tmp_path, tmp_path)
    nb.show(card, run)
    [picture] = [one for one in displayed if isinstance(one, Image)]
    assert picture.data == printed(bars)


def test_texts_that_are_too_large_would_be_noticed():
    """Half of the resolution with letters of the whole: what the verkenner did."""
    card = bars()
    for text in card.figure.findobj(Text):
        text.set_fontsize(text.get_fontsize() * 2)
    large = saved(card.figure, 110)
    assert difference(large, printed(bars)) > 2 * ALIKE
    assert title_height(large) > 1.3 * title_height(printed(bars))
