"""How far is the gemeente from the level that it set itself? The difference with bounds, and a word that they carry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, has_value, label_ticks, level_note, written
from analysis.release.release import Release
from analysis.statistics import difference

LINE = 0.42  # inch per subject
ABOVE, BELOW, UNCLEAR = "boven het niveau", "onder het niveau", "niet vast te stellen"
# Form and fill differ, so that the verdict reads without colour.
MARKS = {ABOVE: "^", BELOW: "v", UNCLEAR: "o"}


def verdict(low: float, high: float) -> str:
    """Say on which side of the level a difference lies, and that it cannot be said while zero is possible."""
    if np.isnan(low) or np.isnan(high) or low <= 0 <= high:
        return UNCLEAR
    return ABOVE if low > 0 else BELOW


def differences(release: Release, indicators: Sequence[str], target: str) -> pd.DataFrame:
    """
    Return per indicator the own share, the level, and the difference in percentage points with 95% bounds.

    Bounds need the counts of both; without them they are empty and the verdict is open.

    Returns
    -------
    DataFrame
        `indicator, periode, eigen, niveau, verschil, laag, hoog, oordeel`, furthest below first.
    """
    found = []
    for indicator in indicators:
        period = release.newest(indicator, [release.gemeente])
        rows = release.rows(indicator, [release.gemeente, target], period)
        rows = rows[has_value(rows)].set_index("gebied")
        if release.gemeente not in rows.index or target not in rows.index:
            continue
        own, level = rows.loc[release.gemeente], rows.loc[target]
        _, *bounds = difference(own["teller"], own["noemer"], level["teller"], level["noemer"])
        gap = float(own["waarde"] - level["waarde"])
        low, high = (100 * float(bound) for bound in bounds)
        found.append((indicator, period, own["waarde"], level["waarde"], gap, low, high, verdict(low, high)))
    columns = ["indicator", "periode", "eigen", "niveau", "verschil", "laag", "hoog", "oordeel"]
    return pd.DataFrame(found, columns=columns).sort_values("verschil", kind="stable", ignore_index=True)


def target_gap(
    release: Release,
    indicators: Sequence[str],
    target: str,
    *,
    title: str,
    identity: str,
    notes: Sequence[str] = (),
) -> Card | Gap:
    """
    Draw per subject the difference with the level of another area.

    Parameters
    ----------
    release : Release
        Numbers.
    indicators : sequence of str
        Shares.
    target : str
        Code of the area whose share is the level to reach.
    title, identity : str
        Of the card.
    notes : sequence of str
        Sentences for below the figure.

    Returns
    -------
    Card or Gap
        A gap when no subject is known for both.
    """
    found = differences(release, indicators, target)
    name = release.catalogue.name(target)
    if target.startswith("KLASSE"):  # a description, not a name
        name = name[:1].lower() + name[1:]
    if found.empty:
        reason = f"Er zijn geen cijfers voor {release.naam} en {name} samen."
        return Gap(identity, title, reason, "Lever de burgerpeiling aan.")
    rows = release.rows(list(found["indicator"]), [release.gemeente, target])
    rows = rows[rows["periode"].isin(found["periode"])].reset_index(drop=True)
    facts = facts_of(rows, release.catalogue)
    years = dutch.enumeration([dutch.period(one) for one in dict.fromkeys(found["periode"])])
    subtitle = f"Verschil tussen {release.naam} en {name}, in procentpunten, {years}"
    figure = canvas(title, subtitle, facts, height=0.75 + LINE * len(found))
    _draw(figure.subplots(), found, release)
    return as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=_alt(found, release, subtitle),
        level="gemeente",
        notes=(*notes, *level_note("gemeente", release.naam)),
        table=_table(found, release, name),
    )


def _points(value: float, decimals: int = 1) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{dutch.number(abs(value), decimals)}"


def _draw(ax: Axes, found: pd.DataFrame, release: Release) -> None:
    # Where nothing differs from the level there is still a scale.
    reach = float(np.nanmax(np.abs(found[["verschil", "laag", "hoog"]].to_numpy(dtype=float)))) or 1.0
    ax.axvline(0, color=style.INK, linewidth=1.2)
    for place, row in enumerate(found.itertuples()):
        if row.laag == row.laag:
            ax.hlines(place, row.laag, row.hoog, color=style.INK, linewidth=1.4)
            ax.plot([row.laag, row.hoog], [place, place], "|", color=style.INK, markersize=7)
        filled = style.house().accent if row.oordeel == BELOW else style.house().own
        ax.plot(
            row.verschil,
            place,
            MARKS[row.oordeel],
            markersize=9,
            markerfacecolor="white" if row.oordeel == UNCLEAR else filled,
            markeredgecolor=style.INK,
            zorder=4,
        )
        ax.annotate(
            f"{_points(row.verschil)}: {row.oordeel}",
            (reach * 1.08, place),
            va="center",
            size=10,
        )
    ax.annotate(
        "niveau",
        (0, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        size=9,
    )
    ax.set_yticks(range(len(found)), [release.catalogue[one].kort for one in found["indicator"]])
    ax.set_ylim(len(found) - 0.5, -0.5)
    ax.set_xlim(-reach * 1.05, reach * 2.6)
    ax.grid(visible=False, axis="y")
    label_ticks(ax.xaxis, lambda value: _points(value, 0))
    ax.set_xticks([tick for tick in ax.get_xticks() if abs(tick) <= reach * 1.05])
    ax.set(xlabel="procentpunten", ylabel="")


def _alt(found: pd.DataFrame, release: Release, subtitle: str) -> str:
    parts = [
        f"{release.catalogue[row.indicator].kort} {_points(row.verschil)} procentpunt, {row.oordeel}"
        for row in found.itertuples()
    ]
    return f"Stippen met marges om een nullijn. {subtitle}. {'; '.join(parts)}."


def _table(found: pd.DataFrame, release: Release, name: str) -> pd.DataFrame:
    entries = [release.catalogue[one] for one in found["indicator"]]
    bounds = [
        "" if np.isnan(low) else f"{_points(low)} tot {_points(high)}"
        for low, high in zip(found["laag"], found["hoog"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Onderwerp": [entry.kort for entry in entries],
            release.naam: [written(v, e) for v, e in zip(found["eigen"], entries, strict=True)],
            name[:1].upper() + name[1:]: [
                written(v, e) for v, e in zip(found["niveau"], entries, strict=True)
            ],
            "Verschil (procentpunt)": [_points(v) for v in found["verschil"]],
            "95%-marge": bounds,
            "Uitkomst": found["oordeel"],
        }
    )
