"""Fractions of 1 where percentages should stand: some among the others, or a whole file of them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.ground.errors import Problem
from analysis.model.rules import arithmetic
from analysis.model.rules.measures import Known
from analysis.model.rules.placed import FETCHED, PROJECT, cell, number, problem

Found = tuple[object, Problem]

# So many percentages, of so many indicators, say together what one does not; and so many times less is far below.
HANDFUL, SEVERAL, FAR = 5, 3, 5


def mixed_problems(rows: pd.DataFrame) -> Iterator[Found]:
    """Yield F220: fractions of 1 among the percentages of one indicator, and of one file."""
    shares = rows[(rows["per"] == arithmetic.HUNDRED) & rows["gemeten"] & rows["teller"].isna()]
    shares = shares[shares["herkomst"] == PROJECT]
    told: set[object] = set()
    for keys, mixed in ((["bestand", "indicator"], False), (["bestand"], True)):
        small = shares["waarde"].between(0, 1, inclusive="right")
        some = small.groupby([shares[key] for key in keys], sort=False).transform("any")
        for _, group in shares[some].groupby(keys, sort=False):
            wrong = arithmetic.fractions(group["waarde"], group["decimalen"], mixed=mixed)
            other = group[group["waarde"] > 1]
            for row in group[wrong].itertuples():
                if row.Index in told:
                    continue
                told.add(row.Index)
                beside, line = cell(other.iloc[0]), int(other["rij"].iloc[0])
                meant = number(row.waarde * 100, row)
                yield row.Index, problem(row, "F220", "waarde", other=beside, line=line, meant=meant)


def file_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield F264, the same at each row: percentages of several indicators, by one source in one file, that are all at most 1.

    Rare things are real: no word where most of what is known of the indicators is as small. Known is what the
    catalogue calls plausible (`aannemelijk`), else what other sources say. An error where most of it is far
    above, or where nothing is known and most have more decimals than such a percentage; else a warning.
    """
    shares = rows[(rows["per"] == arithmetic.HUNDRED) & (rows["waarde"] > 0) & rows["teller"].isna()]
    small = shares.groupby(["bestand", "bron"], sort=False)["waarde"].transform("max") <= 1
    usual = shares[~small].groupby("indicator")["waarde"].median() / FAR
    for _, group in shares[small].groupby(["bestand", "bron"], sort=False):
        if len(group) < HANDFUL or group["indicator"].nunique() < SEVERAL:
            continue
        named = {name: known.measures[name] for name in group["indicator"].unique()}
        least = {name: one.plausible[0] if one.plausible else usual.get(name) for name, one in named.items()}
        low = group["indicator"].map(least).astype("float64")
        far, near = (group["waarde"] < low).sum(), (group["waarde"] >= low).sum()
        ordinary = group["indicator"].map({name: max(one.decimals, 1) for name, one in named.items()})
        if near and near >= far:
            continue
        finer = (group["decimalen"] > ordinary).mean() > 1 / 2
        row = next(group.itertuples())
        found = f"{len(group)} percentages van {len(named)} indicatoren, geen boven de 1, zoals {cell(row)}"
        warning = row.herkomst == FETCHED or not (far or finer)
        told = problem(
            row, "F264", "waarde", found=found, warning=warning, meant=number(100 * row.waarde, row)
        )
        yield from ((index, told) for index in group.index)
