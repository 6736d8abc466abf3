from __future__ import annotations

import ast
import inspect
import json
import sys

import pytest

from analysis.build.workers import MODULES
from analysis.charts import bars
from analysis.ground import paths

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

KERNEL = ["-m", "ipykernel_launcher", "-f", "kernel.json"]


@pytest.mark.parametrize("flags", [[], ["-Xfrozen_modules=off"]])
def test_the_kernel_of_this_python_can_be_forked(flags):
    from analysis.build.kernels import arguments_of

    assert arguments_of([sys.executable, *flags, *KERNEL, "--quiet"]) == ["-f", "kernel.json", "--quiet"]


@pytest.mark.parametrize(
    "command",
    [["/elsewhere/python", *KERNEL], [sys.executable, "-O", *KERNEL], ["R", "--slave"], [sys.executable], []],
)
def test_another_kernel_is_not_forked(command):
    from analysis.build.kernels import arguments_of

    assert arguments_of(command) is None


def cells_of(notebook):
    """Return the code of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def imported(source):
    """Return the modules that source text imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_modules_that_are_known_beforehand_are_what_the_real_notebooks_import():
    cells = [cells_of(notebook) for notebook in paths.notebooks().glob("[0-9]*.ipynb")]
    assert len(cells) > 5
    # Bars import seaborn themselves, when they are drawn.
    assert set(MODULES) <= set().union(*map(imported, cells), imported(inspect.getsource(bars)))
