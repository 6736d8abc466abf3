"""A map that somebody edited: areas in another order, gone, twice; coordinates that went wrong."""

from __future__ import annotations

import copy
import json
import random
import re
from typing import Any

from tests.fuzz.meaning import Judge, anything, equal, refused
from tests.fuzz.mutants import Mutant, Mutator, mutant
from tests.fuzz.seeds import Seed


def edit(rng: random.Random, seed: Seed) -> Mutant | None:
    """Do one of these to a GeoJSON."""
    if seed.suffix != ".geojson":
        return None
    act = rng.choice(sorted(ACTS))
    content = json.loads(seed.data)
    judge = ACTS[act](rng, seed, content)
    style = rng.choice(({}, {"indent": 1}, {"separators": (",", ":")}, {"ensure_ascii": False}))
    return mutant(seed, act, json.dumps(content, **style).encode("utf-8", "surrogatepass"), judge)


def _order(rng: random.Random, seed: Seed, content: Any) -> Judge:
    rng.shuffle(content["features"])
    content["features"] = [dict(reversed(feature.items())) for feature in content["features"]]
    return equal(_rows(seed), accept=True)


def _gone(rng: random.Random, seed: Seed, content: Any) -> Judge:
    feature = content["features"].pop(rng.randrange(len(content["features"])))
    return equal([row for row in _rows(seed) if row["gebied"] not in feature["properties"].values()])


def _twice(rng: random.Random, seed: Seed, content: Any) -> Judge:
    content["features"].append(copy.deepcopy(rng.choice(content["features"])))
    return refused


def _no_shape(rng: random.Random, seed: Seed, content: Any) -> Judge:
    wrong = (
        None,
        {},
        {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": [1, 2]},
        12,
        "x",
        [],
    )
    rng.choice(content["features"])["geometry"] = rng.choice(wrong)
    return refused


def _coordinate(rng: random.Random, seed: Seed, content: Any) -> Judge:
    feature = rng.choice(content["features"])
    ring = feature["geometry"]["coordinates"][0]
    point = (ring[0] if feature["geometry"]["type"] == "MultiPolygon" else ring)[1]
    point[rng.randrange(2)] = rng.choice(
        (float("nan"), 1e308, float("inf"), None, "5", [], 0, -1, True, 10**400, 1e-320)
    )
    rest = [row for row in _rows(seed) if row["gebied"] not in feature["properties"].values()]
    return _others_as(rest)


def _swapped(rng: random.Random, seed: Seed, content: Any) -> Judge:
    text = json.dumps(content)
    turned = re.sub(r"\[(-?[0-9.]+), (-?[0-9.]+)(, -?[0-9.]+)?\]", r"[\2, \1\3]", text)
    content.clear()
    content.update(json.loads(turned))
    return refused


def _crs(rng: random.Random, seed: Seed, content: Any) -> Judge:
    names = (
        "http://example.org/crs",
        "EPSG:4326",
        "EPSG:3857",
        "EPSG:28992",
        "EPSG:99999",
        "/etc/passwd",
        "urn:ogc:def:crs:EPSG::7415",
        "",
    )
    content["crs"] = {"type": "name", "properties": {"name": rng.choice(names)}}
    return anything


def _property(rng: random.Random, seed: Seed, content: Any) -> Judge:
    feature = rng.choice(content["features"])
    codes = [row["gebied"] for row in _rows(seed)]
    key = rng.choice(sorted(feature["properties"]))
    code = next(value for value in feature["properties"].values() if value in codes)
    wrong = (
        None,
        "",
        12,
        1.5,
        True,
        [],
        {},
        {"a": [1]},
        "A" * 50_000,
        "\u0000",
        "\ud800",
        "GM0148",
        "BU01480101",
        " ",
        "x\n",
        "NL00",
    )
    feature["properties"][key] = rng.choice(wrong)
    return _others_as([row for row in _rows(seed) if row["gebied"] != code])


def _odd(rng: random.Random, seed: Seed, content: Any) -> Judge:
    spot = rng.choice(("features", "type", "feature", "properties"))
    odd = rng.choice((None, [], {}, 1, "x", [None], [[]], [{}]))
    if spot == "feature":
        content["features"][0] = odd
    elif spot == "properties":
        content["features"][0]["properties"] = odd
    else:
        content[spot] = odd
    return anything


def _others_as(rest: list[Any]) -> Judge:
    """Expect all areas but one as they were."""

    def judge(outcome: Any) -> str:
        if outcome.errors:
            return ""
        missing = [row["gebied"] for row in rest if row not in list(outcome.rows or ())]
        return f"areas that should not change: {missing}" if missing else ""

    return judge


def _rows(seed: Seed) -> list[Any]:
    return list(seed.before.rows or ())


ACTS = {
    "other order": _order, "area gone": _gone, "area twice": _twice, "no shape": _no_shape, "coordinate": _coordinate,
    "x and y swapped": _swapped, "crs": _crs, "property": _property, "odd": _odd,
}  # fmt: skip
MUTATORS: tuple[Mutator, ...] = (edit,)
