"""Lines over time: several counts that may not be added, or one share with its bounds; a break is a break."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.catalogue import Break, Indicator
from analysis.figures._build import as_card, has_value, label_ticks, level_note, written
from analysis.figures.trend_alt import trend_alt
from analysis.release.release import Release

HEIGHT = 2.7  # inch
LEGEND_CHARACTERS = 96
# Form, dash and colour all differ, so that the lines can be told apart in black and white.
# Marks on a line of many periods.
MARKS = 5
LINES = (("-", "o"), ("--", "s"), (":", "D"), ("-.", "^"))


@dataclass(frozen=True)
class Span:
    """A range of other areas in one period, drawn as an upright bar: from, to, and what it is."""

    period: str
    low: float
    high: float
    label: str


def as_year(period: str) -> float:
    """
    Return a period as a decimal year: the middle of a month, quarter or half-year, the year itself otherwise.

    `2024` is 2024.0, `2024-03` is 2024 and two and a half twelfths.
    """
    year = float(period[:4])
    if match := re.fullmatch(r"\d{4}-Q(\d)", period):
        return year + (int(match[1]) - 0.5) / 4
    if match := re.fullmatch(r"\d{4}-H(\d)", period):
        return year + (int(match[1]) - 0.5) / 2
    if match := re.fullmatch(r"\d{4}-(\d{2})(-\d{2})?", period):
        return year + (int(match[1]) - 0.5) / 12
    return year


def trend_lines(
    release: Release,
    indicators: Sequence[str],
    area: str,
    *,
    title: str,
    subtitle: str,
    identity: str,
    notes: Sequence[str] = (),
    span: Span | None = None,
) -> Card | Gap:
    """
    Draw indicators of one area over time, each line named with its definition.

    A line is interrupted at a break of its definition or registration and where a
    period has no value: what lies on both sides may not be compared.

    Parameters
    ----------
    release : Release
        Numbers and names.
    indicators : sequence of str
        Ids with one unit; at most four.
    area : str
        Area code.
    title, subtitle, identity : str
        Of the card.
    notes : sequence of str
        Sentences for below the figure.
    span : Span, optional
        The range of other areas in one period.

    Returns
    -------
    Card or Gap
        A gap when there are fewer than two periods.
    """
    rows = release.rows(indicators, [area])
    known = rows[has_value(rows)]
    if known["periode"].nunique() < 2:
        name = release.catalogue.name(area)
        return Gap(
            identity, title, f"Voor {name} zijn er geen twee perioden om te vergelijken.", "Voeg de bron toe."
        )
    rows = rows.assign(jaar=rows["periode"].map(as_year)).sort_values(
        ["indicator", "jaar"], ignore_index=True
    )
    facts = facts_of(rows, release.catalogue)
    labels = [_label(release.catalogue[indicator], many=len(indicators) > 1) for indicator in indicators]
    extra = 0.17 * sum(label.count("\n") + 1 for label in labels) if len(indicators) > 1 else 0
    figure = canvas(title, subtitle, facts, height=HEIGHT + extra)
    ax = figure.subplots()
    breaks = sorted({b.jaar: b for i in indicators for b in release.breaks_of(i, area)}.items())
    for position, indicator in enumerate(indicators):
        lines = rows[rows["indicator"] == indicator]
        _draw_line(ax, lines, position, labels[position], [year for year, _ in breaks])
    entry = release.catalogue[indicators[0]]
    _draw_breaks(ax, [b for _, b in breaks], yearly=bool((rows["jaar"] % 1 == 0).all()))
    if span is not None:
        _draw_span(ax, span, entry)
    _axes(ax, rows, entry, span)
    if len(indicators) > 1:
        ax.legend(
            loc="upper left", bbox_to_anchor=(0, -0.13), borderaxespad=0, handlelength=2.6, labelspacing=0.55
        )
    broken = tuple(
        f"In {year} verandert wat er geteld wordt. {dutch.sentence(b.waarom)}" for year, b in breaks
    )
    level = "gemeente" if area.startswith("GM") else "kern"
    return as_card(
        release,
        rows.drop(columns="jaar"),
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=trend_alt(known, release, subtitle, [year for year, _ in breaks]),
        level=level,
        notes=[
            *notes,
            *_source_note(rows),
            *(dutch.sentence(text) for text in broken),
            *level_note(level, release.naam),
        ],
        table=_table(rows, release, indicators),
    )


def _source_note(rows: pd.DataFrame) -> tuple[str, ...]:
    changes = rows.groupby("indicator")["bron"].nunique().max() > 1
    return (
        ("De lijn is onderbroken waar de bron verandert; bronnen tellen niet altijd hetzelfde.",)
        if changes
        else ()
    )


def _label(entry: Indicator, *, many: bool) -> str:
    text = f"{entry.kort}: {entry.definitie}" if many else entry.kort
    return "\n".join(textwrap.wrap(text, LEGEND_CHARACTERS))


def _draw_line(ax: Axes, rows: pd.DataFrame, position: int, label: str, breaks: Sequence[int]) -> None:
    dash, marker = LINES[position]
    colour = style.series()[position]
    # A missing value, a break and another source each cut the line.
    source = (rows["bron"] != rows["bron"].shift()).cumsum().to_numpy()
    part = (
        source * len(rows)
        + np.cumsum(rows["waarde"].isna().to_numpy())
        + np.searchsorted(breaks, rows["jaar"], side="right")
    )
    dense = len(rows) > 15
    for number, (_, piece) in enumerate(rows.dropna(subset="waarde").groupby(part[rows["waarde"].notna()])):
        ax.plot(
            piece["jaar"],
            piece["waarde"],
            dash,
            color=colour,
            marker=marker,
            # A mark per month would be one thick line; without any, lines differ in dash and colour only.
            markevery=max(1, len(piece) // MARKS) if dense else None,
            markersize=5.5,
            linewidth=1.8,
            label=label if number == 0 else None,
            zorder=3,
        )
        low, high = piece["ondergrens"].to_numpy(dtype=float), piece["bovengrens"].to_numpy(dtype=float)
        ax.fill_between(piece["jaar"], low, high, where=~np.isnan(low), color=colour, alpha=0.16, linewidth=0)


def _draw_breaks(ax: Axes, breaks: Sequence[Break], *, yearly: bool) -> None:
    for one in breaks:
        # Between the last period of the old definition and the first of the new one.
        x = one.jaar - 0.5 if yearly else one.jaar
        ax.axvline(x, color=style.INK, linestyle=(0, (4, 3)), linewidth=1.2)
        ax.annotate(
            "breuk",
            (x, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -2),
            textcoords="offset points",
            va="top",
            size=9,
        )


def _draw_span(ax: Axes, span: Span, entry: Indicator) -> None:
    x = as_year(span.period)
    ax.plot(
        [x, x],
        [span.low, span.high],
        color="#7d7d7d",
        linewidth=7,
        solid_capstyle="butt",
        alpha=0.55,
        zorder=1,
    )
    ax.annotate(
        f"{span.label}\n{written(span.low, entry.model_copy(update={'decimalen': 1}))} tot "
        f"{written(span.high, entry.model_copy(update={'decimalen': 1}))}",
        (x, span.low),
        xytext=(-7, 0),
        textcoords="offset points",
        ha="right",
        va="bottom",
        size=9,
        color=style.QUIET,
    )


def _axes(ax: Axes, rows: pd.DataFrame, entry: Indicator, span: Span | None) -> None:
    top = max(rows[["waarde", "bovengrens"]].max().max(), span.high if span else 0)
    # The axis begins at zero: a small change must not look large.
    ax.set_ylim(0, top * 1.15 or 1)
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    whole = entry.model_copy(update={"decimalen": 0})
    label_ticks(ax.yaxis, lambda value: written(value, whole))
    several = rows["indicator"].nunique() > 1
    unit = "" if entry.is_share else "Aantal" if several else entry.eenheid[:1].upper() + entry.eenheid[1:]
    ax.set(xlabel="", ylabel=unit)


def _table(rows: pd.DataFrame, release: Release, indicators: Sequence[str]) -> pd.DataFrame:
    """
    Return one row per period; of counts per month only the average per year, the rest is in the download.

    Shares are never averaged: those of months stand each by themselves.
    """
    counts = not any(release.catalogue[indicator].is_share for indicator in indicators)
    monthly = counts and rows["periode"].str.fullmatch(r"\d{4}-\d{2}").all()
    period = rows["periode"].str[:4] if monthly else rows["periode"]
    first = "Jaar (gemiddelde per maand)" if monthly else "Periode"
    values = rows.assign(periode=period).groupby(["periode", "indicator"])["waarde"].mean().unstack()
    table = pd.DataFrame({first: [dutch.period(str(p)) for p in values.index]})
    for indicator in indicators:
        entry = release.catalogue[indicator]
        if indicator in values:
            table[entry.kort] = [written(value, entry) for value in values[indicator]]
    return table
