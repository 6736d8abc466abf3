"""Warm kernels: the same as cold ones, each as if it were the first, and gone when they should be."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.build.conftest import SHOW

from analysis.build.workers import MODULES, MODULES_VARIABLE, SAME_EVERYWHERE, Job, Workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

REAL = Path(__file__).resolve().parents[2]
SENTINEL = "klaar"
# Notebooks of these tests import what ours do; most need far less.
FEW = ("numpy", "pandas", "matplotlib.pyplot")
ENDLESS = "import time\nwhile True:\n    time.sleep(0.05)"
# Holds the interpreter itself: nothing in the kernel can act any more.
DEAF = "import re\nre.match('(a*)*b', 'a' * 60)"
ME = "import os, pathlib\npathlib.Path('kernel.pid').write_text(str(os.getpid()))"

DIRTY = """\
import builtins, os, random, signal, sys, warnings
import matplotlib as mpl, matplotlib.pyplot as plt, numpy as np, pandas as pd
import json.decoder
mpl.rcParams.update({"figure.dpi": 31, "font.size": 33, "axes.grid": True})
pd.set_option("display.max_rows", 3, "display.precision", 1)
os.environ["VUIL"] = "1"
os.chdir("/")
sys.path.insert(0, "/vuil")
json.decoder.JSONDecoder = None
pd.DataFrame.vuil = builtins.vuil = 1
warnings.simplefilter("error")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
np.random.seed(1)
random.seed(1)
sys.setrecursionlimit(500)
plt.plot([1, 2]), plt.figure()"""
PROBE = [
    """\
import builtins, gc, hashlib, io, json, locale, os, random, signal, sys, time, warnings
import pandas as pd, matplotlib as mpl, matplotlib.pyplot as plt, numpy as np
print(*(f"{name}={value}" for name, value in mpl.rcParams.items()), sep="\\n")
print(pd.describe_option(_print_desc=False))""",
    """\
own = ("JPY", "PYTEST_", "KERNMONITOR_PRELOAD")
print({name: value for name, value in sorted(os.environ.items()) if not name.startswith(own)})
print(os.getcwd(), sys.path, os.path.basename(sys.argv[0]), sys.flags, sys.warnoptions)
# In which order libraries are imported differs; none of them speaks about the warnings of another.
print(*sorted(map(str, warnings.filters)), sep="\\n")
print(sorted(vars(builtins)), hasattr(pd.DataFrame, "vuil"), json.decoder.JSONDecoder)
print(plt.get_fignums(), plt.isinteractive(), mpl.get_backend(), sys.getrecursionlimit())
print([signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM)])
print(locale.setlocale(locale.LC_ALL), time.tzname, gc.isenabled(), os.umask(0o22), __name__)
random.seed(3), np.random.seed(3)
print(random.random(), np.random.random(), type(get_ipython()))
print(os.read(0, 1), os.isatty(1))
# Where the kernel is reached, and how it learns that its parent is gone, is its own.
settings = {name: dict(given) for name, given in get_ipython().config.items()}
settings["IPKernelApp"] = sorted(set(settings["IPKernelApp"]) - {"connection_file", "parent_handle"})
print(settings)""",
    "plt.plot([1, 3, 2])\nplt.show()",
    # Kept from stderr: a run that warns there is refused.
    """\
with warnings.catch_warnings(record=True) as told:
    warnings.warn("let op", stacklevel=1)
print([str(one.message) for one in told])
pd.DataFrame(np.arange(90).reshape(3, 30))""",
    """\
figure, axes = plt.subplots()
axes.bar([1], [2])
axes.set_title("12,3%")
for kind in ("png", "svg"):
    mpl.rcParams["svg.hashsalt"] = "vast"
    figure.savefig(file := io.BytesIO(), format=kind, metadata={"Date": None} if kind == "svg" else None)
    print(kind, hashlib.sha256(file.getvalue()).hexdigest())""",
    """\
import subprocess
import multiprocessing as mp
print(subprocess.run(["echo", "een"], capture_output=True, text=True).stdout)
with mp.get_context("fork").Pool(1) as pool:
    print(pool.map(abs, [-3]))""",
]


class Desk:
    """Workers, and notebooks for them in a folder."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self.folder = folder
        self.workers = workers

    def run(
        self,
        *cells: str,
        cell_timeout: int = 60,
        seconds: int = 60,
        megabytes: int = 4096,
        closing: bool = True,
    ):
        """Return the outcome of a notebook, and where it was run."""
        book = {"cells": [], "metadata": {"kernelspec": KERNELSPEC}, "nbformat": 4, "nbformat_minor": 5}
        last = [f"print({SENTINEL!r})"] if closing else []
        for position, source in enumerate([*cells, *last]):
            cell = {"cell_type": "code", "id": f"c{position}", "metadata": {}, "source": source}
            book["cells"].append(cell | {"outputs": [], "execution_count": None})
        notebook = self.folder / "notebook.ipynb"
        notebook.write_text(json.dumps(book), encoding="utf-8")
        place = self.folder / "plek"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        log = str(self.folder / "log.txt")
        job = Job(str(notebook), str(place), {}, SENTINEL, cell_timeout, seconds, megabytes, log)
        return self.workers.run(job), place


KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)  # set for all tests; an inline picture needs its own
        with Workers(kernels="warm", modules=FEW, say=pytest.fail) as workers:
            yield Desk(tmp_path_factory.mktemp("warm"), workers)


def said_by(place: Path) -> str:
    """Return what a notebook showed, without the number of its process in the name of a cell."""
    text = (place / "notebook.ipynb").read_text(encoding="utf-8")
    text = text.replace("\\n", "\n")  # a difference is then a line, not a cell
    number = (place / "kernel.pid").read_text(encoding="utf-8")
    return text.replace(f"ipykernel_{number}", "ipykernel_N")


def is_gone(pid: int, seconds: float = 10) -> bool:
    """Wait for the end of a process that is not ours."""
    try:
        file = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([file], [], [], seconds)[0])
    finally:
        os.close(file)


def test_what_one_notebook_changes_the_next_does_not_see(desk: Desk):
    for _ in range(2):  # whichever worker is taken
        outcome, _ = desk.run(DIRTY)
        assert not outcome.reason, outcome.traceback
    outcome, place = desk.run(ME, *PROBE)
    assert not outcome.reason, outcome.traceback
    warm = said_by(place)
    with Workers(kernels="koud", say=pytest.fail) as workers:
        outcome, place = Desk(desk.folder, workers).run(ME, *PROBE)
    assert not outcome.reason, outcome.traceback

    assert warm.split("\n") == said_by(place).split("\n")
    assert warm.count('"image/png"') == 2, "inline pictures are lost without a word"


# One kernel in ten hung: the thread that was asked to end waits for a channel that was closed by then.
LAST_WORD = """\
import pathlib, sys, threading, time
from ipykernel.kernelapp import IPKernelApp
app = IPKernelApp.instance()
stop, flush = app.iopub_thread.stop, sys.stdout.flush
def told(app=app, stop=stop, place=pathlib.Path("einde.txt")):  # by then the names of the notebook are gone
    place.write_text("te vroeg" if app.control_thread.is_alive() else "klaar")
    stop()
def slow(app=app, flush=flush, threading=threading, time=time):
    time.sleep(0.2 if threading.current_thread() is app.control_thread else 0)
    flush()
app.iopub_thread.stop, sys.stdout.flush = told, slow"""


def test_a_kernel_closes_its_channels_after_its_last_word(desk: Desk):
    outcome, place = desk.run(LAST_WORD)
    assert not outcome.reason, outcome.traceback
    assert (place / "einde.txt").read_text(encoding="utf-8") == "klaar"


def test_every_kernel_draws_its_own_random_numbers(desk: Desk):
    draw = "import random, uuid, numpy as np\nprint(random.random(), np.random.random(), uuid.uuid4())"
    seen = set()
    for _ in range(2):
        _, place = desk.run(draw)
        cell = json.loads((place / "notebook.ipynb").read_text(encoding="utf-8"))["cells"][0]
        seen |= set("".join(cell["outputs"][0]["text"]).split())
    assert len(seen) == 6


def test_a_cell_of_which_the_output_comes_late_has_not_taken_too_long(desk: Desk):
    """What is printed does not come with the reply; papermill waits four seconds for it, which is little on a busy machine."""
    busy = "import time\nget_ipython().kernel.iopub_thread.schedule(lambda: time.sleep(5))\nprint('laat')"
    outcome, place = desk.run(busy)
    assert not outcome.reason
    assert "laat" in (place / "notebook.ipynb").read_text(encoding="utf-8")


def test_a_notebook_that_takes_too_long_is_ended_with_its_kernel(desk: Desk):
    outcome, place = desk.run(ME, DEAF, seconds=3)
    assert "langer dan 3 seconden (tijdslimiet_notebook in params)" in outcome.reason
    assert is_gone(int((place / "kernel.pid").read_text()))
    assert not desk.run("1")[0].reason


def test_a_library_that_starts_threads_makes_kernels_cold_and_that_is_said_once(tmp_path, monkeypatch):
    source = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
    (tmp_path / "draadje.py").write_text(source, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    said: list[str] = []
    with Workers(kernels="warm", modules=["draadje"], say=said.append) as workers:
        desk = Desk(tmp_path, workers)
        assert not desk.run("import draadje")[0].reason
        assert not desk.run("1")[0].reason
        assert workers.kernels == "koud"
    [text] = said
    assert "koude kernels" in text
    assert "2 threads" in text


def test_where_nothing_can_be_forked_kernels_are_cold(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    said: list[str] = []
    with Workers(kernels="warm", say=said.append) as workers:
        assert workers.kernels == "koud"
    assert "geen fork op win32" in said[0]


# Once only: the folder of a run is made anew for a second try, what lies beside it stays.
ONCE = """\
import os, pathlib, signal
seen = pathlib.Path("../../../../{name}.gezien")
if not seen.exists():
    seen.touch()
    os.kill({who}, signal.SIGKILL)"""


def test_a_kernel_that_dies_once_costs_a_second_try_and_a_server_that_dies_nothing(project):
    names = ("1_sterft", "2_server")
    project.notebook("1_sterft", [ONCE.format(name="kernel", who="os.getpid()"), SHOW])
    project.notebook("2_server", [ONCE.format(name="server", who="os.getppid()"), SHOW])
    path = project.usual_params(*names)
    result = project.run("build", path, *(word for name in ("release", *names) for word in ("--only", name)))
    assert result.exit_code == 0, result.output
    assert "1_sterft begint opnieuw" in result.output
    assert "2_server begint opnieuw" not in result.output
    assert "koude kernels" not in result.output, "another server was started"
    for name in ("kernel", "server"):
        assert (project.root / f"{name}.gezien").is_file()


def test_what_every_run_reads_was_read_before_the_fork():
    """In a process of its own: what is learnt stays."""
    code = (
        "from analysis.ground import cache\n"
        "from analysis.build import preload\n"
        "from analysis.model.catalogue import read_shared\n"
        "import sys\n"
        "assert not preload.refused\n"
        "assert 'debugpy' in sys.modules\n"
        "(stamp, found), = cache._kept.values()\n"
        "assert read_shared() is found\n"
    )
    own = {**SAME_EVERYWHERE, MODULES_VARIABLE: " ".join(MODULES)}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **own}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
