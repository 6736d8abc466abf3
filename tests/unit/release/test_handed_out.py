"""
A number that somebody could have seen is noted as handed out, whatever way it was asked for.

The property on which a build rests: when the answers to some questions change, a part that was handed out
changed; and a change of what was not handed out changes none of the answers.
"""

from __future__ import annotations

import inspect

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.model import tidy
from analysis.release.release import FAMILY, PRESENT, TABLE, Release, part_name
from analysis.release.store import part_hashes, row_hashes, write_release
from analysis.release.verdicts import family, verdicts

pytestmark = pytest.mark.slow

NOORD, ZUID = "KERNGEBIED-GM0148-noord", "KERNGEBIED-GM0148-zuid"
AREAS = (NOORD, ZUID, "GM0148", "NL00")
INDICATORS = ("inwoners", "tevreden", "peiling")
# Every way to ask a release for numbers, with an indicator and an area to ask about.
QUESTIONS = {
    "table": lambda release, one, area: release.table,
    "rows": lambda release, one, area: release.rows(one, [area]),
    "records": lambda release, one, area: release.records([one], iter([area])),
    "every_source": lambda release, one, area: release.every_source([one]),
    "pairs": lambda release, one, area: release.pairs(),
    "indicators_of": lambda release, one, area: release.indicators_of(area),
    "stamp": lambda release, one, area: release.stamp([one], [area]),
    "latest_period": lambda release, one, area: release.latest_period(one),
    "newest": lambda release, one, area: release.newest(one, [area]),
    "nearest": lambda release, one, area: release.nearest([one, "tevreden"], area, "2023"),
    "newest_of": lambda release, one, area: release.newest_of([one, "tevreden"], [area]),
    "periods": lambda release, one, area: release.periods(one),
    "last": lambda release, one, area: release.last(one, area),
    "last_record": lambda release, one, area: release.last_record(one, area),
    "verdicts": lambda release, one, area: verdicts(release, area, [one]),
    "with_table": lambda release, one, area: release.with_table(release.every_source([one])).rows(one),
    "once": lambda release, one, area: release.once(one, lambda: release.rows(one)),
}
# These tell of areas, breaks and the catalogue, which count as a whole for every run.
NO_NUMBERS = {"no_rows", "kernen", "own_areas", "breaks_of"}


def test_every_way_to_ask_is_tried():
    ways = {name for name, _ in inspect.getmembers(Release) if not name.startswith("_")}
    assert ways - {"compare"} == set(QUESTIONS) - {"verdicts"} | NO_NUMBERS


ROW = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(INDICATORS),
        "gebied": st.sampled_from(AREAS),
        "periode": st.sampled_from(["2023", "2024"]),
        "bron": st.sampled_from(["telling", "gids"]),
        "waarde": st.sampled_from([1.0, 1.0000000000000002, 2.0, 0.1]),
        "status": st.sampled_from(["definitief", "voorlopig", "voorbeeld"]),
    }
)
ROWS = st.lists(ROW, max_size=8, unique_by=lambda row: tuple(row[name] for name in list(row)[:4]))
ASKED = st.lists(
    st.tuples(st.sampled_from(list(QUESTIONS)), st.sampled_from(INDICATORS), st.sampled_from(AREAS)),
    max_size=4,
)


@pytest.fixture(scope="module")
def looked_at(make_release):
    """Return a function that asks a release of some rows, and tells the answers, what was handed out, and the parts."""

    def look(rows, asked):
        table = tidy.conform(pd.DataFrame([row | {"methode": "telling"} for row in rows] or None))
        release = make_release(table)
        answers = [(QUESTIONS[way])(release, one, area) for way, one, area in asked]
        told = [
            one.to_csv() if isinstance(one, pd.DataFrame | pd.Series) else repr(_sorted(one))
            for one in answers
        ]
        compared = [family(make_release(table), example=example) for example in (False, True)]
        return told, release.handed_out, row_hashes(table) | {TABLE: table.to_csv(), FAMILY: repr(compared)}

    return look


def _sorted(answer):
    return sorted(answer) if isinstance(answer, set) else answer


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=ROWS, added=ROWS, gone=st.integers(0, 8), asked=ASKED)
def test_answers_change_only_with_a_part_that_was_handed_out(looked_at, before, added, gone, asked):
    keys = [tuple(row[name] for name in list(row)[:4]) for row in added]
    rest = [row for row in before[gone:] if tuple(row[name] for name in list(row)[:4]) not in keys]
    answers, handed_out, parts = looked_at(before, asked)
    other_answers, _, other_parts = looked_at([*added, *rest], asked)
    changed = [name for name in handed_out if parts.get(name) != other_parts.get(name)]
    assert changed or answers == other_answers


def test_no_question_hands_out_nothing(looked_at):
    assert looked_at([], [])[1] == set()


@pytest.mark.parametrize(
    ("way", "parts"),
    [
        ("table", {TABLE}),
        ("pairs", {PRESENT}),
        ("indicators_of", {PRESENT}),
        ("newest_of", {part_name("inwoners"), part_name("tevreden")}),
        ("nearest", {part_name("inwoners"), part_name("tevreden")}),
        ("verdicts", {part_name("inwoners")}),
        *(
            (name, {part_name("inwoners")})
            for name in ("rows", "records", "every_source", "stamp", "last", "last_record", "once")
        ),
        *((name, {part_name("inwoners")}) for name in ("latest_period", "newest", "periods", "with_table")),
    ],
)
def test_what_is_asked_is_handed_out_and_no_more(looked_at, way, parts):
    assert looked_at([], [(way, "inwoners", NOORD)])[1] == parts


ABOUT = {"gemeente": "GM0148", "naam": "Dalfsen", "vergelijk": ["NL00"]}


def test_a_verdict_hands_out_its_own_rows_and_how_many_others_there_are(looked_at):
    rows = [
        {
            "indicator": name,
            "gebied": "GM0148",
            "periode": "2024",
            "bron": "telling",
            "waarde": 1.0,
            "status": "definitief",
        }
        for name in INDICATORS
    ]
    assert looked_at(rows, [("verdicts", "tevreden", "GM0148")])[1] == {part_name("tevreden"), FAMILY}


ONE = {"indicator": "inwoners", "gebied": NOORD, "periode": "2024", "bron": "telling", "waarde": 1.0}
TWO = ONE | {"indicator": "tevreden"}


@pytest.mark.parametrize(
    ("rows", "changed"),
    [
        ([ONE, TWO], set()),
        ([ONE | {"waarde": 1.0000000000000002}, TWO], {TABLE, "cijfers:inwoners"}),
        ([ONE | {"bron": "gids"}, TWO], {TABLE, "cijfers:inwoners"}),
        ([ONE | {"gebied": ZUID}, TWO], {TABLE, PRESENT, "cijfers:inwoners"}),
        ([ONE], {TABLE, PRESENT, "cijfers:tevreden"}),
    ],
)
def test_a_change_changes_the_parts_that_hold_it(looked_at, rows, changed):
    status = {"status": "definitief"}
    before = looked_at([one | status for one in (ONE, TWO)], [])[2]
    after = looked_at([one | status for one in rows], [])[2]
    assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == changed


def test_areas_breaks_and_returns_are_parts_as_a_whole(tmp_path, make_release, table, areas):
    write_release(tmp_path, table({"waarde": 1}, bron="cbs_kwb"), areas, ABOUT)
    before = part_hashes(tmp_path)
    assert {"gebieden", "grenzen"} <= set(before)
    (tmp_path / "opgaven.parquet").write_bytes(b"een")
    write_release(tmp_path, table({"waarde": 1}, bron="cbs_kwb"), areas.assign(naam="anders"), ABOUT)
    after = part_hashes(tmp_path)
    assert {name for name in after if before.get(name) != after[name]} == {"gebieden", "opgaven"}
