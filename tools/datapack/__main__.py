"""
Make `data/cijfers/*.parquet`, the embedded tables of the whole country, from copies of published tables.

    python -m tools.datapack FOLDER

FOLDER holds the copies, one folder a subject; the README of each names its origin. `data/bronnen.csv` says of every
source where it comes from and by which copy; `data/README.md` what was measured on it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from analysis.ground import paths
from analysis.sources.tables import read_tables
from tools.datapack import health, kwb, others, rounding, rows

# Names that CBS writes in more than one way, with what stands behind the comma in the list of codes.
SUFFIXES = (" (gemeente)",)
REGIONS = {
    "Nederland": "NL00",
    "Overijssel (PV)": "PV23",
    "Oost-Nederland (LD)": "LD02",
    "GGD IJsselland (GG)": "GG1009",
    "GGD Twente (GG)": "GG1106",
}


def main() -> None:
    """Read everything, then write everything."""
    parser = argparse.ArgumentParser(prog="python -m tools.datapack", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    pack = parser.parse_args().folder
    tables = read_tables().tabellen
    codes = _codes(pack)
    made = {
        "cbs_kwb": kwb.kwb(pack, tables["cbs_kwb"]),
        "rivm_50090": health.buurten(pack, tables["rivm_gezondheid"]),
        "rivm_gezondheid": health.own_health(pack),
        "rivm_jongvolwassenen": health.young_adults(pack, tables["rivm_jongvolwassenen"]),
        "cbs_gezondheidsmonitor": health.adults(pack, codes),
        "cbs_wmo_wijk": others.wmo(pack),
        "politie_47022": others.crime(pack),
        "cbs_regionale_kerncijfers": others.core_figures(pack, codes),
        "cbs_inkomen_2020": others.income(pack),
        "cbs_pbl_prognose_2020": others.forecast(pack),
    }
    for name, table in made.items():
        rows.write(table, paths.data() / "cijfers" / f"{name}.parquet")
    print("\nWat buurten samen missen, per buurt (2, 25, 50, 75 en 98% van de gemeenten):")
    print("\n".join(rounding.lines(made["cbs_kwb"])))


def _codes(pack: Path) -> Mapping[str, str]:
    """Return codes by name: gemeenten of every year, and the regions that are used."""
    path = pack / "gemeenten" / "kerncijfers_gemeenten_2012_2017-2019_2022-2024.csv.gz"
    every = rows.read(path).sort_values("jaar")
    found = dict(zip(every["gemeentenaam"], every["gemeentecode"], strict=True))
    found |= {f"{name}{suffix}": code for name, code in found.items() for suffix in SUFFIXES}
    return found | REGIONS


if __name__ == "__main__":
    main()
