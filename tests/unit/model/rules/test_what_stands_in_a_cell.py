"""A message shows the cell as it stands in its file, never what was made of it with fifteen digits."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis.ground.errors import ContractError, Problem
from analysis.model import rules, tidy
from analysis.model.rules.facts import cell, placed

ROW = {
    "indicator": "jeugdhulp_aandeel_tot_21_registratie",
    "gebied": "GM0148",
    "periode": "2025",
    "waarde": 300 / 324,
    "teller": 3,
    "noemer": 324,
    "status": "definitief",
    "methode": "bron",
    "bron": "eigen_jeugdhulp",
}


@pytest.mark.parametrize(
    ("change", "origin", "shown"),
    [
        ({}, rules.DELIVERED, '"3 van 324"'),  # it was: "0.925925925925926"
        ({"waarde": 0.9}, rules.DELIVERED, '"0,9"'),
        ({"waarde": 86.5, "teller": math.nan}, rules.DELIVERED, '"86,5"'),
        ({"waarde": 1 / 3, "teller": math.nan}, rules.FETCHED, '"0,3333"'),
        ({"waarde": 94.0}, rules.PROJECT, '"94"'),
        ({"waarde": 0.5}, rules.PROJECT, '"0.5"'),  # as the table of the project has it
        ({"waarde": math.nan}, rules.PROJECT, "een lege cel"),
    ],
)
def test_a_value_is_shown_as_it_stands(change, origin, shown):
    table = placed(tidy.typed(pd.DataFrame([ROW | change])), name="proef", origin=origin)
    assert cell(next(table.itertuples())) == shown


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"waarde": 94, "status": "ontbreekt"}, '"94" bij'),  # it was: "94.0"
        ({"waarde": math.nan}, "een lege cel bij"),  # it was: "nan"
    ],
)
def test_the_table_contract_shows_the_cell(change, shown):
    with pytest.raises(ContractError) as caught:
        tidy.check_tidy(tidy.typed(pd.DataFrame([ROW | change])), name="proef")
    assert caught.value.problems[0].found.startswith(shown)


def test_an_empty_cell_is_called_that():
    problem = Problem.at("F1", "proef.csv", 2, "naam", '""', "een naam", "Vul haar in.")
    assert "gevonden een lege cel;" in str(problem)
