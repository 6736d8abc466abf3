"""
Statistics: arrays and tables in, arrays and tables out; pure, with the method and its source named in each docstring.

Unless a docstring says otherwise: numbers are scalars, sequences, arrays or Series, which broadcast and count by
position; a scalar in gives a float out; missing in any form is NaN. `confidence` is the share of intervals that hold
the truth, above 0. What cannot be, such as a count below 0, raises `ValueError`, with how many and the first.
"""

from analysis.statistics._parts import weakest
from analysis.statistics.aggregation import aggregate_counts, aggregate_shares
from analysis.statistics.comparison import (
    COMPARISON_WORDS,
    benjamini_hochberg,
    compare,
    compare_shares,
    comparison_p_value,
    judge,
    rest_of,
)
from analysis.statistics.estimates import aggregate_estimates
from analysis.statistics.funnel import funnel_limits
from analysis.statistics.intervals import design_effect, difference, kish_effective_n, mean_interval, wilson
from analysis.statistics.projection import aged, gompertz, project, spread, survival_ratios
from analysis.statistics.rates import (
    ESP2013,
    byar,
    count_interval,
    directly_standardised_rate,
    exact_poisson,
    indirectly_standardised_ratio,
    rate,
)
from analysis.statistics.trend import TREND_WORDS, Trend, trend

__all__ = [
    "COMPARISON_WORDS",
    "ESP2013",
    "TREND_WORDS",
    "Trend",
    "aged",
    "aggregate_counts",
    "aggregate_estimates",
    "aggregate_shares",
    "benjamini_hochberg",
    "byar",
    "compare",
    "compare_shares",
    "comparison_p_value",
    "count_interval",
    "design_effect",
    "difference",
    "directly_standardised_rate",
    "exact_poisson",
    "funnel_limits",
    "gompertz",
    "indirectly_standardised_ratio",
    "judge",
    "kish_effective_n",
    "mean_interval",
    "project",
    "rate",
    "rest_of",
    "spread",
    "survival_ratios",
    "trend",
    "weakest",
    "wilson",
]
