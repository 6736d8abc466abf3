"""Numbers of one area over time as a card: several counts that may not be added, or one share; a break is a break."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import Head, level_note, level_of, make_card
from analysis.charts.lines import as_year, lines
from analysis.charts.table import has_value, named, written
from analysis.ground import dutch
from analysis.model.catalogue import Indicator
from analysis.model.tidy import STATUS_TEXT
from analysis.release.release import Release

LEGEND_CHARACTERS = 82
SOURCES_CHANGE = "De lijn is onderbroken waar de bron verandert; bronnen tellen niet altijd hetzelfde."


def trend_lines(
    release: Release,
    indicators: Sequence[str],
    area: str,
    head: Head,
    *,
    notes: Sequence[str] = (),
) -> Card | Gap:
    """
    Draw at most four indicators of one unit over time, each line named with its definition.

    A line is interrupted at a break of its definition or registration and where a
    period has no value: what lies on both sides may not be compared.
    """
    identity, title, subtitle = head
    rows = release.rows(indicators, [area])
    known = rows[has_value(rows)]
    if known["periode"].nunique() < 2:
        reason = f"Voor {release.catalogue.name(area)} zijn er geen twee perioden om te vergelijken."
        return Gap(identity, title, reason, "Voeg de bron toe.")
    order = rows.assign(jaar=rows["periode"].map(as_year)).sort_values(["indicator", "jaar"]).index
    rows = rows.loc[order].reset_index(drop=True)
    breaks = {b.jaar: b.waarom for i in indicators for b in release.breaks_of(i, area)}
    breaks = dict(sorted(breaks.items()))
    labels = {i: _label(release.catalogue[i], many=len(indicators) > 1) for i in indicators}
    several_sources = rows.groupby("indicator")["bron"].nunique().max() > 1
    said = [
        *notes,
        *([SOURCES_CHANGE] if several_sources else []),
        *(f"In {year} verandert wat er geteld wordt. {dutch.sentence(why)}" for year, why in breaks.items()),
        *level_note(release, rows),
    ]
    chart = lines(named(rows, release.catalogue), labels, breaks=list(breaks))
    alt, table = _alt(known, release, subtitle, list(breaks)), _per_period(rows, release, indicators)
    return make_card(release, rows, chart, head, alt, level=level_of(area), notes=said, table=table)


def _label(entry: Indicator, *, many: bool) -> str:
    text = f"{entry.kort}: {entry.definitie}" if many else entry.kort
    return "\n".join(textwrap.wrap(text, LEGEND_CHARACTERS))


def _per_period(rows: pd.DataFrame, release: Release, indicators: Sequence[str]) -> pd.DataFrame:
    """
    Return one row per period; of counts per month only the average per year, the rest is in the download.

    Shares are never averaged: those of months stand each by themselves.
    """
    counts = not any(release.catalogue[indicator].is_share for indicator in indicators)
    monthly = counts and rows["periode"].str.fullmatch(r"\d{4}-\d{2}").all()
    rows = rows.assign(periode=rows["periode"].str[:4]) if monthly else rows
    first = "Jaar (gemiddelde per maand)" if monthly else "Periode"
    found = []
    for period, here in rows.groupby("periode"):
        line = {first: dutch.period(str(period))}
        for entry in (release.catalogue[indicator] for indicator in indicators):
            own = here[here["indicator"] == entry.id]
            if len(own):
                line[entry.kort] = _cell(own, entry)
        line["Status"] = dutch.enumeration([STATUS_TEXT[one] for one in here["status"].unique()])
        found.append(line)
    names = [release.catalogue[indicator].kort for indicator in indicators]
    table = pd.DataFrame(found).fillna("–")
    return table[[first, *(name for name in names if name in table), "Status"]]


def _cell(rows: pd.DataFrame, entry: Indicator) -> str:
    """Write the value of a period, or why there is none; an average over fewer months says over how many."""
    known = rows["waarde"].dropna()
    if known.empty:
        return STATUS_TEXT[rows["status"].iloc[0]]
    text = written(known.mean(), entry)
    return text if len(known) == len(rows) else f"{text} ({len(known)} van {len(rows)} maanden)"


def _alt(known: pd.DataFrame, release: Release, subtitle: str, breaks: Sequence[int]) -> str:
    """
    Say how one line runs, from its first value to its last and by its top; of several lines the top and the bottom.

    The course of each of several lines is more than somebody can listen to: that is what the table is for.
    """
    several = known["indicator"].nunique() > 1
    said = _summit(known, release) if several else _course(known, release)
    text = f"Lijndiagram. {subtitle}. {said.rstrip('.')}."  # which may end in "e.a."
    if breaks:
        years = dutch.enumeration([str(year) for year in breaks])
        text += f" Er is een breuk in {years}{'' if several else ': niet te vergelijken'}."
    return text


def _course(known: pd.DataFrame, release: Release) -> str:
    entry = release.catalogue[known["indicator"].iloc[0]]
    rows = known.sort_values("periode")
    points = [
        (value, dutch.period(period), dutch.quantity(value, entry.eenheid, entry.decimalen))
        for period, value in rows[["periode", "waarde"]].itertuples(index=False)
    ]
    (_, first, start), (_, last, end), found = points[0], points[-1], dutch.extremes(points, most=1)
    if found.equal and len(points) > 1:
        return f"{entry.kort} van {first} tot {last} gelijk: {start}"
    text = f"{entry.kort} van {start} in {first} naar {end} in {last}"
    return text if found.top in (start, end) else f"{text}, daartussen {found.top} in {found.high}"


def _summit(known: pd.DataFrame, release: Release) -> str:
    """Say which of several lines has the highest point and which the lowest, and when."""
    points = []
    for name, period, value in known[["indicator", "periode", "waarde"]].itertuples(index=False):
        entry = release.catalogue[name]
        # `Voorzieningen actief, 720`: its unit is in its name.
        named = entry.eenheid.lower() in entry.kort.lower()
        amount = dutch.quantity(value, "" if named else entry.eenheid, entry.decimalen)
        points.append((value, f"{entry.kort}|{dutch.period(period)}", amount))
    found = dutch.extremes(points, most=1)
    if found.equal:
        return f"Alle lijnen liggen steeds op {found.top}"

    def said(names: str, amount: str) -> str:
        subject, _, when = names.partition("|")
        one = "|" not in when
        return f"{subject}, {amount} in {when}" if one else f"{amount} bij {names.replace('|', ' in ')}"

    return f"Van {said(found.low, found.bottom)} tot {said(found.high, found.top)}"
