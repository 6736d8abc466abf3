"""Which column of a map is which: by each name that a definition gives it, capitals aside."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.ground.errors import Problem

Columns = Mapping[str, Sequence[str]]  # own name -> other names


def rename(fields: pd.DataFrame, columns: Columns, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """
    Give the columns their own names; those that are no column of the definition are left out.

    Returns
    -------
    DataFrame
        The columns that were found.
    list of Problem
        Missing and doubled columns.
    """
    renamed, problems = {}, []
    for own, others in columns.items():
        found = matches(fields.columns, own, others)
        if len(found) == 1:
            renamed[own] = fields[found[0]]
        elif found:
            problems.append(
                Problem.at("F140", name, None, own, _quoted(found), "een kolom", "Haal er een weg.")
            )
        else:
            also = f" (of {', '.join(others)})" if others else ""
            there = _quoted(fields.columns) or "geen enkele kolom"
            action = "Voeg de kolom toe."
            if name.lower().endswith(".zip"):
                action += " Een shapefile kapt namen af tot tien tekens: lever de kaart dan als GeoPackage."
            problems.append(Problem.at("F142", name, None, own, there, f"deze kolom{also}", action))
    return pd.DataFrame(renamed), problems


def matches(fields: Iterable[str], own: str, others: Sequence[str]) -> list[str]:
    """Return the fields that are a column by one of its names, capitals aside."""
    names = {_plain(name) for name in (own, *others)}
    return [str(one) for one in fields if _plain(str(one)) in names]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{one}"' for one in names)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()
