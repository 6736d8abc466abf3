"""A choice becomes cards: a chart, a map and a few sentences, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analysis.cards.card import Card, Gap
from analysis.explorer import choices
from analysis.explorer.choices import ELSEWHERE, KERNEN, REGION, Choice, area_label, in_sentence, kernen
from analysis.ground import dutch
from analysis.model.geo import READINGS
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE
from analysis.release.release import Release
from analysis.release.verdicts import REST, verdicts
from analysis.topics.area_cards import ranking
from analysis.topics.maps.cards import gemeentekaart, kernkaart
from analysis.topics.trend_cards import trend_lines
from analysis.topics.verdict_words import stands

BESIDE = {
    KERNEN: "de andere kernen",
    ELSEWHERE: "gebieden elders",
    REGION: "de gemeenten in de regio",
}


@dataclass(frozen=True)
class Result:
    """The settled choice, and its chart and map: bars or a line; the kernen or the gemeenten of the region."""

    choice: Choice
    title: str
    chart: Card | Gap = field(repr=False)
    map: Card | Gap = field(repr=False)

    @property
    def is_example(self) -> bool:
        """Whether any number that is shown is fictional."""
        return any(isinstance(one, Card) and one.facts.is_example for one in (self.chart, self.map))


def result(release: Release, choice: Choice) -> Result:
    """Make the chart and the map of a choice; what does not fit in it is replaced, see `choices.settle`."""
    choice = choices.settle(release, choice)
    entry = release.catalogue[choice.indicator]
    title = f"{area_label(release, choice.area)}: {entry.naam}"
    if choice.over_time:
        title += ", door de jaren heen"
    elif choice.period:
        title += f", {dutch.period(choice.period)}"
    return Result(choice, title, _chart(release, choice), _map(release, choice))


def _chart(release: Release, choice: Choice) -> Card | Gap:
    where = in_sentence(release, choice.area)
    if choice.over_time:
        subtitle = f"{release.catalogue[choice.indicator].naam}, {where}"
        head = (_identity(choice, "ontwikkeling"), f"Hoe is de ontwikkeling in {where}?", subtitle)
        return trend_lines(release, [choice.indicator], choice.area, head)
    title = f"Hoe staat {where} naast {BESIDE[choice.comparison]}?"
    if choice.area == release.gemeente and choice.comparison == KERNEN:
        title = f"Hoe staan de kernen van {release.naam} naast elkaar?"
    identity = _identity(choice, choice.comparison, choice.period)
    if not choice.period:
        return Gap(identity, title, *_nothing(release, choice))
    areas = choices.group(release, choice)
    own: Sequence[str] = (choice.area,)
    if choice.comparison == KERNEN and choice.area == release.gemeente:
        own = areas
    sort = choice.comparison in (KERNEN, REGION)
    return ranking(
        release, choice.indicator, areas, choice.period, title=title, identity=identity, own=own, sort=sort
    )


def _map(release: Release, choice: Choice) -> Card | Gap:
    where = "de regio" if choice.comparison == REGION else release.naam
    title = f"Waar in {where} is het hoog, en waar laag?"
    if choice.comparison == REGION:
        made = gemeentekaart(release, choice.indicator, choice.period, title=title)
    else:
        reading = choices.reading_of(choice.area)
        codes = kernen(release, reading)
        if codes and not _has_value(release, choice, codes, choice.period):
            return Gap(_identity(choice, "kaart", choice.period), title, *_no_map(release, choice, reading))
        made = kernkaart(release, choice.indicator, choice.period, reading, title=title)
    # The id of a map does not name its period; here two periods may be kept beside each other.
    return replace(made, id=f"{made.id}_{choice.period.lower()}") if isinstance(made, Card) else made


def _has_value(release: Release, choice: Choice, areas: tuple[str, ...], period: str | None = None) -> bool:
    rows = release.rows(choice.indicator, areas, period)
    return bool(rows["status"].isin(WITH_VALUE).any())


def _nothing(release: Release, choice: Choice) -> tuple[str, str]:
    """Return why an area has no number at all, and where there is one."""
    where = in_sentence(release, choice.area)
    none = f"Voor {where} is dit cijfer er niet."
    if choice.area != release.gemeente:
        reading = next(each for each in READINGS if each != choices.reading_of(choice.area))
        other = f"{reading.upper()}-{choice.area.split('-', 1)[1]}"
        if _has_value(release, choice, (other,)):
            return none, f"Wel voor {area_label(release, other)}; kies dat bij Gebied."
        if _has_value(release, choice, (release.gemeente,)):
            only = f"Dit cijfer is er alleen voor heel {release.naam}, niet voor {where}."
            return only, f"Kies bij Gebied: {area_label(release, release.gemeente)}."
    elsewhere = [code for code in release.compare if _has_value(release, choice, (code,))]
    names = dutch.enumeration([release.catalogue.name(code) for code in elsewhere])
    return none, f"Wel voor: {names}." if names else "Kies een ander onderwerp."


def _no_map(release: Release, choice: Choice, reading: str) -> tuple[str, str]:
    """Return why there is no map of the kernen, and what to choose to get one."""
    other = next(each for each in READINGS if each != reading)
    if _has_value(release, choice, kernen(release, other), choice.period or None):
        none = f"Van de {READINGS[reading]} zijn er geen cijfers."
        return none, f"Kies bij Gebied een {READINGS[other]} voor de kaart."
    if found := set(choices.known_periods(release, choice.indicator, kernen(release, reading))):
        years = dutch.enumeration([dutch.period(period) for period in sorted(found)])
        return f"Voor {dutch.period(choice.period)} zijn er geen cijfers per kern.", f"Wel voor: {years}."
    return "Een kaart kan niet: dit cijfer is er niet per kern.", ""


def _identity(choice: Choice, *more: str) -> str:
    """Return a file name that tells choices apart."""
    parts = ("verken", choice.indicator, choice.area, *more)
    return "_".join(part.lower() for part in parts if part)


def sentences(release: Release, choice: Choice) -> tuple[str, ...]:
    """
    Say the value of the area, and for a percentage how it stands to what it is compared with.

    The choice is settled; of one over time or without a period nothing is said.
    """
    if choice.over_time or not choice.period:
        return ()
    entry, label = release.catalogue[choice.indicator], area_label(release, choice.area)
    own = release.rows(choice.indicator, [choice.area], choice.period)
    if own.empty:
        return ()
    row = own.iloc[0]
    if row["status"] not in WITH_VALUE:
        return (f"{label}: {STATUS_TEXT[row['status']]}.",)
    value = dutch.quantity(row["waarde"], entry.eenheid, entry.decimalen)
    short = release.catalogue.sources[row["bron"]].naam_kort
    said = [f"{label}: {value} ({STATUS_TEXT[row['status']]}; {short})."]
    if entry.is_share:
        said.extend(_differences(release, choice))
    others = release.rows(choice.indicator, choices.group(release, choice), choice.period)
    if choice.comparison == ELSEWHERE and set(others["gebied"]) == {choice.area}:
        said.append("Van gebieden elders is dit cijfer er niet.")
    return tuple(said)


def _differences(release: Release, choice: Choice) -> list[str]:
    """Return a sentence per word of comparison, with the areas for which it holds."""
    entry = release.catalogue[choice.indicator]
    wanted = {REST} if choice.comparison == KERNEN else set(choices.group(release, choice))
    lines = verdicts(release, choice.area, [choice.indicator], choice.period)
    lines = lines[lines["vergelijking"].isin(wanted)]
    return stands(release, lines, entry)
