"""One bar in parts: how is a whole divided?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, has_value, level_note, written
from analysis.release.release import Release
from analysis.tidy import STATUS_TEXT

BAR = 0.6  # inch
LABEL = 0.2  # inch for a line of names under the bar
NARROW = 5.0  # per cent: below it the value stands with the name
CHARACTER = 1.12  # per cent of the bar that a character of a name takes


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
        place = release.catalogue.name(area)
        if (
            set(missing) <= set(rows["indicator"])
            and (rows.loc[~has_value(rows), "status"] != "ontbreekt").all()
        ):
            why = dutch.enumeration(
                [STATUS_TEXT[one] for one in rows.loc[~has_value(rows), "status"].unique()]
            )
            return Gap(
                identity,
                title,
                f"In {place} zijn niet alle delen te tonen: {names} ({why}).",
                "Bekijk elk deel apart.",
            )
        return Gap(identity, title, f"Voor {place} ontbreekt: {names}.", "Voeg de bron toe.")
    rows = rows.sort_values("indicator", key=lambda c: c.map(list(indicators).index), ignore_index=True)
    facts = facts_of(rows, release.catalogue)
    total = float(rows["waarde"].sum())
    placed = _place(rows, release)
    depth = 1 + max(level for *_, level in placed)
    figure = canvas(title, subtitle, facts, height=BAR + 0.1 + LABEL * depth)
    ax = figure.subplots()
    ax.axis("off")
    unit = LABEL / BAR  # a line of text, in heights of the bar
    for (left, share, text, value, line), colour in zip(
        placed, style.SEQUENTIAL[len(indicators)], strict=True
    ):
        ax.barh(0, share, left=left, height=1, color=colour, edgecolor="white", linewidth=1.5)
        middle, down = left + share / 2, -0.5 - unit * (line + 0.55)
        if value:
            ax.text(
                middle,
                0,
                value,
                ha="center",
                va="center",
                size=12,
                weight="bold",
                color=style.text_on(colour),
            )
        if line:
            ax.plot([middle, middle], [-0.52, down + 0.4 * unit], color=style.LINE, linewidth=0.8)
        align = "left" if middle < 6 else "right" if middle > total - 6 else "center"
        at = {"left": left, "right": left + share}.get(align, middle)
        ax.text(at, down, text, ha=align, va="center", size=9.5)
    ax.set_xlim(0, total)
    ax.set_ylim(-0.55 - unit * depth, 0.5)
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


def _place(rows: pd.DataFrame, release: Release) -> list[tuple[float, float, str, str, int]]:
    """Return left edge, width, name, value and line of each part, names moved down where they would overlap."""
    placed: list[tuple[float, float, str, str, int]] = []
    ends: list[float] = []  # per line, how far to the right it is taken
    left, total = 0.0, float(rows["waarde"].sum())
    for row in rows.itertuples():
        entry = release.catalogue[row.indicator]
        value = written(row.waarde, entry)
        narrow = row.waarde < NARROW
        text = f"{entry.kort} {value}" if narrow else entry.kort
        width = CHARACTER * len(text)
        middle = left + row.waarde / 2
        start = (
            left if middle < 6 else left + row.waarde - width if middle > total - 6 else middle - width / 2
        )
        level = next((n for n, end in enumerate(ends) if end <= start), len(ends))
        ends[level : level + 1] = [start + width + 1]
        placed.append((left, float(row.waarde), text, "" if narrow else value, level))
        left += row.waarde
    return placed
