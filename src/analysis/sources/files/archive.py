"""
What is inside a workbook before any of it is unpacked.

A workbook is a zip file. Its directory says how large each part will become,
so a bomb is refused by reading a few kilobytes; what could run or reach out
(macros, links) is named and left alone.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.errors import InputError, Problem

LARGEST = 150_000_000  # unpacked: the national Kerncijfers wijken en buurten take about half
MOST_PARTS = 2_000
# Sheets compress 5 to 30 times; a bomb a thousand times. Small parts may repeat themselves.
STEEPEST, SMALL = 150, 5_000_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of xls, and of every file with a password
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")

# What a part of this name means to a reader; none of it is opened.
_ACTIVE = {
    "xl/vbaProject": "macro's",
    "xl/macrosheets/": "macro's",
    "xl/activeX/": "knoppen met code",
    "xl/externalLinks/": "koppelingen naar andere bestanden",
    "xl/connections": "koppelingen met een gegevensbron",
    "xl/embeddings/": "ingesloten bestanden",
}


def check_archive(path: Path, name: str) -> tuple[Problem, ...]:
    """
    Check that a file is a workbook that can be unpacked safely; read its directory only.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        How messages name it.

    Returns
    -------
    tuple of Problem
        F309 where the workbook holds something that could run or reach out; it is not followed.

    Raises
    ------
    InputError
        F306 password or an older format, F307 truncated or no workbook, F308 too much when unpacked.
    """
    with path.open("rb") as stream:
        if stream.read(len(_OLE)) == _OLE:
            raise _refused(_protected(name))
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refused(broken(name)) from error
    problem = _danger(entries, name)
    if problem is None and not _is_plain(path, entries):
        problem = broken(name)
    if problem is not None:
        raise _refused(problem)
    return tuple(_active([entry.filename for entry in entries], name))


def broken(name: str) -> Problem:
    """Return the problem of a workbook that cannot be read to its end."""
    return Problem.at(
        "F307",
        name,
        None,
        None,
        "een afgebroken of beschadigd bestand",
        "een volledige werkmap in xlsx",
        "Open het bestand in Excel, bewaar het opnieuw als .xlsx, of haal het opnieuw op.",
    )


def _protected(name: str) -> Problem:
    return Problem.at(
        "F306",
        name,
        None,
        None,
        "een bestand met een wachtwoord, of een oud xls-bestand",
        "een werkmap in xlsx zonder wachtwoord",
        "Open het bestand in Excel, haal het wachtwoord weg en bewaar het als .xlsx.",
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


def _is_plain(path: Path, entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether there is a workbook inside, and no part that declares entities of its own."""
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        head = part.read(4096)
                    if any(mark in head for mark in _ENTITIES):
                        return False
    except Exception:  # zipfile passes on whatever its decompressors raise on damaged bytes
        return False
    return True


def too_much(name: str, found: str) -> Problem:
    """Return the problem of a workbook that would take too much memory."""
    return Problem.at(
        "F308",
        name,
        None,
        None,
        found,
        f"hooguit {LARGEST // 1_000_000} MB na uitpakken, en geen deel dat {STEEPEST} keer zo groot wordt",
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
