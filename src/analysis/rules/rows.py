"""What one row must be, by itself: declared as a table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from analysis import dutch
from analysis.errors import Problem
from analysis.rules import arithmetic, periods
from analysis.rules.measures import Known
from analysis.rules.placed import amount, cell, problem

Mask = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Rule:
    """
    One rule about a cell.

    Attributes
    ----------
    code : str
        Of the message; the same as for a delivered file where it is the same rule.
    column : str
        The cell that is wrong.
    applies, broken : callable
        From rows with facts to the rows it is about, and to those that break it.
    expected : callable or str
        What should have stood there, by row.
    action : str
        What to do.
    """

    code: str
    column: str
    applies: Mask
    broken: Mask
    expected: Callable[[Any], str] | str
    action: str


def _everywhere(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=rows.index)


def _counted(rows: pd.DataFrame) -> pd.Series:
    """Only a number that somebody counted is whole: a model or a sum of weighted parts is not."""
    return rows["telling"] & rows["gemeten"] & (rows["status"] != "modelschatting")


def _negative(column: str) -> Mask:
    return lambda rows: rows[column] < 0


def _not_whole(column: str) -> Mask:
    return lambda rows: arithmetic.not_whole(rows[column])


def _not_one(column: str) -> Mask:
    return lambda rows: rows[column] < 1


def _bounds(row: Any) -> str:
    return f"een waarde van {dutch.number(row.laagste)} tot en met {dutch.number(row.hoogste)}"


def _quotient(row: Any) -> str:
    made = row.per * row.teller / row.noemer
    return (
        f"{dutch.number(row.per)} keer de teller gedeeld door de noemer: "
        f"{dutch.number(row.per)} × {amount(row.teller)} / {amount(row.noemer)} = {dutch.number(made, 4)}"
    )


_POINT = (
    "Zoek het aantal in de bron op. Een punt is hier het decimaalteken: schrijf duizendtallen zonder punt, "
    "dus 28242 en niet 28.242."
)
_WHOLE = "een heel getal, 0 of meer"
_CHECK = "Zoek het getal in de bron op, en controleer of de kolommen niet verwisseld of verschoven zijn."
_PERCENT = "Controleer de teller en de noemer. Is het geen percentage, dan klopt de indicator niet."

# A row that breaks one is passed over by the next: one cause is one message.
RULES: Final[tuple[Rule, ...]] = (
    Rule("F111", "waarde", _counted, _not_whole("waarde"), _WHOLE, _POINT),
    *(
        Rule("F111", name, _everywhere, _not_whole(name), _WHOLE, _POINT)
        for name in ("teller", "noemer", "n")
    ),
    *(Rule("F111", name, _everywhere, _negative(name), _WHOLE, _CHECK) for name in ("teller", "noemer", "n")),
    Rule(
        "F111",
        "waarde",
        lambda rows: rows["telling"] & rows["gemeten"],
        _negative("waarde"),
        _WHOLE,
        _CHECK,
    ),
    *(
        Rule(
            "F251",
            name,
            lambda rows: rows["gemeten"],
            _not_one(name),
            "ten minste 1, want er is een waarde",
            "Vul in om hoeveel mensen het gaat, of zet bij status waarom er geen waarde is.",
        )
        for name in ("noemer", "n")
    ),
    Rule(
        "F221",
        "waarde",
        lambda rows: rows["per"] == arithmetic.HUNDRED,
        lambda rows: arithmetic.outside(rows["waarde"], rows["laagste"], rows["hoogste"]),
        "een percentage van 0 tot en met 100",
        _PERCENT,
    ),
    Rule(
        "F250",
        "waarde",
        _everywhere,
        lambda rows: arithmetic.outside(rows["waarde"], rows["laagste"], rows["hoogste"]),
        _bounds,
        "Controleer de eenheid, zoals duizendtallen, en of de kolommen niet verschoven zijn.",
    ),
    Rule(
        "F223",
        "teller",
        _everywhere,
        lambda rows: arithmetic.exceeds(rows["teller"], rows["noemer"]),
        lambda row: f"hooguit de noemer, {cell(row, 'noemer')}",
        "Controleer beide getallen; misschien zijn de kolommen verwisseld.",
    ),
    Rule(
        "F223",
        "waarde",
        _counted,
        lambda rows: arithmetic.exceeds(rows["waarde"], rows["n"]),
        lambda row: f'hooguit het aantal dat antwoordde, {cell(row, "n")} in kolom "n"',
        "Controleer beide getallen; misschien zijn de kolommen verwisseld.",
    ),
    Rule(
        "F252",
        "waarde",
        lambda rows: rows["per"].notna(),
        lambda rows: arithmetic.off_quotient(
            rows["waarde"], rows["teller"], rows["noemer"], rows["per"], rows["decimalen"]
        ),
        _quotient,
        "Controleer de drie getallen; misschien hoort een ervan bij een andere rij.",
    ),
)


def row_problems(rows: pd.DataFrame, known: Known) -> Iterator[tuple[object, Problem]]:
    """
    Yield the index of each row that breaks a rule, with what is wrong with it.

    Parameters
    ----------
    rows : DataFrame
        Placed, with facts.
    known : Known
        For the periods.
    """
    left = rows
    for rule in (*RULES, *_periods(known)):
        wrong = rule.applies(left) & rule.broken(left).fillna(False)
        for row in left[wrong].itertuples():
            expected = rule.expected if isinstance(rule.expected, str) else rule.expected(row)
            yield row.Index, problem(row, rule.code, rule.column, expected, rule.action)
        left = left[~wrong]


def _periods(known: Known) -> Iterator[Rule]:
    first, today = periods.FIRST_YEAR, dutch.date(known.today)
    yield Rule(
        "F230",
        "periode",
        _everywhere,
        lambda rows: (
            ~rows["periode"]
            .map({p: periods.begun(p, known.today) for p in rows["periode"].unique()})
            .astype(bool)
        ),
        f"een periode van {first} of later die op {today} al begonnen is",
        "Controleer het jaartal; het heeft vier cijfers.",
    )
