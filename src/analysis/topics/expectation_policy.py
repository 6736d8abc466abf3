"""What a document of long ago expected of the population: `data/beleid/<gemeente>/verwachting.yml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from analysis.model.policy_files import EXPECTED, Lines, Own, load_own, policy_file


class Expected(Own):
    """An expectation of young and old that the numbers can be held against."""

    bron: str
    regel: Lines
    jaar: str = Field(pattern=r"^(19|20)\d\d$", description="Jaar waarin het document dit verwachtte")
    # The only two words that there is a test for.
    jongeren: Literal["blijft gelijk"]
    ouderen: Literal["groeit het snelst"]


def read_expected(gemeente: str) -> Expected:
    """Read the expectation of a gemeente; raises `InputError` with every problem."""
    return load_own(policy_file(gemeente, EXPECTED), Expected, gemeente)
