"""Parameters are read without running anything, and compared by name and type."""

from __future__ import annotations

import json

import pytest

from analysis.build.plan import declared, parameter_problems
from analysis.ground.errors import InputError


@pytest.fixture
def notebook(tmp_path):
    def write(source: str, tags: tuple[str, ...] = ("parameters",)):
        cell = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source}
        path = tmp_path / "een.ipynb"
        path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
        return path

    return write


def test_defaults_are_read_also_with_an_equals_sign_in_them(notebook):
    path = notebook('params_file = "params/a=b.yml"  # a=1\njaar = 2024\nmet_kaart = True\ndrempel = 0.5')
    assert declared(path) == {
        "params_file": "params/a=b.yml",
        "jaar": 2024,
        "met_kaart": True,
        "drempel": 0.5,
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"jar": 2024}, 'Bedoelt u "jaar"?'),
        ({"jaar": "2024"}, "een heel getal"),
        ({"jaar": True}, "een heel getal"),
        ({"naam": 1}, "een tekst"),
        ({"aan": 1}, "true of false"),
    ],
)
def test_an_unknown_name_or_another_type_is_a_problem(notebook, given, words):
    path = notebook('jaar = 2023\nnaam = "x"\naan = False')
    (problem,) = parameter_problems(path, given, file="params/x.yml")
    assert words in str(problem)
    assert str(problem).startswith(f"{problem.code} params/x.yml, notebook een, parameter")


def test_a_whole_number_fits_a_decimal_one(notebook):
    assert not list(parameter_problems(notebook("drempel = 0.5"), {"drempel": 1}, file="x"))


@pytest.mark.parametrize("source", ["import os", "jaar = 1 + 1", "jaar = [1]", "jaar: int"])
def test_a_parameters_cell_that_does_more_is_refused(notebook, source):
    with pytest.raises(InputError, match="meer doet dan namen noemen"):
        declared(notebook(source))


def test_a_notebook_without_a_parameters_cell_is_refused(notebook):
    with pytest.raises(InputError, match="geen parametercel"):
        declared(notebook("jaar = 2024", tags=()))
