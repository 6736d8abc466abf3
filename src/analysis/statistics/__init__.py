"""Statistics: arrays and tables in, tables out; pure, with the method named in each docstring."""

from analysis.statistics.aggregation import aggregate_counts, aggregate_shares
from analysis.statistics.comparison import (
    COMPARISON_WORDS,
    compare,
    compare_shares,
    judge,
    rest_of,
)
from analysis.statistics.counts import byar, count_interval, exact_poisson
from analysis.statistics.estimates import aggregate_estimates
from analysis.statistics.funnel import funnel_limits
from analysis.statistics.intervals import difference, mean_interval, wilson
from analysis.statistics.multiplicity import benjamini_hochberg, comparison_p_value
from analysis.statistics.projection import aged, gompertz, project, spread, survival_ratios
from analysis.statistics.rates import (
    ESP2013,
    directly_standardised_rate,
    indirectly_standardised_ratio,
    rate,
)
from analysis.statistics.statuses import weakest
from analysis.statistics.survey import design_effect, kish_effective_n
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
