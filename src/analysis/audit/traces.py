"""What may stand in no published byte: folders, login and host names, keys; archives and packed streams are opened."""

from __future__ import annotations

import base64
import binascii
import getpass
import io
import re
import socket
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.audit.published import published_files

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.S)
_ENCODED = re.compile(rb";base64,([A-Za-z0-9+/]{40,}={0,2})")
_PICTURES = (b"\x89PNG", b"\xff\xd8")
PATTERNS = {
    "een map van een computer": re.compile(
        rb"(?<![\w.:/])/(?:home|Users|root|tmp|var|mnt)/[\w.-]+|(?<![A-Za-z])[A-Z]:\\{1,2}\w[\w .-]*\\"
        rb"|file:///|(?<!\\)\\\\[A-Za-z][\w.-]*\\[\w$.-]+|site-packages|ipykernel_[0-9]+"
    ),
    "een sleutel": re.compile(
        rb"\bgh[pousr]_[A-Za-z0-9]{20,}|\bsk-[A-Za-z0-9]{20,}|\bBearer [A-Za-z0-9._-]{20,}"
        rb"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY"
    ),
}
_ARCHIVE = b"PK\x03\x04"
_SHORTEST = 4  # a shorter login or host name is also a syllable


@dataclass(frozen=True)
class Trace:
    """Something in a published file that says on whose machine it was made."""

    file: str
    what: str
    found: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what} ({self.found}). Haal de oorzaak weg en bouw opnieuw."


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """
    Yield a file and everything packed in it: members of archives, streams of a PDF, encoded data of a page.

    Parameters
    ----------
    name : str
        How the file is named.
    data : bytes
        What is in it.
    """
    if data.startswith(_ARCHIVE):
        # Not the bytes of the archive itself: what is packed looks like anything, a folder of somebody as well.
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield name, b"\n".join([archive.comment, *(one.encode() for one in archive.namelist())])
            for inner in archive.namelist():
                yield from unpacked(f"{name}/{inner}", archive.read(inner))
    elif data[:5] == b"%PDF-":
        yield name, _STREAM.sub(b"", data)
        for number, found in enumerate(_STREAM.finditer(data)):
            try:
                yield f"{name}, stroom {number}", zlib.decompressobj().decompress(found.group(1))
            except zlib.error:  # not packed
                yield f"{name}, stroom {number}", found.group(1)
    else:
        yield name, data
        for number, found in enumerate(_ENCODED.finditer(data)):
            try:
                inside = base64.b64decode(found.group(1), validate=True)
            except binascii.Error:
                continue
            yield from unpacked(f"{name}, ingesloten {number}", inside)


def traces_in(folder: Path, words: Iterable[str] | None = None) -> list[Trace]:
    """
    Return what a published edition gives away about whoever made it.

    Parameters
    ----------
    folder : Path
        The folder of an edition.
    words : iterable of str, optional
        Names that may not stand in it; the login and host name of this machine by default.
    """
    names = _own_names() if words is None else list(words)
    wanted = dict(PATTERNS)
    if names:
        joined = b"|".join(re.escape(name.encode()) for name in names)
        wanted["een naam die er niet hoort"] = re.compile(rb"(?<![\w-])(?:" + joined + rb")(?![\w-])", re.I)
    return [
        Trace(place, what, found.group(0).decode(errors="replace")[:60])
        for path in published_files(folder)
        for place, data in unpacked(path.relative_to(folder).as_posix(), path.read_bytes())
        # An archive is read by what is packed in it: as it stands its bytes spell anything by chance.
        if not data.startswith((*_PICTURES, _ARCHIVE))
        for what, pattern in wanted.items()
        for found in list(pattern.finditer(data))[:1]
    ]


def _own_names() -> list[str]:
    try:
        login = getpass.getuser()
    except (OSError, KeyError):
        login = ""
    # What everybody's machine is called tells nothing.
    common = {"root", "user", "admin", "localhost", "runner"}
    names = {login, socket.gethostname(), socket.gethostname().split(".")[0]}
    return sorted(name for name in names if len(name) >= _SHORTEST and name.lower() not in common)
