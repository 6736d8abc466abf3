"""Every run has a key made from all that it depends on, and from nothing else."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from analysis import paths
from analysis.params import read_params
from analysis.runner.plan import make_plan
from analysis.sources.attempts import remember

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
    runs = {task.id: (task.everything, plan.key_of(task)) for task in plan.tasks}
    return {"release": (plan.everything, plan.release_key), "annex": plan.annex_key} | runs


def wide(found):
    """Return the keys over the whole project."""
    return {name: key if isinstance(key, str) else key[0] for name, key in found.items()}


def own(found):
    """Return the keys over what a part itself rests on."""
    return {name: key[1] for name, key in found.items() if not isinstance(key, str)}


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_equal_inputs_give_equal_keys(root):
    assert keys(root) == keys(root)


@pytest.mark.parametrize("file", ["data/cijfers/esb_2021.csv", "data/catalogus/wonen.yml"])
def test_a_change_of_data_changes_the_key_of_the_release_and_that_of_no_run_itself(root, file):
    before = keys(root)
    append(root / file, "\n")
    after = keys(root)
    assert not set(wide(before).values()) & set(wide(after).values())
    assert {name for name in own(before) if own(before)[name] != own(after)[name]} == {"release"}


def test_a_change_of_packages_changes_every_key(root):
    before = keys(root)
    append(root / "requirements.lock", "\n")
    after = keys(root)
    assert not set(before.values()) & set(after.values())
    assert not set(own(before).values()) & set(own(after).values())


def test_the_table_of_the_edition_before_changes_the_key_of_the_release(root):
    before = keys(root)
    table = root / "outputs" / "dalfsen" / "2024" / "release" / "cijfers.parquet"
    table.parent.mkdir(parents=True)
    table.write_bytes(b"een")
    first = keys(root)
    table.write_bytes(b"twee")
    assert len({own(one)["release"] for one in (before, first, keys(root))}) == 3
    assert own(before)["04_laaggeletterdheid"] == own(first)["04_laaggeletterdheid"]


def test_chapters_and_limits_are_no_part_of_a_run(root):
    before = keys(root)
    path = root / "params" / "dalfsen.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  - 03_mantelzorg\n", "") + "tijdslimiet_cel: 99\n", encoding="utf-8")
    after = keys(root)
    assert own(after) == {name: key for name, key in own(before).items() if name != "03_mantelzorg"}


def test_only_a_notebook_with_web_maps_rests_on_leaflet(root):
    before = keys(root)
    script = paths.leaflet() / "leaflet.js"
    script.parent.mkdir(parents=True)
    script.write_text("anders", encoding="utf-8")
    after = keys(root)
    changed = {name for name in own(before) if own(before)[name] != own(after)[name]}
    assert {name.partition("-")[0] for name in changed} == {"01_kernkaarten", "02_wijkprofiel"}


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


RECORD = "cbs_kwb/85984NED-{part}/2026-11-22-0a1b2c3d/herkomst.yml"


def put(root, name, text="sha256: a"):
    path = root / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def attempt(root, part, outcome="eerdere versie", day=22):
    remember(root / "data" / "raw", part, day=dt.date(2026, 11, day), outcome=outcome, reason="status 500")


def test_loose_files_beside_what_was_fetched_are_no_input(root):
    before = keys(root)
    put(root, "raw/x.json", "{}")
    put(root, "raw/cbs_kwb/85984NED-GM0148/.bezig-1/waarnemingen.parquet")
    assert keys(root) == before


@pytest.mark.parametrize("part", ["GM0148", "GM0148-864227", "alle", "alle-864227"])
def test_a_snapshot_of_the_gemeente_or_the_country_changes_every_key(root, part):
    before = keys(root)
    put(root, f"raw/{RECORD.format(part=part)}")
    fetched = keys(root)
    put(root, f"raw/{RECORD.format(part=part)}", "sha256: b")
    again = keys(root)
    assert not set(before.values()) & set(fetched.values())
    assert not set(fetched.values()) & set(again.values())


@pytest.mark.parametrize("part", ["GM0177", "GM0177-864227"])
def test_what_was_fetched_for_another_gemeente_changes_nothing(root, part):
    before = keys(root)
    put(root, f"raw/{RECORD.format(part=part)}")
    attempt(root, f"cbs_kwb/85984NED-{part}")
    assert keys(root) == before


@pytest.mark.parametrize("part", ["GM0148", "alle"])
def test_a_source_that_was_down_changes_every_key_and_one_that_answered_does_not(root, part):
    before = keys(root)
    attempt(root, f"cbs_kwb/85984NED-{part}", "ongewijzigd")
    assert keys(root) == before
    attempt(root, f"cbs_kwb/85984NED-{part}")
    down = keys(root)
    attempt(root, f"cbs_kwb/85984NED-{part}", day=23)  # the release names the day
    assert len({own(one)["release"] for one in (before, down, keys(root))}) == 3
    assert not set(before.values()) & set(down.values())


def test_an_own_file_changes_every_key_and_that_of_another_gemeente_none(root):
    before = keys(root)
    put(root, "eigen/GM0177/jeugdhulp.csv")
    assert keys(root) == before
    put(root, "eigen/GM0148/jeugdhulp.csv")
    delivered = keys(root)
    put(root, "eigen/GM0148/jeugdhulp.csv", "sha256: b")
    assert not set(before.values()) & set(delivered.values())
    assert not set(delivered.values()) & set(keys(root).values())


@pytest.mark.parametrize("name", ["~$jeugdhulp.xlsx", ".DS_Store"])
def test_what_a_program_leaves_beside_own_files_is_no_input(root, name):
    before = keys(root)
    put(root, f"eigen/GM0148/{name}")
    assert keys(root) == before
