"""
One notebook, executed by papermill and checked.

Trusts only the raised exception and the last line of the last cell: after a dead kernel or a time-out papermill
leaves a notebook in which every cell is called completed, and `sys.exit(0)` half way ends without any error.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.log import logger

from analysis.build import checks
from analysis.build.execute import Outcome
from analysis.build.worker import Run
from analysis.ground.notebook_names import FOLDER_VARIABLE

NOTEBOOK = "notebook.ipynb"
NAME = "kernmonitor"
START_SECONDS = 60
# Say in Dutch what is wrong; what they are called adds nothing.
OWN_ERRORS = ("InputError", "ContractError", "CardError", "AnalysisError")
DIED = "de kernel is gestopt (geheugen vol, of het proces is beëindigd)"


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    run: Run

    def papermill_execute_cells(self) -> None:
        self.run.kernel = self.km.provisioner.pid
        try:
            super().papermill_execute_cells()
        finally:
            self.run.look()  # before the kernel ends, and what it started has lost its parent


class _Engine(Engine):  # type: ignore[misc]
    """papermill's own, for a kernel with an environment and a log of its own, saved when it ends."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, run: Run, execution_timeout: int, **_: object
    ) -> Any:
        job = run.job
        client = _Client(
            nb_man,
            timeout=execution_timeout,
            startup_timeout=START_SECONDS,
            kernel_name=kernel_name,
            log=logger,
        )
        client.run = run
        environment = {**os.environ, **job.environment, FOLDER_VARIABLE: job.folder}
        with Path(job.log).open("ab") as log:
            try:
                return client.execute(cwd=job.folder, env=environment, stdout=log, stderr=log)
            except BaseException:
                nbformat.write(nb_man.nb, Path(job.folder, NOTEBOOK))  # what was made until then
                raise


papermill_engines.register(NAME, _Engine)


def execute(run: Run) -> Outcome:
    """Execute the notebook into the job's folder, normalise it, and check that it reached its last line."""
    job = run.job
    target = Path(job.folder, NOTEBOOK)
    book = nbformat.read(job.notebook, as_version=4)
    clear(book)
    nbformat.write(book, target)
    try:
        done = papermill.execute_notebook(
            str(target),
            str(target),
            parameters=job.parameters,
            engine_name=NAME,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=job.cell_timeout,
            run=run,
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
    if wrong := checks.problems(done, job.sentinel):
        return Outcome("; ".join(wrong))
    normalise(done)
    text = json.dumps(done, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    target.write_text(text, encoding="utf-8", newline="\n")
    return Outcome()


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
