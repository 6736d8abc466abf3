"""What code rests on is read from its imports; what cannot be followed counts whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import analysis
from analysis import paths
from analysis.runner.modules import Modules

REAL = Path(analysis.__file__).parent
FILES = {
    "__init__.py": '"""Doc."""\n\n__version__ = "1"\n',
    "ground.py": "import math\n",
    "charts/__init__.py": (
        "from analysis.charts import bars\n"
        "from analysis.charts.lines import draw, draw as line\n"
        '__all__ = ["bars", "draw", "line"]\n'
    ),
    "charts/bars.py": "from analysis import ground\n",
    "charts/lines.py": "import numpy\n\ndef draw():\n    from analysis.tools import pen\n    return pen.ink\n",
    "charts/style.json": "{}",
    "tools/__init__.py": "from analysis.tools import pen\n\nSIZE = len('x')\n",
    "tools/pen.py": "ink = 1\n",
    "tools/brush.py": "from ..charts import bars\n",
}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "analysis"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def rests_on(package, code):
    found = Modules(package).rests_on(code).modules
    return {name.removeprefix("analysis.") for name in found} - {"analysis"}


CHARTS, TOOLS = {"charts", "charts.bars", "charts.lines"}, {"tools", "tools.pen"}
EVERYTHING = CHARTS | TOOLS | {"ground", "tools.brush"}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import pandas", set()),
        ("from analysis import ground", {"ground"}),
        ("from analysis import charts\ncharts.bars.x()", {"charts", "charts.bars", "ground"}),
        ("from analysis import charts as c\nc.bars.x()", {"charts", "charts.bars", "ground"}),
        ("from analysis import charts\ncharts.draw()", {"charts", "charts.lines"} | TOOLS),
        ("from analysis.charts import line", {"charts", "charts.lines"} | TOOLS),
        ("from analysis.charts.bars import x", {"charts", "charts.bars", "ground"}),
        ("def f():\n    from analysis import ground", {"ground"}),
        ("from analysis import charts\ncharts.__all__", {"charts"}),
    ],
)
def test_a_name_is_followed_to_the_module_that_has_it(package, code, found):
    assert rests_on(package, code) == found


@pytest.mark.parametrize(
    "use",
    [
        "draw_all(charts)",
        "getattr(charts, name)",
        "c = charts",
        "charts.unknown",
        "charts.draw = None",
        "def f(charts):\n    return charts",
        "from analysis.charts import *",
    ],
)
def test_a_package_that_is_used_otherwise_counts_whole(package, use):
    assert rests_on(package, f"from analysis import charts\n{use}") >= CHARTS


@pytest.mark.parametrize(
    "code",
    [
        "import analysis",
        "import analysis.ground",
        "__import__('analysis.ground')",
        "import importlib\nimportlib.import_module(name)",
        "import sys\nsys.modules['analysis.ground']",
        "exec(text)",
        "%run elsewhere",
    ],
)
def test_what_cannot_be_followed_counts_as_everything(package, code):
    assert rests_on(package, code) == EVERYTHING


def test_a_package_that_does_more_than_pass_on_counts_with_all_that_it_imports(package):
    assert rests_on(package, "from analysis import tools\ntools.SIZE") == TOOLS


@pytest.mark.parametrize(
    "text",
    [
        "import matplotlib\nmatplotlib.rcParams['x'] = 1\n",
        "from analysis import ground\nground.x = 1\n",
        "print()\n",
        "for x in ():\n    pass\n",
        "from analysis.ground import register\n\n@register\ndef f():\n    pass\n",
        "from analysis.ground import read\nX = read()\n",
        "from analysis import ground\nX = [*ground.read()]\n",
        "if True:\n    print()\n",
    ],
)
def test_a_neighbour_that_does_something_when_imported_counts_too(package, text):
    code = "from analysis import charts\ncharts.draw()"
    assert "charts.bars" not in rests_on(package, code)
    (package / "charts" / "bars.py").write_text(text, encoding="utf-8")
    assert "charts.bars" in rests_on(package, code)


@pytest.mark.parametrize(
    "text",
    [
        "X = ('a', 1)\n",
        "import re\nX = re.compile('a')\n",
        "from analysis.ground import Row\nX = Row(1)\n",
        "from dataclasses import dataclass\n\n@dataclass\nclass X:\n    pass\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from analysis import ground\n",
    ],
)
def test_a_neighbour_that_only_defines_names_does_not(package, text):
    (package / "charts" / "bars.py").write_text(text, encoding="utf-8")
    assert "charts.bars" not in rests_on(package, "from analysis import charts\ncharts.draw()")


def test_the_key_changes_with_source_template_and_libraries_on_the_way(package):
    code = "from analysis import charts\ncharts.draw()"

    def key():
        return Modules(package).key_of(code)

    keys = [key()]
    for name, text in (
        ("charts/lines.py", FILES["charts/lines.py"] + "# anders\n"),
        ("charts/style.json", "[]"),
        ("charts/bars.py", "import seaborn\n"),
    ):
        (package / name).write_text(text, encoding="utf-8")
        keys.append(key())
    assert len(set(keys)) == 4
    (package / "charts" / "bars.py").write_text("import seaborn\nX = 1\n", encoding="utf-8")
    (package / "tools" / "brush.py").write_text("", encoding="utf-8")
    assert key() == keys[-1]


def test_the_release_rests_on_what_prepares_it_and_not_on_what_is_drawn():
    found = Modules(REAL).rests_on(roots=["analysis.release.build"]).modules
    assert {"analysis.prepare.kernen", "analysis.release.gate", "analysis.sources.embedded"} <= found
    # Returns of partners are held against the goals of the gemeente; other policy is read by notebooks.
    goals = {
        "analysis.policy",
        "analysis.policy.files",
        "analysis.policy.goals",
        "analysis.policy.goal_nodes",
    }
    assert not [
        name
        for name in found - goals
        if name.startswith(("analysis.figures", "analysis.policy", "analysis.runner"))
    ]


def test_no_figure_does_anything_when_it_is_imported():
    modules = Modules(REAL)
    names = [
        f"analysis.{path.relative_to(REAL).with_suffix('').as_posix().replace('/', '.')}"
        for folder in ("figures", "maps", "tables", "statistics")
        for path in (REAL / folder).glob("*.py")
    ]
    assert len(names) > 40
    assert [name for name in names if modules._of(name).is_loud] == []


IMPORTS_ALL = """\
import pkgutil, importlib, sys
opened = []
root = sys.argv[1]
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event in ("open", "os.scandir") else None)
import papermill  # it loads our engine: the other way round neither is there in time
import analysis
for found in pkgutil.walk_packages(analysis.__path__, "analysis."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print([name for name in opened if name.startswith((root + "/data", root + "/params"))])
"""


def test_importing_reads_nothing_of_the_project():
    """What a module read when it was imported would be missing from what a run read, and old in a warm kernel."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS_ALL, str(paths.root())], capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
