"""What one row must be, by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from analysis.ground import dutch
from analysis.model.rules import arithmetic
from analysis.model.rules.facts import FIRST_YEAR, Found, Known, amount, cell, has_begun, problem

_PEOPLE: Final = ("teller", "noemer", "n")


def row_problems(rows: pd.DataFrame, known: Known) -> Iterator[Found]:
    """
    Yield the index of each row, placed and with facts, that breaks a rule, with what is wrong with it.

    A row that breaks one is passed over by the next: one cause is one message.
    """
    told = pd.Series(False, index=rows.index)
    today = {"first": FIRST_YEAR, "today": dutch.date(known.today)}
    for key, column, broken in _rules(rows, known):
        wrong = broken & ~told
        told |= wrong
        for row in rows[wrong].itertuples():
            yield row.Index, problem(row, key, column, **(_values(row, key, column) or today))


def _rules(rows: pd.DataFrame, known: Known) -> Iterator[tuple[str, str, pd.Series]]:
    """Yield each rule: the key of its message, the cell that is wrong, and which rows break it."""
    value, share, measured = rows["waarde"], rows["per"], rows["gemeten"]
    counted = rows["telling"] & measured
    # Only a number that somebody counted is whole: a model or a sum of weighted parts is not.
    exact = counted & (rows["status"] != "modelschatting")
    yield "F111 punt", "waarde", exact & arithmetic.not_whole(value)
    for name in _PEOPLE:
        yield "F111 punt", name, arithmetic.not_whole(rows[name])
    for name in _PEOPLE:
        yield "F111 kolom", name, rows[name] < 0
    yield "F111 kolom", "waarde", counted & (value < 0)
    for name in ("noemer", "n"):
        yield "F251", name, measured & (rows[name] < 1)
    outside = arithmetic.outside(value, rows["laagste"], rows["hoogste"])
    yield "F221 tabel", "waarde", outside & (share == arithmetic.HUNDRED)
    yield "F250", "waarde", outside
    yield "F223", "teller", arithmetic.exceeds(rows["teller"], rows["noemer"])
    yield "F223", "waarde", exact & arithmetic.exceeds(value, rows["n"])
    off = arithmetic.off_quotient(value, rows["teller"], rows["noemer"], share, rows["decimalen"])
    yield "F252", "waarde", off & share.notna()
    begun = {period: has_begun(period, known.today) for period in rows["periode"].unique()}
    yield "F230 begonnen", "periode", ~rows["periode"].map(begun).astype(bool)


def _values(row: Any, key: str, column: str) -> dict[str, Any]:
    """Return what the message of a rule leaves open, for a row that breaks it."""
    if key == "F250":
        return {"low": dutch.number(row.laagste), "high": dutch.number(row.hoogste)}
    if key == "F223":
        answers = f'het aantal dat antwoordde, {cell(row, "n")} in kolom "n"'
        return {"most": answers if column == "waarde" else f"de noemer, {cell(row, 'noemer')}"}
    if key == "F252":
        per, made = dutch.number(row.per), row.per * row.teller / row.noemer
        formula = f"{per} × {amount(row.teller)} / {amount(row.noemer)} = {dutch.number(made, 4)}"
        return {"made": f"{per} keer de teller gedeeld door de noemer: {formula}"}
    return {}
