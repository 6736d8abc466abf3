"""From bytes to letters, and the letters that show that somebody read them wrongly before."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.ground.errors import Problem
from analysis.ground.messages import and_more, message, refused
from analysis.ground.text_files import MOJIBAKE
from analysis.sources.files.container import FileContent, looks_like_utf16
from analysis.sources.files.definitions import Definition
from analysis.sources.files.grid import GridRow, folded, own_names
from analysis.sources.files.texts import shown

_ESCAPED = re.compile("[\udc80-\udcff]")  # where Python keeps a byte that it could not decode
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SUSPECT = re.compile(f"{_ESCAPED.pattern}|{_CONTROL.pattern}|\x00|\ufffd|{MOJIBAKE.pattern}")
_UTF8_MARK = b"\xef\xbb\xbf"

# What cp1252 has for letters of Dutch and its neighbours; a Mac, DOS and Turkey have other letters at other bytes.
_ACCENTED = "àáâãäåæçèéêëìíîïñòóôöøùúûüÿßšžœ"
_CAPITALS = _ACCENTED.upper().replace("SS", "")
_SIGNS = "€…•–—‘’“”§°²³½¼¾·«»´©®\xa0"
# Where such a sign stands within a word, or an opening one behind it, the byte was meant as a letter.
_WITHIN_A_WORD = re.compile(
    f"[a-zA-Z][{re.escape(_SIGNS.replace('’', ''))}][a-zA-Z]|[a-zA-Z][‘“]|[a-z][{_CAPITALS}]"
)
# The case of a message: with what was probably meant, and where that is lost.
_MEANT = {"F104": "F104 utf-8", "F105": "F105 bedoeld", "F106": "F106 bedoeld"}
_LOST = {"F104": "F104 onbekend", "F105": "F105 onbekend", "F106": "F106 onbekend"}


def decode(content: FileContent, definition: Definition) -> str:
    """
    Return the text of a file; a byte that does not fit stays in it as a lone surrogate, for `letter_problems`.

    A byte order mark goes before the definition. Raises F107 for UTF-16 without a mark.
    """
    data = content.data
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return data.decode("utf-32", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data.startswith(_UTF8_MARK):
        return data.removeprefix(_UTF8_MARK).decode("utf-8", "surrogateescape")
    if looks_like_utf16(data):
        raise refused("F107", content.name, encoding=definition.codering)
    return data.decode(definition.codering, "surrogateescape")


def repaired(text: str) -> str:
    """Return a text in which nothing is left that no reader could print."""
    return _ESCAPED.sub(_as_cp1252, text).replace("\x00", "")


def letter_problems(
    content: FileContent,
    text: str,
    definition: Definition,
    rows: Sequence[GridRow],
    header: Sequence[str],
    header_row: int,
) -> Iterator[Problem]:
    """
    Yield each kind of trouble with letters once, at its first cell, with how many cells more have it.

    What a column that nobody asked for holds, stops nothing; its heading is looked at, as one that is asked for
    may be in it.
    """
    if not _SUSPECT.search(text):
        return
    known = own_names(definition)
    first: dict[str, tuple[int, str | None, str, str]] = {}
    count: Counter[str] = Counter()
    for record in rows:
        below = record.number > header_row
        for position, cell in enumerate(record.cells):
            # Above the header a cell has no column.
            inside = record.number >= header_row and position < len(header)
            column = header[position] if inside else None
            if not _SUSPECT.search(cell) or (below and column is not None and folded(column) not in known):
                continue
            # Outside the table it may be about a person, and is not shown.
            secret = definition.eigen and below and column is None
            for code, found, meant in _faults(cell):
                words = ("een cel die hier niet wordt getoond", "") if secret else (found, meant)
                first.setdefault(code, (record.number, column, *words))
                count[code] += 1
    plain = definition.codering == "utf-8" and _is_plainly_cp1252(text)
    offset = content.data.find(b"\x00")
    for code, (row, column, found, meant) in first.items():
        key = (_MEANT if meant else _LOST).get(code, code)
        if code == "F104" and (plain or definition.codering != "utf-8"):
            key = "F104 gelezen" if plain else "F104 cp1252"
        told = message(key, meant=shown(meant), offset=offset)
        yield told.also(and_more(count[code], "cel", "cellen")).at(content.name, row, column, found)


def _is_plainly_cp1252(text: str) -> bool:
    """
    Whether every byte of a text that was no UTF-8 is one letter of cp1252 beyond doubt, as Excel on Windows saves it.

    Not so for a text that is UTF-8 for a part, and not for bytes that another code page has a likelier letter for.
    """
    strange = {letter for letter in set(text) if ord(letter) > 0x7F}
    escaped = {letter for letter in strange if _ESCAPED.match(letter)}
    if not escaped or escaped != strange:
        return False
    found = {_ESCAPED.sub(_as_cp1252, letter) for letter in escaped}
    return found <= {*_ACCENTED, *_CAPITALS, *_SIGNS} and not _WITHIN_A_WORD.search(repaired(text))


def _faults(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the letters of a cell: the code, what was found, and what was probably meant."""
    plain = repaired(text)
    if escaped := _ESCAPED.search(text):
        yield "F104", f"byte 0x{ord(escaped.group()) - 0xDC00:02X} in {shown(plain)}", plain
    if "\x00" in text:
        yield "F132", shown(text), plain
    if _CONTROL.search(plain):
        meant = _CONTROL.sub(_as_cp1252, plain)
        yield "F105", shown(plain), "" if _CONTROL.search(meant) else meant
    if MOJIBAKE.search(plain):
        yield "F106", shown(plain), MOJIBAKE.sub(_as_utf8, plain)
    elif "\ufffd" in plain:
        yield "F106", shown(plain), ""


def _as_cp1252(found: re.Match[str]) -> str:
    byte = ord(found.group()) & 0xFF
    return bytes([byte]).decode("cp1252", "replace") if byte >= 0x80 else found.group()


def _as_utf8(found: re.Match[str]) -> str:
    raw = b"".join(
        bytes([ord(letter)]) if ord(letter) < 0x100 else letter.encode("cp1252") for letter in found.group()
    )
    return unicodedata.normalize("NFC", raw.decode("utf-8", "replace"))
