"""
Tables of a whole country, only their size is real: `LAND2016` and so on.

The pages are made once, as bytes, so that a benchmark measures who reads them.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

PREFIX = "LAND"
PAGE = 10_000
SIZE = {"areas": 18_000, "topics": 120}


def size(text: str) -> None:
    """Take `18000x120`: areas and topics."""
    SIZE["areas"], SIZE["topics"] = map(int, text.split("x"))


@cache
def codes() -> list[str]:
    """Return codes of gemeenten with four wijken of eleven buurten, until there are enough."""
    found, gemeente = ["NL00"], 0
    while len(found) < SIZE["areas"]:
        gemeente += 1
        found.append(f"GM{gemeente:04d}")
        for wijk in range(4):
            found.append(f"WK{gemeente:04d}{wijk:02d}")
            found.extend(f"BU{gemeente:04d}{wijk:02d}{buurt:02d}" for buurt in range(11))
    return found[: SIZE["areas"]]


@cache
def pages() -> list[bytes]:
    names = [f"Onderwerp{topic:03d}_{topic + 5}" for topic in range(SIZE["topics"])]
    found = []
    for start in range(0, SIZE["areas"], PAGE):
        rows = []
        for place, code in enumerate(codes()[start : start + PAGE], start=start):
            # One in twenty is unknown, one in twenty-five cannot occur; a third has a decimal.
            cells = "".join(f',"{name}":{_cell(place, topic)}' for topic, name in enumerate(names))
            rows.append(f'{{"ID":{place},"WijkenEnBuurten":"{code:<10}","Codering_3":"{code:<10}"{cells}}}')
        found.append(",".join(rows).encode())
    return found


def _cell(place: int, topic: int) -> str:
    number = (place * 7919 + topic * 104_729) % 10_007
    if number % 20 == 0:
        return '"       ."'
    if number % 25 == 0:
        return "null"
    return f'"{number / 10:>8.1f}"' if topic % 3 == 0 else f'"{number:>8d}"'


def answer(path: list[str], options: dict[str, str], host: str) -> tuple[int, bytes]:
    table, endpoint = path[3], path[4]
    if endpoint == "TableInfos":
        return 200, _value([{"Identifier": table, "Title": table, "Modified": "2026-01-01T02:00:00"}])
    if endpoint == "DataProperties":
        area = {"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Gebieden"}
        topics = [
            {
                "ID": n + 1,
                "ParentID": None,
                "Type": "Topic",
                "Key": f"Onderwerp{n:03d}_{n + 5}",
                "Title": f"Onderwerp {n}",
            }
            | {"Datatype": "Double", "Unit": "aantal", "Decimals": 1 if n % 3 == 0 else 0}
            for n in range(SIZE["topics"])
        ]
        return 200, _value([area, *topics])
    if path[5:] == ["$count"]:
        return 200, str(SIZE["areas"]).encode()
    start = int(options.get("$skiptoken", "0"))
    if endpoint == "WijkenEnBuurten":
        part = codes()[start : start + PAGE]
        body = json.dumps(
            [{"Key": f"{code:<10}", "Title": f"Gebied {code}", "Municipality": ""} for code in part]
        )[1:-1].encode()
    else:
        body = pages()[start // PAGE]
    following = b""
    if start + PAGE < SIZE["areas"]:
        link = f"http://{host}/{'/'.join(path)}?$format=json&$skiptoken={start + PAGE}"
        following = f',"odata.nextLink":"{link}"'.encode()
    return 200, b'{"odata.metadata":"","value":[' + body + b"]" + following + b"}"


def _value(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps({"value": rows}).encode()
