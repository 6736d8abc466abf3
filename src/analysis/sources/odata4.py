"""
Tables of OData 4: datasets.cbs.nl.

The answer is long: a row per area, period and measure, with in `ValueAttribute` why a
value is not there. Codes of measures stay the same over the years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from analysis.sources import asking
from analysis.sources.http import Client, base_url
from analysis.sources.odata3 import check_codes, empty, uncounted, write
from analysis.sources.pages import PageWriter
from analysis.sources.request import INFO, OBSERVATIONS, TOPICS, Fetched, Request, dimension_file

DATA: Final = "Observations"


def fetch(client: Client, request: Request, folder: Path, progress: Callable[[int], None]) -> Fetched:
    """Fetch a table as `odata3.fetch` does, with the same errors."""
    return _Table(client, request, folder, progress).fetch()


class _Table:
    def __init__(
        self, client: Client, request: Request, folder: Path, progress: Callable[[int], None]
    ) -> None:
        self.client, self.request, self.folder, self.progress = client, request, folder, progress
        self.root = f"{base_url(request.service)}/{request.table}"
        self.result = Fetched(url=self.root, licence=asking.LICENCE)
        self.keys: dict[str, dict[str, str]] = {}

    def fetch(self) -> Fetched:
        info = self._properties()
        self.result.version = str(info.get("Modified", ""))
        self.result.keep_json(self.folder, INFO, [info])
        topics = asking.measures(self.client, self.root)
        self.result.asked.extend(asking.local(f"{self.root}/{name}") for name in topics)
        self.result.keep_json(self.folder, TOPICS, topics)
        for row in self._rows("Dimensions"):
            self._dimension(str(row["Identifier"]))
        wanted = dict(self.request.choose)
        if self.request.gemeenten is not None:
            wanted[self.request.area_dimension] = self.request.gemeenten
        check_codes(self.root, self.keys, wanted)
        path = self.folder / OBSERVATIONS
        with PageWriter(path) as writer:
            self._observations(writer)
        if not writer.rows:
            raise empty(self.root, self.request)
        self.result.files[OBSERVATIONS] = path
        self.result.rows = writer.rows
        return self.result

    def _properties(self) -> Mapping[str, Any]:
        url = f"{self.root}/Properties"
        self.result.asked.append(asking.local(url))
        content = self.client.json(url)
        rows = content.get("value", [content])  # one object, or a list of one
        return rows[0] if rows else {}

    def _rows(self, endpoint: str) -> list[Mapping[str, Any]]:
        url = f"{self.root}/{endpoint}"
        self.result.asked.append(asking.local(url))
        return asking.every_row(self.client, url)

    def _dimension(self, name: str) -> None:
        path = self.folder / dimension_file(name)
        rows = self._rows(f"{name}Codes")
        with PageWriter(path) as writer:
            write(writer, f"{self.root}/{name}Codes", rows)
        self.result.files[path.name] = path
        self.keys[name] = {str(row["Identifier"]).strip(): str(row["Identifier"]) for row in rows}

    def _observations(self, writer: PageWriter) -> None:
        request, dimension = self.request, self.request.area_dimension
        chosen = asking.every(
            *(
                asking.any_key(name, [self.keys[name][code] for code in codes])
                for name, codes in request.choose.items()
            )
        )
        if request.gemeenten is None:
            self._ask(writer, chosen)
            return
        for gemeente in request.gemeenten:
            clause = asking.gemeente_filter(dimension, gemeente)
            if not self._ask(writer, asking.every(clause, chosen)):
                raise empty(self.root, request, gemeente)
        others = [self.keys[dimension][code] for code in request.extra if code in self.keys[dimension]]
        if others:
            self._ask(writer, asking.every(asking.any_key(dimension, others), chosen))

    def _ask(self, writer: PageWriter, clause: str) -> int:
        url = asking.address(f"{self.root}/{DATA}", filter=clause)
        before = writer.rows
        for rows in asking.each_page(self.client, url):
            write(writer, url, rows)
            self.progress(len(rows))
        self.result.asked.append(asking.local(url))
        received = writer.rows - before
        if self.result.notes:  # it said that it does not count
            return received
        told = asking.count(self.client, asking.address(f"{self.root}/{DATA}/$count", filter=clause))
        asking.check_count(url, received, told)
        if told is None:
            self.result.notes.append(uncounted(url))
        return received
