"""What a client does when a service answers, hesitates, lies or is not there."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from analysis.ground.errors import InputError
from analysis.sources import http
from analysis.sources.budget import Limits
from analysis.sources.http import Client, base_url, check_addresses
from analysis.sources.http_errors import SourceDown

TABLE = "/cbs/ODataFeed/odata/85984NED/TableInfos"
ROWS = f"{TABLE}?$format=json"


def code_of(error: pytest.ExceptionInfo[SourceDown]) -> str:
    (problem,) = error.value.problems
    assert problem.action.endswith((".", "?"))
    return problem.code


def test_an_answer_is_data(behaving, client):
    assert client.json(behaving() + ROWS)["value"][0]["Identifier"] == "85984NED"


def test_offline_refuses_before_any_socket(monkeypatch):
    def never(*arguments: object, **options: object) -> None:
        raise AssertionError("a socket was made")

    monkeypatch.setattr(socket, "socket", never)
    monkeypatch.setattr(socket, "create_connection", never)
    with pytest.raises(SourceDown) as error:
        Client(offline=True).json("https://opendata.cbs.nl/ODataFeed/odata/85984NED")
    assert code_of(error) == "F505"


@pytest.mark.parametrize("behaviour", ["429-4", "500-4", "503-4"])
def test_four_refusals_are_overcome(behaving, client, behaviour):
    assert client.json(behaving(behaviour) + ROWS)["value"]


@pytest.mark.parametrize("behaviour", ["429-5", "500-5", "503-5", "cut", "half"])
def test_the_fifth_failure_is_the_last(behaving, client, behaviour):
    with pytest.raises(SourceDown, match="5 keer geprobeerd") as error:
        client.json(behaving(behaviour) + ROWS)
    assert code_of(error) == "F502"


@pytest.mark.parametrize(("longest", "waited"), [(60, [7.0, 7.0]), (3, [3.0, 3.0])])
def test_it_waits_as_long_as_the_service_asks_but_no_longer_than_we_want(
    behaving, monkeypatch, longest, waited
):
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    Client(longest_wait=longest).json(behaving("429-2") + ROWS)
    assert pauses == waited


def test_without_being_asked_it_waits_twice_as_long_each_time(behaving, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    Client(backoff=0.5, longest_wait=3).json(behaving("500-4") + ROWS)
    assert pauses == [0.5, 1.0, 2.0, 3.0]


def test_silence_ends(behaving):
    before = time.perf_counter()
    with pytest.raises(SourceDown, match="geen antwoord binnen de tijd") as error:
        Client(timeout=(1, 0.2), retries=2, backoff=0).json(behaving("slow-2") + TABLE)
    assert code_of(error) == "F502"
    assert time.perf_counter() - before < 1.5


def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(SourceDown, match="geen verbinding") as error:
            Client(retries=2, backoff=0).json(address)
    assert code_of(error) == "F502"


@pytest.mark.parametrize(
    ("behaviour", "code", "found"),
    [("html", "F501", "Aanmelden bij het netwerk"), ("error", "F503", "bijgewerkt"), ("gone", "F240", "404")],
)
def test_what_looks_like_success_is_not(behaving, client, behaviour, code, found):
    with pytest.raises(SourceDown) as error:
        client.json(behaving(behaviour) + ROWS)
    assert code_of(error) == code
    assert found in error.value.problems[0].found


def test_the_place_is_the_address_without_the_question(behaving, client):
    with pytest.raises(SourceDown) as error:
        client.json(behaving("gone") + f"{TABLE}?$filter=startswith(WijkenEnBuurten,'GM0148')")
    assert error.value.problems[0].file == behaving("gone") + TABLE


def test_an_endless_answer_ends(behaving):
    small = Client(retries=5, limits=Limits(answer_bytes=100))
    with pytest.raises(SourceDown, match="meer dan 0 MB") as error:
        small.json(behaving() + ROWS)
    assert code_of(error) == "F246"


def test_the_proxy_of_the_system_is_used(server, monkeypatch):
    monkeypatch.setenv("http_proxy", server)
    monkeypatch.setenv("no_proxy", "")
    content = Client().json("http://127.0.0.1:1" + ROWS)
    assert content["value"][0]["Identifier"] == "85984NED"


def test_a_proxy_hears_only_which_host_is_asked(monkeypatch):
    heard: list[bytes] = []

    def listen(proxy: socket.socket) -> None:
        line, _ = proxy.accept()
        with line:
            heard.append(line.recv(4096))
            line.sendall(b"HTTP/1.1 407 Meld u aan\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as proxy:
        threading.Thread(target=listen, args=(proxy,), daemon=True).start()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(SourceDown, match="HTTPS_PROXY") as error:
            Client(retries=1, timeout=(1, 1)).json("https://opendata.cbs.nl/geheim?a=b")
    assert code_of(error) == "F502"
    assert heard[0].startswith(b"CONNECT opendata.cbs.nl:443 HTTP/1.")
    assert b"geheim" not in heard[0]


def test_certificates_that_are_not_there_are_named(monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gemeente.pem"))
    with pytest.raises(SourceDown, match="REQUESTS_CA_BUNDLE"):
        Client(retries=1, timeout=(0.5, 0.5)).json("https://127.0.0.1:9/")


def test_addresses_can_be_replaced(monkeypatch):
    for variable, _ in http.SERVICES.values():
        monkeypatch.delenv(variable, raising=False)
    assert base_url("rivm") == "https://dataderden.cbs.nl"
    monkeypatch.setenv("KERNMONITOR_RIVM_URL", "http://127.0.0.1:8000/rivm/")
    assert base_url("rivm") == "http://127.0.0.1:8000/rivm"


@pytest.mark.parametrize(
    "address",
    [
        "http://opendata.cbs.nl",
        "http://10.0.0.1:8000",
        "http://192.168.1.5",
        "http://127.0.0.1.statistiek.example",
        "http://0.0.0.0:8000",
        "http://127.1",
        "ftp://opendata.cbs.nl",
        "opendata.cbs.nl",
        "/cbs",
        "https://",
        "https://gast:geheim@opendata.cbs.nl",
        "https://opendata.cbs.nl:999999",
        "https://opendata.cbs.nl\\@statistiek.example",
        "https://opendata cbs.nl",
        "file:///cbs",
    ],
)
def test_an_address_that_is_not_safe_is_named_before_anything_is_asked(monkeypatch, address):
    monkeypatch.setenv("KERNMONITOR_CBS_URL", address)
    monkeypatch.setenv("KERNMONITOR_PDOK_URL", address)
    with pytest.raises(InputError) as error:
        check_addresses()
    assert [(one.code, one.file) for one in error.value.problems] == [
        ("F245", "KERNMONITOR_CBS_URL"),
        ("F245", "KERNMONITOR_PDOK_URL"),
    ]
    assert "geheim" not in str(error.value)
    with pytest.raises(SourceDown):
        base_url("cbs")


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/cbs",
        "http://127.0.0.2",
        "http://[::1]:80",
        "https://spiegel.gemeente.example:8443/a",
    ],
)
def test_https_and_this_computer_are_safe(monkeypatch, address):
    monkeypatch.setenv("KERNMONITOR_CBS_URL", f"{address}/ ")
    check_addresses()
    assert base_url("cbs") == address


def test_nothing_goes_over_http_to_another_computer(monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("it was asked"))
    with pytest.raises(SourceDown) as error:
        Client().json("http://opendata.cbs.nl/x")
    assert code_of(error) == "F245"
