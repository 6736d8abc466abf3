"""
What is inside a workbook before any of it is unpacked.

A workbook of Excel or LibreOffice is a zip file. Its directory says how large each part will become,
so a bomb is refused by reading a few kilobytes; what could run or reach out
(macros, links) is named and left alone.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO
from xml.parsers import expat

from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import problem, refused
from analysis.sources.files.container import OLE

LARGEST = 150_000_000  # unpacked: the national Kerncijfers wijken en buurten take about half
MOST_PARTS = 2_000
# Sheets compress 5 to 30 times; a bomb a thousand times. Small parts may repeat themselves.
STEEPEST, SMALL = 150, 5_000_000
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the part of such a container that has the file
_OLD = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
# The part that makes an archive a workbook, of Excel and of LibreOffice.
EXCEL, OPEN_DOCUMENT = "xl/workbook.xml", "content.xml"
_MANIFEST = "META-INF/manifest.xml"

# What a part of this name means to a reader; none of it is opened.
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


def check_archive(path: Path, name: str, main: str = EXCEL) -> tuple[Problem, ...]:
    """
    Check that a file is a workbook that can be unpacked safely; read its directory only.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        How messages name it.
    main : str
        The part that it must have, `EXCEL` or `OPEN_DOCUMENT`.

    Returns
    -------
    tuple of Problem
        F309 where the workbook holds something that could run or reach out; it is not followed.

    Raises
    ------
    InputError
        F306 password, F307 truncated or no workbook, F308 too much when unpacked, F313 built as no program
        builds it, F317 a form of before 2007 or in binary.
    """
    with path.open("rb") as stream:
        if stream.read(len(OLE)) == OLE:
            if _is_locked(path):
                raise refused("F306", name)
            raise refused("F317", name, form="werkmap van voor 2007 (xls)")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused("F307", name) from error
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refused("F306", name)
    if found := _bomb(entries):
        most, steepest = LARGEST // 1_000_000, STEEPEST
        raise refused("F308 delen", name, None, None, found, most=most, steepest=steepest)
    if wrong := _built(path, entries, name, main):
        raise wrong
    parts = [entry.filename for entry in entries]
    there = [what for start, what in _ACTIVE.items() if any(part.startswith(start) for part in parts)]
    return (problem("F309", name, None, None, ", ".join(dict.fromkeys(there))),) if there else ()


def _is_locked(path: Path) -> bool:
    """Whether a container is a workbook of now behind a password; without its name for that, by how it is called."""
    content = path.read_bytes()
    if _LOCKED in content or any(mark in content for mark in _OLD):
        return _LOCKED in content
    return path.suffix.lower() != ".xls"


def _bomb(entries: Sequence[zipfile.ZipInfo]) -> str:
    """Say how large a workbook becomes, where that is too large; "" for any other."""
    unpacked = sum(entry.file_size for entry in entries)
    steep = [entry for entry in entries if entry.file_size > max(SMALL, STEEPEST * entry.compress_size)]
    if not (unpacked > LARGEST or steep or len(entries) > MOST_PARTS):
        return ""
    found = f"{unpacked / 1e6:.0f} MB na uitpakken, {len(entries)} delen"
    for entry in steep[:1]:
        found += f"; {entry.filename} wordt {entry.file_size // max(1, entry.compress_size)} keer zo groot"
    return found


def _built(path: Path, entries: Sequence[zipfile.ZipInfo], name: str, main: str) -> InputError | None:
    """Return what is strange in how a workbook is built: a part twice, entities of its own, another form."""
    names = [entry.filename for entry in entries]
    twice = [part for part, times in Counter(names).items() if times > 1]
    if twice:  # which of the two is read differs by program
        return refused("F313", name, None, None, f"{names.count(twice[0])} delen met de naam {twice[0]}")
    if main not in names:
        binary = "xl/workbook.bin" in names
        return refused("F317", name, form="binaire werkmap (xlsb)") if binary else refused("F307", name)
    try:
        with zipfile.ZipFile(path) as archive:
            if _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST):
                return refused("F306", name)
            for part in names:
                with archive.open(part) as stream:
                    if _has_doctype(stream):
                        return refused("F313", name, None, None, f"een DOCTYPE in {part}")
    except Exception:  # zipfile passes on whatever its decompressors raise on damaged bytes
        return refused("F307", name)
    return None


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
