"""JSON of a service, read strictly: what programs read in different ways is refused."""

from __future__ import annotations

import json
from typing import Any, Final

BOM: Final = b"\xef\xbb\xbf"


class Refused(Exception):  # noqa: N818  the client always catches it
    """JSON that will be the same when it is asked again, and that is not read; says in Dutch why."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("een naam die er twee keer staat in één object")
    return found


def _no_number(text: str) -> Any:
    raise Refused(f'"{text}", wat geen getal van JSON is')


def loads(data: bytes, *, numbers: bool = False) -> Any:
    """
    Read JSON in UTF-8, with or without a byte order mark; numbers are the text that was sent, or `numbers`.

    A number stays as it was written, because 2.50 is not 2.5 until somebody reads it as a number. Raises `ValueError` for
    what is not complete, or no JSON; `Refused` for NaN or Infinity, a key twice in an object, and lists and objects too
    deep inside each other.
    """
    as_sent = None if numbers else str
    try:
        return json.loads(
            data.removeprefix(BOM).decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_number,
            parse_float=as_sent,
            parse_int=as_sent,
        )
    except RecursionError:
        raise Refused("lijsten die te diep in elkaar zitten") from None
