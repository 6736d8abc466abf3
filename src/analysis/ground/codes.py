"""How areas, periods and folders are written, so that every module and every file agrees."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

# Digits are written out: \d takes those of every script. Behind the gemeente a wijk and a buurt may have
# letters: a gemeente with more than a hundred wijken, such as Amsterdam, has BU0363AA01.
_AREA = re.compile(
    r"BU[0-9]{4}[0-9A-Z]{4}|WK[0-9]{4}[0-9A-Z]{2}|(GM|GG)[0-9]{4}|(PV|LD|CR)[0-9]{2}|NL00|(RG|KLASSE)-[A-Z0-9-]+"
    r"|(KERN|KERNGEBIED|WOONKERN)-GM[0-9]{4}-[a-z0-9-]+"
)
_PART = re.compile(r"BU[0-9]{4}[0-9A-Z]{4}|WK[0-9]{4}[0-9A-Z]{2}")
# Other divisions of CBS, such as AM20 and JZ21; GM, WK and BU have their own, strict, form.
_REGION = re.compile(r"(?!BU|WK|GM)[A-Z]{2}[0-9]{2,6}")
_PERIOD = re.compile(r"[12][0-9]{3}(-Q[1-4]|-H[12]|-(0[1-9]|1[0-2])(-[0-3][0-9])?)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_area(text: str) -> bool:
    """Whether a text is a code of an area, such as `GM0148` or `KERN-GM0148-dalfsen`."""
    return bool(_AREA.fullmatch(text))


def is_region(text: str) -> bool:
    """Whether a text is written as CBS writes an area, of a division that this suite does not use too: `AM20`."""
    return is_area(text) or bool(_REGION.fullmatch(text))


def gemeente_of(code: str) -> str:
    """Return the gemeente that the code of a wijk or buurt names: `BU0363AA01` lies in `GM0363`; "" for another."""
    return f"GM{code[2:6]}" if _PART.fullmatch(code) else ""


def is_day(text: str) -> bool:
    """Whether a text is a day that exists, written as `2018-01-31`."""
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_period(text: str) -> bool:
    """Whether a text is `2024`, `2024-Q1`, `2021-H1`, `2024-03` or a day that exists."""
    return bool(_PERIOD.fullmatch(text)) and (is_day(text) or not _DAY.fullmatch(text))


def slug(text: str) -> str:
    """Write a name in plain letters, for a folder or a code: `Súdwest-Fryslân` is `sudwest-fryslan`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
