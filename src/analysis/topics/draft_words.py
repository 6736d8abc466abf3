"""
The words by which a sentence of a draft is recognised: `data/beleid/herkennen.yml`.

No policy: every gemeente uses the same list. It says two things: which words stand for
which indicator, and of which words a sentence is about a part of the people only.
"""

from __future__ import annotations

from pydantic import Field

from analysis.ground import paths
from analysis.ground.strict_yaml import Closed, load
from analysis.model.policy_files import FOLDER

FILE = "herkennen.yml"
GAP = "…"  # between words of which others may stand


class Word(Closed):
    """Words that stand for an indicator; `…` leaves room for others between them."""

    woorden: tuple[str, ...]
    indicator: str


class Group(Closed):
    """A part of the people, and the indicators that are about it."""

    naam: str = Field(description="Zoals hij in een zin over de uitkomst staat")
    woorden: tuple[str, ...]
    indicatoren: tuple[str, ...] = Field(description="Ids uit de catalogus, of het begin ervan met een *")
    moet_genoemd: bool = Field(
        strict=True, default=False, description="Een zin die de groep niet noemt, gaat er niet over"
    )

    def holds(self, indicator: str) -> bool:
        """Whether an indicator is about this group."""
        return any(
            indicator.startswith(one[:-1]) if one.endswith("*") else indicator == one
            for one in self.indicatoren
        )


class DraftWords(Closed):
    """The file as a whole."""

    herkennen: tuple[Word, ...]
    groepen: tuple[Group, ...] = ()


def read_words() -> DraftWords:
    """Read the words by which a subject is recognised; raises `InputError` with every problem."""
    return load(paths.data() / FOLDER / FILE, DraftWords)
