"""
The yearly returns of partners as they stand in a release, and their reach per goal and kern.

People are never added: who takes part in two activities would count twice. A goal
has as many people as its largest activity, at least; the sum is one of participations.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

FILE = "opgaven.parquet"
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
    """Return the returns of a release, also of one that an earlier version made; none where there is no such file."""
    path = folder / FILE
    if not path.is_file():
        return no_returns()
    # By its bytes: pyarrow takes no path with an accent in it where the locale knows none.
    table = pd.read_parquet(io.BytesIO(path.read_bytes())).reindex(columns=list(COLUMNS))
    told = table["bereik_status"]
    return table.assign(
        regel=table["regel"].fillna(""), bereik_status=told.where(told.isin([KNOWN, UNKNOWN]), HIDDEN)
    )


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
    rows = []
    for key, group in returns.groupby(list(by), sort=True):
        known = group["bereik"].dropna()
        rows.append(
            dict(zip(by, key, strict=True))
            | {
                "activiteiten": len(group),
                "ten_minste": known.max() if len(known) else float("nan"),
                "deelnames": known.sum() if len(known) else float("nan"),
                "zonder_getal": int(group["bereik"].isna().sum()),
                "verborgen": int((group["bereik_status"] == HIDDEN).sum()),
            }
        )
    columns = [*by, "activiteiten", "ten_minste", "deelnames", "zonder_getal", "verborgen"]
    return pd.DataFrame(rows, columns=columns)


def answered(returns: pd.DataFrame) -> pd.DataFrame:
    """Return per evaluation question how many returns answer it."""
    rows = []
    for column, question in QUESTIONS.items():
        if column == "bereik_status":
            given = returns[column] != UNKNOWN
        else:
            given = returns[column].fillna("").str.strip() != ""
        if column == "wat_werkte":
            given |= returns["wat_kan_beter"].fillna("").str.strip() != ""
        rows.append({"Vraag": question, "Beantwoord": int(given.sum()), "Opgaven": len(returns)})
    return pd.DataFrame(rows)
