"""
Asking a public service, politely: one session, a budget, a few tries, and never a half answer.

Services fail in ways that look like success: a page of a proxy with status 200, a message in JSON with status
200, a body that stops halfway. Each becomes a `SourceDown` with a code of its own, so that a caller may fall
back on what it fetched before.

Built on requests. Three things it leaves to its user are done here. It follows redirects to any host. It times
silence, not the whole: who sends a byte now and then is read for ever. And it reads the body of a redirect
whole, however long that is.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final

import requests
import urllib3

from analysis import __version__
from analysis.ground.errors import InputError, Problem
from analysis.sources import origin, strict_json
from analysis.sources.budget import Limits, TableBudget
from analysis.sources.http_errors import SourceDown, down, odd, shown

USER_AGENT: Final = (
    f"kernmonitor/{__version__} (+https://example.org/kernmonitor.git)"  # url of publiccode.yml
)
AGAIN: Final = frozenset({429, 500, 502, 503, 504})
PIECE: Final = 1 << 16
PACKED: Final = ("", "identity", "gzip", "deflate")  # what is asked for; urllib3 unpacks these by the piece

SERVICES: Final = {
    "cbs": ("KERNMONITOR_CBS_URL", "https://opendata.cbs.nl"),
    "rivm": ("KERNMONITOR_RIVM_URL", "https://dataderden.cbs.nl"),
    "pdok": ("KERNMONITOR_PDOK_URL", "https://api.pdok.nl"),
}


def base_url(service: str) -> str:
    """Return the address of a service, or the one that the environment names: F245 when that is not safe."""
    variable, usual = SERVICES[service]
    address = os.environ.get(variable, "").strip().rstrip("/")
    if address:
        origin.check_service(address, variable)
    return address or usual


def check_addresses() -> None:
    """Raise InputError with each variable of the environment that names an address that is not safe."""
    problems: list[Problem] = []
    for service in SERVICES:
        try:
            base_url(service)
        except SourceDown as error:
            problems.extend(error.problems)
    if problems:
        raise InputError("Het adres van een bron is niet veilig; er is niets gevraagd.", problems)


class _Failed(Exception):  # noqa: N818  the client always catches it
    """A try that failed in a way that may pass: what was found, and the pause that the service asks."""


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return that there is none: looking for it, requests reads all of the body."""


class Client:
    """
    One session for all services, with the proxy and the certificates of the system (`HTTPS_PROXY`, `NO_PROXY`, `REQUESTS_CA_BUNDLE`).

    Parameters
    ----------
    offline : bool
        Refuse every request before anything is sent.
    timeout : tuple of float
        Seconds to connect, and seconds of silence while reading.
    retries : int
        How often a question is asked at most.
    backoff : float
        Seconds before the second try; doubles with every next one.
    longest_wait : float
        Seconds between two tries at most, also when the service asks for more.
    limits : Limits
        The most that is taken of one table.
    """

    def __init__(
        self,
        *,
        offline: bool = False,
        timeout: tuple[float, float] = (5, 60),
        retries: int = 5,
        backoff: float = 0.5,
        longest_wait: float = 60,
        limits: Limits | None = None,
    ) -> None:
        self._offline, self._timeout, self._retries = offline, timeout, retries
        self._backoff, self._longest_wait = backoff, longest_wait
        self._limits = limits or Limits()
        self.begin()

    def begin(self) -> None:
        """Give what is asked from now on, one table or layer, a budget and a session of its own."""
        self.budget = TableBudget(self._limits)
        self._session = _Session()
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"})
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def json(self, url: str, *, numbers: bool = False) -> Any:
        """
        Return an answer that is complete, JSON, and data; numbers are the text that was sent, or `numbers`.

        Raises
        ------
        SourceDown
            F505 offline, F240 the address is gone, F244 it points elsewhere, F246 the budget is
            spent, F247 bad JSON, F501 a web page, F502 no complete answer after all tries,
            F503 a message of the service instead of data.
        """
        if self._offline:
            raise down("F505", url)
        origin.check_service(url, origin.shown(url))
        for attempt in range(1, self._retries + 1):
            try:
                content = _parsed(url, self._once(url), numbers=numbers)
                break
            except _Failed as failed:
                found, asked = failed.args
                if attempt == self._retries:
                    raise _unanswered(url, found, attempt) from None
                pause = _asked_pause(asked) or self._backoff * 2 ** (attempt - 1)
                time.sleep(min(pause, self._longest_wait, self.budget.seconds_left(url)))
        if (message := _message(content)) is not None:
            raise down("F503", url, f'"{message}"')
        return content

    def pages(
        self, url: str, name: str, following: Callable[[Mapping[str, Any]], object], *, numbers: bool = False
    ) -> Iterator[tuple[str, Mapping[str, Any], list[dict[str, Any]]]]:
        """
        Yield the address, the content and the rows (in `name`) of each page; `following` returns the link to the next one.

        Raises
        ------
        SourceDown
            As `json`; F241 for pages that go round; F244 for a page elsewhere; F247 for an answer without
            rows, or rows that are no rows.
        """
        seen: set[str] = set()
        link: str | None = url
        while link:
            if link in seen:
                found = "pagina's die naar elkaar verwijzen"
                raise down("F241 minder", url, found, expected="een laatste pagina")
            seen.add(link)
            content = self.json(link, numbers=numbers)
            rows = content.get(name) if isinstance(content, Mapping) else None
            if not isinstance(rows, list):
                raise odd(url, f'een antwoord zonder "{name}"', "rijen")
            if number := next((n for n, row in enumerate(rows, 1) if not isinstance(row, dict)), 0):
                raise odd(url, f"rij {number} van een pagina is geen rij", "een naam en een waarde per cel")
            yield link, content, rows
            target = following(content)
            link = None if target is None else origin.followed(link, target, "volgende pagina")

    def _once(self, url: str) -> bytes:
        """Return the body of one answer that came whole, no more and no longer than the budget has left."""
        longest = self.budget.seconds_for_an_answer(url)
        answer: Future[bytes] = Future()

        def ask() -> None:
            try:
                answer.set_result(self._body(url, time.monotonic() + longest))
            except Exception as error:  # told to whoever waits
                answer.set_exception(error)

        # Who drips is left behind, whichever part drips: its thread ends with the connection, or with the program.
        threading.Thread(target=ask, daemon=True).start()
        try:
            data = answer.result(longest)
        except TimeoutError:  # of this clock: requests has its own for silence
            self.budget.seconds_left(url)
            raise down("F246", url, f"nog geen einde na {self._limits.answer_seconds:g} s") from None
        except (requests.exceptions.RequestException, OSError) as error:
            raise self._failed(url, error) from None
        self.budget.take_bytes(len(data))
        return data

    def _body(self, asked: str, ends: float) -> bytes:
        url, budget = asked, self.budget
        for _ in range(self._limits.redirects + 1):
            with self._session.get(
                url, timeout=self._timeout, stream=True, allow_redirects=False
            ) as response:
                if response.is_redirect:
                    url = origin.followed(response.url, response.headers["Location"], "doorverwijzing")
                    continue
                if response.headers.get("Content-Encoding", "").strip().lower() not in PACKED:
                    raise odd(asked, "een antwoord in een onbekende verpakking", "gzip of niets")
                data = bytearray()
                for piece in response.iter_content(PIECE):
                    data += piece
                    if len(data) > budget.bytes_for_an_answer():
                        raise budget.too_large(asked)
                    if time.monotonic() > ends:
                        raise TimeoutError
                _check_status(asked, response, bytes(data))
                return bytes(data)
        raise down("F246", asked, f"meer dan {self._limits.redirects} doorverwijzingen")

    def _failed(self, url: str, error: Exception) -> _Failed | SourceDown:
        errors = requests.exceptions
        match error:
            case errors.Timeout():
                return _Failed(f"geen antwoord binnen de tijd ({self._timeout[1]:g} s)", "")
            case errors.ChunkedEncodingError() | errors.ContentDecodingError():
                return _Failed("een antwoord dat halverwege ophoudt", "")
            case errors.RequestException() if not isinstance(error, errors.SSLError):
                return _Failed("geen verbinding (een proxy staat in HTTPS_PROXY)", "")
        # A proxy that reads along, or a file in REQUESTS_CA_BUNDLE that is not there.
        found = f'een certificaat dat niet vertrouwd wordt ("{str(error)[:80].replace(chr(34), "")}")'
        return down("F502 certificaat", url, found)


def _asked_pause(retry_after: str) -> float:
    """Return the seconds that a service asks to wait; 0 when it does not say so in a way that can be read."""
    try:
        return float(urllib3.Retry().parse_retry_after(retry_after)) if retry_after else 0
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return 0


def _unanswered(url: str, found: str, tries: int = 1) -> SourceDown:
    often = f"{tries} keer geprobeerd: {found}" if tries > 1 else found
    return down("F502 antwoord", url, often)


def _check_status(url: str, response: requests.Response, data: bytes) -> None:
    """Raise `_Failed` for a status that may pass, `SourceDown` for one that will not."""
    status = response.status_code
    if status in AGAIN:
        raise _Failed(f"status {status}", response.headers.get("Retry-After", ""))
    if status in (404, 410):
        raise down("F240", url, f"status {status}")
    if status >= 400:
        raise _unanswered(url, f"status {status}: {_excerpt(data)}")
    if status != 200:  # 204 has nothing, 206 a part
        raise _unanswered(url, f"status {status}, zonder volledig antwoord")


def _parsed(url: str, data: bytes, *, numbers: bool) -> Any:
    """Read JSON; raises `SourceDown` for a web page (F501) and bad JSON (F247), `_Failed` for what stops halfway."""
    if data.removeprefix(strict_json.BOM).lstrip()[:1] == b"<":
        _, _, rest = data[:20_000].decode("utf-8", "replace").partition("<title>")
        title = shown(rest.partition("<")[0]) or _excerpt(data)
        raise down("F501", url, f'een webpagina: "{title}"')
    try:
        return strict_json.loads(data, numbers=numbers)
    except strict_json.Refused as refused:
        raise odd(url, str(refused), "JSON zonder dubbelzinnigheden") from None
    except ValueError:
        raise _Failed("een antwoord dat geen volledige JSON is", "") from None


def _message(content: object) -> str | None:
    """Return what a service says in JSON instead of giving data; None when it gives data."""
    if not isinstance(content, Mapping):
        return None
    error = content.get("odata.error", content.get("error"))
    for inner in ("message", "value"):  # OData nests its text twice, others once or not
        if isinstance(error, Mapping):
            error = error.get(inner, error)
    return None if error is None else shown(str(error), 300)


def _excerpt(data: bytes) -> str:
    return shown(data[:300].decode("utf-8", "replace"), 150)
