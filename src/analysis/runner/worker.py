"""
Notebooks one after another in a process of their own: `python -m analysis.runner.worker`.

Reads a job a line and answers with lines: the process of the kernel, then the outcome. Trusts only the
raised exception and the last line of the last cell: after a dead kernel or a time-out papermill leaves a
notebook in which every cell is called completed, and `sys.exit(0)` half way ends without any error.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analysis import processes
from analysis.runner import checks

NOTEBOOK = "notebook.ipynb"
KERNEL, OUTCOME = "kernel", "outcome"
# What papermill imports where it is there, to check addresses that no notebook has and to write to storage
# that no batch has: two thirds of the time until a worker can begin.
NOT_NEEDED = ("rfc3987_syntax", "pyarrow", "boto3")
# Say in Dutch what is wrong; what they are called adds nothing.
OWN_ERRORS = ("InputError", "ContractError", "CardError", "AnalysisError")
DIED = "de kernel is gestopt (geheugen vol, of het proces is beëindigd)"


@dataclass(frozen=True)
class Job:
    """What a worker is told; `zygote` is where warm kernels come from, empty for an ordinary one."""

    notebook: str
    folder: str
    parameters: dict[str, Any]
    sentinel: str
    cell_timeout: int
    log: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    zygote: str = ""


@dataclass(frozen=True)
class Outcome:
    """
    What a worker answers: an empty reason means that the notebook reached its end.

    `died` says that the kernel stopped by itself, which may go better the next time; `orphaned` that it
    was ended with the zygote it came from, which is none of its doing.
    """

    reason: str = ""
    traceback: str = ""
    died: bool = False
    orphaned: bool = False


def run(job: Job, on_kernel: Callable[[int], None] = lambda _: None) -> Outcome:
    """Execute the notebook into the job's folder, normalise it, and check that it reached its last line."""
    # Imported here: the batch itself needs neither, and both are slow.
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    folder = Path(job.folder)
    target = folder / NOTEBOOK
    book = nbformat.read(job.notebook, as_version=4)
    clear(book)
    source = folder / ".bron.ipynb"
    nbformat.write(book, source)
    try:
        done = papermill.execute_notebook(
            str(source),
            str(target),
            parameters=job.parameters,
            kernel_name="python3",
            cwd=str(folder),
            progress_bar=False,
            execution_timeout=job.cell_timeout,
            **_engine(job, on_kernel),
        )
    except papermill.PapermillExecutionError as error:
        kind = "" if error.ename in OWN_ERRORS else f"{error.ename}: "
        return Outcome(f"cel {error.exec_count}: {kind}{error.evalue}", "\n".join(error.traceback))
    except DeadKernelError:
        return Outcome(DIED, died=True)
    except CellTimeoutError:
        return Outcome(f"een cel duurde langer dan {job.cell_timeout} seconden (tijdslimiet_cel in params)")
    except RuntimeError as error:
        if "Kernel died" not in str(error):
            raise
        return Outcome(DIED, died=True)
    finally:
        source.unlink()
    if wrong := checks.problems(done, job.sentinel):
        return Outcome("; ".join(wrong))
    normalise(done)
    target.write_text(
        json.dumps(done, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n"
    )
    return Outcome()


def _engine(job: Job, on_kernel: Callable[[int], None]) -> dict[str, object]:
    """Return what papermill is told beside the notebook: nothing for a cold run."""
    if not job.zygote:
        return {}
    from papermill.engines import papermill_engines

    from analysis.warm import NAME
    from analysis.warm.engine import WarmEngine

    # Also where the package was installed before it had this entry point.
    papermill_engines.register(NAME, WarmEngine)
    return {"engine_name": NAME, "on_kernel": on_kernel, "folder": str(Path(job.zygote).parent)}


class _NotNeeded:
    """Says of a library that it is not there; of all others it knows nothing."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name.partition(".")[0] in NOT_NEEDED:
            raise ModuleNotFoundError(f"a worker does without {name}", name=name)


def clear(book: Any) -> None:
    """Empty all outputs, so that nothing that was saved can pass for a result."""
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None


def normalise(book: Any) -> None:
    """Take out what differs between equal runs: times, random ids, versions, papermill's own paths, pauses."""
    book.metadata.pop("papermill", None)
    book.metadata["language_info"] = {"name": "python"}
    for position, cell in enumerate(book.cells, start=1):
        cell["id"] = f"cel-{position:02d}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell["outputs"] = _joined(cell.outputs)


def _joined(outputs: list[Any]) -> list[Any]:
    """Make one text of what was printed in one go: a slow moment in between cuts it in two."""
    joined: list[Any] = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output.get("output_type") == "stream" and before.get("name") == output.get("name"):
            before["text"] += output["text"]
        else:
            joined.append(output)
    return joined


class _Batch:
    """The other end: who sends the jobs, and takes this process along when it goes."""

    def __init__(self) -> None:
        self.jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self.kernel = 0
        # What papermill or a library prints must not end up between the answers.
        self._answers = os.dup(1)
        os.set_inheritable(self._answers, False)
        os.dup2(2, 1)
        threading.Thread(target=self._listen, daemon=True).start()

    def answer(self, kind: str, value: object) -> None:
        os.write(self._answers, json.dumps({kind: value}).encode() + b"\n")

    def on_kernel(self, pid: int) -> None:
        self.kernel = pid
        self.answer(KERNEL, pid)

    def _listen(self) -> None:
        # Not by `sys.stdin`, which a thread that waits in it would keep from closing.
        rest = b""
        while data := os.read(0, 65_536):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self.jobs.put(Job(**json.loads(line)))
        processes.end([self.kernel] if self.kernel else [])
        processes.end_below(os.getpid())
        os._exit(1)


def _obey(job: Job, batch: _Batch, environment: Mapping[str, str]) -> Outcome:
    """Run one job with its own environment and its own log."""
    os.environ.clear()
    os.environ.update({**environment, **job.environment})
    with Path(job.log or os.devnull).open("ab") as log:
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    try:
        return run(job, batch.on_kernel)
    except Exception as error:
        return Outcome(f"{type(error).__name__}: {error}", traceback.format_exc())
    finally:
        batch.kernel = 0
        # Whatever the notebook started that is still there, in a session of its own or not.
        processes.end_below(os.getpid(), job.folder)


def main() -> None:
    """Obey until there is nobody left to obey."""
    processes.adopt()
    batch = _Batch()
    environment = dict(os.environ)
    sys.meta_path.insert(0, _NotNeeded)
    # While the batch still makes its figures.
    import papermill  # noqa: F401

    while True:
        outcome = _obey(batch.jobs.get(), batch, environment)
        sys.stdout.flush()
        sys.stderr.flush()
        batch.answer(OUTCOME, asdict(outcome))


if __name__ == "__main__":
    main()
