"""An edition changes places in one step, whatever was under way when a batch was killed, and on any system."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from analysis.build import edition_folder
from analysis.build.edition_folder import begin, put_in_place, recover, stands, take_along
from analysis.build.lock import LOCK
from analysis.build.receipt import file_hashes
from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.ground.paths import RECEIPT, REPLACED
from analysis.release.editions import earlier_editions


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return an edition with two parts, an annex, and things that are of somebody else."""
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    place = tmp_path / "outputs" / "dalfsen" / "2025"
    for part in ("release", "1_een"):
        (place / part / "map").mkdir(parents=True)
        (place / part / "map" / "a.csv").write_text(f"oud {part}", encoding="utf-8")
    (place / "bijlage.html").write_text("oud", encoding="utf-8")
    (place / "verkenning").mkdir()
    (place / "verkenning" / "figuur.png").write_text("van een analist", encoding="utf-8")
    (place / "aantekening.txt").write_text("van een analist", encoding="utf-8")
    receipt(place, "release", "1_een", annex=True)
    (paths.make_local(place) / "poort.json").write_text("oud", encoding="utf-8")
    return place


def receipt(folder: Path, *parts: str, annex: bool = False) -> None:
    content = {part: {"bestanden": file_hashes(folder / part)} for part in parts}
    if annex:
        content["bijlage"] = {"bestanden": file_hashes(folder / "bijlage.html")}
    (folder / RECEIPT).write_text(json.dumps({"onderdelen": content}), encoding="utf-8")


def made(place: Path) -> Path:
    """Make the next edition: one part is new, one goes, and the annex is another."""
    work = begin(place, ["release"])
    (work / "release" / "map" / "a.csv").unlink()
    (work / "release" / "map" / "a.csv").write_text("nieuw", encoding="utf-8")
    (work / "bijlage.html").write_text("nieuw", encoding="utf-8")
    receipt(work, "release", annex=True)
    (paths.make_local(work) / "poort.json").write_text("nieuw", encoding="utf-8")
    return work


OLD_ONE, NEW_ONE = "oud", "nieuw"


def which(place: Path) -> str:
    """Return which edition a reader finds; an assertion fails when it is half of one."""
    page = (place / "bijlage.html").read_text(encoding="utf-8")
    table = (place / "release" / "map" / "a.csv").read_text(encoding="utf-8")
    assert (page, table) in (("oud", "oud release"), ("nieuw", "nieuw"))
    assert (place / "1_een").exists() == (page == "oud")
    return page


def settled(place: Path, wanted: str) -> None:
    """Check that all stands as it should when nothing is under way any more."""
    assert which(place) == wanted
    for name in ("verkenning/figuur.png", "aantekening.txt"):
        assert (place / name).read_text(encoding="utf-8") == "van een analist"
    assert not (place / REPLACED).exists()
    assert (paths.local(place) / "poort.json").read_text(encoding="utf-8") == wanted
    beside = {one.name for one in place.parent.iterdir()} - {place.name}
    assert beside <= ({f".bezig-{place.name}"} if wanted == OLD_ONE else set())


@pytest.fixture(params=["in one step", "in two"])
def system(request, monkeypatch):
    if request.param == "in two":
        monkeypatch.setattr(edition_folder, "_exchanged", lambda *_: False)
    elif not sys.platform.startswith("linux"):
        pytest.skip("only Linux exchanges two folders")
    return request.param


def test_the_next_edition_takes_the_place_and_what_is_of_others_stays(place, system):
    work = made(place)
    (work / ".bezig-1_een-x").mkdir()
    (work / "van een onderdeel van eerder").mkdir()
    assert which(place) == OLD_ONE
    assert not (work / "verkenning").exists()
    put_in_place(place)
    settled(place, NEW_ONE)
    assert not work.exists()
    names = {"release", "bijlage.html", "manifest.json", "verkenning", "aantekening.txt"}
    assert {one.name for one in place.iterdir()} == names


def test_changing_the_next_edition_does_not_change_this_one(place):
    before = file_hashes(place)
    made(place)
    assert file_hashes(place) == before


@pytest.mark.parametrize("stop", range(1, 40))
def test_killed_before_any_change_of_the_disk_it_is_one_or_the_other(place, system, monkeypatch, stop):
    """Every rename, removal and mark is a moment to be killed at; then comes the next batch."""
    made(place)
    count = 0

    class KilledError(BaseException):
        pass

    def counted(function):
        def call(*args, **how):
            nonlocal count
            count += 1
            if count == stop:
                raise KilledError
            return function(*args, **how)

        return call

    with monkeypatch.context() as patch:
        for owner, name in (
            (Path, "rename"),
            (Path, "replace"),
            (Path, "touch"),
            (os, "unlink"),
            (os, "rmdir"),
        ):
            patch.setattr(owner, name, counted(getattr(owner, name)))
        if system == "in one step":
            patch.setattr(edition_folder, "_exchanged", counted(edition_folder._exchanged))
        # A process that is killed cleans nothing up.
        patch.setattr(edition_folder, "_undone", lambda *_: None)
        try:
            put_in_place(place)
            killed = False
        except KilledError:
            killed = True
    if system == "in one step":
        assert which(place) in (OLD_ONE, NEW_ONE)
    (place / LOCK).parent.mkdir(exist_ok=True)  # as the next batch begins
    (place / LOCK).write_text("{}", encoding="utf-8")
    recover(place)
    assert (place / LOCK).is_file()
    settled(place, which(place))
    if not killed:
        assert which(place) == NEW_ONE
        assert count < stop


def test_a_folder_that_cannot_be_moved_leaves_the_old_edition_and_says_why(place, monkeypatch):
    made(place)
    monkeypatch.setattr(edition_folder, "_exchanged", lambda *_: False)
    monkeypatch.setattr(edition_folder, "_PAUSE", 0.0)
    rename = Path.rename

    def busy(self, target):
        if self.name == "2025":
            raise PermissionError(13, "in use")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", busy)
        with pytest.raises(InputError, match="staat klaar") as caught:
            put_in_place(place)
    assert caught.value.problems[0].code == "F705"
    recover(place)
    settled(place, OLD_ONE)
    assert paths.latest(place) == paths.work_of(place), "what was made waits"
    put_in_place(place)
    settled(place, NEW_ONE)


def test_a_folder_in_which_nothing_was_made_yet_goes(place):
    (place.parent / ".bezig-2025" / "half").mkdir(parents=True)
    recover(place)
    settled(place, OLD_ONE)
    assert [one.name for one in place.parent.iterdir()] == ["2025"]


def test_parts_are_gone_on_with_and_others_are_linked(place):
    work = made(place)
    assert begin(place, ["release", "1_een"]) == work
    assert (work / "bijlage.html").is_file()
    other = place.with_name("2024")
    place.rename(other)
    receipt(other, "release", "1_een", annex=True)
    started = begin(other, ["release", "1_een"])
    assert file_hashes(started / "1_een") == file_hashes(other / "1_een")
    take_along(other, ["bijlage.html"])
    assert (started / "bijlage.html").samefile(other / "bijlage.html")


def test_without_links_files_are_copied(place, monkeypatch):
    def refuse(*_, **__):
        raise OSError(95, "not supported")

    monkeypatch.setattr(edition_folder.os, "link", refuse)
    work = begin(place, ["release", "1_een"])
    assert file_hashes(work / "1_een") == file_hashes(place / "1_een")


def test_links_and_pipes_of_somebody_are_not_taken_along(place):
    (place / "1_een" / "naar").symlink_to("/etc/passwd")
    if hasattr(os, "mkfifo"):
        os.mkfifo(place / "1_een" / "pijp")
    work = begin(place, ["1_een"])
    assert set(file_hashes(work / "1_een")) == {"map/a.csv"}
    assert {one.name for one in (work / "1_een").iterdir()} == {"map"}


def test_an_annex_stands_when_a_file_of_it_does(place):
    assert stands(place)
    (place / "bijlage.html").unlink()
    assert not stands(place)


def test_the_edition_before_is_found_from_the_folder_that_is_worked_in(place, tmp_path):
    import pandas as pd

    before = place.with_name("2024") / "release"
    before.mkdir(parents=True)
    pd.DataFrame({"a": [1]}).to_parquet(before / "cijfers.parquet")
    for folder in (place, paths.work_of(place)):
        (one,) = earlier_editions(folder)
        assert list(one.table["a"]) == [1]
