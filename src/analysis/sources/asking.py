"""Asking OData, whichever version: pages, counts, and questions cut in smaller ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlsplit

from analysis.sources import answers, origin
from analysis.sources.http import Client, SourceDown, TooManyRecords

LICENCE: Final = "CC BY 4.0"
LEVELS: Final = ("GM", "WK", "BU")
NEXT: Final = ("odata.nextLink", "@odata.nextLink")
ROWS: Final = '"value"'
DIMENSION: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
DEEPEST: Final = 10  # characters of a code: a question for one area cannot be cut again


def address(base: str, **options: str) -> str:
    """Write an address with its options; `%20` for a space, because OData does not read `+` as one."""
    safe = "(),'"
    asked = "&".join(f"${name}={quote(value, safe=safe)}" for name, value in options.items() if value)
    return f"{base}?{asked}" if asked else base


def local(url: str) -> str:
    """Return an address without its host, as it is kept."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def each_page(client: Client, url: str) -> Iterator[list[Mapping[str, Any]]]:
    """
    Yield the rows of each page of an answer.

    Raises
    ------
    SourceDown
        What the client raises; F503 for an answer without rows; F241 for pages that go round;
        F244 for a page elsewhere; F246 for more rows than are taken; F247 for rows that are no rows.
    """
    seen = set()
    link: str | None = url
    while link:
        if link in seen:
            raise incomplete(url, "pagina's die naar elkaar verwijzen", "een laatste pagina")
        seen.add(link)
        content = client.json(link)
        rows = content.get("value") if isinstance(content, Mapping) else content
        if not isinstance(rows, list):
            raise answers.odd(url, f"een antwoord zonder {ROWS}", "rijen")
        check_rows(client, url, rows)
        yield rows
        following = next((content[key] for key in NEXT if key in content), None) if content else None
        link = origin.followed(link, following, "volgende pagina") if following else None


def check_rows(client: Client, url: str, rows: Sequence[Any]) -> None:
    """Count rows; raises F247 where one is no object, or has more columns than any table."""
    client.budget.take_rows(url, len(rows))
    most = client.budget.limits.columns
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise answers.odd(
                url, f"rij {number} van een pagina is geen rij", "een naam en een waarde per cel"
            )
        if len(row) > most:
            raise answers.odd(url, f"{len(row)} kolommen", f"hooguit {most} kolommen")


def texts(url: str, rows: Sequence[Mapping[str, Any]], column: str) -> list[str]:
    """Return a column that every row must have, without padding; raises F247 where one has no text there."""
    found = [row.get(column) for row in rows]
    for number, text in enumerate(found, 1):
        if not isinstance(text, str) or not text.strip():
            raise answers.odd(url, f'rij {number} zonder "{column}"', "tekst in elke rij")
    return [str(text).strip() for text in found]


def check_dimension(url: str, name: str) -> str:
    """Return the name of a dimension, which becomes the name of a file; raises F247 when it cannot be one."""
    if not DIMENSION.fullmatch(name):
        found = f'een dimensie "{answers.shown(name)}"'
        raise answers.odd(url, found, "een naam van letters, cijfers en lage streepjes")
    return name


def every_row(client: Client, url: str) -> list[Mapping[str, Any]]:
    """Return the rows of all pages; for lists that are short, such as dimensions."""
    return [row for page in each_page(client, url) for row in page]


def optional_rows(client: Client, url: str) -> list[Mapping[str, Any]]:
    """Return the rows of a part that a table need not have; none where the service has no such part."""
    try:
        return every_row(client, url)
    except SourceDown as error:
        if all(problem.code == answers.GONE for problem in error.problems):
            return []
        raise


def measures(client: Client, root: str) -> dict[str, list[Mapping[str, Any]]]:
    """Return what a table of OData 4 measures; only a table that groups its measures has groups of them."""
    return {
        "MeasureCodes": every_row(client, f"{root}/MeasureCodes"),
        "MeasureGroups": optional_rows(client, f"{root}/MeasureGroups"),
    }


def count(client: Client, url: str) -> int | None:
    """Return the number of rows that a service says there are; None when it does not say."""
    try:
        answer = client.json(url, loads=lambda data: int(data.decode("utf-8-sig").strip()))
    except SourceDown as error:
        if any(problem.code in answers.NOT_ASKED for problem in error.problems):
            raise
        return None
    return int(answer)


def incomplete(url: str, found: str, expected: str) -> SourceDown:
    """Return F241: fewer rows than there are."""
    action = "Haal opnieuw op; blijft het zo, vraag dan minder gebieden tegelijk."
    problem = answers.problem("F241", url, found, expected, action)
    return SourceDown("De bron gaf niet alle rijen.", [problem])


def check_count(url: str, received: int, told: int | None) -> None:
    """Raise F241 when the rows that came are not the rows that the service counted."""
    if told is not None and told != received:
        raise incomplete(url, f"{received} rijen", f"de {told} rijen die de bron telt")


def gemeente_filter(dimension: str, gemeente: str) -> str:
    """Ask a gemeente with its wijken and buurten, without knowing how wide the keys are."""
    return any_prefix(dimension, [f"{level}{gemeente[2:]}" for level in LEVELS])


def any_prefix(dimension: str, prefixes: Sequence[str]) -> str:
    """Ask the areas whose code starts with one of these."""
    return _any(f"startswith({dimension},{_quoted(prefix)})" for prefix in prefixes)


def any_key(dimension: str, keys: Sequence[str]) -> str:
    """Ask members of a dimension by their keys, padded as the dimension writes them."""
    return _any(f"{dimension} eq {_quoted(key)}" for key in keys)


def every(*clauses: str) -> str:
    """Ask for what meets all of these; an empty one asks nothing."""
    return " and ".join(clause for clause in clauses if clause)


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _any(clauses: Iterator[str] | Sequence[str]) -> str:
    listed = list(clauses)
    return f"({' or '.join(listed)})" if len(listed) > 1 else "".join(listed)


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
