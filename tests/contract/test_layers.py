"""The layers and the privacy gate hold, and the contracts that guard them do catch who walks round them."""

import shutil
import subprocess
import sys
import tomllib

import pytest

from analysis.ground import paths

SOURCE = paths.root() / "src" / "analysis"
GATE, LAYERS = "The gate", "Layers"


def lint(folder):
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def kept(report, contract):
    [line] = [
        line
        for line in report.splitlines()
        if line.startswith(contract) and (" KEPT" in line or " BROKEN" in line)
    ]
    return " KEPT" in line


@pytest.fixture
def copy(tmp_path):
    """Return a function that copies the package and its contracts, with a line added to one module."""

    def made(module, line):
        shutil.copytree(SOURCE, tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(paths.root() / "pyproject.toml", tmp_path)
        with (tmp_path / "analysis" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
        return tmp_path

    return made


def contracts():
    text = (paths.root() / "pyproject.toml").read_text(encoding="utf-8")
    return {
        entry["name"].split(":")[0]: entry
        for entry in tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    }


def test_every_contract_is_kept():
    done = lint(paths.root())
    assert done.returncode == 0, done.stdout + done.stderr
    assert kept(done.stdout, GATE)
    assert kept(done.stdout, LAYERS)


def test_every_module_has_a_place_in_the_layers():
    layers = contracts()[LAYERS]
    named = {name.strip() for layer in layers["layers"] for name in layer.split("|")}
    there = {
        path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert layers["exhaustive"] is True
    assert named - {"__main__"} == there - {"__init__", "__main__"}


def test_the_gate_guards_all_that_people_look_at():
    gate = contracts()[GATE]
    assert set(gate["source_modules"]) >= {
        f"analysis.{name}" for name in ("charts", "topics", "cards", "notebook", "annex")
    }
    assert set(gate["forbidden_modules"]) >= {
        "analysis.prepare",
        "analysis.sources",
        "analysis.release.build",
    }
    assert not gate.get("allow_indirect_imports")
    assert not gate.get("ignore_imports")


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("charts/__init__.py", "import analysis.sources.embedded"),
        ("release/store.py", "from analysis.prepare import kernen"),
        ("cards/facts.py", "def late():\n    from analysis.sources.embedded import read_placed"),
    ],
    ids=["straight", "detour", "inside a function"],
)
def test_whoever_walks_round_the_gate_is_caught(copy, module, line):
    done = lint(copy(module, line))
    assert done.returncode != 0
    assert not kept(done.stdout, GATE)
    assert kept(done.stdout, LAYERS), "the copy itself breaks nothing"


def test_a_layer_that_reaches_up_is_caught(copy):
    done = lint(copy("ground/dutch.py", "import analysis.model.catalogue"))
    assert done.returncode != 0
    assert not kept(done.stdout, LAYERS)
