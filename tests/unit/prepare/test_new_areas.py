"""A new gemeente: what `areas` writes, and that it writes nothing when it cannot write all of it."""

import datetime as dt

import geopandas as gpd
import pytest
import shapely

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.prepare import new_areas as module
from analysis.prepare.new_areas import write_areas
from analysis.sources.snapshots import remember
from analysis.sources.tables import read_tables

SQUARE = (120_000, 487_000)
# As CBS has them since 2022: letters behind the number of the gemeente.
BUURTEN = {"BU0363AA01": "Kop Zeedijk", "BU0363AA02": "Oude Kerk e.o.", "BU0363TZ99": "Sciencepark"}
WIJKEN = {"WK0363AA": "Wijk AA Burgwallen", "WK0363TZ": "Wijk bij de Ring"}


def layer(names):
    shapes = [
        shapely.box(SQUARE[0] + 500 * place, SQUARE[1], SQUARE[0] + 500 * (place + 1), SQUARE[1] + 500)
        for place in range(len(names))
    ]
    return gpd.GeoDataFrame(
        {"gebied": list(names), "naam": list(names.values())}, geometry=shapes, crs="EPSG:28992"
    )


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """Return a function that says which buurten were fetched, and gives the folder that they will be written in."""
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))

    def brought(buurten=BUURTEN):
        monkeypatch.setattr(module, "_layers", lambda gemeente: (2025, layer(buurten), layer(WIJKEN)))
        return tmp_path / "data" / "geo" / "GM0363"

    return brought


def test_codes_with_letters_are_codes(fetched):
    folder = fetched()
    assert [path.name for path in write_areas("GM0363")] == [
        "buurten_2025.geojson",
        "kernindeling.csv",
        "gebieden.csv",
    ]
    register = (folder / "gebieden.csv").read_text(encoding="utf-8")
    assert "BU0363AA01,Kop Zeedijk,buurt,GM0363" in register
    assert "WK0363AA,Wijk Burgwallen,wijk,GM0363" in register
    assert "KERN-GM0363-wijk-bij-de-ring" in register


@pytest.mark.parametrize("wrong", ["BU0363AA0", "BU0363aa01", "BU036-AA01", "0363AA01"])
def test_half_a_folder_is_never_left_behind(fetched, wrong):
    folder = fetched({**BUURTEN, wrong: "Vreemd"})
    with pytest.raises(InputError, match=wrong):
        write_areas("GM0363")
    assert list(folder.parent.iterdir()) == []


def test_what_was_there_stays_when_the_rest_cannot_be_made(fetched):
    folder = fetched()
    folder.mkdir(parents=True)
    mine = "buurt,naam,wijk,kern,kerngebied,onzeker,kerngebied_onzeker,opmerking\n"
    (folder / "kernindeling.csv").write_text(mine, encoding="utf-8")
    with pytest.raises(InputError, match="zonder rij"):
        write_areas("GM0363")
    assert [path.name for path in folder.iterdir()] == ["kernindeling.csv"]
    assert (folder / "kernindeling.csv").read_text(encoding="utf-8") == mine
    assert [path.name for path in folder.parent.iterdir()] == ["GM0363"]


@pytest.mark.parametrize(
    ("outcome", "reason", "said", "todo"),
    [
        ("", "", "geen buurten van GM0363", "Draai kernmonitor fetch"),
        (
            "mislukt",
            "geen antwoord van api.pdok.nl",
            "mislukt: geen antwoord van api.pdok.nl",
            "Draai kernmonitor fetch",
        ),
        ("nieuw", "", "geen buurten van GM0363", "controleer of de gemeente"),
    ],
)
def test_who_fetched_in_vain_hears_why(tmp_path, monkeypatch, outcome, reason, said, todo):
    tables = read_tables()
    monkeypatch.setattr(module, "read_tables", lambda: tables)
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    if outcome:
        what = "pdok_wijken_buurten/buurten-2025-GM0363"
        remember(tmp_path / "data" / "raw", what, day=dt.date(2026, 11, 1), outcome=outcome, reason=reason)
    with pytest.raises(InputError) as refused:
        write_areas("GM0363")
    assert said in str(refused.value)
    assert todo in str(refused.value)
