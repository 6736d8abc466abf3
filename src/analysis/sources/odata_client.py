"""
Asking OData, whichever version: addresses and filters, pages, counts, and questions cut in smaller ones.

What comes back is held to what rows are; which rows there should be is for `odata_fetch`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import quote, urlsplit

from analysis.sources import http_errors, origin
from analysis.sources.http import Client, base_url
from analysis.sources.http_errors import SourceDown, TooManyRecords, down, odd

Row = Mapping[str, Any]
Service = Literal["cbs", "cbs_v4", "rivm"]

LEVELS: Final = ("GM", "WK", "BU")
NEXT: Final = ("odata.nextLink", "@odata.nextLink")
ROWS: Final = '"value"'
DIMENSION: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
DEEPEST: Final = 10  # characters of a code: a question for one area cannot be cut again


@dataclass(frozen=True)
class Request:
    """
    A table, or the part of it that is about some gemeenten.

    Attributes
    ----------
    source : str
        Folder in the store.
    service : {"cbs", "cbs_v4", "rivm"}
    table : str
        Number of the table, `85984NED`.
    area_dimension : str
        `WijkenEnBuurten` or `RegioS`.
    gemeenten : tuple of str, optional
        Codes; their wijken and buurten come with them. None is the whole country.
    others : tuple of str
        Other areas by code (`NL00`, `PV23`); one that the table does not have is left out.
    choose : mapping of dimension to codes
        What of the other dimensions is wanted; everything when left out.
    """

    source: str
    service: Service
    table: str
    area_dimension: str
    gemeenten: tuple[str, ...] | None
    others: tuple[str, ...] = ()
    choose: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """Return the folder of this question: `85984NED-GM0148`, `85984NED-alle`, with a hash when it asks more."""
        if self.gemeenten is None:
            return f"{self.table}-alle{_hash(self.choose)}"
        if len(self.gemeenten) <= 3:
            return f"{self.table}-{'-'.join(self.gemeenten)}{_hash(self.choose, self.others)}"
        return f"{self.table}-{len(self.gemeenten)}gemeenten{_hash(self.gemeenten, self.choose, self.others)}"

    @property
    def extra(self) -> tuple[str, ...]:
        """Return the other areas, without those that come with the gemeenten."""
        return tuple(code for code in dict.fromkeys(self.others) if code not in (self.gemeenten or ()))

    @property
    def root(self) -> str:
        """Return the address of the table."""
        host = base_url(self.service)
        return f"{host}/{self.table}" if self.service == "cbs_v4" else f"{host}/ODataApi/odata/{self.table}"


def _hash(*asked: object) -> str:
    if not any(asked):
        return ""
    return f"-{hashlib.sha256(json.dumps(asked, sort_keys=True, default=list).encode()).hexdigest()[:6]}"


def silent(_: int) -> None:
    """Hear of progress, and do nothing with it."""


def address(base: str, **options: str) -> str:
    """Write an address with its options; `%20` for a space, because OData does not read `+` as one."""
    safe = "(),'"
    asked = "&".join(f"${name}={quote(value, safe=safe)}" for name, value in options.items() if value)
    return f"{base}?{asked}" if asked else base


def without_host(url: str) -> str:
    """Return an address as it is kept: the next fetch may go by another host."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def any_prefix(dimension: str, prefixes: Sequence[str]) -> str:
    """Ask the areas whose code starts with one of these: keys are padded, and nobody says how wide."""
    return _any([f"startswith({dimension},{_quoted(prefix)})" for prefix in prefixes])


def any_key(dimension: str, keys: Sequence[str]) -> str:
    """Ask members of a dimension by their keys, padded as the dimension writes them."""
    return _any([f"{dimension} eq {_quoted(key)}" for key in keys])


def every(*clauses: str) -> str:
    """Ask for what meets all of these; an empty one asks nothing."""
    return " and ".join(clause for clause in clauses if clause)


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _any(clauses: Sequence[str]) -> str:
    return f"({' or '.join(clauses)})" if len(clauses) > 1 else "".join(clauses)


def each_page(client: Client, url: str) -> Iterator[list[Row]]:
    """
    Yield the rows of each page of an answer.

    Raises
    ------
    SourceDown
        What the client raises; F241 for pages that go round; F244 for a page elsewhere; F246 for more
        rows than are taken; F247 for an answer without rows, or rows that are no rows.
    """
    seen: set[str] = set()
    link: str | None = url
    while link:
        check_new_page(url, link, seen)
        content = client.json(link)
        rows = content.get("value") if isinstance(content, Mapping) else content
        if not isinstance(rows, list):
            raise odd(url, f"een antwoord zonder {ROWS}", "rijen")
        check_rows(client, url, rows)
        yield rows
        following = next((content[key] for key in NEXT if key in content), None) if content else None
        link = origin.followed(link, following, "volgende pagina") if following else None


def check_new_page(url: str, link: str, seen: set[str]) -> None:
    """Raise F241 for a page that was there before; add it to those seen."""
    if link in seen:
        raise down("F241 minder", url, "pagina's die naar elkaar verwijzen", expected="een laatste pagina")
    seen.add(link)


def check_rows(client: Client, url: str, rows: Sequence[Any]) -> None:
    """Count rows; raises F247 where one is no object, or has more columns than any table."""
    client.budget.take_rows(url, len(rows))
    most = client.budget.limits.columns
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            found = f"rij {number} van een pagina is geen rij"
            raise odd(url, found, "een naam en een waarde per cel")
        if len(row) > most:
            raise odd(url, f"{len(row)} kolommen", f"hooguit {most} kolommen")


def every_row(client: Client, url: str) -> list[Row]:
    """Return the rows of all pages; for lists that are short, such as dimensions."""
    return [row for page in each_page(client, url) for row in page]


def texts(url: str, rows: Sequence[Row], column: str) -> list[str]:
    """Return a column that every row must have, without padding; raises F247 where one has no text there."""
    found = [row.get(column) for row in rows]
    for number, text in enumerate(found, 1):
        if not isinstance(text, str) or not text.strip():
            raise odd(url, f'rij {number} zonder "{column}"', "tekst in elke rij")
    return [str(text).strip() for text in found]


def check_dimension(url: str, name: str) -> str:
    """Return the name of a dimension, which becomes the name of a file; raises F247 when it cannot be one."""
    if not DIMENSION.fullmatch(name):
        found = f'een dimensie "{http_errors.shown(name)}"'
        raise odd(url, found, "een naam van letters, cijfers en lage streepjes")
    return name


def columns_of(client: Client, service: str, root: str) -> Any:
    """Return what a table measures, as its version of OData says it; read by `odata_topics.from_answer`."""
    if service != "cbs_v4":
        return every_row(client, address(f"{root}/DataProperties", format="json"))
    measures = every_row(client, f"{root}/MeasureCodes")
    try:
        groups = every_row(client, f"{root}/MeasureGroups")
    except SourceDown as error:  # only a table that groups its measures has groups of them
        if any(problem.code != http_errors.GONE for problem in error.problems):
            raise
        groups = []
    return {"MeasureCodes": measures, "MeasureGroups": groups}


def count(client: Client, url: str) -> int | None:
    """Return the number of rows that a service says there are; None when it does not say."""
    try:
        answer = client.json(url)
    except SourceDown as error:
        if any(problem.code in http_errors.NOT_ASKED for problem in error.problems):
            raise
        return None
    return int(answer) if isinstance(answer, str) and answer.isdecimal() else None


def check_count(url: str, received: int, told: int | None) -> None:
    """Raise F241 when the rows that came are not the rows that the service counted."""
    if told is not None and told != received:
        raise down("F241 minder", url, f"{received} rijen", expected=f"de {told} rijen die de bron telt")


def in_parts(ask: Callable[[Sequence[str]], int], prefixes: Sequence[str], codes: Sequence[str]) -> int:
    """
    Ask for areas by the start of their code, in smaller parts while the service finds it too much.

    Parameters
    ----------
    ask : callable
        Asks for these prefixes and returns the number of rows; raises TooManyRecords
        before it kept any. No prefix asks for all areas.
    prefixes : sequence of str
        What is asked first; empty for everything.
    codes : sequence of str
        The codes of the dimension: no part is asked that has no areas.
    """
    try:
        return ask(prefixes)
    except TooManyRecords:
        smaller = _smaller(prefixes, codes)
        if not smaller:
            raise
    return sum(in_parts(ask, [prefix], codes) for prefix in smaller)


def _smaller(prefixes: Sequence[str], codes: Sequence[str]) -> list[str]:
    if len(prefixes) > 1:
        return [prefix for prefix in prefixes if any(code.startswith(prefix) for code in codes)]
    start = prefixes[0] if prefixes else ""
    length = max(len(start) + 1, 2)
    if length > DEEPEST:
        return []
    return sorted({code[:length] for code in codes if code.startswith(start) and len(code) >= length})
