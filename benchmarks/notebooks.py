"""
Seconds, CPU and memory per notebook: papermill as it comes, our batch cold and warm, and what is left at best.

    python benchmarks/notebooks.py [--rounds 3] [--runs 11]

Every way runs the same notebooks of Dalfsen with the same release, one way after another in every round,
so that a busy moment of the machine hits them all; ratios are taken per round. "In één proces" is the
limit: the same cells in one process that is warm, without kernel, notebook or inline pictures.

Aim, with two workers: 8 times (better: 12) papermill one after another, 4.5 times (6) papermill two at a
time, CPU per run at most 2.5 times (1.6) that of one process, under 3 GB for all processes together.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.build.edition import run_task
from analysis.build.plan import NotebookTask, Plan, make_plan
from analysis.build.processes import family
from analysis.build.workers import SAME_EVERYWHERE, Kernels, Workers
from analysis.ground import paths
from analysis.ground.notebook_names import FOLDER_VARIABLE, RELEASE_VARIABLE
from analysis.model.params import read_params
from analysis.release.build import build_release

PARAMS = "dalfsen.yml"
LIMIT, SERIAL, PARALLEL = "in één proces", "papermill, na elkaar", "papermill, twee tegelijk"
COLD, WARM_ONE, WARM_TWO = "onze batch, koud, 2", "onze batch, warm, 1", "onze batch, warm, 2"
# The kernel counts the pages of a process for some milliseconds, on a core that the processes want as well.
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Cost:
    """What all runs of one way took together, with what a batch does once."""

    seconds: float
    cpu: float
    megabytes: float


def main() -> None:
    """Run every way in every round and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3, help="times every way is run; medians are printed")
    parser.add_argument("--runs", type=int, default=0, help="only this many of the notebooks of Dalfsen")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(json.dumps(inside(json.loads(asked.inside.read_text(encoding="utf-8")))))
        return
    with tempfile.TemporaryDirectory() as place:
        plan = prepared(Path(place), asked.runs)
        ways: dict[str, Callable[[Plan], Cost]] = {
            SERIAL: lambda plan: papermill(plan, jobs=1),
            PARALLEL: lambda plan: papermill(plan, jobs=2),
            COLD: lambda plan: ours(plan, "koud", jobs=2),
            WARM_ONE: lambda plan: ours(plan, "warm", jobs=1),
            WARM_TWO: lambda plan: ours(plan, "warm", jobs=2),
            LIMIT: in_one_process,
        }
        rounds: list[dict[str, Cost]] = []
        for number in range(1, asked.rounds + 1):
            rounds.append({})
            for name, way in ways.items():
                print(f"ronde {number}: {name}", file=sys.stderr)
                rounds[-1][name] = way(plan)
    show(rounds, runs=len(plan.tasks))


def prepared(place: Path, runs: int) -> Plan:
    """Make the release once, and a plan that writes beside it."""
    params = read_params(paths.params() / PARAMS)
    plan = make_plan(params, paths.params() / PARAMS, place)
    (place / "release").mkdir()
    build_release(params, place / "release")
    tasks = plan.tasks[: runs or None]
    return replace(plan, tasks=tasks)


def papermill(plan: Plan, *, jobs: int) -> Cost:
    """Run papermill's own command for every notebook."""
    with measured() as cost, ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda task: one_papermill(plan, task), plan.tasks))
    return cost()


def one_papermill(plan: Plan, task: NotebookTask) -> None:
    folder = plan.folder / f"papermill-{task.id}"
    folder.mkdir(exist_ok=True)
    given = plan.folder / f"papermill-{task.id}.json"
    given.write_text(json.dumps(dict(task.parameters)), encoding="utf-8")
    source = paths.notebooks() / f"{task.notebook}.ipynb"
    command = [sys.executable, "-m", "papermill", str(source), str(folder / "uit.ipynb"), "-f", str(given)]
    subprocess.run(
        [*command, "--cwd", str(folder), "-k", "python3", "--no-progress-bar"],
        env=environment(plan, folder),
        check=True,
        capture_output=True,
    )


def ours(plan: Plan, kernels: Kernels, *, jobs: int) -> Cost:
    """Run the notebooks as the batch does, with its checks."""
    with (
        measured() as cost,
        Workers(kernels=kernels, say=complain) as workers,
        ThreadPoolExecutor(jobs) as pool,
    ):
        for _, reason, _ in pool.map(lambda task: run_task(plan, task, workers), plan.tasks):
            if reason:
                sys.exit(reason)
    return cost()


def complain(text: str) -> None:
    sys.exit(text)


def in_one_process(plan: Plan) -> Cost:
    """Run the cells of every notebook in a process that has run them once before."""
    folder = plan.folder / "binnen"
    folder.mkdir(exist_ok=True)
    told = plan.folder / "binnen.json"
    told.write_text(
        json.dumps([[task.notebook, dict(task.parameters)] for task in plan.tasks]), encoding="utf-8"
    )
    command = [sys.executable, __file__, "--inside", str(told)]
    done = subprocess.run(command, env=environment(plan, folder), check=True, capture_output=True, text=True)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def inside(runs: Sequence[tuple[str, dict[str, object]]]) -> dict[str, float]:
    """Execute the cells, all notebooks once to get warm and once to measure."""
    from analysis import notebook as nb

    nb.display = lambda *_, **__: None  # type: ignore[attr-defined]
    os.environ["MPLBACKEND"] = "agg"
    for _ in range(2):
        started, used = time.perf_counter(), time.process_time()
        for name, given in runs:
            execute(name, given)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    return {"seconds": seconds, "cpu": cpu, "megabytes": proportional(os.getpid())}


def execute(name: str, given: dict[str, object]) -> None:
    names: dict[str, object] = {}
    book = json.loads((paths.notebooks() / f"{name}.ipynb").read_text(encoding="utf-8"))
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
                if "parameters" in cell["metadata"].get("tags", ()):
                    names |= given


def environment(plan: Plan, folder: Path) -> dict[str, str]:
    own = {RELEASE_VARIABLE: str(plan.folder / "release"), FOLDER_VARIABLE: str(folder)}
    return {**os.environ, **SAME_EVERYWHERE, **own, paths.ROOT_VARIABLE: str(paths.root())}


@contextlib.contextmanager
def measured() -> Iterator[Callable[..., Cost]]:
    """Measure time, the CPU of every process that was started, and the most memory they held together."""
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_SECONDS):
            peak[0] = max(peak[0], sum(proportional(one.pid) for one in family(os.getpid())[1:]))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    started, used = time.perf_counter(), children()
    end: list[float] = []
    yield lambda: Cost(end[0] - started, end[1] - used, peak[0])
    end += [time.perf_counter(), children()]
    over.set()
    watcher.join()


def children() -> float:
    """Return the CPU seconds of processes that were started and have ended, with all that they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def proportional(pid: int) -> float:
    """Return the memory of a process in MB, with its share of what it has in common with others."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1e3
    return 0.0


def show(rounds: Sequence[dict[str, Cost]], *, runs: int) -> None:
    print(f"{runs} notebooks, {len(rounds)} ronden, {os.cpu_count()} kernen; mediaan, start meegeteld")
    print(f"{'':<26}{'s per run':>10}{'CPU-s':>8}{'na elkaar':>11}{'twee':>7}{'CPU / proces':>14}{'MB':>7}")
    for name in rounds[0]:
        costs = [one[name] for one in rounds]
        serial = statistics.median(one[SERIAL].seconds / one[name].seconds for one in rounds)
        parallel = statistics.median(one[PARALLEL].seconds / one[name].seconds for one in rounds)
        cpu = statistics.median(one[name].cpu / one[LIMIT].cpu for one in rounds)
        seconds, used, peak = (
            statistics.median(getattr(cost, part) for cost in costs)
            for part in ("seconds", "cpu", "megabytes")
        )
        print(
            f"{name:<26}{seconds / runs:>10.2f}{used / runs:>8.2f}"
            f"{serial:>10.1f}x{parallel:>6.1f}x{cpu:>13.1f}x{peak:>7.0f}"
        )


if __name__ == "__main__":
    main()
