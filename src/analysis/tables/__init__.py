"""Tables: the fixed check table of a notebook, and the conversation sheet of an area."""

from analysis.tables.check import check_table, profile_indicators
from analysis.tables.sheet import gesprekspapier

__all__ = ["check_table", "gesprekspapier", "profile_indicators"]
