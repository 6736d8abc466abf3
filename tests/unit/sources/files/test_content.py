"""What a file is by its bytes."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ground.errors import InputError
from analysis.sources.files import container
from analysis.sources.files.container import open_content
from analysis.sources.files.texts import looks_like_utf16

TABLE = b"gebied;jaar;aantal\nNieuwleusen;2024;9120\n"


def refused(path):
    with pytest.raises(InputError) as error:
        open_content(path)
    (problem,) = error.value.problems
    return problem


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def said(value: object) -> str | None:
    """Name bytes by nothing: what gzip makes of the same holds the time."""
    return "bytes" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    ids=said,
    argvalues=[
        ("a.csv", TABLE, "text"),
        ("zonder naam", TABLE, "text"),
        ("a.csv.gz", gzip.compress(TABLE), "text"),
        ("a.csv", TABLE.decode().encode("utf-16"), "text"),
        ("a.csv", TABLE.decode().encode("utf-16-le"), "text"),
        ("a.csv", zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("a.xlsx", zipped("xl/workbook.xml")[:40], "xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx"),
        ("a.zip", zipped("kernen.shp", "kernen.dbf"), "shp"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(90), "gpkg"),
        ("a.json", b'{"type": "FeatureCollection", "features": []}', "geojson"),
    ],
)
def test_bytes_say_what_a_file_is(tmp_path, name, data, kind):
    path = tmp_path / name
    path.write_bytes(data)
    content = open_content(path)
    assert content.kind == kind
    assert content.data == (b"" if kind != "text" else TABLE if name.endswith(".gz") else data)


@pytest.mark.parametrize(
    ("name", "data", "found"),
    ids=said,
    argvalues=[
        (
            "a.xls",
            b"\n<!-- cache --><!DOCTYPE html><html></html>",
            "een HTML-pagina",
        ),
        ("a.xls", b"<table><tr><td>1</td></tr></table>", "een HTML-pagina"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "een XML-bestand"),
        ("a.xls", b"MIME-Version: 1.0\n\n", "een webarchief (MHTML)"),
        ("a.csv", b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>", "een HTML-pagina"),
        ("a.gpkg", b"<OGRVRTDataSource></OGRVRTDataSource>", "een XML-bestand"),
        ("a.csv", b'{"error": "te veel"}', "een JSON-bestand"),
        ("a.csv", b'[{"a": 1}]', "een JSON-bestand"),
        ("a.csv", b"%PDF-1.7\n", "een PDF"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "een afbeelding (PNG)"),
        ("a.csv", zipped("word/document.xml"), "een zip-bestand zonder werkblad"),
        ("a.ods", zipped("mimetype", "content.xml"), "een zip-bestand zonder werkblad"),
        ("a.csv", bytes(500), "een bestand dat geen tekst is"),
        ("a.gz", gzip.compress(gzip.compress(TABLE)), "een gzip in een gzip"),
    ],
)
def test_what_is_no_table_is_named(tmp_path, name, data, found):
    path = tmp_path / name
    path.write_bytes(data)
    problem = refused(path)
    assert problem.code == "F163"
    assert problem.found == f"dit is {found}"


def test_a_text_with_the_name_of_a_workbook_is_read_as_what_it_is(tmp_path):
    path = tmp_path / "jeugd.xlsx"
    path.write_bytes(TABLE)
    assert open_content(path).kind == "text"


def test_a_header_in_brackets_is_no_json(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"[gebied];jaar\nDalfsen;2024\n")
    assert open_content(path).kind == "text"


def test_too_large_is_seen_before_and_after_unpacking(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "LARGEST", 1000)
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * 2000)
    assert refused(path).code == "F162"
    path.write_bytes(gzip.compress(b"a" * 100_000))
    assert path.stat().st_size < 1000
    assert refused(path).code == "F162"


def test_a_sparse_file_is_refused_without_reading(tmp_path):
    path = tmp_path / "groot.csv"
    with path.open("wb") as stream:
        stream.truncate(3_000_000_000)
    problem = refused(path)
    assert (problem.code, problem.found) == ("F162", "3000 MB")


@pytest.mark.parametrize("cut", [3, 15, 30])
def test_a_gzip_that_is_cut_off(tmp_path, cut):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TABLE)[:cut])
    assert refused(path).code == "F161"


def test_what_cannot_be_read_is_named(tmp_path):
    assert refused(tmp_path / "weg.csv").code == "F100"
    assert refused(tmp_path).code == "F100"
    (tmp_path / "leeg.csv").touch()
    assert refused(tmp_path / "leeg.csv").code == "F133"


def test_utf16_is_told_from_text_and_from_noughts():
    assert looks_like_utf16("gebied;jaar".encode("utf-16-le"))
    assert looks_like_utf16("gebied;jaar".encode("utf-16-be"))
    assert not looks_like_utf16(TABLE)
    assert not looks_like_utf16(bytes(100))


MAGIC = (
    b"",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\xff\xfe",
    b"{",
    b"<!--",
    b"<!---->" * 40,
    b"\xd0\xcf\x11\xe0",
    b"[",
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=200))
def test_no_bytes_are_a_surprise(tmp_path_factory, start, rest):
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(start + rest)
    try:
        kind = open_content(path).kind
    except InputError as error:
        kind = error.problems[0].code[:2]
    assert kind in ("text", "xlsx", "geojson", "gpkg", "shp", "F1")
