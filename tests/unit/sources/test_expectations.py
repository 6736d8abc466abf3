"""Columns that are gone or new are said before a build needs them."""

from __future__ import annotations

from analysis.sources.cbs import Request
from analysis.sources.expectations import difference, missing

KWB = Request("cbs_kwb", "cbs", "85984NED", "WijkenEnBuurten", ("GM0148",))
CARE = Request("cbs_jeugdzorg_wijk", "cbs", "86204NED", "Wijken", ("GM0148",))


def test_a_column_that_is_gone_is_named_with_the_nearest(behaving, client):
    found = missing(client, KWB, ["AantalInwoners", "OpleidingsniveauHoog", "AantalInwonersTotaal"])
    assert found == [
        '85984NED: kolom "OpleidingsniveauHoog" is er niet meer.',
        '85984NED: kolom "AantalInwonersTotaal" is er niet meer. Bedoeld is misschien "AantalInwoners".',
    ]


def test_new_columns_are_listed_and_labels_are_none(behaving, client):
    found = difference(client, CARE, ["TotaalJongerenMetJeugdzorg"])
    assert found == ["86204NED: 1 kolom(men) die niet gelezen worden: JongerenMetJeugdzorgRelatief."]


def test_exactly_what_is_expected_is_nothing_to_say(behaving, client):
    assert difference(client, CARE, ["TotaalJongerenMetJeugdzorg", "JongerenMetJeugdzorgRelatief"]) == []


def test_version_4_is_compared_by_code(behaving, client):
    request = Request("v4", "cbs_v4", "86165NED", "WijkenEnBuurten", ("GM0148",))
    (line,) = missing(client, request, ["T001036", "T999999"])
    assert line.startswith('86165NED: kolom "T999999" is er niet meer.')
