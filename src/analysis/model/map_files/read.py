"""
Open a delivered map: GeoPackage, GeoJSON or a shapefile in a zip, with the driver named.

GDAL never chooses how to open a file: one that says it is a map may be an instruction to read another file,
or name a coordinate system that GDAL would fetch.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio

from analysis.ground import paths, text_files
from analysis.ground.errors import InputError, Problem
from analysis.model.map_files.columns import Columns, matches

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

FORMATS = "een kaart als GeoPackage (.gpkg), GeoJSON (.geojson) of shapefile in een zip (.zip)"
FETCH_AGAIN = "Haal het bestand opnieuw op."
SMALLER = "Bewaar alleen de gebieden van uw gemeente."
# Only a name of a coordinate system: a link to one would make GDAL fetch it.
_CRS_NAME = re.compile(r"(urn:ogc:def:crs:(EPSG|OGC):[0-9.]*:|EPSG:|OGC:)[A-Za-z0-9]+")


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
        No file, one that leads elsewhere, is too large or damaged, no layer or several that fit.
    """
    name = paths.relative(path)
    with _source(path, name) as source, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what GDAL mutters is checked here, and said in Dutch
        try:
            layer = _layer(source, name, columns)
            meta, _, shapes, values = pyogrio.raw.read(source, layer=layer)
        except InputError:
            raise
        except Exception:  # damaged content ends in errors of many kinds, of GDAL, SQLite and pyogrio itself
            raise _refused(name, *_DAMAGED) from None
    fields = pd.DataFrame(dict(zip(meta["fields"], values, strict=True)), dtype=object)
    if shapes is None:
        shapes = np.full(len(fields), None)
    if not len(shapes):
        raise _refused(name, *_NO_AREAS)
    return Rows(meta["crs"] or "", fields, list(shapes))


_DAMAGED = "een kaart die afgekapt of beschadigd is", "een kaart die te lezen is", FETCH_AGAIN, "F411"
_NO_AREAS = "geen gebieden", "ten minste een gebied", FETCH_AGAIN, "F404"


def _refused(name: str, found: str, expected: str, action: str, code: str, place: str = "") -> InputError:
    return InputError(f"{name} is niet te lezen.", [Problem(name, place, found, expected, action, code)])


@contextmanager
def _source(path: Path, name: str) -> Iterator[str]:
    """Yield the name under which GDAL opens a map: with its driver, or the unpacked shapefile of a zip."""
    _check_place(path, name)
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(512)
    if not head:
        raise _refused(name, "een leeg bestand", FORMATS, FETCH_AGAIN, "F411")
    start, expected = STARTS.get(suffix, (b"", ""))
    if not head.startswith(start):
        raise _refused(name, _looks_like(head), expected, FETCH_AGAIN, "F412")
    if suffix == ".zip":
        with tempfile.TemporaryDirectory(prefix="kernmonitor-") as folder:
            _unpack(path, name, Path(folder))
            yield str(Path(folder, "kaart.shp"))
        return
    if suffix != ".gpkg":
        _check_geojson(path, name, head)
    # GDAL reads UTF-8, also where the locale of the terminal is another one.
    yield f"{DRIVERS[suffix]}:{os.fsencode(path).decode('utf-8', 'surrogateescape')}"


def _check_place(path: Path, name: str) -> None:
    """Refuse what is no regular file, leads out of the project or else out of its own folder, or is too large."""
    if not path.is_file():
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.glob("*")], n=1)
        action = f'Bedoelt u "{near[0]}"?' if near else "Controleer de naam en de map."
        raise _refused(name, "geen bestand", "een bestand met deze naam", action, "F418")
    home = paths.root() if path.absolute().is_relative_to(paths.root()) else path.parent.resolve()
    if not path.resolve().is_relative_to(home):
        found, action = "een verwijzing naar buiten de map", "Zet het bestand zelf in deze map."
        raise _refused(path.name, found, "een gewoon bestand", action, "F418")
    suffix, size = path.suffix.lower(), path.stat().st_size
    if suffix in PARTS:
        action = "Pak .shp, .shx, .dbf en .prj samen in een zip en lever die."
        raise _refused(name, f"een los deel van een shapefile ({suffix})", FORMATS, action, "F409")
    if suffix not in LARGEST:
        raise _refused(name, f'"{path.suffix}"', FORMATS, "Bewaar de kaart zo.", "F412")
    if size > LARGEST[suffix]:
        expected = f"hooguit {LARGEST[suffix] // 1_000_000} MB"
        raise _refused(name, f"{size // 1_000_000} MB", expected, SMALLER, "F162")


def _looks_like(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    known = {
        b"<ogrvrt": "een verwijzing naar een ander bestand (VRT)",
        b"<!doctype html": "een HTML-pagina",
        b"<html": "een HTML-pagina",
        b"<": "XML",
        b"{": "JSON",
        b"pk": "een zip",
        b"sqlite": "een database",
        b"%pdf": "een PDF",
    }
    return next((words for start, words in known.items() if text.startswith(start)), "iets anders")


def _check_geojson(path: Path, name: str, head: bytes) -> None:
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
            raise _refused(name, _looks_like(head), expected, FETCH_AGAIN, "F412") from None
        raise _refused(name, *_DAMAGED, f"regel {error.lineno}, teken {error.colno}") from None
    except (RecursionError, ValueError):  # blocks too deep, a number too long
        raise _refused(name, "JSON die niet te lezen is", expected, FETCH_AGAIN, "F412") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _refused(name, "JSON zonder gebieden", expected, FETCH_AGAIN, "F412")
    if elsewhere:
        found, action = (
            "een verwijzing naar een coördinatenstelsel elders",
            "Bewaar de kaart in RD New (EPSG:28992).",
        )
        raise _refused(name, found, "een naam als EPSG:28992", action, "F402", 'sleutel "crs"')


def _is_crs_name(crs: object) -> bool:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    return crs is None or (isinstance(named, str) and bool(_CRS_NAME.fullmatch(named)))


def _unpack(path: Path, name: str, folder: Path) -> None:
    """Write the parts of the one shapefile in a zip to a folder, as `kaart.*`."""
    expected = STARTS[".zip"][1]
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if Path(one.filename).suffix.lower() in PARTS]
            stems = [one.filename[:-4].lower() for one in members if one.filename.lower().endswith(".shp")]
            if len(stems) != 1:
                found, action = (
                    f"een zip met {len(stems)} shapefiles",
                    "Zet een shapefile in de zip, met al haar delen.",
                )
                raise _refused(name, found, expected, action, "F412")
            parts = {
                Path(m.filename).suffix.lower(): m for m in members if m.filename[:-4].lower() == stems[0]
            }
            _check_parts(parts, name)
            for suffix, member in parts.items():
                Path(folder, f"kaart{suffix}").write_bytes(archive.read(member))
    except InputError:
        raise
    except (RuntimeError, NotImplementedError):
        action = "Maak een zip zonder wachtwoord."
        raise _refused(name, "een zip met een wachtwoord", expected, action, "F412") from None
    except Exception:  # zipfile and zlib have many ways to say that bytes are wrong
        raise _refused(name, "een zip die afgekapt of beschadigd is", *_DAMAGED[1:]) from None
    with Path(folder, "kaart.shp").open("rb") as file:
        head = file.read(512)
    if not head.startswith(SHAPEFILE):
        raise _refused(name, _looks_like(head), "een shapefile", FETCH_AGAIN, "F412", "deel .shp")


def _check_parts(parts: Mapping[str, zipfile.ZipInfo], name: str) -> None:
    missing = [
        Problem(
            name,
            "",
            f"geen {part}",
            f"ook het deel {part} ({PARTS[part]})",
            "Zet alle delen in de zip.",
            "F409",
        )
        for part in list(PARTS)[:4]
        if part not in parts
    ]
    if missing:
        raise InputError(f"{name} is geen hele shapefile.", missing)
    # The directory of the zip says how large it becomes, before anything is unpacked.
    if sum(part.file_size for part in parts.values()) > LARGEST[".zip"]:
        limit = f"uitgepakt hooguit {LARGEST['.zip'] // 1_000_000} MB"
        raise _refused(name, "een te grote zip", limit, SMALLER, "F162")


def _layer(source: str, name: str, columns: Columns) -> str:
    layers = [str(layer) for layer, kind in pyogrio.list_layers(source) if kind is not None]
    if not layers:
        raise _refused(name, *_NO_AREAS)
    if len(layers) == 1:
        return layers[0]
    fields = {layer: pyogrio.read_info(source, layer=layer)["fields"] for layer in layers}
    fitting = [one for one in layers if all(matches(fields[one], own, columns[own]) for own in columns)]
    if len(fitting) == 1:
        return fitting[0]
    found, action = f"{len(layers)} lagen: {', '.join(layers)}", "Bewaar alleen de laag met de gebieden."
    raise _refused(name, found, "een laag die past", action, "F412")
