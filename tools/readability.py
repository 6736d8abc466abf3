"""
How hard the sentences are that the programme writes itself, per chapter of an edition.

No formula proves that a text is B1. Flesch-Douma and the length of sentences do show
where one is not: the score is meant as an alarm, not as a mark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pyphen

from analysis.annex import prose
from analysis.ground.notebook_names import INDEX
from analysis.model.catalogue import read_catalogue
from analysis.model.params import Params

LEAST_SCORE = 60.0
MOST_WORDS_ON_AVERAGE = 12.0
MOST_WORDS = 20

DEFINITIONS, FIXED = "begrippen", "vaste teksten"
COLUMNS = ("hoofdstuk", "zinnen", "woorden_per_zin", "flesch_douma", "langste_zin", "te_lang")

_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(]?[A-Z0-9À-Ý])")
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*%?")


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a text; a number such as `1.598` is not the end of one."""
    return tuple(part for part in _END.split(text.strip()) if _WORD.search(part))


def words_of(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence; `95%-marge` and `12,3%` are one each."""
    return tuple(_WORD.findall(sentence))


def syllables(word: str) -> int:
    """Return in how many parts Dutch spelling breaks a word; a number is read as one."""
    parts = re.findall(r"[^\W\d_]+", word)
    return max(1, sum(1 + len(_hyphens().positions(part)) for part in parts))


def flesch_douma(sentences: Iterable[str]) -> float:
    """
    Return the reading ease of sentences: 206.835 - 0.93 words per sentence - 77 syllables per word.

    References
    ----------
    W.H. Douma (1960), De leesbaarheid van landbouwbladen: Flesch's formula for Dutch. From 60 on a
    text is called plain.
    """
    words = [words_of(sentence) for sentence in sentences]
    number = sum(map(len, words))
    if not number:
        return float("nan")
    heard = sum(syllables(word) for sentence in words for word in sentence)
    return 206.835 - 0.93 * number / len(words) - 77 * heard / number


def readability_report(folder: Path) -> pd.DataFrame:
    """
    Return how hard each chapter of an edition is to read.

    Parameters
    ----------
    folder : Path
        `outputs/<gemeente>/<editie>`.

    Returns
    -------
    DataFrame
        A row per run, one for the words explained and one for the fixed texts: number of
        sentences, words per sentence, score, longest sentence, and every sentence that is too long.
    """
    rows = [_row(name, texts) for name, texts in _texts(folder) if texts]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(name: str, texts: Iterable[str]) -> tuple[str, int, float, float, str, tuple[str, ...]]:
    sentences = tuple(dict.fromkeys(sentence for text in texts for sentence in sentences_of(text)))
    lengths = [len(words_of(sentence)) for sentence in sentences]
    long = tuple(one for one, length in zip(sentences, lengths, strict=True) if length > MOST_WORDS)
    longest = sentences[lengths.index(max(lengths))]
    return (
        name,
        len(sentences),
        round(sum(lengths) / len(lengths), 1),
        round(flesch_douma(sentences), 1),
        longest,
        long,
    )


def _texts(folder: Path) -> Iterator[tuple[str, list[str]]]:
    indicators: set[str] = set()
    for index in sorted(folder.glob(f"*/{INDEX}")):
        parts = json.loads(index.read_text(encoding="utf-8"))["onderdelen"]
        indicators |= {one for part in parts for one in part.get("indicatoren", ())}
        yield index.parent.name, [text for part in parts for text in _said(part)]
    catalogue = read_catalogue()
    yield DEFINITIONS, [catalogue[one].uitleg_b1 for one in sorted(indicators)]
    yield FIXED, list(_fixed(folder))


def _said(part: dict[str, object]) -> list[str]:
    """Return what the programme itself says in a part: its sentences, the notes of a figure, why one is missing."""
    fields = {"tekst": ("zinnen",), "figuur": ("opmerkingen",), "leemte": ("reden", "actie")}
    found: list[str] = []
    for name in fields.get(str(part["soort"]), ()):
        value = part[name]
        found += [value] if isinstance(value, str) else [str(one) for one in value]  # type: ignore[attr-defined]
    return found


def _fixed(folder: Path) -> Iterator[str]:
    about = json.loads((folder / "release" / "release.json").read_text(encoding="utf-8"))
    params = Params(
        gemeente=about["gemeente"], naam=about["naam"], editie=int(folder.name), notebooks=("01_kernkaarten",)
    )
    yield from prose.opening(params)
    yield from prose.method(params)
    yield from (prose.EXAMPLES_WARNING, prose.NO_EXAMPLES, prose.GAPS_INTRODUCTION)
    yield from (prose.OLD_INTRODUCTION, prose.SAME_BYTES)


@cache
def _hyphens() -> pyphen.Pyphen:
    # One letter may stand alone: this counts what is heard, it breaks no line.
    return pyphen.Pyphen(lang="nl_NL", left=1, right=1)
