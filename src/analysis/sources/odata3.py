"""
Tables of OData 3: CBS StatLine (opendata.cbs.nl) and RIVM (dataderden.cbs.nl).

Asked is `UntypedDataSet`, because the typed one gives the same null for "unknown or
secret" and "cannot occur". `ODataApi` refuses answers of more than 10,000 records;
`ODataFeed` gives them in pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from analysis.ground.errors import Problem
from analysis.sources import answers, asking, topics
from analysis.sources.http import Client, SourceDown, TooManyRecords, base_url
from analysis.sources.pages import PageWriter, repeated
from analysis.sources.request import INFO, OBSERVATIONS, TOPICS, Fetched, Request, dimension_file

NOT_A_DIMENSION: Final = ("Topic", "TopicGroup")
DATA: Final = "UntypedDataSet"
SHORT: Final = 1000
RENAMED: Final = "Zoek bij de bron hoe de gebieden nu heten, en zet dat in data/tabellen.yml."
OTHERS_AT_ONCE: Final = 15  # a question of more than 2,000 characters is refused by many servers


def fetch(client: Client, request: Request, folder: Path, progress: Callable[[int], None]) -> Fetched:
    """
    Fetch a table, or the part of it that is about some gemeenten.

    Parameters
    ----------
    client, request
        Who asks, and what.
    folder : Path
        Where the files are written.
    progress : callable
        Told the number of rows that came with each page.

    Raises
    ------
    SourceDown
        What the service does not give: see `answers`, and F241 for less rows than it counts,
        F242 for no rows of a gemeente that the table has, F243 for a gemeente or another code
        that it does not have: a gemeente of 2023 is not in a table of 2016.
    """
    return _Table(client, request, folder, progress).fetch()


class _Table:
    def __init__(
        self, client: Client, request: Request, folder: Path, progress: Callable[[int], None]
    ) -> None:
        self.client, self.request, self.folder, self.progress = client, request, folder, progress
        host = base_url(request.service)
        self.api = f"{host}/ODataApi/odata/{request.table}"
        self.feed = f"{host}/ODataFeed/odata/{request.table}"
        self.result = Fetched(url=self.api, licence=asking.LICENCE)
        self.keys: dict[str, dict[str, str]] = {}

    def fetch(self) -> Fetched:
        info = self._small("TableInfos")
        self.result.version = version(info[0]) if info else ""
        self.result.keep_json(self.folder, INFO, info)
        properties = self._small("DataProperties")
        self.result.keep_json(self.folder, TOPICS, properties)
        check_topics(self.api, properties)
        for name in dimensions(properties):
            self._dimension(asking.check_dimension(self.api, name))
        self._check_codes()
        path = self.folder / OBSERVATIONS
        with PageWriter(path) as writer:
            self._observations(writer)
        if not writer.rows:
            raise empty(self.api, self.request)
        check_once(self.api, path, list(self.keys))
        self.result.files[OBSERVATIONS] = path
        self.result.rows = writer.rows
        return self.result

    def _small(self, endpoint: str) -> list[Mapping[str, Any]]:
        url = asking.address(f"{self.api}/{endpoint}", format="json")
        self.result.asked.append(asking.local(url))
        return asking.every_row(self.client, url)

    def _dimension(self, name: str) -> None:
        path = self.folder / dimension_file(name)
        with PageWriter(path) as writer:
            self._ask(writer, name, "", (self.api, self.feed), lambda _: None, self.keys.setdefault(name, {}))
        if not writer.rows:
            raise answers.odd(f"{self.api}/{name}", "een dimensie zonder leden", "ten minste een lid")
        self.result.files[path.name] = path

    def _check_codes(self) -> None:
        wanted = {**self.request.choose, self.request.area_dimension: self.request.gemeenten or ()}
        check_codes(self.api, self.keys, wanted)

    def _observations(self, writer: PageWriter) -> None:
        request, dimension = self.request, self.request.area_dimension
        areas = self.keys[dimension]
        chosen = asking.every(
            *(
                asking.any_key(name, [self.keys[name][code] for code in codes])
                for name, codes in request.choose.items()
            )
        )
        if request.gemeenten is None:
            self._areas(writer, [], chosen, (self.feed,))
            return
        for gemeente in request.gemeenten:
            prefixes = [f"{level}{gemeente[2:]}" for level in asking.LEVELS]
            if not self._areas(writer, prefixes, chosen, (self.api, self.feed)):
                raise empty(self.api, request, gemeente)
        others = [areas[code] for code in request.extra if code in areas]
        for start in range(0, len(others), OTHERS_AT_ONCE):
            clause = asking.any_key(dimension, others[start : start + OTHERS_AT_ONCE])
            asked = asking.every(clause, chosen)
            self._ask(writer, DATA, asked, (self.api, self.feed), self.progress)

    def _areas(self, writer: PageWriter, prefixes: Sequence[str], chosen: str, bases: Sequence[str]) -> int:
        dimension = self.request.area_dimension

        def ask(some: Sequence[str]) -> int:
            clause = asking.every(asking.any_prefix(dimension, some), chosen)
            return self._ask(writer, DATA, clause, bases, self.progress)

        return asking.in_parts(ask, prefixes, list(self.keys[dimension]))

    def _ask(
        self,
        writer: PageWriter,
        endpoint: str,
        clause: str,
        bases: Sequence[str],
        progress: Callable[[int], None],
        keys: dict[str, str] | None = None,
    ) -> int:
        """Write the rows of one question; the next base is tried when one gives no more than 10,000."""
        for place, base in enumerate(bases):
            url = asking.address(f"{base}/{endpoint}", filter=clause, format="json")
            before = writer.rows
            try:
                for rows in asking.each_page(self.client, url):
                    if keys is not None:
                        keys.update(
                            zip(asking.texts(url, rows, "Key"), (row["Key"] for row in rows), strict=True)
                        )
                        asking.texts(url, rows, "Title")
                    write(writer, url, rows)
                    progress(len(rows))
            except TooManyRecords:
                if writer.rows > before or place + 1 == len(bases):
                    raise
                continue
            self.result.asked.append(asking.local(url))
            self._check_count(f"{base}/{endpoint}", url, clause, writer.rows - before)
            return writer.rows - before
        raise AssertionError("the last base returns or raises")

    def _check_count(self, endpoint: str, url: str, clause: str, received: int) -> None:
        if self.result.notes or not (endpoint.endswith(DATA) or received >= SHORT):
            return  # it said that it does not count, or the list is too short to be cut
        told = asking.count(self.client, asking.address(f"{endpoint}/$count", filter=clause))
        asking.check_count(url, received, told)
        if told is None:
            self.result.notes.append(uncounted(url))


def dimensions(properties: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the keys of the dimensions that `DataProperties` names."""
    return [
        str(row["Key"]) for row in properties if row.get("Type") not in NOT_A_DIMENSION and row.get("Key")
    ]


def write(writer: PageWriter, url: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add a page; an answer that changes its columns halfway is no answer (F247)."""
    try:
        writer.write(rows)
    except ValueError as error:
        raise answers.odd(url, str(error), "in elke rij dezelfde kolommen") from None


def check_once(url: str, path: Path, columns: Sequence[str]) -> None:
    """Raise F247 when a table has two rows about the same: nobody can say which of them is true."""
    try:
        count = repeated(path, columns)
    except ValueError as error:
        raise answers.odd(url, str(error), "elke dimensie in elke rij") from None
    if count:
        raise answers.odd(url, f"{count} rijen die er dubbel zijn", "elke rij één keer")


def version(info: Mapping[str, Any]) -> str:
    """Return the moment of the last change as the source writes it; empty when it does not say."""
    written = info.get("Modified")
    return answers.shown(written, 40) if isinstance(written, str) else ""


def check_topics(url: str, content: Any) -> None:
    """Raise F247 when the columns of a table cannot be read, rather than keep what no build can use."""
    try:
        topics.from_answer(content)
    except (LookupError, TypeError, ValueError, AttributeError):
        raise answers.odd(
            url, "kolommen die niet te lezen zijn", "per kolom een sleutel en een titel"
        ) from None


def check_codes(url: str, keys: Mapping[str, Mapping[str, str]], wanted: Mapping[str, Sequence[str]]) -> None:
    """Raise F243 with each code that a table does not have."""
    problems = []
    for name, codes in wanted.items():
        known = keys.get(name, {})
        if name not in keys and not codes:
            problems.append(
                answers.problem(
                    "F243", url, f'geen dimensie "{name}"', "een dimensie van deze tabel", RENAMED
                )
            )
        for code in codes:
            if code not in known:
                expected = f"een code van {name}" if known else "een dimensie van deze tabel"
                action = "Controleer de code; bij een herindeling heeft een eerder jaar een andere."
                problems.append(answers.problem("F243", url, f'"{code}" bij {name}', expected, action))
    if problems:
        raise SourceDown("De tabel kent niet alles wat gevraagd is.", problems)


def empty(url: str, request: Request, gemeente: str = "") -> SourceDown:
    """Return F242: nothing about an area that the table has."""
    found = f"geen rijen voor {gemeente or 'deze vraag'}"
    expected = f"rijen, want {request.area_dimension} kent {gemeente or 'deze gebieden'}"
    action = "Waarschijnlijk schrijft de bron haar codes anders dan voorheen; meld dit aan de beheerder van kernmonitor."
    problem = answers.problem("F242", f"{url}/{DATA}", found, expected, action)
    return SourceDown("De bron gaf een leeg antwoord.", [problem])


def uncounted(url: str) -> Problem:
    """Return a warning: the service does not count, so completeness was not checked."""
    expected, action = "het aantal rijen volgens de bron", "Controleer of er geen gebieden ontbreken."
    return replace(answers.problem("F241", url, "geen telling", expected, action), warning=True)
