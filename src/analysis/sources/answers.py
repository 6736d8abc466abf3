"""
What a service sent back, and what is wrong with it.

Each way of failing has a code and a next step: F240 gone, F241 too long, F244 it points
elsewhere, F245 an address that is not safe, F246 more than is taken, F247 not in the form of
data, F501 a web page, F502 no complete answer, F503 a message instead of data, F505 offline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from analysis.ground.errors import InputError, Problem
from analysis.sources.strict_json import BOM, Refused

AGAIN: Final = frozenset({429, 500, 502, 503, 504})
GONE: Final = "F240"
NOT_ASKED: Final = frozenset({"F244", "F246"})  # nothing more of this table is asked after these


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

    def __init__(self, found: str, retry_after: str = "") -> None:
        self.found = found
        self.retry_after = retry_after
        super().__init__(found)


def check_status(url: str, status: int, data: bytes, retry_after: str = "") -> None:
    """Raise `Failed` for a status that may pass, `SourceDown` for one that will not."""
    if status >= 400 and b"10000 records" in data:  # OData of CBS; asking again gives the same
        expected, action = "hooguit 10.000 rijen", "Vraag minder gebieden tegelijk."
        problems = [problem("F241", url, f'"{_excerpt(data)}"', expected, action)]
        raise TooManyRecords("De bron geeft niet zo veel rijen tegelijk.", problems)
    if status in AGAIN:
        raise Failed(f"status {status}", retry_after)
    if status in (404, 410):
        raise gone(url, f"status {status}")
    if status >= 400:
        raise unanswered(url, f"status {status}: {_excerpt(data)}", 1)
    if status != 200:  # 204 has nothing, 206 a part
        raise unanswered(url, f"status {status}, zonder volledig antwoord", 1)


def parsed(answer: Answer, loads: Callable[[bytes], Any]) -> Any:
    """Read JSON; raises `SourceDown` for a web page (F501) and bad JSON (F247), `Failed` for what stops halfway."""
    if answer.data.removeprefix(BOM).lstrip()[:1] == b"<":
        found = f'een webpagina: "{_title(answer.data)}"'
        action = "Controleer de proxy of meld u aan bij het netwerk, en haal daarna opnieuw op."
        raise _down("gaf een webpagina in plaats van gegevens", "F501", answer.url, found, "JSON", action)
    try:
        return loads(answer.data)
    except Refused as refused:
        raise odd(answer.url, str(refused), "JSON zonder dubbelzinnigheden") from None
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
    return None if error is None else shown(str(error), 300)


def shown(text: str, most: int = 100) -> str:
    """Write text of a service on one line, without signs that a terminal obeys or that turn letters around."""
    line = " ".join(text[: 10 * most].split())
    return "".join(letter for letter in line if letter.isprintable())[:most]


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
    found = f'een certificaat dat niet vertrouwd wordt ("{str(error)[:80].replace(chr(34), "")}")'
    return _down("is niet te vertrouwen", "F502", url, found, "een veilige verbinding", action)


def elsewhere(url: str, kind: str, found: str) -> SourceDown:
    """Return F244: the answer points at another host or folder; nothing was asked there."""
    action = (
        "Er is daar niets gevraagd. Komt dit van de bron zelf, meld het dan aan de beheerder van kernmonitor."
    )
    expected = "een adres van dezelfde bron, met https"
    return _down("verwijst naar een ander adres", "F244", url, f"een {kind}: {found}", expected, action)


def untrusted_service(place: str, found: str) -> SourceDown:
    """Return F245: the address of a service itself is not safe."""
    action = "Geef een adres dat met https:// begint; http:// mag alleen op deze computer zelf (localhost)."
    return _down("heeft geen veilig adres", "F245", place, found, "een adres met https", action)


def too_much(url: str, found: str) -> SourceDown:
    """Return F246: the service goes on and on."""
    action = "De bron houdt niet op; probeer het later opnieuw. Blijft het zo, meld het dan aan de beheerder van kernmonitor."
    return _down("gaf meer dan er wordt aangenomen", "F246", url, found, "een antwoord met een einde", action)


def odd(url: str, found: str, expected: str) -> SourceDown:
    """Return F247: an answer that came whole, and is not what a service of this kind gives."""
    action = "Probeer het later opnieuw; blijft het zo, meld het dan aan de beheerder van kernmonitor."
    return _down("gaf iets anders dan gegevens", "F247", url, found, expected, action)


def _down(what: str, code: str, url: str, found: str, expected: str, action: str) -> SourceDown:
    return SourceDown(f"De bron {what}.", [problem(code, url, found, expected, action)])


def _title(data: bytes) -> str:
    text = data[:20_000].decode("utf-8", "replace")
    _, _, rest = text.partition("<title>")
    return shown(rest.partition("<")[0]) or _excerpt(data)


def _excerpt(data: bytes) -> str:
    return shown(data[:300].decode("utf-8", "replace"), 150)
