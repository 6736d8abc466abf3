"""
From the cells that CBS and RIVM sent to numbers with a reason where there is none.

Everything is done per column in Arrow: a table of the whole country is two million
numbers, and one gemeente in it takes a few milliseconds per column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pds
import pyarrow.parquet as pq

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.sources import topics
from analysis.sources.answers import shown
from analysis.sources.asking import LEVELS
from analysis.sources.request import ASKED, OBSERVATIONS, Request, dimension_file
from analysis.sources.store import Snapshot

UNKNOWN: Final = "onbekend, onbetrouwbaar of geheim"
SECRET: Final = "geheim"  # noqa: S105  a reason, no password
IMPOSSIBLE: Final = "kan niet voorkomen"
MARKS: Final = {".": UNKNOWN, "x": SECRET, "": IMPOSSIBLE}  # as they stand in UntypedDataSet, without padding
ATTRIBUTES: Final = {"None": UNKNOWN, "Impossible": IMPOSSIBLE, "Confidential": SECRET, "Unknown": UNKNOWN}
PERIOD: Final = "Perioden"
_GEMEENTE: Final = re.compile(r"GM[0-9]{4}")
_TEXT: Final = pa.large_string()


def about(request: Request) -> dict[str, Any]:
    """Return what a snapshot must remember of the question to be read."""
    return {
        "dienst": request.service,
        "tabel": request.table,
        "gebied": request.area_dimension,
        "gemeenten": None if request.gemeenten is None else list(request.gemeenten),
        "andere_gebieden": list(request.others),
        "keuze": {name: list(codes) for name, codes in request.choose.items()},
    }


def read(snapshot: Snapshot, areas: Sequence[str] | None, wanted: Sequence[str]) -> pa.Table:
    """Return numbers in the long form; see `cbs.read_observations`."""
    asked = _asked(snapshot)
    keys = topics.keys(snapshot, wanted)
    if asked["dienst"] == "cbs_v4":
        return _read4(snapshot, asked["gebied"], areas, keys)
    return _read3(snapshot, asked["gebied"], areas, keys)


def _read3(snapshot: Snapshot, area: str, areas: Sequence[str] | None, keys: Mapping[str, str]) -> pa.Table:
    data = pds.dataset(snapshot.path(OBSERVATIONS), format="parquet")
    others = [name for name in _dimensions(snapshot) if name != area]
    columns = [area, *others, *dict.fromkeys(keys.values())]
    if absent := [_absent(snapshot, key) for key in keys.values() if key not in data.schema.names]:
        raise InputError(f"{snapshot.part} heeft niet elke kolom die nodig is.", absent)
    rows = data.to_table(columns=columns, filter=_in_areas(area, areas)).combine_chunks()
    shared = _shared(rows, area, others)
    kinds = topics.all_of(snapshot).set_index("sleutel")
    preliminary = _preliminary(snapshot, rows)
    parts, problems = [], []
    for name, key in keys.items():
        decimals = kinds.loc[key, "decimalen"]
        values, reasons, strange = _numbers(_column(rows, key), 0 if pd.isna(decimals) else int(decimals))
        problems.extend(_strange(snapshot, key, strange))
        starred = str(kinds.loc[key, "titel"]).endswith("*")
        parts.append(_part(shared, name, values, reasons, pc.or_(preliminary, starred)))
    if problems:
        raise InputError(f"{snapshot.part} bevat cellen die geen getal zijn.", problems)
    return pa.concat_tables(parts) if parts else _part(shared, "", *_none(rows)).slice(0, 0)


def _read4(snapshot: Snapshot, area: str, areas: Sequence[str] | None, keys: Mapping[str, str]) -> pa.Table:
    data = pds.dataset(snapshot.path(OBSERVATIONS), format="parquet")
    others = [name for name in _dimensions(snapshot) if name != area]
    measures = pc.field("Measure").isin([*keys.values()])
    where = _in_areas(area, areas)
    rows = data.to_table(filter=measures if where is None else measures & where).combine_chunks()
    names = {key: name for name, key in keys.items()}
    shared = _shared(rows, area, others)
    values, _, strange = _numbers(_column(rows, "Value"), 0)
    if problems := _strange(snapshot, "Value", strange):
        raise InputError(f"{snapshot.part} bevat cellen die geen getal zijn.", problems)
    attribute = _column(rows, "ValueAttribute")
    reasons = pc.if_else(values.is_valid(), "", _translated(attribute, ATTRIBUTES, UNKNOWN))
    topic = _translated(_column(rows, "Measure"), names, None)
    table = _part(shared, "", values, reasons, _preliminary(snapshot, rows))
    return table.set_column(table.column_names.index("onderwerp"), "onderwerp", topic.cast(_TEXT))


def areas_of(snapshot: Snapshot) -> pa.Table:
    """Return the areas of a snapshot; see `cbs.read_areas_of`."""
    asked = _asked(snapshot)
    name = asked["gebied"]
    key = "Identifier" if asked["dienst"] == "cbs_v4" else "Key"
    members = pq.read_table(snapshot.path(dimension_file(name)))
    titles = dict(zip(_stripped(members[key]), _stripped(members["Title"]), strict=True))
    data = pds.dataset(snapshot.path(OBSERVATIONS), format="parquet")
    change = next((column for column in data.schema.names if column.startswith("Indelingswijziging")), None)
    rows = data.to_table(columns=[name, *([change] if change else [])])
    marks = dict.fromkeys(_stripped(rows[name]), "")
    if change:
        marks = dict(zip(_stripped(rows[name]), _stripped(rows[change]), strict=True))
    codes = list(marks)
    return pa.table(
        {
            "gebied": codes,
            "naam": [titles.get(code, "") for code in codes],
            "gemeente": [f"GM{code[2:6]}" if code[:2] in LEVELS else "" for code in codes],
            "indelingswijziging": ["" if mark == "." else mark for mark in marks.values()],
        }
    )


def _asked(snapshot: Snapshot) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(snapshot.path(ASKED).read_text(encoding="utf-8"))
    return content


def _dimensions(snapshot: Snapshot) -> list[str]:
    start, end = dimension_file("|").split("|")
    return sorted(
        path.name.removeprefix(start).removesuffix(end) for path in snapshot.folder.glob(dimension_file("*"))
    )


def _in_areas(dimension: str, areas: Sequence[str] | None) -> pc.Expression | None:
    """Ask for areas by ranges of codes, which a Parquet file can skip blocks by; keys are padded."""
    if areas is None:
        return None
    field = pc.field(dimension)
    wanted = pc.utf8_rtrim_whitespace(field).isin(list(areas))
    for code in areas:
        if _GEMEENTE.fullmatch(code):
            for level in LEVELS:
                start = f"{level}{code[2:]}"
                wanted = wanted | ((field >= start) & (field < f"{start}~"))
    return wanted


def _shared(rows: pa.Table, area: str, others: Sequence[str]) -> dict[str, pa.Array]:
    """Return the columns that every topic of a row shares; they are kept in memory once."""
    shared = {"gebied": pc.utf8_trim_whitespace(_column(rows, area)).cast(_TEXT)}
    has_period = PERIOD in others
    shared["periode"] = (
        pc.utf8_trim_whitespace(_column(rows, PERIOD)).cast(_TEXT) if has_period else _repeated("", len(rows))
    )
    for name in others:
        if name != PERIOD:
            shared[name] = pc.utf8_trim_whitespace(_column(rows, name)).cast(_TEXT)
    return shared


def _part(
    shared: Mapping[str, pa.Array], name: str, values: pa.Array, reasons: pa.Array, preliminary: pa.Array
) -> pa.Table:
    numbers = {
        "onderwerp": _repeated(name, len(values)),
        "waarde": values,
        "reden": reasons.cast(_TEXT),
        "voorlopig": preliminary,
    }
    return pa.table({**shared, **numbers})


def _none(rows: pa.Table) -> tuple[pa.Array, pa.Array, pa.Array]:
    count = len(rows)
    return pa.nulls(count, pa.float64()), _repeated("", count), pa.nulls(count, pa.bool_())


def _numbers(cells: pa.Array, decimals: int) -> tuple[pa.Array, pa.Array, list[str]]:
    """Return values, reasons, and the cells that are neither a number nor a mark."""
    text = pc.fill_null(pc.utf8_trim_whitespace(cells), "")
    reasons = _repeated("", len(text)).cast(pa.string())
    for mark, reason in MARKS.items():
        reasons = pc.if_else(pc.equal(text, mark), reason, reasons)
    numbers = pc.if_else(pc.equal(reasons, ""), text, pa.scalar(None, pa.string()))
    if decimals:  # there are no signs for thousands, so a comma before so few digits is a decimal one
        numbers = pc.replace_substring_regex(numbers, rf"^(-?\d+),(\d{{1,{decimals}}})$", r"\1.\2")
    readable = pc.match_substring_regex(numbers, r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$")
    values = pc.cast(pc.if_else(readable, numbers, pa.scalar(None, pa.string())), pa.float64())
    # 1e999 is written as a number, and is none.
    wrong = pc.or_(pc.invert(readable), pc.fill_null(pc.is_inf(values), False))
    strange = sorted(set(numbers.filter(wrong).to_pylist()) - {None})
    return pc.if_else(wrong, pa.scalar(None, pa.float64()), values), reasons, strange


def _strange(snapshot: Snapshot, key: str, cells: Sequence[str]) -> list[Problem]:
    if not cells:
        return []
    file = paths.relative(snapshot.path(OBSERVATIONS))
    action = "Vraag bij de bron wat dit teken betekent; het is nog niet bekend."
    return [
        Problem.at("F201", file, None, key, f'"{shown(cell)}"', 'een getal, ".", "x" of niets', action)
        for cell in cells
    ]


def _absent(snapshot: Snapshot, key: str) -> Problem:
    file, action = paths.relative(snapshot.path(OBSERVATIONS)), "Haal de tabel opnieuw op."
    return Problem.at("F142", file, None, shown(key), "niets", "een kolom die de bron zelf noemt", action)


def _preliminary(snapshot: Snapshot, rows: pa.Table) -> pa.Array:
    """Return whether the period of each row is preliminary, where the source says so."""
    path = snapshot.path(dimension_file(PERIOD))
    if PERIOD not in rows.column_names or not path.is_file():
        return pa.array([False]).take(pa.repeat(0, len(rows)))
    members = pq.read_table(path)
    if "Status" not in members.column_names:
        return pa.array([False]).take(pa.repeat(0, len(rows)))
    key = members["Key"] if "Key" in members.column_names else members["Identifier"]
    open_ones = [
        code
        for code, status in zip(_stripped(key), _stripped(members["Status"]), strict=True)
        if status and status != "Definitief"
    ]
    return pc.is_in(pc.utf8_trim_whitespace(_column(rows, PERIOD)), pa.array(open_ones, pa.string()))


def _column(rows: pa.Table, name: str) -> pa.Array:
    column = rows[name]
    return (
        column.chunk(0)
        if column.num_chunks == 1
        else pa.concat_arrays(column.chunks or [pa.array([], pa.string())])
    )


def _translated(cells: pa.Array, words: Mapping[str, str], otherwise: str | None) -> pa.Array:
    """Replace each cell by its word; one without keeps its own text when `otherwise` is None."""
    encoded = pc.dictionary_encode(cells)
    known = [
        words.get(cell or "", cell if otherwise is None else (cell or otherwise))
        for cell in encoded.dictionary.to_pylist()
    ]
    result = pa.array(known, pa.string()).take(encoded.indices)
    return pc.fill_null(result, otherwise or "")


def _repeated(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, _TEXT), count)


def _stripped(column: pa.ChunkedArray) -> list[str]:
    return [(cell or "").strip() for cell in column.to_pylist()]
