"""Estimates per kern in a grid: a subject per row, a kern per column, the number and its bounds in each cell."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, has_value, written
from analysis.release.release import Release
from analysis.tidy import STATUS_TEXT

ROW = 0.5  # inch per subject


def kern_grid(
    release: Release,
    indicators: Sequence[str],
    *,
    title: str,
    identity: str,
    notes: Sequence[str] = (),
) -> Card | Gap:
    """
    Write per kern and subject the share with its bounds, beside that of the whole gemeente.

    Parameters
    ----------
    release : Release
        Numbers.
    indicators : sequence of str
        Shares; each in its own newest period per kern.
    title, identity : str
        Of the card.
    notes : sequence of str
        Sentences for below the figure.

    Returns
    -------
    Card or Gap
        A gap when no kern has a number.
    """
    kernen = release.kernen()
    areas = [release.gemeente, *kernen]
    chosen = [one for one in indicators if release.newest(one, kernen)]
    if not kernen or not chosen:
        reason = f"Voor de kernen van {release.naam} zijn deze schattingen er nog niet."
        action = "Haal de tabel Gezondheid per wijk en buurt van RIVM op, met: kernmonitor fetch."
        return Gap(identity, title, reason, action)
    rows = pd.concat(
        [release.rows(one, areas, release.newest(one, kernen)) for one in chosen], ignore_index=True
    )
    facts = facts_of(rows, release.catalogue)
    years = dutch.enumeration([dutch.period(one) for one in sorted(set(rows["periode"]))])
    subtitle = f"Per kern met buitengebied, met de marge eronder, {years}"
    figure = canvas(title, subtitle, facts, height=0.6 + ROW * len(chosen))
    _draw(figure.subplots(), rows, release, chosen, areas)
    return as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=_alt(rows, release, chosen, kernen, subtitle),
        level="kern",
        notes=(*notes, "Een verschil kleiner dan de marges is geen duidelijk verschil."),
    )


def _draw(
    ax: Axes, rows: pd.DataFrame, release: Release, subjects: Sequence[str], areas: Sequence[str]
) -> None:
    cells = rows.set_index(["indicator", "gebied"])
    for y, indicator in enumerate(subjects):
        entry = release.catalogue[indicator]
        for x, area in enumerate(areas):
            row = cells.loc[(indicator, area)] if (indicator, area) in cells.index else None
            known = row is not None and has_value(row.to_frame().T).all()
            fill = ("#eef3f5" if x else "#d5e2e8") if known else style.MISSING_FILL
            hatch = None if known else style.MISSING_HATCH
            place = (x - 0.5, y - 0.5)
            ax.add_patch(Rectangle(place, 1, 1, facecolor=fill, hatch=hatch, edgecolor="white", linewidth=2))
            if not known:
                ax.text(x, y, "geen cijfer", ha="center", va="center", size=9)
            if known and row is not None:
                ax.text(x, y - 0.12, written(row["waarde"], entry), ha="center", va="center", size=11)
                if row["ondergrens"] == row["ondergrens"]:
                    bounds = f"{dutch.number(row['ondergrens'])}–{dutch.number(row['bovengrens'])}"
                    ax.text(x, y + 0.24, bounds, ha="center", va="center", size=9, color=style.QUIET)
    # The gemeente may be named like one of its kernen.
    names = [
        "hele\ngemeente",
        *("\n".join(textwrap.wrap(release.catalogue.name(one), 13)) for one in areas[1:]),
    ]
    ax.set_xticks(range(len(areas)), names)
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(subjects)), [release.catalogue[one].kort for one in subjects])
    ax.tick_params(length=0)
    ax.set_xlim(-0.5, len(areas) - 0.5)
    ax.set_ylim(len(subjects) - 0.5, -0.5)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)


def _alt(
    rows: pd.DataFrame, release: Release, subjects: Sequence[str], kernen: Sequence[str], subtitle: str
) -> str:
    parts = []
    for indicator in subjects:
        entry = release.catalogue[indicator]
        known = rows[(rows["indicator"] == indicator) & rows["gebied"].isin(kernen) & has_value(rows)]
        found = dutch.extremes(
            (value, release.catalogue.name(area), written(value, entry))
            for area, value in known[["gebied", "waarde"]].itertuples(index=False)
        )
        parts.append(
            f"{entry.kort} overal {found.top}"
            if found.equal
            else f"{entry.kort} van {found.bottom} ({found.low}) tot {found.top} ({found.high})"
        )
    missing = rows[~has_value(rows)]
    text = f"Tabel als figuur. {subtitle}. {'; '.join(parts)}."
    if len(missing):
        text += f" {dutch.counted(len(missing), 'cijfer', 'cijfers')} niet getoond: {STATUS_TEXT[str(missing['status'].iloc[0])]}."
    return text
