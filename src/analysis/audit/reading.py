"""Read back what was published: tables and sentences out of every kind of file, as any outsider can."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pandas as pd
import pikepdf

from analysis.audit.page_text import Content, Passage, grid_of, html_content, properties_of, svg_content

TEXT_OPERATORS = "Tf Tj TJ ' \" ET"  # the others draw: most of a page is lines
_CHARACTER = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", re.S)


def published_files(folder: Path) -> Iterator[Path]:
    """Yield every file of an edition that goes out, in a fixed order."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def read_content(name: str, data: bytes, known: Collection[str] = ()) -> Content:
    """
    Return the tables and texts in one file; an archive is opened, a picture in dots has none.

    `name` is how a finding will name it, `known` are digests of files that are read anyway: the same in an
    archive tells nothing more.
    """
    suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
    if suffix == "zip":
        return _zip(name, data, known)
    return READERS[suffix](name, data) if suffix in READERS else Content()


def digest(data: bytes) -> str:
    """Return what two files with the same bytes share."""
    return hashlib.sha256(data).hexdigest()


def _csv(name: str, data: bytes) -> Content:
    text = data.decode("utf-8-sig", errors="replace")
    first = text.split("\n", 1)[0]
    lines = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ","))
    return Content([grid_of(name, "", lines)] if lines else [])


def _xlsx(name: str, data: bytes) -> Content:
    found = Content()
    # Hidden sheets, rows and columns are in the file, so an outsider has them.
    for sheet in openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets:
        where, rows = f"{name}, blad {sheet.title}", sheet.iter_rows(values_only=True)
        texts = (["" if cell is None else str(cell) for cell in row] for row in rows)
        if lines := [line for line in texts if any(line)]:
            found.grids.append(grid_of(where, "", lines))
            found.passages += [Passage(where, " ".join(filter(None, line))) for line in lines]
    return found


def _parquet(name: str, data: bytes) -> Content:
    table = pd.read_parquet(io.BytesIO(data)).drop(columns=["geometry"], errors="ignore")
    rows = [["" if pd.isna(cell) else str(cell) for cell in row] for row in table.to_numpy()]
    return Content([grid_of(name, "", [[*map(str, table.columns)], *rows])])


def _json(name: str, data: bytes) -> Content:
    found = Content()
    _walk(name, json.loads(data.decode("utf-8-sig")), "", found)
    return found


def _walk(name: str, value: object, context: str, found: Content) -> None:
    """Collect tables, properties of features and texts from anything written as JSON."""
    if isinstance(value, str):
        found.say(name, value)
    elif isinstance(value, list):
        for one in value:
            _walk(name, one, context, found)
    elif isinstance(value, Mapping):
        titles = [str(value[key]) for key in ("titel", "ondertitel", "bijschrift") if key in value]
        about = " ".join(titles) or context
        if isinstance(value.get("kolommen"), list) and isinstance(value.get("rijen"), list):
            lines = [list(map(str, value["kolommen"])), *(list(map(str, row)) for row in value["rijen"])]
            found.grids.append(grid_of(name, about, lines))
        if isinstance(value.get("properties"), Mapping):
            found.grids.append(properties_of(name, about, value["properties"]))
        for key, one in value.items():
            if key != "rijen":
                _walk(name, one, about, found)


def _notebook(name: str, data: bytes) -> Content:
    found = Content()
    for cell in json.loads(data.decode("utf-8")).get("cells", []):
        found.say(name, _joined(cell.get("source", "")))
        for output in cell.get("outputs", []):
            found.say(name, _joined(output.get("text", "")))
            for kind, value in output.get("data", {}).items():
                if kind == "text/html":
                    found += html_content(name, _joined(value).encode())
                elif kind == "image/svg+xml":
                    found += svg_content(name, _joined(value).encode())
                elif kind.startswith("text/"):
                    found.say(name, _joined(value))
                elif kind.endswith("json"):
                    _walk(name, value, "", found)
    return found


def _joined(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _zip(name: str, data: bytes, known: Collection[str]) -> Content:
    found = Content()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for inner in sorted(archive.namelist()):
            content = archive.read(inner)
            if digest(content) not in known:
                found += read_content(f"{name}/{inner}", content, known)
    return found


def _office(name: str, data: bytes) -> Content:
    found = Content()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for inner in sorted(archive.namelist()):
            if inner.endswith(".xlsx"):
                found += _xlsx(f"{name}/{inner}", archive.read(inner))
            elif inner.startswith(("word/", "ppt/")) and inner.endswith(".xml"):
                found += html_content(name, archive.read(inner))
    return found


def _pdf(name: str, data: bytes) -> Content:
    """Return what the pages of a PDF show, in the order in which it is drawn, and its alternative texts."""
    found = Content()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            # A line of a sentence and a cell of a table are each a block: only together do they say something.
            # Two sentences at a time, because a page is about many things; a table has no full stops.
            sentences = re.split(r"(?<=[.!?]) +(?=[A-Z])", " ".join(_page_texts(page)))
            for before, sentence in zip(["", *sentences], sentences, strict=False):
                found.say(name, f"{before} {sentence}")
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and "/Alt" in one:
                found.say(name, str(one["/Alt"]))
    return found


def _page_texts(page: Any) -> Iterator[str]:
    fonts = {name: _letters(font) for name, font in (page.resources.get("/Font") or {}).items()}
    letters: dict[bytes, str] = {}
    words: list[str] = []
    for instruction in pikepdf.parse_content_stream(page, TEXT_OPERATORS):
        operands, operator = list(instruction.operands), instruction.operator
        if str(operator) == "Tf":
            letters = fonts.get(str(operands[0]), {})
        elif str(operator) in ("Tj", "TJ", "'", '"'):
            shown = operands[-1] if str(operator) != "TJ" else operands[0]
            parts = [shown] if isinstance(shown, pikepdf.String) else shown
            words += [_word(bytes(part), letters) for part in parts if isinstance(part, pikepdf.String)]
        elif str(operator) == "ET":
            yield "".join(words)
            words = []


def _letters(font: Any) -> dict[bytes, str]:
    """Return which letters the codes of a font stand for; nothing for a font with the usual codes."""
    if "/ToUnicode" not in font:
        return {}
    found: dict[bytes, str] = {}
    table = font["/ToUnicode"].read_bytes().decode("latin-1")
    for body in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, text in _CHARACTER.findall(body):
            found[bytes.fromhex(code)] = _unicode(text)
    for body in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, start, listed in _RANGE.findall(body):
            count = int(last, 16) - int(first, 16) + 1
            texts = [_unicode(one) for one in re.findall(r"<([0-9A-Fa-f]+)>", listed)]
            texts = texts or [_unicode(f"{int(start, 16) + step:04X}") for step in range(count)]
            for step, text in enumerate(texts):
                found[(int(first, 16) + step).to_bytes(len(first) // 2, "big")] = text
    return found


def _unicode(code: str) -> str:
    text = bytes.fromhex(code).decode("utf-16-be", errors="ignore")
    # One sign stands for a hyphen and for a break in a word; a font that met the break first calls both so.
    return text.replace("\u00ad", "-")


def _word(codes: bytes, letters: dict[bytes, str]) -> str:
    if not letters:
        return codes.decode("latin-1")
    size = len(next(iter(letters)))
    return "".join(letters.get(codes[at : at + size], "") for at in range(0, len(codes), size))


def _text(name: str, data: bytes) -> Content:
    found = Content()
    for line in data.decode("utf-8", errors="replace").splitlines():
        found.say(name, line)
    return found


# By the kind of file; an archive (`zip`) is opened.
READERS: dict[str, Callable[[str, bytes], Content]] = {
    "csv": _csv,
    "docx": _office,
    "geojson": _json,
    "htm": html_content,
    "html": html_content,
    "ipynb": _notebook,
    "json": _json,
    "md": _text,
    "parquet": _parquet,
    "pdf": _pdf,
    "pptx": _office,
    "svg": svg_content,
    "text": _text,
    "txt": _text,
    "xlsx": _xlsx,
}
