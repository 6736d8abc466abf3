"""
Files that the suite wrote itself, read back as a stranger's: odd content is a message or made again, never a traceback.

Reliability review: R21 and R23 (the lock), R74 and R75 (the receipt), R78 (a folder where a file must come), and
every other file of an edition with every other odd content.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.build.conftest import SUMMARY

from analysis.build import lock
from analysis.build.receipt import KEYS
from analysis.cli import main
from analysis.ground import paths

CONTENTS: dict[str, bytes] = {
    "empty": b"",
    "cut off": b'{"onderdelen": {"release": {',
    "a list": b"[1, 2]",
    "a word": b'"onderdelen"',
    "null": b"null",
    "a list of parts": b'{"onderdelen": [], "gemeente": "GM0148", "naam": 3, "digest": null, "verborgen": 7}',
    "parts of another kind": b'{"onderdelen": {"release": "x", "1_een": [], "bijlage": {"bestanden": ["a"]}}}',
    "files of another kind": b'{"onderdelen": {"release": {"bestanden": {"a": 1}}, "bijlage": {"bestanden": null}}}',
    "texts for numbers": b'{"release": "lang", "1_een": [], "a": true, "b": 1e999, "invoer": 3, "versies": []}',
    "NaN": b'{"release": NaN, "1_een": -Infinity}',
    "brackets": b"[" * 100_000,
    "braces": b'{"a":' * 100_000,
    "binary": bytes(range(256)) * 20,
    "a number of a thousand digits": b'{"release": 1' + b"0" * 5000 + b"}",
    "large": b'{"a": "' + b"x" * 5_000_000 + b'"}',
}
# Tried in one file beside good ones as well.
BESIDE_GOOD_ONES = ("a list of parts", "parts of another kind", "binary")
IN_THE_EDITION = ("manifest.json", "release/release.json", "1_een/inhoud.json")
READ_FIRST = ("release/cijfers.csv", "release/gebieden.parquet")
TABLES = (*READ_FIRST, "release/cijfers.parquet")
OTHERS = ("manifest.json", "release/release.json", "1_een/inhoud.json")


@pytest.fixture
def edition(one_built: Path, tmp_path: Path, monkeypatch) -> Path:
    root = tmp_path / "project"
    shutil.copytree(one_built, root)
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(root))
    monkeypatch.chdir(root)
    monkeypatch.setattr(lock, "READ_PAUSE", 0.0)
    return root / "outputs" / "dalfsen" / "2025"


def run(*arguments: str | Path):
    """Run the command; an exception of ours or of a library is a fault, whatever its exit code."""
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), (
        f"{type(result.exception).__name__}: {result.exception}"
    )
    assert "Traceback" not in result.output
    return result


def same_inode(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("content", CONTENTS)
def test_odd_content_in_any_file_of_ours_is_no_traceback_when_it_is_planned(edition: Path, content):
    """All files in the end: each is looked at by itself, and a build that would make all again is only planned."""
    odd = CONTENTS[content]
    for name in IN_THE_EDITION:
        same_inode(edition / name, odd)
        if content in BESIDE_GOOD_ONES:
            assert run("build", "params/dalfsen.yml", "--dry-run").exit_code == 0, name
    for name in (KEYS, "poort.json"):
        same_inode(paths.local(edition) / name, odd)
    assert run("build", "params/dalfsen.yml", "--dry-run").exit_code == 0
    assert run("list", "params/dalfsen.yml").exit_code == 0
    if content in BESIDE_GOOD_ONES:
        assert run("audit", edition).exit_code in (0, 1, 2)


@pytest.mark.parametrize(("content", "name"), list(zip(CONTENTS, itertools.cycle(READ_FIRST), strict=False)))
def test_odd_content_in_a_table_is_said_by_the_audit(edition: Path, content, name):
    for odd in ("release/cijfers.parquet", name):
        same_inode(edition / odd, CONTENTS[content])
    result = run("audit", edition)
    assert result.exit_code in (0, 1, 2)
    assert "F706" in result.output


@pytest.mark.parametrize("content", ["parts of another kind", "binary"])
def test_odd_content_is_made_again_to_the_same_bytes(edition: Path, content, hashes):
    before = hashes(edition)
    for name in (*IN_THE_EDITION, *TABLES):
        same_inode(edition / name, CONTENTS[content])
    same_inode(paths.local(edition) / KEYS, CONTENTS[content])
    result = run("build", "params/dalfsen.yml", *SUMMARY)
    assert result.exit_code == 0, result.output
    assert hashes(edition) == before


@pytest.mark.parametrize("content", CONTENTS)
def test_what_is_odd_in_another_edition_or_gemeente_does_not_stop_the_gallery(edition: Path, content):
    from analysis.annex.changes import read_earlier
    from analysis.annex.gallery import write_gallery

    other = edition.parent.with_name("raalte") / "2024"
    shutil.copytree(edition, other)
    for name in OTHERS:
        same_inode(other / name, CONTENTS[content])
    page = write_gallery(edition.parents[1]).read_text(encoding="utf-8")
    assert "Raalte" in page
    assert "Dalfsen" in page
    assert read_earlier(other).edition == "2024"


@pytest.mark.parametrize("content", ["empty", "binary"])
def test_an_edition_before_that_cannot_be_read_is_said(edition: Path, content):
    before = edition.with_name("2024") / "release"
    before.mkdir(parents=True)
    (before / "cijfers.parquet").write_bytes(CONTENTS[content])
    result = run("build", "params/dalfsen.yml", "--only", "release")
    assert result.exit_code == 2
    assert "F706 outputs/dalfsen/2024/release/cijfers.parquet" in result.output


HOLDER = {"proces": 1, "computer": "x", "gestart": "", "kenmerk": "", "ruimte": ""}
LOCKS = {
    "a number no system has (R21)": json.dumps(HOLDER | {"proces": 10**30, "computer": os.uname().nodename}),
    "a number below zero": json.dumps(HOLDER | {"proces": -4, "computer": os.uname().nodename}),
    "a number as text": json.dumps(HOLDER | {"proces": "vier"}),
    "a true number": json.dumps(HOLDER | {"proces": True}),
    "a list for a computer": json.dumps(HOLDER | {"computer": [1]}),
    "more than there is": json.dumps(HOLDER | {"anders": 1}),
    "NaN": '{"proces": NaN, "computer": "x", "gestart": ""}',
} | {name: content.decode("latin-1") for name, content in CONTENTS.items()}


@pytest.mark.parametrize("content", LOCKS)
def test_a_lock_that_says_nothing_is_taken_over(edition: Path, content):
    (edition / lock.LOCK).write_text(LOCKS[content], encoding="latin-1")
    result = run("build", "params/dalfsen.yml", *SUMMARY)
    assert result.exit_code == 0, result.output
    assert not (edition / lock.LOCK).exists()


@pytest.mark.parametrize("kind", ["folder (R23)", "full folder", "link", "link to nothing", "pipe"])
def test_a_lock_that_is_no_file_is_said(edition: Path, kind):
    path = edition / lock.LOCK
    if kind.endswith("folder") or kind.startswith("folder"):
        path.mkdir()
        (path / "x").touch() if kind == "full folder" else None
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/etc/passwd" if kind == "link" else "nergens")
    result = run("build", "params/dalfsen.yml", *SUMMARY)
    assert result.exit_code == 2, result.output
    assert (
        "F704 outputs/dalfsen/2025" in result.output or "F614" in result.output
    )  # a link is refused earlier
    assert os.path.lexists(path), "it is somebody's"


def test_a_lock_of_somebody_with_a_strange_name_breaks_no_line(edition: Path):
    holder = HOLDER | {"computer": "\x1b[2Jpc\n" + "x" * 500}
    (edition / lock.LOCK).write_text(json.dumps(holder), encoding="utf-8")
    result = run("build", "params/dalfsen.yml", *SUMMARY)
    assert result.exit_code == 2
    assert "F702" in result.output
    assert "\x1b" not in result.output
    assert "x" * 100 not in result.output


@pytest.mark.parametrize("name", ["manifest.json", "bijlage.html", "figurenpakket.zip", "../../index.html"])
def test_a_folder_where_a_file_must_come_is_said_and_stays(edition: Path, name):
    path = edition / name
    path.unlink(missing_ok=True)
    path.mkdir()
    (path / "van een analist.txt").touch()
    result = run("build", "params/dalfsen.yml", "--force")
    assert result.exit_code == 2, result.output
    assert f"F704 {paths.relative(path)}" in result.output
    assert (path / "van een analist.txt").is_file()


@pytest.mark.parametrize("name", ["1_een", "release", "../.bezig-2025", "../../../.kernmonitor"])
def test_a_file_where_a_folder_must_come_is_said_and_stays(edition: Path, name):
    path = edition / name
    shutil.rmtree(path, ignore_errors=True)
    path.write_text("van een analist", encoding="utf-8")
    result = run("build", "params/dalfsen.yml", "--force")
    assert result.exit_code == 2, result.output
    assert f"F704 {paths.relative(path)}" in result.output
    assert path.read_text(encoding="utf-8") == "van een analist"
