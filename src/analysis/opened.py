"""
Which files of the project this process opened, and which folders it listed.

Told by the interpreter itself (an audit hook), so that no reader has to remember to say so.
It sees `open` of Python and nothing that a library opens in C; who reads so calls `tell`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_LISTED = ("os.scandir", "os.listdir")


class Ledger:
    """What was opened below some folders, as paths relative to the project."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.told: set[str] = set()
        self._below: tuple[str, ...] = ()
        self._root = ""
        self._paused = False

    def start(self, root: Path, below: Sequence[str]) -> None:
        """Begin anew, for folders of the project; nothing is told of before."""
        self.files.clear()
        self.folders.clear()
        self.told.clear()
        first = not self._below
        self._root = os.path.normcase(root)
        self._below = tuple(os.path.normcase(root / name) + os.sep for name in below)
        if first:
            sys.addaudithook(self._heard)  # for as long as the process lives: it cannot be taken away

    def tell(self, part: str) -> None:
        """Note a part by name, for a reader whose library opens files in C."""
        self.told.add(part)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Note nothing until the block ends: who reads here says itself what it gave to whom."""
        before, self._paused = self._paused, True
        try:
            yield
        finally:
            self._paused = before

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        # Called for everything that the interpreter does: the cheapest question first.
        if event != "open" and event not in _LISTED:
            return
        if self._paused or not self._below or not arguments:
            return
        where = arguments[0]
        if not isinstance(where, str | bytes | os.PathLike):
            return
        # Not `resolve`: that asks the disk, and here every question would be heard again.
        path = os.path.normcase(os.path.abspath(os.fsdecode(where)))  # noqa: PTH100
        if not (path + os.sep).startswith(self._below):
            return
        name = path[len(self._root) + 1 :].replace(os.sep, "/")
        (self.files if event == "open" else self.folders).add(name)


LEDGER = Ledger()
