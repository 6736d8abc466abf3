"""From bytes to letters, and the letters that show that somebody read them wrongly before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.errors import InputError, Problem
from analysis.sources.files.cell_text import shown
from analysis.sources.files.content import Content, looks_like_utf16
from analysis.sources.files.definitions import Definition
from analysis.text_files import MOJIBAKE

_ESCAPED = re.compile("[\udc80-\udcff]")  # where Python keeps a byte that it could not decode
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SUSPECT = re.compile(f"{_ESCAPED.pattern}|{_CONTROL.pattern}|\x00|\ufffd|{MOJIBAKE.pattern}")

UTF8_MARK = b"\xef\xbb\xbf"


def decode(content: Content, definition: Definition) -> str:
    """
    Return the text of a file; a byte that does not fit stays in it as a lone surrogate, for `letters`.

    A byte order mark goes before the definition.

    Raises
    ------
    InputError
        F107: UTF-16 without a mark.
    """
    data = content.data
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return data.decode("utf-32", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data.startswith(UTF8_MARK):
        return data.removeprefix(UTF8_MARK).decode("utf-8", "surrogateescape")
    if looks_like_utf16(data):
        problem = Problem.at(
            "F107",
            content.name,
            None,
            None,
            "UTF-16 zonder het teken vooraan dat dat zegt",
            f"tekst in {definition.codering}",
            'Bewaar het bestand in Excel als "CSV UTF-8 (door komma\'s gescheiden)".',
        )
        raise InputError(f"{content.name} is niet te lezen.", [problem])
    return data.decode(definition.codering, "surrogateescape")


def is_suspect(text: str) -> bool:
    """Whether a text holds anything that `letters` would report or repair."""
    return bool(_SUSPECT.search(text))


# What cp1252 has for letters of Dutch and its neighbours; a Mac, DOS and Turkey have other letters at other bytes.
_ACCENTED = "àáâãäåæçèéêëìíîïñòóôöøùúûüÿßšžœ"
_CAPITALS = _ACCENTED.upper().replace("SS", "")
_SIGNS = "€…•–—‘’“”§°²³½¼¾·«»´©®\xa0"
# Where such a sign stands within a word, or an opening one behind it, the byte was meant as a letter.
_WITHIN_A_WORD = re.compile(
    f"[a-zA-Z][{re.escape(_SIGNS.replace('’', ''))}][a-zA-Z]|[a-zA-Z][‘“]|[a-z][{_CAPITALS}]"
)


def is_plainly_cp1252(text: str) -> bool:
    """
    Whether every byte of a text that was no UTF-8 is one letter of cp1252 beyond doubt, as Excel on Windows saves it.

    Not so for a text that is UTF-8 for a part, and not for bytes that another code page has a likelier letter for.
    """
    if not _ESCAPED.search(text) or any(
        ord(letter) > 0x7F and not _ESCAPED.match(letter) for letter in set(text)
    ):
        return False
    found = {_ESCAPED.sub(_as_cp1252, letter) for letter in set(text) if _ESCAPED.match(letter)}
    return found <= {*_ACCENTED, *_CAPITALS, *_SIGNS} and not _WITHIN_A_WORD.search(repaired(text))


@dataclass(frozen=True)
class Letters:
    """What is wrong with the letters of a cell: the code, and the cell as it was probably meant."""

    code: str
    found: str
    meant: str

    def secret(self) -> Letters:
        """Return the same without the cell."""
        return Letters(self.code, "een cel die hier niet wordt getoond", "")


def repaired(text: str) -> str:
    """Return a text in which nothing is left that no reader could print."""
    return _ESCAPED.sub(_as_cp1252, text).replace("\x00", "")


def letters(text: str) -> Iterator[Letters]:
    """Yield what is wrong with the letters of a cell."""
    plain = repaired(text)
    escaped = _ESCAPED.search(text)
    if escaped:
        yield Letters("F104", f"byte 0x{ord(escaped.group()) - 0xDC00:02X} in {shown(plain)}", plain)
    if "\x00" in text:
        yield Letters("F132", shown(text), plain)
    if _CONTROL.search(plain):
        meant = _CONTROL.sub(_as_cp1252, plain)
        yield Letters("F105", shown(plain), "" if _CONTROL.search(meant) else meant)
    if MOJIBAKE.search(plain):
        yield Letters("F106", shown(plain), MOJIBAKE.sub(_as_utf8, plain))
    elif "\ufffd" in plain:
        yield Letters("F106", shown(plain), "")


def _as_cp1252(found: re.Match[str]) -> str:
    byte = ord(found.group()) & 0xFF
    return bytes([byte]).decode("cp1252", "replace") if byte >= 0x80 else found.group()


def _as_utf8(found: re.Match[str]) -> str:
    raw = b"".join(
        bytes([ord(letter)]) if ord(letter) < 0x100 else letter.encode("cp1252") for letter in found.group()
    )
    return unicodedata.normalize("NFC", raw.decode("utf-8", "replace"))


def read_as_cp1252(name: str, row: int, column: str | None, letter: Letters, also: str) -> Problem:
    """Return the warning that a file was not saved as UTF-8, and was read all the same."""
    action = (
        "Het bestand is gelezen als cp1252, zoals Excel het op Windows bewaart. Controleer of de letters kloppen; bewaar "
        'het voortaan als "CSV UTF-8" of als .xlsx.'
    )
    return Problem.at("F104", name, row, column, letter.found, "tekst in utf-8", action + also, warning=True)


def letter_problem(
    name: str,
    row: int,
    column: str | None,
    letter: Letters,
    codering: str,
    more: int,
    offset: int,
    *,
    plain: bool,
) -> Problem:
    """
    Write a problem with letters.

    Parameters
    ----------
    name, row, column
        Where the first cell is that has it.
    letter : Letters
        What is wrong.
    codering : str
        The encoding of the definition.
    more : int
        How many cells after this one have the same.
    offset : int
        Where a nought byte stands.
    plain : bool
        The file is cp1252 beyond doubt.
    """
    also = "" if not more else f" Hetzelfde geldt voor nog {more} {'cel' if more == 1 else 'cellen'}."
    if plain and letter.code == "F104":
        return read_as_cp1252(name, row, column, letter, also)
    meant = shown(letter.meant)
    texts = {
        "F104": (
            f"tekst in {codering}; als cp1252 gelezen staat er {meant}"
            if codering == "utf-8" and letter.meant
            else f"tekst in {codering}",
            'Zet codering: cp1252 in data/bronnen.yml bij deze bron als dat klopt, of bewaar het bestand als "CSV UTF-8".'
            if codering == "utf-8"
            else 'Bewaar het bestand als "CSV UTF-8" en zet codering: utf-8 in data/bronnen.yml bij deze bron.',
        ),
        "F105": (
            "tekst zonder besturingstekens",
            f"Waarschijnlijk is {meant} bedoeld: het bestand is cp1252 en werd als latin-1 gelezen. Exporteer opnieuw."
            if letter.meant
            else "Haal het teken weg, of exporteer het bestand opnieuw.",
        ),
        "F106": (
            f"waarschijnlijk {meant}" if letter.meant else "een letter in plaats van het vervangteken",
            "Een programma las UTF-8 als cp1252. Exporteer het bestand opnieuw uit de bron en bewaar het als UTF-8."
            if letter.meant
            else "De letter is verloren gegaan. Exporteer het bestand opnieuw uit de bron.",
        ),
        "F132": (
            f"tekst; op byte {offset} van het bestand staat een NUL-teken",
            "Exporteer het bestand opnieuw; met een NUL-teken erin is het beschadigd.",
        ),
    }
    expected, action = texts[letter.code]
    return Problem.at(letter.code, name, row, column, letter.found, expected, action + also)
