"""
Which letters can be printed, asked of the house letter itself, and what becomes of the others.

A letter that no face has stops the PDF, is a box in a figure and another letter in Word. A delivered text is
printed with a sign in its place, a text of the project itself is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

# What stands where a letter was that cannot be printed.
SIGN = "■"
# The faces that text is set in; what an italic lacks, the PDF takes from its second letter.
FACES = ("Regular", "Semibold", "Bold")
# The mark of a judgement that the second letter of the PDF and that of the figures both have.
ALSO = "●"

# Word keeps the signs of its letters Symbol and Wingdings in the private area.
_WORD = {
    **dict.fromkeys("\uf02d\uf0be", "–"),
    **dict.fromkeys("\uf0e0\uf0e8\uf0f0", "→"),
    **dict.fromkeys("\uf0fc\uf0fe\uf050", "✓"),
    **dict.fromkeys("\uf04a", ":)"),
    **dict.fromkeys("\uf04c", ":("),
}
_WORD_SIGN = re.compile("[\uf020-\uf0ff]")
_ALIKE = {
    "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2043": "•", "\u25e6": "•", "\u25aa": "•",
    "\u25ab": "•", "\u2023": "•", "\u27a2": "•", "\u2611": "✓", "\u2705": "✓", "\u2028": " ", "\u2029": " ",
}  # fmt: skip
# These are in the house letter, a test asks it; nearly every text has no other letters.
_PLAIN = re.compile(
    "[\n\r\t\x20-\x7e\xa0-\u0131\u0134-\u0148\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u20ac]*"
)
_UNSEEN = ("Cc", "Cf", "Mn", "Me")


@cache
def letters() -> frozenset[str]:
    """Return the letters that every face of the house letter has."""
    import font_source_sans_pro  # heavy, and seldom needed
    from fontTools.ttLib import TTFont

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    found = []
    for face in FACES:
        with TTFont(folder / f"SourceSansPro-{face}.ttf", lazy=True) as font:
            found.append(set(font.getBestCmap()))
    return frozenset(map(chr, set.intersection(*found))) | frozenset(ALSO)


def unprintable(text: str) -> str:
    """Return the letters of a text that cannot be seen in print, each once; none for a text that is fine."""
    if _PLAIN.fullmatch(text):
        return ""
    odd = (letter for letter in dict.fromkeys(text) if letter != SIGN and _printed(letter) in ("", SIGN))
    return "".join(letter for letter in odd if not _is_unseen(letter))


def printable(text: str) -> str:
    """
    Return a text as it can be printed: the bullets of Word become "•", letters that have a plain form take it (𝐚 is a), what has no look at
    all (control and direction signs, half a character) goes, and of the others each run becomes one `SIGN`.
    """
    if _PLAIN.fullmatch(text):
        return text
    parts: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        part = _printed(letter)
        if part != SIGN or parts[-1:] != [SIGN]:
            parts.extend([part] if part else [])
    return "".join(parts)


def everywhere(content: Any) -> Any:
    """Return content in which every text is as `printable` gives it: of lists, mappings and (data) classes."""
    if isinstance(content, str):
        return printable(content)
    if isinstance(content, Mapping):
        return {everywhere(key): everywhere(value) for key, value in content.items()}
    if isinstance(content, tuple | list):
        return type(content)(everywhere(one) for one in content)
    if isinstance(content, BaseModel):
        return content.model_copy(update=dict(_changed(content, type(content).model_fields)))
    if is_dataclass(content) and not isinstance(content, type):
        return replace(content, **dict(_changed(content, [one.name for one in fields(content) if one.init])))
    return content


def _changed(content: object, names: Any) -> Iterator[tuple[str, Any]]:
    for name in names:
        old = getattr(content, name)
        new = everywhere(old)
        if new is not old:
            yield name, new


def _printed(letter: str) -> str:
    if unicodedata.category(letter) == "Cf" and letter != "\u00ad":
        return ""  # a direction, a joint: some are in the house letter, and none can be seen
    if letter in "\n\r\t" or letter in letters():
        return letter
    if _WORD_SIGN.fullmatch(letter):
        return _WORD.get(letter, "•")
    if letter in _ALIKE:
        return _ALIKE[letter]
    plain = unicodedata.normalize("NFKC", letter)
    if plain and plain != letter and all(one in letters() for one in plain):
        return plain
    return "" if _is_unseen(letter) else SIGN


def _is_unseen(letter: str) -> bool:
    """Whether a letter has no look of its own: a control sign, a direction, an accent without its letter."""
    return unicodedata.category(letter) in _UNSEEN
