"""The rows of a map as GDAL gives them, with the driver named so that it never chooses one itself."""

from __future__ import annotations

import os
import tempfile
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio

from analysis import paths
from analysis.errors import InputError, Problem
from analysis.map_files.container import FETCH_AGAIN, no_areas, shapefile_parts

Columns = Mapping[str, Sequence[str]]
DBF_NAME = 10  # a column name in a shapefile is no longer


@dataclass(frozen=True)
class Rows:
    """One layer: its coordinate system, attributes, and shapes as WKB (None without one)."""

    crs: str
    fields: pd.DataFrame = field(repr=False)
    shapes: Sequence[bytes | None] = field(repr=False)


def read_rows(path: Path, columns: Columns) -> Rows:
    """
    Read the one layer of a map that has these columns.

    Raises
    ------
    InputError
        No layer or several that fit, parts that are missing, content that GDAL cannot read.
    """
    name = paths.relative(path)
    with _source(path) as source, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what GDAL mutters is checked here, and said in Dutch
        try:
            layer = _layer(source, name, columns)
            meta, _, shapes, values = pyogrio.raw.read(source, layer=layer)
        except InputError:
            raise
        except Exception:  # damaged content ends in errors of many kinds, of GDAL, SQLite and pyogrio itself
            found, expected = "een kaart die beschadigd is", "een kaart die te lezen is"
            problem = Problem(name, "", found, expected, FETCH_AGAIN, "F412")
            raise InputError(f"{name} is niet te lezen.", [problem]) from None
    fields = pd.DataFrame(dict(zip(meta["fields"], values, strict=True)), dtype=object)
    if shapes is None:
        shapes = np.full(len(fields), None)
    return Rows(meta["crs"] or "", fields, list(shapes))


@contextmanager
def _source(path: Path) -> Iterator[str]:
    """Yield the name under which GDAL opens a map; a shapefile as a copy of its own parts alone."""
    prefix = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG"}.get(path.suffix.lower())
    if prefix:
        # GDAL reads UTF-8, also where the locale of the terminal is another one.
        yield f"{prefix}:{os.fsencode(path).decode('utf-8', 'surrogateescape')}"
        return
    parts, problems = shapefile_parts(path)
    if problems:
        raise InputError(f"{paths.relative(path)} is geen hele shapefile.", problems)
    with tempfile.TemporaryDirectory(prefix="kernmonitor-") as folder:
        for suffix, data in parts.items():
            Path(folder, f"kaart{suffix}").write_bytes(data)
        yield str(Path(folder, "kaart.shp"))


def _layer(source: str, name: str, columns: Columns) -> str:
    layers = [str(layer) for layer, kind in pyogrio.list_layers(source) if kind is not None]
    if not layers:
        raise InputError(f"{name} is leeg.", [no_areas(name)])
    if len(layers) == 1:
        return layers[0]
    fitting = [
        layer
        for layer in layers
        if all(matches(pyogrio.read_info(source, layer=layer)["fields"], own, columns) for own in columns)
    ]
    if len(fitting) == 1:
        return fitting[0]
    found = f"{len(layers)} lagen: {', '.join(layers)}"
    action = "Bewaar alleen de laag met de gebieden."
    raise InputError(
        f"{name} heeft meer lagen.", [Problem(name, "", found, "een laag die past", action, "F412")]
    )


def matches(fields: Sequence[str], own: str, columns: Columns) -> list[str]:
    """Return the fields that are a column by one of its names, capitals aside."""
    names = {_plain(name) for name in (own, *columns[own])}
    return [str(one) for one in fields if _plain(str(one)) in names]


def rename(fields: pd.DataFrame, columns: Columns, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """
    Give the columns their own names; those that are no column of the definition are left out.

    Returns
    -------
    DataFrame
        The columns that were found.
    list of Problem
        Missing and doubled columns, and names that a shapefile cut to ten characters.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for own in columns:
        there = matches(list(fields.columns), own, columns)
        if len(there) > 1:
            names, action = ", ".join(f'"{one}"' for one in there), "Haal er een weg."
            problems.append(Problem.at("F140", name, None, own, names, "een kolom", action))
        elif there:
            found[own] = there[0]
    rest = [str(one) for one in fields.columns if one not in found.values()]
    doubled = [problem.column for problem in problems]
    missing = {
        own: _cut(rest, (own, *columns[own])) for own in columns if own not in found and own not in doubled
    }
    for own, cut in missing.items():
        rivals = [other for other, theirs in missing.items() if set(cut) & set(theirs)]
        if len(cut) == 1 and rivals == [own]:
            [(found[own], full)] = cut.items()
            action = f'De kolom is gelezen als "{full}". Lever de kaart liever als GeoPackage.'
            problems.append(_cut_problem(name, own, cut, action, warning=True))
        elif cut:
            action = "Welke kolom het is, is niet te zien. Lever de kaart als GeoPackage."
            problems.append(_cut_problem(name, own, cut, action, warning=False))
        else:
            problems.append(_missing_problem(name, own, columns[own], fields))
    renamed = pd.DataFrame({own: fields[there] for own, there in found.items()})
    return renamed, problems


def _cut(fields: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return the fields that may be what a shapefile kept of a name, with that name in full."""
    return {one: name for one in fields for name in reversed(names) if _is_cut(_plain(one), _plain(name))}


def _is_cut(short: str, name: str) -> bool:
    """Whether a name was cut: `percentage_zorg` is `percentage` or, the second time, `percenta_1`."""
    stem, _, number = short.rpartition("_")
    again = number.isdecimal() and len(stem) >= DBF_NAME - 3 and name.startswith(stem)
    return len(name) > DBF_NAME and (short == name[:DBF_NAME] or again)


def _cut_problem(name: str, own: str, cut: Mapping[str, str], action: str, *, warning: bool) -> Problem:
    found = ", ".join(f'"{one}"' for one in cut)
    full = ", ".join(f'"{one}"' for one in dict.fromkeys(cut.values()))
    expected = f"{full}, die een shapefile afkapt tot {DBF_NAME} tekens"
    return Problem.at("F410", name, None, own, found, expected, action, warning=warning)


def _missing_problem(name: str, own: str, others: Sequence[str], fields: pd.DataFrame) -> Problem:
    there = ", ".join(f'"{one}"' for one in fields.columns) or "geen enkele kolom"
    also = f" (of {', '.join(others)})" if others else ""
    return Problem.at("F142", name, None, own, there, f"deze kolom{also}", "Voeg de kolom toe.")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()
