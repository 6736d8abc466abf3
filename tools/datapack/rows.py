"""Tables as somebody sent or stored them, to rows of the table contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.model import tidy
from analysis.sources.tables import NetworkTable

COUNTED, GIVEN = "telling", "bron"
# RIVM writes a full stop where it has no figure, CBS nothing.
NOTHING = ("", ".")


def read(path: Path, *, separator: str = ",", encoding: str = "utf-8-sig") -> pd.DataFrame:
    """Read a table as text, every cell without the spaces that a fixed width leaves."""
    table = pd.read_csv(path, sep=separator, dtype="str", keep_default_na=False, encoding=encoding)
    return table.apply(lambda column: column.str.strip())


def long(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    source: str,
    counts: frozenset[str] = frozenset(),
    factors: Mapping[str, float] | None = None,
    status: str = "definitief",
) -> pd.DataFrame:
    """
    Return rows of the contract from a wide table with `gebied` and `periode`.

    `columns` is indicator by column, `counts` the indicators that are counts, `factors` what a value is multiplied by
    to have the unit of the catalogue. A cell without a figure gives no row: what is not published is not there.
    """
    factors = factors or {}
    there = {column: name for column, name in columns.items() if column in table.columns}
    found = table.melt(["gebied", "periode"], list(there), var_name="kolom", value_name="tekst")
    found = found[~found["tekst"].isin(NOTHING)]
    indicator = found["kolom"].map(there)
    value = pd.to_numeric(found["tekst"].astype("str").str.replace(",", ".", regex=False))
    # A factor of a thousand leaves dust behind the decimal point, and 2.2999999523 is 2.3 in single precision.
    value = (value * indicator.map(factors).fillna(1.0)).round(4)
    method = indicator.isin(counts).map({True: COUNTED, False: GIVEN})
    return tidy.typed(
        found.assign(indicator=indicator, waarde=value, status=status, methode=method, bron=source)
    )


def stems(table: NetworkTable, year: int) -> tuple[dict[str, str], frozenset[str], dict[str, float]]:
    """Return what `data/tabellen.yml` says of a year: indicator by plain name of the column, the counts, the factors."""
    topics = table.topics(year)
    names = {plain(stem): topic.indicator for topic in topics for stem in topic.same}
    counts = frozenset(topic.indicator for topic in topics if topic.telling)
    return names, counts, {topic.indicator: topic.factor for topic in topics}


def plain(column: str) -> str:
    """Return a column name as every copy has it: without the number at its end, underscores and capitals."""
    return re.sub(r"_[0-9]+$", "", column).replace("_", "").lower()


def together(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put tables of one source in one; of a number that two copies give the first stays, and they must be equal."""
    rows = pd.concat(tables, ignore_index=True)
    key = list(tidy.KEY)
    first = rows.drop_duplicates(key)
    both = rows.merge(first[[*key, "waarde"]], on=key, suffixes=("", "_eerst"))
    differ = both[(both["waarde"] - both["waarde_eerst"]).abs() > 0.5 * (both["waarde"].abs() < 100) + 0.051]
    if len(differ):
        print(f"  {len(differ)} getallen verschillen tussen twee kopieën; de eerste blijft staan:")
        print(differ[[*key, "waarde", "waarde_eerst"]].head(8).to_string(index=False))
    return tidy.conform(first)


def of_gemeente(codes: pd.Series) -> pd.Series:
    """Return the gemeente that each code names itself; empty for the country, a province or a region."""
    found = codes.str.extract(r"^(?:BU|WK|GM)([0-9]{4})")[0]
    return ("GM" + found).fillna("")


def write(rows: pd.DataFrame, path: Path) -> None:
    """Write a table of the country, sorted so that one gemeente is read without all others."""
    rows = rows.assign(gemeente=of_gemeente(rows["gebied"]))
    rows = rows.sort_values(["gemeente", *tidy.KEY], kind="stable", ignore_index=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.to_parquet(path, index=False, compression="zstd", row_group_size=20_000)
    size = path.stat().st_size / 1e6
    print(f"{path.name}: {len(rows)} rijen, {rows['gebied'].nunique()} gebieden, {size:.1f} MB")
