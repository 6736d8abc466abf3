"""
One notebook in a process of its own: `python -m analysis.runner.worker job.json`.

Trusts only the raised exception and the last line of the last cell: after a
dead kernel or a time-out papermill leaves a notebook in which every cell is
called completed, and `sys.exit(0)` half way ends without any error.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NOTEBOOK = "notebook.ipynb"


@dataclass(frozen=True)
class Job:
    """What a worker is told."""

    notebook: str
    folder: str
    parameters: dict[str, Any]
    sentinel: str
    cell_timeout: int


@dataclass(frozen=True)
class Outcome:
    """What a worker answers: an empty reason means that the notebook reached its end."""

    reason: str = ""
    traceback: str = ""


def run(job: Job) -> Outcome:
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
        papermill.execute_notebook(
            str(source),
            str(target),
            parameters=job.parameters,
            kernel_name="python3",
            cwd=str(folder),
            progress_bar=False,
            execution_timeout=job.cell_timeout,
        )
    except papermill.PapermillExecutionError as error:
        return Outcome(f"cel {error.exec_count}: {error.ename}: {error.evalue}", "\n".join(error.traceback))
    except DeadKernelError:
        return Outcome("de kernel is gestopt (geheugen vol, of het proces is beëindigd)")
    except CellTimeoutError:
        return Outcome(f"een cel duurde langer dan {job.cell_timeout} seconden (tijdslimiet_cel in params)")
    finally:
        source.unlink()
    done = nbformat.read(target, as_version=4)
    if not reached_end(done, job.sentinel):
        return Outcome(
            "het notebook stopte voor het einde: de laatste regel ontbreekt (sys.exit in een cel?)"
        )
    normalise(done)
    target.write_text(
        json.dumps(done, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n"
    )
    return Outcome()


def clear(book: Any) -> None:
    """Empty all outputs, so that nothing that was saved can pass for a result."""
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None


def reached_end(book: Any, sentinel: str) -> bool:
    """Return whether the last code cell printed the sentinel as its last line."""
    last = [cell for cell in book.cells if cell.cell_type == "code"][-1]
    text = "".join(output.get("text", "") for output in last.outputs if output.get("name") == "stdout")
    return text.rstrip("\n").split("\n")[-1] == sentinel


def normalise(book: Any) -> None:
    """Take out what differs between equal runs: times, random ids, versions, papermill's own paths."""
    book.metadata.pop("papermill", None)
    book.metadata["language_info"] = {"name": "python"}
    for position, cell in enumerate(book.cells, start=1):
        cell["id"] = f"cel-{position:02d}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)


def main() -> None:
    """Read the job, answer with the outcome in `<folder>/.uitkomst.json`."""
    threading.Thread(target=_end_with_the_batch, daemon=True).start()
    job = Job(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    outcome = run(job)
    text = json.dumps(asdict(outcome), ensure_ascii=False)
    Path(job.folder, OUTCOME).write_text(text, encoding="utf-8")


def _end_with_the_batch() -> None:
    """Stop at once when the batch that started this is gone; the kernel stops when this does."""
    # Ends when the other side does, also on Windows; not by `sys.stdin`, which this would keep from closing.
    os.read(0, 1)
    os._exit(1)


OUTCOME = ".uitkomst.json"

if __name__ == "__main__":
    main()
