"""
Asking a public service, politely: one session, time limits, a few tries, and never a half answer.

Services fail in ways that look like success: a page of a proxy with status 200,
a message in JSON with status 200, a body that stops halfway. Each becomes a
`SourceDown` with a code of its own, so that a caller may fall back on what it
fetched before.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import requests
import urllib3

from analysis import __version__
from analysis.sources import answers
from analysis.sources.answers import Answer, Failed, SourceDown, TooManyRecords

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
    """Return the address of `cbs`, `cbs_v4`, `rivm` or `pdok`; an environment variable may name another."""
    variable, usual = SERVICES[service]
    return os.environ.get(variable, "").rstrip("/") or usual


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
    """

    def __init__(
        self,
        *,
        offline: bool = False,
        timeout: tuple[float, float] = (5, 60),
        retries: int = 5,
        backoff: float = 0.5,
        longest_wait: float = 60,
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
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Answer:
        """
        Return a complete answer.

        Raises
        ------
        SourceDown
            F505 offline, F240 the address is gone, F502 no complete answer after all tries.
        """
        return self._ask(url, params, lambda answer: answer)

    def json(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        loads: Callable[[bytes], Any] = json.loads,
    ) -> Any:
        """
        Return an answer that is JSON, and data.

        Parameters
        ----------
        url, params
            What is asked.
        loads : callable
            How the bytes are read; raises ValueError on what is no JSON.

        Raises
        ------
        SourceDown
            As `get`, and F501 for a web page, F503 for a message of the service instead of data.
        """
        content = self._ask(url, params, lambda answer: answers.parsed(answer, loads))
        message = answers.message(content)
        if message is not None:
            raise answers.service_said(url, message)
        return content

    def _ask(self, url: str, params: Mapping[str, str] | None, read: Callable[[Answer], T]) -> T:
        if self.offline:
            raise answers.offline(url)
        waits = self._waits
        for attempt in range(1, self.retries + 1):
            try:
                return read(self._once(url, params))
            except Failed as failed:
                if attempt == self.retries:
                    raise answers.unanswered(url, failed.found, attempt) from None
                waits = waits.increment("GET", url, error=urllib3.exceptions.HTTPError(failed.found))
                self._wait(waits, failed.response)
        raise AssertionError("the last try returns or raises")

    def _wait(self, waits: urllib3.Retry, response: requests.Response | None) -> None:
        asked = response.headers.get("Retry-After", "") if response is not None else ""
        try:
            seconds = float(waits.parse_retry_after(asked)) if asked else waits.get_backoff_time()
        except urllib3.exceptions.InvalidHeader:
            seconds = waits.get_backoff_time()
        # urllib3 doubles from the second try that fails; the first pause is as long as was asked for.
        time.sleep(min(seconds or waits.backoff_factor, self._longest_wait))

    def _once(self, url: str, params: Mapping[str, str] | None) -> Answer:
        try:
            with self._session.get(url, params=params, timeout=self.timeout, stream=True) as response:
                data = answers.body(response)
        except requests.exceptions.SSLError as error:
            raise answers.certificate(url, error) from None
        except requests.exceptions.InvalidURL:
            raise answers.gone(url, "een adres dat niet kan bestaan") from None
        except requests.exceptions.Timeout:
            raise Failed(f"geen antwoord binnen de tijd ({self.timeout[1]:g} s)") from None
        except requests.exceptions.ProxyError:
            raise Failed("een proxy die niet antwoordt (zie HTTPS_PROXY)") from None
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
            raise Failed("een antwoord dat halverwege ophoudt") from None
        except requests.exceptions.RequestException:
            raise Failed("geen verbinding") from None
        except OSError as error:  # the file in REQUESTS_CA_BUNDLE is not there
            raise answers.certificate(url, error) from None
        answers.check_status(url, response, data)
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.url, data, content_type)
