"""The cases as they lie in the folders, and the report that the real command gives of a file."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner

from analysis.cli import main

HERE = Path(__file__).parent
SHARED = HERE / "definities.yml"


@dataclass(frozen=True)
class Case:
    folder: Path
    about: dict[str, Any]

    @property
    def number(self) -> int:
        return int(self.about["nummer"])

    @property
    def kind(self) -> str:
        return str(self.about["soort"])

    @property
    def definitions(self) -> Path:
        own = self.folder / "definities.yml"
        return own if own.is_file() else SHARED

    @property
    def expected(self) -> list[dict[str, Any]]:
        return json.loads((self.folder / "verwacht.json").read_text(encoding="utf-8"))

    def place(self, part: str, into: Path) -> Path:
        """Copy `invoer` or `hersteld` into a folder of the test, make what git cannot hold, return the file."""
        target = into / part
        if (self.folder / part).is_dir():
            shutil.copytree(self.folder / part, target)
        target.mkdir(exist_ok=True)
        file = target / self.about["bestand"]
        if part == "invoer" and "maak" in self.about:
            with file.open("wb") as stream:
                stream.truncate(int(self.about["maak"]["leeg_bestand"]))
        return file


def all_cases(*kinds: str) -> list[Case]:
    found = [
        Case(path.parent, yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in HERE.glob("*/geval.yml")
    ]
    return sorted((case for case in found if not kinds or case.kind in kinds), key=lambda case: case.number)


def report(case: Case, file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Run the real command on a file; return the exit code and what `--json` prints."""
    arguments = ["check", str(file), "--as", case.about["als"], "--json"]
    arguments += ["--definitions", str(case.definitions), *options]
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.stdout, result.output
    return result.exit_code, json.loads(result.stdout)
