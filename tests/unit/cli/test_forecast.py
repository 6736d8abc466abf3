"""The time left follows from how long parts took before, and from the pace of now."""

from __future__ import annotations

import pytest

from analysis.build.plan import NotebookTask
from analysis.build.record import SECONDS, note_seconds, read_seconds
from analysis.build.runs import longest_first
from analysis.cli.screen import Forecast, in_words
from analysis.ground import paths


def test_known_parts_are_added_up_and_shared_over_the_workers():
    before = {"a": 10, "b": 20, "c": 30}
    assert Forecast(before, before).seconds == 60
    assert Forecast(before, before, jobs=2).seconds == 30


def test_the_longest_part_is_not_shared():
    assert Forecast(["a", "b"], {"a": 100, "b": 10}, jobs=2).seconds == 100


def test_a_part_that_was_never_made_takes_the_usual_time():
    assert Forecast(["a", "nieuw"], {"a": 10, "b": 20, "c": 30}).seconds == 10 + 20


def test_without_any_duration_nothing_is_said_until_the_first_part_is_made():
    forecast = Forecast(["a", "b", "c"], {})
    assert forecast.seconds is None
    forecast.done("a", 7)
    assert forecast.seconds == 14


def test_a_slower_machine_makes_what_is_left_longer():
    forecast = Forecast(["a", "b"], {"a": 10, "b": 20})
    forecast.done("a", 30)
    assert forecast.seconds == 60


def test_a_part_that_need_not_be_made_takes_no_time():
    forecast = Forecast(["a", "b"], {"a": 10, "b": 20})
    forecast.done("b")
    assert forecast.seconds == 10
    forecast.done("a", 10)
    assert forecast.seconds == 0


@pytest.fixture
def edition(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    return tmp_path / "outputs" / "dalfsen" / "2025"


ODD = [None, "", "{", "[1]", '{"a": "veel", "b": -1}', '{"a": NaN}', '{"a": 1e999}', "[" * 100_000]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_durations_that_cannot_be_read_are_not_known(edition, text):
    if text is not None:
        (paths.make_local(edition) / SECONDS).write_text(text, encoding="utf-8")
    assert read_seconds(edition) == {}


def test_durations_come_back_and_are_not_in_the_edition(edition):
    note_seconds(edition, "a", 1.5)
    note_seconds(edition, "b", 2.345)
    assert read_seconds(edition) == {"a": 1.5, "b": 2.35}
    assert not edition.exists()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0.2, "nog ongeveer 1 s"), (42.4, "nog ongeveer 42 s"), (150, "nog ongeveer 2 min")],
)
def test_in_words(seconds, text):
    assert in_words(seconds) == text


def test_what_takes_longest_begins_first_after_what_is_new():
    tasks = [
        NotebookTask(id=name, notebook=name, parameters={}) for name in ("a", "nieuw", "b", "c", "ook_nieuw")
    ]
    order = longest_first(tasks, {"a": 1.0, "b": 30.0, "c": 2.0})
    assert [task.id for task in order] == ["nieuw", "ook_nieuw", "b", "c", "a"]
