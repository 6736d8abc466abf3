"""
What may stand in no published byte: delivered files, secret notes or a digest of them, and whose machine it was.

Why a number is hidden has few possible answers, and a delivered file of counts not many more. Who finds a
digest of either tries them all, and knows within seconds which one it was. Archives and packed streams are opened.
"""

from __future__ import annotations

import base64
import binascii
import getpass
import hashlib
import io
import re
import socket
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.audit.page_text import Content
from analysis.audit.reading import digest, published_files, read_content
from analysis.ground import paths
from analysis.ground.errors import AnalysisError
from analysis.ground.paths import REASONS
from analysis.ground.stored import read_object
from analysis.release.store import ABOUT, RELEASE

# Cells of a row that say whose it is: an area, a year and a number stand in many tables.
LEAST_CELLS = 4
NAMES = frozenset({REASONS, "verborgen.json", "sleutels.json", "sleutel", paths.LOCAL})
_KINDS = ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s")
# As much of a digest as a page prints; less is found anywhere.
LETTERS = 12
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
_COMMON = {"root", "user", "admin", "localhost", "runner"}  # what everybody's machine is called tells nothing


@dataclass(frozen=True)
class Leak:
    """Something in a published file that may stand in none."""

    file: str
    what: str
    action: str = "Haal de oorzaak weg en bouw opnieuw."

    def __str__(self) -> str:
        return f"{self.file}: {self.what}. {self.action}"


def secret_files(folder: Path) -> Iterator[Path]:
    """Yield what is secret about an edition: its own notes, and what the gemeente delivered."""
    code = str(read_object(folder / RELEASE / ABOUT).get("gemeente", ""))
    delivered = paths.data() / "eigen" / code
    for home in (paths.local(folder), *([delivered] if code else [])):
        yield from (path for path in sorted(home.rglob("*")) if path.is_file() and not path.is_symlink())


def copies(folder: Path, contents: Iterable[tuple[Path, Content]]) -> Iterator[Leak]:
    """Yield the files of an edition, as they were read, that hold what the gemeente delivered."""
    whole, rows = _secrets(secret_files(folder))
    if not whole:
        return
    for path, content in contents:
        name = path.relative_to(folder).as_posix()
        found = Counter(
            rows[row] for grid in content.grids for line in grid.rows if (row := _row(line)) in rows
        )
        if (secret := whole.get(digest(path.read_bytes()))) or found:
            secret = secret or found.most_common(1)[0][0]
            what = f"dit is, of bevat rijen van, {secret}, dat niet naar buiten mag"
            yield Leak(name, what, "Haal het uit deze map.")


def _secrets(files: Iterable[Path]) -> tuple[Mapping[str, str], Mapping[tuple[str, ...], str]]:
    """Return which delivered file has this digest, and which holds this row."""
    whole: dict[str, str] = {}
    rows: dict[tuple[str, ...], str] = {}
    for path in files:
        if path.stat().st_size:
            whole[digest(path.read_bytes())] = path.name
        try:
            content = read_content(path.name, path.read_bytes())
        except AnalysisError:
            raise
        except Exception:  # noqa: S112 - of a library: what it cannot read has no rows
            continue
        for grid in content.grids:
            rows.update((row, path.name) for line in grid.rows if len(row := _row(line)) >= LEAST_CELLS)
    return whole, rows


def _row(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the filled cells of a row; only one with a number says something about people."""
    filled = tuple(cell.strip().casefold() for cell in cells if cell.strip())
    return filled if any(cell.isdecimal() for cell in filled) else ()


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file and everything packed in it: members of archives, streams of a PDF, encoded data of a page."""
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


def traces_in(folder: Path, words: Collection[str] | None = None) -> list[Leak]:
    """Return what an edition gives away about its maker: `words`, by default the login and host name of this machine."""
    names = _own_names() if words is None else words
    wanted = dict(PATTERNS)
    if names:
        joined = b"|".join(re.escape(name.encode()) for name in names)
        wanted["een naam die er niet hoort"] = re.compile(rb"(?<![\w-])(?:" + joined + rb")(?![\w-])", re.I)
    return [
        Leak(place, f"{what} ({found.group(0).decode(errors='replace')[:60]})")
        for path in published_files(folder)
        for place, data in unpacked(path.relative_to(folder).as_posix(), path.read_bytes())
        # An archive is read by what is packed in it: as it stands its bytes spell anything by chance.
        if not data.startswith((*_PICTURES, _ARCHIVE))
        for what, pattern in wanted.items()
        for found in list(pattern.finditer(data))[:1]
    ]


def _own_names() -> list[str]:
    host = socket.gethostname()
    names = {host, host.split(".")[0]}
    with suppress(OSError, KeyError):
        names.add(getpass.getuser())
    return sorted(name for name in names if len(name) >= _SHORTEST and name.lower() not in _COMMON)


def secrets_in(folder: Path) -> list[Leak]:
    """Return the secret files in the folder of an edition, hidden ones as well, and what holds a digest of one."""
    digests = {
        hashlib.new(kind, path.read_bytes(), usedforsecurity=False).hexdigest()[:LETTERS].encode(): path.name
        for path in secret_files(folder)
        for kind in _KINDS
    }
    return [one for path in sorted(folder.rglob("*")) for one in _secrets_of(path, folder, digests)]


def _secrets_of(path: Path, folder: Path, digests: Mapping[bytes, str]) -> Iterator[Leak]:
    name = path.relative_to(folder).as_posix()
    if path.name in NAMES:
        yield Leak(name, f"een bestand dat niemand anders mag zien ({path.name})")
    if path.is_symlink() or not path.is_file():
        return
    for place, data in unpacked(name, path.read_bytes()):
        low = data.lower()
        for mark, secret in digests.items():
            if mark in low:
                yield Leak(place, f"een kenmerk van {secret} ({mark.decode()})")
