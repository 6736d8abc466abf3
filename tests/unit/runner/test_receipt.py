"""A folder is replaced whole or not at all, and a receipt is believed only when every file is still the same."""

from __future__ import annotations

import json

import pytest

from analysis.runner.receipt import (
    SECONDS,
    file_hashes,
    log_seconds,
    move_in,
    read_receipt,
    recover,
    still_good,
    write_receipt,
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "een").mkdir()
    (tmp_path / "een" / "a.csv").write_text("oud", encoding="utf-8")
    return tmp_path


def record(folder):
    return {"sleutel": "k", "bestanden": file_hashes(folder / "een")}


def test_unchanged_files_with_the_same_key_are_still_good(folder):
    assert still_good(record(folder), "k", folder / "een")


@pytest.mark.parametrize("change", ["key", "content", "gone", "added", "no record"])
def test_any_change_makes_it_due_again(folder, change):
    known, key = record(folder), "k"
    if change == "key":
        key = "ander"
    elif change == "content":
        (folder / "een" / "a.csv").write_text("nieuw", encoding="utf-8")
    elif change == "gone":
        (folder / "een" / "a.csv").unlink()
    elif change == "added":
        (folder / "een" / "b.csv").write_text("", encoding="utf-8")
    else:
        known = None
    assert not still_good(known, key, folder / "een")


def test_move_in_replaces_the_whole_folder(folder):
    new = folder / ".bezig-een"
    new.mkdir()
    (new / "b.csv").write_text("nieuw", encoding="utf-8")
    move_in(new, folder / "een")
    assert file_hashes(folder).keys() == {"een/b.csv"}


def test_recover_puts_back_what_a_crash_left_between_two_renames(folder):
    (folder / "een").rename(folder / ".oud-een")
    (folder / ".bezig-een").mkdir()
    assert recover(folder) == ["een"]
    assert file_hashes(folder).keys() == {"een/a.csv"}


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_torn_receipt_counts_as_none(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert read_receipt(tmp_path) == {}


def test_a_receipt_comes_back_as_written(tmp_path):
    write_receipt(tmp_path, {"naam": "Dalfsen", "editie": 2025})
    assert read_receipt(tmp_path) == {"naam": "Dalfsen", "editie": 2025}


@pytest.mark.parametrize("before", [None, "{"])
def test_how_long_it_took_stands_beside_the_receipt(tmp_path, before):
    if before is not None:
        (tmp_path / SECONDS).write_text(before, encoding="utf-8")
    log_seconds(tmp_path, "een", 1.234)
    log_seconds(tmp_path, "twee", 5)
    assert json.loads((tmp_path / SECONDS).read_text(encoding="utf-8")) == {"een": 1.23, "twee": 5}
    assert read_receipt(tmp_path) == {}
