import itertools

import matplotlib as mpl
import numpy as np
import pytest

from analysis import paths
from analysis.cards import style
from analysis.params import read_params

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISION = {
    "all colours": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour):
    rgb = np.array(mpl.colors.to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour, vision):
    xyz = TO_XYZ @ np.clip(np.array(vision) @ linear(colour), 0, 1) / (0.9505, 1, 1.089)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#ffffff", "#1f1f1f"), ("#ffff00", "#1f1f1f"), ("#000000", "#ffffff"), ("#1b5e7b", "#ffffff")],
)
def test_text_is_dark_on_light_and_white_on_dark(colour, expected):
    assert style.text_on(colour) == expected


@pytest.mark.parametrize(
    "colour", sorted({colour for classes in style.SEQUENTIAL.values() for colour in classes})
)
def test_text_reads_on_every_class_colour(colour):
    assert contrast(style.text_on(colour), colour) >= 4.5


@pytest.mark.parametrize("colour", [style.INK, style.QUIET, style.EXAMPLE, style.House().own])
def test_text_colours_read_on_white(colour):
    assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("path", sorted(paths.params().glob("*.yml")), ids=lambda path: path.stem)
def test_colours_of_every_municipality_read_on_white(path):
    colours = read_params(path).huisstijl
    assert contrast(colours.hoofdkleur, "#ffffff") >= 4.5
    assert contrast(colours.accentkleur, "#ffffff") >= 4.5


def test_lines_stand_out_on_white():
    assert contrast(style.LINE, "#ffffff") >= 3


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_classes_differ_for_every_kind_of_colour_vision(number, vision):
    colours = [lab(colour, VISION[vision]) for colour in style.SEQUENTIAL[number]]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(colours, 2)) >= 9


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_classes_run_from_light_to_dark(number):
    lightness = [lab(colour, VISION["all colours"])[0] for colour in style.SEQUENTIAL[number]]
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
