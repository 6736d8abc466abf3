"""Files that are the same bytes every time, written in one move; zip files with a fixed date and no name of a system."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from analysis.annex.blocks import AnnexDocument

DATE = (2000, 1, 1, 0, 0, 0)
# Packed already; packing again costs seconds and wins nothing.
PACKED = (".png", ".xlsx")

LANGUAGE = "nl-NL"
LONGEST_PROPERTY = 255  # letters that Office keeps of a title or an author


def put(target: Path, content: bytes) -> Path:
    """Write a file so that a reader finds the old one or the new one, never half of it; return it."""
    draft = target.with_name(f".bezig-{target.name}")
    draft.write_bytes(content)
    return draft.replace(target)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files (name with `/`, content) as an archive, in the order given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on Windows and Linux
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def put_office(target: Path, saved: Callable[[io.BytesIO], object]) -> Path:
    """Write what saves itself as an archive (docx, pptx) with fixed dates instead of those of now."""
    buffer = io.BytesIO()
    saved(buffer)
    with zipfile.ZipFile(buffer) as source:
        return put(target, zipped((name, source.read(name)) for name in source.namelist()))


def describe(about: Any, document: AnnexDocument, title: str) -> None:
    """Fill the properties of an Office file; what is too long for one stands in the file itself."""
    owner = _short(f"Gemeente {document.params.naam}")
    about.title, about.author, about.last_modified_by = _short(title), owner, owner
    about.language, about.revision = LANGUAGE, 1
    # A file must not differ because it was made on another day.
    about.created = about.modified = dt.datetime(*DATE)  # noqa: DTZ001


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_PROPERTY else f"{text[: LONGEST_PROPERTY - 1]}…"
