"""
What is fetched from a service that is not what it says: another host, no end, no rows.

Each answer is written by hand, byte by byte where that matters, by a server in this process. The budget
is small, so that nothing here waits.
"""

from __future__ import annotations

import gzip
import json
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import unquote

import pytest
from tests.certificates import Certificates, make_certificates
from tests.unit.sources.conftest import TODAY

from analysis.ground.errors import InputError
from analysis.sources import odata_client
from analysis.sources.budget import Limits
from analysis.sources.fetch import FetchTask, run_tasks
from analysis.sources.http import Client
from analysis.sources.http_errors import SourceDown
from analysis.sources.observations import read_observations
from analysis.sources.odata_client import Request
from analysis.sources.odata_fetch import fetch_table
from analysis.sources.pdok import fetch_areas

pytestmark = pytest.mark.slow

SMALL = Limits(answer_bytes=100_000, answer_seconds=1, answers=30, bytes=300_000, seconds=3)
LONGEST = 4  # seconds that a server goes on when nobody stops it
Answer = Callable[["Stranger"], None]


class Stranger(BaseHTTPRequestHandler):
    """Answers with what the test says; ends when whoever asked is gone."""

    protocol_version = "HTTP/1.1"
    answer: Answer
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        with suppress(ConnectionError):
            type(self).answer(self)

    def send(self, body: bytes, *, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def drip(self, head: bytes, endless: bytes = b" ") -> None:
        self.close_connection = True
        self.wfile.write(head)
        ends = time.monotonic() + LONGEST
        while time.monotonic() < ends:
            self.wfile.write(endless)
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, *arguments: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *arguments: object) -> None:
        """Stay silent: whoever asked hung up."""


@pytest.fixture
def stranger() -> Iterator[Callable[[Answer], str]]:
    """Return a function that starts a server with an answer, and returns its address; `stranger.asked` is per server."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer, certificates: Certificates | None = None) -> str:
        handler = type("Handler", (Stranger,), {"answer": staticmethod(answer), "asked": []})
        server = Server(("127.0.0.1", 0), handler)
        if certificates is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates.cert, certificates.key)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        start.asked = handler.asked  # type: ignore[attr-defined]
        return f"{'https' if certificates else 'http'}://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def client(limits: Limits = SMALL, retries: int = 2) -> Client:
    return Client(timeout=(1, 1), retries=retries, backoff=0, longest_wait=0, limits=limits)


def refusal(ask: Callable[[], object], within: float = 2.5) -> tuple[str, str]:
    """Return the code and what was found; nothing may hang."""
    before = time.monotonic()
    with pytest.raises(SourceDown) as error:
        ask()
    assert time.monotonic() - before < within
    (problem,) = error.value.problems
    assert problem.found.isprintable()
    assert len(problem.found) < 400
    return problem.code, problem.found


def said(content: object) -> Answer:
    return lambda self: self.send(json.dumps(content).encode())


def raw(body: bytes, **headers: str) -> Answer:
    return lambda self: self.send(body, **headers)


def pages_of(address: str) -> list[list[Any]]:
    return list(odata_client.each_page(client(), f"{address}/odata/85984NED/UntypedDataSet"))


# Another host (H01, H02, H05).


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_port_is_named_and_not_followed(stranger, status):
    inside = stranger(said({"value": [{"geheim": "1"}]}))
    heard = stranger.asked
    outside = stranger(lambda self: self.send(b"", status=status, Location=f"{inside}/intern"))
    code, found = refusal(lambda: client().json(f"{outside}/tabel"))
    assert code == "F244"
    assert f'een doorverwijzing: "{inside}/intern"' in found
    assert heard == []


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/intern",
        "http://localhost:{port}/a",
        "https://127.0.0.1:{port}/a",
        "//statistiek.example/a",
        "https://opendata.cbs.nl/a",
        "http://127.0.0.1:{port}@statistiek.example/a",
        "http://gast:geheim@127.0.0.1:{port}/a",
        "http://127.0.0.1:{port}\\@statistiek.example/a",
        "\\\\statistiek.example\\a",
        "/\\statistiek.example/a",
        "http://127.0.0.1.statistiek.example:{port}/a",
        "http://127.1:{port}/a",
        "http://2130706433:{port}/a",
        "http://[::1]:{port}/a",
        "http://[::ffff:127.0.0.1]:{port}/a",
        "http://127.0.0.1:99999/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://127.0.0.1:{port}/a",
        "http://127.0.0.1:{port}\t.statistiek.example/a",
    ],
)
@pytest.mark.parametrize("how", ["Location", "nextLink"])
def test_nothing_else_than_this_host_is_asked(stranger, target, how):
    def answer(self: Stranger) -> None:
        link = target.format(port=self.server.server_address[1])
        if how == "Location":
            self.send(b"", status=302, Location=link)
        else:
            self.send(json.dumps({"value": [{"a": "1"}], "odata.nextLink": link}).encode())

    address = stranger(answer)
    ask = (lambda: client().json(f"{address}/a/b")) if how == "Location" else (lambda: pages_of(address))
    code, found = refusal(ask)
    assert code == "F244"
    assert "geheim" not in found
    assert len(stranger.asked) == 1


def test_a_name_with_a_letter_that_looks_like_another_is_shown_as_it_is(stranger):
    address = stranger(said({"value": [{"a": "1"}], "odata.nextLink": "https://opendаta.cbs.nl/x"}))
    assert "opend\\u0430ta.cbs.nl" in refusal(lambda: pages_of(address))[1]


@pytest.mark.parametrize(
    "link",
    [
        "../../odata/86165NED/UntypedDataSet?a=1",
        "/odata/86165NED/UntypedDataSet",
        "/odata/85984NED/../86165NED/UntypedDataSet",
        "/odata/85984NED/%2e%2e/86165NED/UntypedDataSet",
        "/odata/85984NED%2f..%2f86165NED/UntypedDataSet",
        ["a"],
        {"a": 1},
        True,
    ],
)
def test_a_next_page_of_another_table_is_refused(stranger, link):
    address = stranger(said({"value": [{"a": "1"}], "odata.nextLink": link}))
    assert refusal(lambda: pages_of(address))[0] == "F244"
    assert len(stranger.asked) == 1


@pytest.mark.parametrize(
    "link",
    [
        "UntypedDataSet?$skiptoken=1&$filter=startswith(WijkenEnBuurten,'GM0148') and true",
        "/OData/85984NED/UntypedDataSet?$skiptoken=1",
        "{address}/odata/85984NED/UntypedDataSet?$skiptoken=1&terug=https://elders.example//x",
        "?$skiptoken=1",
    ],
)
def test_a_next_page_of_the_same_table_is_asked(stranger, link):
    def answer(self: Stranger) -> None:
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        more = {} if "skiptoken" in self.path else {"odata.nextLink": link.format(address=here)}
        self.send(json.dumps({"value": [{"a": "1"}], **more}).encode())

    assert pages_of(stranger(answer)) == [[{"a": "1"}], [{"a": "1"}]]


def test_a_redirect_on_the_same_host_is_followed_and_not_for_ever(stranger):
    def answer(self: Stranger) -> None:
        here = int(self.path.rpartition("/")[2])
        if here:
            self.send(b"", status=302, Location=f"/{here - 1}")
        else:
            self.send(b"[1]")

    address = stranger(answer)
    assert client().json(f"{address}/5") == ["1"]
    assert refusal(lambda: client().json(f"{address}/6")) == ("F246", "meer dan 5 doorverwijzingen")


def test_the_body_of_a_redirect_is_not_read(stranger):
    def answer(self: Stranger) -> None:
        if self.path == "/":
            self.drip(b"HTTP/1.1 302 Found\r\nLocation: /klaar\r\n\r\n", b"x" * 1000)
        else:
            self.send(b"[1]")

    before = time.monotonic()
    assert client().json(f"{stranger(answer)}/") == ["1"]
    assert time.monotonic() - before < 0.5


def test_cookies_are_not_kept(stranger):
    heard = []

    def answer(self: Stranger) -> None:
        heard.append(self.headers.get("Cookie"))
        self.send(b"[1]", Set_Cookie="a=b")

    one, address = client(), stranger(answer)
    one.json(address)
    one.json(address)
    assert heard == [None, None]


# No end (H08, H09, H10, H11, F04).


@pytest.mark.parametrize("rows", [[{"a": "1"}], []], ids=["rows", "no rows"])
def test_pages_without_an_end_end(stranger, rows):
    def answer(self: Stranger) -> None:
        number = int(self.path.partition("=")[2] or 0) + 1
        self.send(json.dumps({"value": rows, "odata.nextLink": f"UntypedDataSet?n={number}"}).encode())

    assert refusal(lambda: pages_of(stranger(answer)))[1] == "meer dan 30 antwoorden voor één tabel"


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        (Limits(bytes=20_000), "meer dan 0 MB"),
        (Limits(seconds=0.3), "nog geen einde na 0.3 s voor één tabel"),
    ],
)
def test_each_limit_of_a_table_counts_over_its_pages(stranger, limits, found):
    def answer(self: Stranger) -> None:
        number = int(self.path.partition("=")[2] or 0) + 1
        time.sleep(0.02)
        link = f"UntypedDataSet?n={number}"
        self.send(json.dumps({"value": [{"a": "1"}] * 30, "odata.nextLink": link}).encode())

    address = stranger(answer)
    ask = lambda: list(odata_client.each_page(client(limits), f"{address}/UntypedDataSet"))  # noqa: E731
    assert refusal(ask) == ("F246", found)


def test_the_next_table_has_a_budget_of_its_own(stranger):
    address, one = stranger(said([])), client(Limits(answers=2))
    for _ in range(3):
        one.begin()
        assert one.json(address) == one.json(address) == []
    assert refusal(lambda: one.json(address))[0] == "F246"


@pytest.mark.parametrize(
    ("head", "endless"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[", b" "),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[", b" "),
        (b"HTTP/1.0 200 OK\r\n\r\n[1", b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        (b"HTTP/1.1 200 OK\r\nX-Lang: ", b"a"),
        (b"HTTP/1.1 200 ", b"O"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 500 Stuk\r\n\r\n", b"x"),
        (b"HTTP/1.1 404 Weg\r\n\r\n", b"x"),
    ],
    ids=["length", "close", "1.0", "chunks", "size of a chunk", "header", "status", "100", "500", "404"],
)
def test_a_byte_now_and_then_is_not_read_for_ever(stranger, head, endless):
    address = stranger(lambda self: self.drip(head, endless))
    assert refusal(lambda: client().json(address)) == ("F246", "nog geen einde na 1 s")
    assert len(stranger.asked) == 1  # asking again would take as long again


def test_a_proxy_that_drips_is_not_waited_for_either(stranger, monkeypatch):
    class Proxy(Stranger):
        def do_CONNECT(self) -> None:
            self.drip(b"HTTP/1.1 200 OK\r\nX: ", b"a")

    server = Server(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "")
    try:
        assert refusal(lambda: client().json("https://opendata.cbs.nl/x"))[0] == "F246"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def certificates(tmp_path, monkeypatch):
    made = make_certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.ca))
    return made


def test_a_certificate_of_the_organisation_is_trusted_and_no_other(stranger, certificates, monkeypatch):
    address = stranger(said([1]), certificates)
    assert client().json(address) == ["1"]
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(make_certificates(certificates.ca.parent, "ander").ca))
    assert refusal(lambda: client().json(address))[0] == "F502"


def test_inside_tls_a_byte_now_and_then_is_not_read_for_ever_either(stranger, certificates):
    address = stranger(lambda self: self.drip(b"HTTP/1.1 200 OK\r\nX-Lang: ", b"a"), certificates)
    assert refusal(lambda: client().json(address)) == ("F246", "nog geen einde na 1 s")


def test_from_https_to_http_on_the_same_host_is_refused(stranger, certificates):
    address = stranger(
        lambda self: self.send(b"", status=302, Location=f"http://{self.headers['Host']}/a"), certificates
    )
    assert refusal(lambda: client().json(address))[0] == "F244"


def test_pauses_count_as_well(stranger):
    address = stranger(lambda self: self.send(b"", status=503, Retry_After="60"))
    one = Client(timeout=(1, 1), retries=9, longest_wait=60, limits=Limits(seconds=0.3))
    assert refusal(lambda: one.json(address), within=1) == ("F246", "nog geen einde na 0.3 s voor één tabel")


@pytest.mark.parametrize("asked", ["9" * 5000, "nooit", "Fri, 99 Foo 99999 99:99:99 GMT", "-5", ""])
def test_an_odd_pause_is_no_pause(stranger, asked):
    address = stranger(lambda self: self.send(b"", status=429, Retry_After=asked))
    assert refusal(lambda: client().json(address))[0] == "F502"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5", b"[1"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 7", b"[1]"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: veel", b"[1"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999", b"[1]"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"-1\r\n[1]\r\n0\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"FFFFFFFFFFFFFFFFFF\r\n[1]"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"3;" + b"x" * 100_000 + b"\r\n[1]"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000, b"[1]"),
        (b"HTTP/1.1 200 OK" + b"\r\nX: a" * 200, b"[1]"),
        (b"HTTP/1.1 abc OK", b"[1]"),
        (b"HTTP/1.1 99999 OK", b"[1]"),
        (b"HTTP/9.9 200 OK", b"[1"),
        (b"SSH-2.0-OpenSSH_9.9", b""),
        (b"\x16\x03\x01\x02\x00\x01", b""),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x", b"[1]"),
        (b"HTTP/1.1 302 Found\r\nLocation:", b""),
        (b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe//\x00", b""),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[::1", b""),
        (b"HTTP/1.1 302 Found\r\nLocation: http://" + b"a" * 300 + b"/", b""),
        (b"HTTP/1.1 302 Found\r\nLocation: http://a..b/", b""),
        (b"HTTP/1.1 302 Found\r\nLocation: http://xn--a/", b""),
        (b"HTTP/1.1 302 Found", b""),
        (b"HTTP/1.1 401 Nee\r\nWWW-Authenticate: Basic realm=x", b""),
        (b"HTTP/1.1 407 Nee\r\nProxy-Authenticate: Basic realm=x", b""),
    ],
)
def test_no_answer_however_odd_ends_in_anything_else_than_a_message(stranger, head, body):
    def answer(self: Stranger) -> None:
        self.close_connection = True
        self.wfile.write(head + b"\r\n\r\n" + body)

    assert refusal(lambda: client().json(stranger(answer)))[0] in ("F244", "F502")


# Too large.


def bomb(levels: int = 1) -> bytes:
    data = b"[" + b" " * 30_000_000 + b"]"
    for _ in range(levels):
        data = gzip.compress(data)
    return data


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
def test_a_small_answer_that_unpacks_into_a_large_one_is_refused(stranger, packed):
    body = bomb() if packed == "gzip" else zlib.compress(b" " * 30_000_000)
    assert len(body) < SMALL.answer_bytes
    address = stranger(raw(body, Content_Encoding=packed))
    assert refusal(lambda: client().json(address))[0] == "F246"


@pytest.mark.parametrize("packed", ["gzip, gzip", "br", "zstd", "compress", "GZIP,identity", "ZIP"])
def test_an_answer_is_packed_once_and_as_was_asked(stranger, packed):
    address = stranger(raw(bomb(2), Content_Encoding=packed))
    assert refusal(lambda: client().json(address)) == ("F247", "een antwoord in een onbekende verpakking")


def test_a_packed_answer_is_read(stranger):
    assert client().json(stranger(raw(gzip.compress(b'["\xc3\xa9"]'), Content_Encoding="gzip"))) == ["é"]


# Not what it says.


@pytest.mark.parametrize(
    "answer",
    [
        lambda self: self.send(b'{"value":[1', length=9999),
        lambda self: self.send(b'{"value":[]}', length=5),
        raw(gzip.compress(b'{"value":[' + b"1," * 5000)[:-12], Content_Encoding="gzip"),
        raw(b"geen gzip", Content_Encoding="gzip"),
        lambda self: self.send(b"", status=204),
        lambda self: self.send(b"[1]", status=206),
        lambda self: self.send(b"[1]", status=300),
        raw(b""),
        raw(b"\xef\xbb\xbf"),
        raw(b'["half een let\xc3'),
        raw(b"nul"),
        raw(b"[1] [2]"),
    ],
)
def test_what_is_not_whole_is_not_an_answer(stranger, answer):
    code, found = refusal(lambda: client().json(stranger(answer)))
    assert code == "F502"
    assert found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "te diep"),
        (b'{"value":[{"Key":NaN}]}', "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"[-Infinity]", "-Infinity"),
        (b'{"a":1,"a":2}', "twee keer"),
        (b'[{"value":[{"a":1,"b":2,"a":1}]}]', "twee keer"),
    ],
)
def test_json_that_programs_read_in_different_ways_is_refused_at_once(stranger, body, found):
    address = stranger(raw(body))
    code, text = refusal(lambda: client(Limits()).json(address))
    assert code == "F247"
    assert found in text
    assert len(stranger.asked) == 1


@pytest.mark.parametrize("number", ["1e999", "9" * 5000, "-" + "9" * 40])
def test_a_number_is_the_text_that_was_sent(stranger, number):
    address = stranger(raw(f"[{number}]".encode()))
    assert client().json(address) == [number]


def test_a_byte_order_mark_and_thirty_levels_are_fine(stranger):
    assert client().json(stranger(raw(b'\xef\xbb\xbf{"a":' + b"[" * 30 + b"]" * 30 + b"}")))


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"\n <!-- x --><html><title>Log in</title>",
        b"<?xml version='1.0'?><feed/>",
        b"\xef\xbb\xbf<p>",
    ],
)
def test_a_page_is_no_data(stranger, body):
    assert refusal(lambda: client().json(stranger(raw(body))))[0] == "F501"


def test_what_a_service_says_obeys_no_terminal(stranger):
    text = "\x1b[31mRood\x07 \u202eomgekeerd\u200b " + "x" * 1000
    found = refusal(lambda: client().json(stranger(said({"error": text}))))[1]
    assert found.startswith('"[31mRood omgekeerd x')


# Rows (F02, F08).


@pytest.mark.parametrize(
    "content",
    [
        {"value": [1, 2]},
        {"value": ["a"]},
        {"value": [None]},
        {"value": [[{"a": "1"}]]},
        {"value": [{"a": "1"}, "b"]},
        {"value": {"a": "1"}},
        {"value": None},
        {"value": 5},
        {},
        5,
        "tekst",
        None,
    ],
)
def test_rows_that_are_no_rows_are_refused(stranger, content):
    assert refusal(lambda: pages_of(stranger(said(content))))[0] == "F247"


class Table:
    """A table of OData 3 that is right, but for what a test makes of one part."""

    PARTS: ClassVar[dict[str, Any]] = {
        "TableInfos": [{"Modified": "2025-03-27T02:00:00"}],
        "DataProperties": [
            {"ID": 0, "Type": "GeoDetail", "Key": "Gebied"},
            {"ID": 1, "Type": "Topic", "Key": "Inwoners_1", "Title": "Inwoners", "Decimals": 0},
        ],
        "Gebied": [{"Key": "GM0148    ", "Title": "Dalfsen"}, {"Key": "BU01480000", "Title": "Midden"}],
        "UntypedDataSet": [
            {"ID": 0, "Gebied": "GM0148    ", "Inwoners_1": "  10"},
            {"ID": 1, "Gebied": "BU01480000", "Inwoners_1": "   5"},
        ],
    }
    REQUEST = Request("bron", "cbs", "85984NED", "Gebied", "GM0148")

    def __init__(self, **parts: Any) -> None:
        self.parts = self.PARTS | parts

    def __call__(self, stranger: Stranger) -> None:
        last = stranger.path.partition("?")[0].rpartition("/")[2]
        if last == "$count":
            asked = unquote(stranger.path)
            stranger.send(b"2" if "startswith" in asked else b"0")
        elif last in self.parts:
            stranger.send(json.dumps({"value": self.parts[last]}).encode())
        else:
            stranger.send(b"Not found", status=404)


ODD_TABLES = {
    "an area without a key": {"Gebied": [{"Key": None, "Title": "x"}]},
    "an area with a number for a title": {"Gebied": [{"Key": "GM0148", "Title": None}]},
    "an area without a column Key": {"Gebied": [{"Sleutel": "GM0148", "Title": "Dalfsen"}]},
    "no areas": {"Gebied": []},
    "a name of a file in a folder above": {"DataProperties": [{"Type": "Dimension", "Key": "../../x"}]},
    "a name with a backslash": {"DataProperties": [{"Type": "Dimension", "Key": "..\\x"}]},
    "a name that is a number": {"DataProperties": [{"Type": "Dimension", "Key": 5}]},
    "a topic without a key": {"DataProperties": [*Table.PARTS["DataProperties"], {"Type": "Topic"}]},
    "a group without a number": {"DataProperties": [*Table.PARTS["DataProperties"], {"Type": "TopicGroup"}]},
    "half decimals": {
        "DataProperties": [
            Table.PARTS["DataProperties"][0],
            {"Type": "Topic", "Key": "Inwoners_1", "Decimals": "1.5"},
        ]
    },
    "a row without a column": {
        "UntypedDataSet": [*Table.PARTS["UntypedDataSet"], {"ID": 2, "Gebied": "GM0148"}]
    },
    "a row with a column more": {
        "UntypedDataSet": [Table.PARTS["UntypedDataSet"][0], Table.PARTS["UntypedDataSet"][1] | {"x": "1"}]
    },
    "rows without the areas": {"UntypedDataSet": [{"ID": 0, "Inwoners_1": "1"}] * 2},
    "a row twice": {"UntypedDataSet": [Table.PARTS["UntypedDataSet"][0]] * 2},
}


@pytest.fixture
def table(stranger, monkeypatch, store):
    """Return a function that fetches a table that a stranger gives, and keeps nothing of one that is odd."""

    def fetch(**parts: Any) -> Any:
        monkeypatch.setenv("KERNMONITOR_CBS_URL", stranger(Table(**parts)))
        return fetch_table(client(), Table.REQUEST, store, today=TODAY)

    return fetch


def test_a_table_that_is_right_is_kept(table):
    snapshot, new = table()
    assert (new, snapshot.origin.rijen, snapshot.origin.versie) == (True, 2, "2025-03-27T02:00:00")


@pytest.mark.parametrize("parts", ODD_TABLES.values(), ids=ODD_TABLES)
def test_an_odd_table_is_refused_and_leaves_nothing(table, store, parts):
    assert refusal(lambda: table(**parts))[0] == "F247"
    assert [path for path in store.root.rglob("*") if path.is_file()] == []
    assert not list(store.root.parent.glob("x*"))


def test_a_topic_that_is_no_column_and_odd_decimals_are_no_reason_to_stop(table):
    topic = {"ID": 2, "Type": "Topic", "Title": "Weg"}
    snapshot, _ = table(
        DataProperties=[
            Table.PARTS["DataProperties"][0],
            {"ID": 1, "Type": "Topic", "Key": "Inwoners_1", "Title": "Inwoners", "Decimals": None},
            topic | {"Key": "Weg_2"},
            topic | {"Key": "Veel_3", "Decimals": 10**30},
        ]
    )
    assert read_observations(snapshot, areas=None, topics=["Inwoners"])["waarde"].to_list() == [10, 5]
    with pytest.raises(InputError) as error:
        read_observations(snapshot, areas=None, topics=["Weg", "Veel"])
    assert [(one.code, one.column) for one in error.value.problems] == [("F142", "Weg_2"), ("F142", "Veel_3")]


def test_a_table_without_the_dimension_of_areas_names_it(table, monkeypatch):
    monkeypatch.setattr(Table, "REQUEST", Request("bron", "cbs", "85984NED", "Wijken", None))
    assert refusal(table) == ("F243", 'geen dimensie "Wijken"')


@pytest.mark.parametrize("modified", ["\x1b]0;x\x07" + "v" * 500, None, 5, ["a"]])
def test_a_version_is_short_and_plain(table, modified):
    snapshot, _ = table(TableInfos=[{"Modified": modified}])
    assert len(snapshot.origin.versie) <= 40
    assert snapshot.origin.versie.isprintable()


AREA = {
    "type": "Feature",
    "properties": {"gemeentecode": "GM0148", "gemeentenaam": "Dalfsen"},
    "geometry": {"type": "Polygon", "coordinates": [[[2e5, 5e5], [2.1e5, 5e5], [2.1e5, 5.1e5], [2e5, 5e5]]]},
}
ODD_AREAS = {
    "no feature": 5,
    "no properties": AREA | {"properties": None},
    "no code": AREA | {"properties": {"gemeentenaam": "Dalfsen"}},
    "no name": AREA | {"properties": {"gemeentecode": "GM0148", "gemeentenaam": None}},
    "no boundary": AREA | {"geometry": None},
    "a point": AREA | {"geometry": {"type": "Point", "coordinates": [2e5, 5e5]}},
    "text for coordinates": AREA | {"geometry": {"type": "Polygon", "coordinates": "x"}},
    "a line": AREA | {"geometry": {"type": "Polygon", "coordinates": [[[2e5, 5e5], [2.1e5, 5e5]]]}},
    "deep": AREA | {"geometry": {"type": "Polygon", "coordinates": json.loads("[" * 40 + "]" * 40)}},
}


@pytest.mark.parametrize("feature", ODD_AREAS.values(), ids=ODD_AREAS)
def test_an_odd_area_is_refused(stranger, monkeypatch, store, feature):
    monkeypatch.setenv("KERNMONITOR_PDOK_URL", stranger(said({"features": [feature]})))
    ask = lambda: fetch_areas(client(), 2025, "gemeenten", None, store, today=TODAY)  # noqa: E731
    assert refusal(ask)[0] == "F247"


@pytest.mark.parametrize(
    "links", [None, 5, "x", [5, None], [{"rel": "self", "href": "https://elders.example/"}], [{"href": "x"}]]
)
def test_areas_with_odd_links_that_lead_nowhere_are_kept(stranger, monkeypatch, store, links):
    monkeypatch.setenv("KERNMONITOR_PDOK_URL", stranger(said({"features": [AREA], "links": links})))
    assert fetch_areas(client(), 2025, "gemeenten", None, store, today=TODAY)[0].origin.rijen == 1


@pytest.mark.parametrize("href", ["https://elders.example/", 5, None, "", "/anders/items"])
def test_a_next_page_of_areas_elsewhere_is_refused(stranger, monkeypatch, store, href):
    links = [{"rel": "next", "href": href}]
    monkeypatch.setenv("KERNMONITOR_PDOK_URL", stranger(said({"features": [AREA], "links": links})))
    ask = lambda: fetch_areas(client(), 2025, "gemeenten", None, store, today=TODAY)  # noqa: E731
    assert refusal(ask)[0] == "F244"


# One table that fails stops no other.


def test_whatever_one_table_gives_the_others_go_on(stranger, monkeypatch, store):
    from analysis.sources import fetch

    real = fetch.fetch_table
    wrong = iter([RecursionError(), KeyError("x"), OSError(28, "No space left on device")])

    def sometimes(*arguments: Any, **options: Any) -> Any:
        if (error := next(wrong, None)) is not None:
            raise error
        return real(*arguments, **options)

    monkeypatch.setattr(fetch, "fetch_table", sometimes)
    monkeypatch.setenv("KERNMONITOR_CBS_URL", stranger(Table()))
    task = FetchTask("bron", Table.REQUEST.part, "bron 2024", request=Table.REQUEST)
    found = list(run_tasks([task] * 5, client(), store, today=TODAY, progress=lambda rows: None))
    assert [one.state for one in found] == ["mislukt"] * 3 + ["nieuw", "ongewijzigd"]
    assert [problem.code for one in found for problem in one.problems] == ["F248", "F248", "F720"]
