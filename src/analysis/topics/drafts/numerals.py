"""Dutch numerals, in digits and in words: `29.683`, `vijfentwintig`, `een op de vijf`, `driekwart`."""

from __future__ import annotations

import re
from itertools import product

_ONES = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_WORDS: dict[str, int] = {
    **{word: number for number, word in enumerate(_ONES, start=1)},
    **{word: number for number, word in enumerate(_TEENS, start=10)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    **{
        f"{one}{'ën' if one.endswith('e') else 'en'}{ten}": 10 * tens + ones
        for (tens, ten), (ones, one) in product(enumerate(_TENS, start=2), enumerate(_ONES, start=1))
    },
    "één": 1,
    "eén": 1,
    "honderd": 100,
}
_PARTS = {
    "derde": 3,
    "vierde": 4,
    "vijfde": 5,
    "zesde": 6,
    "zevende": 7,
    "achtste": 8,
    "negende": 9,
    "tiende": 10,
}

_LONG_FIRST = "|".join(sorted(_WORDS, key=len, reverse=True))
# "een" by itself is an article.
_COUNTED = "|".join(word for word in sorted(_WORDS, key=len, reverse=True) if word != "een")
_DIGITS = r"(?<![\w.,/])(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?![\w/]|[.,]\d)"
NUMERAL = re.compile(rf"{_DIGITS}|\b(?:{_COUNTED})\b", re.I)
FRACTION = re.compile(
    rf"\b(?P<part>\d+|{_LONG_FIRST})\s+op\s+(?:de|elke|iedere)\s+(?P<whole>\d+|{_LONG_FIRST})\b"
    rf"|\b(?:(?P<times>{_LONG_FIRST})\s+|(?P<less>(?<=nog geen )))?(?P<fraction>{'|'.join(_PARTS)})(?=\s+(?:deel\s+)?(?:van|is|heeft|doet|in)\b|\s*[,.;:)]|$)"
    r"|\b(?P<half>de helft)\b|\b(?P<three>drie\s?kwart)\b|\b(?P<quarter>een kwart|(?<=nog geen )kwart)\b",
    re.I,
)


def numeral_of(text: str) -> tuple[float, float]:
    """Return the value of a numeral, and of one in its last digit: (26000, 1000) of `26.000`, (6.2, 0.1) of `6,2`.

    A zero at the end says that it was rounded there, but not in a number as small as 360.
    """
    if text.lower() in _WORDS:
        return float(_WORDS[text.lower()]), 1.0
    whole, _, decimals = text.replace(".", "").partition(",")
    if decimals:
        return float(f"{whole}.{decimals}"), 10.0 ** -len(decimals)
    zeros = len(whole) - len(whole.rstrip("0"))
    return float(whole), 10.0**zeros if len(whole) > 3 or zeros > 1 else 1.0


def fraction_of(match: re.Match[str]) -> float | None:
    """Return the share of a match of `FRACTION` in percent; nothing for a third that is an ordinal."""
    if match["whole"]:
        part, whole = _small(match["part"]), _small(match["whole"])
        return 100 * part / whole if 0 < part <= whole else None
    if match["fraction"]:
        # "de derde kern" is a rank; a part has "een", a number or "nog geen" before it.
        times = 1 if match["less"] is not None else _WORDS.get((match["times"] or "").lower())
        return times and 100 * times / _PARTS[match["fraction"].lower()]
    return 75.0 if match["three"] else 25.0 if match["quarter"] else 50.0


def _small(text: str) -> int:
    return int(text) if text.isdecimal() else _WORDS[text.lower()]
