"""Bars, one per answer: what did people say, when each may have given several answers?"""

from __future__ import annotations

from collections.abc import Sequence

import seaborn as sns

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, draw_bounds, has_value, label_ticks, level_note, written
from analysis.release.release import Release
from analysis.tidy import STATUS_TEXT

BAR = 0.34  # inch per bar


def answers(
    release: Release,
    indicators: Sequence[str],
    area: str,
    period: str,
    *,
    title: str,
    subtitle: str,
    identity: str,
    notes: Sequence[str] = (),
) -> Card | Gap:
    """
    Draw one bar per indicator of one area, highest first, with its 95% bounds.

    Parameters
    ----------
    release : Release
        Numbers.
    indicators : sequence of str
        Shares of one group of people; they need not add up.
    area, period : str
        Where and when.
    title, subtitle, identity : str
        Of the card.
    notes : sequence of str
        Sentences for below the figure.

    Returns
    -------
    Card or Gap
        A gap when no answer has a value.
    """
    rows = release.rows(indicators, [area], period)
    if not has_value(rows).any():
        name = release.catalogue.name(area)
        return Gap(
            identity,
            title,
            f"Voor {name} zijn er geen cijfers{dutch.with_period('over', period)}.",
            "Voeg de bron toe.",
        )
    rows = rows.sort_values("waarde", ascending=False, na_position="last", ignore_index=True)
    facts = facts_of(rows, release.catalogue)
    people = rows["n"].max()
    if people == people:
        subtitle = f"{subtitle} (n = {dutch.number(people)})"
    figure = canvas(title, subtitle, facts, height=0.35 + BAR * len(rows))
    ax = figure.subplots()
    names = [release.catalogue[indicator].kort for indicator in rows["indicator"]]
    sns.barplot(
        x=rows["waarde"].fillna(0).to_numpy(),
        y=names,
        color=style.house().own,
        saturation=1,
        errorbar=None,
        ax=ax,
    )
    draw_bounds(ax, rows, range(len(rows)))
    for place, row in enumerate(rows.itertuples()):
        known = row.waarde == row.waarde
        text = written(row.waarde, release.catalogue[row.indicator]) if known else STATUS_TEXT[row.status]
        end = max(row.waarde, row.bovengrens if row.bovengrens == row.bovengrens else 0) if known else 0
        ax.annotate(text, (end, place), xytext=(5, 0), textcoords="offset points", va="center", size=10)
    ax.set(xlabel="", ylabel="")
    ax.set_xlim(0, min(110, rows[["waarde", "bovengrens"]].max().max() * 1.15))
    label_ticks(ax.xaxis, lambda value: dutch.percentage(value, 0))
    shown = rows[has_value(rows)]
    points = [
        (value, release.catalogue[name].kort, written(value, release.catalogue[name]))
        for name, value in shown[["indicator", "waarde"]].itertuples(index=False)
    ]
    found = dutch.extremes(points)
    least = "het minst" if len(shown) == len(rows) else "het minst van wat te tonen is"
    said = (
        f"Elk antwoord is even vaak genoemd: {found.top}"
        if found.equal
        else f"Het vaakst genoemd: {found.high}, {found.top}; {least}: {found.low}, {found.bottom}"
    )
    alt = f"Staafdiagram. {subtitle}. {said}."
    level = "gemeente" if area.startswith("GM") else "kern"
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
        notes=[*notes, *level_note(level, release.naam)],
    )
