"""
Store the outputs of the check cells again, after a change of the numbers that is meant.

    python tests/refresh_checks.py

Every other output is left empty. Look at the diff before you commit it: each
changed line is a number that readers will see change.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from analysis.ground import paths
from analysis.ground.notebook_names import FOLDER_VARIABLE, RELEASE_VARIABLE
from analysis.model.params import read_params
from analysis.release.build import build_release

KEPT = "keep_output"


def refresh(notebook: Path) -> None:
    """Run a notebook and keep the output of its check cell only."""
    book = nbformat.read(notebook, as_version=4)
    NotebookClient(book, timeout=180, resources={"metadata": {"path": str(notebook.parent)}}).execute()
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in book.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            # nbval takes a cell without a count for one that never ran, and compares nothing.
            cell.execution_count = 1 if KEPT in tags else None
            cell.outputs = cell.outputs if KEPT in tags else []
            for output in cell.outputs:
                output.pop("execution_count", None)
    notebook.write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Refresh every notebook of the batch."""
    with tempfile.TemporaryDirectory() as place:
        release = Path(place, "release")
        release.mkdir()
        build_release(read_params(paths.params() / "dalfsen.yml"), release)
        os.environ |= {RELEASE_VARIABLE: str(release), FOLDER_VARIABLE: str(Path(place, "figuren"))}
        for notebook in sorted(paths.notebooks().glob("[0-9]*.ipynb")):
            refresh(notebook)
            print(f"{notebook.name}: check cell stored")


if __name__ == "__main__":
    main()
