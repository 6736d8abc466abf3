"""
The letters of a delivered text, and the text of a cell: cleaned for comparing, shown in a message, about a person or not.

Only headings and the shape of values say that something is about a person; a message names the column and never a value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from analysis.ground.text_files import MOJIBAKE

LONGEST = 60
MASK = "•••••••••"

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"))
# Spaces that look like a space and are none to a computer.
HARD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")

_ESCAPED = re.compile("[\udc80-\udcff]")  # where Python keeps a byte that it could not decode
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SUSPECT = re.compile(f"{_ESCAPED.pattern}|{_CONTROL.pattern}|\x00|\ufffd|{MOJIBAKE.pattern}")
# What cp1252 has for letters of Dutch and its neighbours; a Mac, DOS and Turkey have other letters at other bytes.
_ACCENTED = "àáâãäåæçèéêëìíîïñòóôöøùúûüÿßšžœ"
_CAPITALS = _ACCENTED.upper().replace("SS", "")
_SIGNS = "€…•–—‘’“”§°²³½¼¾·«»´©®\xa0"
# Where such a sign stands within a word, or an opening one behind it, the byte was meant as a letter.
_WITHIN_A_WORD = re.compile(
    f"[a-zA-Z][{re.escape(_SIGNS.replace('’', ''))}][a-zA-Z]|[a-zA-Z][‘“]|[a-z][{_CAPITALS}]"
)

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


def clean(text: str) -> str:
    """Return a text as NFC, with plain single spaces, none at the ends, and nothing invisible."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def fold(text: str) -> str:
    """Return a text for comparing: cleaned, small letters, one kind of apostrophe."""
    return clean(text).translate(_APOSTROPHES).casefold()


def folded(heading: str) -> str:
    """Return a heading for comparing: `Aantal_inwoners` is `aantal inwoners`."""
    return re.sub(r"[_\s]+", " ", fold(heading)).strip()


def shown(text: str) -> str:
    """Quote a cell for a message: what cannot be seen is named, what is too long is cut, no number of a person."""
    masked = _NINE_DIGITS.sub(lambda found: MASK if _passes_eleven(found[0]) else found[0], text)
    visible = "".join(
        f"[U+{ord(letter):04X}]"
        if HARD_SPACE.match(letter) or unicodedata.category(letter) in _UNSEEN
        else letter
        for letter in masked
    )
    return f'"{visible}"' if len(visible) <= LONGEST else f'"{visible[: LONGEST - 1]}…"'


def is_personal_heading(heading: str) -> bool:
    """Whether a heading announces something about one person, such as `BSN` or `Naam cliënt`."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", plain.replace("e-mail", "email")).strip()
    if words.startswith(_COUNTS):
        return False
    return words == "naam" or words.replace(" ", "") in _HEADINGS or bool(_HEADINGS & set(words.split()))


def is_personal_value(text: str) -> bool:
    """Whether a cell holds a number that passes the 11-test of the BSN, a mail address or a postcode of six."""
    return (
        any(map(_passes_eleven, _NINE_DIGITS.findall(text)))
        or any(_MAIL.fullmatch(word) for word in text.split() if "@" in word)
        or bool(_POSTCODE.fullmatch(text.strip()))
    )


def _passes_eleven(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"


def looks_like_utf16(data: bytes) -> bool:
    """Whether bytes without a mark are UTF-16 of Latin letters: each second byte is nought."""
    half = len(data[:4096]) // 2
    if half < 4:
        return False
    first, second = data[0 : 2 * half : 2].count(0), data[1 : 2 * half : 2].count(0)
    return max(first, second) > 0.8 * half and min(first, second) < 0.1 * half


def decode(data: bytes, encoding: str) -> str:
    """
    Return the text of a file; a byte that does not fit stays in it as a lone surrogate, for `letter_faults`.

    A byte order mark goes before the encoding of the definition.
    """
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return data.decode("utf-32", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "surrogateescape")
    return data.decode(encoding, "surrogateescape")


def repaired(text: str) -> str:
    """Return a text in which nothing is left that no reader could print."""
    return _ESCAPED.sub(_as_cp1252, text).replace("\x00", "")


def is_plainly_cp1252(text: str) -> bool:
    """
    Whether every byte of a text that was no UTF-8 is one letter of cp1252 beyond doubt, as Excel on Windows saves it.

    Not so for a text that is UTF-8 for a part, and not for bytes that another code page has a likelier letter for.
    """
    strange = {letter for letter in set(text) if ord(letter) > 0x7F}
    if not strange or not all(map(_ESCAPED.match, strange)):
        return False
    found = {_ESCAPED.sub(_as_cp1252, letter) for letter in strange}
    return found <= {*_ACCENTED, *_CAPITALS, *_SIGNS} and not _WITHIN_A_WORD.search(repaired(text))


def letter_faults(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the letters of a cell: the code, and what was found."""
    plain = repaired(text)
    if escaped := _ESCAPED.search(text):
        yield "F104", f"byte 0x{ord(escaped[0]) - 0xDC00:02X} in {shown(plain)}"
    if "\x00" in text:
        yield "F132", shown(text)
    if _CONTROL.search(plain):
        yield "F105", shown(plain)
    if MOJIBAKE.search(plain) or "\ufffd" in plain:
        yield "F106", shown(plain)


def _as_cp1252(found: re.Match[str]) -> str:
    byte = ord(found[0]) & 0xFF
    return bytes([byte]).decode("cp1252", "replace") if byte >= 0x80 else found[0]
