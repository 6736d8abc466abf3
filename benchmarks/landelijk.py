"""
A batch over many fictional gemeenten: what one costs, and whether that stays the same with more of them.

    python benchmarks/landelijk.py --gemeenten 10 40 160 [--jobs 2] [--notebooks 01_kernkaarten ...]

Makes gemeenten of 5 to 200 buurten in the release format, marked Voorbeeldcijfers, in a temporary
folder, and runs every notebook of params/landelijk.yml for each: shared job slots, warm kernels, no annex. Prints seconds,
runs per second, processor time, the most memory of all processes together, and disk. Aim: seconds per
gemeente within 10% of those of the smallest batch; 342 gemeenten under 30 minutes on two cores;
memory under 3 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.build.processes import family
from analysis.ground import paths

HOME = paths.root()  # before each round has a project of its own
COUNTRY = 342
LOOK_SECONDS = 2.0  # counting the pages of a process takes a core that the processes want as well
PROJECT = ("data", "notebooks", "params", "requirements.lock")


@dataclass(frozen=True)
class Measured:
    gemeenten: int
    buurten: int
    runs: int
    seconds: float
    cpu: float
    shared_mb: float  # memory that processes share counted once
    disk_mb: float
    each: dict[str, float]  # seconds of a run, by notebook


def main() -> None:
    """Measure each number of gemeenten and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gemeenten", type=int, nargs="+", default=[10])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--notebooks", nargs="*", default=[], help="only these; all by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cold", action="store_true", help="ordinary kernels")
    parser.add_argument("--scheduler", help="address of a dask scheduler, instead of this machine")
    options = parser.parse_args()
    found = []
    for number in options.gemeenten:
        with tempfile.TemporaryDirectory(prefix="landelijk-") as folder:
            found.append(_measure(Path(folder), number, options))
    _print(found, options.jobs)


def _measure(folder: Path, number: int, options: argparse.Namespace) -> Measured:
    root = folder / "project"
    root.mkdir()
    for name in PROJECT:
        source = HOME / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
    if (HOME / "node_modules").is_dir():
        (root / "node_modules").symlink_to((HOME / "node_modules").resolve())
    if options.notebooks:
        _keep_only(root / "params" / "landelijk.yml", options.notebooks)
    os.environ[paths.ROOT_VARIABLE] = str(root)
    codes, parts, buurten = _prepare(folder, root, number, options.seed)
    command = [sys.executable, "-m", "analysis", "build", "--gemeenten", ",".join(codes)]
    command += [
        "--log",
        str(root / "log.jsonl"),
        "--jobs",
        str(options.jobs),
        *(["--cold"] if options.cold else []),
    ]
    command += ["--scheduler", options.scheduler] if options.scheduler else []
    command += [word for part in parts for word in ("--only", part)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    memory = _Memory(process.pid)
    memory.start()
    output, _ = process.communicate()
    seconds = time.monotonic() - started
    memory.end.set()
    memory.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{output}\nThe batch over {number} gemeenten failed.")
    runs = sum(int(made) for made in re.findall(r": (\d+) gemaakt", output))
    written = sum(path.stat().st_size for path in (root / "outputs").rglob("*") if path.is_file())
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(number, buurten, runs, seconds, cpu, memory.most, written / 1e6, _by_notebook(root))


def _prepare(folder: Path, root: Path, number: int, seed: int) -> tuple[list[str], list[str], int]:
    """Write the releases and record each as made; return codes, the runs to make, and the number of buurten."""
    from fictional import Pattern, fictional

    from analysis.build.editions import plans_of
    from analysis.build.plan import RELEASE, Wanted
    from analysis.build.receipt import file_hashes, record
    from analysis.build.stale import release_note

    pattern = Pattern(folder / "pattern")
    made = fictional(number, seed)
    homes = {one.code: root / "outputs" / one.naam.lower().replace(" ", "-") / "2025" for one in made}
    for one in made:
        pattern.write(one, homes[one.code] / RELEASE, seed)
    codes = [one.code for one in made]
    plans = plans_of([], Wanted(), gemeenten=",".join(codes))[0]
    for plan in plans:
        record(plan, RELEASE, release_note(plan), file_hashes(plan.folder / RELEASE))
    parts = sorted({task.id for plan in plans for task in plan.tasks})
    return codes, parts, sum(one.buurten for one in made)


def _keep_only(file: Path, notebooks: Sequence[str]) -> None:
    from analysis.ground import strict_yaml

    content = strict_yaml.read(file)
    assert isinstance(content, dict)
    named = [
        one for one in content["notebooks"] if (one if isinstance(one, str) else one["notebook"]) in notebooks
    ]
    import yaml

    file.write_text(yaml.safe_dump(content | {"notebooks": named}, allow_unicode=True), encoding="utf-8")


def _by_notebook(root: Path) -> dict[str, float]:
    seconds = defaultdict(list)
    for line in (root / "log.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if event["gebeurtenis"] == "klaar":
            seconds[event["onderdeel"].partition("-")[0]].append(event["seconden"])
    return {notebook: statistics.fmean(taken) for notebook, taken in sorted(seconds.items())}


class _Memory(threading.Thread):
    """Looks now and then how much all processes of the batch hold, what they share counted once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.end = pid, 0.0, threading.Event()

    def run(self) -> None:
        while not self.end.wait(LOOK_SECONDS):
            self.most = max(self.most, sum(_megabytes(one.pid) for one in family(self.pid)))


def _megabytes(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1e3  # type: ignore[index]


def _print(found: Sequence[Measured], jobs: int) -> None:
    print(f"{os.cpu_count()} cores, {jobs} at a time; Python {sys.version.split()[0]}")
    print(
        f"{'gemeenten':>9} {'buurten':>8} {'runs':>6} {'s':>8} {'runs/s':>7} {'CPU s/run':>9} "
        f"{'s/gemeente':>10} {'ratio':>6} {'CPU ratio':>9} {'MB memory':>9} {'MB disk':>8} {'MB/gemeente':>11}"
    )
    first, first_cpu = found[0].seconds / found[0].gemeenten, found[0].cpu / found[0].gemeenten
    for one in found:
        each = one.seconds / one.gemeenten
        print(
            f"{one.gemeenten:>9} {one.buurten:>8} {one.runs:>6} {one.seconds:>8.1f} {one.runs / one.seconds:>7.2f} "
            f"{one.cpu / one.runs:>9.2f} {each:>10.2f} {each / first:>6.2f} {one.cpu / one.gemeenten / first_cpu:>9.2f} {one.shared_mb:>9.0f} "
            f"{one.disk_mb:>8.0f} {one.disk_mb / one.gemeenten:>11.1f}"
        )
    print("seconds of a run: " + ", ".join(f"{name} {mean:.2f}" for name, mean in found[-1].each.items()))
    last = found[-1].seconds / found[-1].gemeenten
    print(f"{COUNTRY} gemeenten at this pace: {COUNTRY * last / 60:.0f} minutes, without release and annex")


if __name__ == "__main__":
    main()
