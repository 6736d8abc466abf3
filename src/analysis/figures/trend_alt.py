"""The alternative text of lines over time: their course, or of several lines their highest and lowest point."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis import dutch
from analysis.catalogue import Indicator
from analysis.release.release import Release


def trend_alt(known: pd.DataFrame, release: Release, subtitle: str, breaks: Sequence[int]) -> str:
    """
    Say how one line runs, from its first value to its last and by its top; of several lines the top and the bottom.

    The course of each of several lines is more than somebody can listen to: that is what the table is for.
    """
    several = known["indicator"].nunique() > 1
    said = _course(known, release.catalogue[known["indicator"].iloc[0]])
    if several:
        said = _summit(known, release)
    text = f"Lijndiagram. {subtitle}. {said.rstrip('.')}."  # which may end in "e.a."
    if breaks:
        years = dutch.enumeration([str(year) for year in breaks])
        apart = "" if several else ": niet te vergelijken"
        text += f" Er is een breuk in {years}{apart}."
    return text


def _course(known: pd.DataFrame, entry: Indicator) -> str:
    rows = known.sort_values("periode")
    points = [
        (value, dutch.period(period), dutch.quantity(value, entry.eenheid, entry.decimalen))
        for period, value in rows[["periode", "waarde"]].itertuples(index=False)
    ]
    (_, first, start), (_, last, end), found = points[0], points[-1], dutch.extremes(points, most=1)
    if found.equal and len(points) > 1:
        return f"{entry.kort} van {first} tot {last} gelijk: {start}"
    text = f"{entry.kort} van {start} in {first} naar {end} in {last}"
    return text if found.top in (start, end) else f"{text}, het hoogst {found.top} in {found.high}"


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

    return f"Het hoogst: {said(found.high, found.top)}; het laagst: {said(found.low, found.bottom)}"
