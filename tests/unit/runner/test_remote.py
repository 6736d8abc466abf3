"""A worker with a project folder of its own: what must be the same, what it is sent, and what it sends back."""

from __future__ import annotations

import errno
import shutil
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("distributed")

from analysis import paths
from analysis.errors import AnalysisError, InputError
from analysis.params import Params
from analysis.runner import checkout, cluster, remote
from analysis.runner.exchange import ExchangeError, opened
from analysis.runner.plan import RELEASE, Plan, Task
from analysis.runner.post import Post
from analysis.runner.remote import Errand, Room

PARAMS = Params(gemeente="GM0177", naam="Raalte", editie=2025, notebooks=["01_een"])
FILE = "outputs/params/landelijk/GM0177.yml"
TASK = Task("01_een", "01_een", {})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "machine"
    for name in ("data/geo", "notebooks", "params/themas", "outputs/params/landelijk"):
        (made / name).mkdir(parents=True)
    for name in ("data/geo/gebieden.csv", "notebooks/01_een.ipynb", "params/raalte.yml", "requirements.lock"):
        (made / name).write_text(name, encoding="utf-8")
    (made / FILE).write_text("gemeente: GM0177\n", encoding="utf-8")
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(made))
    monkeypatch.setattr(remote, "_HOME", str(made))
    return made


@pytest.fixture
def plan(home: Path, tmp_path: Path) -> Plan:
    folder = tmp_path / "uitvoer" / "raalte" / "2025"
    (folder / RELEASE).mkdir(parents=True)
    (folder / RELEASE / "cijfers.csv").write_text("1;2\n", encoding="utf-8")
    return Plan(PARAMS, FILE, folder, (TASK,), {})


@pytest.fixture
def post(tmp_path: Path):
    made = Post(opened((tmp_path / "uitwisseling").as_uri()))
    yield made
    remote.put_away()


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("data/geo/gebieden.csv", "de map data"),
        ("data/geo/GM0177/nieuw.csv", "de map data"),
        ("notebooks/01_een.ipynb", "de map notebooks"),
        ("params/raalte.yml", "de map params"),
        ("params/themas/nieuw.yml", "de map params"),
        ("requirements.lock", "requirements.lock"),
        ("node_modules/leaflet/dist/leaflet.js", "node_modules/leaflet"),
    ],
)
def test_a_machine_with_another_file_does_not_fit(home: Path, file: str, kind: str):
    ours = checkout.holds(home)
    assert checkout.differences(ours, checkout.holds(home)) == []
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / file).write_text("anders", encoding="utf-8")
    assert checkout.differences(ours, checkout.holds(home)) == [kind]


@pytest.mark.parametrize(
    "file", ["data/raw/cbs/a.parquet", "data/eigen/GM0177/b.csv", "outputs/c.txt", "data/.DS_Store"]
)
def test_what_no_run_reads_may_differ(home: Path, file: str):
    ours = checkout.holds(home)
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / file).write_text("anders", encoding="utf-8")
    assert checkout.differences(ours, checkout.holds(home)) == []


def test_other_packages_are_a_difference(home: Path, monkeypatch: pytest.MonkeyPatch):
    ours = checkout.holds(home)
    monkeypatch.setattr(checkout, "versions", lambda: {"pandas": "0.1"})
    assert checkout.differences(ours, checkout.holds(home)) == ["de versies van Python en de pakketten"]


def greeted(room: Room) -> int:
    """Greet workers that are this process."""
    client = SimpleNamespace(
        wait_for_workers=lambda *_, **__: None,
        run=lambda asked, *given: {"tcp://w": asked(*given)},
        nthreads=lambda: {"tcp://w": 3},
    )
    return cluster._greet(client, room)


def test_workers_that_fit_are_counted_and_others_refused_with_what_to_do(home: Path, post: Post):
    room = Room("", remote.code_hash(), post.exchange, checkout.holds(home))
    assert greeted(room) == 3
    (home / "notebooks" / "01_een.ipynb").write_text("anders", encoding="utf-8")
    with pytest.raises(InputError, match="er is niets gestart") as caught:
        greeted(room)
    assert "anders is: de map notebooks" in str(caught.value)
    assert f"Maak {home} daar gelijk aan de projectmap van de batch" in str(caught.value)
    with pytest.raises(AnalysisError, match="een werker past niet bij de batch"):
        room.enter()


def test_a_worker_that_cannot_reach_the_exchange_is_refused(home: Path, post: Post):
    room = Room("", remote.code_hash(), post.exchange, checkout.holds(home))
    post.exchange.sweep()
    with pytest.raises(InputError, match="er is niets gestart") as caught:
        greeted(room)
    assert "Geef deze machine toegang" in str(caught.value)


def test_a_worker_without_a_project_hears_which_variable_to_set(home: Path, post: Post):
    shutil.rmtree(home / "notebooks")
    wrong = Room("", remote.code_hash(), post.exchange, {}).wrong_here()
    assert wrong is not None
    assert paths.ROOT_VARIABLE in wrong[1]


def test_a_release_is_sent_once(plan: Plan, post: Post, tmp_path: Path):
    errand = post.errand(plan)
    assert post.errand(plan) is errand
    post.exchange.fetch(errand.release, tmp_path / "daar")
    assert [path.name for path in (tmp_path / "daar").iterdir()] == ["cijfers.csv"]
    assert errand.text == "gemeente: GM0177\n"


def test_a_params_file_that_was_made_comes_along(home: Path, plan: Plan, post: Post):
    errand = post.errand(plan)
    shutil.rmtree(home / "outputs")
    errand.lay_params()
    errand.lay_params()
    assert [path.name for path in (home / FILE).parent.iterdir()] == ["GM0177.yml"]
    assert (home / FILE).read_text(encoding="utf-8") == errand.text


def test_a_params_file_of_a_person_is_never_written(home: Path, post: Post):
    errand = Errand(post.exchange, PARAMS, "params/raalte.yml", "van de batch", post.exchange.put(home, "x"))
    with pytest.raises(AnalysisError, match=r"params/raalte\.yml is op een werker anders"):
        errand.lay_params()
    assert (home / "params" / "raalte.yml").read_text(encoding="utf-8") == "params/raalte.yml"


@pytest.fixture
def sent(home: Path, plan: Plan, post: Post, monkeypatch: pytest.MonkeyPatch):
    """Return a function that does what a worker does, with a notebook that copies the figures."""
    seen: list[Path] = []

    def run_task(there: Plan, task: Task, workers: object, *, mark: str):
        seen.append(there.folder)
        staged = there.folder / f".bezig-{task.id}{mark}"
        shutil.copytree(there.folder / RELEASE, staged)
        return 1.5, "", staged

    monkeypatch.setattr(remote, "run_task", run_task)
    monkeypatch.setattr(remote._kept, "workers", lambda kernels: None)

    def made() -> remote.Sent:
        room = Room("", remote.code_hash(), post.exchange, checkout.holds(home))
        return remote.notebook_sent(room, post.errand(plan), TASK, "koud")

    made.seen = seen
    return made


def test_what_a_worker_made_comes_beside_its_place(plan: Plan, post: Post, sent):
    one, other = sent(), sent()
    assert one[2] != other[2]  # each attempt has a name of its own
    assert sent.seen[0] == sent.seen[1] != plan.folder  # the release was fetched once
    seconds, reason, folder = post.received(plan, TASK, one)
    assert (seconds, reason) == (1.5, "")
    assert folder.parent == plan.folder
    assert folder.name.startswith(".bezig-01_een-")
    assert [path.name for path in folder.iterdir()] == ["cijfers.csv"]
    assert list(sent.seen[0].glob(".bezig-*")) == []
    remote.put_away()
    assert not sent.seen[0].exists()


def test_an_outcome_that_was_damaged_is_a_run_that_failed(plan: Plan, post: Post, sent, tmp_path: Path):
    outcome = sent()
    (lies,) = (tmp_path / "uitwisseling").rglob(outcome[2].name)
    lies.write_bytes(lies.read_bytes()[:-10])
    _, reason, folder = post.received(plan, TASK, outcome)
    assert "niet wat er is neergezet" in reason
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ExchangeError("s3://bucket: zetten is niet gelukt"), "zetten is niet gelukt"),
        (OSError(errno.ENOSPC, "vol"), "een werker kon niet bewaren wat hij maakte"),
    ],
)
def test_a_worker_that_cannot_send_says_why(
    plan: Plan, post: Post, sent, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
):
    post.errand(plan)

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(type(post.exchange), "put", refuse)
    outcome = sent()
    assert outcome[2] is None
    assert said in outcome[1]
    _, reason, folder = post.received(plan, TASK, outcome)
    assert said in reason
    assert folder.is_dir()


def test_what_cannot_be_sent_is_a_run_that_failed(plan: Plan, post: Post):
    desk = cluster.ClusterDesk("tcp://nergens", kernels="koud", say=lambda _: None)
    desk._post = post
    (paths.root() / FILE).unlink()
    outcome: Future[object] = desk.notebook(plan, TASK)
    seconds, reason, _ = outcome.result(timeout=5)
    assert (seconds, bool(reason)) == (0.0, True)


def test_with_an_exchange_the_office_is_here(post: Post):
    desk = cluster.ClusterDesk("tcp://nergens", kernels="koud", say=lambda _: None)
    desk._post = post
    assert desk.office(lambda one, two: one + two, 1, two=2) == 3
