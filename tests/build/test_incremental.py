"""A change reruns what rests on it and nothing else; what the reader then finds is in tests/journeys."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import paths
from analysis.notebook_names import READS
from analysis.params import read_params
from analysis.release.store import TABLE
from analysis.runner import plan as planning
from analysis.runner.batch import run_batch
from analysis.runner.due import FIRST_RELEASE, NO_RECORD, due, hashes_of_now, reads_problem, standing
from analysis.runner.plan import RELEASE, make_plan
from analysis.runner.receipt import file_hashes
from analysis.runner.record import record, release_key, run_key

REAL = Path(__file__).resolve().parents[2]
NIEUWLEUSEN = "KERNGEBIED-GM0148-nieuwleusen"
CHAPTERS = """\
notebooks:
  - 01_kernkaarten
  - notebook: 02_wijkprofiel
    parameters: {gebied: [KERNGEBIED-GM0148-nieuwleusen, GM0148]}
  - 03_mantelzorg
  - 04_laaggeletterdheid
  - 05_jeugdhulp
  - notebook: 06_thema
    parameters: {thema: [leefomgeving, gezondheid]}
  - 07_bevolking
  - 08_prioriteiten
  - 09_doelenboom
  - 10_beweringen
  - 11_partners

"""
PROFILES = {"02_wijkprofiel-gm0148", "02_wijkprofiel-kerngebied-gm0148-nieuwleusen"}
ALL_NUMBERS = {"02_wijkprofiel-gm0148", "08_prioriteiten"}  # these hold every number of the gemeente
# A number of an area, and who shows it or holds something against it.
READERS = {
    # The check table of a notebook adds up all areas.
    ("bevolkingsdichtheid", "GM0150"): {"01_kernkaarten", "06_thema-leefomgeving", "08_prioriteiten"},
    ("gemiddelde_woz", "GM0148"): ALL_NUMBERS,
    ("mantelzorg_steun_huisarts", "GM0148"): PROFILES | {"03_mantelzorg", "08_prioriteiten"},
    ("mantelzorg_steun_huisarts", NIEUWLEUSEN): {
        "02_wijkprofiel-kerngebied-gm0148-nieuwleusen",
        "03_mantelzorg",
        "08_prioriteiten",
    },
    ("mantelzorg_steun_huisarts", "KERNGEBIED-GM0148-oudleusen"): {"03_mantelzorg", "08_prioriteiten"},
    ("laaggeletterden_aantal", "GM0148"): ALL_NUMBERS | {"04_laaggeletterdheid", "10_beweringen"},
    ("jeugdhulp_in_natura_aandeel", "NL00"): {"05_jeugdhulp"},
    ("tevreden_verenigingen", "GM0148"): ALL_NUMBERS | {"06_thema-leefomgeving", "10_beweringen"},
    ("jv_vapet", "GM0148"): ALL_NUMBERS | {"06_thema-gezondheid"},
    ("aandeel_jonger_dan_20", "GM0148"): ALL_NUMBERS | {"07_bevolking", "10_beweringen"},
    ("inzet_meedenken", "GM0148"): ALL_NUMBERS | {"09_doelenboom"},
    ("raadpleging_wonen", "GM0148"): ALL_NUMBERS | {"10_beweringen", "11_partners"},
    ("jeugdbescherming_aandeel", "NL00"): set(),
}


class Edition:
    """An edition with every notebook, in a project of its own; a test changes a copy."""

    def __init__(self, root: Path) -> None:
        self.root, self.code = root, None

    def plan(self):
        path = self.root / "params" / "dalfsen.yml"
        params = read_params(path)
        return make_plan(params, path, params.folder())

    @property
    def folder(self) -> Path:
        return self.root / "outputs" / "dalfsen" / "2025"

    def runs(self) -> set[str]:
        return {task.id for task in self.plan().tasks}

    def due(self) -> set[str]:
        return set(due(self.plan()))

    def change_release(self, change) -> None:
        """Put another table in the release, as a build would have made it."""
        file = self.folder / RELEASE / TABLE
        table = pd.read_parquet(file)
        file.unlink()  # the copy shares its content with the original
        change(table).to_parquet(file, index=False)
        self.release_is_made()

    def release_is_made(self) -> None:
        plan = self.plan()
        record(plan, RELEASE, release_key(plan), file_hashes(self.folder / RELEASE))

    def append(self, file: str, text: str) -> None:
        path = self.root / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build all notebooks once."""
    root = tmp_path_factory.mktemp("bouw")
    for name in ("data", "params", "notebooks"):
        shutil.copytree(REAL / name, root / name)
    (root / "requirements.lock").write_text("pandas==3\n", encoding="utf-8")
    file = root / "params" / "dalfsen.yml"
    text = re.sub(
        r"notebooks:\n.*?(?=huisstijl:)", CHAPTERS, file.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    file.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.ROOT_VARIABLE, str(root))
        result = run_batch(Edition(root).plan(), jobs=2, report=lambda *_: None)
    assert result.failed == {}
    return root


@pytest.fixture
def edition(built, tmp_path, monkeypatch):
    root = tmp_path / "project"
    shutil.copytree(built, root, copy_function=shutil.copy2, ignore=shutil.ignore_patterns("outputs"))
    shutil.copytree(built / "outputs", root / "outputs", copy_function=os.link)
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
    shutil.copytree(planning.package(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(planning, "package", lambda: copy)
    return copy


def other_number(indicator, area):
    def change(table):
        one = (table["indicator"] == indicator) & (table["gebied"] == area)
        assert one.any(), f"{indicator} {area} is not in the release"
        return table.assign(waarde=table["waarde"].mask(one, table["waarde"].fillna(0) + 1))

    return change


def test_nothing_changed_nothing_is_due(edition):
    assert edition.due() == set()


@pytest.mark.parametrize("number", READERS, ids=" ".join)
def test_a_changed_number_reruns_only_who_reads_it(edition, number):
    edition.change_release(other_number(*number))
    assert edition.due() == READERS[number]


def test_every_notebook_has_a_number_that_reruns_it():
    named = {run.partition("-")[0] for runs in READERS.values() for run in runs}
    assert named == {path.stem for path in (REAL / "notebooks").glob("[0-9]*.ipynb")}


def test_a_number_that_is_new_reruns_who_asked_for_it_and_who_lists_all(edition):
    def add(table):
        known = (table["indicator"] == "jv_vapet") & (table["gebied"] == "GM0148")
        return pd.concat([table, table[known].assign(indicator="gm_mantelzorger")], ignore_index=True)

    assert "gm_mantelzorger" not in set(pd.read_parquet(edition.folder / RELEASE / TABLE)["indicator"])
    edition.change_release(add)
    assert edition.due() == ALL_NUMBERS | {"01_kernkaarten"}


def test_another_order_of_the_same_rows_of_others_reruns_nothing(edition):
    edition.change_release(lambda table: table.sort_values("indicator", ascending=False, kind="stable"))
    assert edition.due() == set()


def test_the_reason_names_the_number(edition):
    edition.change_release(other_number("jeugdhulp_in_natura_aandeel", "NL00"))
    assert standing(edition.plan()).due == {"05_jeugdhulp": "veranderd: cijfers:jeugdhulp_in_natura_aandeel"}


def test_who_is_still_good_is_written_down_as_such(edition):
    edition.change_release(other_number("jeugdbescherming_aandeel", "NL00"))
    found = standing(edition.plan())
    assert set(found.renewed) == edition.runs()
    run_batch(edition.plan(), report=lambda *_: None)
    assert standing(edition.plan()).renewed == []


@pytest.mark.parametrize(
    ("file", "runs"),
    [
        ("figures/jeugdhulp.py", {"05_jeugdhulp"}),
        ("figures/goal_tree.py", {"09_doelenboom"}),
        ("figures/theme_scores.py", {"06_thema-leefomgeving", "06_thema-gezondheid"}),
        ("maps/templates/kaart.html.j2", {"01_kernkaarten", *PROFILES}),
        ("statistics/projection.py", {"07_bevolking"}),
        ("annex/html.py", set()),
        ("cli/build.py", set()),
        ("runner/batch.py", set()),
        ("cards/frame.py", None),
        ("notebook.py", None),
        ("runner/worker.py", None),
    ],
)
def test_changed_code_reruns_only_who_imports_it(edition, package, file, runs):
    path = package / file
    path.write_text(path.read_text(encoding="utf-8") + "\n# anders\n", encoding="utf-8")
    assert edition.due() == (edition.runs() if runs is None else runs)


def test_code_of_the_release_makes_only_the_release_as_long_as_its_numbers_stay(edition, package):
    path = package / "prepare" / "kernen.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n# anders\n", encoding="utf-8")
    found = standing(edition.plan())
    assert set(found.due) == {RELEASE, *edition.runs()}
    assert {found.due[run] for run in edition.runs()} == {FIRST_RELEASE}
    edition.release_is_made()
    assert edition.due() == set()


@pytest.mark.parametrize(
    ("file", "text", "runs"),
    [
        ("params/themas/gezondheid.yml", "# anders\n", {"06_thema-gezondheid"}),
        ("params/scenario/bevolking.yml", "# anders\n", {"07_bevolking"}),
        ("params/bijlage.yml", "# anders\n", set()),
        ("params/dalfsen.yml", "tijdslimiet_cel: 200\n", set()),
        ("params/dalfsen.yml", "titel: Anders\n", None),
    ],
)
def test_changed_params_rerun_only_who_reads_them(edition, file, text, runs):
    if text.startswith("titel"):
        path = edition.root / file
        path.write_text(
            path.read_text(encoding="utf-8").replace("titel: ", "titel: Andere "), encoding="utf-8"
        )
    else:
        edition.append(file, text)
    whole = {RELEASE, *edition.runs()}
    assert edition.due() == (whole if runs is None else runs)


@pytest.mark.parametrize(
    ("file", "runs"),
    [
        ("data/beleid/GM0148/raadpleging.yml", {"11_partners"}),
        ("data/beleid/GM0148/beweringen.yml", {"10_beweringen"}),
        ("data/beleid/GM0148/prestatievelden.yml", {"09_doelenboom"}),
        ("data/README.md", set()),
        ("data/geo/gebieden.csv", set()),
        ("data/catalogus/jeugdhulp.yml", set()),
    ],
)
def test_changed_data_make_the_release_and_then_only_who_read_them(edition, file, runs):
    edition.append(file, "# anders\n" if file.endswith(".yml") else "\n")
    assert RELEASE in edition.due()
    edition.release_is_made()
    assert edition.due() == runs


def test_an_entry_of_the_catalogue_reruns_who_looks_it_up_and_who_looks_through_all(edition):
    path = edition.root / "data" / "catalogus" / "laaggeletterdheid.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("uitleg_b1: ", "uitleg_b1: Anders. ", 1), encoding="utf-8")
    edition.release_is_made()
    assert not {run for run in edition.due() if run[:2] in ("01", "07", "11")}
    assert {"04_laaggeletterdheid", "08_prioriteiten", "10_beweringen"} <= edition.due()


def test_another_gemeente_in_the_project_reruns_nothing(edition):
    folder = edition.root / "data" / "geo" / "GM0177"
    folder.mkdir()
    header = (edition.root / "data/geo/gebieden.csv").read_text(encoding="utf-8").splitlines()[0]
    row = ["KERN-GM0177-heino", "Heino", "kern", "GM0177"] + [""] * (header.count(",") - 3)
    (folder / "gebieden.csv").write_text(f"{header}\n{','.join(row)}\n", encoding="utf-8")
    edition.release_is_made()
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
    assert set(due(edition.plan(), force=True)) == {RELEASE, *edition.runs()}
    assert due(edition.plan(), force=True, only=frozenset({"05_jeugdhulp"})) == ["05_jeugdhulp"]


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}"])
def test_a_run_of_which_is_not_known_what_it_read_is_due(edition, text):
    """With the files that the receipt names, or it would be due for that."""
    file = edition.folder / "05_jeugdhulp" / READS
    file.unlink()
    if text is not None:
        file.write_text(text, encoding="utf-8")
    plan = edition.plan()
    [task] = [task for task in plan.tasks if task.id == "05_jeugdhulp"]
    record(plan, task.id, run_key(plan, task) | {"vrijgave": "een andere"}, file_hashes(file.parent))
    assert standing(edition.plan()).due == {"05_jeugdhulp": NO_RECORD}


def test_a_run_that_read_other_numbers_than_those_that_stand_there_is_refused(edition):
    folder = edition.folder / "05_jeugdhulp"
    assert reads_problem(folder, hashes_of_now(edition.plan())) == ""
    edition.change_release(other_number("jeugdhulp_in_natura_aandeel", "NL00"))
    assert "jeugdhulp_in_natura_aandeel" in reads_problem(folder, hashes_of_now(edition.plan()))
