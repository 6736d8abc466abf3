"""
The release on disk: written after the gate, read by notebooks, figures, maps and the annex.

`cijfers.parquet` keeps types, `cijfers.csv` opens in Excel-NL, `gebieden.parquet` holds the areas, `grenzen.parquet` the
years in which an area became another one, `release.json` says what is in it and what is not.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import message
from analysis.ground.spreadsheet import write_csv
from analysis.ground.stored import read_object
from analysis.model.catalogue import read_catalogue
from analysis.release import release
from analysis.release.release import Release, no_boundaries, part_name
from analysis.release.verdicts import family

T = TypeVar("T")
RELEASE = "release"  # its folder in that of an edition
TABLE, TABLE_CSV, ABOUT = "cijfers.parquet", "cijfers.csv", "release.json"
AREAS, BOUNDARIES, RETURNS = "gebieden.parquet", "grenzen.parquet", "opgaven.parquet"
_WORDS = ("gemeente", "naam", "digest")
_KNOWN = (*_WORDS, "vergelijk")
# Texts as Python has them: for the few thousand rows of a release twice as fast as Arrow's.
TEXT = pd.StringDtype("python", na_value=float("nan"))
_TEXTS = {pa.string(): TEXT, pa.large_string(): TEXT}


def write_release(
    folder: Path,
    table: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    about: dict[str, object],
    boundaries: pd.DataFrame | None = None,
) -> str:
    """
    Write the release table after the gate, its CSV, the areas, their breaks and a note; return the sha256 of the table.

    The note holds `about` (`gemeente`, `naam`, `vergelijk` and counts) and that digest; `boundaries` are the breaks,
    `gebied, jaar, waarom, omgerekend`.
    """
    table.to_parquet(folder / TABLE, index=False)
    write_csv(table, folder / TABLE_CSV)
    areas.to_parquet(folder / AREAS, index=False)
    (no_boundaries() if boundaries is None else boundaries).to_parquet(folder / BOUNDARIES, index=False)
    digest = _sha256((folder / TABLE).read_bytes())
    text = json.dumps(about | {"digest": digest}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / ABOUT).write_text(text + "\n", encoding="utf-8", newline="\n")
    return digest


def read_about(folder: Path) -> dict[str, Any]:
    """
    Return the note of a release: what is in it, what is not, and when its sources were fetched.

    Raises `InputError`: F706: it is not what a build writes.
    """
    content = read_object(folder / ABOUT)
    lacks = [name for name in _KNOWN if name not in content]
    if lacks or not all(isinstance(content[name], str) for name in _WORDS):
        raise not_ours(folder / ABOUT)
    return content


def read_stored(path: Path, read: Callable[[io.BytesIO], T]) -> T:
    """
    Read a file of an edition that was published.

    Raises `InputError`: F706: it is no such file.
    """
    try:
        # By its bytes: pyarrow takes no path with an accent in it where the locale knows none.
        return read(io.BytesIO(path.read_bytes()))
    except (OSError, ValueError, KeyError) as error:
        raise not_ours(path) from error


def not_ours(path: Path) -> InputError:
    """Return what to say of a file of a published edition that is not what was written there."""
    problem = message("F706").at(paths.relative(path), found="iets anders")
    return InputError("De vrijgegeven cijfers zijn niet te lezen.", [problem])


def read_release(folder: Path) -> Release:
    """
    Read a release.

    Raises `InputError`: there is none yet; says which command makes one.
    """
    missing = [name for name in (TABLE, AREAS, BOUNDARIES, ABOUT) if not (folder / name).is_file()]
    if missing:
        action = "Draai eerst: kernmonitor build params/<gemeente>.yml --only release"
        problem = Problem(paths.relative(folder), "", "geen vrijgegeven cijfers", ", ".join(missing), action)
        raise InputError("De vrijgegeven cijfers zijn er nog niet.", [problem])
    about = read_about(folder)
    # All bytes first, so that all of it is of one release.
    numbers, places, moved = content = [(folder / name).read_bytes() for name in (TABLE, AREAS, BOUNDARIES)]
    return Release(
        gemeente=about["gemeente"],
        naam=about["naam"],
        _table=read_table(numbers),
        areas=gpd.read_parquet(io.BytesIO(places)),
        catalogue=read_catalogue(gemeente=about["gemeente"]),
        compare=tuple(about["vergelijk"]),
        boundaries=pd.read_parquet(io.BytesIO(moved)),
        files={name: _sha256(one) for name, one in zip((TABLE, AREAS, BOUNDARIES), content, strict=True)},
    )


def read_table(data: bytes) -> pd.DataFrame:
    """Return the table in the bytes of a parquet file: pyarrow takes no path with an accent where the locale has none."""
    # In this thread: a kernel reads one table, and would first start all others for it.
    with pq.ParquetFile(pa.BufferReader(data)) as file:
        table = file.read(use_threads=False)
    found: pd.DataFrame = table.to_pandas(use_threads=False, types_mapper=_TEXTS.get)
    return found


def part_hashes(folder: Path) -> dict[str, str]:
    """
    Return a hash per part that a release may hand out, by the names in `Release.handed_out`.

    Beside those how many comparisons are clear, the areas (`gebieden`), their breaks (`grenzen`) and the returns of partners (`opgaven`), each as
    a whole.
    """
    files = {Path(name).stem: folder / name for name in (TABLE, AREAS, BOUNDARIES, RETURNS)}
    whole = {part: _sha256(path.read_bytes()) for part, path in files.items() if path.is_file()}
    read = read_release(folder)
    families = [family(read, example=example) for example in (False, True)]
    # What a verdict rests on of the others: a number that changes no count of them changes no other page.
    compared = {release.FAMILY: _sha256(json.dumps(families).encode())}
    return whole | compared | row_hashes(read.table)


def row_hashes(table: pd.DataFrame) -> dict[str, str]:
    """Return a hash of the rows of each indicator, and of which indicators each area has."""
    rows: dict[str, list[str]] = {release.PRESENT: sorted(set(table["indicator"] + " " + table["gebied"]))}
    for indicator, row in zip(table["indicator"], table.itertuples(index=False, name=None), strict=True):
        rows.setdefault(part_name(indicator), []).append(json.dumps(row))
    return {part: _sha256("\n".join(one).encode()) for part, one in rows.items()}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
