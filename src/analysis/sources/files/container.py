"""
What a delivered file is by its bytes, whatever its name says, and whether it may be opened.

The directory of a zip file says how large each part will become, so a bomb is refused by reading a few kilobytes; what
could run or reach out (macros, links) is named and left alone.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from gzip import GzipFile
from pathlib import Path
from typing import IO, Literal
from xml.parsers import expat

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import problem, refused
from analysis.sources.files.texts import looks_like_utf16

Form = Literal["text", "xlsx", "ods", "geojson", "gpkg", "shp"]
LARGEST = 200_000_000
LARGEST_UNPACKED = 150_000_000  # the national Kerncijfers wijken en buurten take about half
MOST_PARTS = 2_000
# Sheets compress 5 to 30 times; a bomb a thousand times. Small parts may repeat themselves.
STEEPEST, SMALL = 150, 5_000_000
# The part that makes an archive a workbook, of Excel and of LibreOffice.
EXCEL, OPEN_DOCUMENT = "xl/workbook.xml", "content.xml"
_MANIFEST = "META-INF/manifest.xml"

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of xls, and of every file with a password
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff")
# First bytes of what people send in place of a table.
_OTHERS = (
    (b"%PDF", "een PDF"),
    (b"\x89PNG", "een afbeelding (PNG)"),
    (b"\xff\xd8\xff", "een afbeelding (JPEG)"),
    (b"GIF8", "een afbeelding (GIF)"),
    (b"II*\x00", "een afbeelding (TIFF)"),
    (b"MM\x00*", "een afbeelding (TIFF)"),
    (b"PAR1", "een Parquet-bestand"),
    (b"{\\rtf", "een RTF-document"),
    (b"MIME-Version:", "een webarchief (MHTML)"),
    (b"7z\xbc\xaf", "een 7z-archief"),
    (b"Rar!", "een RAR-archief"),
    (b"\x1f\x8b", "een gzip in een gzip"),
)
HTML = "een HTML-pagina"
_HTML = re.compile(
    rb"\s*(<!--(?:(?!-->).)*-->\s*)*<(!doctype\s+html|html|head|body|table|div|script|meta)\b", re.I | re.S
)
# What a part of a workbook whose name begins so means to a reader; none of it is opened.
_ACTIVE = {
    "xl/vbaProject": "macro's",
    "xl/macrosheets/": "macro's",
    "xl/activeX/": "knoppen met code",
    "xl/externalLinks/": "koppelingen naar andere bestanden",
    "xl/connections": "koppelingen met een gegevensbron",
    "xl/embeddings/": "ingesloten bestanden",
    "Basic/": "macro's",
    "Scripts/": "macro's",
}


@dataclass(frozen=True)
class FileContent:
    """A delivered file, recognised; `data` are the bytes of a text, decompressed, and empty for a workbook and a map."""

    name: str
    path: Path
    kind: Form
    data: bytes = field(default=b"", repr=False)


def open_content(path: Path) -> FileContent:
    """
    Look what a file is; nothing larger than `LARGEST` is read, compressed or not, and its name is not trusted.

    Raises F100 cannot be read, F133 empty, F161 broken gzip, F162 too large, F163 another kind of file.
    """
    name = paths.relative(path)
    data = _read(path, name)
    if data.startswith(b"\x1f\x8b"):
        try:
            with GzipFile(fileobj=io.BytesIO(data)) as stream:
                data = stream.read(LARGEST + 1)
        except (EOFError, zlib.error, OSError):
            raise refused("F161", name, size=len(data)) from None
        if len(data) > LARGEST:
            raise refused("F162", name, "uitgepakt meer", most=LARGEST // 1_000_000)
    if not data:
        raise refused("F133 bytes", name)
    kind = _kind(data, name, path)
    return FileContent(name, path, kind, data if kind == "text" else b"")


def _read(path: Path, name: str) -> bytes:
    if not path.is_file():
        raise refused("F100 geen", name)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise refused("F100 rechten", name, error.strerror or "een fout bij het lezen") from None
    if len(data) > LARGEST:
        raise refused("F162", name, f"{path.stat().st_size / 1_000_000:.0f} MB", most=LARGEST // 1_000_000)
    return data


def _kind(data: bytes, name: str, path: Path) -> Form:
    if data.startswith(b"PK"):
        return _kind_of_zip(data, name, path)
    # A workbook of before 2007 or with a password: `check_archive` says so.
    starts: Mapping[bytes, Form] = {_OLE: "xlsx", b"SQLite format 3\x00": "gpkg", b"\x00\x00\x27\x0a": "shp"}
    if known := next((form for mark, form in starts.items() if data.startswith(mark)), None):
        return known
    other = next((words for mark, words in _OTHERS if data.startswith(mark)), "") or _markup(data)
    if other == "geojson":
        return "geojson"
    if not other and _is_binary(data[:8192]):
        other = "een bestand dat geen tekst is"
    if other:
        raise refused("F163 ander", name, other=other)
    return "text"


def _kind_of_zip(data: bytes, name: str, path: Path) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        if b"[Content_Types].xml" in data or path.suffix.lower() in _WORKBOOKS:
            return "xlsx"  # cut off; `check_archive` says so
        raise refused("F163 ander", name, other="een zip-bestand dat niet heel is") from None
    if any(part.startswith("xl/") for part in inside):
        return "xlsx"
    if any(part.lower().endswith(".shp") for part in inside):
        return "shp"
    if "mimetype" in inside and b"application/vnd.oasis.opendocument.spreadsheet" in data[:200]:
        return "ods"
    raise refused("F163 ander", name, other="een zip-bestand zonder werkblad")


def _markup(data: bytes) -> str:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(head):
        return HTML
    if head.startswith((b"<?xml", b"<OGRVRT")):
        return HTML if b"<html" in head.lower() else "een XML-bestand"
    if head.startswith(b"{"):
        return "geojson" if b'"FeatureCollection"' in head or b'"Feature"' in head else "een JSON-bestand"
    return "een JSON-bestand" if re.match(rb'\[\s*([{\[]|"|[0-9-]+\s*,|\])', head) else ""


def _is_binary(head: bytes) -> bool:
    if head.startswith(_TEXT_MARKS) or looks_like_utf16(head):
        return False
    strange = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1a" for byte in head)
    return strange > max(8, len(head) // 10)


def check_archive(content: FileContent) -> tuple[Problem, ...]:
    """
    Check that a file is a workbook that can be unpacked safely, by its directory and the start of each part.

    Returns F309 where the workbook holds something that could run or reach out; it is not followed.
    Raises F306 a password, or a form of before 2007 or in binary, F307 truncated or no workbook, F308 too much when
    unpacked, F313 built as no program builds it.
    """
    path, name = content.path, content.name
    with path.open("rb") as stream:
        old = stream.read(len(_OLE)) == _OLE
    if old:
        raise refused("F306", name)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _checked_parts(archive, name, OPEN_DOCUMENT if content.kind == "ods" else EXCEL)
    except InputError:
        raise
    except Exception as error:  # zipfile passes on whatever its decompressors raise on damaged bytes
        raise refused("F307", name) from error
    there = [what for start, what in _ACTIVE.items() if any(part.startswith(start) for part in parts)]
    return (problem("F309", name, None, None, ", ".join(dict.fromkeys(there))),) if there else ()


def _checked_parts(archive: zipfile.ZipFile, name: str, main: str) -> Sequence[str]:
    """Return the names of the parts; raises for what is too large, locked, or built in a strange way."""
    entries = archive.infolist()
    parts = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refused("F306", name)
    if found := _bomb(entries):
        raise refused("F308 delen", name, found, most=LARGEST_UNPACKED // 1_000_000, steepest=STEEPEST)
    twice, times = Counter(parts).most_common(1)[0] if parts else ("", 0)
    if times > 1:  # which of the two is read differs by program
        raise refused("F313", name, f"{times} delen met de naam {twice}")
    if main not in parts:
        raise refused("F306" if "xl/workbook.bin" in parts else "F307", name)
    if _MANIFEST in parts and b"encryption-data" in archive.read(_MANIFEST):
        raise refused("F306", name)
    for part in parts:
        with archive.open(part) as stream:
            if _has_doctype(stream):
                raise refused("F313", name, f"een DOCTYPE in {part}")
    return parts


def _bomb(entries: Sequence[zipfile.ZipInfo]) -> str:
    """Say how large a workbook becomes, where that is too large; "" for any other."""
    unpacked = sum(entry.file_size for entry in entries)
    steep = [entry for entry in entries if entry.file_size > max(SMALL, STEEPEST * entry.compress_size)]
    if not (unpacked > LARGEST_UNPACKED or steep or len(entries) > MOST_PARTS):
        return ""
    found = f"{unpacked / 1e6:.0f} MB na uitpakken, {len(entries)} delen"
    for entry in steep[:1]:
        found += f"; {entry.filename} wordt {entry.file_size // max(1, entry.compress_size)} keer zo groot"
    return found


def _has_doctype(part: IO[bytes]) -> bool:
    """Whether XML declares a document type, which may hold entities: looked for up to its first element."""
    found: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append(True)
    parser.StartElementHandler = lambda *_: found.append(False)
    while not found and (text := part.read(4096)):
        try:
            parser.Parse(text)
        except expat.ExpatError:  # broken, or an entity: whoever reads it says so
            break
    return found[:1] == [True]
