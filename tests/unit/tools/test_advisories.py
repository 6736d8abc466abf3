"""Pinned packages against published advisories: found, not found, and not asked are three things."""

from __future__ import annotations

import datetime as dt
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from tools import advisories
from tools.locks import Pinned
from tools.osv import Advisories

TODAY = dt.date(2026, 11, 22)
LOCK = "\n".join(f"{name}=={version} --hash=sha256:{'a' * 64}" for name, version in
                 (("een", "1.5"), ("twee-drie", "2.0.1"), ("vier", "4.0rc1"))) + "\n"  # fmt: skip
NPM = {"packages": {"": {}, "node_modules/leaflet": {"version": "1.9.4"}}}


def record(name: str, *events: dict[str, str], ecosystem: str = "PyPI", **more: Any) -> dict[str, Any]:
    kind = "ECOSYSTEM" if ecosystem == "PyPI" else "SEMVER"
    ranges = [{"type": kind, "events": list(events)}] if events else []
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": ranges}
    affected |= {key: more.pop(key) for key in ("versions",) if key in more}
    return {
        "id": f"PROEF-{name}",
        "modified": "2026-11-20T00:00:00Z",
        "summary": "Lek.",
        "affected": [affected],
    } | more


HARMLESS = [record("ander", {"introduced": "0"}), record("ander", {"introduced": "0"}, ecosystem="npm")]


@pytest.fixture
def locks(tmp_path: Path) -> list[str]:
    (tmp_path / "a.lock").write_text(LOCK, encoding="utf-8")
    (tmp_path / "package-lock.json").write_text(json.dumps(NPM), encoding="utf-8")
    return ["--lock", str(tmp_path / "a.lock"), "--lock", str(tmp_path / "package-lock.json")]


@pytest.fixture
def check(locks, tmp_path, capsys):
    """Return a function that compares the locks with records, and returns the code and what was printed."""

    def run(records: Any, *options: str) -> tuple[int, str]:
        file = tmp_path / "osv.json"
        file.write_text(json.dumps(records), encoding="utf-8")
        code = advisories.main([*locks, "--from", str(file), *options], TODAY)
        return code, capsys.readouterr().out

    return run


def test_nothing_found_names_what_was_checked(check):
    code, text = check(HARMLESS)
    assert code == 0
    assert "Bekeken van PyPI: 3 pakketten: een 1.5, twee-drie 2.0.1, vier 4.0rc1." in text
    assert "Bekeken van npm: 1 pakketten: leaflet 1.9.4." in text
    assert "Vergeleken met: 1 meldingen over PyPI, 1 meldingen over npm; de nieuwste van 2026-11-20." in text
    assert "Geen van deze versies" in text


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.5"}], False),
        ([{"introduced": "0"}, {"fixed": "1.5.post1"}], True),
        ([{"introduced": "0"}, {"fixed": "1.10"}], True),
        ([{"introduced": "1.6"}], False),
        ([{"introduced": "1.5"}, {"fixed": "2"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.5"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.4.9"}], False),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.4"}, {"fixed": "1.6"}], True),
        ([{"introduced": "1.4"}, {"fixed": "1.6"}, {"introduced": "0"}, {"fixed": "1.0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}], False),
        ([{"introduced": "geen versie"}], True),
    ],
)
def test_a_range_is_followed(check, events, found):
    code, text = check([*HARMLESS, record("een", *events)])
    assert code == (1 if found else 0), text
    assert ("GEVONDEN een 1.5: PROEF-een" in text) is found


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (record("een", versions=["1.4", "1.5"]), "een 1.5"),
        (record("een", versions=["1.5.0"]), "een 1.5"),
        (record("een", versions=["1.4"]), ""),
        (record("een"), "een 1.5"),  # says nothing about versions: somebody has to look
        (record("Twee.Drie", {"introduced": "2.0"}), "twee-drie 2.0.1"),
        (record("vier", {"introduced": "0"}, {"fixed": "4.0"}), "vier 4.0rc1"),
        (record("leaflet", {"introduced": "0"}, {"fixed": "2.0.0"}, ecosystem="npm"), "leaflet 1.9.4"),
        (record("leaflet", {"introduced": "0"}), ""),  # a package of PyPI with the name of one of npm
        (record("een", {"introduced": "0"}, withdrawn="2026-11-21T00:00:00Z"), ""),
    ],
)
def test_what_is_about_a_pinned_version_is_found(check, one, found):
    code, text = check([*HARMLESS, one])
    assert code == (1 if found else 0), text
    assert (f"GEVONDEN {found}" in text) is bool(found)


def test_a_find_says_where_it_is_solved_and_what_else_it_is_called(check):
    one = record(
        "een", {"introduced": "0"}, {"fixed": "1.6"}, aliases=["CVE-2026-1"], summary="Een\x1b lek.\n"
    )
    assert "PROEF-een (CVE-2026-1). Een lek. Opgelost in 1.6." in check([*HARMLESS, one])[1]


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ([], "bevat geen meldingen"),
        ({"vulns": []}, "bevat geen meldingen"),
        ([1], "geen melding in het formaat van OSV"),
        ([{"modified": "x"}], "geen melding in het formaat van OSV"),
        ([*HARMLESS, {"id": "x", "affected": [{"package": {}}]}], "geen melding in het formaat van OSV"),
        (HARMLESS[:1], "geen meldingen over npm; 1 pakketten"),
        ([one | {"modified": "2026-10-01T00:00:00Z"} for one in HARMLESS], "meer dan 30 dagen oud"),
        ([one | {"modified": "onbekend"} for one in HARMLESS], "zonder datum"),
    ],
)
def test_what_was_not_asked_is_said_and_is_not_green(check, records, reason):
    code, text = check(records)
    assert code == 2
    assert "NIET GEVRAAGD: " in text
    assert reason in text
    assert "Geen van deze versies" not in text


def test_older_advisories_may_do_when_somebody_says_so(check):
    assert check([one | {"modified": "2026-10-01T00:00:00Z"} for one in HARMLESS], "--max-age", "60")[0] == 0


def test_a_find_counts_more_than_what_was_not_asked(check):
    code, text = check([record("een", {"introduced": "0"})])
    assert code == 1
    assert "NIET GEVRAAGD" in text


@pytest.mark.parametrize("how", ["zip", "folder", "two files"])
def test_a_zip_and_a_folder_do_as_well(locks, tmp_path, how, capsys):
    bad = record("een", {"introduced": "0"})
    folder = tmp_path / "osv"
    folder.mkdir()
    for number, one in enumerate([*HARMLESS, bad]):
        (folder / f"{number}.json").write_text(json.dumps(one), encoding="utf-8")
    places = [folder]
    if how == "zip":
        places = [tmp_path / "all.zip"]
        with zipfile.ZipFile(places[0], "w") as archive:
            for path in folder.iterdir():
                archive.write(path, path.name)
    elif how == "two files":
        places = sorted(folder.iterdir())
    options = [part for place in places for part in ("--from", str(place))]
    assert advisories.main([*locks, *options], TODAY) == 1
    assert "PROEF-een" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nergens.zip", "leeg", "stuk.zip", "half.zip"])
def test_a_place_that_cannot_be_read_is_not_asked(locks, tmp_path, name, capsys):
    place = tmp_path / name
    if name == "leeg":
        place.mkdir()
    elif name == "stuk.zip":
        place.write_bytes(b"PK\x03\x04" + bytes(50))
    elif name == "half.zip":
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("a.json", json.dumps(HARMLESS[0]))
            archive.writestr("b.json", '{"id":')
    assert advisories.main([*locks, "--from", str(place)], TODAY) == 2
    assert "NIET GEVRAAGD" in capsys.readouterr().out


def test_a_lock_that_is_not_there_is_not_asked(tmp_path, capsys):
    assert advisories.main(["--lock", str(tmp_path / "nergens.lock")]) == 2
    assert "nergens.lock is er niet" in capsys.readouterr().out


def test_two_advisories_about_one_version_are_both_found():
    known = Advisories()
    for number in (1, 2):
        known.add(record("een", {"introduced": "0"}) | {"id": f"PROEF-{number}"})
    assert [hit.id for hit in known.about(Pinned("PyPI", "een", "1.5"))] == ["PROEF-1", "PROEF-2"]


# Asked online.


@pytest.fixture
def service() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the address of a stand-in on this computer, and what it does: `body`, `status`, and what it `heard`."""
    about: dict[str, Any] = {"status": 200, "body": None, "heard": []}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            about["heard"].append((self.path, asked))
            body = about["body"]
            if body is None:
                results = [
                    {"vulns": [{"id": "PROEF-1"}]} if one["package"]["name"] == about.get("bad") else {}
                    for one in asked["queries"]
                ]
                body = json.dumps({"results": results}).encode()
            self.send_response(about["status"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", about
    server.shutdown()
    server.server_close()


def test_without_a_file_the_service_is_asked(service, locks, capsys):
    url, about = service
    assert advisories.main([*locks, "--url", url]) == 0
    ((path, asked),) = about["heard"]
    assert path == "/v1/querybatch"
    assert {"package": {"ecosystem": "npm", "name": "leaflet"}, "version": "1.9.4"} in asked["queries"]
    about["bad"] = "vier"
    assert advisories.main([*locks, "--url", url]) == 1
    assert "GEVONDEN vier 4.0rc1: PROEF-1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (302, b"{}"),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b"[]"),
        (200, b'{"results":[]}'),
        (200, b'{"results":[1,2,3,4]}'),
    ],
)
def test_a_service_that_gives_no_answer_is_not_green(service, locks, capsys, status, body):
    url, about = service
    about |= {"status": status, "body": body}
    assert advisories.main([*locks, "--url", url]) == 2
    assert "NIET GEVRAAGD" in capsys.readouterr().out


def test_without_a_network_it_says_so(locks, capsys):
    assert advisories.main([*locks, "--url", "http://127.0.0.1:1"]) == 2
    assert "geen verbinding" in capsys.readouterr().out
