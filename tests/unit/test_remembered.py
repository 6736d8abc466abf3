"""What is kept of what was read: only while somebody says so, and never longer than it is true."""

from __future__ import annotations

import gc
from pathlib import Path

from analysis import remembered
from analysis.catalogue import read_catalogue


class Reader:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.times = 0

    def text(self) -> str:
        return remembered.once("tekst", self._read, [self.file])

    def _read(self) -> str:
        self.times += 1
        return self.file.read_text(encoding="utf-8")


def test_nothing_is_kept_by_itself(tmp_path: Path):
    reader = Reader(tmp_path / "een.txt")
    reader.file.write_text("een", encoding="utf-8")
    assert reader.text() == reader.text() == "een"
    assert reader.times == 2


def test_within_a_block_a_file_is_read_once(tmp_path: Path):
    reader = Reader(tmp_path / "een.txt")
    reader.file.write_text("een", encoding="utf-8")
    with remembered.keeping():
        with remembered.keeping():
            assert reader.text() == "een"
        assert reader.text() == "een"
    assert reader.times == 1
    reader.text()
    assert reader.times == 2


def test_a_file_that_changed_is_read_again(tmp_path: Path):
    reader = Reader(tmp_path / "een.txt")
    reader.file.write_text("een", encoding="utf-8")
    with remembered.keeping():
        reader.text()
        reader.file.write_text("twee woorden", encoding="utf-8")
        assert reader.text() == "twee woorden"


def test_a_catalogue_of_one_gemeente_does_not_read_the_lists_of_others(tmp_path: Path):
    from analysis import paths

    for name in ("bronnen.csv", "catalogus"):
        (tmp_path / name).symlink_to(paths.data() / name)
    for code in ("GM9001", "GM9002"):
        folder = tmp_path / "geo" / code
        folder.mkdir(parents=True)
        row = f"KERN-{code}-dorp,Dorp,kern,{code}\n"
        (folder / "gebieden.csv").write_text(f"gebied,naam,niveau,hoort_bij\n{row}", encoding="utf-8")
    shared = (paths.data() / "geo" / "gebieden.csv").read_text(encoding="utf-8")
    (tmp_path / "geo" / "gebieden.csv").write_text(shared, encoding="utf-8")
    with remembered.keeping():
        one = read_catalogue(tmp_path, gemeente="GM9001")
        every = read_catalogue(tmp_path)
        again = read_catalogue(tmp_path, gemeente="GM9001")
    assert "KERN-GM9001-dorp" in one.areas
    assert "KERN-GM9002-dorp" not in one.areas
    assert {"KERN-GM9001-dorp", "KERN-GM9002-dorp"} <= set(every.areas)
    assert again.indicators is one.indicators


def test_who_keeps_for_good_reads_once_and_still_sees_a_change(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(remembered, "_keepers", 0)
    monkeypatch.setattr(remembered, "_known", {})
    reader = Reader(tmp_path / "een.txt")
    reader.file.write_text("een", encoding="utf-8")
    remembered.keep()
    gc.collect()  # nothing may end it
    with remembered.keeping():
        reader.text()
    assert reader.text() == "een"
    assert reader.times == 1
    reader.file.write_text("twee woorden", encoding="utf-8")
    assert reader.text() == "twee woorden"
