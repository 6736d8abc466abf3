"""One bar in parts: how is a whole divided?"""

from __future__ import annotations

from collections.abc import Sequence

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, has_value, level_note, written
from analysis.release.store import Release

BAR = 0.62  # inch
# Parts of a whole have an order (ages), so they get a sequence, light to dark.
NARROW = 8.0  # per cent: below it the value stands above the part


def composition(
    release: Release,
    indicators: Sequence[str],
    area: str,
    period: str,
    *,
    title: str,
    subtitle: str,
    identity: str,
) -> Card | Gap:
    """
    Draw shares of one whole as one bar, each part with its name and share.

    Parameters
    ----------
    release : Release
        Numbers and names.
    indicators : sequence of str
        Shares of one whole, in their natural order; at most five.
    area, period : str
        Where and when.
    title, subtitle, identity : str
        Of the card.

    Returns
    -------
    Card or Gap
        A gap when a part is missing: a whole without one of its parts is no whole.
    """
    rows = release.rows(indicators, [area], period)
    known = set(rows.loc[has_value(rows), "indicator"])
    if missing := [indicator for indicator in indicators if indicator not in known]:
        names = dutch.enumeration([release.catalogue[indicator].kort.lower() for indicator in missing])
        return Gap(
            identity, title, f"Voor {release.catalogue.name(area)} ontbreekt: {names}.", "Voeg de bron toe."
        )
    rows = rows.sort_values("indicator", key=lambda c: c.map(list(indicators).index), ignore_index=True)
    facts = facts_of(rows, release.catalogue)
    figure = canvas(title, subtitle, facts, height=BAR + 0.55)
    ax = figure.subplots()
    ax.axis("off")
    left = 0.0
    colours = style.SEQUENTIAL[len(indicators)]
    total = rows["waarde"].sum()
    for row, colour in zip(rows.itertuples(), colours, strict=True):
        entry = release.catalogue[row.indicator]
        ax.barh(0, row.waarde, left=left, height=0.9, color=colour, edgecolor="white", linewidth=1.5)
        middle = left + row.waarde / 2
        ax.annotate(
            written(row.waarde, entry),
            (middle, 0),
            ha="center",
            va="center",
            size=12,
            weight="bold",
            color=style.text_on(colour),
        )
        ax.annotate(
            entry.kort,
            (middle, -0.5),
            xytext=(0, -4),
            textcoords="offset points",
            ha="center",
            va="top",
            size=9.5,
        )
        left += row.waarde
    ax.set_xlim(0, total)
    ax.set_ylim(-0.95, 0.5)
    parts = [
        f"{release.catalogue[r.indicator].kort} {written(r.waarde, release.catalogue[r.indicator])}"
        for r in rows.itertuples()
    ]
    level = "gemeente" if area.startswith("GM") else "kern"
    notes = [*level_note(level, release.naam)]
    if abs(total - 100) > 1e-9:
        notes.append(f"De delen tellen door afronding op tot {dutch.percentage(total, 0)}.")
    return as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=f"Gestapelde staaf. {subtitle}. {dutch.enumeration(parts)}.",
        level=level,
        notes=notes,
    )
