"""The numbers that the recorded server gives: real where `echt.csv` has one, else made up, always the same."""

from __future__ import annotations

import csv
import math
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent / "tabellen"

UNKNOWN, BLANK = "       .", ""

# Part of the inhabitants of 2024; only 2021 and 2024 are real, and only for the gemeente.
GROWTH = {2016: 0.934, 2017: 0.942, 2018: 0.951, 2019: 0.96, 2020: 0.968, 2021: 0.9737, 2022: 0.982}
GROWTH |= {2023: 0.991, 2024: 1.0, 2025: 1.006, 2026: 1.011}


@dataclass(frozen=True)
class Area:
    gebied: str
    naam: str
    gemeente: str
    inwoners: int
    km2: float


@dataclass(frozen=True)
class Topic:
    familie: str
    stam: str
    titel: str
    groep: str
    eenheid: str
    decimalen: int
    soort: str
    basis: float
    van: int
    tot: int
    gevoelig: bool


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def areas() -> tuple[Area, ...]:
    return tuple(
        Area(row["gebied"], row["naam"], row["gemeente"], int(row["inwoners"]), float(row["km2"]))
        for row in _rows("gebieden.csv")
    )


@cache
def topics(family: str, year: int | None) -> tuple[Topic, ...]:
    found = [
        Topic(
            row["familie"],
            row["stam"],
            row["titel"],
            row["groep"],
            row["eenheid"],
            int(row["decimalen"]),
            row["soort"],
            float(row["basis"]),
            int(row["van"] or 0),
            int(row["tot"] or 9999),
            bool(row["gevoelig"]),
        )
        for row in _rows("onderwerpen.csv")
        if row["familie"] == family
    ]
    # A table of many periods has every column, empty before its first year; income comes two years late, and
    # its columns stand empty until then.
    return tuple(
        topic
        for topic in found
        if year is None or topic.van <= year <= topic.tot or (year == 2025 and topic.tot == 2024)
    )


@cache
def real() -> dict[tuple[str, int, str, str], str]:
    return {(r["familie"], int(r["jaar"]), r["gebied"], r["stam"]): r["waarde"] for r in _rows("echt.csv")}


def chance(*parts: object) -> float:
    """Return a number between 0 and 1 that is always the same for the same parts."""
    return zlib.crc32("|".join(map(str, parts)).encode()) / 2**32


def cell(area: Area, topic: Topic, year: int, extra: str = "") -> str:
    """Return the cell of UntypedDataSet: a number, "." padded, or nothing."""
    known = real().get((topic.familie, year, area.gebied.replace("NL00", "NL01"), topic.stam))
    known = known or real().get((topic.familie, year, area.gebied, topic.stam))
    if known is not None and not extra:
        return known
    if not topic.van <= year <= topic.tot:
        return UNKNOWN
    people = round(area.inwoners * GROWTH.get(year, 1.0))
    if area.inwoners == 0 and topic.soort not in ("telling", "hectare"):
        return BLANK  # cannot occur: there is nobody
    if people < 50 and topic.gevoelig:
        return UNKNOWN
    value = _value(area, topic, year, extra, people)
    return f"{value:.{topic.decimalen}f}"


def _value(area: Area, topic: Topic, year: int, extra: str, people: int) -> float:
    wobble = 1 + 0.2 * (chance(area.gebied, topic.stam) - 0.5) + 0.02 * (chance(year, topic.stam) - 0.5)
    small = area.gebied[:2] in ("BU", "WK")
    if topic.soort == "telling":
        value = people * topic.basis * (wobble if topic.basis < 0.4 else 1)
        return 5 * round(value / 5) if small else round(value)
    if topic.soort == "dichtheid":
        return math.floor(people / area.km2)
    if topic.soort == "hectare":
        return round(area.km2 * 100 * topic.basis)
    if topic.soort == "schatting":
        margin = {"MOG0095": -4.2, "MBG0095": 4.2}.get(extra.partition("/")[2], 0.0)
        age = {"53115": 0.94, "80200": 1.12}.get(extra.partition("/")[0], 1.0)
        return min(99.9, max(0.1, topic.basis * wobble * age + margin))
    return topic.basis * wobble
