"""What holds for the whole of `analysis.statistics`."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import statistics
from analysis.statistics import aggregation, comparison, intervals, trend

FOLDER = Path(statistics.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
ALLOWED = ("analysis.statistics", "analysis.ground.errors")


def test_import_is_light():
    heavy = ("matplotlib", "geopandas", "seaborn", "scipy.stats")
    code = f"import sys; from analysis.statistics import aggregation, comparison, intervals, trend; sys.exit(str([m for m in {heavy} if m in sys.modules] or ''))"
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
    *(intervals.wilson, intervals.hybrid),
    comparison.comparison_p_value,
    *(comparison.benjamini_hochberg, trend.trend, aggregation.aggregate_shares),
    aggregation.aggregate_estimates,
]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
def test_every_method_names_its_source_with_a_year(method):
    assert re.search(r"\((18|19|20)[0-9]{2}\)", method.__doc__)
