"""What is needed to read the sentences of one draft, looked up once: words, names of areas, the release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analysis.model.catalogue import Indicator
from analysis.release.release import Release
from analysis.topics.drafts.passed_over import ages
from analysis.topics.drafts.people import EVERYBODY, base_of
from analysis.topics.drafts.places import PlaceName, names_of
from analysis.topics.drafts.words import DraftWords, phrases, read_words, stems_of


class DraftReader(NamedTuple):
    """The release and the words to read a draft with."""

    release: Release
    words: DraftWords
    phrases: Mapping[frozenset[str], list[str]]
    names: list[PlaceName]
    by_age: Mapping[tuple[int, int | None], list[str]]  # indicators that say how many people have an age
    filling: frozenset[str]
    verbs: frozenset[str]
    own_areas: tuple[str, ...]  # kernen and wijken

    def entry(self, indicator: str) -> Indicator:
        """Return an indicator of the catalogue."""
        return self.release.catalogue[indicator]


def reader_for(release: Release) -> DraftReader:
    """Make the reader of a release; raises `InputError` when the file of words is wrong."""
    words = read_words()
    by_age: dict[tuple[int, int | None], list[str]] = {}
    for span, indicator in _of_an_age(release, words):
        by_age.setdefault(span, []).append(indicator)
    return DraftReader(
        release,
        words,
        phrases(words, release.catalogue),
        names_of(release),
        by_age,
        stems_of([*words.vulwoorden, *words.iedereen]),
        stems_of(words.werkwoorden),
        tuple(release.own_areas("kern")["gebied"]) + tuple(release.own_areas("wijk")["gebied"]),
    )


def _of_an_age(release: Release, words: DraftWords) -> Iterator[tuple[tuple[int, int | None], str]]:
    """Yield the shares and counts of all inhabitants that are about an age and nothing else."""
    for entry in release.catalogue.indicators.values():
        found = ages(entry.naam)
        plain = entry.naam.lower().startswith(("inwoners", "aantal inwoners"))
        if found and plain and EVERYBODY in base_of(entry, words).names:
            yield found[0].span, entry.id
