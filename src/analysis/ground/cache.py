"""A cache of what was read from files, such as the catalogue, for every gemeente of a batch, while they stay the same."""

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
    """Return what `make` reads, again only when one of its files changed on disk; nobody may change the result."""
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
