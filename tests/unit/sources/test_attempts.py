import datetime as dt

import pytest

from analysis.sources.snapshots import ATTEMPTS, KEPT_OLD, read_attempts, remember

DAY, NEXT = dt.date(2026, 11, 22), dt.date(2026, 11, 23)


def test_nothing_was_tried_where_there_is_nothing(tmp_path):
    assert read_attempts(tmp_path / "raw") == {}


def test_the_last_attempt_per_part_is_kept(tmp_path):
    remember(tmp_path / "raw", "bron/een", day=DAY, outcome="nieuw", reason="")
    remember(tmp_path / "raw", "bron/twee", day=DAY, outcome="mislukt", reason="status 500")
    remember(tmp_path / "raw", "bron/een", day=NEXT, outcome=KEPT_OLD, reason="een é en een webpagina")
    assert read_attempts(tmp_path / "raw") == {
        "bron/een": {"datum": "2026-11-23", "uitkomst": KEPT_OLD, "reden": "een é en een webpagina"},
        "bron/twee": {"datum": "2026-11-22", "uitkomst": "mislukt", "reden": "status 500"},
    }
    assert [path.name for path in (tmp_path / "raw").iterdir()] == [ATTEMPTS]


def test_the_order_of_attempts_does_not_change_the_file(tmp_path):
    for name, parts in (("a", ("een", "twee")), ("b", ("twee", "een"))):
        for part in parts:
            remember(tmp_path / name, part, day=DAY, outcome="nieuw", reason="")
    assert (tmp_path / "a" / ATTEMPTS).read_bytes() == (tmp_path / "b" / ATTEMPTS).read_bytes()


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        '"x"',
        "[" * 100_000,
        '{"bron/twee": "nieuw"}',
        '{"bron/twee": {"datum": "2026-11-22"}}',
        '{"bron/twee": {"datum": "gisteren", "uitkomst": "nieuw", "reden": ""}}',
        '{"bron/twee": {"datum": "2026-11-22", "uitkomst": 5, "reden": ""}}',
    ],
)
def test_a_damaged_note_is_no_reason_to_stop(tmp_path, damaged):
    (tmp_path / ATTEMPTS).write_text(damaged, encoding="utf-8")
    assert read_attempts(tmp_path) == {}
    remember(tmp_path, "bron/een", day=DAY, outcome="nieuw", reason="")
    assert list(read_attempts(tmp_path)) == ["bron/een"]
