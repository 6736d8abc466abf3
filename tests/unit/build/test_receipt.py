"""A folder is replaced whole or not at all, and a receipt is believed only when every file is still the same."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from analysis.build import receipt
from analysis.build.receipt import (
    RECEIPT,
    file_hashes,
    move_in,
    read_parts,
    recover,
    same_files,
    write_receipt,
)
from analysis.ground.stored import read_object


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "een").mkdir()
    (tmp_path / "een" / "a.csv").write_text("oud", encoding="utf-8")
    return tmp_path


def record(folder):
    return {"sleutel": "k", "bestanden": file_hashes(folder / "een")}


def test_unchanged_files_are_the_same(folder):
    assert same_files(record(folder), folder / "een")


@pytest.mark.parametrize("change", ["content", "gone", "added", "no hashes", "folder gone"])
def test_any_change_of_a_file_is_seen(folder, change):
    known = record(folder)
    if change == "content":
        (folder / "een" / "a.csv").write_text("nieuw", encoding="utf-8")
    elif change == "gone":
        (folder / "een" / "a.csv").unlink()
    elif change == "added":
        (folder / "een" / "b.csv").write_text("", encoding="utf-8")
    elif change == "folder gone":
        shutil.rmtree(folder / "een")
    else:
        known = {"sleutel": "k"}
    assert not same_files(known, folder / "een")


@pytest.mark.parametrize("odd", [None, 7, "x", [3], []])
def test_a_receipt_of_a_stranger_is_read_as_far_as_it_is_one(folder, odd):
    good = {"bestanden": {"a.csv": "x"}}
    write_receipt(folder, {"invoer": odd, "onderdelen": odd})
    assert read_parts(folder) == {}
    write_receipt(folder, {"onderdelen": {"een": odd, "twee": {"bestanden": odd}, "drie": good}})
    assert read_parts(folder) == {"drie": good}


def test_leftovers_of_failed_runs_go_and_their_logs_stay(folder):
    (folder / "fouten" / ".oud-een").mkdir(parents=True)
    (folder / "fouten" / "een").mkdir()
    recover(folder)
    assert [path.name for path in (folder / "fouten").iterdir()] == ["een"]


def test_everything_is_on_the_disk_before_the_old_folder_goes(folder, monkeypatch):
    done = []
    for name in ("sync", "sync_folder"):
        monkeypatch.setattr(receipt, name, lambda path, name=name: done.append((name, path.name)))
    rename, remove = Path.rename, shutil.rmtree
    monkeypatch.setattr(
        Path, "rename", lambda self, to: (done.append(("rename", to.name)), rename(self, to))[1]
    )
    monkeypatch.setattr(
        receipt.shutil,
        "rmtree",
        lambda path, **how: (done.append(("remove", path.name)), remove(path, **how)),
    )
    new = folder / ".bezig-een"
    new.mkdir()
    (new / "b.csv").write_text("nieuw", encoding="utf-8")

    move_in(new, folder / "een")

    assert done == [
        ("sync", "b.csv"),
        ("sync_folder", ".bezig-een"),
        ("remove", ".oud-een"),
        ("rename", ".oud-een"),
        ("rename", "een"),
        ("sync_folder", folder.name),
        ("remove", ".oud-een"),
    ]


def test_a_drive_that_cannot_sync_a_folder_is_no_error_and_a_broken_one_is(folder, monkeypatch):
    def refuse(number):
        raise OSError(code, "no")

    monkeypatch.setattr(receipt.os, "fsync", refuse)
    code = errno.EINVAL
    receipt.sync_folder(folder)
    code = errno.EIO
    with pytest.raises(OSError, match="no"):
        receipt.sync_folder(folder)


def test_move_in_replaces_the_whole_folder(folder):
    new = folder / ".bezig-een"
    new.mkdir()
    (new / "b.csv").write_text("nieuw", encoding="utf-8")
    move_in(new, folder / "een")
    assert file_hashes(folder).keys() == {"een/b.csv"}


def test_recover_puts_back_what_a_crash_left_between_two_renames(folder):
    (folder / "een").rename(folder / ".oud-een")
    (folder / ".bezig-een").mkdir()
    recover(folder)
    assert file_hashes(folder).keys() == {"een/a.csv"}


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_torn_receipt_counts_as_none(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert read_parts(tmp_path) == {}


def test_a_receipt_comes_back_as_written(tmp_path):
    write_receipt(tmp_path, {"naam": "Dalfsen", "editie": 2025})
    assert read_object(tmp_path / RECEIPT) == {"naam": "Dalfsen", "editie": 2025}
