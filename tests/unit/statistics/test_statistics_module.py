"""What holds for the whole of `analysis.statistics`."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import analysis.statistics as statistics

FOLDER = Path(statistics.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
ALLOWED = ("analysis.statistics", "analysis.ground.errors")


def test_import_is_light():
    heavy = ("matplotlib", "geopandas", "seaborn", "scipy.stats")
    code = f"import sys, analysis.statistics; sys.exit(str([m for m in {heavy} if m in sys.modules] or ''))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_modules_import_nothing_else_of_analysis(module):
    imported = [
        node.module if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    strangers = [name for name in imported if name.startswith("analysis") and not name.startswith(ALLOWED)]
    assert strangers == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_z_is_the_normal_quantile(module):
    numbers = [
        n.value
        for n in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(n, ast.Constant)
    ]
    assert not [n for n in numbers if isinstance(n, float) and 1.9 < n < 2.0]


@pytest.mark.parametrize("name", [n for n in statistics.__all__ if callable(getattr(statistics, n))])
def test_public_functions_say_what_they_take_and_give(name):
    text = getattr(statistics, name).__doc__
    assert "Parameters\n" in text or "Attributes\n" in text
    assert "Returns\n" in text or "Attributes\n" in text


def test_all_is_complete_and_sorted():
    assert sorted(statistics.__all__) == statistics.__all__
    assert all(hasattr(statistics, name) for name in statistics.__all__)
