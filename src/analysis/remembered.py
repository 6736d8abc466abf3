"""
What is read once for many gemeenten: kept while somebody says so, and read again when a file changed.

A batch over the country reads the catalogue and the figures of the whole country for every gemeente.
Nothing is kept outside `keeping()`: a notebook, a test or a build of one gemeente reads what is there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

T = TypeVar("T")
Stamp = tuple[tuple[str, int, int], ...]

_lock = threading.RLock()
_keepers = 0
_known: dict[Hashable, tuple[Stamp, object]] = {}


@contextmanager
def keeping() -> Iterator[None]:
    """Keep what is read until the last block of this kind ends."""
    global _keepers
    with _lock:
        _keepers += 1
    try:
        yield
    finally:
        with _lock:
            _keepers -= 1
            if not _keepers:
                _known.clear()


def keep() -> None:
    """Keep what is read until this process ends, and in all that is forked from it."""
    global _keepers
    with _lock:
        _keepers += 1


def once(key: Hashable, make: Callable[[], T], files: Iterable[Path] = ()) -> T:
    """
    Return what `make` gives; within `keeping()` it is made once, and again when one of the files changed.

    Parameters
    ----------
    key : hashable
        What it is; the latest one of a key is kept.
    make : callable
        Reads it. Whoever gets the result may not change it.
    files : iterable of Path
        What it was read from, named before it is read.
    """
    with _lock:
        if not _keepers:
            return make()
        stamp = _stamp(files)
        if key not in _known or _known[key][0] != stamp:
            _known[key] = (stamp, make())
        return cast("T", _known[key][1])


def _stamp(files: Iterable[Path]) -> Stamp:
    found: list[tuple[str, int, int]] = []
    for path in files:
        try:
            status = path.stat()
        except OSError:  # whoever reads it says so
            found.append((str(path), 0, 0))
        else:
            found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)
