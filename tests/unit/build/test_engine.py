"""What is wrong with a finished notebook is read from the notebook itself."""

from __future__ import annotations

import copy
import json
import os

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.build.engine import normalise, problems
from analysis.ground.notebook_names import sentinel

END = sentinel("01_proef")


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def book(*outputs, last=f"Bron: CBS.\n{END}\n"):
    return {
        "cells": [
            {"cell_type": "markdown", "source": "# Titel"},
            {"cell_type": "code", "source": "run", "outputs": list(outputs)},
            {"cell_type": "code", "source": "nb.footer(run)", "outputs": [stream(last)]},
        ]
    }


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [stream("klaar\n")],
        [stream("WARNING: analysis of variance, printed as a result\n")],
        [stream("/x/site-packages/pandas/core/frame.py:12: FutureWarning: anders\n  df.x\n", "stderr")],
        [stream("/x/site-packages/other/analysis/core.py:12: UserWarning: anders\n", "stderr")],
        [stream("WARNING:matplotlib.font_manager:findfont\n", "stderr")],
        [stream("100%|████| 3/3 in the analysis\n", "stderr")],
        [{"output_type": "display_data", "data": {"text/plain": "analysis WARNING"}, "metadata": {}}],
    ],
)
def test_nothing_is_wrong_with_what_is_not_ours(outputs):
    assert problems(book(*outputs), END) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "/home/jan/kernmonitor/src/analysis/tidy.py:80: UserWarning: leeg",
            "UserWarning: leeg (tidy.py, regel 80)",
        ),
        (
            "C:\\project\\src\\analysis\\geo.py:7: RuntimeWarning: delen door nul",
            "RuntimeWarning: delen door nul (geo.py, regel 7)",
        ),
        ("/tmp/ipykernel_12/345.py:1: DeprecationWarning: oud", "DeprecationWarning: oud"),
        ("WARNING:analysis.release.store:twee bronnen", "WARNING:analysis.release.store:twee bronnen"),
        ("2026-01-01 12:00 - analysis - ERROR - kapot", "2026-01-01 12:00 - analysis - ERROR - kapot"),
        ("\x1b[33mWARNING:analysis.model.geo:scheef\x1b[0m", "WARNING:analysis.model.geo:scheef"),
    ],
)
def test_a_warning_of_our_own_is_named_without_the_path(line, said):
    found = problems(book(stream(f"eerst iets\n{line}\n", "stderr")), END)
    assert found == [f"cel 1 gaf een waarschuwing: {said}"]


def test_text_in_lines_counts_as_one():
    lines = ["WARNING:analysis", ".geo:scheef\n"]
    assert len(problems(book(stream(lines, "stderr")), END)) == 1


def test_an_error_output_is_named_and_a_long_one_cut():
    error = {"output_type": "error", "ename": "ValueError", "evalue": "x" * 900, "traceback": []}
    [found] = problems(book(error), END)
    assert found.startswith("cel 1: ValueError: xxx")
    assert len(found) < 250


@pytest.mark.parametrize(
    "last", ["", "klaar\n", f"{END}\nnog iets\n", f"x{END}\n", sentinel("02_ander") + "\n"]
)
def test_another_last_line_is_no_end(last):
    [found] = problems(book(last=last), END)
    assert "stopte voor het einde" in found


def test_a_notebook_without_code_reached_no_end():
    assert problems({"cells": []}, END)


def test_everything_is_named_at_once():
    error = {"output_type": "error", "ename": "E", "evalue": "e", "traceback": []}
    assert len(problems(book(error, stream("WARNING:analysis:a\n", "stderr"), last=""), END)) == 3


@pytest.mark.slow
def test_every_real_notebook_passes_and_fails_once_it_warns(edition):
    books = {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in edition.glob("*/notebook.ipynb")
    }
    assert len(books) == 6
    for name, real in books.items():
        end = sentinel(name.partition("-")[0])
        assert problems(real, end) == [], name
        for position, cell in enumerate(real["cells"]):
            if cell["cell_type"] != "code":
                continue
            wrong = copy.deepcopy(real)
            warning = f"src{os.sep}analysis{os.sep}tidy.py:1: UserWarning: leeg\n"
            wrong["cells"][position]["outputs"].append(stream(warning, "stderr"))
            assert len(problems(wrong, end)) == 1, (name, position)


def test_what_was_printed_in_one_go_is_one_text_however_slow_the_machine_was():
    parts = [new_output("stream", name="stdout", text=text) for text in ("een\n", "twee\n")]
    parts.insert(1, new_output("stream", name="stderr", text="let op\n"))
    parts.append(new_output("stream", name="stdout", text="klaar\n"))
    book = new_notebook(cells=[new_code_cell("", outputs=parts)])
    assert problems(book, "klaar") == []
    normalise(book)
    said = [(output["name"], output["text"]) for output in book.cells[0].outputs]
    assert said == [("stdout", "een\n"), ("stderr", "let op\n"), ("stdout", "twee\nklaar\n")]
