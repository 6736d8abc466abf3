"""Seconds that each statistic takes for 18,000 areas: python benchmarks/statistical_functions.py."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

# A script's own folder comes first on the path, where this file would hide the standard library's `statistics`.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).parent.resolve()]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from analysis.statistics import aggregation, comparison, intervals, trend  # noqa: E402

AREAS = 18_000
SERIES = 500  # trend takes one series a call


def cases() -> dict[str, Callable[[], object]]:
    rng = np.random.default_rng(1)
    noemer = rng.integers(20, 5000, AREAS)
    teller = rng.binomial(noemer, 0.15)
    share = teller / noemer
    lower, upper = intervals.wilson(teller, noemer)
    status = np.where(rng.uniform(size=AREAS) < 0.1, "onderdrukt", "definitief")
    buurten = pd.DataFrame(
        {
            "gebied": [f"BU{i:08d}" for i in range(AREAS)],
            "teller": np.where(status == "onderdrukt", np.nan, teller),
            "noemer": noemer.astype(float),
            "status": status,
            "waarde": np.where(status == "onderdrukt", np.nan, share),
            "ondergrens": lower,
            "bovengrens": upper,
        }
    )
    kernen = dict(zip(buurten["gebied"], [f"KERN-{i // 5}" for i in range(AREAS)], strict=True))
    years = list(range(2015, 2025))
    series = np.cumsum(rng.normal(0, 1, (SERIES, 10)), axis=1)
    return {
        "wilson": lambda: intervals.wilson(teller, noemer),
        "difference": lambda: intervals.difference(teller, noemer, teller[::-1], noemer[::-1]),
        "compare": lambda: comparison.compare(share, lower, upper, 0.15),
        "compare_shares": lambda: comparison.compare_shares(teller, noemer, teller[::-1], noemer[::-1]),
        "comparison_p_value": lambda: comparison.comparison_p_value(share, lower, upper, 0.15),
        "rest_of": lambda: comparison.rest_of(teller, noemer, teller.sum(), noemer.sum()),
        "benjamini_hochberg": lambda: comparison.benjamini_hochberg(share),
        "aggregate_counts": lambda: aggregation.aggregate_counts(
            buurten, kernen, columns=("teller", "noemer")
        ),
        "aggregate_shares": lambda: aggregation.aggregate_shares(buurten, kernen, rounding=5),
        "aggregate_estimates": lambda: aggregation.aggregate_estimates(buurten, kernen),
        f"trend ({SERIES} series of 10 years)": lambda: [
            trend.trend(row, row - 1, row + 1, periods=years) for row in series
        ],
    }


def main() -> None:
    print(f"{'function':<40}{'seconds':>10}   best of 3, {AREAS:,} areas")
    for name, run in cases().items():
        best = np.inf
        for _ in range(3):
            start = time.perf_counter()
            run()
            best = min(best, time.perf_counter() - start)
        print(f"{name:<40}{best:>10.4f}")


if __name__ == "__main__":
    main()
