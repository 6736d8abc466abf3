"""
Does a table still have the columns that kernmonitor reads? Asked of the service itself.

Services rename columns, mostly in autumn; `kernmonitor check --sources` and the live
tests say so before a build does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.ground import dutch
from analysis.ground.errors import did_you_mean
from analysis.sources.fetch import request_of
from analysis.sources.http import Client
from analysis.sources.http_errors import SourceDown
from analysis.sources.observations import topics_in
from analysis.sources.odata_client import Request, columns_of
from analysis.sources.tables import NetworkTables


@dataclass(frozen=True)
class Comparison:
    """How an online table stands to what is read of it."""

    title: str
    lines: tuple[str, ...]  # per indicator without a column a sentence, or why the source gave no answer
    wrong: bool  # somebody has to do something: a preliminary year may still lack columns
    unread: int = 0  # columns with numbers that no indicator is read from

    @property
    def verdict(self) -> str:
        """What to say before the lines."""
        if not self.lines:
            return f"zoals verwacht; {dutch.counted(self.unread, 'kolom', 'kolommen')} niet gelezen"
        return "anders dan verwacht" if self.wrong else "nog niet compleet (voorlopig jaar)"


def current_topics(client: Client, request: Request) -> pd.DataFrame:
    """Return the columns that the service has now, as `observations.read_topics`."""
    client.begin()
    return topics_in(columns_of(client, request))


def compare(client: Client, tables: NetworkTables) -> Iterator[Comparison]:
    """Compare the columns that each online table has now with those that are read of it."""
    for key, table in tables.tabellen.items():
        for period, number in table.editions():
            title = f"{key} {period} ({number})" if period else f"{key} ({number})"
            try:
                now = current_topics(client, request_of(key, table, number, None, ()))
            except SourceDown as error:
                yield Comparison(title, tuple(str(problem) for problem in error.problems), wrong=True)
                continue
            there = set(now["onderwerp"])
            lines = tuple(
                f"geen kolom voor {topic.indicator}: gezocht naar {', '.join((*topic.same, *topic.parts))}. "
                + did_you_mean(topic.stam, there, "Zoek de nieuwe naam en zet die in data/tabellen.yml.")
                for topic in table.absent(there, int(period) if period else None)
            )
            numbers = set(now.loc[now["soort"].str.lower() != "string", "onderwerp"])
            unread = len(numbers - {name.rpartition("/")[2] for name in table.stems()})
            yield Comparison(title, lines, bool(lines) and period not in table.voorlopig, unread)
