"""
From the cells that CBS and RIVM sent to numbers with a reason where there is none.

Only a snapshot is looked at, so that this gives the same with and without a network. Everything
is done per column in Arrow: a table of the whole country is two million numbers, and one gemeente
in it takes a few milliseconds per column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pds
import pyarrow.parquet as pq

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.sources.http_errors import shown
from analysis.sources.odata_client import LEVELS
from analysis.sources.odata_topics import keys_of, read_topics
from analysis.sources.page_writer import OBSERVATIONS, dimension_file
from analysis.sources.snapshots import Snapshot

UNKNOWN: Final = "onbekend, onbetrouwbaar of geheim"
SECRET: Final = "geheim"  # noqa: S105  a reason, no password
IMPOSSIBLE: Final = "kan niet voorkomen"
MARKS: Final = {".": UNKNOWN, "x": SECRET, "": IMPOSSIBLE}  # as they stand in UntypedDataSet, without padding
ATTRIBUTES: Final = {"None": UNKNOWN, "Impossible": IMPOSSIBLE, "Confidential": SECRET, "Unknown": UNKNOWN}
PERIODS: Final = "Perioden"
_GEMEENTE: Final = re.compile(r"GM[0-9]{4}")
_TEXT: Final = pa.large_string()


def read_observations(
    snapshot: Snapshot, *, areas: Sequence[str] | None, topics: Sequence[str]
) -> pd.DataFrame:
    """
    Return numbers in the long form.

    Parameters
    ----------
    snapshot : Snapshot
    areas : sequence of str, optional
        A code of a gemeente takes its wijken and buurten along; other codes are exact.
        None takes everything.
    topics : sequence of str
        Values of `onderwerp`; where one occurs twice in a table, `groep/onderwerp`.

    Returns
    -------
    DataFrame
        `gebied`, `periode` (as the source writes it, "" when the table has none), the other
        dimensions by their own names, `onderwerp` (as asked), `waarde` (float64), `reden`
        ("" for a number, else why there is none) and `voorlopig` (bool).

    Raises
    ------
    InputError
        F142: a topic that is not in the table, or twice; F201: cells that are no number and no mark.
    """
    question, described = snapshot.question(), read_topics(snapshot)
    keys = keys_of(snapshot, described, topics)
    read = _read4 if question["dienst"] == "cbs_v4" else _read3
    table: pd.DataFrame = read(snapshot, question["gebied"], areas, keys, described).to_pandas()
    return table


def _read3(
    snapshot: Snapshot,
    area: str,
    areas: Sequence[str] | None,
    keys: Mapping[str, str],
    described: pd.DataFrame,
) -> pa.Table:
    """Return the rows of OData 3, which has a column a topic: below each other, one topic after the other."""
    data = pds.dataset(snapshot.path(OBSERVATIONS), format="parquet")
    others = _dimensions(snapshot, area)
    columns = [area, *others, *dict.fromkeys(keys.values())]
    if absent := [_absent(snapshot, key) for key in keys.values() if key not in data.schema.names]:
        raise InputError(f"{snapshot.part} heeft niet elke kolom die nodig is.", absent)
    rows = data.to_table(columns=columns, filter=_in_areas(area, areas)).combine_chunks()
    shared = _shared(rows, area, others)
    by_key = described.set_index("sleutel")
    preliminary = _preliminary(snapshot, rows)
    parts, problems = [], []
    for name, key in keys.items():
        decimals = by_key.loc[key, "decimalen"]
        values, reasons, strange = _numbers(_column(rows, key), 0 if pd.isna(decimals) else int(decimals))
        problems.extend(_strange(snapshot, key, strange))
        starred = str(by_key.loc[key, "titel"]).endswith("*")
        topic = _repeated(name, len(rows))
        parts.append(_part(shared, topic, values, reasons, pc.or_(preliminary, starred)))
    if problems:
        raise InputError(f"{snapshot.part} bevat cellen die geen getal zijn.", problems)
    if parts:
        return pa.concat_tables(parts)
    empty = rows.slice(0, 0)
    texts = _repeated("", 0)
    nothing = pa.nulls(0, pa.float64()), texts, pa.nulls(0, pa.bool_())
    return _part(_shared(empty, area, others), texts, *nothing)


def _read4(
    snapshot: Snapshot,
    area: str,
    areas: Sequence[str] | None,
    keys: Mapping[str, str],
    described: pd.DataFrame,  # noqa: ARG001  as `_read3`: here a number says itself how it is written
) -> pa.Table:
    data = pds.dataset(snapshot.path(OBSERVATIONS), format="parquet")
    measures = pc.field("Measure").isin([*keys.values()])
    where = _in_areas(area, areas)
    rows = data.to_table(filter=measures if where is None else measures & where).combine_chunks()
    values, _, strange = _numbers(_column(rows, "Value"), 0)
    if problems := _strange(snapshot, "Value", strange):
        raise InputError(f"{snapshot.part} bevat cellen die geen getal zijn.", problems)
    attribute = _translated(_column(rows, "ValueAttribute"), ATTRIBUTES, UNKNOWN)
    reasons = pc.if_else(values.is_valid(), "", attribute)
    names = {key: name for name, key in keys.items()}
    topic = _translated(_column(rows, "Measure"), names, None).cast(_TEXT)
    shared = _shared(rows, area, _dimensions(snapshot, area))
    return _part(shared, topic, values, reasons, _preliminary(snapshot, rows))


def read_areas_of(snapshot: Snapshot) -> pd.DataFrame:
    """
    Return the areas of a table.

    Returns
    -------
    DataFrame
        `gebied`, `naam`, `gemeente` (code, "" above the gemeente), `indelingswijziging` ("1" the
        same as last year, "2" another code, "3" another boundary, "" when the table does not say).
    """
    name = snapshot.question()["gebied"]
    members = pq.read_table(snapshot.path(dimension_file(name)))
    titles = dict(zip(_stripped(_keys(members)), _stripped(members["Title"]), strict=True))
    data = pds.dataset(snapshot.path(OBSERVATIONS), format="parquet")
    change = next((column for column in data.schema.names if column.startswith("Indelingswijziging")), None)
    rows = data.to_table(columns=[name, *([change] if change else [])])
    marks = dict.fromkeys(_stripped(rows[name]), "")
    if change:
        marks = dict(zip(_stripped(rows[name]), _stripped(rows[change]), strict=True))
    codes = list(marks)
    return pd.DataFrame(
        {
            "gebied": codes,
            "naam": [titles.get(code, "") for code in codes],
            "gemeente": [f"GM{code[2:6]}" if code[:2] in LEVELS else "" for code in codes],
            "indelingswijziging": ["" if mark == "." else mark for mark in marks.values()],
        },
        dtype="str",
    )


def _dimensions(snapshot: Snapshot, area: str) -> list[str]:
    """Return the dimensions of a table besides its areas."""
    start, end = dimension_file("|").split("|")
    files = snapshot.folder.glob(dimension_file("*"))
    names = sorted(path.name.removeprefix(start).removesuffix(end) for path in files)
    return [name for name in names if name != area]


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
    trimmed = {name: pc.utf8_trim_whitespace(_column(rows, name)).cast(_TEXT) for name in (area, *others)}
    periods = trimmed.pop(PERIODS) if PERIODS in trimmed else _repeated("", len(rows))
    return {"gebied": trimmed.pop(area), "periode": periods, **trimmed}


def _part(
    shared: Mapping[str, pa.Array],
    topic: pa.Array,
    values: pa.Array,
    reasons: pa.Array,
    preliminary: pa.Array,
) -> pa.Table:
    numbers = {"onderwerp": topic, "waarde": values, "reden": reasons.cast(_TEXT), "voorlopig": preliminary}
    return pa.table({**shared, **numbers})


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
    path = snapshot.path(dimension_file(PERIODS))
    members = pq.read_table(path) if PERIODS in rows.column_names and path.is_file() else None
    if members is None or "Status" not in members.column_names:
        return pa.repeat(pa.scalar(False), len(rows))
    status = zip(_stripped(_keys(members)), _stripped(members["Status"]), strict=True)
    open_ones = [code for code, written in status if written and written != "Definitief"]
    return pc.is_in(pc.utf8_trim_whitespace(_column(rows, PERIODS)), pa.array(open_ones, pa.string()))


def _keys(members: pa.Table) -> pa.ChunkedArray:
    """Return the codes of a dimension, whatever the version of OData calls them."""
    return members["Key" if "Key" in members.column_names else "Identifier"]


def _column(rows: pa.Table, name: str) -> pa.Array:
    chunks = rows[name].chunks
    return chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks or [pa.array([], pa.string())])


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
