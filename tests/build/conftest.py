"""A small project of its own: the real data, and notebooks that a test writes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.conftest import made_once

from analysis.cli import main
from analysis.ground import paths

REAL = Path(__file__).resolve().parents[2]

PARAMS = """\
gemeente: GM0148
naam: Dalfsen
editie: 2025
regio: RG-ZWOLLE
gebieden:
  buurten: data/geo/GM0148/buurten_2025.geojson
  kernindeling: data/geo/GM0148/kernindeling.csv
  woonkernen: data/geo/GM0148/woonkernen.csv
notebooks: [{notebooks}]
tijdslimiet_cel: {limit}
"""

START = """\
from analysis.topics import jeugdhulp, mantelzorg, partners, themes
from analysis import notebook as nb
run = nb.start(params_file, {name!r})
release = nb.load(run)"""
SHOW = "nb.show(themes.literacy(release), run)"
END = "nb.export(run)\nnb.footer(run)"


class Project:
    """A checkout in a temporary folder, with a command line that works in it."""

    def __init__(self, root: Path, *, of: Path | None = None) -> None:
        self.root = root
        if of is not None:
            shutil.copytree(of, root, dirs_exist_ok=True)
            return
        for name in ("params", "notebooks"):
            (root / name).mkdir()
        shutil.copytree(REAL / "data", root / "data")

    def params(self, text: str, name: str = "dalfsen.yml") -> Path:
        path = self.root / "params" / name
        path.write_text(text, encoding="utf-8")
        return path

    def usual_params(self, *notebooks: str, limit: int = 60) -> Path:
        return self.params(PARAMS.format(notebooks=", ".join(notebooks), limit=limit))

    def notebook(self, name: str, cells: Sequence[str] = (SHOW,), parameters: str = "") -> None:
        sources = ['params_file = "params/dalfsen.yml"\n' + parameters, START.format(name=name), *cells, END]
        book = {
            "cells": [
                {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# {name}\n\n**Vraag.** Hoe?"}
            ],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        for position, source in enumerate(sources):
            cell = {"cell_type": "code", "id": f"c{position}", "metadata": {}, "source": source}
            cell |= {"outputs": [], "execution_count": None}
            if position == 0:
                cell["metadata"] = {"tags": ["parameters"]}
            book["cells"].append(cell)
        (self.root / "notebooks" / f"{name}.ipynb").write_text(json.dumps(book), encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Work in this checkout, for as long as it takes."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(paths.ROOT_VARIABLE, str(self.root))
            patch.chdir(self.root)
            yield


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    # A space and an accent, because that is what a network drive looks like.
    root = tmp_path / "gedeelde map Coördinatie"
    root.mkdir()
    made = Project(root)
    with made.at_home():
        yield made


SUMMARY = ("--formats", "samenvatting.html")  # the quickest to write


@pytest.fixture(scope="session")
def one_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout in which one notebook and the summary were built; copy it before anything changes in it."""

    def make(root: Path) -> None:
        project = Project(root)
        with project.at_home():
            project.notebook("1_een")
            result = project.run("build", project.usual_params("1_een"), *SUMMARY)
        assert result.exit_code == 0, result.output

    return made_once(tmp_path_factory, "een", make)


@pytest.fixture
def built(one_built: Path, tmp_path: Path) -> Iterator[Project]:
    """Return a project of its own in which one notebook and the summary were built, and work in it."""
    root = tmp_path / "gedeelde map Coördinatie"
    made = Project(root, of=one_built)
    with made.at_home():
        yield made


@pytest.fixture(scope="module")
def make_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Project]:
    """Return a function that makes a project for a whole module; it is at home only when asked."""
    return lambda: Project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def hashes() -> Callable[[Path], dict[str, str]]:
    from analysis.build.receipt import file_hashes

    return file_hashes
