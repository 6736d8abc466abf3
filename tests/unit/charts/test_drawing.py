"""The fenced way to draw and the plain one give the same figure; the plain one is taken with another matplotlib."""

import io
import re
import subprocess
import sys

import matplotlib as mpl
import pytest
from PIL import Image
from tests.pictures import ALIKE, difference
from tests.unit.real_release import dalfsen

from analysis.charts.drawing import PRINT_DPI, TESTED, fast, measure, plain, settle
from analysis.charts.drawing.plain import in_print
from analysis.topics import jeugdhulp, mantelzorg, maps

pytestmark = pytest.mark.slow

KINDS = {
    "bars": lambda: mantelzorg.carers(dalfsen()),
    "lines": lambda: jeugdhulp.share(dalfsen()),
    "map": lambda: maps.kernkaart(dalfsen(), "mantelzorg_geeft", "2019", "kerngebied", title="Waar?"),
}


def drawn(kind, way):
    """Return size, picture and texts of a figure that is drawn one way."""
    figure = KINDS[kind]().drawn
    way.Canvas(figure)
    settle(figure)
    with in_print(figure):
        png, svg = way.draw(figure)
    return png, svg.decode("utf-8")


def texts(svg):
    """Return the texts of an SVG, which stand in it as outlines with the text as a comment."""
    return re.findall(r"<!-- (.*?) -->", svg)


def box(svg):
    return re.search(r'<svg [^>]*viewBox="([^"]+)"', svg)[1]


@pytest.mark.parametrize("kind", KINDS)
def test_both_ways_draw_the_same_figure(kind):
    (quick, quick_svg), (slow, slow_svg) = drawn(kind, fast), drawn(kind, plain)
    sizes = [Image.open(io.BytesIO(one)).size for one in (quick, slow)]
    assert sizes[0] == sizes[1]
    assert difference(quick, slow) < ALIKE
    assert texts(quick_svg) == texts(slow_svg) != []
    assert box(quick_svg) == box(slow_svg)


def test_a_text_is_as_wide_either_way():
    letter = mpl.font_manager.FontProperties(size=14, weight="bold")
    both = [way.measure("Hoeveel mensen?", letter, False)[0] for way in (fast, plain)]
    assert both[0] == pytest.approx(both[1])


def test_the_tested_version_is_drawn_the_quick_way():
    assert measure == (fast if mpl.__version__.startswith(f"{TESTED}.") else plain).measure


def test_another_matplotlib_draws_the_plain_way_with_public_parts_alone():
    script = f"""
import sys
import matplotlib
matplotlib.__version__ = "99.0.1"
from analysis.charts import drawing, style
from analysis.charts.base import axes
from analysis.charts.drawing import wrap
style.use()
lines = wrap("Hoeveel mensen geven mantelzorg?", 1.5, size=14)
assert len(lines) > 1 and " ".join(lines) == "Hoeveel mensen geven mantelzorg?"
ax = axes(2)
ax.set_title("Hoeveel mensen?")
files = drawing.render(ax.figure)
assert files.png.startswith(b"\\x89PNG") and b"<svg" in files.svg
assert drawing.screen(ax.figure).startswith(b"\\x89PNG")
assert ax.figure.dpi == {PRINT_DPI}
assert drawing.Canvas.__module__ == "analysis.charts.drawing.plain"
assert not [name for name in sys.modules if name.endswith(("drawing.fast", "drawing.letters"))]
"""
    subprocess.run([sys.executable, "-c", script], check=True)
