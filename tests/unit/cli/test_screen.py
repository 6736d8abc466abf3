"""What a build says at its end names what it made, and never an annex that it did not make."""

import json
import os
from types import SimpleNamespace

import pytest

from analysis.build.plan import Done
from analysis.cli.screen import left_over, say_what_was_done, where
from analysis.ground.notebook_names import INDEX

PARTS = ("01_kernkaarten", "03_mantelzorg-inwoners")


@pytest.fixture
def plan(tmp_path):
    for name in ("release", *PARTS):
        (tmp_path / name).mkdir()
    about = {"voorbeeld": {"voorbeeld_jeugdhulp": 1, "voorbeeld_mantelzorg": 19}}
    (tmp_path / "release" / "release.json").write_text(json.dumps(about), encoding="utf-8")
    tasks = [SimpleNamespace(id=part, notebook=part.split("-")[0]) for part in PARTS]
    return SimpleNamespace(folder=tmp_path, tasks=tasks, params_file="params/x.yml")


def annex(plan, *, older):
    page = plan.folder / "bijlage.html"
    page.touch()
    moment = page.stat().st_mtime + (-3600 if older else 3600)
    os.utime(page, (moment, moment))


def test_an_annex_that_was_made_or_is_still_good_is_named(plan):
    annex(plan, older=False)
    for result in ({"made": ["annex"]}, {"kept": ["release", "annex"]}):
        assert list(where(Done(plan, **result))) == [f"Bijlage: {plan.folder / 'bijlage.html'}"]


def test_a_part_is_named_and_not_an_annex_of_before(plan):
    annex(plan, older=True)
    lines = list(where(Done(plan, made=["01_kernkaarten"])))
    assert lines[0] == f"Gemaakt: {plan.folder / '01_kernkaarten'}"
    assert lines[1].startswith("De bijlage is niet vernieuwd: bijlage.html is van ")
    assert lines[1].endswith("zonder --only vernieuwt haar.")
    assert not any(line.startswith("Bijlage:") for line in lines)


def test_after_a_failure_the_annex_is_said_to_be_of_before(plan):
    annex(plan, older=True)
    lines = list(where(Done(plan, made=["release"], failed={"01_kernkaarten": "x"})))
    assert lines[-1].endswith("Zij wordt vernieuwd als alle onderdelen goed zijn.")


def test_a_part_that_was_good_is_said_to_lie_there_and_a_good_annex_is_not_called_old(plan):
    annex(plan, older=False)
    assert list(where(Done(plan, kept=["01_kernkaarten"]))) == [
        f"Staat er al: {plan.folder / '01_kernkaarten'}"
    ]


def test_without_an_annex_it_says_how_to_get_one(plan):
    assert list(where(Done(plan, made=["release"])))[-1] == (
        "De bijlage is er nog niet; dezelfde opdracht zonder --only maakt haar."
    )


def test_of_many_parts_some_are_named(plan):
    lines = list(where(Done(plan, made=[f"deel_{number}" for number in range(12)])))
    assert lines[10] == f"… en nog 2 in {plan.folder}"


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"made": ["release"], "kept": ["a", "b"]}, "1 onderdeel gemaakt, 2 ongewijzigd, in 1,2 s."),
        ({"made": ["release", "a"]}, "2 onderdelen gemaakt, 0 ongewijzigd, in 1,2 s."),
        ({"kept": ["a"]}, "Niets te doen: het onderdeel is al gemaakt met deze gegevens."),
        ({"kept": ["a", "b"]}, "Niets te doen: alle 2 onderdelen zijn al gemaakt met deze gegevens."),
    ],
)
def test_one_is_one(plan, capsys, result, said):
    say_what_was_done(Done(plan, **result, seconds=1.23))
    told = capsys.readouterr().out
    assert said in told
    assert "jeugdhulp (1 indicator) en mantelzorg (19 indicatoren)" in told


def test_a_folder_that_no_run_makes_any_more_is_named_with_what_it_is_called_now(plan):
    for name in ("03_mantelzorg", "09_doelenboom", ".oud-01_kernkaarten", *PARTS):
        (plan.folder / name).mkdir(exist_ok=True)
        (plan.folder / name / INDEX).touch()
    renamed, gone = left_over(plan)
    assert "de map 03_mantelzorg" in renamed
    assert "heet nu 03_mantelzorg-inwoners" in renamed
    assert gone == "Let op: de map 09_doelenboom is van een eerdere bouw en hoort niet meer bij deze params."
