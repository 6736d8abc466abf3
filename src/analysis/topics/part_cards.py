"""Several numbers of one area: a whole in parts, answers, single facts, ages, and the bases of a share."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import Head, level_note, level_of, make_card
from analysis.charts import bars
from analysis.charts.table import has_value, named, points
from analysis.ground import dutch
from analysis.model.tidy import STATUS_TEXT
from analysis.release.release import Release
from analysis.topics.verdict_words import span


def answers(
    release: Release,
    indicators: Sequence[str],
    area: str,
    period: str,
    head: Head,
    *,
    notes: Sequence[str] = (),
    ordinal: bool = False,
) -> Card | Gap:
    """
    Draw a bar per answer with its bounds; shares of one group of people, which need not add up.

    The highest comes first, or the order of the indicators stays where they are steps of a scale.
    """
    identity, title, subtitle = head
    period = period or release.newest(indicators, [area])
    subtitle = f"{subtitle}, {dutch.period(period)}"
    rows = release.rows(indicators, [area], period)
    if not has_value(rows).any():
        when = dutch.with_period("over", period)
        reason = f"Voor {release.catalogue.name(area)} zijn er geen cijfers{when}."
        return Gap(identity, title, reason, "Voeg de bron toe.")
    if ordinal:
        rows = _in_order(rows, indicators)
    else:
        rows = rows.sort_values("waarde", ascending=False, na_position="last", ignore_index=True)
    people = rows["n"].max()
    if people == people:
        subtitle = f"{subtitle} (n = {dutch.number(people)})"
    table = named(rows, release.catalogue)
    hidden = "" if has_value(rows).all() else "; een deel is niet getoond"
    said = f"{span(points(table, 'onderwerp'))}{hidden}"
    head, alt = (identity, title, subtitle), f"Staafdiagram. {subtitle}. {said}."
    notes = [*notes, *level_note(release, rows)]
    return make_card(release, rows, bars.answers(table), head, alt, level=level_of(area), notes=notes)


def composition(
    release: Release, indicators: Sequence[str], area: str, period: str, head: Head
) -> Card | Gap:
    """
    Draw shares of one whole, at most five and in their natural order, as one bar with names and shares.

    A gap when a part is missing: a whole without one of its parts is no whole.
    """
    identity, title, subtitle = head
    rows = release.rows(indicators, [area], period)
    if reason := _incomplete(release, rows, indicators, area):
        return Gap(identity, title, *reason)
    rows = _in_order(rows, indicators)
    total = float(rows["waarde"].sum())
    notes = [*level_note(release, rows)]
    if round(abs(total - 100)) >= 1:
        notes.append(f"De delen tellen door afronding op tot {dutch.percentage(total, 0)}.")
    table, head = named(rows, release.catalogue), (identity, title, f"{subtitle}, {dutch.period(period)}")
    alt = f"Gestapelde staaf. {head[2]}. {_listed(table)}."
    return make_card(release, rows, bars.whole(table), head, alt, level=level_of(area), notes=notes)


def _incomplete(
    release: Release, rows: pd.DataFrame, indicators: Sequence[str], area: str
) -> tuple[str, str] | None:
    """Say which parts of a whole have no number and why, and what to do; None when all have."""
    known = set(rows.loc[has_value(rows), "indicator"])
    missing = [indicator for indicator in indicators if indicator not in known]
    if not missing:
        return None
    names = dutch.enumeration([release.catalogue[indicator].kort.lower() for indicator in missing])
    place = release.catalogue.name(area)
    statuses = rows.loc[~has_value(rows), "status"]
    if set(missing) <= set(rows["indicator"]) and (statuses != "ontbreekt").all():
        why = dutch.enumeration([STATUS_TEXT[one] for one in statuses.unique()])
        return f"In {place} zijn niet alle delen te tonen: {names} ({why}).", "Bekijk elk deel apart."
    return f"Voor {place} ontbreekt: {names}.", "Voeg de bron toe."


def _in_order(rows: pd.DataFrame, indicators: Sequence[str]) -> pd.DataFrame:
    places = list(indicators).index
    return rows.sort_values("indicator", key=lambda column: column.map(places), ignore_index=True)


def _listed(table: pd.DataFrame) -> str:
    pairs = zip(table["onderwerp"], table["tekst"], strict=True)
    return dutch.enumeration([f"{name} {text}" for name, text in pairs])


def single_facts(release: Release, indicators: Sequence[str], head: Head) -> Card | Gap:
    """
    Draw a bar per indicator of the gemeente, each in its own last period, in the order that was asked.

    They have one unit and need not be parts of one whole; the periods are added to the subtitle.
    """
    identity, title, subtitle = head
    found = [release.last(one, release.gemeente) for one in indicators]
    rows = pd.DataFrame([row for row in found if row is not None])
    rows = rows[has_value(rows)].reset_index(drop=True) if len(rows) else rows
    if rows.empty:
        reason = f"Voor {release.naam} zijn deze cijfers er niet."
        return Gap(identity, title, reason, "Haal de cijfers op of lever ze aan.")
    years = dutch.enumeration([dutch.period(one) for one in sorted(set(rows["periode"]))])
    subtitle = ", ".join(filter(None, [subtitle, years]))
    table = named(rows, release.catalogue)
    values = [
        f"{row.onderwerp} {dutch.quantity(row.waarde, row.eenheid, row.decimalen)}"
        for row in table.itertuples()
    ]
    head, alt = (identity, title, subtitle), f"Staafdiagram. {subtitle}. {dutch.enumeration(values)}."
    return make_card(release, rows, bars.single_bars(table), head, alt, notes=level_note(release, rows))


def pyramid(
    release: Release, shares: Sequence[str], edges: Sequence[int], *, title: str, identity: str
) -> Card | Gap:
    """Draw shares of all inhabitants, young to old, as a coarse pyramid; `edges` are the first ages of the groups."""
    area, name = release.gemeente, release.naam
    period = release.newest(shares[0], [area])
    known = release.rows(list(shares), [area], period)
    known = known[has_value(known)]
    if missing := [one for one in shares if one not in set(known["indicator"])]:
        names = dutch.enumeration([release.catalogue[one].kort for one in missing])
        return Gap(identity, title, f"Voor {name} ontbreekt: {names}.", "Haal de kerncijfers van CBS op.")
    rows = _in_order(known, shares)
    table = named(rows, release.catalogue)
    subtitle = f"Inwoners van {name} per leeftijdsgroep, als deel van alle inwoners, {dutch.period(period)}"
    alt = f"Opbouw naar leeftijd in balken. {subtitle}. {_listed(table)}."
    notes = (
        "Hoe langer een balk, hoe meer inwoners per jaar leeftijd; de oppervlakte is het aantal inwoners.",
        f"Bij de oudste groep is de balk getekend tot {bars.OLDEST} jaar; in het echt loopt hij spits toe.",
    )
    head = (identity, title, subtitle)
    return make_card(release, rows, bars.pyramid(table, edges), head, alt, notes=notes)


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

    Which base reproduces that share, allowing for the rounding of both? The first base is that of all inhabitants, the
    second their `parts`, shares in whole per cents that together are named `part_name`, of the nearest year that has them.
    """
    identity = f"noemer_{share}"
    wanted = [count, share, inhabitants, *parts]
    nearest = release.nearest(parts, release.gemeente, period) or period
    rows = pd.concat(
        [
            release.rows([count, share, inhabitants], [release.gemeente], period),
            release.rows(parts, [release.gemeente], nearest),
        ],
        ignore_index=True,
    )
    known = rows[has_value(rows)].set_index("indicator")["waarde"]
    if missing := [indicator for indicator in wanted if indicator not in known.index]:
        names = dutch.enumeration([release.catalogue[indicator].naam.lower() for indicator in missing])
        return Gap(identity, title, f"Voor {release.naam} ontbreekt: {names}.", "Voeg de bron toe.")
    table = _bases(known[count], known[inhabitants], known[list(parts)], part_name)
    published = float(known[share])
    # A share in whole per cents stands for anything half a point to either side.
    fits = (table["Hoogste"] >= published - 0.5) & (table["Laagste"] <= published + 0.5)
    said, text = ["ja" if fit else "nee" for fit in fits], dutch.percentage(published, 0)
    shares = table["Aandeel"].map(dutch.percentage)
    people = f"{release.catalogue[count].naam} ({dutch.number(known[count])})"
    subtitle = f"{people} als deel van twee mogelijke noemers"
    answer = (
        f"Alleen {table.loc[fits, 'Noemer'].iloc[0]} past bij de gepubliceerde {text}"
        if fits.sum() == 1
        else f"{'Beide noemers passen' if fits.any() else 'Geen van beide noemers past'} bij {text}"
    )
    listed = _listed(pd.DataFrame({"onderwerp": table["Noemer"], "tekst": shares}))
    bounds = zip(table["Laagste"].map(dutch.percentage), table["Hoogste"].map(dutch.percentage), strict=True)
    shown = {
        "Noemer": table["Noemer"],
        "Aantal mensen": table["Mensen"].map(dutch.number),
        "Aandeel": shares,
        "Door afronding": [f"{low} – {high}" for low, high in bounds],
        f"Past bij {text}": said,
    }
    head, alt = (identity, title, subtitle), f"Staafdiagram. {subtitle}: {listed}. {answer}."
    beside = {"numbers": table.assign(Past=said), "table": pd.DataFrame(shown)}
    of_ages = () if nearest == period else (f"De leeftijden zijn van {dutch.period(nearest)}.",)
    notes = (dutch.sentence(answer), *of_ages, *level_note(release, rows))
    return make_card(release, rows, bars.bases(table, published), head, alt, notes=notes, **beside)


def _bases(count: float, people: float, parts: pd.Series, part_name: str) -> pd.DataFrame:
    part, slack = float(parts.sum()), 0.5 * len(parts)
    rows = [
        ("alle inwoners", people, people, people),
        (part_name, people * part / 100, people * (part - slack) / 100, people * (part + slack) / 100),
    ]
    table = pd.DataFrame(rows, columns=["Noemer", "Mensen", "Minste mensen", "Meeste mensen"])
    for share, base in (("Aandeel", "Mensen"), ("Laagste", "Meeste mensen"), ("Hoogste", "Minste mensen")):
        table[share] = 100 * count / table[base]
    return table
