"""How OData is asked: filters, pages."""

from __future__ import annotations

import pytest

from analysis.sources import odata_client
from analysis.sources.http_errors import SourceDown
from analysis.sources.odata_client import Request


def test_questions_are_written_as_odata_reads_them(monkeypatch):
    monkeypatch.setenv("KERNMONITOR_CBS_URL", "https://x")
    keys = (f"RegioS eq {odata_client.quoted(key)}" for key in ("NL01  ", "O'x"))
    url = Request("bron", "cbs", "1NED", "RegioS", None).address("y", "", odata_client.any_of(keys))
    question = "(RegioS%20eq%20'NL01%20%20'%20or%20RegioS%20eq%20'O''x')"
    assert url == f"https://x/ODataFeed/odata/1NED/y?$filter={question}&$format=json"


def test_pages_that_go_round_end(monkeypatch, client):
    monkeypatch.setattr(client, "json", lambda url, **_: {"value": [{}], "odata.nextLink": "https://x/y"})
    with pytest.raises(SourceDown, match="naar elkaar verwijzen"):
        list(odata_client.each_page(client, "https://x/y"))
