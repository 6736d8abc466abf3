"""What one row must be, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pandas as pd

from analysis.ground import dutch
from analysis.model.rules import arithmetic
from analysis.model.rules.facts import FIRST_YEAR, Known, has_begun
from analysis.model.rules.placed import Found, amount, cell, problem

_PEOPLE: Final = ("teller", "noemer", "n")
Values = Callable[[Any], dict[str, Any]]  # what a message leaves open, by row


def row_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield the index of each row, placed and with facts, that breaks a rule, with what is wrong with it.

    A row that breaks one is passed over by the next: one cause is one message. A key has the same code as for a
    delivered file where it is the same rule.
    """
    told = pd.Series(False, index=rows.index)
    for key, column, broken, values in _rules(rows, known):
        wrong = broken & ~told
        told |= wrong
        for row in rows[wrong].itertuples():
            yield row.Index, problem(row, key, column, **values(row))


def _rules(rows: pd.DataFrame, known: Known) -> Iterator[tuple[str, str, pd.Series, Values]]:
    """Yield each rule: the key of its message, the cell that is wrong, which rows break it, and their values."""
    value, share, measured = rows["waarde"], rows["per"], rows["gemeten"]
    counted = rows["telling"] & measured
    # Only a number that somebody counted is whole: a model or a sum of weighted parts is not.
    exact = counted & (rows["status"] != "modelschatting")
    yield "F111 punt", "waarde", exact & arithmetic.not_whole(value), _nothing
    for name in _PEOPLE:
        yield "F111 punt", name, arithmetic.not_whole(rows[name]), _nothing
    for name in _PEOPLE:
        yield "F111 kolom", name, rows[name] < 0, _nothing
    yield "F111 kolom", "waarde", counted & (value < 0), _nothing
    for name in ("noemer", "n"):
        yield "F251", name, measured & (rows[name] < 1), _nothing
    outside = arithmetic.outside(value, rows["laagste"], rows["hoogste"])
    yield "F221 tabel", "waarde", outside & (share == arithmetic.HUNDRED), _nothing
    yield "F250", "waarde", outside, _bounds
    yield "F223", "teller", arithmetic.exceeds(rows["teller"], rows["noemer"]), _noemer
    yield "F223", "waarde", exact & arithmetic.exceeds(value, rows["n"]), _answers
    off = arithmetic.off_quotient(value, rows["teller"], rows["noemer"], share, rows["decimalen"])
    yield "F252", "waarde", off & share.notna(), _quotient
    begun = {period: has_begun(period, known.today) for period in rows["periode"].unique()}
    today = {"first": FIRST_YEAR, "today": dutch.date(known.today)}
    yield "F230 begonnen", "periode", ~rows["periode"].map(begun).astype(bool), lambda _: today


def _nothing(_: Any) -> dict[str, Any]:
    return {}


def _bounds(row: Any) -> dict[str, Any]:
    return {"low": dutch.number(row.laagste), "high": dutch.number(row.hoogste)}


def _noemer(row: Any) -> dict[str, Any]:
    return {"most": f"de noemer, {cell(row, 'noemer')}"}


def _answers(row: Any) -> dict[str, Any]:
    return {"most": f'het aantal dat antwoordde, {cell(row, "n")} in kolom "n"'}


def _quotient(row: Any) -> dict[str, Any]:
    per, made = dutch.number(row.per), row.per * row.teller / row.noemer
    formula = f"{per} × {amount(row.teller)} / {amount(row.noemer)} = {dutch.number(made, 4)}"
    return {"made": f"{per} keer de teller gedeeld door de noemer: {formula}"}
