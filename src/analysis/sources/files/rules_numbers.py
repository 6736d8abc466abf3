"""Rules about numbers within a row or a column: percentages, parts, margins, models."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis import dutch
from analysis.errors import Problem
from analysis.rules import arithmetic
from analysis.rules.arithmetic import DUST, HUNDRED
from analysis.sources.files.context import Context
from analysis.sources.files.delivered import STATUS, TEXT, Delivered
from analysis.sources.files.rules_table import Rows, partners, with_role

MODEL = ("model", "modelschatting")
ALL_ZERO = 3  # so many noughts and nothing else are strange


def number_problems(rows: Rows, context: Context) -> Iterator[Problem]:
    """Yield F137 (columns), F220 to F225, F252, F253 and F258."""
    for column in rows.columns("percentage"):
        yield from _outside(rows, column.naam)
        # A factor says that they are all fractions; what is not lies outside 0 to 100 then.
        if column.factor == 1:
            yield from _mixed(rows, column.naam)
    yield from _totals(rows)
    yield from _teller(rows)
    yield from _quotients(rows)
    yield from _too_many(rows, context)
    yield from _noughts(rows)
    yield from _margins(rows)
    yield from _models(rows)


def _outside(rows: Rows, column: str) -> Iterator[Problem]:
    for number in rows.table.loc[arithmetic.outside(rows.scaled(column), 0, HUNDRED), "rij"]:
        yield rows.problem(
            "F221",
            int(number),
            column,
            expected="een percentage van 0 tot en met 100",
            action="Controleer de teller en de noemer. Is het geen percentage, gebruik dan een andere kolom.",
        )


def _mixed(rows: Rows, column: str) -> Iterator[Problem]:
    """Yield the fractions among percentages: of one indicator over all years and areas, then of the file."""
    texts = rows.table[column + TEXT] if column + TEXT in rows.table else rows.table[column]
    written = pd.Series(arithmetic.decimals(texts), rows.table.index, dtype="int64")
    wrong = pd.Series(False, index=rows.table.index)
    for _, part in rows.groups(rows.first("indicator")):
        wrong[part.index] |= arithmetic.fractions(part[column], written[part.index])
    if not wrong.any():
        wrong = arithmetic.fractions(rows.table[column], written, mixed=True)
    others = rows.table[rows.table[column] > 1]
    for row in rows.table[wrong].to_dict("records"):
        indicator = rows.first("indicator")
        near = others[others[indicator] == row[indicator]] if indicator else others
        other = int((near if len(near) else others)["rij"].iloc[0])
        shown = dutch.number(row[column] * HUNDRED, 1)
        yield rows.problem(
            "F220",
            int(row["rij"]),
            column,
            expected=f'een percentage van 0 tot 100, zoals "{rows.text(other, column)}" op rij {other}',
            action=f"Schrijf {shown}. Is het echt zo weinig, schrijf dan alle percentages met evenveel decimalen.",
        )


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
        wrong = arithmetic.exceeds(rows.table[teller], rows.table[noemer])
        for number in rows.table.loc[wrong, "rij"]:
            yield rows.problem(
                "F223",
                int(number),
                teller,
                expected=f'hooguit de noemer, "{rows.text(int(number), noemer)}" in kolom "{noemer}"',
                action="Controleer beide getallen; misschien zijn de kolommen verwisseld.",
            )


def _quotients(rows: Rows) -> Iterator[Problem]:
    """Yield the percentages that are not their teller over their noemer."""
    noemers = dict(partners(rows.delivered, "waarde", "noemer"))
    percentages = {column.naam for column in rows.columns("percentage")}
    for value, teller in partners(rows.delivered, "waarde", "teller"):
        if value not in percentages or value not in noemers:
            continue
        parts, whole = rows.table[teller], rows.table[noemers[value]]
        texts = rows.table[value + TEXT]
        written = pd.Series(arithmetic.decimals(texts), rows.table.index, dtype="int64")
        wrong = arithmetic.off_quotient(rows.scaled(value), parts, whole, HUNDRED, written)
        for place in rows.table.index[wrong & (whole > 0)]:
            made = dutch.number(HUNDRED * parts[place] / whole[place], 1)
            yield rows.problem(
                "F252",
                int(rows.table.loc[place, "rij"]),
                value,
                expected=f'{made}: 100 keer "{teller}" gedeeld door "{noemers[value]}"',
                action="Controleer de drie getallen; misschien hoort een ervan bij een andere rij.",
            )


def _too_many(rows: Rows, context: Context) -> Iterator[Problem]:
    """Yield counts of people or things above what the whole gemeente has of inhabitants."""
    area = rows.first("gebied")
    if not area or not context.inhabitants:
        return
    code, own = context.gemeente, context.areas
    inside = rows.table[area].map(lambda one: one == code or (one in own and own[one].hoort_bij == code))
    for column in rows.columns("aantal"):
        above = arithmetic.too_many(rows.scaled(column.naam), context.inhabitants)
        for number in rows.table.loc[inside.astype(bool) & above, "rij"] if column.rol else ():
            yield rows.problem(
                "F253",
                int(number),
                column.naam,
                expected=f"hooguit wat {code} aan inwoners heeft, {dutch.number(context.inhabitants)}",
                action="Controleer of het getal over dit gebied gaat, en of er een nul te veel staat.",
            )


def _noughts(rows: Rows) -> Iterator[Problem]:
    """Warn where a column that carries the value holds nothing but noughts, for one indicator."""
    for column in (*with_role(rows.delivered, "waarde"), *with_role(rows.delivered, "teller")):
        for _, part in rows.groups(rows.first("indicator")):
            known = part[part[column].notna()]
            if len(known) >= ALL_ZERO and (known[column] == 0).all():
                yield rows.problem(
                    "F258",
                    int(known["rij"].iloc[0]),
                    column,
                    found=f'"0" in alle {len(known)} rijen',
                    expected="ook andere getallen; 0 betekent dat het er niet is, niet dat het onbekend is",
                    action="Is het aantal niet bekend, schrijf dan waarom. Klopt het, dan hoeft u niets te doen.",
                    warning=True,
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
