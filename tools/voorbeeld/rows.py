"""Rows, rounding and chance of the fictional tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.ground import paths
from analysis.model import tidy

GEMEENTE = "GM0148"
SEED = 148  # of every table; another number gives other fictional figures, equally good

Row = dict[str, str | float]
Weights = Sequence[float] | npt.NDArray[np.float64]


def chance(table: int) -> np.random.Generator:
    """
    Return the source of chance of one table.

    Each table has its own stream, so that a change in one leaves the others as
    they are. Only `random()` is drawn from it: the one method that is least
    likely to change between versions of numpy.
    """
    return np.random.default_rng([SEED, table])


def near(generator: np.random.Generator, size: int, spread: float) -> npt.NDArray[np.float64]:
    """Return factors around 1, at most `spread` away."""
    return 1 + spread * (2 * generator.random(size) - 1)


def allot(total: int, weights: Weights) -> list[int]:
    """
    Divide a total over parts in whole numbers that add up to it.

    The largest remainders get what is left (Hamilton); of equal ones the first.

    Parameters
    ----------
    total : int
        What to divide.
    weights : sequence of float
        Size of each part, 0 or more.
    """
    shares = np.asarray(weights, dtype=np.float64)
    exact = shares / shares.sum() * total
    whole = np.floor(exact).astype(int)
    for part in np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]:
        whole[part] += 1
    return [int(number) for number in whole]


def round_to_five(count: int) -> int:
    """Round to the nearest multiple of 5, as CBS publishes counts per buurt."""
    return (count + 2) // 5 * 5


def count(source: str, indicator: str, area: str, period: str, value: float) -> Row:
    """Return the row of a count."""
    return _row(source, indicator, area, period) | {"waarde": value, "methode": "telling"}


def share(
    source: str, indicator: str, area: str, period: str, *, teller: int, noemer: int, survey: bool = False
) -> Row:
    """Return the row of a percentage with its counts; the base of a survey is also its `n`."""
    value = round(100 * teller / noemer, 4)
    row = count(source, indicator, area, period, value) | {"teller": teller, "noemer": noemer}
    return row | {"n": noemer} if survey else row


def score(source: str, indicator: str, area: str, period: str, value: float, *, n: int) -> Row:
    """Return the row of a mean score of a survey, which is published without bounds."""
    return _row(source, indicator, area, period) | {"waarde": value, "n": n, "methode": "bron"}


def suppressed(source: str, indicator: str, area: str, period: str) -> Row:
    """Return the row of a count that the source would not publish."""
    return _row(source, indicator, area, period) | {"status": "onderdrukt", "methode": "geen"}


def to_table(rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows as a table of the contract."""
    return tidy.conform(pd.DataFrame(list(rows)).reindex(columns=list(tidy.COLUMNS)))


def csv_text(table: pd.DataFrame) -> str:
    """Write a table as the embedded files are: comma, LF, whole numbers without a point, missing as nothing."""
    text = table.copy()
    for column in tidy.NUMBER_COLUMNS:
        text[column] = pd.Series([_number(value) for value in table[column]], index=table.index, dtype="str")
    return str(text.to_csv(index=False, lineterminator="\n"))


def published(source: str, indicator: str, period: str) -> dict[str, int]:
    """Return the whole numbers of one indicator that a real source gives, by area."""
    path = paths.data() / "cijfers" / f"{source}.csv"
    figures = tidy.read_csv(path, name=paths.relative(path))
    rows = figures[(figures["indicator"] == indicator) & (figures["periode"] == period)]
    return {str(area): int(value) for area, value in zip(rows["gebied"], rows["waarde"], strict=True)}


def kernindeling() -> pd.DataFrame:
    """Return which wijk and kern each buurt belongs to, in the order of the file."""
    return pd.read_csv(paths.data() / "geo" / GEMEENTE / "kernindeling.csv", dtype=str, encoding="utf-8")


def kerngebied(kern: str) -> str:
    """Return the code of a kern with its buitengebied."""
    return f"KERNGEBIED-{GEMEENTE}-{kern.lower()}"


def _row(source: str, indicator: str, area: str, period: str) -> Row:
    return {
        "indicator": indicator,
        "gebied": area,
        "periode": period,
        "status": "voorbeeld",
        "methode": "geen",
        "bron": source,
    }


def _number(value: float) -> str:
    if np.isnan(value):
        return ""
    return str(int(value)) if value == int(value) else str(round(value, 4))
