"""What one row must be, by itself: declared as a table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from analysis.ground import dutch
from analysis.model.rules import arithmetic
from analysis.model.rules.facts import FIRST_YEAR, Known, has_begun
from analysis.model.rules.placed import Found, amount, cell, problem

Mask = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Rule:
    """
    One rule about the cell of a column.

    From rows with facts `applies` gives those that it is about, and `broken` those that break it. `key` is of the
    message, with the same code as for a delivered file where it is the same rule; `values` is what that leaves open.
    """

    key: str
    column: str
    applies: Mask
    broken: Mask
    values: Callable[[Any], dict[str, Any]] = lambda _: {}


def _everywhere(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=rows.index)


def _counted(rows: pd.DataFrame) -> pd.Series:
    """Only a number that somebody counted is whole: a model or a sum of weighted parts is not."""
    return rows["telling"] & rows["gemeten"] & (rows["status"] != "modelschatting")


def _below(column: str, least: int) -> Mask:
    return lambda rows: rows[column] < least


def _not_whole(column: str) -> Mask:
    return lambda rows: arithmetic.not_whole(rows[column])


def _outside(rows: pd.DataFrame) -> pd.Series:
    return arithmetic.outside(rows["waarde"], rows["laagste"], rows["hoogste"])


def _quotient(row: Any) -> dict[str, Any]:
    per, made = dutch.number(row.per), row.per * row.teller / row.noemer
    formula = f"{per} × {amount(row.teller)} / {amount(row.noemer)} = {dutch.number(made, 4)}"
    return {"made": f"{per} keer de teller gedeeld door de noemer: {formula}"}


_PEOPLE: Final = ("teller", "noemer", "n")
# A row that breaks one is passed over by the next: one cause is one message.
RULES: Final[tuple[Rule, ...]] = (
    Rule("F111 punt", "waarde", _counted, _not_whole("waarde")),
    *(Rule("F111 punt", name, _everywhere, _not_whole(name)) for name in _PEOPLE),
    *(Rule("F111 kolom", name, _everywhere, _below(name, 0)) for name in _PEOPLE),
    Rule("F111 kolom", "waarde", lambda rows: rows["telling"] & rows["gemeten"], _below("waarde", 0)),
    *(Rule("F251", name, lambda rows: rows["gemeten"], _below(name, 1)) for name in ("noemer", "n")),
    Rule("F221 tabel", "waarde", lambda rows: rows["per"] == arithmetic.HUNDRED, _outside),
    Rule(
        "F250",
        "waarde",
        _everywhere,
        _outside,
        lambda row: {"low": dutch.number(row.laagste), "high": dutch.number(row.hoogste)},
    ),
    Rule(
        "F223",
        "teller",
        _everywhere,
        lambda rows: arithmetic.exceeds(rows["teller"], rows["noemer"]),
        lambda row: {"most": f"de noemer, {cell(row, 'noemer')}"},
    ),
    Rule(
        "F223",
        "waarde",
        _counted,
        lambda rows: arithmetic.exceeds(rows["waarde"], rows["n"]),
        lambda row: {"most": f'het aantal dat antwoordde, {cell(row, "n")} in kolom "n"'},
    ),
    Rule(
        "F252",
        "waarde",
        lambda rows: rows["per"].notna(),
        lambda rows: arithmetic.off_quotient(
            rows["waarde"], rows["teller"], rows["noemer"], rows["per"], rows["decimalen"]
        ),
        _quotient,
    ),
)


def row_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """Yield the index of each row, placed and with facts, that breaks a rule, with what is wrong with it."""
    left = rows
    for rule in (*RULES, _begun(known)):
        wrong = rule.applies(left) & rule.broken(left).fillna(False)
        for row in left[wrong].itertuples():
            yield row.Index, problem(row, rule.key, rule.column, **rule.values(row))
        left = left[~wrong]


def _begun(known: Known) -> Rule:
    def broken(rows: pd.DataFrame) -> pd.Series:
        begun = {period: has_begun(period, known.today) for period in rows["periode"].unique()}
        return ~rows["periode"].map(begun).astype(bool)

    values: dict[str, Any] = {"first": FIRST_YEAR, "today": dutch.date(known.today)}
    return Rule("F230 begonnen", "periode", _everywhere, broken, lambda _: values)
