"""
Asking a public service, politely: one session, a budget, a few tries, and never a half answer.

Services fail in ways that look like success: a page of a proxy with status 200,
a message in JSON with status 200, a body that stops halfway. Each becomes a
`SourceDown` with a code of its own, so that a caller may fall back on what it
fetched before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any, Final

import requests
import urllib3

from analysis import __version__
from analysis.ground.errors import InputError, Problem
from analysis.sources import origin, strict_json
from analysis.sources.budget import Limits, TableBudget
from analysis.sources.connection import Connection, Received
from analysis.sources.http_errors import SourceDown, down, odd, shown

USER_AGENT: Final = (
    f"kernmonitor/{__version__} (+https://example.org/kernmonitor.git)"  # url of publiccode.yml
)
AGAIN: Final = frozenset({429, 500, 502, 503, 504})

SERVICES: Final = {
    "cbs": ("KERNMONITOR_CBS_URL", "https://opendata.cbs.nl"),
    "cbs_v4": ("KERNMONITOR_CBS_V4_URL", "https://datasets.cbs.nl/odata/v1/CBS"),
    "rivm": ("KERNMONITOR_RIVM_URL", "https://dataderden.cbs.nl"),
    "pdok": ("KERNMONITOR_PDOK_URL", "https://api.pdok.nl"),
}


def base_url(service: str) -> str:
    """
    Return the address of `cbs`, `cbs_v4`, `rivm` or `pdok`; an environment variable may name another.

    Raises
    ------
    SourceDown
        F245: the variable names an address without TLS, on another computer.
    """
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
    """A try that failed in a way that may pass."""

    def __init__(self, found: str, retry_after: str = "") -> None:
        self.found = found
        self.retry_after = retry_after
        super().__init__(found)


class Client:
    """
    One session for all services.

    The proxy and the certificates of the system are honoured (`HTTPS_PROXY`,
    `NO_PROXY`, `REQUESTS_CA_BUNDLE`).

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
        self.offline = offline
        self.timeout = timeout
        self.retries = max(1, retries)
        self._waits = urllib3.Retry(
            total=self.retries,
            status_forcelist=AGAIN,
            backoff_factor=backoff,
            backoff_max=longest_wait,
            retry_after_max=int(longest_wait),
        )
        self._longest_wait = longest_wait
        self._limits = limits or Limits()
        self._connection = Connection(USER_AGENT, timeout)
        self.begin()

    def begin(self) -> None:
        """Give what is asked from now on, one table or layer, a budget of its own."""
        self.budget = TableBudget(self._limits)

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
        if self.offline:
            raise down("F505", url)
        origin.check_service(url, origin.shown(url))
        waits = self._waits
        for attempt in range(1, self.retries + 1):
            try:
                content = _parsed(url, self._once(url), self._limits.depth, numbers=numbers)
                break
            except _Failed as failed:
                if attempt == self.retries:
                    raise _unanswered(url, failed.found, attempt) from None
                waits = waits.increment("GET", url, error=urllib3.exceptions.HTTPError(failed.found))
                self._wait(url, waits, failed.retry_after)
        if (message := _message(content)) is not None:
            raise down("F503", url, f'"{message}"')
        return content

    def _wait(self, url: str, waits: urllib3.Retry, asked: str) -> None:
        try:
            pause = float(waits.parse_retry_after(asked)) if asked else waits.get_backoff_time()
        except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
            pause = waits.get_backoff_time()
        # urllib3 doubles from the second try that fails; the first pause is as long as was asked for.
        pause = min(pause or waits.backoff_factor, self._longest_wait)
        time.sleep(min(pause, self.budget.seconds_left(url)))

    def _once(self, url: str) -> bytes:
        try:
            received = self._connection.get(url, self.budget)
        except (requests.exceptions.RequestException, OSError) as error:
            raise self._failed(url, error) from None
        _check_status(url, received)
        return received.data

    def _failed(self, url: str, error: Exception) -> _Failed | SourceDown:
        errors = requests.exceptions
        match error:
            case errors.InvalidURL() | errors.InvalidSchema():
                return down("F240", url, "een adres dat niet kan bestaan")
            case errors.Timeout():
                return _Failed(f"geen antwoord binnen de tijd ({self.timeout[1]:g} s)")
            case errors.ProxyError():
                return _Failed("een proxy die niet antwoordt (zie HTTPS_PROXY)")
            case errors.ChunkedEncodingError() | errors.ContentDecodingError():
                return _Failed("een antwoord dat halverwege ophoudt")
            case errors.RequestException() if not isinstance(error, errors.SSLError):
                return _Failed("geen verbinding")
        # A proxy that reads along, or a file in REQUESTS_CA_BUNDLE that is not there.
        found = f'een certificaat dat niet vertrouwd wordt ("{str(error)[:80].replace(chr(34), "")}")'
        return down("F502 certificaat", url, found)


def _unanswered(url: str, found: str, tries: int = 1) -> SourceDown:
    often = f"{tries} keer geprobeerd: {found}" if tries > 1 else found
    return down("F502 antwoord", url, often)


def _check_status(url: str, received: Received) -> None:
    """Raise `_Failed` for a status that may pass, `SourceDown` for one that will not."""
    status = received.status
    if status >= 400 and b"10000 records" in received.data:  # OData of CBS; asking again gives the same
        raise down("F241 lang", url, f'"{_excerpt(received.data)}"')
    if status in AGAIN:
        raise _Failed(f"status {status}", received.headers.get("Retry-After", ""))
    if status in (404, 410):
        raise down("F240", url, f"status {status}")
    if status >= 400:
        raise _unanswered(url, f"status {status}: {_excerpt(received.data)}")
    if status != 200:  # 204 has nothing, 206 a part
        raise _unanswered(url, f"status {status}, zonder volledig antwoord")


def _parsed(url: str, data: bytes, depth: int, *, numbers: bool) -> Any:
    """Read JSON; raises `SourceDown` for a web page (F501) and bad JSON (F247), `_Failed` for what stops halfway."""
    if data.removeprefix(strict_json.BOM).lstrip()[:1] == b"<":
        _, _, rest = data[:20_000].decode("utf-8", "replace").partition("<title>")
        title = shown(rest.partition("<")[0]) or _excerpt(data)
        raise down("F501", url, f'een webpagina: "{title}"')
    try:
        return strict_json.loads(data, depth=depth, numbers=numbers)
    except strict_json.Refused as refused:
        raise odd(url, str(refused), "JSON zonder dubbelzinnigheden") from None
    except ValueError:
        raise _Failed("een antwoord dat geen volledige JSON is") from None


def _message(content: object) -> str | None:
    """Return what a service says in JSON instead of giving data; None when it gives data."""
    if not isinstance(content, Mapping):
        return None
    error = content.get("odata.error", content.get("error"))
    for inner in ("message", "value"):  # OData 3 nests its text twice, others once or not
        if isinstance(error, Mapping):
            error = error.get(inner, error)
    return None if error is None else shown(str(error), 300)


def _excerpt(data: bytes) -> str:
    return shown(data[:300].decode("utf-8", "replace"), 150)
