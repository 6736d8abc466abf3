"""
The yearly returns of partners as they stand in a release, and their reach per goal and kern.

People are never added: who takes part in two activities would count twice. A goal
has as many people as its largest activity, at least; the sum is one of participations.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.release.store import RETURNS, read_stored

COLUMNS = (
    "partner",
    "activiteit",
    "doel",
    "gebied",
    "jaar",
    "bereik",
    "bereik_status",
    "afgesproken_indicator",
    "bijdrage",
    "uitgevoerd",
    "wat_werkte",
    "wat_kan_beter",
    "samenwerking",
    "verhaal",
    "toelichting",
    "regel",  # of the gate, as it was when this was published
)
SOURCE = "eigen_partners"
KNOWN, HIDDEN, UNKNOWN = "bekend", "niet getoond", "niet bekend"

QUESTIONS = {
    "bijdrage": "Droegen de resultaten bij aan het doel?",
    "bereik_status": "Hoeveel mensen zijn bereikt?",
    "uitgevoerd": "Is het uitgevoerd zoals bedoeld?",
    "wat_werkte": "Wat werkte, en wat kan beter?",
    "samenwerking": "Hoe verliep de samenwerking?",
}


def no_returns() -> pd.DataFrame:
    """Return a table of returns without rows."""
    return pd.DataFrame(
        {column: pd.Series(dtype="float64" if column == "bereik" else "str") for column in COLUMNS}
    )


def read_returns(folder: Path) -> pd.DataFrame:
    """Return the returns of a release; none where there is no such file, `InputError` (F706) for another file."""
    path = folder / RETURNS
    return read_stored(path, pd.read_parquet) if path.is_file() else no_returns()


def newest_year(returns: pd.DataFrame) -> str:
    """Return the last year that partners sent a return about; "" when there is none."""
    return str(max(returns["jaar"], default=""))


def reach(returns: pd.DataFrame, by: Sequence[str] = ("doel", "gebied")) -> pd.DataFrame:
    """
    Merge the returns of one year per goal and kern.

    Gives `by`, `activiteiten`, `ten_minste` (people in the largest activity), `deelnames` (sum over activities:
    no people, and only of numbers that are shown), `zonder_getal` (activities without a number, for whatever
    reason) and `verborgen` (those among them that were too small to show).
    """
    groups = returns.assign(verborgen=returns["bereik_status"] == HIDDEN).groupby(list(by), sort=True)
    known = groups["bereik"]
    found = {
        "activiteiten": groups.size(),
        "ten_minste": known.max(),
        "deelnames": known.sum(min_count=1),
        "zonder_getal": groups.size() - known.count(),
        "verborgen": groups["verborgen"].sum(),
    }
    return pd.DataFrame(found).reset_index()


def answered(returns: pd.DataFrame) -> pd.DataFrame:
    """Return per evaluation question how many returns answer it."""
    texts = returns.drop(columns=["bereik", "jaar"]).fillna("")
    filled = texts.apply(lambda column: column.str.strip() != "")
    filled["bereik_status"] = returns["bereik_status"] != UNKNOWN
    filled["wat_werkte"] |= filled["wat_kan_beter"]
    given = [int(filled[column].sum()) for column in QUESTIONS]
    return pd.DataFrame({"Vraag": QUESTIONS.values(), "Beantwoord": given, "Opgaven": len(returns)})
