"""What a delivered map is before GDAL sees it: a regular file, not too large, whole, and what its name says."""

from __future__ import annotations

import difflib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from analysis import paths, text_files
from analysis.errors import InputError, Problem

# A GeoJSON is held in memory as text; the layers of the whole country fit in each.
LARGEST = {".geojson": 200_000_000, ".json": 200_000_000, ".gpkg": 1_000_000_000}
LARGEST |= {".shp": 500_000_000, ".zip": 500_000_000}
# The parts of a shapefile: without the first four it is no map.
PARTS = (".shp", ".shx", ".dbf", ".prj")
ALL_PARTS = (*PARTS, ".cpg")
WHY = {
    ".shx": "de plaats van elke vorm",
    ".dbf": "de codes en namen van de gebieden",
    ".prj": "het coördinatenstelsel",
}

FORMATS = "een kaart als GeoJSON (.geojson), GeoPackage (.gpkg) of shapefile (.shp of .zip)"
FETCH_AGAIN = "Haal het bestand opnieuw op."
# Only a name of a coordinate system: a link to one would make GDAL fetch it.
_CRS_NAME = re.compile(r"(urn:ogc:def:crs:(EPSG|OGC):[0-9.]*:|EPSG:|OGC:)[A-Za-z0-9]+")


def place_problems(path: Path) -> Iterator[Problem]:
    """
    Yield why a path may not be opened: no regular file, a link that leads out, too large.

    A link inside the project may not lead out of the project; elsewhere it may not
    lead out of its own folder.
    """
    name = paths.relative(path)
    if not path.is_file():
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.glob("*")], n=1)
        action = f'Bedoelt u "{near[0]}"?' if near else "Controleer de naam en de map."
        yield Problem(name, "", "geen bestand", "een bestand met deze naam", action, "F418")
        return
    home = paths.root() if path.absolute().is_relative_to(paths.root()) else path.parent.resolve()
    if not path.resolve().is_relative_to(home):
        action = "Zet het bestand zelf in deze map."
        yield Problem(
            path.name, "", "een verwijzing naar buiten de map", "een gewoon bestand", action, "F418"
        )
        return
    size, largest = path.stat().st_size, LARGEST.get(path.suffix.lower())
    if largest is None:
        yield Problem(name, "", f'"{path.suffix}"', FORMATS, "Bewaar de kaart zo.", "F412")
    elif size > largest:
        expected = f"hooguit {largest // 1_000_000} MB"
        action = "Bewaar alleen de gebieden van uw gemeente."
        yield Problem(name, "", f"{size // 1_000_000} MB", expected, action, "F162")


def content_problems(path: Path) -> Iterator[Problem]:
    """Yield how the content differs from what the name says, and where it stops too early."""
    name, suffix = paths.relative(path), path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(512)
    starts = {".gpkg": b"SQLite format 3\0", ".shp": b"\0\0'\n", ".zip": b"PK"}
    expected = {".gpkg": "een GeoPackage", ".shp": "een shapefile", ".zip": "een zip met een shapefile"}
    if not head:
        yield Problem(name, "", "een leeg bestand", FORMATS, FETCH_AGAIN, "F411")
    elif suffix in starts and not head.startswith(starts[suffix]):
        yield Problem(name, "", looks_like(head), expected[suffix], FETCH_AGAIN, "F412")
    elif suffix == ".gpkg":
        yield from _package_problems(path, name, head)
    elif suffix not in starts:
        yield from _geojson_problems(path, name, head)


def looks_like(head: bytes) -> str:
    """Say what the first bytes of a file look like."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<ogrvrt"):
        return "een verwijzing naar een ander bestand (VRT)"
    if text.startswith((b"<!doctype html", b"<html")):
        return "een HTML-pagina"
    known = {b"<": "XML", b"{": "JSON", b"pk": "een zip", b"sqlite": "een database", b"%pdf": "een PDF"}
    return next((words for start, words in known.items() if text.startswith(start)), "iets anders")


def _package_problems(path: Path, name: str, head: bytes) -> Iterator[Problem]:
    if len(head) < 100:
        yield _too_short(name, len(head), 100)
        return
    (page,), (pages,) = struct.unpack(">H", head[16:18]), struct.unpack(">I", head[28:32])
    # The count of pages holds only when the version it was written by is the last one.
    counted = head[24:28] == head[92:96]
    size, expected = path.stat().st_size, (65536 if page == 1 else page) * pages
    if counted and size < expected:
        yield _too_short(name, size, expected)


def _too_short(name: str, size: int, expected: int) -> Problem:
    return Problem(
        name, "", f"{size} bytes", f"{expected} bytes", f"Het bestand is afgekapt. {FETCH_AGAIN}", "F411"
    )


def _geojson_problems(path: Path, name: str, head: bytes) -> Iterator[Problem]:
    try:
        text = text_files.read_text(path)
        content = json.loads(text)
    except InputError as error:
        yield from (replace(problem, code="F104") for problem in error.problems)
        return
    except json.JSONDecodeError as error:
        yield _json_problem(name, text, error, head)
        return
    except (RecursionError, ValueError):  # blocks too deep, a number too long
        yield Problem(name, "", "JSON die niet te lezen is", "een GeoJSON met gebieden", FETCH_AGAIN, "F412")
        return
    features = content.get("features") if isinstance(content, Mapping) else None
    if not isinstance(features, list) or not all(isinstance(feature, Mapping) for feature in features):
        yield Problem(name, "", "JSON zonder gebieden", "een GeoJSON met gebieden", FETCH_AGAIN, "F412")
    elif not features:
        yield no_areas(name)
    elif not _names_its_crs(content) or any(_has_crs(feature.get("geometry")) for feature in features):
        found = "een verwijzing naar een coördinatenstelsel elders"
        action = "Bewaar de kaart in RD New (EPSG:28992)."
        yield Problem(name, 'sleutel "crs"', found, "een naam als EPSG:28992", action, "F402")


def _json_problem(name: str, text: str, error: json.JSONDecodeError, head: bytes) -> Problem:
    whole = text.rstrip()
    if not whole.startswith("{"):
        return Problem(name, "", looks_like(head), "een GeoJSON met gebieden", FETCH_AGAIN, "F412")
    if not whole.endswith("}") or error.pos >= len(whole) - 1:
        found = f"een bestand dat na {len(text.encode())} bytes midden in een gebied ophoudt"
        expected = "een GeoJSON die eindigt met ]}"
        return Problem(
            name, f"regel {error.lineno}", found, expected, f"Het bestand is afgekapt. {FETCH_AGAIN}", "F411"
        )
    place = f"regel {error.lineno}, teken {error.colno}"
    return Problem(name, place, "geen geldige JSON", "een GeoJSON met gebieden", FETCH_AGAIN, "F412")


def no_areas(name: str) -> Problem:
    """Return the problem of a map without areas."""
    return Problem(name, "", "geen gebieden", "ten minste een gebied", FETCH_AGAIN, "F404")


def _names_its_crs(content: Mapping[str, object]) -> bool:
    crs = content.get("crs")
    if crs is None:
        return True
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    named = properties.get("name") if isinstance(properties, Mapping) else None
    return isinstance(named, str) and bool(_CRS_NAME.fullmatch(named))


def _has_crs(geometry: object) -> bool:
    if not isinstance(geometry, Mapping):
        return False
    parts = geometry.get("geometries")
    return "crs" in geometry or (isinstance(parts, list) and any(_has_crs(part) for part in parts))


def shapefile_parts(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """
    Read the parts of a shapefile, from a zip or from beside the .shp.

    Returns
    -------
    dict of str to bytes
        Content by suffix, such as `.dbf`.
    list of Problem
        Missing parts, parts that stop too early, or a zip that is no shapefile.
    """
    name = paths.relative(path)
    parts, problems = _zipped(path, name) if path.suffix.lower() == ".zip" else _beside(path)
    if not problems:
        for part in PARTS[1:]:
            if part not in parts:
                action = "Lever alle delen van de shapefile samen, het liefst als zip."
                expected = f"ook het deel {part} ({WHY[part]})"
                problems.append(Problem(name, "", f"geen {part}", expected, action, "F409"))
        problems.extend(_part_problems(parts, name))
    return parts, problems


def _beside(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
    parts, problems = {}, []
    for other in sorted(path.parent.iterdir()):
        suffix = other.suffix.lower()
        if other.stem.lower() != path.stem.lower() or suffix not in ALL_PARTS:
            continue
        if other.resolve().parent != path.resolve().parent or not other.is_file():
            found = "een verwijzing naar een andere map"
            action = "Zet het bestand zelf in deze map."
            problems.append(Problem(other.name, "", found, "een gewoon bestand", action, "F418"))
        elif other.stat().st_size > LARGEST[".shp"]:
            expected = f"hooguit {LARGEST['.shp'] // 1_000_000} MB"
            action = "Bewaar alleen de gebieden van uw gemeente."
            problems.append(Problem(other.name, "", "een te groot bestand", expected, action, "F162"))
        else:
            parts[suffix] = other.read_bytes()
    return parts, problems


def _zipped(path: Path, name: str) -> tuple[dict[str, bytes], list[Problem]]:
    expected = "een zip met een shapefile"
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if Path(one.filename).suffix.lower() in ALL_PARTS]
            shapes = [one.filename for one in members if one.filename.lower().endswith(".shp")]
            if len(shapes) != 1:
                action = "Zet een shapefile in de zip, met al haar delen."
                found = f"een zip met {len(shapes)} shapefiles"
                return {}, [Problem(name, "", found, expected, action, "F412")]
            stem = shapes[0][:-4].lower()
            members = [one for one in members if one.filename.lower().rpartition(".")[0] == stem]
            # The directory of the zip says how large it becomes, before anything is unpacked.
            if sum(one.file_size for one in members) > LARGEST[".shp"]:
                limit = f"uitgepakt hooguit {LARGEST['.shp'] // 1_000_000} MB"
                action = "Bewaar alleen de gebieden van uw gemeente."
                return {}, [Problem(name, "", "een te grote zip", limit, action, "F162")]
            return {Path(one.filename).suffix.lower(): archive.read(one) for one in members}, []
    except (RuntimeError, NotImplementedError):
        problem = Problem(
            name, "", "een zip met een wachtwoord", expected, "Maak een zip zonder wachtwoord.", "F412"
        )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error):
        found = "een zip die afgekapt of beschadigd is"
        problem = Problem(name, "", found, expected, FETCH_AGAIN, "F411")
    return {}, [problem]


def _part_problems(parts: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    """Compare each part with the length that its own header names."""
    for suffix in (".shp", ".shx"):
        data = parts.get(suffix)
        if data is not None:
            expected = max(100, struct.unpack(">I", data[24:28])[0] * 2) if len(data) >= 100 else 100
            if not data.startswith(b"\0\0'\n"):
                yield Problem(name, f"deel {suffix}", looks_like(data), "een shapefile", FETCH_AGAIN, "F412")
            elif len(data) < expected:
                yield _part_too_short(name, suffix, len(data), expected)
    table = parts.get(".dbf")
    if table is not None:
        rows, header, width = struct.unpack("<IHH", table[4:12]) if len(table) >= 32 else (0, 32, 0)
        if len(table) < header + rows * width:
            yield _part_too_short(name, ".dbf", len(table), header + rows * width)


def _part_too_short(name: str, suffix: str, size: int, expected: int) -> Problem:
    action = f"Het bestand is afgekapt. {FETCH_AGAIN}"
    return Problem(name, f"deel {suffix}", f"{size} bytes", f"{expected} bytes", action, "F411")
