"""The chapters of an annex without Jupyter: the code of each notebook is run, and what it shows is gathered, not saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis import notebook as nb
from analysis.cards.card import Card
from analysis.ground import paths
from analysis.ground.notebook_names import RELEASE_VARIABLE
from analysis.model.params import read_params


def shown_by_chapters(release: Path, params: str = "params/dalfsen.yml") -> list[tuple[str, Any]]:
    """
    Return what each chapter of a params file shows: its notebook, and a card, a gap, a sheet or a sentence.

    Parameters
    ----------
    release : Path
        The folder of the release that is read.
    params : str
        Names the notebooks and their parameters; in the project that KERNMONITOR_ROOT names.
    """
    found: list[tuple[str, Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(RELEASE_VARIABLE, str(release))
        for chapter in read_params(paths.root() / params).chapters:

            def gather(result: Any, run: nb.Run, *, name: str = chapter.notebook, **_: bool) -> None:
                results = result if isinstance(result, Sequence) and not isinstance(result, str) else [result]
                found.extend((name, one) for one in results)

            for door, stand_in in (
                ("show", gather),
                ("lead", gather),
                ("check", _nothing),
                ("export", _nothing),
            ):
                patch.setattr(nb, door, stand_in)
            patch.setattr(nb, "footer", _nothing)
            _run(chapter.notebook, {"params_file": params} | dict(chapter.parameters))
    return found


def _nothing(*_: object) -> None:
    pass


def _run(notebook: str, parameters: dict[str, object]) -> None:
    book = json.loads((paths.notebooks() / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), notebook, "exec"), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names |= parameters


def numbers_of(shown: list[tuple[str, Any]]) -> set[tuple[str, str]]:
    """Return which subjects stand in a figure, each with the periods that have a number there."""
    found = set()
    for _, one in shown:
        if isinstance(one, Card) and {"Onderwerp", "Periode", "Waarde"} <= set(one.numbers):
            known = one.numbers[one.numbers["Waarde"].notna()]
            found |= set(zip(known["Onderwerp"], known["Periode"], strict=True))
    return found
