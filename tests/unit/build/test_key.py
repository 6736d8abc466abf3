"""What a part rests on: all that it can see, and nothing else. In a project of a few small files."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from analysis.build import key
from analysis.build.plan import RELEASE, make_plan
from analysis.ground import paths
from analysis.model.params import Params
from analysis.sources.snapshots import remember

NOTEBOOKS = ("04_lezen", "05_jeugd")
FILES = {
    "data/bronnen.csv": "bron\n",
    "data/cijfers/wonen.csv": "indicator\n",
    "data/voorbeeld/peiling.csv": "indicator\n",
    "data/catalogus/wonen.yml": "- id: a\n",
    "data/geo/gebieden.csv": "gebied\n",
    "data/geo/GM0148/buurten.geojson": "{}",
    "data/geo/GM0177/buurten.geojson": "{}",
    "data/beleid/uitspraken.csv": "kern\n",
    "data/beleid/GM0148/raadpleging.yml": "vraag: a\n",
    "data/beleid/GM0177/raadpleging.yml": "vraag: a\n",
    "params/themas/gezondheid.yml": "titel: a\n",
    "params/bijlage.yml": "volgorde: a\n",
    "docs/dekking.csv": "vraag\n",
    "requirements.lock": "pandas==3\n",
    "README.md": "a",
    "node_modules/leaflet/dist/leaflet.js": "a",
}
TEXTS = (
    "data/bronnen.csv",
    "data/catalogus/wonen.yml",
    "data/geo/gebieden.csv",
    "data/geo/GM0148/buurten.geojson",
    "data/beleid/uitspraken.csv",
    "data/beleid/GM0148/raadpleging.yml",
)


def book(*cells: str) -> str:
    made = [{"cell_type": "code", "source": text, "metadata": {}, "outputs": ["x"]} for text in cells]
    made[0]["metadata"] = {"tags": ["parameters"]}
    return json.dumps({"cells": made})


@pytest.fixture
def root(tmp_path: Path, monkeypatch) -> Path:
    books = {f"notebooks/{name}.ipynb": book('params_file = ""', "a()") for name in NOTEBOOKS}
    for name, text in (FILES | books).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    code = tmp_path / "analysis"
    for name in ("notebook.py", "topics/bars.py", "topics/style.css", "annex/html.py", "cli/build.py"):
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text("a", encoding="utf-8")
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    monkeypatch.setattr(key, "package", lambda: code)
    return tmp_path


def parts(root: Path, gemeente: str = "GM0148", **changed: object) -> dict[str, object]:
    """Return what each part rests on."""
    given = {"gemeente": gemeente, "naam": "Dalfsen", "editie": 2025, "notebooks": NOTEBOOKS} | changed
    params = Params.model_validate(given)
    plan = make_plan(params, root / "params" / "dalfsen.yml", root / "outputs" / "dalfsen" / "2025")
    runs = {task.id: plan.rests_on(task.id) for task in plan.tasks}
    return {RELEASE: plan.rests_on(RELEASE), "annex": plan.annex_key, "checked": plan.everything} | runs


def changed_by(root: Path, name: str, text: str = "anders\n", **also: object) -> set[str]:
    """Return the parts that rest on something else once a file is another one."""
    before = parts(root)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    after = parts(root, **also)
    return {part for part in before if before[part] != after.get(part)}


RUNS = set(NOTEBOOKS)
ALL = RUNS | {RELEASE, "annex", "checked"}


def test_equal_inputs_give_equal_hashes(root):
    assert parts(root) == parts(root)


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        *((name, ALL) for name in TEXTS),
        ("requirements.lock", ALL),
        ("analysis/notebook.py", ALL),
        ("analysis/topics/bars.py", ALL),
        ("analysis/topics/style.css", ALL),
        ("data/beleid/nieuw.csv", ALL),
        ("params/themas/gezondheid.yml", ALL - {RELEASE}),
        ("params/themas/nieuw.yml", ALL - {RELEASE}),
        ("node_modules/leaflet/dist/leaflet.js", RUNS | {"annex"}),
        # Numbers: a run reads those of the release, and only some of them.
        ("data/cijfers/wonen.csv", ALL - RUNS),
        ("data/voorbeeld/peiling.csv", ALL - RUNS),
        ("data/eigen/GM0148/jeugdhulp.csv", ALL - RUNS),
        ("data/raw/cbs/85984NED-GM0148/2026-11-22-0a/herkomst.yml", ALL - RUNS),
        ("data/raw/cbs/85984NED-GM0148-86/2026-11-22-0a/herkomst.yml", ALL - RUNS),
        ("data/raw/cbs/85984NED-alle/2026-11-22-0a/herkomst.yml", ALL - RUNS),
        ("data/raw/cbs/85984NED-alle-86/2026-11-22-0a/herkomst.yml", ALL - RUNS),
        ("outputs/dalfsen/2024/release/cijfers.parquet", ALL - RUNS),
        # No notebook can import these.
        ("analysis/annex/html.py", {"annex", "checked"}),
        ("analysis/cli/build.py", {"annex", "checked"}),
        ("params/bijlage.yml", {"annex"}),
        ("docs/dekking.csv", {"annex"}),
        # Of another gemeente or edition, of a program, or no input at all.
        ("data/geo/GM0177/buurten.geojson", set()),
        ("data/beleid/GM0177/raadpleging.yml", set()),
        ("data/eigen/GM0177/jeugdhulp.csv", set()),
        ("data/raw/cbs/85984NED-GM0177/2026-11-22-0a/herkomst.yml", set()),
        ("data/raw/cbs/85984NED-GM0148/.bezig-1/waarnemingen.parquet", set()),
        ("data/raw/los.json", set()),
        ("data/eigen/GM0148/~$jeugdhulp.xlsx", set()),
        ("data/eigen/GM0148/.DS_Store", set()),
        ("analysis/__pycache__/notebook.pyc", set()),
        ("outputs/dalfsen/2026/release/cijfers.parquet", set()),
        ("outputs/raalte/2024/release/cijfers.parquet", set()),
        ("README.md", set()),
        ("params/raalte.yml", set()),
    ],
)
def test_a_changed_file_is_input_of_these_parts(root, file, changed):
    assert changed_by(root, file) == changed


def test_every_layer_above_the_notebooks_is_left_out_of_what_they_rest_on_and_no_other():
    """The contract of the layers says what a notebook cannot import."""
    import tomllib

    text = (paths.root() / "pyproject.toml").read_text(encoding="utf-8")
    [layers] = [
        one["layers"]
        for one in tomllib.loads(text)["tool"]["importlinter"]["contracts"]
        if one["name"].startswith("Layers")
    ]
    names = [{name.strip() for name in layer.split("|")} for layer in layers]
    [notebook] = [place for place, layer in enumerate(names) if "notebook" in layer]
    above = set().union(*names[:notebook])
    # What builds starts notebooks; the explorer and the door are imported by who explores.
    assert above - {"build", "explorer", "edition", "__main__"} == set(key.ABOVE_NOTEBOOKS)


def test_a_changed_notebook_changes_its_own_run_and_the_annex(root):
    text = book('params_file = ""', "a()  # anders")
    assert changed_by(root, "notebooks/04_lezen.ipynb", text) == {"04_lezen", "annex"}


def test_stored_outputs_of_a_notebook_are_no_input(root):
    text = book('params_file = ""', "a()").replace('["x"]', "[]")
    assert changed_by(root, "notebooks/04_lezen.ipynb", text) == set()


@pytest.mark.parametrize(
    ("params", "changed"),
    [
        ({"titel": "Anders"}, ALL),
        ({"poort": {"drempel": 20}}, ALL),
        ({"tijdslimiet_cel": 99}, {"annex", "checked"}),
        ({"notebooks": ("04_lezen",)}, {"annex", "checked", "05_jeugd"}),
    ],
)
def test_params_are_input_of_every_run_and_chapters_and_limits_are_not(root, params, changed):
    assert changed_by(root, "README.md", **params) == changed


def test_a_parameter_is_input_of_its_run(root):
    chapters = ({"notebook": "04_lezen", "parameters": {"thema": "wonen"}}, "05_jeugd")
    (root / "notebooks" / "04_lezen.ipynb").write_text(book('params_file = ""\nthema = "zorg"'), "utf-8")
    before, after = parts(root), parts(root, notebooks=chapters)
    assert before["04_lezen"]["parameters"] != after["04_lezen-wonen"]["parameters"]
    assert before["05_jeugd"] == after["05_jeugd"]


def test_the_newest_edition_before_is_the_one_that_counts(root):
    before = parts(root)
    for year in (2021, 2024):
        changed_by(root, f"outputs/dalfsen/{year}/release/cijfers.parquet", str(year))
    assert changed_by(root, "outputs/dalfsen/2021/release/cijfers.parquet", "oud") == set()
    assert before[RELEASE]["vorige editie"] != parts(root)[RELEASE]["vorige editie"]


@pytest.mark.parametrize("part", ["GM0148", "alle"])
def test_a_source_that_was_down_is_input_and_one_that_answered_is_not(root, part):
    def attempt(what, outcome="eerdere versie", day=22):
        day = dt.date(2026, 11, day)
        remember(root / "data" / "raw", f"cbs/{what}", day=day, outcome=outcome, reason="status 500")
        return parts(root)

    before = parts(root)
    assert attempt(f"85984NED-{part}", "ongewijzigd") == before
    assert attempt("85984NED-GM0177") == before
    down = attempt(f"85984NED-{part}")
    again = attempt(f"85984NED-{part}", day=23)  # the release names the day
    assert len({one[RELEASE]["bronnen"] for one in (before, down, again)}) == 3


def test_what_is_shared_is_hashed_once_for_many(root, monkeypatch):
    shared = key.read_shared()
    monkeypatch.setattr(key, "read_shared", lambda: pytest.fail("hashed again"))
    for gemeente, name in (("GM0148", "Dalfsen"), ("GM0177", "Raalte")):
        params = Params(gemeente=gemeente, naam=name, editie=2025, notebooks=NOTEBOOKS)
        make_plan(params, root / "params" / "x.yml", root / "outputs" / name / "2025", shared)


def test_nothing_public_is_a_hash_of_what_was_delivered(root):
    def public():
        params = Params(gemeente="GM0148", naam="Dalfsen", editie=2025, notebooks=NOTEBOOKS)
        return make_plan(params, root / "params" / "x.yml", root / "outputs" / "dalfsen" / "2025").inputs

    before = public()
    changed_by(root, "data/eigen/GM0148/jeugdhulp.csv")
    assert public() == before
