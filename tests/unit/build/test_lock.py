"""One batch at a time in a folder; what a dead one left is taken over, what lives is left alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import asdict, replace

import pytest

from analysis.build import lock
from analysis.build.lock import LOCK, Holder, free, hold, holder_in, is_gone, refuse_when_taken_over
from analysis.ground.errors import AnalysisError, InputError


@pytest.fixture
def living():
    """Yield the number of a process that lives as long as the test."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process.pid
    process.kill()
    process.communicate()


@pytest.fixture
def dead():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(folder, process, computer=None, started="2026-11-22T17:04:00+00:00", mark=""):
    holder = Holder(process, computer or socket.gethostname(), started, mark)
    (folder / LOCK).write_text(json.dumps(asdict(holder)), encoding="utf-8")
    return holder


def test_the_file_names_process_and_computer_and_goes_at_the_end(tmp_path):
    with hold(tmp_path):
        holder = holder_in(tmp_path / LOCK)
        assert (holder.proces, holder.computer) == (os.getpid(), socket.gethostname())
    assert list(tmp_path.iterdir()) == []


def test_a_process_of_another_container_with_our_name_is_not_taken_for_gone(tmp_path, dead):
    holder = Holder(dead, socket.gethostname(), "2026-11-22T17:04:00+00:00", "", "pid:[1]")
    assert not is_gone(holder)
    (tmp_path / LOCK).write_text(json.dumps(asdict(holder)), encoding="utf-8")
    with pytest.raises(InputError, match="in gebruik"), hold(tmp_path):
        pass
    assert holder_in(tmp_path / LOCK) == holder


def test_a_file_that_became_of_another_batch_stays(tmp_path):
    with hold(tmp_path):
        other = left(tmp_path, 1, "elders")
    assert holder_in(tmp_path / LOCK) == other


def test_the_file_goes_also_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), hold(tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_asking_again_for_what_one_has_is_no_problem(tmp_path):
    with hold(tmp_path):
        with hold(tmp_path):
            pass
        assert (tmp_path / LOCK).is_file()
    assert not (tmp_path / LOCK).exists()


def test_a_living_batch_is_named_and_left_alone(tmp_path, living):
    left(tmp_path, living)
    before = (tmp_path / LOCK).read_bytes()
    with pytest.raises(InputError) as caught, hold(tmp_path):
        pass
    [problem] = caught.value.problems
    assert problem.code == "F702"
    assert problem.found.startswith(f"proces {living} op {socket.gethostname()}, gestart op 22-11-2026 om ")
    assert (tmp_path / LOCK).read_bytes() == before


def test_a_batch_on_another_computer_is_left_alone(tmp_path, dead):
    left(tmp_path, dead, "werkplek-7")
    with pytest.raises(InputError, match="werkplek-7"), hold(tmp_path):
        pass


@pytest.mark.parametrize("kind", ["dead", "own number", "reused number", "no process"])
def test_what_a_dead_batch_left_is_taken_over_and_told(tmp_path, dead, living, kind):
    process = {"dead": dead, "own number": os.getpid(), "reused number": living, "no process": 0}[kind]
    left(tmp_path, process, mark="" if kind in ("dead", "no process") else "1")
    said = []
    with hold(tmp_path, said.append):
        assert holder_in(tmp_path / LOCK).proces == os.getpid()
    assert len(said) == 1
    assert f"proces {process}" in said[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"proces": 1}'])
def test_a_file_that_says_nothing_is_no_lock(tmp_path, monkeypatch, content):
    monkeypatch.setattr(lock, "READ_PAUSE", 0.0)
    (tmp_path / LOCK).write_text(content, encoding="utf-8")
    with hold(tmp_path):
        assert holder_in(tmp_path / LOCK).proces == os.getpid()


def test_a_folder_that_another_batch_took_over_in_the_meantime_stays_its_own(tmp_path, dead, living):
    stale = left(tmp_path, dead)
    new = left(tmp_path, living)
    assert not lock._removed(tmp_path / LOCK, stale)
    assert holder_in(tmp_path / LOCK) == new


def test_an_attempt_takes_over_from_an_earlier_one_of_its_batch_alone(tmp_path):
    with hold(tmp_path, attempt_of="a"):
        earlier = holder_in(tmp_path / LOCK)
    elsewhere = replace(earlier, proces=7, computer="werkplek-7")
    (tmp_path / LOCK).write_text(json.dumps(asdict(elsewhere)), encoding="utf-8")
    for other in ("", "b"):
        with pytest.raises(InputError, match="werkplek-7"), hold(tmp_path, attempt_of=other):
            pass
    free(tmp_path, "b")
    assert holder_in(tmp_path / LOCK) == elsewhere
    said = []
    with hold(tmp_path, said.append, "a"):
        assert holder_in(tmp_path / LOCK).proces == os.getpid()
    assert "proces 7" in said[0]
    (tmp_path / LOCK).write_text(json.dumps(asdict(elsewhere)), encoding="utf-8")
    free(tmp_path, "a")
    assert not (tmp_path / LOCK).exists()


def test_who_was_thought_lost_places_nothing_any_more(tmp_path, living):
    place = tmp_path / "2025"
    place.mkdir()
    refuse_when_taken_over(place)
    with hold(place):
        refuse_when_taken_over(place)
        refuse_when_taken_over(tmp_path / ".bezig-2025")
        left(place, living)
        for folder in (place, tmp_path / ".bezig-2025"):
            with pytest.raises(AnalysisError, match=f"overgenomen door proces {living}"):
                refuse_when_taken_over(folder)
        (place / LOCK).unlink()
        refuse_when_taken_over(place)  # taken away by hand: nobody else is at work


def test_a_living_process_is_not_gone(living):
    assert not is_gone(Holder(living, socket.gethostname(), ""))
    assert not is_gone(Holder(living, socket.gethostname(), "", lock._mark(living)))


RACE = """
import sys, time
from pathlib import Path
from analysis.ground.errors import InputError
from analysis.build.lock import hold
folder = Path(sys.argv[1])
try:
    with hold(folder):
        (folder / "binnen").touch(exist_ok=False)
        time.sleep(0.5)
        (folder / "binnen").unlink()
    print("had")
except InputError:
    print("niet")
"""


def test_of_many_that_start_at_once_never_two_are_inside(tmp_path, dead):
    left(tmp_path, dead)
    command = [sys.executable, "-c", RACE, str(tmp_path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(5)]
    said = [process.communicate(timeout=60)[0].strip() for process in started]
    assert all(process.returncode == 0 for process in started)
    assert said.count("had") >= 1
    assert list(tmp_path.iterdir()) == []
