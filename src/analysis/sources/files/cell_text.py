"""The text of a cell: cleaned for comparing, and shown in a message without giving anybody away."""

from __future__ import annotations

import re
import unicodedata

from analysis.sources.files.persons import without_numbers_of_persons

LONGEST = 60

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"))
# Spaces that look like a space and are none to a computer.
HARD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def clean(text: str) -> str:
    """Return a text as NFC, with plain single spaces, none at the ends, and nothing invisible."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def fold(text: str) -> str:
    """Return a text for comparing: cleaned, small letters, one kind of apostrophe."""
    return clean(text).translate(_APOSTROPHES).casefold()


def shown(text: str) -> str:
    """Quote a cell for a message: what cannot be seen is named, what is too long is cut, no number of a person."""
    visible = "".join(_visible(character) for character in without_numbers_of_persons(text))
    short = visible if len(visible) <= LONGEST else f"{visible[: LONGEST - 1]}…"
    return f'"{short}"'


def _visible(character: str) -> str:
    if HARD_SPACE.match(character) or unicodedata.category(character) in (
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    ):
        return f"[U+{ord(character):04X}]"
    return character
