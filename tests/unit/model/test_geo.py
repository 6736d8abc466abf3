import geopandas as gpd
import pandas as pd
import pytest
import shapely

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model import geo

DALFSEN = paths.data() / "geo" / "GM0148"
SQUARE = shapely.box(210_000, 500_000, 211_000, 501_000)
SURFACE = 165.95  # km2 of land and water in the generalised buurten of 2025


@pytest.fixture(scope="module")
def buurten():
    return geo.read_areas(DALFSEN / "buurten_2025.geojson")


@pytest.fixture(scope="module")
def indeling(buurten):
    return geo.read_kernindeling(DALFSEN / "kernindeling.csv", buurten)


@pytest.fixture(scope="module")
def dalfsen(buurten, indeling):
    names = pd.Series(
        {"WK014801": "Wijk Dalfsen", "WK014802": "Wijk Nieuwleusen", "WK014803": "Wijk Lemelerveld"}
    )
    return geo.areas_of_gemeente("GM0148", "Dalfsen", buurten, indeling, names)


def layer(dalfsen, niveau, prefix=""):
    return dalfsen[(dalfsen["niveau"] == niveau) & dalfsen["gebied"].str.startswith(prefix)]


LEVELS = [
    ("buurt", "BU", 36),
    ("wijk", "WK", 3),
    ("kern", "KERN-", 6),
    ("kern", "KERNGEBIED-", 5),
    ("gemeente", "GM", 1),
]


@pytest.mark.parametrize(("niveau", "prefix", "count"), LEVELS)
def test_every_level_of_dalfsen_has_its_areas_and_the_whole_surface(dalfsen, niveau, prefix, count):
    found = layer(dalfsen, niveau, prefix)
    assert len(found) == count
    assert found["km2"].sum() == pytest.approx(SURFACE, abs=0.05)
    assert found.geometry.is_valid.all()


def test_dalfsen_has_five_kernen_and_the_surroundings_between_them(dalfsen):
    assert layer(dalfsen, "kern", "KERN-")["naam"].tolist() == [
        "Buitengebied",
        "Dalfsen",
        "Hoonhorst",
        "Lemelerveld",
        "Nieuwleusen",
        "Oudleusen",
    ]
    assert layer(dalfsen, "kern", "KERNGEBIED-")["gebied"].tolist() == [
        "KERNGEBIED-GM0148-dalfsen",
        "KERNGEBIED-GM0148-hoonhorst",
        "KERNGEBIED-GM0148-lemelerveld",
        "KERNGEBIED-GM0148-nieuwleusen",
        "KERNGEBIED-GM0148-oudleusen",
    ]


def test_a_built_up_kern_lies_inside_its_kern_with_surroundings(dalfsen):
    shape = dalfsen.set_index("gebied").geometry
    for naam in ("dalfsen", "hoonhorst", "lemelerveld", "nieuwleusen", "oudleusen"):
        kern, whole = shape[f"KERN-GM0148-{naam}"], shape[f"KERNGEBIED-GM0148-{naam}"]
        assert kern.difference(whole).area < 1
        assert kern.area < whole.area


def test_an_uncertain_buurt_makes_its_kern_uncertain(dalfsen):
    unsure = dalfsen.loc[dalfsen["onzeker"], "gebied"].tolist()
    assert unsure == [
        "KERN-GM0148-buitengebied",
        "KERNGEBIED-GM0148-dalfsen",
        "KERNGEBIED-GM0148-hoonhorst",
        "KERNGEBIED-GM0148-lemelerveld",
    ]


def test_areas_have_the_agreed_columns_in_rd_new(dalfsen):
    assert tuple(dalfsen.columns) == geo.AREA_COLUMNS
    assert dalfsen.crs.to_epsg() == 28992
    assert set(dalfsen["laag"]) == {"buurten"}


@pytest.mark.parametrize(
    ("kern", "reading", "expected"),
    [
        ("Nieuwleusen", "kern", "KERN-GM0148-nieuwleusen"),
        ("Dalfsen", "kerngebied", "KERNGEBIED-GM0148-dalfsen"),
        ("'t Hoogeland", "kern", "KERN-GM0148-t-hoogeland"),
        ("Sint-Jansklooster (Oost)", "kern", "KERN-GM0148-sint-jansklooster-oost"),
        ("Súdwest", "kern", "KERN-GM0148-sudwest"),
    ],
)
def test_the_code_of_a_kern_is_made_from_its_name(kern, reading, expected):
    assert geo.kern_code("GM0148", kern, reading) == expected


def test_dissolve_merges_by_code_and_sorts():
    parts = gpd.GeoDataFrame(
        {"gebied": ["p", "q", "r"]}, geometry=[shapely.box(x, 0, x + 1, 1) for x in range(3)], crs=geo.CRS
    )
    merged = geo.dissolve(
        parts, pd.Series({"p": "B", "q": "A", "r": "A"}), pd.Series({"A": "Aa", "B": "Bee"})
    )
    assert merged["gebied"].tolist() == ["A", "B"]
    assert merged["naam"].tolist() == ["Aa", "Bee"]
    assert merged.geometry.area.tolist() == [2.0, 1.0]


@pytest.fixture
def layer_file(tmp_path):
    def written(*shapes, crs="EPSG:28992", **columns):
        path = tmp_path / "kaart.geojson"
        usual = {
            "gebied": [f"BU0148000{n}" for n in range(len(shapes))],
            "naam": ["x"] * len(shapes),
        } | columns
        gpd.GeoDataFrame(usual, geometry=list(shapes), crs=crs).to_file(path, driver="GeoJSON")
        return path

    return written


def refused(path):
    with pytest.raises(InputError) as caught:
        geo.read_areas(path)
    return caught.value.problems


def test_a_small_layer_is_read_and_sorted_by_code(layer_file):
    found = geo.read_areas(layer_file(SQUARE, SQUARE, gebied=["BU01480002", "BU01480001"]))
    assert found["gebied"].tolist() == ["BU01480001", "BU01480002"]


def test_a_layer_that_is_not_there_is_refused(tmp_path):
    [problem] = refused(tmp_path / "weg.geojson")
    assert problem.found == "geen bestand"


def test_degrees_are_refused(layer_file):
    [problem] = refused(layer_file(shapely.box(6.2, 52.4, 6.3, 52.5), crs="EPSG:4326"))
    assert problem.expected == "coördinaten in RD New (EPSG:28992)"
    assert "EPSG:4326" in problem.found


def test_degrees_that_call_themselves_rd_are_refused(layer_file):
    [problem] = refused(layer_file(shapely.box(6.2, 52.4, 6.3, 52.5)))
    assert problem.expected == "coördinaten in RD New (EPSG:28992)"


def test_every_polygon_that_is_not_valid_is_named_by_its_code(layer_file):
    bow = shapely.Polygon([(210_000, 500_000), (211_000, 501_000), (211_000, 500_000), (210_000, 501_000)])
    problems = refused(layer_file(SQUARE, bow, bow))
    assert [problem.place for problem in problems] == ["gebied BU01480001", "gebied BU01480002"]
    assert "Self-intersection" in problems[0].found


def test_an_area_without_a_border_is_named_by_its_code(layer_file):
    [problem] = refused(layer_file(SQUARE, None))
    assert problem.place == "gebied BU01480001"


@pytest.mark.parametrize(
    ("shapes", "codes"),
    [
        ((SQUARE, shapely.Polygon()), ["BU01480001", "BU01480002"]),
        ((SQUARE, SQUARE), ["BU01480001", "BU01480001"]),
        ((SQUARE.exterior,), ["BU01480001"]),
        ((SQUARE,), ["{{7*7}}"]),
    ],
    ids=["empty", "doubled", "line", "no code"],
)
def test_an_area_that_is_no_area_is_refused(layer_file, shapes, codes):
    refused(layer_file(*shapes, gebied=codes))


@pytest.mark.parametrize("content", ["vrt", "text", "no column", "no features"])
def test_a_file_that_is_no_layer_of_areas_is_an_input_error(tmp_path, layer_file, content):
    path = tmp_path / "kaart.geojson"
    if content == "no column":
        layer_file(SQUARE).write_text(layer_file(SQUARE).read_text().replace('"gebied"', '"code"'))
    elif content == "no features":
        path.write_text('{"type": "FeatureCollection", "features": []}')
    else:
        path.write_text(vrt(tmp_path) if content == "vrt" else "hallo")
    refused(path)


def vrt(folder):
    """Return a virtual layer, as GDAL knows it, over another file with a secret in it."""
    secret = folder / "geheim.csv"
    secret.write_text("gebied,naam,x,y\nBU01480101,wachtwoord,210000,500000\n")
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="geheim"><SrcDataSource>{secret}</SrcDataSource>'
        '<GeometryType>wkbPoint</GeometryType><GeometryField encoding="PointFromColumns" x="x" y="y"/>'
        "<LayerSRS>EPSG:28992</LayerSRS></OGRVRTLayer></OGRVRTDataSource>"
    )


def test_a_virtual_layer_that_is_named_geojson_never_opens_another_file(tmp_path):
    path = tmp_path / "kaart.geojson"
    path.write_text(vrt(tmp_path))
    assert gpd.read_file(path)["naam"].tolist() == ["wachtwoord"]  # what GDAL does when it may choose
    with pytest.raises(Exception, match="GeoJSON") as caught:
        geo.read_areas(path)
    assert "wachtwoord" not in str(caught.value)


@pytest.fixture
def indeling_file(tmp_path):
    """Return a function that writes the real kernindeling after a change."""

    def written(change):
        table = pd.read_csv(DALFSEN / "kernindeling.csv", dtype=str, keep_default_na=False)
        path = tmp_path / "kernindeling.csv"
        change(table).to_csv(path, index=False)
        return path

    return written


def without_row(table):
    return table[table["buurt"] != "BU01480116"]


def with_strange_row(table):
    return pd.concat([table, table.iloc[[0]].assign(buurt="BU01990101")])


def with_row_twice(table):
    return pd.concat([table, table.iloc[[3]]])


def with_other_mark(table):
    return table.assign(onzeker=["ja", *table["onzeker"][1:]])


@pytest.mark.parametrize(
    ("change", "place", "found"),
    [
        (without_row, "", "buurt BU01480116 zonder rij"),
        (with_strange_row, "rij 38", '"BU01990101"'),
        (with_row_twice, "", "buurt BU01480104 staat er twee keer"),
        (with_other_mark, 'rij 2, kolom "onzeker"', '"ja"'),
    ],
)
def test_a_kernindeling_that_does_not_fit_the_buurten_names_the_code(
    buurten, indeling_file, change, place, found
):
    with pytest.raises(InputError) as caught:
        geo.read_kernindeling(indeling_file(change), buurten)
    assert [(problem.place, problem.found) for problem in caught.value.problems] == [(place, found)]


def test_a_kernindeling_without_a_column_is_refused(buurten, indeling_file):
    with pytest.raises(InputError) as caught:
        geo.read_kernindeling(indeling_file(lambda table: table.drop(columns=["kern", "onzeker"])), buurten)
    assert [problem.place for problem in caught.value.problems] == ['kolom "kern"', 'kolom "onzeker"']


def test_a_buurt_without_a_kern_is_refused(buurten, indeling_file):
    with pytest.raises(InputError):
        geo.read_kernindeling(
            indeling_file(lambda table: table.assign(kern=["", *table["kern"][1:]])), buurten
        )


def test_a_buurt_without_a_wijk_is_refused(buurten, indeling_file):
    with pytest.raises(InputError) as caught:
        geo.read_kernindeling(
            indeling_file(lambda table: table.assign(wijk=["", *table["wijk"][1:]])), buurten
        )
    assert [problem.place for problem in caught.value.problems] == ['rij 2, kolom "wijk"']


@pytest.mark.parametrize(
    ("row", "found"), [("b,,x", '""'), ("b,x,-", '"-"'), ("a,x,x", "gebied a staat er twee keer")]
)
def test_a_part_without_a_kern_or_twice_is_refused(tmp_path, row, found):
    (tmp_path / "w.csv").write_text(f"gebied,kern,kerngebied\na,x,x\n{row}\n")
    with pytest.raises(InputError) as caught:
        geo.read_woonkernen(tmp_path / "w.csv", "GM0148")
    assert [problem.found for problem in caught.value.problems] == [found]


def test_the_parts_of_the_count_of_2018_belong_to_kernen_in_both_readings():
    kern, whole = geo.read_woonkernen(DALFSEN / "woonkernen.csv", "GM0148")
    assert len(kern) == len(whole) == 12
    assert kern["WOONKERN-GM0148-ankum-kern"] == "KERN-GM0148-buitengebied"
    assert whole["WOONKERN-GM0148-ankum-kern"] == "KERNGEBIED-GM0148-dalfsen"


def test_a_file_of_woonkernen_without_a_column_is_refused(tmp_path):
    (tmp_path / "w.csv").write_text("gebied,kern\na,b\n")
    with pytest.raises(InputError) as caught:
        geo.read_woonkernen(tmp_path / "w.csv", "GM0148")
    assert caught.value.problems[0].place == 'kolom "kerngebied"'
