"""From the returns that partners delivered to the table of a release; each file was checked whole before."""

from __future__ import annotations

import pandas as pd

from analysis.ground import paths
from analysis.model.catalogue import Catalogue
from analysis.prepare.delivered import context_of, own_files, with_own_goals
from analysis.release.returns import COLUMNS, HIDDEN, UNKNOWN, no_returns
from analysis.sources.files.check import check_file
from analysis.sources.files.definitions import read_definitions
from analysis.sources.files.grid import STATUS, Delivered

KIND = "partners"


def own_returns(gemeente: str, catalogue: Catalogue) -> pd.DataFrame:
    """
    Return the returns in the municipality's own folder, all years together.

    A file with errors stops the build before this is reached, and is left out here.
    """
    files = [path for path in own_files(gemeente) if path.stem.startswith(KIND)]
    if not files:
        return no_returns()
    definition = with_own_goals(read_definitions(paths.data() / "bronnen.yml")[KIND], gemeente)
    context = context_of(gemeente, catalogue)
    reports = [check_file(path, definition, context) for path in files]
    tables = [returns_of(one.delivered) for one in reports if one.delivered is not None and not one.errors]
    return pd.concat(tables, ignore_index=True) if tables else no_returns()


def returns_of(delivered: Delivered) -> pd.DataFrame:
    """Turn one delivered file into rows of a return; what was not filled in is empty."""
    table = delivered.table
    hidden = table["bereik" + STATUS].eq("onderdrukt")
    rows = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=table.index)
    for column in set(COLUMNS) & set(table.columns):
        rows[column] = table[column].astype("str").where(table[column].notna(), "")
    return rows.assign(
        bereik=pd.to_numeric(table["bereik"]), bereik_status=hidden.map({True: HIDDEN, False: UNKNOWN})
    )
