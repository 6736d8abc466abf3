"""
The reach in partners' returns as rows of the table contract: one gate protects them, one attack tries them.

An activity counts as an indicator of its own; kernen and the gemeente add up as they do for any count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.ground import paths
from analysis.model import tidy
from analysis.model.catalogue import Catalogue, Indicator
from analysis.model.protection import GateRule
from analysis.prepare.delivered import context_of, own_files, with_own_goals
from analysis.release.cells import BY_SOURCE, Row, keys_of
from analysis.release.editions import Publication, earlier_editions
from analysis.release.gate import protect
from analysis.release.returns import COLUMNS, HIDDEN, KNOWN, SOURCE, UNKNOWN, no_returns, read_returns
from analysis.sources.files.check import check_file
from analysis.sources.files.definitions import read_definitions
from analysis.sources.files.table import STATUS, Delivered

KIND = "partners"
_STATUS = {KNOWN: "definitief", HIDDEN: "onderdrukt", UNKNOWN: "ontbreekt"}


def own_returns(gemeente: str, catalogue: Catalogue) -> pd.DataFrame:
    """
    Return the returns in the municipality's own folder, all years together.

    A file with errors stops the build before this is reached, and is left out here.
    """
    files = [path for path in own_files(gemeente) if path.stem.startswith(KIND)]
    if not files:
        return no_returns()
    definition = with_own_goals(read_definitions(paths.data() / "bronnen.yml")[KIND], gemeente)
    context = context_of(gemeente, catalogue)
    reports = [check_file(path, definition, context) for path in files]
    tables = [returns_of(one.delivered) for one in reports if one.delivered is not None and not one.errors]
    return pd.concat(tables, ignore_index=True) if tables else no_returns()


def returns_of(delivered: Delivered) -> pd.DataFrame:
    """Turn one delivered file into rows of a return; what was not filled in is empty."""
    table = delivered.table
    hidden = table["bereik" + STATUS].eq("onderdrukt")
    rows = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=table.index)
    for column in set(COLUMNS) & set(table.columns):
        rows[column] = table[column].astype("str").where(table[column].notna(), "")
    return rows.assign(
        bereik=pd.to_numeric(table["bereik"]), bereik_status=hidden.map({True: HIDDEN, False: UNKNOWN})
    )


def reach_of(
    returns: pd.DataFrame, catalogue: Catalogue, parts: Mapping[str, frozenset[str]]
) -> tuple[pd.DataFrame, Catalogue]:
    """
    Return the numbers in returns, before or after the gate, as counts of a registration of the municipality itself.

    First the rows of the contract in the order of the returns, then those of kernen without a return: of those an
    outsider supposes that nobody was reached there, where others are and the gemeente is. And the catalogue with
    the activities as its indicators.
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
    return table, replace(catalogue, indicators=_activities(ids, returns["activiteit"]))


def protect_returns(
    returns: pd.DataFrame,
    catalogue: Catalogue,
    rule: GateRule,
    parts: Mapping[str, frozenset[str]],
    earlier: Sequence[Publication] = (),
) -> tuple[pd.DataFrame, Mapping[Row, str]]:
    """
    Hide and round a reach as the rule of its source says, and what would let a hidden one be computed.

    The story of a return may stay where its number may not. Returned with why each number was hidden; `earlier`
    is what `earlier_reach` gives.
    """
    table, activities = reach_of(returns, catalogue, parts)
    gated = protect(table, activities, rule, parts, earlier)
    after = dict(zip(keys_of(gated.table), gated.table.to_dict("records"), strict=True))
    rows = [after[key] for key in keys_of(table)[: len(returns)]]
    said = {status: word for word, status in _STATUS.items()}
    changed = returns.assign(
        bereik=pd.array([row["waarde"] for row in rows], dtype="float64"),
        bereik_status=[said[row["status"]] for row in rows],
        regel=rule.for_source(SOURCE).words,
    )
    return changed[list(COLUMNS)], gated.reasons


def earlier_reach(
    edition: Path, catalogue: Catalogue, parts: Mapping[str, frozenset[str]]
) -> list[Publication]:
    """Return what every edition before this one published of the reach of activities."""
    return earlier_editions(edition, lambda release: reach_of(read_returns(release), catalogue, parts)[0])


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
