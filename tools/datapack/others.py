"""Wmo, crime, the core figures of 2025, income of 2020 and the forecast that was made in 2020."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.model import tidy
from tools.datapack import rows

HALF_YEARS = {"1e halfjaar": "H1", "2e halfjaar": "H2"}
POPULATION = "Bevolking/Bevolkingssamenstelling op 1 januari/"
AGES = f"{POPULATION}Leeftijd/Leeftijdsgroepen/"
HOUSEHOLDS = "Bevolking/Particuliere huishoudens/Particuliere huishoudens/"
# One age group of ours is these of StatLine together; both are exact counts of a gemeente.
TOGETHER = {
    "inwoners_0_15": ("Jonger dan 5 jaar", "5 tot 10 jaar", "10 tot 15 jaar"),
    "inwoners_15_25": ("15 tot 20 jaar", "20 tot 25 jaar"),
    "inwoners_25_45": ("25 tot 45 jaar",),
    "inwoners_45_65": ("45 tot 65 jaar",),
    "inwoners_65plus": ("65 tot 80 jaar", "80 jaar of ouder"),
    "inwoners_80plus": ("80 jaar of ouder",),
}
WHOLE = {
    f"{POPULATION}Totale bevolking (aantal)": "inwoners",
    f"{HOUSEHOLDS}Totaal particuliere huishoudens (aantal)": "huishoudens",
    f"{HOUSEHOLDS}Eenpersoonshuishoudens (aantal)": "eenpersoonshuishoudens",
    f"{HOUSEHOLDS}Meerpersoonshuishoudens zonder kinderen (aantal)": "huishoudens_zonder_kinderen",
    f"{HOUSEHOLDS}Meerpersoonshuishoudens met kinderen (aantal)": "huishoudens_met_kinderen",
}


def wmo(pack: Path) -> pd.DataFrame:
    """Return clients of the Wmo per wijk, whole years 2015 to 2019, and those with help in the household per half-year."""
    names = {"wmoclienten": "wmo_clienten", "wmoclientenper1000inwoners": "wmo_clienten_per_1000"}
    counts = frozenset({"wmo_clienten", "wmo_hulp_huishouden"})
    long = partial(rows.long, source="cbs_wmo_wijk", counts=counts)
    folder = pack / "wmo"
    whole = rows.read(folder / "wijken_wmo_totaal_2015-2019.csv.gz")
    whole = whole.rename(columns={"codering_regio": "gebied", "perioden": "periode"})
    halves = []
    for name in ("wijken", "gemeenten"):
        wide = rows.read(folder / f"{name}_hulp_huishouden_halfjaar_2017-2020.csv.gz")
        half = wide["perioden"].str[:-5].map(HALF_YEARS)
        wide = wide.assign(gebied=wide["codering_regio"], periode=wide["perioden"].str[-4:] + "-" + half)
        halves.append(long(wide, {"wmoclienten": "wmo_hulp_huishouden"}))
    return rows.together(long(whole, names), *halves)


def crime(pack: Path) -> pd.DataFrame:
    """Return registered crimes per buurt and gemeente, 2021 to 2025."""
    wide = rows.read(pack / "kwb_jaren" / "politie47022NED_misdrijven_2021-2025.csv.gz")
    years = [str(year) for year in range(2021, 2026)]
    by_year = wide.rename(columns={"code": "gebied"}).melt("gebied", years, "periode", "aantal")
    found = rows.long(
        by_year, {"aantal": "misdrijven"}, source="politie_47022", counts=frozenset({"misdrijven"})
    )
    return tidy.conform(found)


def core_figures(pack: Path, codes: Mapping[str, str]) -> pd.DataFrame:
    """Return ages and households of every gemeente on 1 January 2025; codes of gemeenten by their name."""
    wide = rows.read(
        pack / "kwb_jaren" / "gemeente_regionale_kerncijfers_2025_statline.csv.gz", separator=";"
    )
    wide = wide.rename(columns={"Perioden": "periode"}).assign(gebied=wide["Regio's"].map(codes))
    wide = wide[wide["gebied"].notna() & (wide[f"{POPULATION}Totale bevolking (aantal)"] != "")]
    for indicator, groups in TOGETHER.items():
        counts = [pd.to_numeric(wide[f"{AGES}{group} (aantal)"]) for group in groups]
        wide[indicator] = sum(counts[1:], counts[0]).astype("str")
    names = WHOLE | {name: name for name in TOGETHER}
    found = rows.long(wide, names, source="cbs_regionale_kerncijfers", counts=frozenset(names.values()))
    return tidy.conform(found)


def income(pack: Path) -> pd.DataFrame:
    """Return income per inhabitant of gemeenten and wijken in 2020, in euro."""
    path = pack / "kwb_jaren" / "inkomen_per_gemeente_en_wijk_2020.csv"
    wide = rows.read(path, separator=";", encoding="cp1252")
    wijk = wide["Wijkcode"].where(wide["Wijkcode"] != "Totaal", wide["Gemeentecode"])
    wide = wide.assign(gebied=wijk, periode="2020")
    names = {"Gemiddeld": "inkomen_per_inwoner"}
    found = rows.long(wide, names, source="cbs_inkomen_2020", factors={"inkomen_per_inwoner": 1000.0})
    return tidy.conform(found)


def forecast(pack: Path) -> pd.DataFrame:
    """Return what CBS and PBL expected in 2020 of households (2020 to 2025) and inhabitants (2025)."""
    wide = rows.read(pack / "prognose" / "gemeenten_huishoudens_2020-2025_inwoners_2025.csv")
    wide = wide.rename(columns={"codering_regio": "gebied", "interval": "periode"})
    names = {
        "aantalinwoners": "prognose_inwoners",
        "poptotaalaantalparticulierehuishoudens": "prognose_huishoudens",
    }
    counts = frozenset(names.values())
    made = rows.long(wide, names, source="cbs_pbl_prognose_2020", counts=counts, status="modelschatting")
    return tidy.conform(made)
