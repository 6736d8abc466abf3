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

from analysis import statistics  # noqa: E402

AREAS = 18_000
SERIES = 500  # trend takes one series a call


def cases() -> dict[str, Callable[[], object]]:
    rng = np.random.default_rng(1)
    noemer = rng.integers(20, 5000, AREAS)
    teller = rng.binomial(noemer, 0.15)
    share = teller / noemer
    lower, upper = statistics.wilson(teller, noemer)
    bands = rng.integers(1, 400, (AREAS, 19))
    events = rng.poisson(bands * 0.02)
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
    words = statistics.compare(share, lower, upper, 0.15)
    years = list(range(2015, 2025))
    series = np.cumsum(rng.normal(0, 1, (SERIES, 10)), axis=1)
    return {
        "wilson": lambda: statistics.wilson(teller, noemer),
        "byar": lambda: statistics.byar(teller),
        "exact_poisson": lambda: statistics.exact_poisson(teller),
        "count_interval": lambda: statistics.count_interval(teller),
        "rate": lambda: statistics.rate(teller, noemer),
        "directly_standardised_rate": lambda: statistics.directly_standardised_rate(events, bands),
        "indirectly_standardised_ratio": lambda: statistics.indirectly_standardised_ratio(
            teller, noemer * 0.15
        ),
        "difference": lambda: statistics.difference(teller, noemer, teller[::-1], noemer[::-1]),
        "kish_effective_n (19 weights each)": lambda: statistics.kish_effective_n(bands),
        "mean_interval (19 values each)": lambda: statistics.mean_interval(bands),
        "funnel_limits, proportion": lambda: statistics.funnel_limits(0.15, noemer),
        "funnel_limits, rate": lambda: statistics.funnel_limits(150, noemer, kind="rate"),
        "compare": lambda: statistics.compare(share, lower, upper, 0.15),
        "compare_shares": lambda: statistics.compare_shares(teller, noemer, teller[::-1], noemer[::-1]),
        "comparison_p_value": lambda: statistics.comparison_p_value(share, lower, upper, 0.15),
        "judge": lambda: statistics.judge(words, "lager is gunstig"),
        "rest_of": lambda: statistics.rest_of(teller, noemer, teller.sum(), noemer.sum()),
        "benjamini_hochberg": lambda: statistics.benjamini_hochberg(share),
        "aggregate_counts": lambda: statistics.aggregate_counts(buurten, kernen),
        "aggregate_shares": lambda: statistics.aggregate_shares(buurten, kernen, rounding=5),
        "aggregate_estimates": lambda: statistics.aggregate_estimates(buurten, kernen, suppressed=(0, 1)),
        f"trend ({SERIES} series of 10 years)": lambda: [
            statistics.trend(row, row - 1, row + 1, periods=years) for row in series
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
