"""What somebody types for a params file, and what is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analysis.ground import paths

SUFFIXES = (".yml", ".yaml")


class ParamsFile(click.Path):
    """A params file, by its path or by its name alone: `dalfsen` is `params/dalfsen.yml`."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path that is meant; whether it is there says who reads it."""
        return meant(Path(str(super().convert(value, param, ctx))))


def meant(given: Path) -> Path:
    """
    Return which params file a name stands for.

    A bare name is looked up in `params/`, whatever its capitals; what is a path or a file stays what it is.
    """
    if given.is_file() or len(given.parts) != 1 or given.suffix in SUFFIXES:
        return given
    for file in sorted(paths.params().glob("*.yml")):
        if file.stem.casefold() == given.name.casefold():
            return file
    return paths.params() / f"{given.name}.yml"
