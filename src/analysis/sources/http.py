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
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import requests
import urllib3

from analysis import __version__
from analysis.ground.errors import InputError, Problem
from analysis.sources import answers, origin, strict_json, wire
from analysis.sources.answers import Answer, Failed, SourceDown, TooManyRecords
from analysis.sources.budget import Budget, Limits, seconds

__all__ = ["Answer", "Client", "SourceDown", "TooManyRecords", "base_url"]

USER_AGENT: Final = (
    f"kernmonitor/{__version__} (+https://example.org/kernmonitor.git)"  # url of publiccode.yml
)

SERVICES: Final = {
    "cbs": ("KERNMONITOR_CBS_URL", "https://opendata.cbs.nl"),
    "cbs_v4": ("KERNMONITOR_CBS_V4_URL", "https://datasets.cbs.nl/odata/v1/CBS"),
    "rivm": ("KERNMONITOR_RIVM_URL", "https://dataderden.cbs.nl"),
    "pdok": ("KERNMONITOR_PDOK_URL", "https://api.pdok.nl"),
}

T = TypeVar("T")


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
    """
    Look at the address of every service before any is asked.

    Raises
    ------
    InputError
        With each variable of the environment that names an address that is not safe.
    """
    problems: list[Problem] = []
    for service in SERVICES:
        try:
            base_url(service)
        except SourceDown as error:
            problems.extend(error.problems)
    if problems:
        raise InputError("Het adres van een bron is niet veilig; er is niets gevraagd.", problems)


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
            status_forcelist=answers.AGAIN,
            backoff_factor=backoff,
            backoff_max=longest_wait,
            retry_after_max=int(longest_wait),
        )
        self._longest_wait = longest_wait
        self._limits = limits or Limits()
        self._wire = wire.Wire(USER_AGENT, timeout, self._limits.redirects)
        self.begin()

    def begin(self) -> None:
        """Give what is asked from now on, one table or layer, a budget of its own."""
        self.budget = Budget(self._limits)

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Answer:
        """
        Return a complete answer.

        Raises
        ------
        SourceDown
            F505 offline, F240 the address is gone, F244 it points elsewhere, F246 the budget is
            spent, F502 no complete answer after all tries.
        """
        return self._ask(url, params, lambda answer: answer)

    def json(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        loads: Callable[[bytes], Any] | None = None,
        numbers: bool = False,
    ) -> Any:
        """
        Return an answer that is JSON, and data.

        Parameters
        ----------
        url, params
            What is asked.
        loads : callable, optional
            How the bytes are read; raises ValueError on what is no JSON.
        numbers : bool
            Read numbers as numbers; by default each is the text that was sent.

        Raises
        ------
        SourceDown
            As `get`, and F247 for bad JSON, F501 for a web page, F503 for a message of the service instead of data.
        """

        def read(data: bytes) -> Any:
            return strict_json.loads(data, depth=self._limits.depth, numbers=numbers)

        content = self._ask(url, params, lambda answer: answers.parsed(answer, loads or read))
        message = answers.message(content)
        if message is not None:
            raise answers.service_said(url, message)
        return content

    def _ask(self, url: str, params: Mapping[str, str] | None, read: Callable[[Answer], T]) -> T:
        if self.offline:
            raise answers.offline(url)
        origin.check_service(url, origin.shown(url))
        waits = self._waits
        for attempt in range(1, self.retries + 1):
            try:
                return read(self._once(url, params))
            except Failed as failed:
                if attempt == self.retries:
                    raise answers.unanswered(url, failed.found, attempt) from None
                waits = waits.increment("GET", url, error=urllib3.exceptions.HTTPError(failed.found))
                self._wait(url, waits, failed.retry_after)
        raise AssertionError("the last try returns or raises")

    def _wait(self, url: str, waits: urllib3.Retry, asked: str) -> None:
        try:
            pause = float(waits.parse_retry_after(asked)) if asked else waits.get_backoff_time()
        except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
            pause = waits.get_backoff_time()
        # urllib3 doubles from the second try that fails; the first pause is as long as was asked for.
        pause = min(pause or waits.backoff_factor, self._longest_wait)
        time.sleep(min(pause, self.budget.seconds_left(url)))

    def _once(self, url: str, params: Mapping[str, str] | None) -> Answer:
        given = self.budget.seconds_for_an_answer(url)
        most = self.budget.bytes_for_an_answer()
        try:
            received = self._wire.get(url, params, seconds=given, most=most)
        except wire.OverTime:
            self.budget.seconds_left(url)
            raise answers.too_much(url, f"nog geen einde na {seconds(self._limits.answer_seconds)}") from None
        except wire.OverSize:
            raise self.budget.too_large(url) from None
        except wire.TooManyRedirects:
            raise answers.too_much(url, f"meer dan {self._limits.redirects} doorverwijzingen") from None
        except wire.OddlyPacked:
            raise answers.odd(url, "een antwoord in een onbekende verpakking", "gzip of niets") from None
        except (requests.exceptions.RequestException, OSError) as error:
            raise self._failed(url, error) from None
        self.budget.take_bytes(len(received.data))
        answers.check_status(url, received.status, received.data, received.headers.get("Retry-After", ""))
        content_type = received.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(received.url, received.data, content_type)

    def _failed(self, url: str, error: Exception) -> Failed | SourceDown:
        errors = requests.exceptions
        match error:
            case errors.SSLError():
                return answers.certificate(url, error)
            case errors.InvalidURL() | errors.InvalidSchema():
                return answers.gone(url, "een adres dat niet kan bestaan")
            case errors.Timeout():
                return Failed(f"geen antwoord binnen de tijd ({self.timeout[1]:g} s)")
            case errors.ProxyError():
                return Failed("een proxy die niet antwoordt (zie HTTPS_PROXY)")
            case errors.ChunkedEncodingError() | errors.ContentDecodingError():
                return Failed("een antwoord dat halverwege ophoudt")
            case errors.RequestException():
                return Failed("geen verbinding")
        return answers.certificate(url, error)  # the file in REQUESTS_CA_BUNDLE is not there
