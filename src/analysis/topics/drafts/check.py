"""
The sentences of a draft held against the published numbers, each with one of three words and why.

`klopt` only when what the words say is what a number says; `in strijd met de cijfers` only when every reading of the
sentence is ruled out with room to spare; else `niet te toetsen`, with the numbers that were held against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from analysis.ground import dutch, text_files
from analysis.release.release import Release
from analysis.topics.claims_check import CONTRADICTED
from analysis.topics.drafts.changes import judge_changes
from analysis.topics.drafts.comparisons import judge_comparison
from analysis.topics.drafts.euros import judge_euro
from analysis.topics.drafts.quantities import EURO, YEARS
from analysis.topics.drafts.ranks import judge_rank
from analysis.topics.drafts.reader import DraftReader, reader_for
from analysis.topics.drafts.readings import judge_number
from analysis.topics.drafts.said import Part, UnderstoodSentence
from analysis.topics.drafts.sentences import DraftSentence, sentences
from analysis.topics.drafts.statement import understand
from analysis.topics.drafts.verdict import UNTESTED, WORDS, Verdict, together

_PLAN = re.compile(
    r"\b(?:will?en|wil|streven|streeft|streefwaarde|doelstelling|doel is|ambitie|moet(?:en)?|zal|zullen|verwacht\w*|naar verwachting"
    r"|prognose|raming|geraamd|voorspel\w*|scenario|zou|zouden|mag|mogen|hopen|uiterlijk|dient|dienen)\b|\bin 20[3-9]\d\b",
    re.I,
)
_DENIED = re.compile(r"\b(?:niet waar|niet zo dat|onjuist|onwaar|stel dat|alsof|mythe|misverstand)\b", re.I)
_VAGUE = re.compile(
    r"\b(?:relatief|opvallend|opmerkelijk|bovengemiddeld|ondergemiddeld|betrekkelijk|verhoudingsgewijs|erg|zeer)\s*"
    r"(?:veel|weinig|hoge?|lage?|vaak|groot|grote|kleine?|goede?|slechte?)?\b",
    re.I,
)


class CheckedSentence(NamedTuple):
    """One sentence of a draft with its word and the reason, in which the numbers beside it stand."""

    line: int
    text: str
    word: str
    reason: str

    def as_dict(self) -> dict[str, object]:
        """Return what `--json` prints of it, with Dutch keys."""
        return {"regel": self.line, "zin": self.text, "oordeel": self.word, "reden": self.reason}


def check_claims(path: Path, release: Release) -> list[CheckedSentence]:
    """Check a text file, plain or Markdown: every sentence with a number or a comparison, also those that are not read."""
    reader = reader_for(release)
    return [
        CheckedSentence(sentence.line, sentence.text, *verdict)
        for sentence in sentences(text_files.read_text(path))
        if (verdict := judge_sentence(sentence, reader))
    ]


def judge_sentence(sentence: DraftSentence, reader: DraftReader) -> Verdict | None:
    """Return what comes out of one sentence; nothing for one without a number or a comparison."""
    if sentence.skipped:
        return Verdict(UNTESTED, sentence.skipped) if re.search(r"\d", sentence.text) else None
    said = understand(sentence.text, reader, sentence.before, sentence.heading)
    found = list(_parts(said, reader))
    if not found and not said.changes:
        return None
    found = found or [Verdict(UNTESTED, "Een verschil als dit toetsen wij niet.")]
    if why := _not_stated(sentence.text):
        return Verdict(UNTESTED, f"{why} {together(found).reason}")
    return together(found)


def _not_stated(text: str) -> str:
    """Say why a sentence states nothing that can be true or false now; empty when it does."""
    if text.rstrip("\"'”’) ").endswith("?"):
        return "Dit is een vraag."
    if _PLAN.search(text):
        return "Dit gaat over een doel, een plicht of een verwachting."
    return "De zin spreekt iets tegen of veronderstelt iets." if _DENIED.search(text) else ""


def _parts(said: UnderstoodSentence, reader: DraftReader) -> Iterator[Verdict]:
    for part in said.parts:
        if part.quantity.kind == EURO:
            yield judge_euro(part, said, reader)
        elif part.quantity.kind != YEARS or _has_ages(part, reader):
            yield judge_number(part, said, reader)
    for judged in (*judge_changes(said, reader), *judge_comparison(said, reader)):
        around = "Waar of over wie dit gaat, staat niet in de zin zelf."
        yield Verdict(UNTESTED, f"{around} {judged.reason}") if said.guessed else judged
    yield from judge_rank(said, reader)
    if vague := _VAGUE.search(said.text):
        yield Verdict(
            UNTESTED, f"Of iets {vague[0].lower()} is, zonder waarmee wordt vergeleken, toetsen wij niet."
        )


def _has_ages(part: Part, reader: DraftReader) -> bool:
    """Whether a number of years is about a subject in years; otherwise it says how long something took."""
    return any(reader.entry(one).eenheid == "jaar" for topic in part.topics for one in topic.indicators)


def summary(found: list[CheckedSentence]) -> str:
    """Say in one sentence how many sentences got which word."""
    parts = [f"{sum(one.word == word for one in found)} {word}" for word in WORDS]
    return f"{dutch.counted(len(found), 'bewering', 'beweringen')}: {dutch.enumeration(parts)}."


def contradicted(found: list[CheckedSentence]) -> list[CheckedSentence]:
    """Return the sentences that the numbers rule out."""
    return [one for one in found if one.word == CONTRADICTED]
