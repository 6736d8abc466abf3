"""
What a service sent back, and what is wrong with it.

Each way of failing has a code and a next step: F240 gone, F241 too long, F501 a web
page, F502 no complete answer, F503 a message instead of data, F505 offline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests

from analysis.errors import InputError, Problem

AGAIN: Final = frozenset({429, 500, 502, 503, 504})
GONE: Final = "F240"
LARGEST: Final = 512 * 2**20  # bytes of one answer; a page of a service is a tenth of it


class SourceDown(InputError):  # noqa: N818  the name others know it by
    """A service that did not answer, or not with data; what was fetched before is still good."""


class TooManyRecords(SourceDown):
    """The service refuses the question because its answer is too long; ask for less at a time."""


@dataclass(frozen=True)
class Answer:
    """
    What a service sent.

    Attributes
    ----------
    url : str
        The address that was asked, with its question.
    data : bytes
        The body, complete and unpacked.
    content_type : str
        As the service names it, without parameters.
    """

    url: str
    data: bytes
    content_type: str


class Failed(Exception):  # noqa: N818  the client always catches it
    """A try that failed in a way that may pass."""

    def __init__(self, found: str, response: requests.Response | None = None) -> None:
        self.found = found
        self.response = response
        super().__init__(found)


def body(response: requests.Response) -> bytes:
    """Read the whole body; raises `Failed` when it never ends."""
    parts, size = [], 0
    for part in response.iter_content(1 << 20):
        size += len(part)
        if size > LARGEST:
            raise Failed(f"een antwoord van meer dan {LARGEST // 2**20} MB")
        parts.append(part)
    return b"".join(parts)


def check_status(url: str, response: requests.Response, data: bytes) -> None:
    """Raise `Failed` for a status that may pass, `SourceDown` for one that will not."""
    status = response.status_code
    if status >= 400 and b"10000 records" in data:  # OData of CBS; asking again gives the same
        expected, action = "hooguit 10.000 rijen", "Vraag minder gebieden tegelijk."
        problems = [problem("F241", url, f'"{_excerpt(data)}"', expected, action)]
        raise TooManyRecords("De bron geeft niet zo veel rijen tegelijk.", problems)
    if status in AGAIN:
        raise Failed(f"status {status}", response)
    if status in (404, 410):
        raise gone(url, f"status {status}")
    if status >= 400:
        raise unanswered(url, f"status {status}: {_excerpt(data)}", 1)


def parsed(answer: Answer, loads: Callable[[bytes], Any]) -> Any:
    """Read JSON; raises `SourceDown` (F501) for a web page, `Failed` for what stops halfway."""
    start = answer.data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and (b"<html" in start or b"<!doctype html" in start):
        found = f'een webpagina: "{_title(answer.data)}"'
        action = "Controleer de proxy of meld u aan bij het netwerk, en haal daarna opnieuw op."
        raise _down("gaf een webpagina in plaats van gegevens", "F501", answer.url, found, "JSON", action)
    try:
        return loads(answer.data)
    except ValueError:
        raise Failed("een antwoord dat geen volledige JSON is") from None


def message(content: object) -> str | None:
    """Return what a service says in JSON instead of giving data; None when it gives data."""
    if not isinstance(content, Mapping):
        return None
    error = content.get("odata.error", content.get("error"))
    for inner in ("message", "value"):  # OData 3 nests its text twice, others once or not
        if isinstance(error, Mapping):
            error = error.get(inner, error)
    return None if error is None else " ".join(str(error).split())[:300]


def problem(code: str, url: str, found: str, expected: str, action: str) -> Problem:
    """Name the address, without its question, as the place."""
    return Problem.at(code, url.partition("?")[0], None, None, found, expected, action)


def offline(url: str) -> SourceDown:
    """Return F505: nothing was fetched before, and fetching is off."""
    expected, action = "gegevens die al opgehaald zijn", "Haal ze eerst op met een verbinding."
    return _down("wordt niet gevraagd: ophalen staat uit", "F505", url, "niets", expected, action)


def unanswered(url: str, found: str, tries: int) -> SourceDown:
    """Return F502: no complete answer."""
    often = f"{tries} keer geprobeerd: {found}" if tries > 1 else found
    action = "Probeer het later opnieuw; wat al was opgehaald, blijft staan."
    return _down("antwoordt niet", "F502", url, often, "een volledig antwoord", action)


def gone(url: str, found: str) -> SourceDown:
    """Return F240: the table has stopped or has another number."""
    action = "Zoek het nieuwe nummer van de tabel bij de bron en zet het in data/tabellen.yml."
    return _down("kent deze tabel niet meer", GONE, url, found, "een tabel op dit adres", action)


def service_said(url: str, text: str) -> SourceDown:
    """Return F503, with the text of the service."""
    action = "Probeer het later opnieuw; blijft het zo, controleer dan het nummer van de tabel bij de bron."
    return _down("gaf een foutmelding", "F503", url, f'"{text}"', "gegevens", action)


def certificate(url: str, error: Exception) -> SourceDown:
    """Return F502 for a certificate that is not trusted, as behind a proxy that reads along."""
    action = "Zet in REQUESTS_CA_BUNDLE het bestand met de certificaten van uw organisatie; vraag ICT ernaar."
    found = f"een certificaat dat niet vertrouwd wordt ({str(error)[:80]})"
    return _down("is niet te vertrouwen", "F502", url, found, "een veilige verbinding", action)


def _down(what: str, code: str, url: str, found: str, expected: str, action: str) -> SourceDown:
    return SourceDown(f"De bron {what}.", [problem(code, url, found, expected, action)])


def _title(data: bytes) -> str:
    text = data[:20_000].decode("utf-8", "replace")
    _, _, rest = text.partition("<title>")
    return " ".join(rest.partition("<")[0].split())[:100] or _excerpt(data)


def _excerpt(data: bytes) -> str:
    return " ".join(data[:300].decode("utf-8", "replace").split())[:150]
