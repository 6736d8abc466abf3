from __future__ import annotations

import json

from analysis.warm import content


def test_modules_of_notebooks_are_what_their_cells_import(tmp_path):
    sources = [
        "from analysis import figures\nfrom analysis import notebook as nb",
        "import os.path",
        "%matplotlib inline",
    ]
    cells = [{"cell_type": "code", "source": [source]} for source in sources]
    cells.append({"cell_type": "markdown", "source": "import niets"})
    book = tmp_path / "een.ipynb"
    book.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert content.modules_of([book]) == ["analysis", "analysis.figures", "analysis.notebook", "os.path"]


def test_modules_that_are_known_beforehand_are_what_the_real_notebooks_import():
    from analysis import paths

    asked = content.modules_of(sorted(paths.notebooks().glob("[0-9]*.ipynb")))
    assert set(content.MODULES) <= set(asked)


def test_the_hash_of_the_code_is_another_when_a_file_is(tmp_path, monkeypatch):
    monkeypatch.setattr(content, "_PACKAGE", tmp_path)
    (tmp_path / "een.py").write_text("a = 1\n", encoding="utf-8")
    before = content.of_the_code()
    assert content.of_the_code() == before
    (tmp_path / "een.py").write_text("a = 10\n", encoding="utf-8")
    assert content.of_the_code() != before
