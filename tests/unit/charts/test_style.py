import matplotlib as mpl
import numpy as np
import pytest

from analysis.charts import style
from analysis.ground import palette, paths
from analysis.model.params import read_params

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def linear(colour):
    rgb = np.array(mpl.colors.to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    low, high = sorted(float(LUMINANCE @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#ffffff", "#1f1f1f"), ("#ffff00", "#1f1f1f"), ("#000000", "#ffffff"), ("#1b5e7b", "#ffffff")],
)
def test_text_is_dark_on_light_and_white_on_dark(colour, expected):
    assert style.text_on(colour) == expected


@pytest.mark.parametrize(
    "colour", sorted({colour for classes in palette.SEQUENTIAL.values() for colour in classes})
)
def test_text_reads_on_every_class_colour(colour):
    assert contrast(style.text_on(colour), colour) >= 4.5


@pytest.mark.parametrize("colour", [palette.INK, palette.QUIET, palette.EXAMPLE, style.House().own])
def test_text_colours_read_on_white(colour):
    assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize(
    "path",
    paths.gemeente_files(),
    ids=lambda path: path.stem,
)
def test_colours_of_every_municipality_read_on_white(path):
    colours = read_params(path).huisstijl
    assert contrast(colours.hoofdkleur, "#ffffff") >= 4.5
    assert contrast(colours.accentkleur, "#ffffff") >= 4.5


def test_lines_stand_out_on_white():
    assert contrast(palette.LINE, "#ffffff") >= 3


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_classes_run_from_light_to_dark(number):
    lightness = [float(LUMINANCE @ linear(colour)) for colour in palette.SEQUENTIAL[number]]
    assert lightness == sorted(lightness, reverse=True)


def test_colours_in_use_are_those_of_the_municipality():
    try:
        assert style.use(style.House(own="#112233")).own == "#112233"
        assert style.house().own == "#112233"
    finally:
        style.use()
    assert style.house() == style.House()


def test_the_letter_of_the_house_is_used():
    assert mpl.rcParams["font.family"][0] == "Source Sans Pro"
    assert all(path.is_file() for path in style.letter_files().values())
