"""What is secret about an edition, and whether a published file is a copy of it: whole, or row by row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.audit.page_text import Content
from analysis.audit.reading import read_content
from analysis.ground import paths
from analysis.ground.errors import AnalysisError
from analysis.ground.stored import read_object
from analysis.release.store import ABOUT

RELEASE = "release"
# Cells of a row that say whose it is: an area, a year and a number stand in many tables.
LEAST_CELLS = 4


@dataclass(frozen=True)
class Copy:
    """A published file that is, or holds rows of, what the gemeente delivered."""

    file: str
    secret: str

    def __str__(self) -> str:
        return f"{self.file}: dit is, of bevat rijen van, {self.secret}, dat niet naar buiten mag. Haal het uit deze map."


def secret_files(folder: Path) -> Iterator[Path]:
    """Yield what is secret about an edition: its own notes, and what the gemeente delivered."""
    code = str(read_object(folder / RELEASE / ABOUT).get("gemeente", ""))
    delivered = paths.data() / "eigen" / code
    for home in (paths.local(folder), *([delivered] if code else [])):
        yield from (path for path in sorted(home.rglob("*")) if path.is_file() and not path.is_symlink())


def copies(folder: Path, contents: Iterable[tuple[Path, Content]]) -> Iterator[Copy]:
    """
    Yield the published files that hold what the gemeente delivered.

    Parameters
    ----------
    folder : Path
        The folder of an edition.
    contents : iterable of (Path, Content)
        Its files as they were read.
    """
    whole, rows = _secrets(secret_files(folder))
    if not whole:
        return
    for path, content in contents:
        name = path.relative_to(folder).as_posix()
        found = Counter(
            rows[row] for grid in content.grids for line in grid.rows if (row := _row(line)) in rows
        )
        if (secret := whole.get(_digest(path))) or found:
            yield Copy(name, secret or found.most_common(1)[0][0])


def _secrets(files: Iterable[Path]) -> tuple[Mapping[str, str], Mapping[tuple[str, ...], str]]:
    """Return which delivered file has this digest, and which holds this row."""
    whole: dict[str, str] = {}
    rows: dict[tuple[str, ...], str] = {}
    for path in files:
        if path.stat().st_size:
            whole[_digest(path)] = path.name
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


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
