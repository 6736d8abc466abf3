"""What a build of one of many makes of what goes wrong: a part that failed, and never the end of the others."""

from __future__ import annotations

from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.build import edition
from analysis.build.edition import STOPPED, build_edition
from analysis.build.events import Log
from analysis.build.plan import NotebookTask, Plan, Wanted
from analysis.ground.errors import InputError
from analysis.model.params import Params

PARAMS = Params(gemeente="GM0177", naam="Raalte", editie=2025, notebooks=["01_een"])


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(PARAMS, "params/raalte.yml", tmp_path, (NotebookTask("01_een", "01_een", {}, ""),), {})


def built(plan: Plan, workers: object):
    return build_edition(plan, Wanted(), Log(), workers=workers)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (InputError("De map is in gebruik.", []), "De map is in gebruik."),
        (CancelledError(), STOPPED),
        (ZeroDivisionError("nul"), "ZeroDivisionError: nul"),
    ],
)
def test_of_many_an_error_is_a_release_that_failed_and_alone_it_is_raised(plan, monkeypatch, error, reason):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(edition.preflight, "check", fails)
    done = built(plan, SimpleNamespace(jobs=1))
    assert done.failed["release"].startswith(reason)
    assert done.skipped == ["01_een", "annex"]
    assert (plan.folder / "fouten" / "release" / "log.txt").is_file() is isinstance(error, ZeroDivisionError)
    with pytest.raises(type(error)):
        built(plan, None)


def test_an_annex_that_nobody_foresaw_fails_keeps_what_was_made(plan, monkeypatch):
    def fails(*_, **__):
        raise ZeroDivisionError

    def makes(plan, wanted, done, *_):
        done.made += ["release", "01_een"]

    monkeypatch.setattr(edition.preflight, "check", lambda *_: None)
    monkeypatch.setattr(edition, "_make_parts", makes)
    monkeypatch.setattr(edition, "publish", fails)
    done = built(plan, SimpleNamespace(jobs=1))
    assert done.made == ["release", "01_een"]
    assert list(done.failed) == ["annex"]
    assert done.skipped == []


@pytest.mark.parametrize(("parts", "asked"), [((), True), (("annex",), True), (("01_een",), False)])
def test_the_annex_is_made_when_it_is_asked_for(parts, asked):
    assert Wanted(frozenset(parts)).annex is asked
