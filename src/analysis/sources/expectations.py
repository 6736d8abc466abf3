"""
Does a table still have the columns that kernmonitor reads? Asked of the service itself.

Services rename columns, mostly in autumn; `kernmonitor check --sources` and the live
tests say so before a build does.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.sources import asking, topics
from analysis.sources.http import Client, base_url
from analysis.sources.request import Request


def difference(client: Client, request: Request, expected_topics: Iterable[str]) -> list[str]:
    """
    Compare the columns of a table with those that are read, in Dutch sentences.

    Parameters
    ----------
    client : Client
    request : Request
        Names the table; of the areas nothing is asked.
    expected_topics : iterable of str
        Stems, measure codes, or `groep/stem`.

    Returns
    -------
    list of str
        First what is missing or there twice, with the nearest name; then what is new. Empty
        when the table has exactly what is expected.

    Raises
    ------
    SourceDown
        The service does not answer.
    """
    expected = list(dict.fromkeys(expected_topics))
    now = current_topics(client, request)
    found = [line for name in expected if (line := _wrong(request.table, now, name))]
    known = {name.rpartition("/")[2] for name in expected}
    numbers = now[~now["soort"].str.lower().isin(["string"])]
    new = [stem for stem in dict.fromkeys(numbers["onderwerp"]) if stem not in known]
    if new:
        found.append(f"{request.table}: {len(new)} kolom(men) die niet gelezen worden: {', '.join(new)}.")
    return found


def missing(client: Client, request: Request, expected_topics: Iterable[str]) -> list[str]:
    """Return only the sentences about columns that are read and not there: those break a build."""
    expected = list(dict.fromkeys(expected_topics))
    now = current_topics(client, request)
    return [line for name in expected if (line := _wrong(request.table, now, name))]


def current_topics(client: Client, request: Request) -> pd.DataFrame:
    """Return the columns that the service has now, as `cbs.read_topics`, with `soort`: the kind of the cells."""
    content: Any
    if request.service == "cbs_v4":
        root = f"{base_url('cbs_v4')}/{request.table}"
        lists = ("MeasureCodes", "MeasureGroups")
        content = {name: asking.every_row(client, f"{root}/{name}") for name in lists}
    else:
        root = f"{base_url(request.service)}/ODataApi/odata/{request.table}"
        content = asking.every_row(client, asking.address(f"{root}/DataProperties", format="json"))
    return topics.from_answer(content)


def _wrong(table: str, now: pd.DataFrame, name: str) -> str:
    matches = topics.matching(now, name)
    if len(matches) == 1:
        return ""
    if len(matches) > 1:
        groups = " en ".join(matches["groep"])
        return f'{table}: kolom "{name}" staat er {len(matches)} keer ({groups}); noem de groep erbij.'
    near = difflib.get_close_matches(name.rpartition("/")[2], list(now["onderwerp"]), n=1, cutoff=0.6)
    hint = f' Bedoeld is misschien "{near[0]}".' if near else ""
    return f'{table}: kolom "{name}" is er niet meer.{hint}'
