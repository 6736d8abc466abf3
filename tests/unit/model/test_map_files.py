"""Delivered maps: every fault is named by its area, nothing outside the file is ever opened."""

from __future__ import annotations

import json
import shutil
import warnings
import zipfile
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model import geo, map_files
from analysis.sources.files.check import check_map
from analysis.sources.files.definitions import Context, Definition

pytestmark = pytest.mark.slow

COLUMNS = {"gebied": ("buurtcode", "gebiedscode_cbs"), "naam": ("buurtnaam", "naam_van_de_kern")}
SQUARES = [shapely.box(210_000 + x, 500_000, 211_000 + x, 501_000) for x in (0, 1000, 2000)]
RD = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}


class Layer(NamedTuple):
    areas: gpd.GeoDataFrame | None
    problems: list


def frame(shapes=SQUARES, crs="EPSG:28992", **columns):
    usual = {
        "gebied": [f"BU0148000{n}" for n in range(len(shapes))],
        "naam": [f"Buurt {n}" for n in range(len(shapes))],
    }
    return gpd.GeoDataFrame(usual | columns, geometry=list(shapes), crs=crs)


def written(path, table=None, **options):
    shapes = path.with_suffix(".shp") if path.suffix == ".zip" else path
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a shapefile cuts names
        (frame() if table is None else table).to_file(shapes, **options)
    return zipped(path) if path.suffix == ".zip" else path


def zipped(path, leave_out=()):
    """Put the parts of the shapefile beside a zip into that zip."""
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part.suffix not in (".zip", *leave_out):
                archive.write(part, f"map/{part.name}")
    return path


def collection(path, shapes, crs=RD):
    features = [
        {"type": "Feature", "properties": {"gebied": f"BU0148000{n}", "naam": "x"}, "geometry": shape}
        for n, shape in enumerate(shapes)
    ]
    content = {"type": "FeatureCollection", "features": features} | ({"crs": crs} if crs else {})
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def found(path, **options):
    layer = Layer(*map_files.examine(path, COLUMNS, **options))
    return [(problem.code, problem.warning) for problem in layer.problems], layer


def codes(path, **options):
    return found(path, **options)[0]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".zip"])
def test_each_format_gives_the_same_areas(tmp_path, suffix):
    problems, layer = found(written(tmp_path / f"kaart{suffix}"))
    assert problems == []
    assert layer.areas["gebied"].tolist() == ["BU01480000", "BU01480001", "BU01480002"]
    assert layer.areas.crs.to_epsg() == 28992
    assert layer.areas.geometry.area.tolist() == [1e6] * 3


@pytest.mark.parametrize("part", [".shp", ".dbf"])
def test_a_loose_shapefile_is_asked_for_as_a_zip(tmp_path, part):
    written(tmp_path / "kaart.shp")
    _, layer = found(tmp_path / f"kaart{part}")
    assert [(p.code, p.action) for p in layer.problems] == [
        ("F409", "Pak .shp, .shx, .dbf en .prj samen in een zip en lever die.")
    ]


def test_a_zip_with_two_shapefiles_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "kaart.zip", "w") as archive:
        archive.writestr("a.shp", b"")
        archive.writestr("b.shp", b"")
    assert codes(tmp_path / "kaart.zip") == [("F412", False)]


def test_a_zip_that_becomes_too_large_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setitem(map_files.LARGEST, ".zip", 1_000_000)
    with zipfile.ZipFile(tmp_path / "kaart.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in (".shp", ".shx", ".dbf", ".prj"):
            archive.writestr(f"a{part}", bytes(500_000))
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    assert codes(tmp_path / "kaart.zip") == [("F162", False)]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "kaart.geojson"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    monkeypatch.setattr(map_files.text_files, "read_text", lambda *_: pytest.fail("read"))
    assert codes(path) == [("F162", False)]


def test_a_border_that_crosses_itself_a_little_is_repaired_and_told(tmp_path):
    # A spike without width at the corner: the surface is that of the square.
    spike = [(210_000, 500_000), (211_000, 500_000), (211_000, 501_000), (211_100, 501_100)]
    spike += [(211_000, 501_000), (210_000, 501_000), (210_000, 500_000)]
    path = written(tmp_path / "k.geojson", frame([shapely.Polygon(spike)]))
    problems, layer = found(path)
    assert problems == [("F401", True)]
    assert layer.areas.geometry.is_valid.all()
    assert layer.areas.geometry.area.tolist() == [1e6]
    assert codes(path, adapt=False) == [("F401", False)]


def test_a_bow_tie_is_refused_with_its_place(tmp_path):
    bow = shapely.Polygon([(210_000, 500_000), (211_000, 501_000), (211_000, 500_000), (210_000, 501_000)])
    problems, layer = found(written(tmp_path / "k.geojson", frame([SQUARES[2], bow])))
    assert problems == [("F401", False)]
    assert layer.areas is None
    assert (
        layer.problems[0].found == "een grens die zichzelf kruist bij x 210500, y 500500 (Self-intersection)"
    )


def test_degrees_become_the_same_metres(tmp_path):
    problems, layer = found(written(tmp_path / "k.geojson", frame().to_crs(4326)))
    assert problems == [("F413", True)]
    assert layer.areas.geometry.symmetric_difference(frame().geometry).area.max() < 5000  # 1 m of border


def test_a_map_with_heights_is_flat(tmp_path):
    high = frame([shapely.force_3d(SQUARES[0], 5.0)], crs="EPSG:7415")
    problems, layer = found(written(tmp_path / "k.gpkg", high))
    assert problems == []
    assert not layer.areas.geometry.has_z.any()


@pytest.mark.parametrize(
    ("shape", "crs", "code"),
    [
        (shapely.box(52.4, 6.2, 52.5, 6.3), "EPSG:4326", "F403"),
        (shapely.box(500_000, 210_000, 501_000, 211_000), "EPSG:28992", "F403"),
        (SQUARES[0], "EPSG:4326", "F402"),
        (SQUARES[0], None, "F402"),
        (shapely.box(2.3, 48.8, 2.4, 48.9), "EPSG:4326", "F402"),
        (shapely.box(6.2, 52.4, 6.3, 52.5), "EPSG:28992", "F402"),
        (shapely.box(0, 0, 1, 1), "EPSG:3857", "F402"),
    ],
    ids=["degrees swapped", "rd swapped", "rd as degrees", "no crs", "Paris", "degrees as rd", "sea"],
)
def test_what_lies_elsewhere_is_refused(tmp_path, shape, crs, code):
    assert codes(written(tmp_path / "k.gpkg", frame([shape], crs=crs))) == [(code, False)]


def ring(*points):
    return {"type": "Polygon", "coordinates": [list(points)]}


SQUARE = [[210000, 500000], [211000, 500000], [211000, 501000], [210000, 501000], [210000, 500000]]


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (None, "F405"),
        (ring(*SQUARE[:2], [float("nan"), 501000], *SQUARE[3:]), "F406"),
        (ring(*SQUARE[:-1]), "F407"),
        ({"type": "Point", "coordinates": [210000, 500000]}, "F417"),
        ({"type": "GeometryCollection", "geometries": []}, "F405"),
        (ring(*SQUARE[:2], SQUARE[0]), "F405"),
        (ring(SQUARE[0], SQUARE[1], SQUARE[2], SQUARE[1], SQUARE[0]), "F405"),
        (ring(*[SQUARE[0]] * 4), "F405"),
    ],
    ids=["null", "nan", "unclosed", "point", "empty", "line", "there and back", "one point"],
)
def test_a_shape_that_is_no_surface_is_named_by_its_area(tmp_path, shape, code):
    layer = Layer(*map_files.examine(collection(tmp_path / "k.geojson", [ring(*SQUARE), shape]), COLUMNS))
    assert [(problem.code, problem.place) for problem in layer.problems] == [(code, "gebied BU01480001")]


def test_all_problems_come_at_once(tmp_path):
    path = collection(tmp_path / "k.geojson", [None, ring(*SQUARE[:-1]), ring(*SQUARE)], crs=None)
    assert codes(path) == [("F405", False), ("F407", False), ("F402", False)]


def test_an_overlap_and_a_gap_are_told_with_their_surface(tmp_path):
    shapes = [
        SQUARES[0],
        shapely.box(210_900, 500_000, 212_000, 501_000),
        shapely.box(212_005, 500_000, 213_000, 501_000),
    ]
    layer = Layer(*map_files.examine(written(tmp_path / "k.geojson", frame(shapes)), COLUMNS))
    assert [(p.code, p.warning, p.found.split(" die")[0]) for p in layer.problems] == [
        ("F408", True, "10,0 ha"),
        ("F408", True, "5000 m²"),
    ]
    assert layer.problems[1].place == "gebied BU01480001, gebied BU01480002"
    assert layer.areas is not None


def test_the_buurten_of_dalfsen_fit_together():
    path = paths.data() / "geo" / "GM0148" / "buurten_2025.geojson"
    problems, layer = found(path)
    assert problems == []
    assert len(layer.areas) == 36


@pytest.mark.parametrize("part", [".dbf", ".shx", ".prj"])
def test_a_missing_part_of_a_shapefile_is_named(tmp_path, part):
    written(tmp_path / "kaart.shp")
    _, layer = found(zipped(tmp_path / "kaart.zip", [part]))
    assert [(p.code, p.found) for p in layer.problems] == [("F409", f"geen {part}")]


@pytest.mark.parametrize("part", [".dbf", ".shx", ".shp"])
def test_a_part_that_stops_too_early_gives_no_areas(tmp_path, part):
    written(tmp_path / "kaart.shp")
    path = tmp_path / f"kaart{part}"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    problems, layer = found(zipped(tmp_path / "kaart.zip"))
    assert problems
    assert layer.areas is None


def test_names_that_a_shapefile_cut_are_asked_for_as_a_geopackage(tmp_path):
    cut = frame().rename(columns={"gebied": "gebiedscode_cbs"})
    _, layer = found(written(tmp_path / "k.zip", cut))
    assert [(p.code, p.column, p.found) for p in layer.problems] == [
        ("F142", "gebied", '"gebiedscod", "naam"')
    ]
    assert layer.problems[0].action.endswith("lever de kaart dan als GeoPackage.")


def test_a_missing_column_says_what_was_there(tmp_path):
    layer = Layer(*map_files.examine(written(tmp_path / "k.gpkg", frame().drop(columns="naam")), COLUMNS))
    assert [(p.code, p.column, p.found) for p in layer.problems] == [("F142", "naam", '"gebied"')]


def test_the_layer_that_fits_is_chosen_from_a_package(tmp_path):
    path = written(tmp_path / "k.gpkg", frame().rename(columns={"gebied": "wijkcode"}), layer="wijken")
    written(path, frame(), layer="buurten", mode="a")
    assert codes(path) == []
    written(path, frame(), layer="nogmaals", mode="a")
    assert codes(path) == [("F412", False)]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.995])
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg"])
def test_a_file_that_stops_too_early_is_refused(tmp_path, suffix, share):
    path = written(tmp_path / f"k{suffix}")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert codes(path) == [("F411", False)]


@pytest.mark.parametrize("part", [".prj", ".cpg"])
def test_a_part_that_is_no_text_is_no_uncaught_error(tmp_path, part):
    written(tmp_path / "k.shp")
    (tmp_path / f"k{part}").write_bytes(b"PROJCS[\x96\xf9")
    problems = codes(zipped(tmp_path / "k.zip"))
    assert problems == ([("F411", False)] if part == ".prj" else [])


def test_coordinates_too_large_to_count_with_are_refused(tmp_path):
    huge = [[210000, 500000], [1e300, 500000], [1e300, 1e300], [210000, 1e308], [210000, 500000]]
    assert ("F402", False) in codes(collection(tmp_path / "k.geojson", [ring(*huge)]))


def test_text_that_is_no_utf8_has_a_code_and_a_line(tmp_path):
    path = tmp_path / "k.geojson"
    path.write_bytes(b'{"type":\n"Caf\xe9"}')
    _, layer = found(path)
    assert [(p.code, p.place) for p in layer.problems] == [("F104", "regel 2")]


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="geheim"><SrcDataSource relativeToVRT="1">geheim.csv</SrcDataSource>'
    '<GeometryType>wkbPoint</GeometryType><GeometryField encoding="PointFromColumns" x="x" y="y"/>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize("suffix", [".geojson", ".json", ".gpkg", ".zip", ".vrt", ".csv"])
def test_a_file_that_points_to_another_never_opens_it(tmp_path, suffix):
    (tmp_path / "geheim.csv").write_text("gebied,naam,x,y\nBU01480101,wachtwoord,210000,500000\n")
    path = tmp_path / f"kaart{suffix}"
    path.write_text(VRT)
    problems, layer = found(path)
    assert problems == [("F412", False)]
    assert "wachtwoord" not in str(layer.problems)


def test_a_shapefile_in_a_zip_that_points_to_another_never_opens_it(tmp_path):
    (tmp_path / "geheim.csv").write_text("gebied,naam,x,y\nBU01480101,wachtwoord,210000,500000\n")
    written(tmp_path / "k.shp")
    (tmp_path / "k.shp").write_text(VRT)
    problems, layer = found(zipped(tmp_path / "k.zip"))
    assert problems == [("F412", False)]
    assert "VRT" in layer.problems[0].found


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}},
        {"type": "name", "properties": {"name": "http://127.0.0.1:9/crs"}},
        {"type": "name", "properties": {"name": "/etc/passwd"}},
        {"type": "name"},
        "EPSG:28992",
    ],
)
def test_a_coordinate_system_from_elsewhere_is_not_fetched(tmp_path, crs, monkeypatch):
    monkeypatch.setattr(map_files.pyogrio.raw, "read", lambda *_, **__: pytest.fail("opened"))
    assert codes(collection(tmp_path / "k.geojson", [ring(*SQUARE)], crs)) == [("F402", False)]
    hidden = collection(tmp_path / "l.geojson", [{**ring(*SQUARE), "crs": crs}])
    assert codes(hidden) == [("F402", False)]


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://127.0.0.1:9/k.geojson", "/vsizip/k.zip/k.shp", '{"type": "FeatureCollection"}']
)
def test_a_path_that_is_no_file_is_refused(name):
    assert codes(Path(name)) == [("F418", False)]


def test_a_link_that_leads_out_of_its_folder_is_refused(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "uit"
    inside.mkdir()
    outside.mkdir()
    written(outside / "kaart.geojson")
    (inside / "kaart.geojson").symlink_to(outside / "kaart.geojson")
    assert codes(inside / "kaart.geojson") == [("F418", False)]


def test_read_areas_raises_with_every_problem(tmp_path):
    path = written(
        tmp_path / "k.geojson", frame(gebied=["x", "BU01480001", "BU01480001"], naam=["a", "", "c"])
    )
    with pytest.raises(InputError) as caught:
        geo.read_areas(path)
    assert [problem.code for problem in caught.value.problems] == ["F414", "F416", "F415"]


DEFINITION = Definition.model_validate(
    {
        "titel": "Kaart",
        "bron": "cbs_wijk_buurtkaart_2025",
        "vorm": "kaart",
        "sleutel": ["gebied"],
        "kolommen": [
            {"naam": "gebied", "ook": ["BU_CODE", "statcode"], "soort": "gebied", "niveaus": ["buurt"]},
            {"naam": "naam", "ook": ["BU_NAAM", "statnaam"], "soort": "tekst"},
        ],
    }
)


def test_a_map_is_read_by_its_definition(tmp_path):
    path = written(tmp_path / "k.gpkg", frame().rename(columns={"gebied": "bu_code", "naam": "statnaam"}))
    areas, problems = check_map(path, DEFINITION, Context(gemeente="GM0148"))
    assert problems == []
    assert list(areas.columns) == ["gebied", "naam", "geometry"]


def test_areas_of_another_level_or_gemeente_are_refused(tmp_path):
    path = written(tmp_path / "k.gpkg", frame(gebied=["BU01480001", "WK014801", "BU01770001"]))
    areas, problems = check_map(path, DEFINITION, Context(gemeente="GM0148"))
    assert areas is None
    assert [(p.code, p.place) for p in problems] == [
        ("F414", "gebied BU01770001"),
        ("F414", "gebied WK014801"),
    ]


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kaarten")
    for suffix in (".geojson", ".gpkg", ".zip"):
        written(folder / f"k{suffix}")
    return folder


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    suffix=st.sampled_from([".geojson", ".gpkg", ".shp", ".dbf", ".shx", ".prj", ".zip"]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
)
def test_no_bytes_are_an_uncaught_error(originals, suffix, changes):
    data = bytearray((originals / f"k{suffix}").read_bytes())
    for where, new in changes:
        start = int(where * (len(data) - 1))
        data[start : start + len(new)] = new
    folder = originals / "veranderd"
    shutil.copytree(originals, folder, dirs_exist_ok=True, ignore=lambda *_: ["veranderd"])
    (folder / f"k{suffix}").write_bytes(bytes(data))
    path = folder / f"k{suffix}"
    if suffix in (".shp", ".dbf", ".shx", ".prj"):
        path = zipped(folder / "k.zip")
    map_files.examine(path, COLUMNS)


@pytest.mark.parametrize(("suffix", "driver"), [(".geojson", "GeoJSON:"), (".gpkg", "GPKG:")])
def test_gdal_is_told_which_driver_to_use(tmp_path, monkeypatch, suffix, driver):
    path, opened = written(tmp_path / f"k{suffix}"), []
    monkeypatch.setattr(map_files.pyogrio, "list_layers", lambda source: opened.append(source) or [])
    assert codes(path) == [("F404", False)]
    assert opened == [f"{driver}{path}"]
