"""What somebody types for a params file, and what is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analysis.ground import paths


class ParamsFile(click.Path):
    """A params file, by its path or by its name alone: `dalfsen` is `params/dalfsen.yml`."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path that is meant; whether it is there says who reads it."""
        return paths.params_file(Path(str(super().convert(value, param, ctx))))
