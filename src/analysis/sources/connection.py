"""
One question over the network: on time, not too large, and from the host that was asked.

Built on requests. Three things it leaves to its user are done here. It follows redirects to
any host. It times silence, not the whole: who sends a byte now and then is read for ever. And it reads
the body of a redirect whole, however long that is.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final, cast
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from analysis.sources import origin
from analysis.sources.budget import TableBudget, seconds
from analysis.sources.http_errors import down, odd

PIECE: Final = 1 << 16
PACKED: Final = ("", "identity", "gzip", "deflate")  # what is asked for; urllib3 unpacks these by the piece


class OverTime(Exception):  # noqa: N818  the connection always catches it
    """The answer was not complete in time."""


@dataclass(frozen=True)
class Received:
    """An answer that came whole, its body unpacked."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class Connection:
    """
    A session with all services; the proxy and the certificates of the system are honoured.

    Parameters
    ----------
    user_agent : str
    timeout : tuple of float
        Seconds to connect, and seconds of silence.
    """

    def __init__(self, user_agent: str, timeout: tuple[float, float]) -> None:
        self._timeout = timeout
        self._sockets = _OpenSockets()
        self._session = _Session()
        self._session.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"})
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in origin.PORTS:
            self._session.mount(f"{scheme}://", _Adapter(self._sockets))

    def get(self, url: str, budget: TableBudget) -> Received:
        """
        Ask, and read all of the answer, no more and no longer than a budget has left.

        Raises
        ------
        SourceDown
            F244: a redirect to another host; F246: more than the budget; F247: packed in a way that was not asked for.
        requests.exceptions.RequestException
        """
        asked = url
        try:
            with self._sockets.cut_after(budget.seconds_for_an_answer(asked)):
                for _ in range(budget.limits.redirects + 1):
                    with self._session.get(
                        url, timeout=self._timeout, stream=True, allow_redirects=False
                    ) as response:
                        if not response.is_redirect:
                            data = _body(asked, response, budget)
                            return Received(response.status_code, response.headers, data)
                        url = origin.followed(response.url, response.headers["Location"], "doorverwijzing")
        except OverTime:
            budget.seconds_left(asked)
            found = f"nog geen einde na {seconds(budget.limits.answer_seconds)}"
            raise down("F246", asked, found) from None
        raise down("F246", asked, f"meer dan {budget.limits.redirects} doorverwijzingen")


def _body(asked: str, response: requests.Response, budget: TableBudget) -> bytes:
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    if packed not in PACKED:
        raise odd(asked, "een antwoord in een onbekende verpakking", "gzip of niets")
    most = budget.bytes_for_an_answer()
    parts, size = [], 0
    for part in response.iter_content(PIECE):
        size += len(part)
        if size > most:
            raise budget.too_large(asked)
        parts.append(part)
    budget.take_bytes(size)
    return b"".join(parts)


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return that there is none: looking for it, requests reads all of the body."""


class _OpenSockets:
    """The open connections, which are cut when an answer takes too long."""

    def __init__(self) -> None:
        self._open: WeakSet[socket.socket] = WeakSet()
        self._over = threading.Event()

    def add(self, opened: socket.socket) -> None:
        self._open.add(opened)
        if self._over.is_set():
            self._cut()

    @contextmanager
    def cut_after(self, seconds: float) -> Iterator[None]:
        """Cut all connections after so many seconds; whatever the reader then says, it is `OverTime`."""
        self._over.clear()
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (requests.exceptions.RequestException, OSError):
            if self._over.is_set():
                raise OverTime from None
            raise
        finally:
            timer.cancel()
            timer.join()
        if self._over.is_set():  # a body without a length ends as if it were complete
            raise OverTime

    def _cut(self) -> None:
        self._over.set()
        for opened in list(self._open):
            with suppress(OSError, ValueError):  # closed already
                opened.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """The adapter of requests, whose connections can be cut."""

    def __init__(self, sockets: _OpenSockets) -> None:
        self._pools = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, sockets),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, sockets),
        }
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager


def _pool(pool: type[Any], connection: type[Any], sockets: _OpenSockets) -> type[Any]:
    """Return a pool whose connections tell `sockets` of their socket: before TLS begins, and after."""

    class CuttableConnection(connection):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            opened: socket.socket = super()._new_conn()
            sockets.add(opened)
            return opened

        def connect(self) -> None:
            super().connect()
            # TLS inside TLS, to a proxy of https, has the real one inside.
            sockets.add(cast(socket.socket, getattr(self.sock, "socket", self.sock)))

    return type("Pool", (pool,), {"ConnectionCls": CuttableConnection})
