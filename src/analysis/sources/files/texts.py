"""The text of a cell: cleaned for comparing, shown in a message without giving anybody away, and read as words."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from analysis.ground.messages import Message, message
from analysis.ground.printable import SIGN, printable, unprintable
from analysis.sources.files.definitions import Column
from analysis.sources.files.persons import without_numbers_of_persons

LONGEST = 60

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"))
# Spaces that look like a space and are none to a computer.
HARD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_TRUTH: Final = {
    **dict.fromkeys(("ja", "j", "waar", "true"), True),
    **dict.fromkeys(("nee", "n", "onwaar", "false"), False),
}


@dataclass(frozen=True)
class CellReading:
    """
    What a cell means.

    Attributes
    ----------
    value : object
        A float, str or bool; NaN or "" where there is none.
    status : str
        Why a number is not there; "" for an ordinary number.
    low, high : float
        What "<5" leaves open.
    reason : str
        The source's own reason for a missing number, more exact than the status.
    provisional : bool
        The cell carries the asterisk of a provisional figure.
    trouble : Message, optional
        Why it did not convert.
    warning : Message, optional
        It converted, but somebody should know.
    skip : bool
        The row is about an area that nobody asked for.
    """

    value: object = ""
    status: str = ""
    low: float = math.nan
    high: float = math.nan
    reason: str = ""
    provisional: bool = False
    trouble: Message | None = None
    warning: Message | None = None
    skip: bool = False


def clean(text: str) -> str:
    """Return a text as NFC, with plain single spaces, none at the ends, and nothing invisible."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def fold(text: str) -> str:
    """Return a text for comparing: cleaned, small letters, one kind of apostrophe."""
    return clean(text).translate(_APOSTROPHES).casefold()


def shown(text: str) -> str:
    """Quote a cell for a message: what cannot be seen is named, what is too long is cut, no number of a person."""
    visible = "".join(
        f"[U+{ord(letter):04X}]"
        if HARD_SPACE.match(letter) or unicodedata.category(letter) in _UNSEEN
        else letter
        for letter in without_numbers_of_persons(text)
    )
    short = visible if len(visible) <= LONGEST else f"{visible[: LONGEST - 1]}…"
    return f'"{short}"'


def failed(key: str, /, **values: object) -> CellReading:
    """Return a cell of words that did not convert."""
    return CellReading(trouble=message(key, **values))


def blank(column: Column) -> CellReading:
    """Return what an empty cell is: nothing in a column that may be empty, else F155."""
    return CellReading() if column.leeg or not column.verplicht else failed("F155")


def read_truth(text: str, column: Column) -> CellReading:
    """Read `ja`, `nee`, `J`, `N`, `WAAR` or `ONWAAR`; anything else is F152."""
    word = fold(text)
    if not word:
        return blank(column)
    return CellReading(_TRUTH[word]) if word in _TRUTH else failed("F152")


def read_choice(text: str, column: Column) -> CellReading:
    """Read a word of `keuzes` and return what it stands for; anything else is F156."""
    word = fold(text)
    if not word:
        return blank(column)
    options = {fold(key): key for key in column.keuzes}
    if word in options:
        return CellReading(column.keuzes[options[word]])
    if clean(text) in column.keuzes.values():
        return CellReading(clean(text))
    near = difflib.get_close_matches(word, list(options), n=1)
    kind = "F156 bijna" if near else "F156 ander"
    return failed(kind, options=", ".join(column.keuzes), near=options[near[0]] if near else "")


def read_words(text: str, column: Column, *, key: bool) -> CellReading:
    """
    Read free text; only a cell that names the row may not be empty.

    What no letter of the house has is replaced, with F171: nobody who writes the annex can ask what was meant.
    """
    plain = clean(text)
    printed = clean(printable(plain))
    if not printed and key:
        return blank(column)
    # Bullets of Word and the like mean the same and need no word.
    gone = unprintable(plain) if printed != plain else ""
    if not gone:
        return CellReading(printed)
    names = ", ".join(f"U+{ord(letter):04X}" for letter in gone[:5]) + (", …" if len(gone) > 5 else "")
    return CellReading(printed, warning=message("F171", names=names, shown=shown(plain), sign=SIGN))
