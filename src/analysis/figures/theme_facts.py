"""Single facts of one area as bars: numbers of one unit, each about a group of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, draw_bounds, has_value, label_ticks, level_note, written
from analysis.release.release import Release

BAR = 0.36  # inch per fact


def single_facts(
    release: Release,
    indicators: Sequence[str],
    *,
    title: str,
    subtitle: str,
    identity: str,
    notes: Sequence[str] = (),
) -> Card | Gap:
    """
    Draw a bar per indicator of the gemeente, each in its own last period, in the order that was asked.

    Parameters
    ----------
    release : Release
        Numbers.
    indicators : sequence of str
        Ids of one unit; they need not be parts of one whole.
    title, subtitle, identity : str
        Of the card; the periods are added to the subtitle.
    notes : sequence of str
        Sentences for below the figure.

    Returns
    -------
    Card or Gap
        A gap when none has a value.
    """
    found = [release.last(one, release.gemeente) for one in indicators]
    rows = pd.DataFrame([row for row in found if row is not None])
    rows = rows[has_value(rows)].reset_index(drop=True) if len(rows) else rows
    if rows.empty:
        reason = f"Voor {release.naam} zijn deze cijfers er niet."
        return Gap(identity, title, reason, "Haal de cijfers op of lever ze aan.")
    facts = facts_of(rows, release.catalogue)
    years = dutch.enumeration([dutch.period(one) for one in sorted(set(rows["periode"]))])
    whole = ", ".join(filter(None, [subtitle, years]))
    figure = canvas(title, whole, facts, height=0.45 + BAR * len(rows))
    _draw(figure.subplots(), rows, release)
    entries = [release.catalogue[one] for one in rows["indicator"]]
    values = [
        f"{e.kort} {dutch.quantity(v, e.eenheid, e.decimalen)}"
        for e, v in zip(entries, rows["waarde"], strict=True)
    ]
    return as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=whole,
        alt=f"Staafdiagram. {whole}. {dutch.enumeration(values)}.",
        level="gemeente",
        notes=(*notes, *level_note("gemeente", release.naam)),
    )


def _draw(ax: Axes, rows: pd.DataFrame, release: Release) -> None:
    entries = [release.catalogue[one] for one in rows["indicator"]]
    places = range(len(rows))
    ax.barh(places, rows["waarde"], height=0.7, color=style.house().own)
    draw_bounds(ax, rows, list(places))
    for place, (entry, value) in enumerate(zip(entries, rows["waarde"], strict=True)):
        ax.annotate(
            written(value, entry), (value, place), xytext=(5, 0), textcoords="offset points", va="center"
        )
    ax.set_yticks(places, [entry.kort for entry in entries])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, rows["waarde"].max() * 1.16)
    ax.grid(visible=False, axis="y")
    whole = entries[0].model_copy(update={"decimalen": 0})
    label_ticks(ax.xaxis, lambda value: written(value, whole))
    unit = entries[0].eenheid
    ax.set(xlabel="" if entries[0].is_share else unit[:1].upper() + unit[1:], ylabel="")
