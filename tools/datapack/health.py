"""Health: estimates of RIVM per buurt, the monitor of CBS per gemeente with margins, and the monitor of young adults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.model import tidy
from analysis.sources.tables import NetworkTable
from tools.datapack import rows

ADULTS, ELDERLY = "20300", "80200"
COUNTRY = {"NL01": "NL00"}
# Table 50090NED has these and its successor in data/tabellen.yml has not.
ONLY_EARLIER = {
    "eenofmeerlichamelijkebeperkingen": "gm_lichamelijke_beperking",
    "beperkinginbewegen": "gm_beperkt_in_bewegen",
    "matighoogrisicoopangstofdepressie": "gm_matig_hoog_risico_angst_depressie",
    "ernstigegeluidhinderdoorburen": "gm_geluidhinder_van_buren",
    "matigveelregieovereigenleven": "gm_regie_over_eigen_leven",
}
# What is asked of the elderly apart.
OF_65PLUS = {
    "eenzaam": "gm65_eenzaam",
    "ernstigzeerernstigeenzaam": "gm65_sterk_eenzaam",
    "matigveelregieovereigenleven": "gm65_regie_over_eigen_leven",
    "mantelzorger": "gm65_mantelzorger",
    "vrijwilligerswerk": "gm65_vrijwilligerswerk",
    "beperkinginbewegen": "gm65_beperkt_in_bewegen",
    "moeitemetrondkomen": "gm65_moeite_met_rondkomen",
    "voldoetaanbeweegrichtlijn": "gm65_beweegrichtlijn",
}
# CBS 83674NED (2016, 19 and older) and 85012NED (2020, 18 and older), by column without number.
MONITOR = {
    "ErvarenGezondheidGoedZeerGoed": "vol_goed_ervaren_gezondheid",
    "EenOfMeerLangdurigeAandoeningen": "vol_langdurige_aandoening",
    "EenOfMeerLichamelijkeBeperkingen": "vol_lichamelijke_beperking",
    "Overgewicht": "vol_overgewicht",
    "ErnstigOvergewicht": "vol_ernstig_overgewicht",
    "ErnstigOvergewichtObesitas": "vol_ernstig_overgewicht",
    "VoldoetAanBeweegrichtlijn": "vol_beweegrichtlijn",
    "WekelijkseSporters": "vol_wekelijkse_sporter",
    "WekelijksSporter": "vol_wekelijkse_sporter",
    "Mantelzorger": "vol_mantelzorger",
    "ZwaarBelasteMantelzorgers": "vol_mantelzorger_zwaar_belast",
    "UrenMantelzorgPerWeek": "vol_mantelzorg_uren",
    "Rokers": "vol_rookt",
    "VoldoetAanRichtlijnAlcoholgebruik": "vol_alcoholrichtlijn",
    "ZwareDrinker": "vol_zware_drinker",
    "OvermatigDrinker": "vol_overmatige_drinker",
}
# Asked of people of 65 and older only.
MONITOR_65PLUS = {"Mantelzorgontvanger": "vol65_ontvangt_mantelzorg"}
BOUNDS = {
    "Waarde": "waarde",
    "Ondergrens 95%-interval": "ondergrens",
    "Bovengrens 95%-interval": "bovengrens",
}


def buurten(pack: Path, table: NetworkTable) -> pd.DataFrame:
    """Return the estimates of 50090NED: every buurt, wijk and gemeente in 2012, 2016 and 2020."""
    names = {rows.plain(stem): topic.indicator for topic in table.onderwerpen for stem in topic.same}
    found = []
    for year in (2012, 2016, 2020):
        for group, columns in (("18plus", names | ONLY_EARLIER), ("65plus", OF_65PLUS)):
            name = f"rivm50090NED_gezondheid_wijk_buurt_{year}_{group}_alle_gebieden.csv.gz"
            wide = rows.read(pack / "gezondheid" / name).rename(columns=rows.plain)
            wide = wide.assign(gebied=wide["wijkenenbuurten"].replace(COUNTRY), periode=str(year))
            found.append(rows.long(wide, columns, source="rivm_50090", status="modelschatting"))
    return tidy.conform(pd.concat(found, ignore_index=True))


def own_health(pack: Path) -> pd.DataFrame:
    """Return good self-rated health of 50150NED, five years: a newer run of the model, never one series with 50090NED."""
    wide = rows.read(pack / "kwb_jaren" / "rivm50150NED_goed_ervaren_gezondheid_2012-2024.csv.gz")
    years = ["2012", "2016", "2020", "2022", "2024"]
    by_year = wide.rename(columns={"code": "gebied"}).melt("gebied", years, "periode", "goed")
    names = {"goed": "gm_goed_ervaren_gezondheid"}
    return tidy.conform(rows.long(by_year, names, source="rivm_gezondheid", status="modelschatting"))


def young_adults(pack: Path, table: NetworkTable) -> pd.DataFrame:
    """Return the monitor of 2024, young people of 16 to 25, of every gemeente and region that has figures."""
    path = pack / "gezondheid" / "rivm50140NED_monitor_jongvolwassenen_2024_gemeenten_ggd_nl.csv.gz"
    wide = rows.read(path).rename(columns=rows.plain)
    wide = wide.assign(gebied=wide["regios"].replace(COUNTRY), periode="2024")
    wide = wide[~wide["gebied"].str.startswith("CG")]  # nobody says which area CG01 is
    names = {rows.plain(stem): topic.indicator for topic in table.onderwerpen for stem in topic.same}
    return tidy.conform(rows.long(wide, names, source="rivm_jongvolwassenen"))


def adults(pack: Path, codes: Mapping[str, str]) -> pd.DataFrame:
    """Return the monitor of adults of 2016 and 2020 with its margins, of the areas of which the code is known."""
    found = []
    for name, year in (
        ("83674NED_gezondheidsmonitor_2016", "2016"),
        ("85012NED_gezondheidsmonitor_2020", "2020"),
    ):
        wide = rows.read(pack / "gezondheid" / f"cbs{name}_alle_regios_met_marges.csv.gz")
        wide = wide.assign(gebied=wide["RegioS"].map(codes), periode=year).dropna(subset="gebied")
        found += [
            _with_bounds(wide[wide["Leeftijd"] == "Totaal"], MONITOR),
            _with_bounds(wide[wide["Leeftijd"] == "65 jaar of ouder"], MONITOR_65PLUS),
        ]
    return tidy.conform(pd.concat(found, ignore_index=True))


def _with_bounds(wide: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    parts = {}
    for word, column in BOUNDS.items():
        part = rows.long(wide[wide["Marges"] == word], names, source="cbs_gezondheidsmonitor")
        parts[column] = part.set_index(list(tidy.KEY))["waarde"]
    base = rows.long(wide[wide["Marges"] == "Waarde"], names, source="cbs_gezondheidsmonitor")
    base = base.set_index(list(tidy.KEY))
    for column in ("ondergrens", "bovengrens"):
        base[column] = parts[column].reindex(base.index)
    return base.reset_index()
