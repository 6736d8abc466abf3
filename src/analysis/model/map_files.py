"""
A delivered map: GeoPackage, GeoJSON or a shapefile in a zip, read whole or refused with a next step.

GDAL never chooses how to open a file: one that says it is a map may be an instruction to read another file,
or name a coordinate system that GDAL would fetch.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tempfile
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from analysis.ground import paths, text_files
from analysis.ground.codes import is_area
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import problem, problem_at, refused
from analysis.ground.printable import unprintable
from analysis.ground.text_files import MOJIBAKE, odd_letters
from analysis.model.map_shapes import CRS, fit_problems, in_rd, surface

Columns = Mapping[str, Sequence[str]]  # own name -> other names

# Bytes; the layers of the whole country fit in each. A GeoJSON is held in memory as text.
LARGEST = {".geojson": 200_000_000, ".json": 200_000_000, ".gpkg": 1_000_000_000, ".zip": 500_000_000}
DRIVERS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG"}
# Suffix -> how its content starts, and what is expected.
STARTS = {".gpkg": (b"SQLite format 3\0", "een GeoPackage"), ".zip": (b"PK", "een zip met een shapefile")}
SHAPEFILE = b"\0\0'\n"
# The parts of a shapefile; without the first four it is no map.
PARTS = {
    ".shp": "de grenzen",
    ".shx": "de plaats van elke vorm",
    ".dbf": "de codes en namen van de gebieden",
    ".prj": "het coördinatenstelsel",
    ".cpg": "de letters",
}
# How a file begins that is something else.
OTHERS = {
    b"<ogrvrt": "een verwijzing naar een ander bestand (VRT)",
    b"<!doctype html": "een HTML-pagina",
    b"<html": "een HTML-pagina",
    b"<": "XML",
    b"{": "JSON",
    b"pk": "een zip",
    b"sqlite": "een database",
    b"%pdf": "een PDF",
}
# Only a name of a coordinate system: a link to one would make GDAL fetch it.
_CRS_NAME = re.compile(r"(urn:ogc:def:crs:(EPSG|OGC):[0-9.]*:|EPSG:|OGC:)[A-Za-z0-9]+")


def examine(
    path: Path, columns: Columns, *, code: str = "gebied", name: str = "naam", adapt: bool = True
) -> tuple[gpd.GeoDataFrame | None, list[Problem]]:
    """
    Read a map and say everything that is wrong with it; gives no map when there are errors.

    Gives the asked columns and `geometry` in RD New, sorted by code; `code` and `name` are the columns of an area.
    With `adapt` another coordinate system is converted and small faults are repaired, each with a warning, and areas
    that do not fit together are warned of.
    """
    file = paths.relative(path)
    try:
        crs, fields, borders = _opened(path, file, columns)
    except InputError as error:
        return None, list(error.problems)
    fields, found = _renamed(fields, columns, file)
    for column in {code, name} & set(fields):
        fields[column] = [_clean(value) for value in fields[column]]
    codes = fields[code].tolist() if code in fields else [""] * len(borders)
    places = [f"gebied {one}" if one else f"vorm {number}" for number, one in enumerate(codes, start=1)]
    if {code, name} <= set(fields):  # else said already: a column is missing
        found.extend(_area_problems(codes, fields[name].tolist(), places, file))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # coordinates that are no number, or too large to count with
        read = [surface(wkb, file, place, adapt=adapt) for wkb, place in zip(borders, places, strict=True)]
        found.extend(wrong for _, wrong in read if wrong)
        series, wrong = in_rd([shape for shape, _ in read], crs, file, adapt=adapt)
    found.extend(wrong)
    if any(not one.warning for one in found):
        return None, found
    areas = gpd.GeoDataFrame(fields, geometry=series.to_numpy(), crs=CRS).sort_values(code, ignore_index=True)
    if adapt:
        found.extend(fit_problems(areas.rename(columns={code: "gebied"}), file))
    return areas, found


def _clean(value: object) -> str:
    return "" if value is None or value is pd.NA else unicodedata.normalize("NFC", str(value)).strip()


def _area_problems(
    codes: Sequence[str], names: Sequence[str], places: Sequence[str], file: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for this, named, place in zip(codes, names, places, strict=True):
        if not is_area(this):
            yield problem_at("F414 code", file, place, f'"{this}"')
        if this in seen:
            yield problem_at("F415", file, place)
        seen.add(this)
        if not named:
            yield problem_at("F416", file, place)
        elif MOJIBAKE.search(named):
            yield problem_at("F106 kaart", file, place, f'naam "{named}"')
        elif odd := unprintable(named):
            yield odd_letters(file, place, odd)


def _renamed(fields: pd.DataFrame, columns: Columns, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the asked columns by their own names, and which are missing or there twice."""
    renamed, problems = {}, []
    for own, others in columns.items():
        found = _matches(fields.columns, own, others)
        if len(found) == 1:
            renamed[own] = fields[found[0]]
        elif found:
            problems.append(problem("F140", file, None, own, '"' + '", "'.join(found) + '"'))
        else:
            also = f" (of {', '.join(others)})" if others else ""
            there = ", ".join(f'"{one}"' for one in fields.columns) or "geen enkele kolom"
            key = "F142 shapefile" if file.lower().endswith(".zip") else "F142 kaart"
            problems.append(problem(key, file, None, own, there=there, also=also))
    return pd.DataFrame(renamed), problems


def _matches(fields: Iterable[str], own: str, others: Sequence[str]) -> list[str]:
    """Return the fields that are a column by one of its names, capitals aside."""
    names = {_clean(name).casefold() for name in (own, *others)}
    return [str(one) for one in fields if _clean(one).casefold() in names]


def _opened(path: Path, file: str, columns: Columns) -> tuple[str, pd.DataFrame, list[bytes | None]]:
    """Return the coordinate system, the attributes and the borders as WKB of the one layer that has these columns."""
    with _source(path, file) as source, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what GDAL mutters is checked here, and said in Dutch
        try:
            layer = _layer(source, file, columns)
            meta, _, shapes, values = pyogrio.raw.read(source, layer=layer)
        except InputError:
            raise
        except Exception:  # damaged content ends in errors of many kinds, of GDAL, SQLite and pyogrio itself
            raise refused("F411 kaart", file) from None
    fields = pd.DataFrame(dict(zip(meta["fields"], values, strict=True)), dtype=object)
    shapes = np.full(len(fields), None) if shapes is None else shapes
    if not len(shapes):
        raise refused("F404", file)
    return meta["crs"] or "", fields, list(shapes)


def _layer(source: str, file: str, columns: Columns) -> str:
    layers = [str(layer) for layer, kind in pyogrio.list_layers(source) if kind is not None]
    if not layers:
        raise refused("F404", file)
    if len(layers) > 1:
        fields = {layer: pyogrio.read_info(source, layer=layer)["fields"] for layer in layers}
        fits = [one for one in layers if all(_matches(fields[one], own, columns[own]) for own in columns)]
        if len(fits) != 1:
            raise refused("F412 lagen", file, count=len(layers), layers=", ".join(layers))
        layers = fits
    return layers[0]


@contextmanager
def _source(path: Path, file: str) -> Iterator[str]:
    """Yield the name under which GDAL opens a map: with its driver, or the unpacked shapefile of a zip."""
    _check_place(path, file)
    suffix = path.suffix.lower()
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise refused("F411 leeg", file)
    start, expected = STARTS.get(suffix, (b"", ""))
    if not head.startswith(start):
        raise _other_content(file, head, expected)
    if suffix == ".zip":
        with tempfile.TemporaryDirectory(prefix="kernmonitor-") as folder:
            _unpack(path, file, Path(folder))
            yield str(Path(folder, "kaart.shp"))
        return
    if suffix != ".gpkg":
        _check_geojson(path, file, head)
    # GDAL reads UTF-8, also where the locale of the terminal is another one.
    yield f"{DRIVERS[suffix]}:{os.fsencode(path).decode('utf-8', 'surrogateescape')}"


def _other_content(file: str, found: bytes | str, expected: str, place: str = "") -> InputError:
    """Return F412 for a file that is something else, by its first bytes or in words."""
    if isinstance(found, bytes):
        text = found.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        found = next((words for start, words in OTHERS.items() if text.startswith(start)), "iets anders")
    return refused("F412 inhoud", file, found, expected=expected, place=place)


def _check_place(path: Path, file: str) -> None:
    """Refuse what is no regular file, leads out of the project or else out of its own folder, or is too large."""
    if not path.is_file():
        near = difflib.get_close_matches(path.name, [one.name for one in path.parent.glob("*")], n=1)
        raise refused("F418 bijna", file, near=near[0]) if near else refused("F418 geen", file)
    home = paths.root() if path.absolute().is_relative_to(paths.root()) else path.parent.resolve()
    if not path.resolve().is_relative_to(home):
        raise refused("F418 elders", path.name)
    suffix, size = path.suffix.lower(), path.stat().st_size
    if suffix in PARTS:
        raise refused("F409 los", file, suffix=suffix)
    if suffix not in LARGEST:
        raise refused("F412 soort", file, f'"{path.suffix}"')
    if size > LARGEST[suffix]:
        most = LARGEST[suffix] // 1_000_000
        raise refused("F162 kaart", file, f"{size // 1_000_000} MB", most=most)


def _check_geojson(path: Path, file: str, head: bytes) -> None:
    """Refuse what is no whole JSON with areas, or names a coordinate system that lies elsewhere."""
    elsewhere = False

    def look(made: dict[str, object]) -> dict[str, object]:
        nonlocal elsewhere
        elsewhere |= "type" in made and not _is_crs_name(made.get("crs"))
        return made

    expected = "een GeoJSON met gebieden"
    try:
        content = json.loads(text_files.read_text(path), object_hook=look)
    except InputError as error:
        raise InputError(str(error), [replace(one, code="F104") for one in error.problems]) from None
    except json.JSONDecodeError as error:
        if not error.doc.lstrip().startswith("{"):
            raise _other_content(file, head, expected) from None
        raise refused("F411 kaart", file, place=f"regel {error.lineno}, teken {error.colno}") from None
    except (RecursionError, ValueError):  # blocks too deep, a number too long
        raise _other_content(file, "JSON die niet te lezen is", expected) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _other_content(file, "JSON zonder gebieden", expected)
    if elsewhere:
        raise refused("F402 elders", file, place='sleutel "crs"')


def _is_crs_name(crs: object) -> bool:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    return crs is None or (isinstance(named, str) and bool(_CRS_NAME.fullmatch(named)))


def _unpack(path: Path, file: str, folder: Path) -> None:
    """Write the parts of the one shapefile in a zip to a folder, as `kaart.*`."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if Path(one.filename).suffix.lower() in PARTS]
            stems = [one.filename[:-4].lower() for one in members if one.filename.lower().endswith(".shp")]
            if len(stems) != 1:
                raise refused("F412 meer", file, count=len(stems))
            own = [one for one in members if one.filename[:-4].lower() == stems[0]]
            parts = {Path(one.filename).suffix.lower(): one for one in own}
            if missing := [part for part in list(PARTS)[:4] if part not in parts]:
                lacking = [problem("F409 deel", file, part=part, what=PARTS[part]) for part in missing]
                raise InputError(f"{file} is geen hele shapefile.", lacking)
            # The directory of the zip says how large it becomes, before anything is unpacked.
            if sum(part.file_size for part in parts.values()) > LARGEST[".zip"]:
                raise refused("F162 zip", file, most=LARGEST[".zip"] // 1_000_000)
            for suffix, member in parts.items():
                Path(folder, f"kaart{suffix}").write_bytes(archive.read(member))
    except InputError:
        raise
    except (RuntimeError, NotImplementedError):
        raise refused("F412 wachtwoord", file) from None
    except Exception:  # zipfile and zlib have many ways to say that bytes are wrong
        raise refused("F411 zip", file) from None
    head = Path(folder, "kaart.shp").read_bytes()[:512]
    if not head.startswith(SHAPEFILE):
        raise _other_content(file, head, "een shapefile", "deel .shp")
