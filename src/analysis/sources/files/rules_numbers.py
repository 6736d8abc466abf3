"""Rules about numbers within a row or a column: percentages, parts, margins, models."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from analysis import dutch
from analysis.errors import Problem
from analysis.sources.files.delivered import STATUS, TEXT, Delivered
from analysis.sources.files.rules_table import Rows, partners, with_role

MODEL = ("model", "modelschatting")
HUNDRED = 100.0
WIDER = 2  # a fraction times hundred may lie this many times outside the other percentages
GAP = 10  # so many times smaller than any other percentage is far apart
DUST = 1e-9


def number_problems(rows: Rows) -> Iterator[Problem]:
    """Yield F137 (columns), F220 to F225."""
    for column in rows.columns("percentage"):
        yield from _outside(rows, column.naam)
        # A factor says that they are all fractions; what is not lies outside 0 to 100 then.
        for _, part in rows.groups(rows.first("indicator")) if column.factor == 1 else ():
            yield from _mixed(rows, column.naam, part)
    yield from _totals(rows)
    yield from _teller(rows)
    yield from _margins(rows)
    yield from _models(rows)


def _outside(rows: Rows, column: str) -> Iterator[Problem]:
    values = rows.scaled(column)
    for number in rows.table.loc[(values < 0) | (values > HUNDRED), "rij"]:
        yield rows.problem(
            "F221",
            int(number),
            column,
            expected="een percentage van 0 tot en met 100",
            action="Controleer de teller en de noemer. Is het geen percentage, gebruik dan een andere kolom.",
        )


def _mixed(rows: Rows, column: str, part: pd.DataFrame) -> Iterator[Problem]:
    """
    Yield the fractions among percentages.

    Small percentages are real: 0,3% may stand beside 12%. Fractions are recognised over all years
    and areas of one indicator, and only when three things hold: every number up to 1 is, times
    hundred, about as large as the others; they are written with more decimals, as a share of 1
    is; and either with two more, or far below every other one. What cannot be told apart, such
    as 0,5 beside 12,5, is not reported. Whoever has real small percentages writes all with the
    same number of decimals.
    """
    known = part[part[column] > 0]
    low, high = known[known[column] <= 1], known[known[column] > 1]
    if low.empty or high.empty:
        return
    floor, ceiling = high[column].min() / WIDER, high[column].max() * WIDER
    alike = (low[column] * HUNDRED).between(floor, ceiling).all()
    more = _decimals(low, column) - _decimals(high, column)
    apart = low[column].max() * GAP <= high[column].min()
    if not (alike and (more >= 2 or (more == 1 and _decimals(low, column) >= 2 and apart))):
        return
    other = high.iloc[0]
    example = f'"{rows.text(int(other["rij"]), column)}" op rij {int(other["rij"])}'
    for number, value in zip(low["rij"], low[column], strict=True):
        shown = dutch.number(value * HUNDRED, 1)
        yield rows.problem(
            "F220",
            int(number),
            column,
            expected=f"een percentage van 0 tot 100, zoals {example}",
            action=f"Schrijf {shown}. Is het echt zo weinig, schrijf dan alle percentages met evenveel decimalen.",
        )


def _decimals(part: pd.DataFrame, column: str) -> int:
    texts = part[column + TEXT] if column + TEXT in part else part[column].astype(str)
    found = [re.search(r"[.,]([0-9]+)\D*$", str(text)) for text in texts]
    return max((len(match[1]) for match in found if match), default=0)


def _totals(rows: Rows) -> Iterator[Problem]:
    """Yield the rows whose parts do not make the whole that the definition names."""
    for total in rows.definition.sommen:
        names = [*total.delen, *([total.kolom] if total.kolom else [])]
        if not all(name in rows.table for name in names):
            continue
        known = rows.table[rows.table[names].notna().all(axis=1)]
        sums = pd.concat([rows.scaled(name) for name in total.delen], axis=1).sum(axis=1)[known.index]
        whole = (
            rows.scaled(total.kolom)[known.index] if total.kolom else pd.Series(HUNDRED, index=known.index)
        )
        for position in known.index[(sums - whole).abs() > total.speling + DUST]:
            yield _sum_problem(
                rows, int(known.loc[position, "rij"]), total.delen, total.kolom, sums[position]
            )


def _sum_problem(rows: Rows, number: int, parts: tuple[str, ...], whole: str, summed: float) -> Problem:
    listed = dutch.enumeration([f'"{part}"' for part in parts])
    if whole:
        return rows.problem(
            "F137",
            number,
            whole,
            expected=f"de som van {listed}: {_short(summed)}",
            action="Controleer het totaal en de delen.",
        )
    return rows.problem(
        "F222",
        number,
        parts[0],
        found=f"samen {_short(summed)} voor {listed}",
        expected="delen die samen 100 zijn",
        action="Controleer of een deel ontbreekt of dubbel telt. Konden mensen meer antwoorden geven, dan is dit goed.",
        warning=True,
    )


def _short(value: float) -> str:
    return dutch.number(value, 0 if abs(value - round(value)) < DUST else 1)


def _teller(rows: Rows) -> Iterator[Problem]:
    for teller, noemer in partners(rows.delivered, "teller", "noemer"):
        wrong = rows.table[teller] > rows.table[noemer]
        for number in rows.table.loc[wrong, "rij"]:
            yield rows.problem(
                "F223",
                int(number),
                teller,
                expected=f'hooguit de noemer, "{rows.text(int(number), noemer)}" in kolom "{noemer}"',
                action="Controleer beide getallen; misschien zijn de kolommen verwisseld.",
            )


def _margins(rows: Rows) -> Iterator[Problem]:
    for value, low in partners(rows.delivered, "waarde", "ondergrens"):
        yield from _beyond(rows, value, low, rows.table[value] < rows.table[low], "onder")
    for value, high in partners(rows.delivered, "waarde", "bovengrens"):
        yield from _beyond(rows, value, high, rows.table[value] > rows.table[high], "boven")
    for low, high in partners(rows.delivered, "ondergrens", "bovengrens"):
        crossed = rows.table[low] > rows.table[high]
        known = pd.Series(False, index=rows.table.index)
        for value in with_role(rows.delivered, "waarde"):
            known |= rows.table[value].notna()
        for number in rows.table.loc[crossed & ~known, "rij"]:
            yield _margin_problem(rows, int(number), low, f'hooguit "{rows.text(int(number), high)}"')


def _beyond(rows: Rows, value: str, bound: str, wrong: pd.Series, side: str) -> Iterator[Problem]:
    for number in rows.table.loc[wrong, "rij"]:
        limit = (
            f'een waarde die niet {side} "{rows.text(int(number), bound)}" ligt, de grens in kolom "{bound}"'
        )
        yield _margin_problem(rows, int(number), value, limit)


def _margin_problem(rows: Rows, number: int, column: str, expected: str) -> Problem:
    action = "Controleer de drie getallen: de schatting ligt altijd tussen de twee grenzen."
    return rows.problem("F225", number, column, expected=expected, action=action)


def model_columns(delivered: Delivered) -> list[str]:
    """Return the columns in which a row says that its number comes from a model."""
    return [
        column.naam
        for column in delivered.definition.of_kind("keuze")
        if column.naam in delivered.table and set(column.keuzes.values()) & set(MODEL)
    ]


def _models(rows: Rows) -> Iterator[Problem]:
    """Warn once per indicator that has estimates of a model beside direct measurements."""
    indicator = rows.first("indicator")
    columns = model_columns(rows.delivered)
    for column in with_role(rows.delivered, "waarde"):
        known = rows.table[column].notna()
        modelled = rows.table[column + STATUS] == "modelschatting"
        for one in columns:
            modelled |= rows.table[one].isin(MODEL)
        for _, part in rows.groups(indicator):
            model = part.loc[(modelled & known)[part.index], "rij"]
            direct = part.loc[(~modelled & known)[part.index], "rij"]
            if len(model) and len(direct):
                yield rows.problem(
                    "F224",
                    int(model.iloc[0]),
                    columns[0] if columns else column,
                    expected=f"één soort cijfer; op rij {int(direct.iloc[0])} staat een meting",
                    action="Een schatting uit een model en een meting zijn niet te vergelijken. Elke schatting "
                    'krijgt het etiket "schatting (model)".',
                    warning=True,
                )
