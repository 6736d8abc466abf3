"""
What says something about one person, and so may not be in a municipality's own file.

Only headings and the shape of values are looked at; a message names the column
and never a value.
"""

from __future__ import annotations

import re
import unicodedata

MASK = "•••••••••"

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
