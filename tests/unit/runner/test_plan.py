"""Every run has a key made from all that it depends on, and from nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analysis import paths
from analysis.params import read_params
from analysis.runner.plan import make_plan

REAL = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path, monkeypatch):
    for name in ("data", "params", "notebooks"):
        shutil.copytree(REAL / name, tmp_path / name)
    (tmp_path / "requirements.lock").write_text("pandas==3\n", encoding="utf-8")
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    return tmp_path


def keys(root):
    path = root / "params" / "dalfsen.yml"
    params = read_params(path)
    plan = make_plan(params, path, params.folder())
    return {"release": plan.release_key, "annex": plan.annex_key} | {task.id: task.key for task in plan.tasks}


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_equal_inputs_give_equal_keys(root):
    assert keys(root) == keys(root)


@pytest.mark.parametrize(
    "file", ["data/cijfers/esb_2021.csv", "data/catalogus/wonen.yml", "requirements.lock"]
)
def test_a_change_of_data_or_packages_changes_every_key(root, file):
    before = keys(root)
    append(root / file, "\n")
    assert not set(before.values()) & set(keys(root).values())


def test_a_comment_in_params_changes_nothing(root):
    before = keys(root)
    append(root / "params" / "dalfsen.yml", "# een opmerking\n")
    assert keys(root) == before


def test_a_changed_notebook_changes_its_own_key_and_that_of_the_annex(root):
    before = keys(root)
    path = root / "notebooks" / "04_laaggeletterdheid.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][-1]["source"] = ["nb.footer(run)  # anders"]
    path.write_text(json.dumps(book), encoding="utf-8")
    after = keys(root)
    assert {name for name in before if before[name] != after[name]} == {"04_laaggeletterdheid", "annex"}


def test_stored_outputs_of_a_notebook_are_no_input(root):
    before = keys(root)
    path = root / "notebooks" / "04_laaggeletterdheid.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        cell.get("outputs", []).clear()
    path.write_text(json.dumps(book), encoding="utf-8")
    assert keys(root) == before


def test_raw_and_own_files_are_no_input_of_embedded_data(root):
    before = keys(root)
    (root / "data" / "raw").mkdir()
    (root / "data" / "raw" / "x.json").write_text("{}", encoding="utf-8")
    assert keys(root) == before
