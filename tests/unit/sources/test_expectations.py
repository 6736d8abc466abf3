"""Columns that are gone are said before a build needs them."""

from __future__ import annotations

import pytest

from analysis.sources.fetch import compare
from analysis.sources.tables import read_tables


@pytest.fixture
def only():
    """Return a function that keeps one table, with changes."""
    tables = read_tables()

    def kept(key, **changes):
        table = tables.tabellen[key].model_copy(update=changes)
        return tables.model_copy(update={"tabellen": {key: table}})

    return kept


def test_a_table_as_expected_says_how_much_of_it_is_not_read(behaving, client, only):
    [found] = compare(client, only("cbs_jeugdzorg_wijk"))
    assert (found.lines, found.wrong) == ((), False)
    assert found.verdict == "zoals verwacht"


@pytest.mark.parametrize(("preliminary", "wrong"), [((), True), (("2024",), False)])
def test_a_column_that_is_gone_is_named_with_the_nearest(behaving, client, only, preliminary, wrong):
    topic = only("cbs_kwb").tabellen["cbs_kwb"].onderwerpen[0].model_copy(update={"stam": "AantalInwonersX"})
    tables = only("cbs_kwb", per_periode={"2024": "85984NED"}, onderwerpen=(topic,), voorlopig=preliminary)
    [found] = compare(client, tables)
    [line] = found.lines
    assert line.startswith("geen kolom voor inwoners: gezocht naar AantalInwonersX")
    assert line.endswith('Bedoelt u "AantalInwoners"?')
    assert found.wrong is wrong
