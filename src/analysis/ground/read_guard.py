"""A notebook of a build may not open what was fetched or delivered: it reads only what the gate released."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from analysis.ground.errors import AnalysisError

BEFORE_THE_GATE = ("eigen", "raw")
_OPENING = ("open", "os.scandir", "os.listdir")


def refuse_unreleased(data: Path) -> None:
    """Let every `open` by Python of what lies before the gate be an error, until the process ends; not one in C."""
    root = os.path.normcase(data.parent)
    closed = tuple(os.path.normcase(data / name) + os.sep for name in BEFORE_THE_GATE)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        # Called for everything that the interpreter does: the cheapest question first.
        if event not in _OPENING or not arguments or not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        # Not `resolve`: that asks the disk.
        path = os.path.normcase(os.path.abspath(os.fsdecode(arguments[0])))  # noqa: PTH100
        if (path + os.sep).startswith(closed):
            name = os.path.relpath(path, root).replace(os.sep, "/")
            raise AnalysisError(f"het las {name}; een notebook leest alleen wat is vrijgegeven")

    sys.addaudithook(hear)
