"""Zip files that are the same bytes every time: a fixed date, a fixed order, no name of a system."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

DATE = (2000, 1, 1, 0, 0, 0)
# Packed already; packing again costs seconds and wins nothing.
PACKED = (".png", ".xlsx")

LONGEST_PROPERTY = 255  # letters that Office keeps of a title or an author


def write_zip(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """
    Write files into an archive, in the order given.

    Parameters
    ----------
    target : Path
        Replaced in one move.
    files : iterable of (name, content)
        Names with `/`.
    """
    draft = target.with_name(f".bezig-{target.name}")
    with zipfile.ZipFile(draft, "w") as archive:
        for name, content in files:
            archive.writestr(_entry(name), content)
    draft.replace(target)


def rewritten(content: bytes, changed: Mapping[str, bytes] | None = None) -> bytes:
    """Return an archive (docx, pptx) with fixed dates, and with some of its files replaced."""
    changed = changed or {}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w") as archive,
    ):
        for name in source.namelist():
            archive.writestr(_entry(name), changed.get(name, source.read(name)))
    return buffer.getvalue()


def property_text(text: str) -> str:
    """Return a text as a property of an Office file may hold it; the document itself has all of it."""
    return text if len(text) <= LONGEST_PROPERTY else f"{text[: LONGEST_PROPERTY - 1]}…"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
    entry.create_system = 3  # the same on Windows and Linux
    entry.external_attr = 0o644 << 16
    return entry
