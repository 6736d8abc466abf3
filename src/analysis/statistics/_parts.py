"""Lay the buurten of every kern out in one table, with a row for each that should be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.statistics.statuses import WITH_VALUE, status_rank, status_word

GROUP = "_group"


def lay_out(
    by_buurt: pd.DataFrame,
    kern_by_buurt: pd.Series | Mapping[str, str],
    by: Sequence[str] | None,
    columns: Sequence[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Give every buurt of every kern a row, and number the aggregates.

    A buurt of the mapping that the table lacks gets a row with status `ontbreekt`.

    Parameters
    ----------
    by_buurt : DataFrame
        One row per buurt (and per combination of `by`): `gebied`, `status` and `columns`.
    kern_by_buurt : Series or mapping
        Kern of each buurt; a buurt without a kern (NaN) is left out.
    by : sequence of str or None
        Columns that keep aggregates apart; None takes `indicator` and `periode` if they are there.
    columns : sequence of str
        Number columns that must be there.

    Returns
    -------
    parts : DataFrame
        One row per buurt of each aggregate, with `kern`, `rank` (weakness of the status) and `_group`.
    frame : DataFrame
        One row per aggregate, index `_group`: the columns of `by`, then `gebied` (the kern).

    Raises
    ------
    ValueError
        When a column, a kern or a value is missing without a status, or a buurt occurs twice.
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

    Parameters
    ----------
    parts : DataFrame
        As `lay_out` gives it.

    Returns
    -------
    DataFrame
        Index `_group`; columns `status`, `n_buurten`, `zonder_waarde` (codes with their status, or an
        empty text) and `bevat_voorbeeld` (True when a part is fictional).
    """
    groups = parts.groupby(GROUP)
    table = pd.DataFrame({"status": status_word(groups["rank"].max()), "n_buurten": groups.size()})
    without = parts[~parts["status"].isin((*WITH_VALUE, "niet van toepassing"))]
    names = without["gebied"] + " (" + without["status"] + ")"
    table["zonder_waarde"] = names.groupby(without[GROUP]).agg(", ".join).reindex(table.index).fillna("")
    table["bevat_voorbeeld"] = (parts["status"] == "voorbeeld").groupby(parts[GROUP]).any()
    return table
