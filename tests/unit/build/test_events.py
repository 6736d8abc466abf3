"""The log of a batch: one line per event, whole as soon as it is written."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from analysis.build import events
from analysis.build.events import Log, log_to
from analysis.build.plan import Done
from analysis.ground.errors import InputError

PLAN = SimpleNamespace(params=SimpleNamespace(gemeente="GM0148", editie=2025))


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def everything(log):
    log.begin(jobs=2, due=2)
    log.started("release", "nog niet gemaakt")
    log.done("release", 2.345)
    log.done("05", 9)
    log.skipped("04")
    log.failed("03", 1.5, "cel 2: ValueError: é")
    log.end(Done(PLAN, ["release", "05"], ["04"], {"03": "x"}, 12.345))


def test_every_event_is_one_line_with_its_keys(tmp_path):
    with log_to(tmp_path / "batch.jsonl") as log:
        everything(log.of_one(PLAN))
    found = lines(tmp_path / "batch.jsonl")
    for line in found:
        assert dt.datetime.fromisoformat(line.pop("tijd")).tzinfo == dt.UTC
        assert (line.pop("gemeente"), line.pop("editie")) == ("GM0148", 2025)
    assert found[0]["proces"] == os.getpid()
    assert found[1:] == [
        {"gebeurtenis": "start", "onderdeel": "release", "waarom": "nog niet gemaakt"},
        {"gebeurtenis": "klaar", "onderdeel": "release", "seconden": 2.35},
        {"gebeurtenis": "klaar", "onderdeel": "05", "seconden": 9},
        {"gebeurtenis": "overgeslagen", "onderdeel": "04"},
        {"gebeurtenis": "mislukt", "onderdeel": "03", "seconden": 1.5, "reden": "cel 2: ValueError: é"},
        {"gebeurtenis": "eind", "gemaakt": 2, "overgeslagen": 1, "mislukt": 1, "seconden": 12.35},
    ]


def test_every_key_is_documented(tmp_path):
    with log_to(tmp_path / "batch.jsonl") as log:
        everything(log.of_one(PLAN))
    told = set(re.findall(r"`(\w+)`", events.__doc__))
    assert {key for line in lines(tmp_path / "batch.jsonl") for key in line} <= told


def test_a_line_is_there_before_the_next_event(tmp_path):
    with log_to(tmp_path / "batch.jsonl") as log:
        log.skipped("een")
        assert [line["onderdeel"] for line in lines(tmp_path / "batch.jsonl")] == ["een"]


def test_lines_of_threads_stay_whole_and_a_second_batch_adds(tmp_path):
    path = tmp_path / "batch.jsonl"
    for _ in range(2):
        with log_to(path) as log, ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number, log=log: log.started(f"deel {number}", "x" * 5000), range(50)))
    assert sorted(line["onderdeel"] for line in lines(path)) == sorted(
        2 * [f"deel {number}" for number in range(50)]
    )


def test_what_was_written_on_another_machine_is_added(tmp_path):
    there = io.StringIO()
    Log(there).of_one(PLAN).failed("release", 0.1, "vol")
    with log_to(tmp_path / "batch.jsonl") as log:
        log.copy(there.getvalue())
    Log().copy(there.getvalue())
    (line,) = lines(tmp_path / "batch.jsonl")
    assert (line["gemeente"], line["reden"]) == ("GM0148", "vol")


def test_a_log_that_cannot_be_written_stops_before_anything_starts(tmp_path):
    with pytest.raises(InputError, match="er is niets gestart"), log_to(tmp_path / "weg" / "batch.jsonl"):
        pass


def test_without_a_file_nothing_is_written():
    everything(Log())
