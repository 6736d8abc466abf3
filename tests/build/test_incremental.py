"""A change reruns what rests on it and nothing else; what the reader then finds is in tests/journeys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from analysis.build import key
from analysis.build.edition import build_edition
from analysis.build.events import Log
from analysis.build.inputs.policy import READ_BY, SAID
from analysis.build.plan import RELEASE, Wanted, make_plan
from analysis.build.receipt import KEYS, file_hashes, record
from analysis.build.stale import (
    FIRST_RELEASE,
    read_problem,
    release_note,
    run_note,
    standing,
    was_checked,
)
from analysis.ground import paths
from analysis.ground.notebook_names import FOLDER_VARIABLE, READS
from analysis.model.params import read_params
from analysis.release.release import FAMILY
from analysis.release.store import TABLE, part_hashes

REAL = Path(__file__).resolve().parents[2]
PROFILES = {"02_wijkprofiel-gm0148", "02_wijkprofiel-kerngebied-gm0148-nieuwleusen"}
ALL_NUMBERS = {"02_wijkprofiel-gm0148", "08_prioriteiten"}  # these hold every number of the gemeente
# An indicator, and who shows it or holds something against it, whatever the area.
READERS = {
    "bevolkingsdichtheid": PROFILES | {"01_kernkaarten", "06_thema-leefomgeving", "08_prioriteiten"},
    "woz_waarde_woningen": ALL_NUMBERS,
    "mantelzorg_steun_huisarts": PROFILES | {"03_mantelzorg", "08_prioriteiten"},
    "laaggeletterden_aantal": ALL_NUMBERS | {"04_laaggeletterdheid", "10_beweringen"},
    "jeugdhulp_in_natura_aandeel": {"05_jeugdhulp"},
    "tevreden_verenigingen": ALL_NUMBERS | {"06_thema-leefomgeving", "10_beweringen"},
    "jv_obesitas": ALL_NUMBERS | {"06_thema-gezondheid"},
    "aandeel_jonger_dan_20": ALL_NUMBERS | {"07_bevolking", "10_beweringen"},
    "inzet_meedenken": ALL_NUMBERS | {"09_doelenboom"},
    "raadpleging_wonen": ALL_NUMBERS | {"10_beweringen", "11_partners"},
    "jeugdbescherming_aandeel": set(),
}


class Edition:
    """An edition with every notebook, in a project of its own; a test changes a copy."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def plan(self):
        path = self.root / "params" / "dalfsen.yml"
        params = read_params(path)
        return make_plan(params, path, params.folder())

    @property
    def folder(self) -> Path:
        return self.root / "outputs" / "dalfsen" / "2025"

    def runs(self) -> set[str]:
        return {task.id for task in self.plan().tasks}

    def notes(self):
        return json.loads((paths.local(self.folder) / KEYS).read_text(encoding="utf-8"))

    def due(self) -> set[str]:
        return set(standing(self.plan()).due)

    def change_release(self, change) -> None:
        """Put another table in the release, as a build would have made it."""
        file = self.folder / RELEASE / TABLE
        table = pd.read_parquet(file)
        file.unlink()  # the copy shares its content with the original
        change(table).to_parquet(file, index=False)
        self.release_is_made()

    def release_is_made(self) -> None:
        plan = self.plan()
        record(plan, RELEASE, release_note(plan), file_hashes(self.folder / RELEASE))

    def append(self, file: str, text: str) -> None:
        path = self.root / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def edition(whole, tmp_path, monkeypatch):
    root = tmp_path / "project"
    shutil.copytree(whole, root, copy_function=shutil.copy2, ignore=shutil.ignore_patterns("outputs"))
    shutil.copytree(whole / "outputs", root / "outputs", copy_function=os.link)
    receipt = root / "outputs" / "dalfsen" / "2025" / "manifest.json"
    text = receipt.read_text(encoding="utf-8")
    receipt.unlink()
    receipt.write_text(text, encoding="utf-8")
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(root))
    return Edition(root)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a copy of the code that keys are computed from."""
    copy = tmp_path / "analysis"
    shutil.copytree(key.package(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(key, "package", lambda: copy)
    return copy


def other_number(indicator):
    def change(table):
        one = (table["indicator"] == indicator) & (table.groupby("indicator").cumcount() == 0)
        assert one.sum() == 1, f"{indicator} is not in the release"
        return table.assign(waarde=table["waarde"].mask(one, table["waarde"].fillna(0) + 1))

    return change


def test_nothing_changed_nothing_is_due(edition):
    assert edition.due() == set()
    assert was_checked(edition.plan())


@pytest.mark.parametrize("indicator", READERS)
def test_a_changed_number_reruns_only_who_reads_its_indicator(edition, indicator):
    edition.change_release(other_number(indicator))
    assert edition.due() == READERS[indicator]


def test_a_changed_number_always_reruns_every_notebook_that_shows_it_and_no_other_than_read_it(
    edition, tmp_path
):
    """Of every indicator of the release; those with the same readers, who also show the same, by one of them."""
    release, plan = Path(shutil.copytree(edition.folder / RELEASE, tmp_path / "anders")), edition.plan()
    table = pd.read_parquet(release / TABLE)
    shown, read = {}, {}
    for run in edition.runs():
        parts = json.loads((edition.folder / run / "inhoud.json").read_text(encoding="utf-8"))["onderdelen"]
        shown[run] = {one for part in parts for one in part.get("indicatoren", ())}
        handed_out = edition.notes()[run]["gelezen"]
        read[run] = {name.removeprefix("cijfers:") for name in handed_out}
    assert sum(map(len, shown.values())) > 300
    before = part_hashes(release)
    of_a_kind = {
        tuple(frozenset(run for run in runs if indicator in runs[run]) for runs in (shown, read)): indicator
        for indicator in sorted(set(table["indicator"]))
    }
    for (showing, reading), indicator in of_a_kind.items():
        (release / TABLE).unlink()
        other_number(indicator)(table).to_parquet(release / TABLE, index=False)
        rerun, after = standing(plan, release=release).due, part_hashes(release)
        # A number that makes another comparison clear, or no longer so, moves the limit for all of them.
        moved = before[FAMILY] != after[FAMILY]
        assert showing <= set(rerun) == reading | {run for run in read if moved and FAMILY in read[run]}, (
            indicator
        )
        assert all(f"cijfers:{indicator}" in why or FAMILY in why for why in rerun.values())


def test_every_notebook_has_a_number_that_reruns_it():
    named = {run.partition("-")[0] for runs in READERS.values() for run in runs}
    assert named == {path.stem for path in (REAL / "notebooks").glob("[0-9]*.ipynb")}


def test_a_number_that_is_new_reruns_who_asked_for_it_and_who_lists_all(edition):
    def add(table):
        known = (table["indicator"] == "jv_obesitas") & (table["gebied"] == "GM0148")
        return pd.concat([table, table[known].assign(indicator="gm_langdurig_beperkt")], ignore_index=True)

    assert "gm_langdurig_beperkt" not in set(pd.read_parquet(edition.folder / RELEASE / TABLE)["indicator"])
    edition.change_release(add)
    assert edition.due() == ALL_NUMBERS | PROFILES | {"06_thema-gezondheid"}


def test_another_order_of_the_same_rows_of_others_reruns_nothing(edition):
    edition.change_release(lambda table: table.sort_values("indicator", ascending=False, kind="stable"))
    assert edition.due() == set()


def test_the_reason_names_the_number(edition):
    edition.change_release(other_number("jeugdhulp_in_natura_aandeel"))
    assert standing(edition.plan()).due == {"05_jeugdhulp": "veranderd: cijfers:jeugdhulp_in_natura_aandeel"}


@pytest.mark.parametrize("name", ["gebieden.parquet", "opgaven.parquet"])
def test_other_areas_or_returns_rerun_all(edition, name):
    file = edition.folder / RELEASE / name
    other = b"anders"
    if name.startswith("gebieden"):
        moved = gpd.read_parquet(file)
        moved.assign(naam=moved["naam"] + " anders").to_parquet(edition.root / name, index=False)
        other = (edition.root / name).read_bytes()
    file.unlink()
    file.write_bytes(other)
    edition.release_is_made()
    assert edition.due() == edition.runs()


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("topics/jeugdhulp.py", True),
        ("topics/maps/templates/kaart.html.j2", True),
        ("prepare/kernen.py", True),
        ("build/worker.py", True),
        ("annex/html.py", False),
        ("cli/build.py", False),
    ],
)
def test_changed_code_makes_all_again_when_a_notebook_can_import_it(edition, package, file, changed):
    path = package / file
    path.write_text(path.read_text(encoding="utf-8") + "\n# anders\n", encoding="utf-8")
    found = standing(edition.plan()).due
    assert found == (dict.fromkeys([RELEASE, *found], "veranderd: code") if changed else {})
    assert set(found) == ({RELEASE, *edition.runs()} if changed else set())


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        ("params/themas/gezondheid.yml", "runs"),
        ("data/beleid/GM0148/raadpleging.yml", "all"),
        ("data/catalogus/jeugdhulp.yml", "all"),
        ("data/geo/gebieden.csv", "all"),
        ("params/bijlage.yml", "none"),
        ("params/dalfsen.yml", "none"),
    ],
)
def test_a_changed_text_makes_again_what_may_read_it_and_is_named(edition, file, parts):
    edition.append(file, "# anders\n" if file.endswith(".yml") else "\n")
    found = standing(edition.plan()).due
    runs = dict.fromkeys(edition.runs(), f"veranderd: {file}")
    release = {RELEASE: "veranderd: gegevens"} if parts == "all" else {}
    assert found == ({} if parts == "none" else release | runs)


def test_another_title_in_params_makes_all_again(edition):
    path = edition.root / "params" / "dalfsen.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("titel: ", "titel: Andere "), encoding="utf-8")
    assert standing(edition.plan()).due == dict.fromkeys([RELEASE, *edition.runs()], "veranderd: params")


def test_other_data_make_the_release_and_then_only_who_read_what_changed(edition):
    edition.append("data/cijfers/esb_2021.csv", "\n")
    found = standing(edition.plan()).due
    assert found == {RELEASE: "veranderd: gegevens"} | dict.fromkeys(edition.runs(), FIRST_RELEASE)
    edition.release_is_made()
    assert edition.due() == set()


def test_after_a_build_inputs_are_not_checked_again(edition):
    edition.append("params/dalfsen.yml", "tijdslimiet_cel: 200\n")
    assert not was_checked(edition.plan())
    plan = edition.plan()
    build_edition(plan, Wanted(frozenset(plan.parts)), Log())
    assert was_checked(edition.plan())


def test_another_gemeente_in_the_project_reruns_nothing(edition):
    folder = edition.root / "data" / "geo" / "GM0177"
    folder.mkdir()
    header = (edition.root / "data/geo/gebieden.csv").read_text(encoding="utf-8").splitlines()[0]
    row = ["KERN-GM0177-heino", "Heino", "kern", "GM0177"] + [""] * (header.count(",") - 3)
    (folder / "gebieden.csv").write_text(f"{header}\n{','.join(row)}\n", encoding="utf-8")
    assert edition.due() == set()


def test_docs_and_readme_are_no_input(edition):
    before = edition.plan()
    for name in ("README.md", "docs/uitleg.md", "tests/test_x.py"):
        (edition.root / name).parent.mkdir(exist_ok=True)
        (edition.root / name).write_text("anders", encoding="utf-8")
    after = edition.plan()
    assert (after.everything, after.annex_key) == (before.everything, before.annex_key)
    assert edition.due() == set()


def test_force_makes_all_again(edition):
    assert set(standing(edition.plan(), Wanted(force=True)).due) == {RELEASE, *edition.runs()}
    assert list(standing(edition.plan(), Wanted(frozenset({"05_jeugdhulp"}), force=True)).due) == [
        "05_jeugdhulp"
    ]


WROTE = {"delen": ["cijfers:jv_vapet"], "bestanden": {}}


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "{}", '{"delen": {}, "bestanden": []}', '{"delen": [[]], "bestanden": {}}']
)
def test_a_run_that_does_not_say_what_it_read_is_refused(edition, tmp_path, text):
    if text is not None:
        (tmp_path / READS).write_text(text, encoding="utf-8")
    assert "legde niet vast wat het las" in read_problem(edition.plan(), tmp_path)


def test_a_run_that_read_another_release_than_the_one_that_stands_there_is_refused(edition, tmp_path):
    files = file_hashes(edition.folder / RELEASE)
    (tmp_path / READS).write_text(json.dumps(WROTE | {"bestanden": files}), encoding="utf-8")
    assert read_problem(edition.plan(), tmp_path) == ""
    edition.change_release(other_number("jeugdhulp_in_natura_aandeel"))
    assert "cijfers.parquet" in read_problem(edition.plan(), tmp_path)


def test_what_a_run_says_it_read_is_noted_and_taken_out_of_its_outputs(edition, tmp_path):
    assert not list(edition.folder.rglob(READS))
    (tmp_path / READS).write_text(json.dumps(WROTE), encoding="utf-8")
    note = run_note(edition.plan(), "05_jeugdhulp", tmp_path)
    assert set(note["gelezen"]) == {"cijfers:jv_vapet", "gebieden", "grenzen", "opgaven"}
    assert not (tmp_path / READS).exists()


OPENED = """\
import json, os, sys
from pathlib import Path
root, runs = Path(os.environ["KERNMONITOR_ROOT"]), json.loads(sys.argv[1])
opened = set()
sys.addaudithook(lambda event, args: opened.add(os.fspath(args[0])) if event == "open" and isinstance(args[0], str | Path) else None)
from analysis import notebook as nb
nb.show = lambda *_: None  # nothing is drawn
said = {}
for run, (name, parameters) in runs.items():
    opened.clear()
    shell = {}
    for cell in json.loads((root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), shell)
            shell |= parameters if "parameters" in cell["metadata"].get("tags", ()) else {}
    paths = {Path(os.path.abspath(one)) for one in opened}
    said[run] = sorted(one.relative_to(root).as_posix() for one in paths if one.is_relative_to(root) and one.is_file())
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def opened(whole, tmp_path_factory):
    """Return the files of the project that each run opens, as Python tells them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.ROOT_VARIABLE, str(whole))
        plan = Edition(whole).plan()
    runs = {task.id: (task.notebook, dict(task.parameters)) for task in plan.tasks}
    done = subprocess.run(
        [sys.executable, "-c", OPENED, json.dumps(runs)],
        env=os.environ
        | {paths.ROOT_VARIABLE: str(whole), FOLDER_VARIABLE: str(tmp_path_factory.mktemp("figuren"))},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_file_that_a_notebook_opens_is_of_the_release_or_in_its_hashes(edition, opened):
    # Of what npm installed one hash is kept, by the name of the library.
    plan, own = edition.plan(), ("outputs/", "notebooks/", "params/dalfsen.yml", "node_modules/leaflet/")
    for run, files in opened.items():
        assert "leaflet" in plan.rests_on(run)
        read = {name for name in files if not name.startswith(own)}
        assert read <= set(plan.rests_on(run)), run
    assert "params/themas/gezondheid.yml" in opened["06_thema-gezondheid"]


def test_the_policy_that_a_notebook_opens_is_what_is_asked_before_a_build(opened):
    """Themes and what inhabitants said lie elsewhere, and are asked as well."""
    for run, files in opened.items():
        read = {Path(name).name for name in files if name.startswith("data/beleid/GM0148/")}
        assert read <= READ_BY[run.partition("-")[0]], run
        assert ("data/beleid/uitspraken_kernen.csv" in files) <= (SAID in READ_BY[run.partition("-")[0]])
