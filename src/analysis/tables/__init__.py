"""Tables: the fixed check table of a notebook, the conversation sheet of an area and the agenda with partners."""

from analysis.tables.agenda import uitvoeringsagenda
from analysis.tables.check import check_table, profile_indicators
from analysis.tables.sheet import gesprekspapier

__all__ = ["check_table", "gesprekspapier", "profile_indicators", "uitvoeringsagenda"]
