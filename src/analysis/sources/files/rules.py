"""
Checks over rows, columns and years of a delivered table, once each cell has its meaning.

`apply_rules` does what needs no decision of anybody: it leaves out water, and says of a number
that rests on too little, or on nothing, that there is none. `rule_problems` says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analysis.ground.errors import Problem
from analysis.sources.files.definitions import Context
from analysis.sources.files.grid import STATUS, Delivered, TableView, partners, with_role
from analysis.sources.files.rules_areas import area_problems, is_strange, is_water
from analysis.sources.files.rules_numbers import MODEL, model_columns, number_problems

NOT_APPLICABLE, TOO_FEW = "niet van toepassing", "te weinig waarnemingen"
ESTIMATES = ("waarde", "ondergrens", "bovengrens")


def apply_rules(delivered: Delivered, context: Context) -> Delivered:
    """
    Return the table as it may be used; nothing is guessed and nothing is repaired.

    - Rows of water (codes of buurten that end in 9997 or 9998) are left out, and in a file
      that holds more than is used, those of areas that are not known here.
    - A value over a noemer of 0 (or, without a noemer, over nobody) is `niet van toepassing`.
    - A value over fewer observations than `minimum_n` is `te weinig waarnemingen`; n stays.
    - A number that is said to come from a model, by the definition or by the row, has
      status `modelschatting`.

    Parameters
    ----------
    delivered : Delivered
        As converted; not changed.
    context : Context
        What is known of areas.

    Returns
    -------
    Delivered
        A new one, with the same grid and problems.
    """
    table = _without_others(delivered, context)
    table = _zero_noemer(delivered, table)
    table = _too_few(delivered, table)
    return replace(delivered, table=_estimates_of_models(delivered, table))


def rule_problems(delivered: Delivered, context: Context) -> Iterator[Problem]:
    """
    Yield what is wrong with a table as a whole, after `apply_rules`.

    Parameters
    ----------
    delivered : Delivered
        Cells that did not convert have their own problem already and are passed over.
    context : Context
        Areas, boundaries and kernen that are known.

    Yields
    ------
    Problem
        F137, F210 to F213, F220 to F225, F231, F232, F234, F252, F253 and F257 to F259.
    """
    rows = TableView(delivered)
    yield from area_problems(rows, context)
    yield from number_problems(rows, context)


def _without_others(delivered: Delivered, context: Context) -> pd.DataFrame:
    table, wide = delivered.table, delivered.definition.ruim
    for column in delivered.definition.of_kind("gebied"):
        if column.naam in table:
            drop = [is_water(code) or (wide and is_strange(code, context)) for code in table[column.naam]]
            table = table[~pd.Series(drop, index=table.index, dtype=bool)]
    return table.reset_index(drop=True)


def _zero_noemer(delivered: Delivered, table: pd.DataFrame) -> pd.DataFrame:
    # Where the value is still to be made, its teller says why it cannot be.
    roles = ESTIMATES if with_role(delivered, "waarde") else ("teller",)
    base = "noemer" if with_role(delivered, "noemer") else "n"
    for role in roles:
        for value, noemer in partners(delivered, role, base):
            table = _withhold(table, value, table[noemer] == 0, NOT_APPLICABLE)
    return table


def _too_few(delivered: Delivered, table: pd.DataFrame) -> pd.DataFrame:
    # The teller goes too: with it and the noemer anybody makes the value again.
    for role in (*ESTIMATES, "teller"):
        for value, n in partners(delivered, role, "n"):
            few = table[n] < delivered.definition.minimum_n
            table = _withhold(table, value, few & table[value].notna(), TOO_FEW)
    return table


def _withhold(table: pd.DataFrame, column: str, wrong: pd.Series, status: str) -> pd.DataFrame:
    if not wrong.any():
        return table
    changed = {column: table[column].mask(wrong), column + STATUS: table[column + STATUS].mask(wrong, status)}
    return table.assign(**changed)


def _estimates_of_models(delivered: Delivered, table: pd.DataFrame) -> pd.DataFrame:
    modelled = pd.Series(delivered.definition.meting == "model", index=table.index)
    for column in model_columns(delivered):
        modelled |= table[column].isin(MODEL)
    for column in with_role(delivered, "waarde"):
        status = table[column + STATUS]
        plain = modelled & table[column].notna() & (status == "")
        table = table.assign(**{column + STATUS: status.mask(plain, "modelschatting")})
    return table
