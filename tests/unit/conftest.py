"""A municipality of three kernen: one with a number, one with a fictional number, one without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from analysis.charts import style
from analysis.ground import paths
from analysis.model import tidy
from analysis.model.catalogue import Area, Catalogue, Indicator, Source, read_catalogue
from analysis.release.release import Release

Table = Callable[..., pd.DataFrame]

KERNEN = {"noord": "Noord", "midden": "Midden", "zuid": "Zuid"}

INDICATORS = (
    {
        "id": "inwoners",
        "naam": "Inwoners",
        "eenheid": "inwoners",
        "bron": ("telling", "gids"),
        "optelbaar": True,
    },
    {
        "id": "tevreden",
        "naam": "Tevreden inwoners",
        "kort": "Tevreden",
        "decimalen": 1,
        "richting": "hoger is gunstig",
    },
    {"id": "eenzaam", "naam": "Eenzame inwoners", "kort": "Eenzaam", "beperkingen": ("schatting",)},
    {"id": "jong", "naam": "Inwoners tot 20 jaar", "kort": "0 tot 20 jaar"},
    {"id": "oud", "naam": "Inwoners vanaf 20 jaar", "kort": "20 jaar en ouder"},
    {
        "id": "tevreden_aantal",
        "naam": "Tevreden inwoners (aantal)",
        "kort": "Tevreden",
        "eenheid": "inwoners",
    },
    {"id": "zorg_aantal", "naam": "Mensen met zorg", "eenheid": "personen", "eigen_registratie": True},
    {"id": "zorg_aandeel", "naam": "Deel met zorg", "eigen_registratie": True},
    {"id": "peiling", "naam": "Doet mee", "minimum_n": 30, "richting": "hoger is gunstig"},
    {
        "id": "rookt",
        "naam": "Rokers",
        "kort": "Rookt",
        "richting": "lager is gunstig",
        "relevant_verschil": 2,
    },
    {
        "id": "hulp",
        "naam": "Jongeren met hulp",
        "kort": "Hulp",
        "breuken": (
            {"jaar": 2019, "waarom": "een andere wet."},
            {"jaar": 2022, "waarom": "een andere teller."},
            {"jaar": 2021, "waarom": "een nieuwe grens.", "gebieden": ("KERN-GM0148-noord",)},
        ),
    },
)


@pytest.fixture(scope="session", autouse=True)
def _house_style() -> None:
    style.use()


@pytest.fixture(scope="session")
def real_catalogue() -> Catalogue:
    return read_catalogue()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    common = {
        "definitie": "Wat het is.",
        "eenheid": "%",
        "bron": ("telling",),
        "niveaus": ("kern",),
        "thema": "wonen",
        "uitleg_b1": "Uitleg.",
    }
    entries = [Indicator.model_validate(common | {"kort": entry["naam"]} | entry) for entry in INDICATORS]
    names = {"telling": "Gemeente, telling", "gids": "Gemeentegids", "cbs_wijk_buurtkaart_2025": "CBS, kaart"}
    areas = {
        "GM0148": ("Dalfsen", "gemeente"),
        "NL00": ("Nederland", "land"),
        "PV23": ("Overijssel", "provincie"),
    }
    for code, naam in KERNEN.items():
        areas[f"KERN-GM0148-{code}"] = (naam, "kern")
        areas[f"KERNGEBIED-GM0148-{code}"] = (f"{naam} en buitengebied", "kern")
    return Catalogue(
        indicators={entry.id: entry for entry in entries},
        sources={
            key: Source(bron=key, titel=naam, uitgever="Gemeente", licentie="CC0", naam_kort=naam)
            for key, naam in names.items()
        },
        areas={
            code: Area.model_validate({"gebied": code, "naam": naam, "niveau": niveau})
            for code, (naam, niveau) in areas.items()
        },
        caveats={"schatting": "Dit is een schatting.", "voorlopig": "Dit cijfer is voorlopig."},
    )


@pytest.fixture(scope="session")
def table() -> Table:
    """Return a function that makes a table of the contract of rows and shared defaults."""

    def make(*rows: dict[str, Any], **shared: object) -> pd.DataFrame:
        usual = {
            "indicator": "inwoners",
            "gebied": "GM0148",
            "periode": "2024",
            "status": "definitief",
            "methode": "telling",
            "bron": "telling",
        }
        return tidy.conform(pd.DataFrame([usual | shared | row for row in rows]))

    return make


@pytest.fixture(scope="session")
def areas() -> gpd.GeoDataFrame:
    """Return three squares of 1 km2 in a row, as built-up kernen, as kernen with surroundings and as gemeenten."""
    squares = [shapely.box(210_000 + x, 500_000, 211_000 + x, 501_000) for x in (0, 1000, 2000)]
    layers = [
        gpd.GeoDataFrame(
            {
                "gebied": [f"{prefix}-GM0148-{code}" for code in KERNEN],
                "naam": list(KERNEN.values()),
                "niveau": "kern",
                "laag": "buurten",
                "onzeker": [False, prefix == "KERNGEBIED", False],
                "km2": 1.0,
            },
            geometry=squares,
            crs="EPSG:28992",
        )
        for prefix in ("KERN", "KERNGEBIED")
    ]
    region = layers[0].assign(
        gebied=["GM0148", "GM0150", "GM0160"], naam=["Dalfsen", "Deventer", "Hardenberg"], laag="regio"
    )
    return pd.concat([*layers, region.assign(niveau="gemeente", onzeker=False)], ignore_index=True)


@pytest.fixture(scope="session")
def make_release(areas: gpd.GeoDataFrame, catalogue: Catalogue) -> Callable[..., Release]:
    def make(numbers: pd.DataFrame, **changed: Any) -> Release:
        usual = {
            "gemeente": "GM0148",
            "naam": "Dalfsen",
            "_table": numbers,
            "areas": areas,
            "catalogue": catalogue,
            "compare": ("PV23", "NL00"),
        }
        return Release(**(usual | changed))

    return make


@pytest.fixture(scope="session")
def release(make_release: Callable[..., Release], table: Table) -> Release:
    """Return inhabitants of three kernen in both readings: Noord 1234, Midden missing, Zuid 567 and fictional."""
    rows = [
        {"gebied": f"{prefix}-GM0148-{code}", "waarde": value, "status": status, "methode": method}
        for prefix in ("KERN", "KERNGEBIED")
        for code, value, status, method in (
            ("noord", 1234, "definitief", "telling"),
            ("midden", None, "ontbreekt", "geen"),
            ("zuid", 567, "voorbeeld", "telling"),
        )
    ]
    return make_release(table(*rows))


@pytest.fixture
def policy_of_dalfsen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return a function that puts a file in the place of one in the policy of Dalfsen."""

    def write(name: str, text: str) -> None:
        path = tmp_path / "beleid" / "GM0148" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(paths, "data", lambda: tmp_path)

    return write
