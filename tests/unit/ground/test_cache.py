"""What was read is kept for as long as its files are the same, and not without end."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.ground import cache, paths
from analysis.model.catalogue import read_catalogue


class Reader:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.times = 0

    def text(self) -> str:
        return cache.cached("tekst", self._read, [self.file])

    def _read(self) -> str:
        self.times += 1
        return self.file.read_text(encoding="utf-8")


@pytest.fixture
def reader(tmp_path: Path, monkeypatch) -> Reader:
    monkeypatch.setattr(cache, "_kept", type(cache._kept)())
    (tmp_path / "een.txt").write_text("een", encoding="utf-8")
    return Reader(tmp_path / "een.txt")


def test_a_file_is_read_once(reader: Reader):
    assert reader.text() == reader.text() == "een"
    assert reader.times == 1


def test_a_file_that_changed_is_read_again(reader: Reader):
    reader.text()
    reader.file.write_text("twee woorden", encoding="utf-8")
    assert reader.text() == "twee woorden"


def test_a_file_that_was_replaced_by_one_of_the_same_size_is_read_again(reader: Reader):
    reader.text()
    other = reader.file.with_name("ander.txt")
    other.write_text("ein", encoding="utf-8")
    other.replace(reader.file)
    assert reader.text() != "een"


def test_a_file_that_is_gone_is_not_kept(reader: Reader):
    reader.text()
    reader.file.unlink()
    with pytest.raises(FileNotFoundError):
        reader.text()


def test_what_was_asked_for_longest_ago_goes_first(reader: Reader):
    reader.text()
    for number in range(cache.MOST - 1):
        cache.cached(number, lambda: 0, [])
    reader.text()
    cache.cached("nog een", lambda: 0, [])
    assert len(cache._kept) == cache.MOST
    reader.text()
    assert reader.times == 1


def test_a_catalogue_of_one_gemeente_does_not_read_the_lists_of_others(tmp_path: Path):
    for name in ("bronnen.csv", "catalogus"):
        (tmp_path / name).symlink_to(paths.data() / name)
    for code in ("GM9001", "GM9002"):
        folder = tmp_path / "geo" / code
        folder.mkdir(parents=True)
        row = f"KERN-{code}-dorp,Dorp,kern,{code}\n"
        (folder / "gebieden.csv").write_text(f"gebied,naam,niveau,hoort_bij\n{row}", encoding="utf-8")
    shared = (paths.data() / "geo" / "gebieden.csv").read_text(encoding="utf-8")
    (tmp_path / "geo" / "gebieden.csv").write_text(shared, encoding="utf-8")
    one = read_catalogue(tmp_path, gemeente="GM9001")
    every = read_catalogue(tmp_path)
    again = read_catalogue(tmp_path, gemeente="GM9001")
    assert "KERN-GM9001-dorp" in one.areas
    assert "KERN-GM9002-dorp" not in one.areas
    assert {"KERN-GM9001-dorp", "KERN-GM9002-dorp"} <= set(every.areas)
    assert again.indicators is one.indicators
