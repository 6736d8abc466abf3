"""How OData is asked: filters, parts, pages."""

from __future__ import annotations

import pytest

from analysis.sources import odata_client
from analysis.sources.http_errors import SourceDown, TooManyRecords


def test_a_question_is_cut_until_the_service_can_answer_it():
    codes = ["NL00", "GM0148", "WK014801", "WK014802", *(f"BU014801{n:02d}" for n in range(30))]
    asked = []

    def ask(prefixes):
        found = [code for code in codes if not prefixes or code.startswith(tuple(prefixes))]
        if len(found) > 4:
            raise TooManyRecords("te veel")
        asked.extend(found)
        return len(found)

    with pytest.raises(TooManyRecords):  # ten buurten share nine characters, and an area is never cut
        odata_client.in_parts(
            lambda prefixes: ask(prefixes) if prefixes != ["BU01480101"] else ask([]), [], codes
        )
    asked.clear()
    assert odata_client.in_parts(ask, [], codes) == len(codes)
    assert sorted(asked) == sorted(codes)


def test_questions_are_written_as_odata_reads_them():
    url = odata_client.address(
        "https://x/y", filter=odata_client.any_key("RegioS", ["NL01  ", "O'x"]), format="json"
    )
    assert url == "https://x/y?$filter=(RegioS%20eq%20'NL01%20%20'%20or%20RegioS%20eq%20'O''x')&$format=json"


def test_pages_that_go_round_end(monkeypatch, client):
    monkeypatch.setattr(client, "json", lambda url, **_: {"value": [{}], "odata.nextLink": "https://x/y"})
    with pytest.raises(SourceDown, match="naar elkaar verwijzen"):
        list(odata_client.each_page(client, "https://x/y"))
