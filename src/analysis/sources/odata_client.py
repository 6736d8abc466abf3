"""
Asking OData 3: addresses and filters, pages, counts.

The services (opendata.cbs.nl, dataderden.cbs.nl) are asked by `ODataFeed`, which gives any number of rows in pages, and
for `UntypedDataSet`, because the typed one gives the same null for "unknown or secret" and "cannot occur".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import quote, urlsplit

from analysis.sources.http import Client, base_url
from analysis.sources.http_errors import NOT_ASKED, SourceDown, down, odd

Row = Mapping[str, Any]
Service = Literal["cbs", "rivm"]

NEXT: Final = "odata.nextLink"
PROPERTIES: Final = "DataProperties"  # what a table measures; read by `observations.topics_in`


@dataclass(frozen=True)
class Request:
    """
    A table, or the part of it that is about one gemeente.

    Attributes
    ----------
    source : str
        Folder in the store.
    service : {"cbs", "rivm"}
    table : str
        Number of the table, `85984NED`.
    area_dimension : str
        `WijkenEnBuurten` or `RegioS`.
    gemeente : str, optional
        Code; its wijken and buurten come with it. None is the whole country.
    others : tuple of str
        Other areas by code (`NL00`, `PV23`); one that the table does not have is left out.
    choose : mapping of dimension to codes
        What of the other dimensions is wanted; everything when left out.
    """

    source: str
    service: Service
    table: str
    area_dimension: str
    gemeente: str | None
    others: tuple[str, ...] = ()
    choose: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """Return the folder of this question: `85984NED-GM0148`, `85984NED-alle`, with a hash when it asks more."""
        asked = (self.choose,) if self.gemeente is None else (self.choose, self.others)
        text = json.dumps(asked, sort_keys=True, default=list).encode()
        more = f"-{hashlib.sha256(text).hexdigest()[:6]}" if any(asked) else ""
        return f"{self.table}-{self.gemeente or 'alle'}{more}"

    @property
    def root(self) -> str:
        """Return the address of the table."""
        return f"{base_url(self.service)}/ODataFeed/odata/{self.table}"

    def address(self, endpoint: str, *clauses: str) -> str:
        """Write the question for what meets all clauses; `%20` for a space, because OData does not read `+` as one."""
        options = {"filter": " and ".join(filter(None, clauses))}
        if not endpoint.endswith("$count"):
            options["format"] = "json"
        safe = "(),'"
        asked = "&".join(f"${name}={quote(value, safe=safe)}" for name, value in options.items() if value)
        return f"{self.root}/{endpoint}?{asked}" if asked else f"{self.root}/{endpoint}"


def without_host(url: str) -> str:
    """Return an address as it is kept: the next fetch may go by another host."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def quoted(text: str) -> str:
    """Write a text as OData does."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def any_of(clauses: Iterable[str]) -> str:
    """Ask for what meets one of these."""
    found = list(clauses)
    return f"({' or '.join(found)})" if len(found) > 1 else "".join(found)


def each_page(client: Client, url: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each page of an answer; raises what `Client.pages` raises."""
    for _, _, rows in client.pages(url, "value", lambda content: content.get(NEXT)):
        yield rows


def every_row(client: Client, url: str) -> list[dict[str, Any]]:
    """Return the rows of all pages; for lists that are short, such as those of columns."""
    return [row for page in each_page(client, url) for row in page]


def texts(url: str, rows: Sequence[Row], column: str) -> list[str]:
    """Return a column that every row must have, without padding; raises F247 where one has no text there."""
    found = [row.get(column) for row in rows]
    for number, text in enumerate(found, 1):
        if not isinstance(text, str) or not text.strip():
            raise odd(url, f'rij {number} zonder "{column}"', "tekst in elke rij")
    return [str(text).strip() for text in found]


def count(client: Client, url: str) -> int | None:
    """Return the number of rows that a service says there are; None when it does not say."""
    try:
        answer = client.json(url)
    except SourceDown as error:
        if any(problem.code in NOT_ASKED for problem in error.problems):
            raise
        return None
    return int(answer) if isinstance(answer, str) and answer.isdecimal() else None


def check_count(url: str, received: int, told: object) -> None:
    """Raise F241 when the rows that came are not the rows that the service counted, if it did."""
    if isinstance(told, int) and told != received:
        raise down("F241 minder", url, f"{received} rijen", expected=f"de {told} rijen die de bron telt")
