"""Dots on a line per subject: the own municipality between the areas it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of, shown
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, draw_bounds, has_value, label_ticks, level_note, written
from analysis.release.release import Release
from analysis.tidy import STATUS_TEXT

LINE = 0.33  # inch per subject
WITH_BOUNDS = 0.46  # the same, where each area has a line of its own for its bounds
APART = 0.2  # of that height, between two areas
# Form and colour both differ, so that the chart reads without colour.
BESIDE = 3  # names that fit beside each other in the legend
MARKERS = ("o", "s", "D", "^")


def dots(
    release: Release,
    indicators: Sequence[str],
    areas: Sequence[str],
    period: str,
    *,
    title: str,
    subtitle: str,
    identity: str,
) -> Card | Gap:
    """
    Draw one line per indicator with a mark per area.

    Parameters
    ----------
    release : Release
        Numbers and names.
    indicators : sequence of str
        Ids with one unit; drawn from high to low in the first area.
    areas : sequence of str
        Area codes, the own one first; at most four.
    period : str
        Period of all.
    title, subtitle, identity : str
        Of the card.

    Returns
    -------
    Card or Gap
        A gap when the first area has no value at all.
    """
    rows = release.rows(indicators, areas, period)
    own = rows[(rows["gebied"] == areas[0]) & has_value(rows)]
    if own.empty:
        name = release.catalogue.name(areas[0])
        reason = f"Er zijn geen cijfers over {name}{f', {dutch.period(period)}' if period else ''}."
        return Gap(identity, title, reason, "Voeg de bron toe.")
    order = own.sort_values("waarde", ascending=False)["indicator"].tolist()
    rows = rows[rows["indicator"].isin(order)]
    places = {indicator: place for place, indicator in enumerate(order)}
    rows = rows.sort_values(
        ["indicator", "gebied"],
        key=lambda c: c.map(places if c.name == "indicator" else {a: i for i, a in enumerate(areas)}),
        ignore_index=True,
    )
    facts = facts_of(rows, release.catalogue)
    wide = len(areas) > BESIDE
    figure = canvas(
        title,
        subtitle,
        facts,
        height=0.75 + (WITH_BOUNDS if _has_bounds(rows) else LINE) * len(order) + (0.22 if wide else 0),
    )
    ax = figure.subplots()
    _draw(ax, rows, release, areas, order)
    entry = release.catalogue[order[0]]
    # Marks out of ten lie within two points: whole numbers at the axis would stand there twice.
    decimals = 0 if entry.is_share else min(1, entry.decimalen)
    coarse = entry.model_copy(update={"decimalen": decimals})
    label_ticks(ax.xaxis, lambda value: written(value, coarse), decimals)
    points = [
        (value, release.catalogue[name].kort, written(value, release.catalogue[name]))
        for name, value in own[["indicator", "waarde"]].dropna().itertuples(index=False)
    ]
    found = dutch.extremes(points)
    said = (
        f"is het overal {found.top}"
        if found.equal
        else f"{found.verb} het hoogst: {found.high}, {found.top}; het laagst: {found.low}, {found.bottom}"
    )
    alt = f"Stippendiagram. {subtitle}. In {release.catalogue.name(areas[0])} {said}."
    level = "gemeente" if areas[0].startswith("GM") else "kern"
    return as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=alt,
        level=level,
        notes=level_note(level, release.naam),
        table=_table(rows, release, areas, order),
    )


def _table(rows: pd.DataFrame, release: Release, areas: Sequence[str], order: Sequence[str]) -> pd.DataFrame:
    """Return a row per subject and a column per area that has any number."""
    texts = rows.assign(tekst=shown(rows, release.catalogue)["Waarde"].to_numpy())
    wide = texts.pivot(index="indicator", columns="gebied", values="tekst")
    wide = wide.reindex(index=order, columns=[area for area in areas if area in wide.columns])
    wide = wide.fillna(STATUS_TEXT["ontbreekt"]).rename(columns=release.catalogue.name)
    wide.insert(0, "Onderwerp", [release.catalogue[indicator].naam for indicator in order])
    return wide.reset_index(drop=True).rename_axis(columns=None)


def _draw(ax: Axes, rows: pd.DataFrame, release: Release, areas: Sequence[str], order: Sequence[str]) -> None:
    present = [area for area in areas if (rows["gebied"] == area).any()]
    colours = style.series()[: len(present)]
    places = rows["indicator"].map({indicator: place for place, indicator in enumerate(order)})
    if not _has_bounds(rows):
        span = rows["waarde"].groupby(places).agg(["min", "max"])
        ax.hlines(span.index, span["min"], span["max"], color="#b9c4c9", linewidth=2.5, zorder=1)
    apart = _apart(rows, present)
    places = places + rows["gebied"].map(apart)
    marks = {
        # By code: a kern may be named like its municipality. The own area, which comes first, is drawn last, so that
        # no other mark hides it.
        area: ax.scatter(
            rows.loc[rows["gebied"] == area, "waarde"],
            places[rows["gebied"] == area],
            color=colour,
            marker=mark,
            s=62,
            edgecolor="white",
            linewidth=0.7,
            zorder=3 - 0.1 * number,
        )
        for number, (area, colour, mark) in enumerate(zip(present, colours, MARKERS, strict=False))
    }
    draw_bounds(ax, rows, places.tolist())
    ax.set_yticks(range(len(order)), [release.catalogue[indicator].kort for indicator in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    low, high = rows[["waarde", "ondergrens"]].min().min(), rows[["waarde", "bovengrens"]].max().max()
    room = 0.06 * (high - low) or 1  # one value alone has no distance to take a part of
    ax.set_xlim(max(0, low - room), high + room)
    ax.set(xlabel="", ylabel="")
    wide = len(present) > BESIDE  # two rows, from the right: the names of the subjects leave no room there
    ax.legend(
        list(marks.values()),
        [release.catalogue.name(area) for area in marks],
        loc="lower right" if wide else "lower left",
        bbox_to_anchor=(1.0 if wide else 0, 1.0),
        ncols=2 if wide else len(present),
        title="",
        borderaxespad=0,
        handletextpad=0.2,
        columnspacing=1.2,
        scatteryoffsets=[0.5],
    )


def _apart(rows: pd.DataFrame, present: Sequence[str]) -> dict[str, float]:
    """Return how far below the line of a subject each area stands: bounds on one line cannot be told apart."""
    step = APART if _has_bounds(rows) else 0.0
    return {area: step * (number - (len(present) - 1) / 2) for number, area in enumerate(present)}


def _has_bounds(rows: pd.DataFrame) -> bool:
    return bool(rows["ondergrens"].notna().any())
