"""
The columns of a table of CBS or RIVM, found by a name that stays.

In OData 3 a key ends in a number that changes with every issue (`AantalInwoners_5`), so
columns are found by the part before it, the stem. In OData 4 a measure has a code.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.sources.snapshots import Snapshot

TOPICS: Final = "onderwerpen.json"
COLUMNS: Final = ("onderwerp", "sleutel", "titel", "groep", "eenheid", "decimalen", "soort")
MOST_DECIMALS: Final = 9
BETWEEN: Final = " > "
_NUMBERED: Final = re.compile(r"_[0-9]+$")


def from_answer(content: Any) -> pd.DataFrame:
    """Return the topics in an answer, as `read_topics`: the rows of `DataProperties`, or both lists of OData 4."""
    rows = list(_version4(content) if isinstance(content, Mapping) else _version3(content))
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS, "str"))
    decimals = pd.to_numeric(table["decimalen"], errors="coerce")
    table["decimalen"] = decimals.where(decimals.between(0, MOST_DECIMALS)).astype("Int64")
    return table


def read_topics(snapshot: Snapshot) -> pd.DataFrame:
    """
    Return the columns of a table.

    Returns
    -------
    DataFrame
        `onderwerp` (the key without its number, which changes every year; for OData 4 the
        code of the measure), `sleutel` (as sent), `titel`, `groep` (titles from the outside
        in, with " > " between), `eenheid`, `decimalen` (Int64), `soort` (the kind of its cells).
    """
    return from_answer(json.loads(snapshot.path(TOPICS).read_text(encoding="utf-8")))


def keys_of(snapshot: Snapshot, table: pd.DataFrame, wanted: Sequence[str]) -> dict[str, str]:
    """
    Return the key of each topic that is wanted, by the name it was wanted under.

    Raises
    ------
    InputError
        F142 for each that is not in the table of topics, or there more than once.
    """
    found: dict[str, str] = {}
    problems = []
    for name in dict.fromkeys(wanted):
        matches = _matching(table, name)
        if len(matches) == 1:
            found[name] = str(matches["sleutel"].iloc[0])
        else:
            problems.append(_unclear(snapshot, table, name, matches))
    if problems:
        raise InputError(f"{snapshot.part} heeft niet elke kolom die nodig is.", problems)
    return found


def _matching(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the topics with a name, which may carry its group: `Inkomen van huishoudens/Mediaan`."""
    group, _, last = name.rpartition("/")
    matches = table[table["onderwerp"] == last]
    if not group:
        return matches
    return matches[[group in (path, path.rpartition(BETWEEN)[2]) for path in matches["groep"]]]


def _unclear(snapshot: Snapshot, table: pd.DataFrame, name: str, matches: pd.DataFrame) -> Problem:
    file = paths.relative(snapshot.path(TOPICS))
    if matches.empty:
        near = difflib.get_close_matches(name.rpartition("/")[2], list(table["onderwerp"]), n=1, cutoff=0.7)
        search = "Zoek de nieuwe naam bij de bron en zet die in data/tabellen.yml."
        action = f'Bedoelt u "{near[0]}"?' if near else search
        return Problem.at("F142", file, None, name, "niets", "deze kolom", action)
    ways = [f'"{row.groep.rpartition(BETWEEN)[2]}/{row.onderwerp}"' for row in matches.itertuples()]
    found = " en ".join(f"{row.sleutel} ({row.groep})" for row in matches.itertuples())
    action = f"Noem de groep erbij: {' of '.join(ways)}."
    return Problem.at("F142", file, None, name, found, "één kolom met deze naam", action)


def _version3(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    groups = {row["ID"]: row for row in rows if row.get("Type") == "TopicGroup"}
    for row in rows:
        if row.get("Type") == "Topic":
            key = str(row["Key"])
            path = _path(groups, row.get("ParentID"), "ParentID")
            yield (_NUMBERED.sub("", key), key, *_described(row, path, row.get("Datatype")))


def _version4(content: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    groups = {row.get("Id"): row for row in content.get("MeasureGroups", [])}
    for row in content["MeasureCodes"]:
        code = str(row["Identifier"]).strip()
        path = _path(groups, row.get("MeasureGroupId"), "ParentId")
        yield (code, code, *_described(row, path, row.get("DataType")))


def _described(row: Mapping[str, Any], path: str, kind: Any) -> tuple[Any, ...]:
    return _text(row.get("Title")), path, _text(row.get("Unit")), row.get("Decimals"), _text(kind)


def _path(groups: Mapping[Any, Mapping[str, Any]], place: Any, parent: str) -> str:
    titles: list[str] = []
    while place in groups and len(titles) < len(groups):
        titles.insert(0, _text(groups[place].get("Title")))
        place = groups[place].get(parent)
    return BETWEEN.join(titles)


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None else ""
