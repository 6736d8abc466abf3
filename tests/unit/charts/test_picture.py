import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image, ImageDraw
from tests.pictures import png, svg

from analysis.charts import style
from analysis.charts.drawing import PRINT_DPI, Canvas, packed, settle
from analysis.charts.drawing.packing import COLOURS, EXACT
from analysis.ground import palette


@pytest.fixture
def figure():
    style.use()
    made = Figure(figsize=(4, 3), layout="constrained")
    Canvas(made)
    ax = made.subplots()
    ax.plot([0, 1], [3, 4])
    ax.set_title("Hoeveel mensen?")
    return made


def opened(content):
    return Image.open(io.BytesIO(content))


def pixels(picture):
    return np.asarray(picture.convert("RGBX"))


def test_a_figure_is_printed_at_300_dpi_in_a_palette(figure):
    with opened(png(figure)) as picture:
        assert picture.size == (4 * PRINT_DPI, 3 * PRINT_DPI)
        assert picture.mode == "P"
        assert len(picture.getcolors(COLOURS)) <= COLOURS
        assert picture.info["dpi"] == pytest.approx((PRINT_DPI, PRINT_DPI), abs=0.01)
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


def test_the_layout_is_worked_out_once_for_both_files(figure):
    settle(figure)
    place = figure.axes[0].get_position().bounds
    for draw in (png, svg, png):
        draw(figure)
        assert figure.axes[0].get_position().bounds == place
    assert all(round(edge, 6) == edge for edge in figure.axes[0].get_position(original=True).bounds)


def test_nothing_is_cut_off(figure):
    with opened(png(figure)) as picture:
        pixels = np.asarray(picture.convert("L"))
    for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
        assert edge.min() == 255


def test_a_figure_without_axes_is_drawn(figure):
    bare = Figure(figsize=(1, 1), layout="constrained")
    Canvas(bare)
    bare.text(0.1, 0.5, "tekst")
    with opened(png(bare)) as picture:
        assert picture.convert("L").getextrema()[0] < 60


def test_a_layer_that_asks_to_be_drawn_draws_nothing(figure):
    figure.canvas.draw_idle()
    assert figure.get_layout_engine() is not None
    assert not hasattr(figure.canvas, "renderer")


def test_the_colours_of_the_house_stay_what_they_are():
    house = style.house()
    colours = [
        palette.INK,
        palette.QUIET,
        palette.EXAMPLE,
        *palette.SEQUENTIAL[5],
        house.own,
        house.accent,
        house.other,
    ]
    picture = Image.new("RGBA", (1200, 900), "white")
    brush = ImageDraw.Draw(picture)
    for place, colour in enumerate(colours):
        brush.rectangle((20, 20 + 60 * place, 600, 60 + 60 * place), fill=colour)
    with opened(packed(pixels(picture))) as found:
        assert (np.asarray(found.convert("RGB")) == np.asarray(picture.convert("RGB"))).all()


def test_soft_edges_differ_by_little():
    picture = Image.new("RGB", (1200, 900), "white")
    brush = ImageDraw.Draw(picture)
    for place, colour in enumerate([palette.INK, palette.EXAMPLE, *palette.SEQUENTIAL[5]]):
        brush.ellipse((40 + 130 * place, 100, 160 + 130 * place, 700), fill=colour)
    smooth = picture.resize((600, 450), Image.Resampling.LANCZOS)
    with opened(packed(pixels(smooth))) as found:
        far = np.abs(np.asarray(found.convert("RGB"), dtype=int) - np.asarray(smooth, dtype=int)).max(axis=2)
    assert far.mean() < 0.2
    assert (far > 32).mean() < 0.001


@given(colours=st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=EXACT))
def test_few_colours_are_kept_whatever_they_are(colours):
    """Two colours of one cell of Pillow's are the exception: they are less than four levels apart."""
    picture = Image.new("RGB", (12 * len(colours), 12))
    brush = ImageDraw.Draw(picture)
    for place, colour in enumerate(colours):
        brush.rectangle((12 * place, 0, 12 * place + 11, 11), fill=colour)
    with opened(packed(pixels(picture))) as found:
        far = np.abs(np.asarray(found.convert("RGB"), dtype=int) - np.asarray(picture, dtype=int))
    assert far.max() <= 3


def test_a_picture_smaller_than_the_sample_is_packed():
    with opened(packed(pixels(Image.new("RGB", (1, 1), "#123456")))) as found:
        assert found.convert("RGB").getpixel((0, 0)) == (0x12, 0x34, 0x56)


def test_figures_that_take_turns_on_the_same_pixels_do_not_see_each_other():
    def made(size):
        drawn = Figure(figsize=size, layout="constrained")
        Canvas(drawn)
        drawn.subplots().set_title("Hoeveel mensen?")
        return drawn

    sizes = (4, 3), (3, 4)
    alone = [png(made(size)) for size in sizes]
    tall, wide = (made(size) for size in sizes)
    settle(tall)
    settle(wide)
    assert tall.canvas.get_renderer() is wide.canvas.get_renderer()
    assert [png(tall), png(wide)] == alone
