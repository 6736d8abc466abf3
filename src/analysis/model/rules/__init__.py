"""
The rules that every row of the table contract is held to, whatever its origin.

`arithmetic` holds the tests themselves, over columns of numbers: the rules for delivered files
(`sources.files.rules_numbers`) rest on the same functions. `rows` declares what a row alone must
be, `relations` and `series` what rows must be to each other; `door` asks them all. Pure: tables
in, problems out.
"""

from analysis.model.rules.door import file_problems, problems_of
from analysis.model.rules.measures import Known, Measure, Place
from analysis.model.rules.placed import DELIVERED, FETCHED, PROJECT, placed

__all__ = [
    "DELIVERED",
    "FETCHED",
    "PROJECT",
    "Known",
    "Measure",
    "Place",
    "file_problems",
    "placed",
    "problems_of",
]
