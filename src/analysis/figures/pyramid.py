"""The build-up of a population by age, drawn from age groups: the surface of a bar is the number of people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, has_value
from analysis.release.release import Release

HEIGHT = 3.3  # inch
# The oldest group has no upper age; it is drawn up to this one, and hatched.
OLDEST = 100


def pyramid(
    release: Release,
    shares: Sequence[str],
    edges: Sequence[int],
    area: str,
    *,
    title: str,
    identity: str,
) -> Card | Gap:
    """
    Draw age groups as bars as high as the group is wide: long is many people per year of age.

    Parameters
    ----------
    release : Release
        Numbers.
    shares : sequence of str
        Shares of all inhabitants, young to old.
    edges : sequence of int
        First age of each group; the last group is open.
    area : str
        Area code.
    title, identity : str
        Of the card.

    Returns
    -------
    Card or Gap
        A gap when a group is missing.
    """
    period = release.newest(shares[0], [area])
    rows = release.rows(list(shares), [area], period)
    known = rows[has_value(rows)]
    if missing := [one for one in shares if one not in set(known["indicator"])]:
        names = dutch.enumeration([release.catalogue[one].kort for one in missing])
        reason = f"Voor {release.catalogue.name(area)} ontbreekt: {names}."
        return Gap(identity, title, reason, "Haal de kerncijfers van CBS op.")
    known = known.sort_values("indicator", key=lambda c: c.map(list(shares).index), ignore_index=True)
    facts = facts_of(known, release.catalogue)
    name = release.catalogue.name(area)
    subtitle = f"Inwoners van {name} per leeftijdsgroep, als deel van alle inwoners, {dutch.period(period)}"
    figure = canvas(title, subtitle, facts, height=HEIGHT)
    _draw(figure.subplots(), known, release, edges)
    level = "gemeente" if area.startswith("GM") else "kern"
    return as_card(
        release,
        known,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=_alt(known, release, subtitle),
        level=level,
        notes=(
            "Hoe langer een balk, hoe meer inwoners per jaar leeftijd; de oppervlakte is het aantal inwoners.",
            f"Bij de oudste groep is de balk getekend tot {OLDEST} jaar; in het echt loopt hij spits toe.",
        ),
    )


def _draw(ax: Axes, rows: pd.DataFrame, release: Release, edges: Sequence[int]) -> None:
    low = np.asarray(edges, dtype=float)
    wide = np.diff([*edges, OLDEST])
    per_year = rows["waarde"].to_numpy() / wide
    bars = ax.barh(
        low, per_year, height=wide, align="edge", color=style.house().own, edgecolor="white", linewidth=1.2
    )
    bars[-1].set(hatch="///", facecolor="#e4eef2", edgecolor=style.house().own)
    for place, row in enumerate(rows.itertuples()):
        entry = release.catalogue[row.indicator]
        ax.annotate(
            f"{entry.kort}: {dutch.percentage(row.waarde, entry.decimalen)}",
            (per_year[place], low[place] + wide[place] / 2),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            size=10,
        )
    ax.set_yticks([*edges, OLDEST])
    ax.set_ylim(0, OLDEST)
    ax.set_xlim(0, per_year.max() * 1.5)
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_locator(MultipleLocator(0.5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: dutch.percentage(value, 1)))
    ax.set(xlabel="deel van de inwoners per jaar leeftijd", ylabel="leeftijd")


def _alt(rows: pd.DataFrame, release: Release, subtitle: str) -> str:
    parts = [
        f"{release.catalogue[row.indicator].kort} {dutch.percentage(row.waarde, release.catalogue[row.indicator].decimalen)}"
        for row in rows.itertuples()
    ]
    return f"Opbouw naar leeftijd in balken. {subtitle}. {dutch.enumeration(parts)}."
