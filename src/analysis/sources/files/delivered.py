"""A delivered table after conversion: every cell has its meaning, and still its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysis.errors import Problem
from analysis.sources.files.definitions import Definition
from analysis.sources.files.grid import Grid

# Suffixes of the columns that stand beside a number.
STATUS, TEXT, LOW, HIGH = "__status", "__tekst", "__onder", "__boven"


@dataclass(frozen=True)
class Delivered:
    """
    The rows of one delivered file.

    Attributes
    ----------
    grid : Grid
        The text it was read from; names the places.
    definition : Definition
        How it was read.
    table : DataFrame
        `rij` (int, as in the file) and per column of the definition that is there, by its
        own name: an area code, a period, an ISO date, an indicator id, a bool or a text; NaN
        or "" where the cell did not convert. A number `x` is a float with beside it
        `x__status` (a status of `tidy`; "" for an ordinary number), `x__tekst` (as it
        stood), `x__onder` and `x__boven` (what "<5" leaves open, else NaN).
    problems : tuple of Problem
        What did not convert, and the warnings.
    """

    grid: Grid
    definition: Definition
    table: pd.DataFrame = field(repr=False)
    problems: tuple[Problem, ...] = ()
