"""
Seconds and memory per figure family and map, from an open release to the files of the card.

    python benchmarks/figures.py [--runs 3]

Prints the median CPU time of drawing and of saving, once imports are warm, and
the peak memory of the process after each family. Aim: a card under 0.7 s CPU,
all of Dalfsen's cards within 1 GB.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analysis.cards.card import Card, Gap
from analysis.cards.save import save
from analysis.charts import style
from analysis.ground import paths
from analysis.model.params import read_params
from analysis.release.build import build_release
from analysis.release.release import Release
from analysis.release.store import read_release
from analysis.topics import conversation_sheet, jeugdhulp, mantelzorg, maps, themes, wijkprofiel

KERN = "KERNGEBIED-GM0148-nieuwleusen"

FAMILIES: dict[str, Callable[[Release], object]] = {
    "kaart per kern, met webpagina": lambda r: maps.kernkaart(
        r, "bevolkingsdichtheid", "2018", "kern", title="?"
    ),
    "kaart per gemeente, met webpagina": lambda r: maps.gemeentekaart(
        r, "bevolkingsdichtheid", "2020", title="?"
    ),
    "kaarten per jaar": lambda r: maps.small_multiples(
        r, "bevolkingsdichtheid", ["2018", "2020", "2021", "2022", "2023", "2024"], "kerngebied", title="?"
    ),
    "ligging": lambda r: maps.locator(r, KERN),
    "ranglijst": lambda r: mantelzorg.carers(r),
    "antwoorden": lambda r: mantelzorg.tasks(r),
    "verdeling": lambda r: themes.ages(r, "2021"),
    "stippen": lambda r: themes.young_adults(r),
    "lijnen per maand": lambda r: jeugdhulp.three_lines(r),
    "lijn per jaar met marge": lambda r: jeugdhulp.share(r),
    "noemer": lambda r: themes.literacy_base(r),
    "profiel van een kern": lambda r: wijkprofiel.area_profile(r, KERN)[0],
    "spinnenweb": lambda r: wijkprofiel.positive_health(r, r.gemeente),
    "gesprekspapier": lambda r: conversation_sheet.gesprekspapier(r, KERN),
}


def main() -> None:
    """Draw and save each family a few times and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--runs", type=int, default=3, help="times each family is drawn; the median is printed"
    )
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "release")
        folder.mkdir()
        build_release(read_params(paths.params() / "dalfsen.yml"), folder)
        release = read_release(folder)
        style.use()
        for family in FAMILIES.values():  # warm: fonts, imports, the choice of sources
            family(release)
        print(f"{'familie':<36}{'tekenen s':>11}{'bewaren s':>11}{'samen':>8}{'doel 0,7':>10}{'piek MB':>9}")
        for name, family in FAMILIES.items():
            drawing, saving = zip(*(_once(family, release, Path(place)) for _ in range(runs)), strict=True)
            draw, keep = statistics.median(drawing), statistics.median(saving)
            print(
                f"{name:<36}{draw:>11.2f}{keep:>11.2f}{draw + keep:>8.2f}{(draw + keep) / 0.7:>9.1f}x{_peak():>9.0f}"
            )


def _once(family: Callable[[Release], object], release: Release, folder: Path) -> tuple[float, float]:
    started = time.process_time()
    result = family(release)
    drawn = time.process_time()
    if isinstance(result, Gap):
        sys.exit(f"No figure: {result.title} {result.reason}")
    if isinstance(result, Card):
        save(result, folder, digest="benchmark")
    return drawn - started, time.process_time() - drawn


def _peak() -> float:
    """Return the peak memory of this process in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


if __name__ == "__main__":
    main()
