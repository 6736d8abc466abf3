"""Which base fits? A published count, its published share, and the bases that it could be a share of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import Facts, example_mark, facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import has_value, label_ticks, level_note
from analysis.release.release import Release

BAR = 0.5  # inch


def base_check(
    release: Release,
    *,
    count: str,
    share: str,
    inhabitants: str,
    parts: Sequence[str],
    part_name: str,
    period: str,
    title: str,
) -> Card | Gap:
    """
    Divide a published count by each base it may have, and put the published share beside it.

    Parameters
    ----------
    release : Release
        Numbers and names.
    count, share : str
        The count and the percentage that a source gives for the same thing.
    inhabitants : str
        Indicator with all inhabitants: the first base.
    parts : sequence of str
        Shares of the inhabitants that together are the second base, in per cent,
        rounded to whole numbers by their source.
    part_name : str
        Name of the second base, e.g. `inwoners van 15 tot 65 jaar`.
    period : str
        Period of all.
    title : str
        The question.

    Returns
    -------
    Card or Gap
        Which base reproduces the published share, allowing for the rounding of
        both; a gap when one of the numbers is not there.
    """
    identity = f"noemer_{share}"
    rows = release.rows([count, share, inhabitants, *parts], [release.gemeente], period)
    known = rows[has_value(rows)].set_index("indicator")["waarde"]
    wanted = [count, share, inhabitants, *parts]
    if missing := [indicator for indicator in wanted if indicator not in known.index]:
        names = dutch.enumeration([release.catalogue[indicator].naam.lower() for indicator in missing])
        return Gap(identity, title, f"Voor {release.naam} ontbreekt: {names}.", "Voeg de bron toe.")
    table = _bases(known, count=count, inhabitants=inhabitants, parts=parts, part_name=part_name)
    published = float(known[share])
    # A share in whole per cents stands for anything half a point to either side.
    low, high = published - 0.5, published + 0.5
    table["Past"] = (table["Hoogste"] >= low) & (table["Laagste"] <= high)
    facts = facts_of(rows, release.catalogue)
    subtitle = (
        f"{release.catalogue[count].naam} ({dutch.number(known[count])}) als deel van twee mogelijke noemers"
    )
    figure = _draw(table, published, title, subtitle, facts)
    fits = table.loc[table["Past"], "Noemer"].tolist()
    answer = (
        f"Alleen {fits[0]} past bij de gepubliceerde {dutch.percentage(published, 0)}"
        if len(fits) == 1
        else (
            f"Beide noemers passen bij {dutch.percentage(published, 0)}"
            if fits
            else f"Geen van beide noemers past bij {dutch.percentage(published, 0)}"
        )
    )
    described = dutch.enumeration(
        [f"{row.Noemer} {dutch.percentage(row.Aandeel)}" for row in table.itertuples()]
    )
    shown = pd.DataFrame(
        {
            "Noemer": table["Noemer"],
            "Aantal mensen": [dutch.number(value) for value in table["Mensen"]],
            "Aandeel": [dutch.percentage(value) for value in table["Aandeel"]],
            "Door afronding": [
                f"{dutch.percentage(row.Laagste)} – {dutch.percentage(row.Hoogste)}"
                for row in table.itertuples()
            ],
            f"Past bij {dutch.percentage(published, 0)}": ["ja" if fit else "nee" for fit in table["Past"]],
        }
    )
    return Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=table.drop(columns="Past").assign(Past=["ja" if fit else "nee" for fit in table["Past"]]),
        shown=shown,
        alt=f"Staafdiagram. {subtitle}: {described}. {answer}.{example_mark(facts)}",
        level="gemeente",
        notes=(dutch.sentence(answer), *level_note("gemeente", release.naam)),
    )


def _bases(
    known: pd.Series, *, count: str, inhabitants: str, parts: Sequence[str], part_name: str
) -> pd.DataFrame:
    people = float(known[inhabitants])
    part = sum(float(known[indicator]) for indicator in parts)
    slack = 0.5 * len(parts)
    rows = [
        ("alle inwoners", people, people, people),
        (part_name, people * part / 100, people * (part - slack) / 100, people * (part + slack) / 100),
    ]
    table = pd.DataFrame(rows, columns=["Noemer", "Mensen", "Minste mensen", "Meeste mensen"])
    table["Aandeel"] = 100 * float(known[count]) / table["Mensen"]
    table["Laagste"] = 100 * float(known[count]) / table["Meeste mensen"]
    table["Hoogste"] = 100 * float(known[count]) / table["Minste mensen"]
    return table


def _draw(table: pd.DataFrame, published: float, title: str, subtitle: str, facts: Facts) -> Figure:
    figure = canvas(title, subtitle, facts, height=0.85 + BAR * len(table))
    ax = figure.subplots()
    ax.axvspan(published - 0.5, published + 0.5, color="#f3dcc8", zorder=0, linewidth=0)
    ax.axvline(published, color=style.house().accent, linewidth=2, zorder=2)
    sns.barplot(
        x=table["Aandeel"],
        y=table["Noemer"],
        color=style.house().own,
        errorbar=None,
        width=0.55,
        saturation=1,
        ax=ax,
        zorder=1,
    )
    for place, row in enumerate(table.itertuples()):
        ax.hlines(place, row.Laagste, row.Hoogste, color=style.INK, linewidth=1.4, zorder=4)
        ax.annotate(
            dutch.percentage(row.Aandeel),
            (0, place),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            size=11,
            weight="bold",
            color=style.text_on(style.house().own),
        )
    ax.annotate(
        f"gepubliceerd: {dutch.percentage(published, 0)}",
        (published, -0.5),
        xytext=(0, 3),
        annotation_clip=False,
        textcoords="offset points",
        ha="center",
        va="bottom",
        size=10,
        weight="bold",
        color=style.house().accent,
    )
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set(xlabel="", ylabel="")
    ax.set_xlim(0, max(table["Hoogste"].max(), published) * 1.15)
    label_ticks(ax.xaxis, lambda value: dutch.percentage(value, 0))
    return figure
