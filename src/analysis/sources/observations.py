"""
From the cells that CBS and RIVM sent to numbers with a reason where there is none.

Only a snapshot is looked at, so that this gives the same with and without a network. A key ends in a number that
changes with every issue (`AantalInwoners_5`), so columns are found by the part before it, the stem.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.dataset as pds
import pyarrow.parquet as pq

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import problem
from analysis.sources.http_errors import shown
from analysis.sources.snapshots import Snapshot

OBSERVATIONS: Final = "waarnemingen.parquet"
TOPICS: Final = "onderwerpen.json"
PERIODS: Final = "Perioden"
LEVELS: Final = ("GM", "WK", "BU")
UNKNOWN: Final = "onbekend, onbetrouwbaar of geheim"
SECRET: Final = "geheim"  # noqa: S105  a reason, no password
IMPOSSIBLE: Final = "kan niet voorkomen"
MARKS: Final = {".": UNKNOWN, "x": SECRET, "": IMPOSSIBLE}  # as they stand in UntypedDataSet, without padding
COLUMNS: Final = ("onderwerp", "sleutel", "titel", "groep", "eenheid", "decimalen", "soort")
MOST_DECIMALS: Final = 9
BETWEEN: Final = " > "
_NUMBERED: Final = re.compile(r"_[0-9]+$")
_GEMEENTE: Final = re.compile(r"GM[0-9]{4}")


def dimension_file(name: str) -> str:
    """Return the file of a snapshot that holds a dimension."""
    return f"dimensie-{name}.parquet"


# What a table measures.


def topics_in(properties: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the topics in the rows of `DataProperties`, as `read_topics`."""
    rows = list(_topics(properties))
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
        `onderwerp` (the key without its number, which changes every year), `sleutel` (as sent),
        `titel`, `groep` (titles from the outside in, with " > " between), `eenheid`,
        `decimalen` (Int64), `soort` (the kind of its cells).
    """
    return topics_in(json.loads(snapshot.path(TOPICS).read_text(encoding="utf-8")))


def _topics(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    groups = {row["ID"]: row for row in rows if row.get("Type") == "TopicGroup"}
    for row in rows:
        if row.get("Type") == "Topic":
            key = str(row["Key"])
            words = [_text(row.get(name)) for name in ("Title", "Unit", "Datatype")]
            path = _path(groups, row.get("ParentID"))
            yield _NUMBERED.sub("", key), key, words[0], path, words[1], row.get("Decimals"), words[2]


def _path(groups: Mapping[Any, Mapping[str, Any]], place: Any) -> str:
    titles: list[str] = []
    while place in groups and len(titles) < len(groups):
        titles.insert(0, _text(groups[place].get("Title")))
        place = groups[place].get("ParentID")
    return BETWEEN.join(titles)


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _keys_of(snapshot: Snapshot, described: pd.DataFrame, wanted: Sequence[str]) -> dict[str, str]:
    """Return the key of each topic by the name it is wanted under; raises F142 for each that is not there, or twice."""
    found: dict[str, str] = {}
    problems = []
    for name in dict.fromkeys(wanted):
        group, _, last = name.rpartition("/")  # a name may carry its group: `Inkomen van huishoudens/Mediaan`
        matches = described[described["onderwerp"] == last]
        if group:
            matches = matches[[group in (path, path.rpartition(BETWEEN)[2]) for path in matches["groep"]]]
        if len(matches) == 1:
            found[name] = str(matches["sleutel"].iloc[0])
        else:
            problems.append(_unclear(snapshot, described, name, matches))
    if problems:
        raise InputError(f"{snapshot.part} heeft niet elke kolom die nodig is.", problems)
    return found


def _unclear(snapshot: Snapshot, described: pd.DataFrame, name: str, matches: pd.DataFrame) -> Problem:
    file = paths.relative(snapshot.path(TOPICS))
    if matches.empty:
        near = difflib.get_close_matches(
            name.rpartition("/")[2], list(described["onderwerp"]), n=1, cutoff=0.7
        )
        key = "F142 bijna" if near else "F142 onderwerp"
        return problem(key, file, None, name, near="".join(near))
    ways = [f'"{row.groep.rpartition(BETWEEN)[2]}/{row.onderwerp}"' for row in matches.itertuples()]
    found = " en ".join(f"{row.sleutel} ({row.groep})" for row in matches.itertuples())
    return problem("F142 dubbel", file, None, name, found, ways=" of ".join(ways))


# What was measured.


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
    area, described = snapshot.question()["gebied"], read_topics(snapshot)
    keys = _keys_of(snapshot, described, topics)
    described = described.set_index("sleutel")
    data = pds.dataset(snapshot.path(OBSERVATIONS), format="parquet")
    others = _dimensions(snapshot, area)
    file = paths.relative(snapshot.path(OBSERVATIONS))
    absent = [shown(key) for key in keys.values() if key not in data.schema.names]
    if problems := [problem("F142 weg", file, None, key) for key in absent]:
        raise InputError(f"{snapshot.part} heeft niet elke kolom die nodig is.", problems)
    columns = [area, *others, *dict.fromkeys(keys.values())]
    rows = data.to_table(columns=columns, filter=_in_areas(area, areas)).to_pandas()
    about = _about(snapshot, rows, area, others)
    parts, strange = [about.iloc[:0].assign(onderwerp="", waarde=0.0, reden="")], {}
    for name, key in keys.items():
        decimals = described.loc[key, "decimalen"]
        values, reasons, strange[key] = numbers_in(rows[key], 0 if pd.isna(decimals) else int(decimals))
        starred = str(described.loc[key, "titel"]).endswith("*")
        preliminary = about["voorlopig"] | starred
        parts.append(about.assign(voorlopig=preliminary, onderwerp=name, waarde=values, reden=reasons))
    told = ((key, cell) for key, cells in strange.items() for cell in cells)
    if problems := [problem("F201 tabel", file, None, key, f'"{shown(cell)}"') for key, cell in told]:
        raise InputError(f"{snapshot.part} bevat cellen die geen getal zijn.", problems)
    table = pd.concat(parts, ignore_index=True)
    last = ["onderwerp", "waarde", "reden", "voorlopig"]
    return table[[*(name for name in table.columns if name not in last), *last]]


def _about(snapshot: Snapshot, rows: pd.DataFrame, area: str, others: Sequence[str]) -> pd.DataFrame:
    """Return what each row is about, without padding, and whether the source calls its period preliminary."""
    columns = {name: rows[name].str.strip() for name in (area, *others)}
    areas, periods = columns.pop(area), columns.pop(PERIODS, None)
    about = pd.DataFrame({"gebied": areas, "periode": "" if periods is None else periods, **columns})
    path = snapshot.path(dimension_file(PERIODS))
    members = pq.read_table(path).to_pandas() if periods is not None and path.is_file() else pd.DataFrame()
    if "Status" not in members:
        return about.assign(voorlopig=False)
    status = members["Status"].fillna("").str.strip()
    codes = members["Key"].str.strip()
    return about.assign(voorlopig=about["periode"].isin(codes[~status.isin(["", "Definitief"])]))


def numbers_in(cells: pd.Series, decimals: int) -> tuple[pd.Series, pd.Series, list[str]]:
    """Return values, reasons, and the cells that are neither a number nor a mark."""
    text = cells.fillna("").str.strip()
    reasons = text.map(MARKS).fillna("")
    numbers = text.mask(reasons != "")
    if decimals:  # there are no signs for thousands, so a comma before so few digits is a decimal one
        pattern = rf"^(-?[0-9]+),([0-9]{{1,{decimals}}})$"
        numbers = numbers.str.replace(pattern, r"\1.\2", regex=True)
    readable = numbers.str.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", na=False)
    values = numbers.where(readable).astype("float64")
    values = values.where(np.isfinite(values))  # 1e999 is written as a number, and is none
    return values, reasons, sorted(numbers[values.isna()].dropna().unique())


def read_areas_of(snapshot: Snapshot) -> pd.DataFrame:
    """Return `gebied` and `indelingswijziging`: "1" the same as last year, "2" another code, "3" another boundary, else ""."""
    path, name = snapshot.path(OBSERVATIONS), snapshot.question()["gebied"]
    change = [column for column in pq.read_schema(path).names if column.startswith("Indelingswijziging")][:1]
    rows = pq.read_table(path, columns=[name, *change]).to_pandas()
    marks = rows[change[0]].fillna("").str.strip().replace(".", "") if change else ""
    areas = pd.DataFrame({"gebied": rows[name].str.strip(), "indelingswijziging": marks})
    return areas.drop_duplicates("gebied", keep="last", ignore_index=True)


def _dimensions(snapshot: Snapshot, area: str) -> list[str]:
    """Return the dimensions of a table besides its areas."""
    files = snapshot.folder.glob(dimension_file("*"))
    names = sorted(path.stem.removeprefix(dimension_file("").removesuffix(".parquet")) for path in files)
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
