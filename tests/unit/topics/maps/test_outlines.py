import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.figure import Figure

from analysis.topics.maps import draw as outlines

SQUARE = shapely.box(0, 0, 10, 10)
WITH_HOLE = SQUARE.difference(shapely.box(3, 3, 6, 6))
TWO = shapely.union(WITH_HOLE, shapely.box(20, 0, 25, 9))


@pytest.fixture
def drawn():
    """Return a function that draws areas, and gives the paths and limits of the axes."""

    def paths(draw):
        ax = Figure().subplots()
        draw(ax)
        return ax.collections[0].get_paths(), (*ax.get_xlim(), *ax.get_ylim()), ax.get_aspect()

    return paths


@pytest.mark.parametrize("shape", [SQUARE, WITH_HOLE, TWO, SQUARE.reverse()])
def test_areas_are_drawn_as_geopandas_draws_them(drawn, shape):
    [ours], limits, aspect = drawn(lambda ax: outlines.fill(ax, [outlines.outline(shape)], facecolor="red"))
    [theirs], expected, its_aspect = drawn(lambda ax: gpd.GeoSeries([shape]).plot(ax=ax, facecolor="red"))
    assert np.array_equal(ours.vertices, theirs.vertices)
    assert np.array_equal(ours.codes, theirs.codes)
    assert (limits, aspect) == (expected, its_aspect)


def test_without_areas_nothing_is_drawn():
    ax = Figure().subplots()
    outlines.fill(ax, [], facecolor="red")
    assert not ax.collections


def test_an_area_is_widest_inside_it_and_its_top_is_above():
    found = outlines.Ground(
        gpd.GeoDataFrame(
            {"gebied": ["a", "b"], "naam": ["A", "B"], "onzeker": False},
            geometry=[TWO, SQUARE],
            crs="EPSG:28992",
        )
    )
    assert all(
        shape.contains(shapely.Point(point)) for shape, point in zip((TWO, SQUARE), found.widest, strict=True)
    )
    assert found.tops == ((12.5, 10), (5, 10))


def test_maps_of_the_same_areas_share_their_ground(release):
    assert outlines.kernen(release, "kern") is outlines.kernen(release, "kern")
    assert outlines.kernen(release, "kern") is not outlines.kernen(release, "kerngebied")
    assert outlines.region(release) is outlines.region(release)
