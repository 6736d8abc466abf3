"""
A cache of what was read from files: kept in this process for as long as the files on disk are the same.

A batch over the country reads the catalogue and the figures of the whole country for every gemeente.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import TypeVar, cast

T = TypeVar("T")
Stamp = tuple[tuple[str, ...], ...]

MOST = 64  # results; the one that was asked for longest ago goes first

_lock = threading.RLock()
_kept: OrderedDict[Hashable, tuple[Stamp, object]] = OrderedDict()


def cached(key: Hashable, make: Callable[[], T], files: Iterable[Path]) -> T:
    """
    Return what `make` reads; it is called again only when one of the files that it reads from changed on disk.

    Whoever gets the result may not change it.
    """
    with _lock:
        stamp = tuple(_stamp(path) for path in files)
        if key not in _kept or _kept[key][0] != stamp:
            _kept[key] = (stamp, make())
        _kept.move_to_end(key)
        if len(_kept) > MOST:
            _kept.popitem(last=False)
        return cast("T", _kept[key][1])


def _stamp(path: Path) -> tuple[str, ...]:
    try:
        there = path.stat()
    except OSError:  # whoever reads it says so
        return (str(path),)
    about = (there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)
    return (str(path), *map(str, about))
