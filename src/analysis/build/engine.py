"""
One notebook, executed by papermill and checked before it may replace the one of before.

Trusts only the raised exception, the warnings in the notebook itself and the last line of the last cell: after a
dead kernel or a time-out papermill leaves a notebook in which every cell is called completed, and `sys.exit(0)`
half way ends without any error.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# With it jsonschema, which papermill brings along, makes a grammar of internet addresses whenever a process starts: a
# second of work each time. Without it that one check of a format is left out, which no schema of a notebook asks for.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.log import logger

from analysis.build.worker import RunningNotebook
from analysis.build.workers import RunOutcome
from analysis.ground.notebook_names import FOLDER_VARIABLE

NOTEBOOK = "notebook.ipynb"
NAME = "kernmonitor"
START_SECONDS = 60
# Say in Dutch what is wrong; what they are called adds nothing.
OWN_ERRORS = ("InputError", "ContractError", "CardError", "AnalysisError")
DIED = "de kernel is gestopt (geheugen vol, of het proces is beëindigd)"
LONGEST = 200  # characters of a message in a reason

# As `warnings` prints it: the file, the line, the kind. A cell is a file in a folder `ipykernel_…`.
_WARNING = re.compile(r"^(?P<file>.*?):(?P<line>\d+): (?P<kind>\w*Warning): (?P<text>.*)$")
_OURS = re.compile(r"(^|[/\\])analysis[/\\]|[/\\]ipykernel_\d+[/\\]|<ipython-input-|<string>")
# As a logger of the package prints it, with the usual formats: level, name and text in any order.
_LOGGED = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")
_NAME = re.compile(r"(^|[^\w./\\])analysis(\.\w+)*\b(?![/\\])")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    run: RunningNotebook

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
        cls, nb_man: Any, kernel_name: str, *, run: RunningNotebook, execution_timeout: int, **_: object
    ) -> Any:
        job = run.job
        client = _Client(
            nb_man,
            timeout=execution_timeout,
            iopub_timeout=execution_timeout,  # what was printed comes apart from the reply, and late when it is busy
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


def execute(run: RunningNotebook) -> RunOutcome:
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
        return RunOutcome(f"cel {error.exec_count}: {kind}{error.evalue}", "\n".join(error.traceback))
    except DeadKernelError:
        return RunOutcome(DIED, died=True)
    except CellTimeoutError:
        return RunOutcome(
            f"een cel duurde langer dan {job.cell_timeout} seconden (tijdslimiet_cel in params)"
        )
    except RuntimeError as error:
        if "Kernel died" not in str(error):
            raise
        return RunOutcome(DIED, died=True)
    if wrong := problems(done, job.sentinel):
        return RunOutcome("; ".join(wrong))
    normalise(done)
    text = json.dumps(done, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    target.write_text(text, encoding="utf-8", newline="\n")
    return RunOutcome()


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
            cell["outputs"] = _in_one_go(cell.outputs)


def _in_one_go(outputs: list[Any]) -> list[Any]:
    """Make one text of what was printed in one go: a slow moment in between cuts it in two."""
    joined: list[Any] = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output.get("output_type") == "stream" and before.get("name") == output.get("name"):
            before["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def problems(book: Mapping[str, Any], sentinel: str) -> list[str]:
    """
    Return in Dutch what is wrong with a finished notebook of nbformat 4; nothing when it may be moved in.

    The last code cell has to print the sentinel as its last line.
    """
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    found = [text for number, cell in enumerate(cells, start=1) for text in _cell_problems(number, cell)]
    if not _reached_end(cells, sentinel):
        found.append("het notebook stopte voor het einde: de laatste regel ontbreekt (sys.exit in een cel?)")
    return found


def _cell_problems(number: int, cell: Mapping[str, Any]) -> Iterator[str]:
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            yield f"cel {number}: {output['ename']}: {_short(output['evalue'])}"
        elif output.get("name") == "stderr":
            for line in _COLOUR.sub("", "".join(output["text"])).splitlines():
                if _is_ours(line):
                    yield f"cel {number} gaf een waarschuwing: {_short(_said(line))}"


def _is_ours(line: str) -> bool:
    """Whether a line is a warning raised in this package or in a cell, or written by a logger of this package."""
    warned = _WARNING.match(line)
    if warned:
        return bool(_OURS.search(warned["file"])) and "site-packages" not in warned["file"]
    return bool(_LOGGED.search(line) and _NAME.search(line))


def _said(line: str) -> str:
    """Return a warning without the path of this machine."""
    warned = _WARNING.match(line)
    if not warned:
        return line
    file = re.split(r"[/\\]", warned["file"])[-1]
    where = "" if "ipykernel" in warned["file"] else f" ({file}, regel {warned['line']})"
    return f"{warned['kind']}: {warned['text']}{where}"


def _reached_end(cells: list[Mapping[str, Any]], sentinel: str) -> bool:
    if not cells:
        return False
    printed = ("".join(output["text"]) for output in cells[-1]["outputs"] if output.get("name") == "stdout")
    return "".join(printed).rstrip("\n").split("\n")[-1] == sentinel


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
