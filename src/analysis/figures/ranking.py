"""Bars, one per area: how high is one indicator here and elsewhere?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.catalogue import Indicator
from analysis.figures._build import (
    as_card,
    draw_bounds,
    has_value,
    label_ticks,
    level_note,
    with_own,
    written,
)
from analysis.release.release import Release
from analysis.tidy import STATUS_TEXT

BAR = 0.36  # inch per bar


def ranking(
    release: Release,
    indicator: str,
    areas: Sequence[str],
    period: str,
    *,
    title: str,
    identity: str = "",
    own: Sequence[str] = (),
    sort: bool = True,
    with_n: bool = False,
    full_scale: bool = False,
) -> Card | Gap:
    """
    Draw one bar per area, each with its value, its 95% bounds where known, and missing ones named.

    Parameters
    ----------
    release : Release
        Numbers and names.
    indicator, period : str
        What and when.
    areas : sequence of str
        Area codes; one without a row is shown as missing only if the release holds a status for it.
    title : str
        The question.
    identity : str
        Id of the card; built from the indicator by default.
    own : sequence of str
        Areas drawn in the municipality's own colour; its own code by default.
    sort : bool
        Highest first; otherwise in the order of `areas`.
    with_n : bool
        Put the number of people who answered behind each name.
    full_scale : bool
        Draw a share on the whole scale from 0 to 100%.

    Returns
    -------
    Card or Gap
        A gap when no area has a value.
    """
    identity = identity or f"ranglijst_{indicator}"
    entry = release.catalogue[indicator]
    rows = release.rows(indicator, areas, period)
    if not has_value(rows).any():
        reason = f"Er zijn geen cijfers{dutch.with_period('over', period)}."
        return Gap(identity, title, reason, "Voeg de bron toe.")
    if release.gemeente in areas:
        rows = with_own(rows, release, indicator, period)
    if sort:
        rows = rows.sort_values("waarde", ascending=False, na_position="last", ignore_index=True)
    facts = facts_of(rows, release.catalogue)
    subtitle = f"{entry.naam}, {dutch.period(period)}"
    figure = canvas(title, subtitle, facts, height=0.45 + BAR * len(rows))
    ax = figure.subplots()
    mine = set(own or (release.gemeente,))
    names = [release.catalogue.name(area) for area in rows["gebied"]]
    if with_n:
        sizes = [f" (n = {dutch.number(n)})" if n == n else "" for n in rows["n"]]
        names = [name + size for name, size in zip(names, sizes, strict=True)]
    colours = [style.house().own if area in mine else style.house().other for area in rows["gebied"]]
    ax.barh(range(len(rows)), rows["waarde"].fillna(0), color=colours)
    ax.set_yticks(range(len(rows)), names)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    draw_bounds(ax, rows, range(len(rows)))
    reach = max(rows[["waarde", "bovengrens"]].max().max(), 1e-9)
    for place, row in enumerate(rows.itertuples()):
        known = row.waarde == row.waarde
        text = written(row.waarde, entry) if known else STATUS_TEXT[row.status]
        end = max(row.waarde, row.bovengrens if row.bovengrens == row.bovengrens else 0) if known else 0
        ax.annotate(text, (end, place), xytext=(5, 0), textcoords="offset points", va="center", size=10)
    ax.set(xlabel="" if entry.is_share else entry.eenheid[:1].upper() + entry.eenheid[1:], ylabel="")
    ax.set_xlim(0, 100 if full_scale else reach * 1.16)
    whole = entry.model_copy(update={"decimalen": 0}) if reach >= 4 else entry
    label_ticks(ax.xaxis, lambda value: written(value, whole), whole.decimalen)
    level = "kern" if any(area.startswith("KERN") for area in rows["gebied"]) else "gemeente"
    return as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=_alt(release, rows, entry, subtitle),
        level=level,
        notes=level_note(level, release.naam),
    )


def _alt(release: Release, rows: pd.DataFrame, entry: Indicator, subtitle: str) -> str:
    """Say what the bars show: the highest, the lowest, and who has no bar and why."""
    points = [
        (value, release.catalogue.name(area), dutch.quantity(value, entry.eenheid, entry.decimalen))
        for area, value in rows.loc[has_value(rows), ["gebied", "waarde"]].itertuples(index=False)
    ]
    sentences = [f"Staafdiagram. {subtitle}. {dutch.highest_and_lowest(points)}."]
    for status, missing in rows[~has_value(rows)].groupby("status", sort=False):
        names = dutch.enumeration([release.catalogue.name(area) for area in missing["gebied"]])
        sentences.append(dutch.sentence(f"{STATUS_TEXT[status]}: {names}"))
    return " ".join(sentences)
