"""CBS, Kerncijfers wijken en buurten: the years and columns that public copies hold."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd

from analysis.model.catalogue import read_catalogue
from analysis.sources.tables import NetworkTable
from tools.datapack import rows

SOURCE = "cbs_kwb"
THOUSAND = {"woz_waarde_woningen": 1000.0, "inkomen_per_inwoner": 1000.0}
HECTARE = {"oppervlakte_land": 0.01, "oppervlakte_water": 0.01}
# StatLine's headings of the export of 2024.
EXPORT_2024 = {
    "Bevolking/Aantal inwoners (aantal)": "inwoners",
    "Bevolking/Geslacht/Mannen (aantal)": "mannen",
    "Bevolking/Geslacht/Vrouwen (aantal)": "vrouwen",
    "Bevolking/Leeftijdsgroepen/0 tot 15 jaar (aantal)": "inwoners_0_15",
    "Bevolking/Leeftijdsgroepen/15 tot 25 jaar (aantal)": "inwoners_15_25",
    "Bevolking/Leeftijdsgroepen/25 tot 45 jaar (aantal)": "inwoners_25_45",
    "Bevolking/Leeftijdsgroepen/45 tot 65 jaar (aantal)": "inwoners_45_65",
    "Bevolking/Leeftijdsgroepen/65 jaar of ouder (aantal)": "inwoners_65plus",
}
ORIGIN_2024 = {
    "Bevolking/Bevolking naar herkomst/Herkomstland/Nederland (aantal)": "herkomst_nederland",
    "Bevolking/Bevolking naar herkomst/Herkomstland/Europa (exclusief Nederland)  (aantal)": "herkomst_europa",
    "Bevolking/Bevolking naar herkomst/Herkomstland/Buiten Europa  (aantal)": "herkomst_buiten_europa",
}
REST_2024 = {
    "huishoudens": "huishoudens",
    "huishoudensgrootte": "gemiddelde_huishoudgrootte",
    "wozWaarde": "woz_waarde_woningen",
    "koopwoningen": "aandeel_koopwoningen",
    "eengezinswoning": "aandeel_eengezinswoningen",
    "dichtheid": "bevolkingsdichtheid",
    "oppervlakteLandHa": "oppervlakte_land",
    "afstandHuisarts": "afstand_huisarts",
    "afstandSupermarkt": "afstand_supermarkt",
    "afstandSchool": "afstand_basisschool",
}
# Of a gemeente the age groups of these years are whole per cents.
GEMEENTEN = {
    "aantal_inwoners": "inwoners",
    "mannen": "mannen",
    "vrouwen": "vrouwen",
    "0_15": "aandeel_0_15",
    "15_25": "aandeel_15_25",
    "25_45": "aandeel_25_45",
    "45_65": "aandeel_45_65",
    "65plus": "aandeel_65plus",
    "huishoudens": "huishoudens",
    "gem_huishouden_grootte": "gemiddelde_huishoudgrootte",
    "bevolkingsdichtheid": "bevolkingsdichtheid",
    "woningvoorraad": "woningvoorraad",
    "gem_woz_waarde": "woz_waarde_woningen",
    "koopwoningen": "aandeel_koopwoningen",
    "pct_eengezins": "aandeel_eengezinswoningen",
    "gem_inkomen_inwoner": "inkomen_per_inwoner",
    "afstand_huisarts": "afstand_huisarts",
    "afstand_supermarkt": "afstand_supermarkt",
    "pct_eenpersoonshhd": "aandeel_eenpersoonshuishoudens",
    "pct_hhd_zonder_kind": "aandeel_huishoudens_zonder_kinderen",
    "pct_hhd_met_kind": "aandeel_huishoudens_met_kinderen",
    "pct_rond_sociaal_min": "aandeel_huishoudens_sociaal_minimum",
    "pct_jeugdzorg": "jongeren_met_jeugdzorg_natura_aandeel",
    "wmo_per_1000": "wmo_clienten_per_1000",
    "opl_laag": "opleiding_basis_vmbo_mbo1",
    "opl_midden": "opleiding_havo_vwo_mbo",
    "opl_hoog": "opleiding_hbo_wo",
    "opp_land": "oppervlakte_land",
    "opp_water": "oppervlakte_water",
}
WIJKEN_2023 = {
    "aantal_inwoners": "inwoners",
    "mannen": "mannen",
    "vrouwen": "vrouwen",
    "0_15": "inwoners_0_15",
    "15_25": "inwoners_15_25",
    "25_45": "inwoners_25_45",
    "45_65": "inwoners_45_65",
    "65plus": "inwoners_65plus",
    "huishoudens_totaal": "huishoudens",
    "eenpersoons_hh": "eenpersoonshuishoudens",
    "hh_zonder_kinderen": "huishoudens_zonder_kinderen",
    "hh_met_kinderen": "huishoudens_met_kinderen",
    "gem_hh_grootte": "gemiddelde_huishoudgrootte",
    "bevolkingsdichtheid": "bevolkingsdichtheid",
    "woningvoorraad": "woningvoorraad",
    "gem_woz_waarde": "woz_waarde_woningen",
    "pct_eengezins": "aandeel_eengezinswoningen",
    "koopwoningen": "aandeel_koopwoningen",
    "gem_inkomen_inwoner": "inkomen_per_inwoner",
    "hh_laag_inkomen": "aandeel_huishoudens_laag_inkomen",
    "hh_sociaal_minimum": "aandeel_huishoudens_sociaal_minimum",
    "uitkering_bijstand": "personen_met_bijstand",
    "uitkering_ao": "personen_met_ao",
    "uitkering_ww": "personen_met_ww",
    "uitkering_aow": "personen_met_aow",
    "jeugdzorg": "jongeren_met_jeugdzorg_natura",
    "pct_jeugdzorg": "jongeren_met_jeugdzorg_natura_aandeel",
    "wmo_clienten": "wmo_clienten",
    "wmo_relatief": "wmo_clienten_per_1000",
}
WIJKEN_2025 = {
    **{name: WIJKEN_2023[name] for name in list(WIJKEN_2023)[:8]},
    "huishoudens": "huishoudens",
    "eenpersoons_hh": "eenpersoonshuishoudens",
    "hh_zonder_kinderen": "huishoudens_zonder_kinderen",
    "hh_met_kinderen": "huishoudens_met_kinderen",
    "gem_huishouden_grootte": "gemiddelde_huishoudgrootte",
    "bevolkingsdichtheid": "bevolkingsdichtheid",
    "gem_woz_waarde": "woz_waarde_woningen",
    "opp_land": "oppervlakte_land",
    "opp_water": "oppervlakte_water",
}


def kwb(pack: Path, table: NetworkTable) -> pd.DataFrame:
    """Return every row of the table that a copy in the pack holds, the copies nearest to CBS first."""
    counts = frozenset(topic.indicator for topic in table.onderwerpen if topic.telling)
    counts |= {*ORIGIN_2024.values()}
    wide = partial(rows.long, source=SOURCE, counts=counts, factors=THOUSAND | HECTARE)
    years = pack / "kwb_jaren"
    export = _export(pack / "kwb2024")
    rest = rows.read(years / "kwb2024_huishoudens_woz_inkomen_afstanden.csv.gz")
    rest = rest.rename(columns={"code": "gebied"}).assign(periode="2024")
    gemeenten = rows.read(
        pack / "gemeenten" / "kerncijfers_gemeenten_2012_2017-2019_2022-2024.csv.gz"
    ).rename(columns={"gemeentecode": "gebied", "jaar": "periode"})
    of_2023 = [
        rows.read(years / name).rename(columns={"wijkcode": "gebied"}).assign(periode="2023")
        for name in ("dalfsen_wijken_kwb2023_85618NED.csv", "regio_wijken_kwb2023_85618NED.csv")
    ]
    of_2025 = rows.read(years / "dalfsen_wijken_kwb2025_86165NED.csv").rename(columns={"wijkcode": "gebied"})
    found = rows.together(
        wide(export, EXPORT_2024 | ORIGIN_2024),
        wide(rest, REST_2024),
        _odata(years / "kwb2020_84799NED.csv.gz", table, 2020),
        *_wijken(years / "wijken_kwb2015-2019_met_wmo.csv.gz", table),
        *(wide(one, WIJKEN_2023) for one in of_2023),
        wide(of_2025.assign(periode="2025"), WIJKEN_2025, status="voorlopig"),
        _jeugdzorg(pack),
        wide(gemeenten, GEMEENTEN),
    )
    return _without_rounded(found)


def _without_rounded(found: pd.DataFrame) -> pd.DataFrame:
    """Leave out a share in whole per cents where both its counts are there: they make a better one."""
    key = ["gebied", "periode"]
    there = set(found[["indicator", *key]].itertuples(index=False, name=None))
    derived = {entry.id: entry.afgeleid or () for entry in read_catalogue().indicators.values()}
    parts = [derived.get(name, ()) for name in found["indicator"]]
    worse = [
        len(counts) == 2 and all((one, area, period) in there for one in counts)
        for counts, area, period in zip(parts, found["gebied"], found["periode"], strict=True)
    ]
    return found[~pd.Series(worse, index=found.index)]


def _export(folder: Path) -> pd.DataFrame:
    """Return the export of 2024 with its codes, and origin beside it: that export has no codes but the same order."""
    counts = rows.read(folder / "nederland_leeftijd_geslacht.csv.gz", separator=";")
    origin = rows.read(folder / "nederland_herkomst.csv.gz", separator=";")
    same = ["Wijken en buurten", "Regioaanduiding/Gemeentenaam (naam)", "Bevolking/Aantal inwoners (aantal)"]
    if not counts[same].equals(origin[same]):
        raise ValueError("the export of origin has other areas, or another order, than the one with codes")
    counts = counts.rename(columns={"Regioaanduiding/Codering (code)": "gebied"}).assign(periode="2024")
    return counts.join(origin[[*ORIGIN_2024]])


def _odata(path: Path, table: NetworkTable, year: int) -> pd.DataFrame:
    """Return a table as CBS sends it, by the columns of `data/tabellen.yml`."""
    names, counts, factors = rows.stems(table, year)
    wide = rows.read(path).rename(columns=rows.plain)
    wide = wide.rename(columns={"wijkenenbuurten": "gebied"}).assign(periode=str(year))
    return rows.long(wide, names, source=SOURCE, counts=counts, factors=factors)


def _wijken(path: Path, table: NetworkTable) -> list[pd.DataFrame]:
    """Return the wijken of 2015 to 2019; the number of clients stands in its own table."""
    wide = rows.read(path).rename(columns={"codering_regio": "gebied", "perioden": "periode"})
    found = []
    for year, of_year in wide.groupby("periode"):
        names, counts, factors = rows.stems(table, int(str(year)))
        names = {column: name for column, name in names.items() if not name.startswith("wmo_")}
        found.append(rows.long(of_year, names, source=SOURCE, counts=counts, factors=factors))
    return found


def _jeugdzorg(pack: Path) -> pd.DataFrame:
    """Return jeugdzorg in natura per gemeente as the Kerncijfers of 2018, 2019 and 2021 give it."""
    long = partial(rows.long, source=SOURCE, counts=frozenset({"inwoners", "jongeren_met_jeugdzorg_natura"}))
    earlier = rows.read(pack / "jeugdzorg" / "gemeenten_jeugdzorg_in_natura_kwb2018_kwb2019.csv")
    earlier = earlier.rename(columns={"codering_regio": "gebied", "interval": "periode"})
    names = {
        "jongerenmetjeugdzorginnatura": "jongeren_met_jeugdzorg_natura",
        "percentagejongerenmetjeugdzorg": "jongeren_met_jeugdzorg_natura_aandeel",
    }
    later = rows.read(
        pack / "gezondheid" / "cbs85039NED_kwb2021_afgeleid_jeugdzorg_wmo_armoede_per_gemeente.csv"
    )
    later = later.rename(columns={"gemeente_code": "gebied"}).assign(periode="2021")
    names_2021 = {
        "inwoners": "inwoners",
        "jongeren_met_jeugdzorg_in_natura_pct": "jongeren_met_jeugdzorg_natura_aandeel",
        "wmo_clienten_per_1000_inwoners": "wmo_clienten_per_1000",
        "huishoudens_laag_inkomen_pct": "aandeel_huishoudens_laag_inkomen",
        "huishoudens_onder_of_rond_sociaal_minimum_pct": "aandeel_huishoudens_sociaal_minimum",
        "huishoudens_tot_110pct_sociaal_minimum_pct": "aandeel_huishoudens_tot_110_sociaal_minimum",
    }
    return pd.concat([long(earlier, names), long(later, names_2021)])
