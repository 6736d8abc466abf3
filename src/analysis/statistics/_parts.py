"""The buurten of every kern in one table, with a row for each that should be there; the weakest gives the status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

WITH_VALUE: Final = ("definitief", "voorlopig", "modelschatting", "voorbeeld")
"""Status words of a row that has a value, from strong to weak."""

WITHOUT_VALUE: Final = ("onderdrukt", "te weinig waarnemingen", "ontbreekt")
"""Status words of a row that lacks one, from strong to weak."""

NOT_APPLICABLE: Final = "niet van toepassing"

_FROM_STRONG_TO_WEAK: Final = (NOT_APPLICABLE, *WITH_VALUE, *WITHOUT_VALUE)


def status_rank(statuses: pd.Series) -> pd.Series:
    """
    Give each status a number for its weakness, so that the highest number of a group is its status.

    From 0 for `niet van toepassing` up to 7 for `ontbreekt`. A part to which the indicator does not apply (a buurt
    without households, say) adds nothing and therefore never weakens the whole. Fictional figures win over everything
    that has a value. A value that is missing wins over all: what is not known cannot be added up. Raises at a word
    that is no status.
    """
    ranks = {word: rank for rank, word in enumerate(_FROM_STRONG_TO_WEAK)}
    unknown = sorted({str(word) for word in statuses.unique() if word not in ranks})
    if unknown:
        raise ValueError(f"unknown status {unknown}; known are {list(_FROM_STRONG_TO_WEAK)}.")
    return statuses.map(ranks).astype(np.int64)


def status_word(ranks: pd.Series) -> pd.Series:
    """Give the words back for the numbers of `status_rank`."""
    return ranks.map(dict(enumerate(_FROM_STRONG_TO_WEAK))).astype("str")


def weakest(statuses: pd.Series) -> str:
    """Give the weakest of at least one status word: the status of what is made from these parts."""
    if len(statuses) == 0:
        raise ValueError("a status needs at least one part.")
    return _FROM_STRONG_TO_WEAK[int(status_rank(pd.Series(statuses)).max())]


GROUP = "_group"


def lay_out(
    by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    by: Sequence[str] | None,
    columns: Sequence[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Give every buurt of every kern a row, and number the aggregates.

    A buurt of the mapping that the table lacks gets a row with status `ontbreekt`; one without a kern (NaN) is left
    out. `by` are the columns that keep aggregates apart; None takes `indicator` and `periode` if they are there.

    Returns
    -------
    parts : DataFrame
        One row per buurt of each aggregate, with `kern`, `rank` (weakness of the status) and `_group`.
    frame : DataFrame
        One row per aggregate, index `_group`: the columns of `by`, then `gebied` (the kern).

    Raises `ValueError`: when a column, a kern or a value is missing without a status, or a buurt occurs twice.
    """
    by = [name for name in ("indicator", "periode") if name in by_buurt.columns] if by is None else list(by)
    lacking = [name for name in (*by, "gebied", "status", *columns) if name not in by_buurt.columns]
    if lacking:
        raise ValueError(
            f"the table of buurten lacks the column(s) {lacking}; it has {list(by_buurt.columns)}."
        )
    mapping = pd.Series(dict(kern_by_buurt), dtype="object").rename_axis("gebied").rename("kern")
    _check_rows(by_buurt, mapping, by)
    members = mapping.dropna().reset_index()
    wanted = by_buurt[by].drop_duplicates().merge(members, how="cross") if by else members
    keys = [*by, "kern"]
    wanted[GROUP] = wanted.groupby(keys, sort=False, dropna=False).ngroup()
    frame = wanted.drop_duplicates(GROUP).set_index(GROUP)[keys].rename(columns={"kern": "gebied"})
    parts = wanted.merge(by_buurt, how="left", on=[*by, "gebied"])
    parts["status"] = parts["status"].fillna("ontbreekt")
    parts["rank"] = status_rank(parts["status"])
    _check_blanks(parts, columns)
    return parts, frame


def _check_rows(by_buurt: pd.DataFrame, mapping: pd.Series, by: Sequence[str]) -> None:
    strangers = sorted(set(by_buurt["gebied"]) - set(mapping.index))
    if strangers:
        raise ValueError(
            f"{len(strangers)} buurt(en) without a kern: {strangers[:10]}. "
            "Add them to the mapping (NaN for none); is it of the right year?"
        )
    twice = by_buurt.loc[by_buurt.duplicated([*by, "gebied"]), "gebied"]
    if len(twice):
        raise ValueError(f"{len(twice)} row(s) for a buurt that has one already: {sorted(set(twice))[:10]}.")


def _check_blanks(parts: pd.DataFrame, columns: Sequence[str]) -> None:
    has_value = parts["status"].isin(WITH_VALUE)
    for column in columns:
        blank = parts.loc[has_value & parts[column].isna(), "gebied"]
        if len(blank):
            raise ValueError(
                f"{len(blank)} row(s) have a status with a value but no {column}: {sorted(set(blank))[:10]}. "
                "Missing has a name: say ontbreekt, onderdrukt, …"
            )


def describe(parts: pd.DataFrame) -> pd.DataFrame:
    """
    Give each aggregate its status, its number of buurten, and what is to be known about them.

    Index `_group`; columns `status`, `n_buurten`, `zonder_waarde` (codes with their status, or an empty text) and
    `bevat_voorbeeld` (True when a part is fictional).
    """
    groups = parts.groupby(GROUP)
    table = pd.DataFrame({"status": status_word(groups["rank"].max()), "n_buurten": groups.size()})
    without = parts[~parts["status"].isin((*WITH_VALUE, "niet van toepassing"))]
    names = without["gebied"] + " (" + without["status"] + ")"
    table["zonder_waarde"] = names.groupby(without[GROUP]).agg(", ".join).reindex(table.index).fillna("")
    table["bevat_voorbeeld"] = (parts["status"] == "voorbeeld").groupby(parts[GROUP]).any()
    return table


def finish(frame: pd.DataFrame, table: pd.DataFrame, values: Sequence[str]) -> pd.DataFrame:
    """Join aggregates to what they are about; one without people is not applicable, others may lack a value."""
    table.loc[table["noemer"] == 0, "status"] = NOT_APPLICABLE
    table.loc[~table["status"].isin(WITH_VALUE), list(values)] = np.nan
    table.loc[table["status"] == NOT_APPLICABLE, "noemer"] = np.nan
    return frame.join(table.assign(methode="aggregatie")).reset_index(drop=True)
