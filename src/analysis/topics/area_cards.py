"""The same numbers in several areas: bars, dots and a grid, each as a card or as why there is none."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import Head, level_note, level_of, make_card
from analysis.charts.bars import bars
from analysis.charts.dots import dots as draw_dots
from analysis.charts.grids import kern_grid as draw_grid
from analysis.charts.table import has_value, named, points
from analysis.ground import dutch
from analysis.model.tidy import STATUS_TEXT, conform
from analysis.release.release import Release
from analysis.topics.verdict_words import span

SMALLER = "Een verschil kleiner dan de marges is geen duidelijk verschil."
ESTIMATES = "De bron geeft geen marges: van geen verschil is te zeggen of het echt is."


def with_own(rows: pd.DataFrame, release: Release, indicator: str, period: str) -> pd.DataFrame:
    """Add the municipality itself as missing when it has no row: a chart without it would look complete."""
    if (rows["gebied"] == release.gemeente).any():
        return rows
    source = release.catalogue[indicator].bron[0]
    missing = {"indicator": indicator, "gebied": release.gemeente, "periode": period, "bron": source}
    missing |= {"status": "ontbreekt", "methode": "geen"}
    return pd.concat([conform(pd.DataFrame([missing])), rows], ignore_index=True)


def ranking(
    release: Release,
    indicator: str,
    areas: Sequence[str],
    period: str,
    *,
    title: str,
    identity: str = "",
    own: Sequence[str] = (),
    sort: bool = True,
    with_n: bool = False,
    full_scale: bool = False,
) -> Card | Gap:
    """
    Draw one bar per area, each with its value, its 95% bounds where known, and missing ones named; newest by default.

    An area without a row is shown as missing only if the release holds a status for it. `own` areas, by default the
    gemeente, have its colour; highest first, or with `sort=False` in the order of `areas`; `with_n` puts the number of
    people who answered behind each name; `full_scale` draws a share on the scale from 0 to 100%.
    """
    identity = identity or f"ranglijst_{indicator}"
    period = period or release.newest(indicator, areas)
    rows = release.rows(indicator, areas, period)
    if not has_value(rows).any():
        reason = f"Er zijn geen cijfers{dutch.with_period('over', period)}."
        return Gap(identity, title, reason, "Voeg de bron toe.")
    if release.gemeente in areas:
        rows = with_own(rows, release, indicator, period)
    if sort:
        rows = rows.sort_values("waarde", ascending=False, na_position="last", ignore_index=True)
    table = named(rows, release.catalogue)
    sizes = [f" (n = {dutch.number(n)})" if with_n and n == n else "" for n in rows["n"]]
    labelled = table.assign(label=table["naam"] + sizes)
    drawn = bars(labelled, own or [release.gemeente], full_scale=full_scale)
    entry = release.catalogue[indicator]
    subtitle = f"{entry.naam}, {dutch.period(period)}"
    level = "kern" if any(area.startswith("KERN") for area in rows["gebied"]) else "gemeente"
    head, alt = (identity, title, subtitle), _ranking_alt(table, entry.eenheid, subtitle)
    return make_card(release, rows, drawn, head, alt, level=level, notes=level_note(release, rows))


def _ranking_alt(table: pd.DataFrame, unit: str, subtitle: str) -> str:
    """Say what the bars show: the highest, the lowest, and who has no bar and why."""
    known = table[has_value(table)]
    found = [
        (value, name, dutch.quantity(value, unit, decimals))
        for value, name, decimals in known[["waarde", "naam", "decimalen"]].itertuples(index=False)
    ]
    sentences = [f"Staafdiagram. {subtitle}. {span(found)}."]
    for status, missing in table[~has_value(table)].groupby("status", sort=False):
        names = dutch.enumeration(missing["naam"].tolist())
        sentences.append(dutch.sentence(f"{STATUS_TEXT[status]}: {names}"))
    return " ".join(sentences)


def dots(
    release: Release,
    indicators: Sequence[str],
    areas: Sequence[str],
    period: str,
    head: Head,
    *,
    notes: Sequence[str] = (),
) -> Card | Gap:
    """
    Draw one line per indicator with a mark per area, from high to low in the first area.

    The indicators have one unit; there are at most four areas, the own one first.
    """
    identity, title, subtitle = head
    period = period or release.newest(indicators, areas)
    subtitle = ", ".join(filter(None, [subtitle, dutch.period(period)]))
    rows = release.rows(indicators, areas, period)
    own = rows[(rows["gebied"] == areas[0]) & has_value(rows)]
    name = release.catalogue.name(areas[0])
    if own.empty:
        when = f", {dutch.period(period)}" if period else ""
        return Gap(identity, title, f"Er zijn geen cijfers over {name}{when}.", "Voeg de bron toe.")
    order = own.sort_values("waarde", ascending=False)["indicator"].tolist()
    places = {"indicator": order, "gebied": list(areas)}
    rows = rows[rows["indicator"].isin(order)].sort_values(
        list(places), key=lambda column: column.map(places[str(column.name)].index), ignore_index=True
    )
    table = named(rows, release.catalogue)
    said = span(points(named(own, release.catalogue), "onderwerp"))
    wide = table.pivot(index="indicator", columns="gebied", values="tekst")
    wide = wide.reindex(index=order, columns=[area for area in areas if area in wide.columns])
    wide = wide.fillna(STATUS_TEXT["ontbreekt"]).rename(columns=release.catalogue.name)
    wide.insert(0, "Onderwerp", [release.catalogue[indicator].naam for indicator in order])
    wide = wide.reset_index(drop=True).rename_axis(columns=None)
    head, alt = (
        (identity, title, subtitle),
        f"Stippendiagram. {subtitle}. {name}: {said[:1].lower()}{said[1:]}.",
    )
    chart, said_ = draw_dots(table, areas, order), [*notes, *level_note(release, rows)]
    return make_card(release, rows, chart, head, alt, level=level_of(areas[0]), notes=said_, table=wide)


def kern_grid(release: Release, indicators: Sequence[str], *, title: str, identity: str) -> Card | Gap:
    """Write per kern and share the value with its bounds, beside that of the gemeente, each in its newest period per kern."""
    kernen = release.kernen()
    areas = [release.gemeente, *kernen]
    chosen = [one for one in indicators if release.newest(one, kernen)]
    if not kernen or not chosen:
        reason = f"Voor de kernen van {release.naam} zijn deze schattingen er nog niet."
        action = "Haal de tabel Gezondheid per wijk en buurt van RIVM op, met: kernmonitor fetch."
        return Gap(identity, title, reason, action)
    found = [release.rows(one, areas, release.newest(one, kernen)) for one in chosen]
    rows = pd.concat(found, ignore_index=True)
    table = named(rows, release.catalogue)
    names = dict(zip(areas, map(release.catalogue.name, areas), strict=True))
    years = dutch.enumeration([dutch.period(one) for one in sorted(set(rows["periode"]))])
    margins = rows["ondergrens"].notna().any()
    subtitle = f"Per kern met buitengebied{', met de marge eronder' if margins else ''}, {years}"
    head = (identity, title, subtitle)
    alt = f"Tabel als figuur. {subtitle}. {_grid_in_words(table, chosen, kernen)}"
    notes = (SMALLER if margins else ESTIMATES,)
    drawn = draw_grid(table, names, chosen)
    return make_card(release, rows, drawn, head, alt, level="kern", notes=notes)


def _grid_in_words(table: pd.DataFrame, subjects: Sequence[str], kernen: Sequence[str]) -> str:
    parts = []
    for indicator in subjects:
        here = table[(table["indicator"] == indicator) & table["gebied"].isin(kernen)]
        said = span(points(here, "naam"))
        parts.append(f"{here['onderwerp'].iloc[0]} {said[:1].lower()}{said[1:]}")
    text, missing = f"{'; '.join(parts)}.", table[~has_value(table)]
    if len(missing):
        why = STATUS_TEXT[str(missing["status"].iloc[0])]
        text += f" {dutch.counted(len(missing), 'cijfer', 'cijfers')} niet getoond: {why}."
    return text
