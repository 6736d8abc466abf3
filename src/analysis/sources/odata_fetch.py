"""Fetching a table of CBS or RIVM whole, as it came, into the store."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.ground.errors import Problem
from analysis.sources import http_errors, odata_client
from analysis.sources.http import Client
from analysis.sources.http_errors import SourceDown, down, odd
from analysis.sources.observations import LEVELS, OBSERVATIONS, TOPICS, dimension_file, topics_in
from analysis.sources.odata_client import Request, Row, any_of, quoted, without_host
from analysis.sources.snapshots import ASKED, Snapshot, Store

INFO: Final = "tabel.json"
DIMENSION: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
DATA: Final = "UntypedDataSet"
NOT_A_DIMENSION: Final = ("Topic", "TopicGroup")
# The service's own count of rows; it says nothing about an area and changes with every issue.
ROW_NUMBER: Final = {"ID"}
SHORT: Final = 1000  # rows of a dimension, of which nobody asks the count
OTHERS_AT_ONCE: Final = 15  # a question of more than 2,000 characters is refused by many servers


def write_pages(path: Path, url: str, pages: Iterable[Sequence[Row]]) -> int:
    """
    Write rows to a Parquet file, one page in memory at a time and every cell the text that was sent; return how many.

    Without any row there is no file. Raises F247 for a row with other columns than the first: a cell that is not
    there is not a cell without a number.
    """
    count, writer, columns = 0, None, list[str]()
    try:
        for rows in filter(None, pages):
            if writer is None:
                columns = [name for name in rows[0] if name not in ROW_NUMBER]
                schema = pa.schema([(name, pa.string()) for name in columns])
                writer = pq.ParquetWriter(path, schema, compression="zstd")
            first = set(columns)
            if other := next((n for n, row in enumerate(rows, 1) if row.keys() - ROW_NUMBER != first), 0):
                found = f"rij {count + other} met andere kolommen dan de eerste"
                raise odd(url, found, "in elke rij dezelfde kolommen")
            arrays = [_column([row[name] for row in rows]) for name in columns]
            writer.write_table(pa.table(arrays, names=columns))
            count += len(rows)
    finally:
        if writer is not None:
            writer.close()
    return count


def _column(cells: list[Any]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):  # a truth value or a list among them
        return pa.array([c if c is None or isinstance(c, str) else json.dumps(c) for c in cells], pa.string())


def fetch_table(
    client: Client,
    request: Request,
    store: Store,
    *,
    today: dt.date,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Snapshot, bool]:
    """
    Fetch a table, or the part of it that is about one gemeente, and keep it; `progress` hears the rows of each page.

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
        table = _Table(client, request, folder, progress)
        info, rows = table.keep()
        version = info.get("Modified")
        snapshot, is_new = store.add(
            request.source,
            request.part,
            folder,
            url=request.root,
            rows=rows,
            version=http_errors.shown(version, 40) if isinstance(version, str) else "",
            today=today,
            asked=table.asked,
        )
    return replace(snapshot, notes=(*snapshot.notes, *table.notes)), is_new


class _Table:
    """One table being fetched into a temporary folder."""

    def __init__(
        self, client: Client, request: Request, folder: Path, progress: Callable[[int], None]
    ) -> None:
        self.client, self.request, self.folder, self.progress = client, request, folder, progress
        self.codes: dict[str, dict[str, str]] = {}  # per dimension, each key as it was sent by its code
        self.asked: list[str] = []
        self.notes: list[Problem] = []

    def keep(self) -> tuple[Row, int]:
        """Write every file, and return what the service says of the table, with the number of rows."""
        request = self.request
        info = self._rows("TableInfos")
        self._keep_json(INFO, info)
        for name in self._dimensions():
            if not DIMENSION.fullmatch(name):  # it becomes the name of a file
                found = f'een dimensie "{http_errors.shown(name)}"'
                raise odd(request.root, found, "een naam van letters, cijfers en lage streepjes")
            url = f"{request.root}/{name}"
            if not write_pages(self.folder / dimension_file(name), url, self._members(name, url)):
                raise odd(url, "een dimensie zonder leden", "ten minste een lid")
        self._check_codes()
        url = f"{request.root}/{DATA}"
        rows = write_pages(self.folder / OBSERVATIONS, url, self._observations())
        if not rows:
            raise self._empty("deze vraag", "deze gebieden")
        self._check_once()
        question = {
            "dienst": request.service,
            "tabel": request.table,
            "gebied": request.area_dimension,
            "gemeente": request.gemeente,
            "andere_gebieden": list(request.others),
            "keuze": {name: list(codes) for name, codes in request.choose.items()},
        }
        self._keep_json(ASKED, question)
        return (info[0] if info else {}), rows

    def _keep_json(self, name: str, content: Any) -> None:
        """Keep an answer as JSON that is the same bytes whenever it says the same."""
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")

    def _rows(self, endpoint: str) -> list[dict[str, Any]]:
        url = self.request.address(endpoint)
        self.asked.append(without_host(url))
        return odata_client.every_row(self.client, url)

    def _dimensions(self) -> list[str]:
        """Keep what the columns mean, and return the names of the dimensions."""
        content = self._rows(odata_client.PROPERTIES)
        self._keep_json(TOPICS, content)
        try:
            topics_in(content)
        except (LookupError, TypeError, ValueError, AttributeError):  # no build could use it
            found, expected = "kolommen die niet te lezen zijn", "per kolom een sleutel en een titel"
            raise odd(self.request.root, found, expected) from None
        dimensions = (row for row in content if row.get("Type") not in NOT_A_DIMENSION)
        return [str(row["Key"]) for row in dimensions if row.get("Key")]

    def _members(self, name: str, url: str) -> Iterator[list[dict[str, Any]]]:
        """Yield the members of a dimension, by the page, and remember their keys."""
        codes = self.codes.setdefault(name, {})
        for rows in self._ask(name):
            codes.update(zip(odata_client.texts(url, rows, "Key"), (row["Key"] for row in rows), strict=True))
            odata_client.texts(url, rows, "Title")
            yield rows

    def _check_codes(self) -> None:
        """Raise F243 with each code that the table does not have."""
        request, problems = self.request, []
        wanted = {**request.choose, request.area_dimension: (request.gemeente,) if request.gemeente else ()}
        for name, codes in wanted.items():
            known = self.codes.get(name, {})
            if name not in self.codes:
                problems.append(http_errors.problem("F243 dimensie", request.root, name=name))
            problems += [
                http_errors.problem("F243 code", request.root, code=code, name=name)
                for code in codes
                if known and code not in known
            ]
        if problems:
            raise SourceDown("De tabel kent niet alles wat gevraagd is.", problems)

    def _observations(self) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows that are asked: of the country at once, else of the gemeente and after it of the others."""
        request, dimension = self.request, self.request.area_dimension
        chosen = [
            any_of(f"{name} eq {quoted(self.codes[name][code])}" for code in codes)
            for name, codes in request.choose.items()
        ]
        questions = [""]
        if gemeente := request.gemeente:
            # Keys are padded, and nobody says how wide.
            starts = (quoted(f"{level}{gemeente[2:]}") for level in LEVELS)
            areas = self.codes[dimension]
            others = [f"{dimension} eq {quoted(areas[code])}" for code in request.others if code in areas]
            batches = (others[n : n + OTHERS_AT_ONCE] for n in range(0, len(others), OTHERS_AT_ONCE))
            questions = [
                any_of(f"startswith({dimension},{start})" for start in starts),
                *map(any_of, batches),
            ]
        for number, question in enumerate(questions):
            received = 0
            for rows in self._ask(DATA, question, *chosen):
                received += len(rows)
                self.progress(len(rows))
                yield rows
            if gemeente and number == 0 and not received:
                raise self._empty(gemeente, gemeente)

    def _ask(self, endpoint: str, *clauses: str) -> Iterator[list[dict[str, Any]]]:
        """Yield the pages of one question, and hold them to the number of rows that the service counts."""
        url, received = self.request.address(endpoint, *clauses), 0
        for rows in odata_client.each_page(self.client, url):
            received += len(rows)
            yield rows
        self.asked.append(without_host(url))
        if endpoint == DATA or received >= SHORT:  # else the list is too short to be cut
            told = odata_client.count(self.client, self.request.address(f"{endpoint}/$count", *clauses))
            odata_client.check_count(url, received, told)
            if told is None and not self.notes:  # said once of a table
                self.notes.append(http_errors.problem("F241 ongeteld", url))

    def _check_once(self) -> None:
        """Raise F247 when a table has two rows about the same: nobody can say which of them is true."""
        path, root = self.folder / OBSERVATIONS, self.request.root
        columns = list(self.codes)
        if absent := sorted(set(columns) - set(pq.read_schema(path).names)):
            raise odd(root, f"rijen zonder {', '.join(absent)}", "elke dimensie in elke rij")
        rows = pq.read_table(path, columns=columns)
        if count := rows.num_rows - rows.group_by(columns).aggregate([]).num_rows:
            raise odd(root, f"{count} rijen die er dubbel zijn", "elke rij één keer")

    def _empty(self, about: str, areas: str) -> SourceDown:
        """Return F242: nothing about an area that the table has."""
        url, dimension = f"{self.request.root}/{DATA}", self.request.area_dimension
        return down("F242 tabel", url, f"geen rijen voor {about}", dimension=dimension, areas=areas)
