"""
Tables of OData 4: datasets.cbs.nl.

The answer is long: a row per area, period and measure, with in `ValueAttribute` why a
value is not there. Codes of measures stay the same over the years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from analysis.sources import answers, asking
from analysis.sources.http import Client, base_url
from analysis.sources.odata3 import check_codes, check_once, check_topics, empty, uncounted, version, write
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
        self.result.version = version(info)
        self.result.keep_json(self.folder, INFO, [info])
        topics = asking.measures(self.client, self.root)
        self.result.asked.extend(asking.local(f"{self.root}/{name}") for name in topics)
        self.result.keep_json(self.folder, TOPICS, topics)
        check_topics(self.root, topics)
        for name in asking.texts(self.root, self._rows("Dimensions"), "Identifier"):
            self._dimension(asking.check_dimension(self.root, name))
        wanted = {**self.request.choose, self.request.area_dimension: self.request.gemeenten or ()}
        check_codes(self.root, self.keys, wanted)
        path = self.folder / OBSERVATIONS
        with PageWriter(path) as writer:
            self._observations(writer)
        if not writer.rows:
            raise empty(self.root, self.request)
        check_once(self.root, path, ["Measure", *self.keys])
        self.result.files[OBSERVATIONS] = path
        self.result.rows = writer.rows
        return self.result

    def _properties(self) -> Mapping[str, Any]:
        url = f"{self.root}/Properties"
        self.result.asked.append(asking.local(url))
        content = self.client.json(url)
        found = content.get("value", content) if isinstance(content, Mapping) else content
        rows = found if isinstance(found, list) else [found]  # one object, or a list of one
        asking.check_rows(self.client, url, rows)
        return rows[0] if rows else {}

    def _rows(self, endpoint: str) -> list[Mapping[str, Any]]:
        url = f"{self.root}/{endpoint}"
        self.result.asked.append(asking.local(url))
        return asking.every_row(self.client, url)

    def _dimension(self, name: str) -> None:
        path = self.folder / dimension_file(name)
        rows = self._rows(f"{name}Codes")
        if not rows:
            raise answers.odd(f"{self.root}/{name}Codes", "een dimensie zonder leden", "ten minste een lid")
        codes = asking.texts(self.root, rows, "Identifier")
        asking.texts(self.root, rows, "Title")
        with PageWriter(path) as writer:
            write(writer, f"{self.root}/{name}Codes", rows)
        self.result.files[path.name] = path
        self.keys[name] = dict(zip(codes, (str(row["Identifier"]) for row in rows), strict=True))

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
