"""What a delivered file is by its bytes, whatever its name says, and how large it may be."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from typing import Final, Literal

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.ground.messages import refused

Form = Literal["text", "xlsx", "ods", "geojson", "gpkg", "shp"]
LARGEST = 200_000_000

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of xls, and of every file with a password
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
# Part of a zip file that is no table -> what it is; the first that fits.
_ZIPPED: Final = (
    (re.compile("word/"), "een Word-document"),
    (re.compile("Index/"), "een Numbers-bestand"),
    (re.compile("mimetype$"), "een OpenDocument-bestand dat geen werkblad is"),
)
_NO_SHEET: Final = "een zip-bestand zonder werkblad"
_AS_WORKBOOK = (HTML, "een XML-bestand", "een webarchief (MHTML)")
_HTML = re.compile(
    rb"\s*(<!--(?:(?!-->).)*-->\s*)*<(!doctype\s+html|html|head|body|table|div|script|meta)\b", re.I | re.S
)


@dataclass(frozen=True)
class FileContent:
    """
    A delivered file, recognised.

    Attributes
    ----------
    name : str
        The file as the reader knows it.
    path : Path
        Where it lies.
    kind : str
        What it is by its bytes.
    data : bytes
        The bytes of a text, decompressed; empty for a workbook and a map.
    """

    name: str
    path: Path
    kind: Form
    data: bytes = field(default=b"", repr=False)


def open_content(path: Path, *, largest: int = LARGEST) -> FileContent:
    """
    Look what a file is; nothing larger than `largest` bytes is read, compressed or not.

    Parameters
    ----------
    path : Path
        Any file; its name is not trusted.
    largest : int
        Most bytes.

    Raises
    ------
    InputError
        F100 cannot be read, F133 empty, F161 broken gzip, F162 too large, F163 another kind of file.
    """
    name = paths.relative(path)
    data = _read(path, name, largest)
    ending = path.suffix.lower()
    if data.startswith(b"\x1f\x8b"):
        data = _decompressed(data, name, largest)
        ending = Path(path.stem).suffix.lower()
    if not data:
        raise refused("F133 bytes", name)
    kind = _kind(data, name, path)
    if kind == "text" and ending in _WORKBOOKS:
        raise refused("F163 tekst", name, ending=ending, stem=Path(path.name).stem)
    return FileContent(name, path, kind, data if kind == "text" else b"")


def _read(path: Path, name: str, largest: int) -> bytes:
    try:
        if not path.is_file():
            raise refused("F100 geen", name)
        size = path.stat().st_size
        with path.open("rb") as stream:  # it may grow between the two
            data = stream.read(largest + 1) if size <= largest else b""
    except OSError as error:
        raise refused("F100 rechten", name, None, None, error.strerror or "een fout bij het lezen") from None
    if size > largest:
        raise refused("F162", name, None, None, f"{size / 1_000_000:.0f} MB", most=largest // 1_000_000)
    if len(data) > largest:
        raise refused("F162", name, None, None, "meer", most=largest // 1_000_000)
    return data


def _decompressed(data: bytes, name: str, largest: int) -> bytes:
    try:
        with GzipFile(fileobj=io.BytesIO(data)) as stream:
            plain = stream.read(largest + 1)
    except (EOFError, BadGzipFile, zlib.error, OSError):
        raise refused("F161", name, size=len(data)) from None
    if len(plain) > largest:
        raise refused("F162", name, None, None, "uitgepakt meer", most=largest // 1_000_000)
    return plain


def _kind(data: bytes, name: str, path: Path) -> Form:
    if data.startswith(b"PK"):
        return _kind_of_zip(data, name, path)
    if data.startswith(OLE):
        return "xlsx"  # a workbook of before 2007 or with a password: the reader of workbooks says which
    if data.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if data.startswith(b"\x00\x00\x27\x0a"):
        return "shp"
    other = next((words for mark, words in _OTHERS if data.startswith(mark)), "") or _markup(data)
    if other == "geojson":
        return "geojson"
    if not other and _is_binary(data[:8192]):
        other = "een bestand dat geen tekst is"
    if other:
        raise _other_kind(name, other)
    return "text"


def _other_kind(name: str, other: str) -> InputError:
    if Path(name).suffix.lower() in _WORKBOOKS and other in _AS_WORKBOOK:
        # What many programs export under the name of Excel; Excel itself opens it with a warning.
        return refused("F163 werkmap", name, other=other)
    return refused("F163 pagina" if other == HTML else "F163 ander", name, other=other)


def _kind_of_zip(data: bytes, name: str, path: Path) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        if b"[Content_Types].xml" in data or path.suffix.lower() in _WORKBOOKS:
            return "xlsx"  # cut off; the reader of workbooks says so
        raise _other_kind(name, "een zip-bestand dat niet heel is") from None
    if any(part.startswith("xl/") for part in inside):
        return "xlsx"
    if any(part.lower().endswith(".shp") for part in inside):
        return "shp"
    if "mimetype" in inside and b"application/vnd.oasis.opendocument.spreadsheet" in data[:200]:
        return "ods"
    raise _other_kind(name, next((what for part, what in _ZIPPED if any(map(part.match, inside))), _NO_SHEET))


def _markup(data: bytes) -> str:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(head):
        return HTML
    if head.startswith((b"<?xml", b"<OGRVRT")):
        return HTML if b"<html" in head.lower() else "een XML-bestand"
    if head.startswith(b"{"):
        return "geojson" if b'"FeatureCollection"' in head or b'"Feature"' in head else "een JSON-bestand"
    if re.match(rb'\[\s*([{\[]|"|[0-9-]+\s*,|\])', head):
        return "een JSON-bestand"
    return ""


def _is_binary(head: bytes) -> bool:
    if head.startswith(_TEXT_MARKS) or looks_like_utf16(head):
        return False
    strange = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1a" for byte in head)
    return strange > max(8, len(head) // 10)


def looks_like_utf16(data: bytes) -> bool:
    """Whether bytes without a mark are UTF-16 of Latin letters: each second byte is nought."""
    head = data[:4096]
    half = len(head) // 2
    if half < 4:
        return False
    first, second = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    return max(first, second) > 0.8 * half and min(first, second) < 0.1 * half
