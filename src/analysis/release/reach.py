"""
The reach in partners' returns as rows of the table contract: one gate protects them, one attack tries them.

An activity counts as an indicator of its own; kernen and the gemeente add up as they do for any count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.model import tidy
from analysis.model.catalogue import Catalogue, Indicator
from analysis.model.protection import GateRule
from analysis.release.editions import Edition
from analysis.release.gate import protect
from analysis.release.reasons import RELEASE, earlier_folders, read_reasons
from analysis.release.returns import COLUMNS, HIDDEN, KNOWN, SOURCE, UNKNOWN, read_returns, write_table
from analysis.release.rows import keys_of
from analysis.release.sums import Row
from analysis.release.told import BY_SOURCE

_STATUS = {KNOWN: "definitief", HIDDEN: "onderdrukt", UNKNOWN: "ontbreekt"}


@dataclass(frozen=True)
class Reach:
    """
    The reach of activities.

    Attributes
    ----------
    table : DataFrame
        Rows of the contract, in the order of the returns; then those of kernen without a return.
    catalogue : Catalogue
        The activities as indicators.
    """

    table: pd.DataFrame
    catalogue: Catalogue


def reach_of(returns: pd.DataFrame, catalogue: Catalogue, parts: Mapping[str, frozenset[str]]) -> Reach:
    """
    Return the numbers in returns, known or not, as counts of a registration of the municipality itself.

    Parameters
    ----------
    returns : DataFrame
        Before or after the gate.
    catalogue : Catalogue
        Sources and areas.
    parts : mapping
        Buurten per area. Of a kern that no return is about an outsider supposes that nobody was reached
        there, where others are and the gemeente is.
    """
    names = returns["partner"].str.strip() + ", " + returns["activiteit"].str.strip()
    ids = names.str.casefold().str.split().str.join(" ")
    again = returns.assign(id=ids).groupby(["id", "gebied", "jaar"]).cumcount()
    ids = ids.where(again == 0, ids + " (" + (again + 1).astype(str) + ")")
    status = returns["bereik_status"].where(returns["bereik"].isna(), KNOWN).map(_STATUS)
    table = pd.DataFrame(
        {
            "indicator": ids,
            "gebied": returns["gebied"],
            "periode": returns["jaar"].astype(str),
            "waarde": returns["bereik"],
            "status": status,
            "methode": ["telling" if known else "geen" for known in returns["bereik"].notna()],
            "bron": SOURCE,
        }
    ).reindex(columns=list(tidy.COLUMNS))
    numbers = list(tidy.NUMBER_COLUMNS)
    table[numbers] = table[numbers].astype("float64")
    table = pd.concat([table, *_nobody(table, parts)], ignore_index=True)
    return Reach(table, replace(catalogue, indicators=_activities(ids, returns["activiteit"])))


def protect_returns(
    returns: pd.DataFrame,
    catalogue: Catalogue,
    rule: GateRule,
    parts: Mapping[str, frozenset[str]],
    earlier: Sequence[Edition] = (),
) -> tuple[pd.DataFrame, Mapping[Row, str]]:
    """
    Hide and round a reach as the rule of its source says, and what would let a hidden one be computed.

    Parameters
    ----------
    returns : DataFrame
        As they were delivered.
    catalogue, rule, parts
        As for `analysis.release.gate.protect`.
    earlier : sequence of Edition, optional
        What earlier editions published of it, see `earlier_reach`.

    Returns
    -------
    DataFrame, mapping
        The returns; the story may stay where the number may not. And why each number was hidden.
    """
    before = reach_of(returns, catalogue, parts)
    gated = protect(before.table, before.catalogue, rule, parts, earlier)
    after = dict(zip(keys_of(gated.table), gated.table.to_dict("records"), strict=True))
    rows = [after[key] for key in keys_of(before.table)[: len(returns)]]
    said = {status: word for word, status in _STATUS.items()}
    words = rule.for_source(SOURCE).words
    changed = returns.assign(
        bereik=pd.array([row["waarde"] for row in rows], dtype="float64"),
        bereik_status=[said[row["status"]] for row in rows],
        regel=words,
    )
    return changed[list(COLUMNS)], gated.reasons


def write_returns(
    returns: pd.DataFrame,
    folder: Path,
    catalogue: Catalogue,
    rule: GateRule,
    parts: Mapping[str, frozenset[str]],
    earlier: Sequence[Edition] = (),
) -> Mapping[Row, str]:
    """Write the returns beside the release table, protected as `protect_returns` does; return why each number was hidden."""
    table, reasons = protect_returns(returns, catalogue, rule, parts, earlier)
    write_table(table, folder)
    return reasons


def earlier_reach(edition: Path, catalogue: Catalogue, parts: Mapping[str, frozenset[str]]) -> list[Edition]:
    """Return what every edition before this one published of the reach of activities."""
    found = []
    for folder in earlier_folders(edition):
        reasons, rule = read_reasons(folder)
        table = reach_of(read_returns(folder / RELEASE), catalogue, parts).table
        found.append(Edition(folder.name, table, rule, reasons))
    return found


def _nobody(table: pd.DataFrame, parts: Mapping[str, frozenset[str]]) -> Iterator[pd.DataFrame]:
    """Yield rows of 0 people for the kernen that an activity does not name, beside some that it does."""
    kernen = {area for area in parts if area.startswith("KERNGEBIED-")}
    for _, rows in table.groupby(["indicator", "periode"]):
        named = set(rows["gebied"])
        if named & kernen and named - kernen and (silent := sorted(kernen - named)):
            one = rows.iloc[[0] * len(silent)]
            yield one.assign(gebied=silent, waarde=0.0, status="definitief", methode=BY_SOURCE)


def _activities(ids: pd.Series, names: pd.Series) -> dict[str, Indicator]:
    return {
        # Not checked: the name of an activity is no id of the catalogue.
        str(one): Indicator.model_construct(
            id=str(one),
            naam=str(name),
            kort=str(name),
            definitie="Bereik van een activiteit van een partner.",
            eenheid="mensen",
            bron=(SOURCE,),
            niveaus=("kern", "gemeente"),
            eigen_registratie=True,
            uitleg_b1="Zoveel mensen zijn bereikt.",
        )
        for one, name in zip(ids, names, strict=True)
    }
