"""
What is inside a workbook before any of it is unpacked.

A workbook of Excel or LibreOffice is a zip file. Its directory says how large each part will become,
so a bomb is refused by reading a few kilobytes; what could run or reach out
(macros, links) is named and left alone.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO
from xml.parsers import expat

from analysis.errors import InputError, Problem

LARGEST = 150_000_000  # unpacked: the national Kerncijfers wijken en buurten take about half
MOST_PARTS = 2_000
# Sheets compress 5 to 30 times; a bomb a thousand times. Small parts may repeat themselves.
STEEPEST, SMALL = 150, 5_000_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of xls, and of every file with a password
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
        if stream.read(len(_OLE)) == _OLE:
            raise _refused(_protected(name) if _is_locked(path) else _old(name, "xls"))
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refused(broken(name)) from error
    problem = _danger(entries, name) or _built(path, entries, name, main)
    if problem is not None:
        raise _refused(problem)
    return tuple(_active([entry.filename for entry in entries], name))


def _is_locked(path: Path) -> bool:
    """Whether a container is a workbook of now behind a password; without its name for that, by how it is called."""
    content = path.read_bytes()
    if _LOCKED in content or any(mark in content for mark in _OLD):
        return _LOCKED in content
    return path.suffix.lower() != ".xls"


def broken(name: str) -> Problem:
    """Return the problem of a workbook that cannot be read to its end."""
    return Problem.at(
        "F307",
        name,
        None,
        None,
        "een afgebroken of beschadigd bestand",
        "een volledige werkmap",
        "Open het bestand in Excel, bewaar het opnieuw als .xlsx, of haal het opnieuw op.",
    )


def _protected(name: str) -> Problem:
    return Problem.at(
        "F306",
        name,
        None,
        None,
        "een bestand met een wachtwoord",
        "een werkmap zonder wachtwoord",
        "Open het bestand in Excel, haal het wachtwoord weg en bewaar het als .xlsx.",
    )


def _old(name: str, form: str) -> Problem:
    what = {"xls": "een werkmap van voor 2007 (xls)", "xlsb": "een binaire werkmap (xlsb)"}[form]
    return Problem.at(
        "F317",
        name,
        None,
        None,
        what,
        "een werkmap in .xlsx of .ods",
        "Open het bestand in Excel, kies Opslaan als en dan Excel-werkmap (.xlsx).",
    )


def _odd(name: str, found: str) -> Problem:
    return Problem.at(
        "F313",
        name,
        None,
        None,
        found,
        "een werkmap zoals Excel of LibreOffice die bewaart",
        "Open het bestand in Excel en bewaar het opnieuw als .xlsx. Vraag bij twijfel de afzender waar het vandaan komt.",
    )


def _danger(entries: Sequence[zipfile.ZipInfo], name: str) -> Problem | None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        return _protected(name)
    unpacked = sum(entry.file_size for entry in entries)
    steep = [entry for entry in entries if entry.file_size > max(SMALL, STEEPEST * entry.compress_size)]
    if not (unpacked > LARGEST or steep or len(entries) > MOST_PARTS):
        return None
    found = f"{unpacked / 1e6:.0f} MB na uitpakken, {len(entries)} delen"
    for entry in steep[:1]:
        found += f"; {entry.filename} wordt {entry.file_size // max(1, entry.compress_size)} keer zo groot"
    return too_much(name, found)


def _built(path: Path, entries: Sequence[zipfile.ZipInfo], name: str, main: str) -> Problem | None:
    """Return what is strange in how a workbook is built: a part twice, entities of its own, another form."""
    names = [entry.filename for entry in entries]
    (most, times), *_ = [*Counter(names).most_common(1), ("", 0)]
    if times > 1:  # which of the two is read differs by program
        return _odd(name, f"{times} delen met de naam {most}")
    if main not in names:
        return _old(name, "xlsb") if "xl/workbook.bin" in names else broken(name)
    try:
        with zipfile.ZipFile(path) as archive:
            if any(b"encryption-data" in archive.read(part) for part in names if part == _MANIFEST):
                return _protected(name)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        if _has_doctype(part):
                            return _odd(name, f"een DOCTYPE in {entry.filename}")
    except Exception:  # zipfile passes on whatever its decompressors raise on damaged bytes
        return broken(name)
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


def too_much(name: str, found: str, expected: str = "") -> Problem:
    """Return the problem of a workbook that would take too much memory."""
    return Problem.at(
        "F308",
        name,
        None,
        None,
        found,
        expected
        or f"hooguit {LARGEST // 1_000_000} MB na uitpakken, en geen deel dat {STEEPEST} keer zo groot wordt",
        "Bewaar alleen het blad met de gegevens in een nieuwe werkmap en lever die.",
    )


def _active(parts: Sequence[str], name: str) -> Iterator[Problem]:
    there = [what for start, what in _ACTIVE.items() if any(part.startswith(start) for part in parts)]
    if there:
        yield Problem.at(
            "F309",
            name,
            None,
            None,
            ", ".join(dict.fromkeys(there)),
            "een werkmap met alleen gegevens",
            "Er is niets uitgevoerd of opgehaald; de bewaarde waarden zijn gelezen. Bewaar liever als gewone .xlsx.",
            warning=True,
        )


def _refused(problem: Problem) -> InputError:
    return InputError(f"{problem.file} is niet te lezen.", [problem])
