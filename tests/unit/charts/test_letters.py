import io
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.textpath import text_to_path
from tests.pictures import png, svg

from analysis.charts import style
from analysis.charts.drawing import PRINT_DPI, Canvas, settle
from analysis.charts.drawing.letters import LETTERS, Letters

pytestmark = pytest.mark.slow

TEXTS = ("Hoeveel mensen?", "ë € – 12,3%", "▲ wat het huis niet heeft", "AV Te fi", " ", "l", "I-_")


@pytest.fixture(autouse=True)
def house():
    style.use()


def drawn(canvas=Canvas):
    figure = Figure(figsize=(5, 4), layout="constrained")
    canvas(figure)
    ax = figure.subplots()
    ax.plot([0, 1, 2], [1000, 2500, 3000], label="Mantelzorgers ▲ ë")
    ax.set_title("Hoeveel mensen?\nEn hoe lang?")
    ax.set_ylabel("aantal (%)")
    ax.text(1, 1500, "schuin", rotation=30, ha="center")
    ax.text(0.2, 2600, "twee\nregels; $1 of 2$", linespacing=1.18, va="top", size=14, weight="bold")
    ax.annotate("Dalfsen\n12,3%", (1, 2000), path_effects=[withStroke(linewidth=2.4, foreground="yellow")])
    ax.text(0, 1200, "l")
    ax.legend()
    return figure


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_a_text_is_measured_as_matplotlib_does(text, weight):
    letter = FontProperties(weight=weight, size=9.5)
    theirs = text_to_path.get_text_width_height_descent(text, letter, ismath=False)
    assert LETTERS.get_text_width_height_descent(text, letter) == pytest.approx(theirs, abs=1e-9)
    assert theirs[0] > 0


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_has_the_outline_that_matplotlib_draws(text):
    letter = FontProperties(weight="bold", size=14)
    points, codes = LETTERS.get_text_path(letter, text)
    their_points, their_codes = text_to_path.get_text_path(letter, text)
    assert np.allclose(points, np.asarray(their_points).reshape(-1, 2))
    assert list(codes if codes is not None else []) == list(their_codes)


def without_names(text):
    """Return an SVG with its names numbered, which are hashes of numbers, and those numbers."""
    names = {}
    text = re.sub(r"\b[pmC][0-9a-f]{9,}\b", lambda name: names.setdefault(name[0], f"naam{len(names)}"), text)
    return re.sub(r"-?\d+\.\d+", "getal", text), [float(number) for number in re.findall(r"-?\d+\.\d+", text)]


def test_the_svg_is_the_one_that_matplotlib_writes():
    figure = settle(drawn())
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    ours, theirs = (without_names(one.decode()) for one in (svg(figure), buffer.getvalue()))
    assert ours[0] == theirs[0]
    assert ours[1] == pytest.approx(theirs[1], abs=1e-6)


def test_the_print_is_the_one_that_matplotlib_makes_but_for_soft_edges():
    pictures = []
    for canvas in (Canvas, FigureCanvasAgg):
        figure = settle(drawn())  # one layout for both
        canvas(figure)
        figure.dpi = PRINT_DPI
        figure.canvas.draw()
        pictures.append(np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int))
    ours, theirs = pictures
    difference = np.abs(ours - theirs).max(axis=2)
    assert (theirs.min(axis=2) < 128).mean() > 0.01
    assert (difference > 64).mean() < 0.0002
    assert difference.mean() < 0.5


def test_a_text_is_laid_out_once_whatever_its_size():
    letters = Letters()
    for size in (9, 10, 14):
        letter = FontProperties(size=size)
        letters.get_text_width_height_descent("Dalfsen", letter)
        letters.get_text_path(letter, "Dalfsen")
        letters.get_glyphs_with_font(letters._get_font(letter), "Dalfsen")
    for known in (letters._measures, letters._laid_out):
        assert known.cache_info().misses == 1


def test_each_file_of_a_figure_is_drawn_once(monkeypatch):
    figure, times = drawn(), []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda self, renderer: (times.append(renderer), draw(self, renderer)))
    for file in (svg, png, svg):
        assert file(figure) is file(figure)
    assert len(times) == 2


def test_only_outlines_that_are_not_known_are_given():
    letters = Letters()
    font = letters._get_font(FontProperties())
    _, some, _ = letters.get_glyphs_with_font(font, "ab", {}, return_new_glyphs_only=True)
    placed, new, _ = letters.get_glyphs_with_font(font, "abca", some, return_new_glyphs_only=True)
    assert [len(some), len(placed), len(new)] == [2, 4, 1]


def test_a_letter_that_is_registered_later_is_used():
    script = """
from analysis.charts import style
from analysis.charts.drawing.letters import LETTERS
from matplotlib.font_manager import FontProperties
letter = FontProperties(family=["Source Sans Pro", "DejaVu Sans"])
before = LETTERS.get_text_width_height_descent("Dalfsen", letter)
style.use()
assert LETTERS.get_text_width_height_descent("Dalfsen", letter) != before
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_sign_that_no_letter_has_is_told():
    with pytest.warns(UserWarning, match="missing from font"):
        Letters().get_text_width_height_descent("中", FontProperties())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_forked_processes_lay_out_at_the_same_time():
    script = """
import os
from analysis.charts import style
from analysis.charts.drawing.letters import LETTERS
from matplotlib.font_manager import FontProperties
style.use()
letter = FontProperties()
texts = [chr(code) + "abc" for code in range(33, 127)] + ["Dalfsen %d" % number for number in range(300)]
LETTERS.get_text_path(letter, "a")
children = [os.fork() for _ in range(2)]
if 0 in children:
    try:
        found = [LETTERS.get_text_width_height_descent(text, letter)[0] for text in texts]
        os._exit(0 if all(width > 1 for width in found) else 1)
    except BaseException:
        os._exit(2)
assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
"""
    subprocess.run([sys.executable, "-c", script], check=True)
