"""From bytes to letters, and the letters that show that somebody read them wrongly before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.ground.messages import Message, message, refused
from analysis.ground.text_files import MOJIBAKE
from analysis.sources.files.container import FileContent, looks_like_utf16
from analysis.sources.files.definitions import Definition
from analysis.sources.files.texts import shown

_ESCAPED = re.compile("[\udc80-\udcff]")  # where Python keeps a byte that it could not decode
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SUSPECT = re.compile(f"{_ESCAPED.pattern}|{_CONTROL.pattern}|\x00|\ufffd|{MOJIBAKE.pattern}")

UTF8_MARK = b"\xef\xbb\xbf"


def decode(content: FileContent, definition: Definition) -> str:
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
        raise refused("F107", content.name, encoding=definition.codering)
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
class LetterFault:
    """What is wrong with the letters of a cell: the code, and the cell as it was probably meant."""

    code: str
    found: str
    meant: str

    def secret(self) -> LetterFault:
        """Return the same without the cell."""
        return LetterFault(self.code, "een cel die hier niet wordt getoond", "")


def repaired(text: str) -> str:
    """Return a text in which nothing is left that no reader could print."""
    return _ESCAPED.sub(_as_cp1252, text).replace("\x00", "")


def letters(text: str) -> Iterator[LetterFault]:
    """Yield what is wrong with the letters of a cell."""
    plain = repaired(text)
    escaped = _ESCAPED.search(text)
    if escaped:
        yield LetterFault("F104", f"byte 0x{ord(escaped.group()) - 0xDC00:02X} in {shown(plain)}", plain)
    if "\x00" in text:
        yield LetterFault("F132", shown(text), plain)
    if _CONTROL.search(plain):
        meant = _CONTROL.sub(_as_cp1252, plain)
        yield LetterFault("F105", shown(plain), "" if _CONTROL.search(meant) else meant)
    if MOJIBAKE.search(plain):
        yield LetterFault("F106", shown(plain), MOJIBAKE.sub(_as_utf8, plain))
    elif "\ufffd" in plain:
        yield LetterFault("F106", shown(plain), "")


def _as_cp1252(found: re.Match[str]) -> str:
    byte = ord(found.group()) & 0xFF
    return bytes([byte]).decode("cp1252", "replace") if byte >= 0x80 else found.group()


def _as_utf8(found: re.Match[str]) -> str:
    raw = b"".join(
        bytes([ord(letter)]) if ord(letter) < 0x100 else letter.encode("cp1252") for letter in found.group()
    )
    return unicodedata.normalize("NFC", raw.decode("utf-8", "replace"))


def letter_message(letter: LetterFault, encoding: str, offset: int, *, plain: bool) -> Message:
    """
    Say what is wrong with the letters of a cell.

    Parameters
    ----------
    letter : LetterFault
        What is wrong.
    encoding : str
        That of the definition.
    offset : int
        Where a nought byte stands.
    plain : bool
        The file is cp1252 beyond doubt.
    """
    if letter.code == "F104" and (plain or encoding != "utf-8"):
        key = "F104 gelezen" if plain else "F104 cp1252"
    else:
        meant = {"F104": "F104 utf-8", "F105": "F105 bedoeld", "F106": "F106 bedoeld"}
        lost = {"F104": "F104 onbekend", "F105": "F105 onbekend", "F106": "F106 onbekend"}
        key = (meant if letter.meant else lost).get(letter.code, letter.code)
    return message(key, meant=shown(letter.meant), offset=offset)
