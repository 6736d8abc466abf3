"""
The gate: small counts of a municipality's own registrations and surveys never pass.

Counts of 0 up to and including the threshold are hidden, others are rounded, and a share is computed again from the
rounded counts (the rule that CBS uses for care figures per wijk and buurt). Where an outsider who knows why each number
was hidden could still compute a small one too closely, others are hidden with it. Figures that CBS, RIVM or a public
document published keep the protection of their source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.ground.errors import InputError, Problem
from analysis.model.catalogue import Catalogue
from analysis.model.protection import GateRule
from analysis.model.tidy import WITH_VALUE, conform
from analysis.release import cells
from analysis.release.cells import Row, is_own, is_survey, keys_of
from analysis.release.editions import Publication
from analysis.release.solver import Cell
from analysis.release.suppress import choose
from analysis.release.system import systems_of
from analysis.statistics.intervals import wilson


class Gated(NamedTuple):
    """
    A table after the gate, in which every hidden number has the same status and mark, and why each row was hidden.

    The reasons are not for publication: they tell which hidden numbers are small.
    """

    table: pd.DataFrame
    reasons: Mapping[Row, str]


def protect(
    table: pd.DataFrame,
    catalogue: Catalogue,
    rule: GateRule,
    parts: Mapping[str, frozenset[str]],
    earlier: Sequence[Publication] = (),
) -> Gated:
    """
    Hide and round what may not be seen in a table of the contract, and what would let that be computed.

    Besides the small counts the fewest others are hidden that keep each small one from being computed, also by
    who knows the reasons. The other arguments are as for `analysis.release.system.systems_of`.
    """
    result, by_rule = row_by_row(table, catalogue, rule)
    reasons = dict(by_rule)
    keys = keys_of(table)
    people = dict(zip(keys, result["teller"].fillna(result["waarde"]).fillna(0.0), strict=True))
    # Earlier editions are seen by who knows why they hid what, and by who does not.
    views = [earlier]
    if any(one.reasons for one in earlier):
        views.append([replace(one, reasons={}) for one in earlier])
    while True:
        extra: set[Cell] = set()
        for editions in views:
            for system in systems_of(result, catalogue, parts, rule, reasons=reasons, earlier=editions):
                already = extra & system.candidates.keys()
                extra |= choose(system, _information(system.candidates, people), hidden=already)
        if not extra:
            return Gated(conform(result), reasons)
        # Once more: what is hidden now may fit with what an outsider could not suppose before.
        more = pd.Series([key in extra for key in keys], index=table.index, dtype=bool)
        _hide(result, more, cells.HIDDEN)
        reasons |= {key: cells.EXTRA for key in keys if key in extra}


def row_by_row(table: pd.DataFrame, catalogue: Catalogue, rule: GateRule) -> Gated:
    """
    Hide and round what may not be seen, each row by itself; the rows keep their order.

    A hidden row keeps its key, source and reason (status `onderdrukt` or `te weinig waarnemingen`) and
    nothing else: no count, no bound, no base, because each of those would let the value be computed.
    """
    _refuse_unknown_sources(catalogue, rule)
    rules = _Protections(table, catalogue, rule)
    reason = rules.reason()
    shown = rules.protected & (reason == "")
    result = table.copy()
    counts, shares, percentages = (
        shown & ~rules.share,
        shown & rules.share & ~rules.estimated,
        shown & rules.estimated,
    )
    for column in ("waarde", "teller"):
        rows = counts | shares if column == "teller" else counts
        result.loc[rows, column] = _counted(result[column], rules)[rows]
    for column, rows in (("noemer", counts | shares), ("n", shown | rules.means)):
        result.loc[rows, column] = round_to(result[column], rules.base)[rows]
    # Bounds of the exact count would give the exact count away.
    result.loc[counts, ["ondergrens", "bovengrens"]] = np.nan
    result.loc[shares, "waarde"] = 100 * result["teller"][shares] / result["noemer"][shares]
    _set_wilson(result, shares, catalogue, off=rules.base / 2)
    # Of a percentage without counts whole percents: with decimals and n anybody has the count.
    for column, whole in (
        ("waarde", partial(round_to, base=1)),
        ("ondergrens", np.floor),
        ("bovengrens", np.ceil),
    ):
        result.loc[percentages, column] = whole(result[column])[percentages]
    _hide(result, reason != "", cells.HIDDEN)
    _hide(result, rules.too_few, cells.TOO_FEW)
    # What came without a value may still have come with its counts.
    for status in (cells.HIDDEN, cells.TOO_FEW):
        _hide(result, result["status"] == status, status)
    return Gated(result, {key: why for key, why in zip(keys_of(table), reason, strict=True) if why})


class _Protections:
    """Per row of a table the rule that holds for it."""

    def __init__(self, table: pd.DataFrame, catalogue: Catalogue, rule: GateRule) -> None:
        entries = [catalogue[indicator] for indicator in table["indicator"]]
        of_source = {source: rule.for_source(source) for source in table["bron"].unique()}
        rules = [of_source[source] for source in table["bron"]]
        self.table = table
        self.share = self._per_row([entry.is_share for entry in entries], bool)
        self.threshold = self._per_row([one.drempel for one in rules], float)
        self.base = self._per_row([one.afronding for one in rules], float)
        minimum = self._per_row([entry.minimum_n for entry in entries], float)
        # A source may ask for more respondents than the catalogue does, where it asks for any.
        stricter = self._per_row([one.minimum_n for one in rules], float)
        minimum = minimum.where(minimum == 0, np.maximum(minimum, stricter))
        has_value = table["status"].isin(WITH_VALUE)
        published = table["methode"] == cells.BY_SOURCE
        # Nobody knows that a survey of unknown size is large enough, unless who published it does.
        unknown = table["n"].isna() & (minimum > 0) & ~published
        self.too_few = has_value & ((table["n"] < minimum) | unknown)
        self.protected = has_value & is_own(table, catalogue) & ~self.too_few & ~published
        # A survey may give a percentage, perhaps a weighted one, and the number of answers.
        self.estimated = (
            self.protected & self.share & table["teller"].isna() & table["n"].notna() & (minimum > 0)
        )
        # A mean has no count, but how many answered it is the base of the questions beside it.
        self.means = has_value & is_survey(table, catalogue) & ~self.share & ~self.too_few & ~published

    def _per_row(self, values: list[object] | list[bool] | list[int], kind: type) -> pd.Series:
        return pd.Series(values, index=self.table.index, dtype=kind)

    def reason(self) -> pd.Series:
        """Return why each row is hidden by itself; empty for a row that is not."""
        table, share = self.table, self.share
        counted = table["teller"].where(share, table["waarde"])
        counted = counted.where(~self.estimated, table["waarde"] * table["n"] / 100)
        everybody = table["noemer"].where(~self.estimated, table["n"])
        # The people who are not counted are people too: 28 of 30 tells about the other two.
        rest = (everybody - counted).where(share)
        shown, of = _counted(counted, self), round_to(everybody, self.base)
        # Nobody or everybody: a share of 0% or 100% says something about each person in the group.
        nobody_or_everybody = share & ((round_to(counted, self.base) <= 0) | (shown >= of))
        reason = pd.Series("", index=table.index, dtype=object)
        for why, rows in (
            (cells.GROUP, nobody_or_everybody),
            (cells.NO_COUNTS, share & (counted.isna() | everybody.isna())),
            # An estimate of 7.6 people is no 8.
            (cells.FEW_OTHERS, rest.round(6) < self.threshold + 1),
            (cells.SMALL, counted.round(6) < self.threshold + 1),
        ):
            reason[self.protected & rows] = why
        return reason


def _refuse_unknown_sources(catalogue: Catalogue, rule: GateRule) -> None:
    expected, action = "een bron uit data/bronnen.csv", "Haal de regel weg of verbeter de naam."
    problems = [
        Problem("params", f'sleutel "poort.bronnen.{source}"', "", expected, action)
        for source in sorted(rule.bronnen.keys() - catalogue.sources.keys())
    ]
    if problems:
        raise InputError("De poort noemt een bron die niet bestaat.", problems)


def _information(rows: Iterable[Cell], people: Mapping[Row, float]) -> dict[Cell, float]:
    """Return what hiding each row costs: one number, and a little more for a number about more people."""
    size = {row: people[row] for row in rows if isinstance(row, Row)}
    largest = max(size.values(), default=0.0) or 1.0
    return {row: 1 + 0.01 * number / largest for row, number in size.items()}


def round_to(values: pd.Series, base: pd.Series | float) -> pd.Series:
    """Round to the nearest multiple of `base`, halves up, as CBS does."""
    return (values / base + 0.5).floordiv(1) * base


def _counted(values: pd.Series, rules: _Protections) -> pd.Series:
    """Round counts that may be shown; what would become less than the smallest of them becomes the next multiple."""
    smallest = ((rules.threshold + 1) / rules.base).apply(np.ceil) * rules.base
    return round_to(values, rules.base).clip(lower=smallest)


def _hide(table: pd.DataFrame, rows: pd.Series, status: str) -> None:
    # The number of people who answered one question can be the count that another one hides.
    table.loc[rows, ["waarde", "ondergrens", "bovengrens", "teller", "noemer", "n"]] = np.nan
    table.loc[rows, "status"] = status
    table.loc[rows, "methode"] = "geen"


def add_bounds(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """
    Compute 95% Wilson bounds where a share has counts and its source gave no bounds; the method is then `wilson`.

    On a table after the gate: what was rounded is what the bounds rest on, so they cannot give an exact count away.
    """
    share = table["indicator"].map(lambda indicator: catalogue[indicator].is_share).astype(bool)
    known = table["status"].isin(WITH_VALUE) & table["teller"].notna() & (table["noemer"] > 0)
    # Who counted everybody drew nobody: chance has no part in it.
    drawn = table["bron"].map(lambda source: catalogue.source(source).marge != "telling").astype(bool)
    result = table.copy()
    without = table["ondergrens"].isna() & table["bovengrens"].isna()
    _set_wilson(result, share & known & drawn & without, catalogue)
    # A survey may be published as percentages and the number of answers: what rounding hides is in the bounds too.
    answered = table["status"].isin(WITH_VALUE) & table["teller"].isna() & (table["n"] > 0)
    sampled = table["bron"].map(lambda source: catalogue.source(source).marge == "steekproef").astype(bool)
    rows = share & answered & sampled & without
    counts = table.assign(teller=table["waarde"] * table["n"] / 100, noemer=table["n"])
    half = table["indicator"].map(lambda name: 0.5 * 10.0 ** -catalogue[name].decimalen) * table["n"] / 100
    _set_wilson(counts, rows, catalogue, off=half)
    for column in ("ondergrens", "bovengrens", "methode"):
        result[column] = result[column].mask(rows, counts[column])
    return conform(result)


def _set_wilson(
    table: pd.DataFrame, rows: pd.Series, catalogue: Catalogue, off: pd.Series | None = None
) -> None:
    """Set bounds of the effective n of a source; `off` is how far rounding may have moved each count."""
    teller, noemer = table.loc[rows, "teller"], table.loc[rows, "noemer"]
    slack = 0.0 if off is None else off[rows]
    effect = table.loc[rows, "bron"].map(lambda source: catalogue.source(source).design_effect).astype(float)
    lower = wilson((teller - slack).clip(lower=0) / effect, noemer / effect)[0]
    upper = wilson(np.minimum(teller + slack, noemer) / effect, noemer / effect)[1]
    table.loc[rows, "ondergrens"] = 100 * lower
    table.loc[rows, "bovengrens"] = 100 * upper
    table.loc[rows, "methode"] = "wilson"
