"""
Fetching a table of CBS or RIVM whole, as it came, into the store.

OData 3 (opendata.cbs.nl, dataderden.cbs.nl) is asked for `UntypedDataSet`, because the typed one gives the
same null for "unknown or secret" and "cannot occur"; `ODataApi` refuses answers of more than 10,000
records, `ODataFeed` gives them in pages. OData 4 (datasets.cbs.nl) has a row per area, period and measure,
with in `ValueAttribute` why a value is not there; codes of measures stay the same over the years.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from analysis.ground.errors import Problem
from analysis.sources import http_errors, odata_client, odata_topics
from analysis.sources.http import Client
from analysis.sources.http_errors import SourceDown, TooManyRecords, down, odd
from analysis.sources.odata_client import Request, Row, silent
from analysis.sources.page_writer import OBSERVATIONS, PageWriter, dimension_file
from analysis.sources.snapshots import ASKED, LICENCE, Snapshot, Store

INFO: Final = "tabel.json"
NOT_A_DIMENSION: Final = ("Topic", "TopicGroup")
SHORT: Final = 1000
OTHERS_AT_ONCE: Final = 15  # a question of more than 2,000 characters is refused by many servers


def fetch_table(
    client: Client,
    request: Request,
    store: Store,
    *,
    today: dt.date,
    progress: Callable[[int], None] = silent,
) -> tuple[Snapshot, bool]:
    """
    Fetch a table, or the part of it that is about some gemeenten, and keep it; `progress` hears the rows of each page.

    Returns
    -------
    tuple of Snapshot and bool
        The snapshot, with its warnings in `notes`, and whether it is new: nothing is kept when it is what
        the store already has.

    Raises
    ------
    SourceDown
        What the service does not give, with the store untouched: see `http_errors`, and F241 for less
        rows than it counts, F242 for no rows of a gemeente that the table has, F243 for a gemeente or
        another code that it does not have: a gemeente of 2023 is not in a table of 2016.
    """
    client.begin()
    with store.workspace() as folder:
        return _TableFetch(client, request, folder, progress).fetch_into(store, today)


class _TableFetch:
    """One table being fetched into a temporary folder; what the two versions of OData name differently stands here."""

    def __init__(
        self, client: Client, request: Request, folder: Path, progress: Callable[[int], None]
    ) -> None:
        self.client, self.request, self.folder, self.progress = client, request, folder, progress
        self.root = request.root
        self.is_v4 = request.service == "cbs_v4"
        self.key, self.data = ("Identifier", "Observations") if self.is_v4 else ("Key", "UntypedDataSet")
        self.feed = self.root if self.is_v4 else self.root.replace("/ODataApi/", "/ODataFeed/")
        self.codes: dict[str, dict[str, str]] = {}  # per dimension, each key as it was sent by its code
        self.files: dict[str, Path] = {}
        self.asked: list[str] = []
        self.notes: list[Problem] = []

    def fetch_into(self, store: Store, today: dt.date) -> tuple[Snapshot, bool]:
        info = self._info()
        self._keep_json(INFO, info)
        for name in self._topics():
            self._dimension(odata_client.check_dimension(self.root, name))
        self._check_codes()
        path = self.folder / OBSERVATIONS
        with PageWriter(path) as writer:
            self._observations(writer)
        if not writer.rows:
            raise self._empty("deze vraag", "deze gebieden")
        self._check_once(path)
        self.files[OBSERVATIONS] = path
        request = self.request
        question = {
            "dienst": request.service,
            "tabel": request.table,
            "gebied": request.area_dimension,
            "gemeenten": None if request.gemeenten is None else list(request.gemeenten),
            "andere_gebieden": list(request.others),
            "keuze": {name: list(codes) for name, codes in request.choose.items()},
        }
        self._keep_json(ASKED, question)
        version = info[0].get("Modified") if info else None
        snapshot, is_new = store.add(
            request.source,
            request.part,
            self.files,
            url=self.root,
            rows=writer.rows,
            version=http_errors.shown(version, 40) if isinstance(version, str) else "",
            licence=LICENCE,
            today=today,
            asked=self.asked,
        )
        return replace(snapshot, notes=(*snapshot.notes, *self.notes)), is_new

    def _keep_json(self, name: str, content: Any) -> None:
        """Keep an answer as JSON that is the same bytes whenever it says the same."""
        self.files[name] = self.folder / name
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        self.files[name].write_text(text, encoding="utf-8", newline="\n")

    def _rows(self, endpoint: str, **options: str) -> list[Row]:
        url = odata_client.address(f"{self.root}/{endpoint}", **options)
        self.asked.append(odata_client.without_host(url))
        return odata_client.every_row(self.client, url)

    def _info(self) -> list[Row]:
        if not self.is_v4:
            return self._rows("TableInfos", format="json")
        url = f"{self.root}/Properties"
        self.asked.append(odata_client.without_host(url))
        content = self.client.json(url)
        found = content.get("value", content) if isinstance(content, Mapping) else content
        rows = found if isinstance(found, list) else [found]  # one object, or a list of one
        odata_client.check_rows(self.client, url, rows)
        return rows[:1] or [{}]

    def _topics(self) -> list[str]:
        """Keep what the columns mean, and return the names of the dimensions."""
        content = odata_client.columns_of(self.client, self.request.service, self.root)
        self._keep_json(odata_topics.TOPICS, content)
        try:
            odata_topics.from_answer(content)
        except (LookupError, TypeError, ValueError, AttributeError):  # no build could use it
            found, expected = "kolommen die niet te lezen zijn", "per kolom een sleutel en een titel"
            raise odd(self.root, found, expected) from None
        if self.is_v4:
            self.asked.extend(odata_client.without_host(f"{self.root}/{name}") for name in content)
            return odata_client.texts(self.root, self._rows("Dimensions"), "Identifier")
        url = odata_client.address(f"{self.root}/DataProperties", format="json")
        self.asked.append(odata_client.without_host(url))
        dimensions = (row for row in content if row.get("Type") not in NOT_A_DIMENSION)
        return [str(row["Key"]) for row in dimensions if row.get("Key")]

    def _dimension(self, name: str) -> None:
        endpoint = f"{name}Codes" if self.is_v4 else name
        path = self.folder / dimension_file(name)
        with PageWriter(path) as writer:
            self._ask(writer, endpoint, "", (self.root, self.feed), codes=self.codes.setdefault(name, {}))
        if not writer.rows:
            raise odd(f"{self.root}/{endpoint}", "een dimensie zonder leden", "ten minste een lid")
        self.files[path.name] = path

    def _check_codes(self) -> None:
        """Raise F243 with each code that the table does not have."""
        request, problems = self.request, []
        wanted = {**request.choose, request.area_dimension: request.gemeenten or ()}
        for name, codes in wanted.items():
            known = self.codes.get(name, {})
            if name not in self.codes and not codes:
                problems.append(http_errors.problem("F243 dimensie", self.root, name=name))
            expected = f"een code van {name}" if known else "een dimensie van deze tabel"
            problems += [
                http_errors.problem("F243 code", self.root, code=code, name=name, expected=expected)
                for code in codes
                if code not in known
            ]
        if problems:
            raise SourceDown("De tabel kent niet alles wat gevraagd is.", problems)

    def _observations(self, writer: PageWriter) -> None:
        request, areas = self.request, self.codes[self.request.area_dimension]
        chosen = odata_client.every(
            *(
                odata_client.any_key(name, [self.codes[name][code] for code in codes])
                for name, codes in request.choose.items()
            )
        )

        def ask_areas(prefixes: Sequence[str], bases: Sequence[str]) -> int:
            def ask(some: Sequence[str]) -> int:
                clause = odata_client.any_prefix(request.area_dimension, some)
                return self._ask(writer, self.data, odata_client.every(clause, chosen), bases)

            return odata_client.in_parts(ask, prefixes, list(areas))

        if request.gemeenten is None:
            ask_areas([], (self.feed,))
            return
        for gemeente in request.gemeenten:
            if not ask_areas(
                [f"{level}{gemeente[2:]}" for level in odata_client.LEVELS], (self.root, self.feed)
            ):
                raise self._empty(gemeente, gemeente)
        others = [areas[code] for code in request.extra if code in areas]
        for start in range(0, len(others), OTHERS_AT_ONCE):
            clause = odata_client.any_key(request.area_dimension, others[start : start + OTHERS_AT_ONCE])
            self._ask(writer, self.data, odata_client.every(clause, chosen), (self.root, self.feed))

    def _ask(
        self,
        writer: PageWriter,
        endpoint: str,
        clause: str,
        bases: Sequence[str],
        codes: dict[str, str] | None = None,
    ) -> int:
        """Write the rows of one question; the feed is tried when the API gives no more than 10,000."""
        options = {"filter": clause, "format": "" if self.is_v4 else "json"}
        before = writer.rows
        for base in bases:
            url = odata_client.address(f"{base}/{endpoint}", **options)
            try:
                for rows in odata_client.each_page(self.client, url):
                    if codes is not None:
                        found = odata_client.texts(url, rows, self.key)
                        codes.update(zip(found, (row[self.key] for row in rows), strict=True))
                        odata_client.texts(url, rows, "Title")
                    self._write(writer, url, rows)
                    if codes is None:
                        self.progress(len(rows))
                break
            except TooManyRecords:
                if writer.rows > before or base == bases[-1]:
                    raise
        self.asked.append(odata_client.without_host(url))
        received = writer.rows - before
        # It may have said that it does not count, or the list is too short to be cut.
        if not self.notes and (endpoint == self.data or received >= SHORT):
            told = odata_client.count(
                self.client, odata_client.address(f"{base}/{endpoint}/$count", filter=clause)
            )
            odata_client.check_count(url, received, told)
            if told is None:
                self.notes.append(http_errors.problem("F241 ongeteld", url))
        return received

    def _write(self, writer: PageWriter, url: str, rows: Sequence[Row]) -> None:
        try:
            writer.write(rows)
        except ValueError as error:
            raise odd(url, str(error), "in elke rij dezelfde kolommen") from None

    def _check_once(self, path: Path) -> None:
        """Raise F247 when a table has two rows about the same: nobody can say which of them is true."""
        columns = [*(["Measure"] if self.is_v4 else []), *self.codes]
        if absent := sorted(set(columns) - set(pq.read_schema(path).names)):
            raise odd(self.root, f"rijen zonder {', '.join(absent)}", "elke dimensie in elke rij")
        rows = pq.read_table(path, columns=columns)
        if count := rows.num_rows - rows.group_by(columns).aggregate([]).num_rows:
            raise odd(self.root, f"{count} rijen die er dubbel zijn", "elke rij één keer")

    def _empty(self, about: str, areas: str) -> SourceDown:
        """Return F242: nothing about an area that the table has."""
        url, dimension = f"{self.root}/{self.data}", self.request.area_dimension
        return down("F242 tabel", url, f"geen rijen voor {about}", dimension=dimension, areas=areas)
