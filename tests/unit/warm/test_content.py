from __future__ import annotations

import ast
import json

from analysis import paths
from analysis.warm import content


def imported(notebook):
    """Return the modules that the cells of a notebook import."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_modules_that_are_known_beforehand_are_what_the_real_notebooks_import():
    asked = [imported(notebook) for notebook in paths.notebooks().glob("[0-9]*.ipynb")]
    assert len(asked) > 5
    assert set(content.MODULES) <= set().union(*asked)


def test_the_hash_of_the_code_is_another_when_a_file_is(tmp_path, monkeypatch):
    monkeypatch.setattr(content, "_PACKAGE", tmp_path)
    (tmp_path / "een.py").write_text("a = 1\n", encoding="utf-8")
    before = content.of_the_code()
    assert content.of_the_code() == before
    (tmp_path / "een.py").write_text("a = 10\n", encoding="utf-8")
    assert content.of_the_code() != before
