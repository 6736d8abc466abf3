"""Fixed releases to hold drafts against: the numbers of a `cijfers.csv` here, in the areas of Dalfsen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
from tests.unit.real_release import dalfsen

from analysis.model import tidy
from analysis.release.release import Release
from analysis.topics.drafts.check import judge_sentence
from analysis.topics.drafts.reader import DraftReader, reader_for
from analysis.topics.drafts.sentences import sentences
from analysis.topics.drafts.verdict import together

FOLDER = Path(__file__).parent / "zinnen"
SECOND = Path(__file__).parent / "zinnen_beleid"
TEXTS = ("indicator", "gebied", "periode", "status", "methode", "bron")


@cache
def fixed(folder: Path = FOLDER) -> Release:
    """Return one: real numbers of 2005 to 2025, and some that were made up to see that they prove nothing."""
    table = pd.read_csv(folder / "cijfers.csv", sep=";", decimal=",", dtype=dict.fromkeys(TEXTS, str))
    return dalfsen().with_table(tidy.conform(table))


@cache
def reader(folder: Path = FOLDER) -> DraftReader:
    """Return what reads a draft against it."""
    return reader_for(fixed(folder))


def word_of(text: str, folder: Path = FOLDER) -> tuple[str, str]:
    """Return the word for a text as a whole and why; two empty texts when nothing in it is a claim."""
    found = [verdict for one in sentences(text) if (verdict := judge_sentence(one, reader(folder)))]
    return tuple(together(found)) if found else ("", "")
