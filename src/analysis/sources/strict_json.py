"""JSON of a service, read strictly: what programs read in different ways is refused."""

from __future__ import annotations

import json
import math
from typing import Any, Final

BOM: Final = b"\xef\xbb\xbf"
CONTAINERS: Final = frozenset({dict, list})
LONGEST: Final = 30  # digits of a whole number


class Refused(Exception):  # noqa: N818  the client always catches it
    """JSON that will be the same when it is asked again, and that is not read; says in Dutch why."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(f'twee keer "{twice[:60]}" in één object')
    return found


def _no_number(text: str) -> Any:
    raise Refused(f'"{text}", wat geen getal van JSON is')


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Refused("een getal dat te groot is")
    return number


def _whole(text: str) -> int:
    if len(text) > LONGEST:
        raise Refused("een getal dat te groot is")
    return int(text)


# Numbers stay as they were written: 2.50 is not 2.5 until somebody reads it as a number.
_TEXTS: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_no_number, parse_float=str, parse_int=str
)
_NUMBERS: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite, parse_int=_whole
)


def loads(data: bytes, *, depth: int, numbers: bool = False) -> Any:
    """
    Read JSON in UTF-8, with or without a byte order mark; numbers are the text that was sent, or `numbers`.

    Raises `ValueError` for what is not complete, or no JSON; `Refused` for another encoding than UTF-8, NaN or
    Infinity, a key twice in an object, half of a letter, and lists and objects more than `depth` inside each other.
    """
    try:
        content = (_NUMBERS if numbers else _TEXTS).decode(_text(data))
    except RecursionError:
        raise Refused("lijsten die te diep in elkaar zitten") from None
    if _deeper(content, depth):
        raise Refused("lijsten die te diep in elkaar zitten")
    if b"\\ud" in data or b"\\uD" in data:  # half of a letter, which no file can hold
        try:
            json.dumps(content, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise Refused("een halve letter") from None
    return content


def _text(data: bytes) -> str:
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(data.removeprefix(BOM)):
            raise  # stops in the middle of a letter
        raise Refused(f"tekst die geen UTF-8 is (byte {error.start + 1})") from None


def _deeper(content: Any, depth: int) -> bool:
    if type(content) not in CONTAINERS:
        return False
    cells = content.values() if type(content) is dict else content
    return not depth or any(_deeper(cell, depth - 1) for cell in cells if type(cell) in CONTAINERS)
