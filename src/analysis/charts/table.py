"""The table that a chart takes: rows of the contract, with names beside the codes and values as they are written."""

from __future__ import annotations

import pandas as pd

from analysis.ground import dutch
from analysis.model.catalogue import Catalogue, Indicator
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE


def has_value(rows: pd.DataFrame) -> pd.Series:
    """Return which rows hold a number."""
    return rows["status"].isin(WITH_VALUE)


def write(value: float, unit: str, decimals: int) -> str:
    """Write a value as it stands at a bar or a dot: with % or bare, never with the unit in words."""
    return dutch.quantity(value, "%" if unit == "%" else "", decimals)


def written(value: float, entry: Indicator) -> str:
    """Write a value of an indicator as `write` does, with its own decimals."""
    return write(value, entry.eenheid, entry.decimalen)


def named(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """
    Put names beside the codes of rows of the contract.

    Adds `naam` (of the area), `onderwerp` (short name of the indicator), `eenheid`, `decimalen`, and `tekst`: the value
    as it is written, or why there is none.
    """
    entries = [catalogue[indicator] for indicator in rows["indicator"].tolist()]
    values = zip(entries, rows["waarde"].tolist(), rows["status"].tolist(), strict=True)
    return rows.assign(
        naam=[catalogue.name(area) for area in rows["gebied"].tolist()],
        onderwerp=[entry.kort for entry in entries],
        eenheid=[entry.eenheid for entry in entries],
        decimalen=[entry.decimalen for entry in entries],
        tekst=[
            written(value, entry) if value == value else STATUS_TEXT[status]
            for entry, value, status in values
        ],
    )


def points(table: pd.DataFrame, name: str) -> list[tuple[float, str, str]]:
    """Return value, name and text of each row with a number, for `dutch.extremes`; `name` is a column."""
    return list(table.loc[has_value(table), ["waarde", name, "tekst"]].itertuples(index=False, name=None))


def unit_of(table: pd.DataFrame) -> tuple[str, int]:
    """Return the unit and the decimals of a table of one unit: those of its first row."""
    return str(table["eenheid"].iloc[0]), int(table["decimalen"].iloc[0])


def axis_unit(unit: str) -> str:
    """Return the unit as it stands along an axis, where each number has its % already."""
    return "" if unit == "%" else unit[:1].upper() + unit[1:]
