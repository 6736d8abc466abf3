"""What there is to choose: areas, subjects, comparisons and periods, each with the Dutch words for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.charts.lines import as_year
from analysis.ground import dutch
from analysis.model.geo import READINGS
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release

# Words and their value, as a drop-down takes them.
Option = tuple[str, str]

KERNEN, ELSEWHERE, REGION = "kernen", "elders", "regio"
OUTSIDE = "Buitengebied"
# What a reader looks for first, when the release has it.
FIRST_INDICATOR = "inwoners"


@dataclass(frozen=True)
class Choice:
    """What somebody chose: one of `comparisons`, and one of `periods` or "", in that period or over time."""

    area: str
    indicator: str
    comparison: str = ""
    period: str = ""
    over_time: bool = False


@dataclass(frozen=True)
class Choices:
    """What a release offers, whatever is chosen: the gemeente and its kernen, and the subjects it has, by theme."""

    areas: tuple[Option, ...]
    themes: tuple[Option, ...]
    indicators: Mapping[str, tuple[Option, ...]]

    def theme_of(self, indicator: str) -> str:
        """Return the theme under which an indicator is listed."""
        return next(theme for theme, known in self.indicators.items() if indicator in dict(known).values())


def choices(release: Release) -> Choices:
    """Return the areas and subjects of a release."""
    areas = [(area_label(release, code), code) for code in (release.gemeente, *_kernen_in_order(release))]
    by_theme: dict[str, list[Option]] = {}
    present, limits = set(release.table["indicator"]), _limits(release)
    entries = [entry for entry in release.catalogue.indicators.values() if entry.id in present]
    double = Counter(entry.naam for entry in entries)
    for entry in entries:
        words = entry.naam if double[entry.naam] == 1 else f"{entry.naam} ({entry.eenheid})"
        by_theme.setdefault(entry.thema, []).append((words + limits.get(entry.id, ""), entry.id))
    themes = sorted((dutch.sentence(theme.replace("_", " ")).rstrip("."), theme) for theme in by_theme)
    indicators = {theme: tuple(sorted(by_theme[theme], key=_alphabet)) for _, theme in themes}
    return Choices(tuple(areas), tuple(themes), indicators)


def first(release: Release) -> Choice:
    """Return what the verkenner opens with."""
    known = choices(release)
    ids = [indicator for options in known.indicators.values() for _, indicator in options]
    indicator = FIRST_INDICATOR if FIRST_INDICATOR in ids else ids[0]
    return settle(release, Choice(release.gemeente, indicator))


def settle(release: Release, choice: Choice) -> Choice:
    """Return the choice with what does not fit replaced by what does: comparison, period, over time."""
    possible = [value for _, value in comparisons(release, choice)]
    comparison = choice.comparison if choice.comparison in possible else possible[0]
    choice = replace(choice, comparison=comparison)
    known = [value for _, value in periods(release, choice)]
    if choice.period not in known:
        own = known_periods(release, choice.indicator, [choice.area])
        choice = replace(choice, period=next((p for p in known if p in own), (known or [""])[0]))
    return replace(choice, over_time=choice.over_time and can_go_over_time(release, choice))


def comparisons(release: Release, choice: Choice) -> tuple[Option, ...]:
    """Return with what the area can be compared on this subject, the usual one first; never none at all."""
    options = [("Alle kernen", KERNEN)] if kernen(release, reading_of(choice.area)) else []
    options.append(("Elders: regio, provincie, land", ELSEWHERE))
    if choice.area == release.gemeente:
        options.append(("Gemeenten in de regio", REGION))
    there = [option for option in options if periods(release, replace(choice, comparison=option[1]))]
    return tuple(there or options)


def periods(release: Release, choice: Choice) -> tuple[Option, ...]:
    """Return the periods in which the choice has something to show, the last one first."""
    rows = release.rows(choice.indicator, group(release, choice))
    values = rows[rows["status"].isin(WITH_VALUE)]
    if choice.comparison == REGION:
        values = values[values["gebied"] != choice.area]
    known = set(values["periode"])
    if choice.area != release.gemeente or choice.comparison == ELSEWHERE:
        # A number of the area that is hidden or missing for a reason counts: the chart says which it is.
        known &= set(rows.loc[rows["gebied"] == choice.area, "periode"])
    return tuple((dutch.period(period), period) for period in _last_first(known))


def known_periods(release: Release, indicator: str, areas: Sequence[str]) -> tuple[str, ...]:
    """Return the periods in which any of these areas has a value, the last one first."""
    rows = release.rows(indicator, areas)
    return _last_first(set(rows.loc[rows["status"].isin(WITH_VALUE), "periode"]))


def first_indicator(release: Release, options: Sequence[Option], area: str) -> str:
    """Return the first subject of a theme for which an area has a number, else the first."""
    ids = [indicator for _, indicator in options]
    return next((each for each in ids if known_periods(release, each, [area])), ids[0])


def can_go_over_time(release: Release, choice: Choice) -> bool:
    """Return whether the area has a value in at least two periods."""
    return len(known_periods(release, choice.indicator, [choice.area])) > 1


def group(release: Release, choice: Choice) -> tuple[str, ...]:
    """Return the areas that are drawn beside each other; the gemeente never beside a part of itself."""
    if choice.comparison == KERNEN:
        return kernen(release, reading_of(choice.area))
    if choice.comparison == REGION:
        return tuple(release.areas.loc[release.areas["laag"] == "regio", "gebied"])
    return (choice.area, *release.compare)


def reading_of(area: str) -> str:
    """Return the reading of a kern; for the gemeente the one in which the kernen make up the whole."""
    return "kern" if area.startswith("KERN-") else "kerngebied"


def kernen(release: Release, reading: str) -> tuple[str, ...]:
    """Return the codes of the kernen in one reading."""
    return tuple(release.own_areas("kern", prefix=f"{reading.upper()}-")["gebied"])


def area_label(release: Release, area: str) -> str:
    """Return how the verkenner names an area; unlike its bare name it says which reading is meant."""
    if area == release.gemeente:
        return f"Gemeente {release.naam}"
    names = release.areas.loc[release.areas["gebied"] == area, "naam"]
    if not area.startswith("KERN") or names.empty:
        return release.catalogue.name(area)
    if names.iloc[0] == OUTSIDE:
        return f"{OUTSIDE} (buiten de bebouwde kernen)"
    return f"{names.iloc[0]} ({READINGS[reading_of(area)]})"


def in_sentence(release: Release, area: str) -> str:
    """Return the name of an area in the middle of a sentence."""
    label = area_label(release, area)
    if area == release.gemeente:
        return f"g{label[1:]}"
    return "het buitengebied" if label.startswith(OUTSIDE) else label


def _kernen_in_order(release: Release) -> list[str]:
    """Return the kernen per name, the built-up kern before the kern with its surroundings, buitengebied last."""
    own = release.own_areas("kern").assign(outside=lambda areas: areas["naam"] == OUTSIDE)
    return [str(code) for code in own.sort_values(["outside", "naam", "gebied"])["gebied"]]


def _limits(release: Release) -> dict[str, str]:
    """Return what to add to the name of each subject that is not there for the kernen."""
    known = release.table[release.table["status"].isin(WITH_VALUE)]
    own = set(_kernen_in_order(release))
    per_kern = set(known.loc[known["gebied"].isin(own), "indicator"])
    whole = set(known.loc[known["gebied"] == release.gemeente, "indicator"])
    only = " – alleen hele gemeente" if own else ""
    return {
        indicator: only if indicator in whole else f" – niet voor {release.naam}"
        for indicator in set(release.table["indicator"]) - per_kern
    }


def _last_first(found: set[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda period: (as_year(period), period), reverse=True))


def _alphabet(option: Option) -> str:
    """Return what a subject is sorted by: its letters, so that a bracket does not put it in front."""
    return "".join(letter for letter in option[0].lower() if letter.isalnum() or letter == " ")
