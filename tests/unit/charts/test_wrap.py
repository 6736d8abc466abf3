import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.drawing import wrap

TITLE = "Hoeveel mensen geven mantelzorg, en hoe verschilt dat tussen de kernen van de gemeente?"


@pytest.fixture(autouse=True)
def house():
    style.use()


def drawn(line, *, size, weight):
    """Return the width that matplotlib gives a line when it draws it, in inches."""
    figure = Figure(dpi=300)
    renderer = FigureCanvasAgg(figure).get_renderer()
    text = figure.text(0, 0, line, size=size, weight=weight)
    return text.get_window_extent(renderer).width / 300


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("room", [1.5, 3.0, 6.46])
def test_every_line_fits_as_it_is_drawn(room, weight):
    lines = wrap(TITLE, room, size=14, weight=weight)
    assert " ".join(lines) == TITLE
    assert all(drawn(line, size=14, weight=weight) <= room + 0.01 for line in lines)


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_no_line_could_have_held_the_next_word(weight):
    lines = wrap(TITLE, 3.0, size=14, weight=weight)
    assert len(lines) > 2
    for line, after in itertools.pairwise(lines):
        assert drawn(f"{line} {after.split()[0]}", size=14, weight=weight) > 3.0 - 0.01


def test_a_word_that_is_too_long_stands_alone():
    assert wrap("een arbeidsongeschiktheidsverzekering mee", 1.0, size=14) == [
        "een",
        "arbeidsongeschiktheidsverzekering",
        "mee",
    ]


def test_nothing_is_no_line():
    assert wrap("  ", 3.0, size=14) == []


@given(text=st.text("abcdeéÏß&-–’()0,% ", max_size=60))
def test_no_word_is_lost(text):
    assert " ".join(wrap(text, 2.0, size=9)).split() == text.split()
