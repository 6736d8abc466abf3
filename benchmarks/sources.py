"""
Seconds and memory to fetch the kerncijfers of the whole country, and to read them.

    python benchmarks/sources.py [--small]

18,000 areas, 120 columns, ten years, from a server on this machine in a process of its
own; its time is not ours. Aim: under 60 seconds and 1.5 GB on two cores, linear in the
number of areas, and one gemeente of all ten years from the store in under 0.3 s a year.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import requests
from tests.recorded.fixtures import addresses, running

from analysis.sources.http import Client
from analysis.sources.observations import read_observations
from analysis.sources.odata_client import Request
from analysis.sources.odata_fetch import fetch_table
from analysis.sources.snapshots import Store

TODAY = dt.date(2026, 1, 1)
GEMEENTE = "GM0148"


def main() -> None:
    """Fetch and read, at full size and for half of the areas, and print two tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="two years of 6,000 areas, to try it out")
    small = parser.parse_args().small
    areas, topics, years = (6_000, 120, 2) if small else (18_000, 120, 10)
    half = national(areas // 2, topics, years)
    whole = national(areas, topics, years)
    print(
        f"{'gebieden':>9}{'jaren':>6}{'ophalen s':>11}{'waarvan server':>15}{'lezen s':>9}{'samen':>8}{'MB':>6}{'getallen':>12}"
    )
    for line in (half, whole):
        fetch, server, read = line["fetch"], line["server"], line["read"]
        print(
            f"{line['areas']:>9}{years:>6}{fetch:>11.1f}{server:>15.1f}{read:>9.1f}{fetch + read:>8.1f}"
            f"{line['peak']:>6.0f}{line['numbers']:>12,}"
        )
    ratio = (whole["fetch"] + whole["read"]) / (half["fetch"] + half["read"])
    print(f"Twee keer zo veel gebieden: {ratio:.2f} keer zo lang.")
    print(
        f"Eén gemeente uit het land: {whole['one'] / years:.3f} s per jaar ({whole['one_numbers']:,.0f} getallen)."
    )


def national(areas: int, topics: int, years: int) -> dict[str, float]:
    """Run one size; memory is the peak of this process so far, so the smaller size goes first."""
    with running(f"{areas}x{topics}") as server, tempfile.TemporaryDirectory() as place:
        os.environ |= addresses(server)
        store, client = Store(Path(place)), Client()
        server_seconds = download_only(server, areas) * years
        start = time.perf_counter()
        questions = [Request("kwb", "cbs", f"LAND{2016 + y}", "WijkenEnBuurten", None) for y in range(years)]
        snapshots = [fetch_table(client, question, store, today=TODAY)[0] for question in questions]
        fetched = time.perf_counter()
        wanted = [f"Onderwerp{topic:03d}" for topic in range(topics)]
        numbers = sum(len(read_observations(one, areas=None, topics=wanted)) for one in snapshots)
        read = time.perf_counter()
        newest = [store.newest("kwb", question.part) for question in questions]
        one = sum(len(read_observations(o, areas=[GEMEENTE], topics=wanted)) for o in newest if o)
        end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "areas": areas,
        "fetch": fetched - start,
        "server": server_seconds,
        "read": read - fetched,
        "one": end - read,
        "one_numbers": one,
        "numbers": numbers,
        "peak": peak,
    }


def download_only(server: str, areas: int) -> float:
    """Return the seconds to receive the pages of a year, once the server has made them."""
    pages = [
        f"{server}/cbs/ODataFeed/odata/LAND2016/UntypedDataSet?$format=json&$skiptoken={start}"
        for start in range(0, areas, 10_000)
    ]
    requests.get(pages[0], timeout=60)  # the server makes its pages at the first question
    start = time.perf_counter()
    for page in pages:
        requests.get(page, timeout=60)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
