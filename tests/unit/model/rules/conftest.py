"""The real rows of the project with where they stand, and a small table to write rules' own cases in."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from analysis.model import rules, tidy
from analysis.model.catalogue import read_catalogue
from analysis.prepare.admit import known_of
from analysis.sources.embedded import read_country, read_placed

TODAY = dt.date(2026, 11, 29)


@pytest.fixture(scope="session")
def known():
    return dataclasses.replace(known_of(read_catalogue(), edition=2025), today=TODAY)


@pytest.fixture(scope="session")
def real():
    """Return the embedded rows; copy before you change them."""
    return read_placed(list(read_catalogue().sources))


@pytest.fixture(scope="session")
def country():
    """Return what the tables of the country hold of Dalfsen, and of Deventer as its neighbour."""
    return read_country("GM0148", ["GM0150"])


@pytest.fixture
def refused(known):
    """Return a function that gives the problems of rows, written as a dict each."""

    def problems(*rows, origin=rules.PROJECT, known=known):
        usual = {
            "indicator": "inwoners",
            "gebied": "GM0148",
            "periode": "2024",
            "status": "definitief",
            "methode": "telling",
            "bron": "proef",
        }
        table = tidy.typed(pd.DataFrame([usual | row for row in rows]))
        return rules.problems_of(
            rules.placed(table, name="proef.csv", origin=origin, numbered=origin == rules.PROJECT), known
        )

    return problems
