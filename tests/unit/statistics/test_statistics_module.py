"""What holds for the whole of `analysis.statistics`."""

import ast
import re
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


METHODS = [
    *("wilson", "mean_interval", "difference", "byar", "exact_poisson", "count_interval", "rate"),
    *("directly_standardised_rate", "indirectly_standardised_ratio", "funnel_limits", "kish_effective_n"),
    *("design_effect", "compare", "compare_shares", "comparison_p_value", "benjamini_hochberg", "trend"),
    *("aggregate_shares", "aggregate_estimates", "survival_ratios", "gompertz"),
]


@pytest.mark.parametrize("name", [n for n in statistics.__all__ if callable(getattr(statistics, n))])
def test_public_functions_say_what_they_give(name):
    text = getattr(statistics, name).__doc__
    assert text.strip().split("\n")[0].endswith((".", ";"))


@pytest.mark.parametrize("name", METHODS)
def test_every_method_names_its_source_with_a_year(name):
    assert re.search(r"\((18|19|20)[0-9]{2}\)", getattr(statistics, name).__doc__)


def test_all_is_complete_and_sorted():
    assert sorted(statistics.__all__) == statistics.__all__
    assert all(hasattr(statistics, name) for name in statistics.__all__)
