"""Sentences with numbers, made from the numbers: whole, Dutch, never claiming more than the data allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.charts.table import has_value
from analysis.ground import dutch
from analysis.model.tidy import STATUS_TEXT
from analysis.release.release import Release
from analysis.release.verdicts import REST, verdicts
from analysis.statistics.comparison import NO_DIFFERENCE, SMALL
from analysis.statistics.trend import trend
from analysis.topics.verdict_words import CLEAR, clearly, stands


def kernen_by_size(release: Release, indicator: str, period: str) -> tuple[str, ...]:
    """
    Say which kern, buitengebied included, has most and fewest people.

    While a kern lacks its number it is named, and no part of the whole is claimed.
    """
    codes = release.kernen()
    rows = release.rows(indicator, codes, period)
    known = rows[has_value(rows)]
    if len(known) < 2:
        return (f"Over de kernen van {release.naam} zijn geen cijfers per kern.",)
    pairs = zip(known["waarde"].tolist(), map(release.catalogue.name, known["gebied"]), strict=True)
    found = dutch.extremes([(value, name, dutch.number(value)) for value, name in pairs])
    missing = [release.catalogue.name(code) for code in codes if code not in set(known["gebied"])]
    if missing:
        whole = f"Er is geen cijfer over {dutch.enumeration(missing)}. De andere kernen zijn vergeleken."
    else:
        share = dutch.percentage(100 * known["waarde"].max() / known["waarde"].sum(), 0)
        each = "Dat is in elk" if found.verb == "zijn" else "Dat is"
        whole = f"{each} {share} van alle {release.catalogue[indicator].eenheid}."
    day = f"1 januari {period}" if period.isdigit() else dutch.period(period)
    if found.equal:
        same = f"Op {day} woonden in elke kern evenveel mensen: {found.top}."
        return (same, *_example(known["status"]))
    most = f"Op {day} woonden de meeste mensen in {found.high}: {found.top}."
    return (most, whole, f"In {found.low} woonden er {found.bottom}.", *_example(known["status"]))


def share_between(release: Release, indicator: str) -> tuple[str, ...]:
    """Say how a share of the gemeente stands to those it is compared with, and why that cannot be said where it cannot."""
    entry = release.catalogue[indicator]
    areas = [release.gemeente, *release.compare]
    period = release.newest(indicator, areas)
    lines = verdicts(release, release.gemeente, [indicator], period)
    known = lines[has_value(lines)]
    if known.empty:
        return (f"Voor {release.naam} is dit cijfer er niet. Een eigen cijfer ontbreekt dus.",)
    model = "naar schatting " if known["status"].iloc[0] == "modelschatting" else ""
    value = dutch.percentage(float(known["waarde"].iloc[0]), entry.decimalen)
    held = known[known["vergelijking"] != ""]
    first = f"{entry.kort} in {release.naam}: {model}{value}."
    return (first, *stands(release, held, entry), *_example(known["status"]))


def share_of_gemeente(release: Release, indicator: str | Sequence[str], *, text: str) -> tuple[str, ...]:
    """Put a share of the gemeente where `text` has `{waarde}`; of several indicators that say the same the newest."""
    same = [indicator] if isinstance(indicator, str) else indicator
    chosen, period = release.newest_of(same, [release.gemeente])
    rows = release.rows(chosen, [release.gemeente], period)
    known = rows[has_value(rows)]
    if known.empty:
        return ()
    value = dutch.percentage(float(known["waarde"].iloc[0]), release.catalogue[chosen].decimalen)
    return (text.format(waarde=value), *_example(known["status"]))


def differences_between_kernen(release: Release, indicator: str) -> tuple[str, ...]:
    """Say which kernen clearly differ from the rest of the gemeente, and how many say too little to tell."""
    found = [verdicts(release, str(code), (indicator,)).head(1) for code in release.kernen()]
    lines = pd.concat([one for one in found if len(one)] or [release.no_rows], ignore_index=True)
    if lines.empty:
        return ("Per kern zijn er geen cijfers.",)
    names = [release.catalogue.name(code) for code in lines["gebied"]]
    sentences = clearly(lines, "de rest van de gemeente", names) or [
        "Geen kern verschilt duidelijk van de rest van de gemeente."
    ]
    if few := int((~lines["woord"].isin([*CLEAR, SMALL, NO_DIFFERENCE])).sum()):
        sentences.append(f"Bij {few} van de {len(lines)} kernen is dat niet te zeggen.")
    return (*sentences, *_example(lines["status"]))


def development(release: Release, indicator: str) -> tuple[str, ...]:
    """Say whether a yearly share of the gemeente rises or falls, and why that cannot be said where it cannot."""
    rows = release.rows(indicator, [release.gemeente]).sort_values("periode")
    known = rows[has_value(rows)]
    if known.empty:
        return ()
    if len(known) == 1:
        only = dutch.period(known["periode"].iloc[0])
        text = f"Er is één meting, uit {only}. Een trend is daarom niet te geven."
        return (text, *_example(known["status"]))
    breaks = {b.jaar: b.waarom for b in release.breaks_of(indicator, release.gemeente)}
    periods = list(known["periode"])
    found = trend(known["waarde"], known["ondergrens"], known["bovengrens"], breaks, periods=periods)
    span = f"Van {dutch.period(periods[0])} tot {dutch.period(periods[-1])}"
    if found.word == "kan niet worden berekend":
        return (f"{span} is geen ontwikkeling te geven.", *_why(found.reden), *_example(known["status"]))
    return (f"{span}: {found.word}.", *_example(known["status"]))


def _why(reason: str) -> tuple[str, ...]:
    """Tell the reason of a break after the break itself: both in one sentence is too long to read."""
    what, colon, why = reason.partition(": ")
    if not (colon and what.startswith("methodebreuk")):
        return (dutch.sentence(reason),)
    return (f"Er is een {what}.", dutch.sentence(why))


def profile_summary(release: Release, area: str) -> tuple[str, ...]:
    """Name the clearest differences of an area, at most three, and how much could not be compared."""
    lines = verdicts(release, area)
    lines = lines[lines["vergelijking"] == ("NL00" if area == release.gemeente else REST)]
    if lines.empty:
        return (f"Voor {release.catalogue.name(area)} is niets te vergelijken.",)
    tested = lines[lines["woord"].isin([*CLEAR, SMALL, NO_DIFFERENCE])]
    clear = tested[tested["woord"].isin(CLEAR)]
    gap = (clear["waarde"] - clear["vergelijk_waarde"]).abs().sort_values(ascending=False, kind="stable")
    beside = "Nederland" if area == release.gemeente else "de rest van de gemeente"
    sentences = [
        f"Dit gebied is vergeleken met {beside}.",
        f"Bij {len(clear) or 'geen'} van de {len(tested)} getoetste onderwerpen is het verschil duidelijk.",
    ]
    for line in clear.loc[gap.index[:3]].itertuples():
        entry = release.catalogue[line.indicator]
        here, there = (dutch.percentage(v, entry.decimalen) for v in (line.waarde, line.vergelijk_waarde))
        sentences.append(f"{entry.kort}: {here}, tegen {there} daar.")
    return (*sentences, *_example(lines["status"]))


def _example(statuses: Iterable[str]) -> tuple[str, ...]:
    told = (f"{STATUS_TEXT['voorbeeld']}: deze cijfers zijn verzonnen.",)
    return told if "voorbeeld" in set(statuses) else ()
