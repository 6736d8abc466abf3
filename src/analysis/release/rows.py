"""Rows of the table contract as the gate looks at them: their keys, whose they are, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from analysis.model.catalogue import Catalogue
from analysis.model.tidy import WITH_VALUE
from analysis.release.families import WIDER
from analysis.release.sums import Row
from analysis.release.told import FICTIONAL, HIDDEN, TOO_FEW, Numbers, key_of


def keys_of(table: pd.DataFrame) -> list[Row]:
    """Return the key of each row of a table of the contract."""
    return [Row(*key) for key in zip(*(table[column] for column in Row._fields), strict=True)]


def own_rows(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return the rows that the gate protects: those shown, those hidden and those of too few answers."""
    table = table[table["indicator"].isin(catalogue.indicators)]
    return table[is_own(table, catalogue) & table["status"].isin([*WITH_VALUE, HIDDEN, TOO_FEW])]


def is_own(table: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Say per row whether the gate protects its counts: a registration, or shares of an own survey."""
    share = _each(table, lambda one: catalogue[one].is_share)
    return _each(table, lambda one: catalogue[one].eigen_registratie) | (is_survey(table, catalogue) & share)


def is_survey(table: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Say per row whether it is of an own survey; answers of a whole province or country are nobody's here."""
    wide = {code for code, area in catalogue.areas.items() if area.niveau in WIDER}
    return _each(table, lambda one: catalogue[one].eigen_onderzoek) & ~table["gebied"].isin(wide)


def _each(table: pd.DataFrame, says: Callable[[str], bool]) -> pd.Series:
    found = {one: says(one) for one in table["indicator"].unique()}
    return table["indicator"].map(found).astype(bool)


def said(rows: Iterable[Numbers]) -> dict[Row, tuple[object, ...]]:
    """Return what rows say, in a form that can be held against other rows."""
    columns = ("status", "waarde", "teller", "noemer", "n")
    return {key_of(row): tuple(None if pd.isna(row[one]) else row[one] for one in columns) for row in rows}


def hides(rows: Iterable[Numbers]) -> bool:
    """Whether any of the rows is hidden."""
    return any(row["status"] in (HIDDEN, TOO_FEW) for row in rows)


def is_fictional(row: Numbers) -> bool:
    """Whether a number is fictional: it is about nothing real."""
    return bool(row["status"] == FICTIONAL or row["bron"].startswith(FICTIONAL))
