"""
The text of a cell: cleaned for comparing, shown in a message, read as words, and whether it is about a person.

Only headings and the shape of values say that; a message names the column and never a value.
"""

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

LONGEST = 60
MASK = "•••••••••"

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"))
# Spaces that look like a space and are none to a computer.
HARD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")

_TRUTH: Final = {
    **dict.fromkeys(("ja", "j", "waar", "true"), True),
    **dict.fromkeys(("nee", "n", "onwaar", "false"), False),
}
_HEADINGS = frozenset((
    "bsn", "burgerservicenummer", "sofinummer", "voornaam", "voornamen", "roepnaam", "achternaam",
    "familienaam", "geslachtsnaam", "voorletters", "tussenvoegsel", "geboortedatum", "geboortedag",
    "adres", "woonadres", "straat", "straatnaam", "huisnummer", "huisnr", "postcode6", "pc6", "email",
    "mail", "emailadres", "mailadres", "telefoon", "telefoonnummer", "telefoonnr", "mobiel",
    "mobielnummer", "client", "clientnummer", "clientnr", "clientid", "clientnaam", "dossiernummer",
    "dossiernr", "iban", "rekeningnummer", "persoonsnummer", "patientnummer", "patient",
    "bsnnr", "bsnnummer", "sofinr", "anummer", "anr", "naw", "nawgegevens", "gebdat", "gebdatum", "gebdd",
    "geboortedat", "geboortedd", "achternm", "voornm", "huisnrtoev", "straatnm", "adr", "emailadr", "tel", "telnr",
    "telnummer", "telefoonnrs", "mobnr", "clientnm", "clientnrs", "patientnr", "dossiernrs",
))  # fmt: skip
# Headings that count or summarise people say nothing about one of them.
_COUNTS = ("aantal ", "gemiddeld", "percentage ", "aandeel ", "totaal ")
_NINE_DIGITS = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_MAIL = re.compile(r"[^@]+@[^@]+\.[a-z]{2,}[).,;>]*", re.IGNORECASE)
_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Z]{2}", re.IGNORECASE)


@dataclass(frozen=True)
class CellReading:
    """What a cell means."""

    value: object = ""  # a float, str or bool; NaN or "" where there is none
    status: str = ""  # why a number is not there; "" for an ordinary number
    low: float = math.nan  # what "<5" leaves open
    high: float = math.nan
    reason: str = ""  # the source's own reason for a missing number, more exact than the status
    provisional: bool = False  # the cell carries the asterisk of a provisional figure
    trouble: Message | None = None  # why it did not convert
    warning: Message | None = None  # it did, but somebody should know
    skip: bool = False  # the row is about an area that nobody asked for


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


def is_personal_heading(heading: str) -> bool:
    """Whether a heading announces something about one person, such as `BSN` or `Naam cliënt`."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("e-mail", "email")
    words = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    if words.startswith(_COUNTS):
        return False
    return words == "naam" or words.replace(" ", "") in _HEADINGS or bool(_HEADINGS & set(words.split()))


def is_personal_value(text: str) -> bool:
    """Whether a cell holds a number that passes the 11-test of the BSN, a mail address or a postcode of six."""
    if not text:
        return False
    return (
        any(_passes_eleven(found) for found in _NINE_DIGITS.findall(text))
        or any(_MAIL.fullmatch(word) for word in text.split() if "@" in word)
        or bool(_POSTCODE.fullmatch(text.strip()))
    )


def without_numbers_of_persons(text: str) -> str:
    """Return a text in which each number that may be a BSN is masked."""
    return _NINE_DIGITS.sub(lambda found: MASK if _passes_eleven(found.group()) else found.group(), text)


def _passes_eleven(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"
