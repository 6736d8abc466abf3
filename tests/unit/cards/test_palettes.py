"""Every set of colours that a reader must tell apart can be told apart, whatever his colour vision."""

from __future__ import annotations

import itertools

import pytest
from coloraide import Color

from analysis.charts import style
from analysis.ground import palette, paths
from analysis.model.params import HouseStyle, read_params

# CIEDE2000. Below this, two fields that do not touch are taken for the same colour.
LEAST = 9.0
VISION = ("normal", "deutan", "protan", "tritan")


def as_seen(colour: str, vision: str) -> Color:
    """Return a colour as somebody sees it who misses one kind of cone wholly (Machado and others, 2009)."""
    seen = Color(colour)
    return seen if vision == "normal" else seen.filter(vision, method="machado").clip()


def nearest(colours, vision: str) -> tuple[float, str, str]:
    """Return the two colours that differ least, and how much."""
    return min(
        (as_seen(one, vision).delta_e(as_seen(other, vision), method="2000"), one, other)
        for one, other in itertools.combinations(colours, 2)
    )


def palettes_of(house: style.House) -> dict[str, tuple[str, ...]]:
    """Return the sets of colours that a municipality's own colours are part of."""
    try:
        style.use(house)
        series = style.series()
    finally:
        style.use()
    return {
        "series": series,
        "own area among others": (house.own, house.other),
        "verdicts": (house.own, house.accent, "#4a4a4a"),
    }


def houses() -> dict[str, style.House]:
    """Return the colours of every municipality, and those of one that chose none."""
    files = paths.gemeente_files()
    found = {path.stem: read_params(path).huisstijl for path in files} | {"standaard": HouseStyle()}
    return {
        name: style.House(own=colours.hoofdkleur, accent=colours.accentkleur)
        for name, colours in found.items()
    }


PALETTES = {
    f"{number} classes and what is missing": (*colours, palette.MISSING_FILL)
    for number, colours in palette.SEQUENTIAL.items()
} | {
    f"{name}: {kind}": colours
    for name, house in houses().items()
    for kind, colours in palettes_of(house).items()
}


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", PALETTES)
def test_colours_are_told_apart(name, vision):
    difference, one, other = nearest(PALETTES[name], vision)
    assert difference >= LEAST, f"{one} and {other} are {difference:.1f} apart for {vision} vision"


def test_every_number_of_classes_has_its_own_palette():
    assert {number: len(set(colours)) for number, colours in palette.SEQUENTIAL.items()} == {
        number: number for number in range(1, 6)
    }


@pytest.mark.parametrize(
    ("colours", "vision"),
    [
        (("#d7191c", "#fdae61", "#ffffbf", "#a6d96a", "#1a9641"), "deutan"),  # RdYlGn
        (("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd"), "protan"),  # tab10
        (("#ffffcc", "#e6e6e6"), "tritan"),
    ],
)
def test_palettes_known_to_be_bad_are_found_so(colours, vision):
    assert nearest(colours, vision)[0] < LEAST


def test_the_difference_is_ciede2000():
    # The first pair of Sharma, Wu and Dalal (2005), table 1.
    one, other = Color("lab-d65", [50, 2.6772, -79.7751]), Color("lab-d65", [50, 0, -82.7485])
    assert one.delta_e(other, method="2000", space="lab-d65") == pytest.approx(2.0425, abs=1e-4)
