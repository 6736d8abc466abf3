"""
What a notebook must leave alone: it reads the figures, and writes in a folder of its own.

Looked at before and after a run, by what the system tells of each file without reading it. Where two notebooks
run at a time both are refused when something changed: nobody knows which of them did it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from analysis.build import key
from analysis.build.receipt import FAILURES, STAGING, hash_of, move_in, throw_away
from analysis.ground import dutch, paths
from analysis.ground.paths import RECEIPT

# What systems, programmes and Python itself leave beside files.
_OF_PROGRAMMES = (".", "~$", "__pycache__")
# In an edition also what a build and the explorer write there.
_OF_OTHERS = (*_OF_PROGRAMMES, FAILURES, "verkenning")
_KINDS = {
    stat.S_IFLNK: "een koppeling",
    stat.S_IFIFO: "een pijp",
    stat.S_IFSOCK: "een aansluiting",
    stat.S_IFBLK: "een apparaat",
    stat.S_IFCHR: "een apparaat",
}
_MOST = 3  # names in a message
Seen = Mapping[str, tuple[int, ...] | str]


def watched() -> list[Path]:
    """Return what no notebook writes to, in every project: what it rests on, and the code."""
    return [paths.data(), paths.params(), paths.notebooks(), key.package()]


def seen(folders: Iterable[Path]) -> Seen:
    """Return per file in some folders what would be different had anybody written to it; links are not followed."""
    found = {}
    for folder in folders:
        for path in _all(folder, _OF_PROGRAMMES):
            there = path.lstat()
            found[str(path)] = (there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)
    return found


def refusal(before: Seen, after: Seen) -> str:
    """Return in Dutch why a run is refused during which files were changed, made or thrown away; "" when none was."""
    changed = [Path(name) for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    if not changed:
        return ""
    names = dutch.few([paths.relative(path) for path in changed], _MOST)
    return f"terwijl het liep veranderde {names}; een notebook schrijft alleen in zijn eigen map"


def without_strangers(folder: Path) -> str:
    """
    Take out of a folder whatever is no file of its own, and return in Dutch what that was; "" when all is well.

    A link shows what lies elsewhere, a pipe holds up who reads it, and a file that has a second name can be
    changed under that name. None of them may become part of an edition.
    """
    found = []
    for path in _all(folder):
        about = path.lstat()
        kind = _KINDS.get(stat.S_IFMT(about.st_mode), "iets dat geen bestand is")
        if stat.S_ISREG(about.st_mode):
            if about.st_nlink == 1:
                continue
            kind = "een bestand dat ook elders staat"
        found.append(f"{path.relative_to(folder).as_posix()} ({kind})")
        path.unlink()
    made = dutch.few(sorted(found), _MOST)
    return f"het maakte {made}; een notebook maakt alleen gewone bestanden" if found else ""


class Others:
    """The other parts of an edition, as they stand in some folders: only the batch itself replaces them."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = list(folders)
        self._seen = self._now()

    def replaced(self, part: Path) -> None:
        """Take what stands in one folder now for good, and the receipt: the batch itself put it there."""
        own = (f"{part}{os.sep}", str(part.with_name(RECEIPT)))
        kept = {name: one for name, one in self._seen.items() if not name.startswith(own)}
        self._seen = kept | {name: one for name, one in self._now().items() if name.startswith(own)}

    def refusal(self) -> str:
        """Return in Dutch what changed since; nothing when all is as it was."""
        return refusal(self._seen, self._now())

    def _now(self) -> dict[str, str]:
        # By content: what is linked into the next edition tells of other moments when a link is taken away.
        files = (path for folder in self._folders for path in _all(folder, _OF_OTHERS))
        return {str(path): hash_of(path) for path in files if path.is_file()}


def contents(folder: Path) -> dict[str, bytes]:
    """Return what the files of a release hold, for who may have to put them back."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def put_back(folder: Path, held: Mapping[str, bytes]) -> bool:
    """Have a release as it was, whatever a notebook did to it; return whether it had to be put back."""
    there = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    if there.keys() == held.keys() and all(
        path.is_file() and path.read_bytes() == held[name] for name, path in there.items()
    ):
        return False
    fresh = folder.with_name(f"{STAGING}{folder.name}-terug")
    throw_away(fresh)
    fresh.mkdir()
    for name, content in held.items():
        (fresh / name).write_bytes(content)
    # Not thrown away first: a notebook that starts meanwhile would take it that there never was a release.
    move_in(fresh, folder)
    return True


def _all(folder: Path, leave: tuple[str, ...] = ()) -> Iterator[Path]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if leave and entry.name.startswith(leave):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _all(Path(entry.path), leave)
        else:
            yield Path(entry.path)
