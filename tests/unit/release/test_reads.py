"""What is asked of a release is noted as narrowly as it was asked, and anything that could be seen counts."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from analysis.opened import Ledger
from analysis.release.reads import Hashes, Noted, Reads, noted
from analysis.release.store import write_release

NOORD, ZUID = "KERNGEBIED-GM0148-noord", "KERNGEBIED-GM0148-zuid"


@pytest.fixture
def asked(make_release, table, catalogue):
    """Return a function that asks something of a fresh release and returns what was noted."""

    def ask(question):
        reads = Reads()
        numbers = table({"gebied": NOORD, "waarde": 1}, {"gebied": ZUID, "waarde": 2})
        question(make_release(numbers, reads=reads, catalogue=noted(catalogue, reads)))
        return set(reads.keys()) - {"over"}

    return ask


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        (lambda r: None, set()),
        (lambda r: (r.naam, r.gemeente, r.compare, r.no_rows), set()),
        (lambda r: r.rows("inwoners", [NOORD]), {f"cijfers:inwoners:{NOORD}", "indicator:inwoners"}),
        (lambda r: r.rows("inwoners", (area for area in [NOORD])), {f"cijfers:inwoners:{NOORD}", "indicator:inwoners"}),
        (lambda r: r.rows("inwoners"), {"cijfers:inwoners", "indicator:inwoners"}),
        (lambda r: (r.rows("inwoners"), r.rows("inwoners", [NOORD])), {"cijfers:inwoners", "indicator:inwoners"}),
        (lambda r: (r.rows("inwoners", [ZUID]), r.rows("inwoners")), {"cijfers:inwoners", "indicator:inwoners"}),
        (lambda r: r.every_source(["inwoners"], [ZUID]), {f"cijfers:inwoners:{ZUID}"}),
        (lambda r: r.stamp(["inwoners"], [ZUID]), {f"cijfers:inwoners:{ZUID}"}),
        (lambda r: r.table, {"cijfers"}),
        (lambda r: r.digest, {"cijfers"}),
        (lambda r: (r.table, r.rows("inwoners"), r.pairs()), {"cijfers", "indicator:inwoners"}),
        (lambda r: r.pairs(), {"aanwezig"}),
        (lambda r: r.indicators_of(NOORD), {f"aanwezig:{NOORD}"}),
        (lambda r: (r.indicators_of(NOORD), r.pairs()), {"aanwezig"}),
        (lambda r: r.areas, {"gebieden"}),
        (lambda r: r.kernen(), {"gebieden"}),
        (lambda r: r.boundaries, {"grenzen"}),
        (lambda r: r.breaks_of("inwoners", NOORD), {"grenzen", "indicator:inwoners"}),
        (lambda r: r.with_table(r.no_rows).table, {"cijfers"}),
        (lambda r: r.with_table(r.no_rows).rows("inwoners", [NOORD]), {f"cijfers:inwoners:{NOORD}", "indicator:inwoners"}),
        (lambda r: r.catalogue.name("GM0148"), {"gebied:GM0148"}),
        (lambda r: r.catalogue.areas.get("GM9999"), {"gebied:GM9999"}),
        (lambda r: "telling" in r.catalogue.sources, {"bron:telling"}),
        (lambda r: list(r.catalogue.indicators), {"indicator"}),
        (lambda r: len(r.catalogue.sources), {"bron"}),
        (lambda r: dict(r.catalogue.areas), {"gebied"}),
        (lambda r: r.catalogue.caveats.values(), {"beperking"}),
        (lambda r: r.catalogue.caveats.keys(), {"beperking"}),
        (lambda r: {**r.catalogue.caveats}, {"beperking"}),
    ],
)  # fmt: skip
def test_what_is_asked_is_noted_as_narrowly_as_it_was_asked(asked, question, keys):
    assert asked(question) == keys


def test_a_noted_mapping_is_the_mapping(catalogue):
    entries = Noted(catalogue.areas, Reads(), "gebied")
    assert (dict(entries), len(entries), set(entries)) == (
        dict(catalogue.areas),
        len(catalogue.areas),
        set(catalogue.areas),
    )
    assert list(entries.items()) == list(catalogue.areas.items())
    with pytest.raises(KeyError):
        entries["GM9999"]


@pytest.fixture
def folder(tmp_path, table, areas):
    def write(*rows, about=None):
        place = tmp_path / "release"
        place.mkdir(exist_ok=True)
        usual = {"gemeente": "GM0148", "naam": "Dalfsen", "vergelijk": ["NL00"], "opgehaald": []}
        write_release(place, table(*rows), areas, usual | (about or {}))
        return Hashes(place, tmp_path)

    return write


ROWS = ({"gebied": NOORD, "waarde": 1}, {"gebied": ZUID, "waarde": 2})
KEYS = [
    "cijfers", "cijfers:inwoners", f"cijfers:inwoners:{NOORD}", f"cijfers:inwoners:{ZUID}", "cijfers:tevreden",
    "aanwezig", f"aanwezig:{NOORD}", "aanwezig:GM0148", "gebieden", "grenzen", "over", "opgaven",
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "about", "changed"),
    [
        (ROWS, {}, set()),
        (ROWS, {"opgehaald": ["vandaag"]}, set()),
        (ROWS, {"vergelijk": []}, {"over"}),
        ((ROWS[0], ROWS[1] | {"waarde": 3}), {}, {"cijfers", "cijfers:inwoners", f"cijfers:inwoners:{ZUID}"}),
        ((ROWS[0], ROWS[1] | {"bron": "peiling"}), {}, {"cijfers", "cijfers:inwoners", f"cijfers:inwoners:{ZUID}"}),
        (
            (*ROWS, {"indicator": "tevreden", "gebied": "GM0148", "waarde": 5}),
            {},
            {"cijfers", "cijfers:tevreden", "aanwezig", "aanwezig:GM0148"},
        ),
        (ROWS[:1], {}, {"cijfers", "cijfers:inwoners", f"cijfers:inwoners:{ZUID}", "aanwezig"}),
    ],
)  # fmt: skip
def test_a_change_changes_the_parts_that_hold_it(folder, rows, about, changed):
    now = folder(*ROWS)
    before = {key: now.of(key) for key in KEYS}
    assert now.same(before)
    assert before["opgaven"] == ""
    later = folder(*rows, about=about)
    assert set(later.changed(before)) == changed
    assert later.same(before) == (not changed)


def test_files_and_folders_of_the_project(folder, tmp_path):
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "a.csv"
    now = folder(*ROWS)
    before = {key: now.of(key) for key in ("bestand:data/a.csv", "map:data", "map:weg")}
    assert before["bestand:data/a.csv"] == ""
    file.write_text("een", encoding="utf-8")
    one = Hashes(tmp_path / "release", tmp_path)
    assert set(one.changed(before)) == {"bestand:data/a.csv", "map:data"}
    between = {key: one.of(key) for key in before}
    file.write_text("twee", encoding="utf-8")
    assert Hashes(tmp_path / "release", tmp_path).changed(between) == ["bestand:data/a.csv"]


LISTENS = """\
import io, json, os, sys
from pathlib import Path
from analysis.opened import LEDGER
root = Path(sys.argv[1])
(root / "data" / "voor.csv").read_text()
LEDGER.start(root, ("data", "params"))
(root / "data" / "een.csv").read_text()
io.open(str(root / "data" / ".." / "data" / "twee.csv")).close()
os.chdir(root); open("params/drie.yml").close()
sorted((root / "data").glob("*.csv"))
os.listdir(root / "params")
try: (root / "data" / "weg.csv").read_bytes()
except FileNotFoundError: pass
(root / "elders.txt").read_text(); (root / "data2").mkdir(); (root / "data2" / "x").touch()
with LEDGER.paused():
    (root / "data" / "stil.csv").read_text()
print(json.dumps([sorted(LEDGER.files), sorted(LEDGER.folders)]))
"""


def test_every_file_that_python_opens_is_heard(tmp_path):
    for name in (
        "data/voor.csv",
        "data/een.csv",
        "data/twee.csv",
        "data/stil.csv",
        "params/drie.yml",
        "elders.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LISTENS, str(tmp_path.resolve())], capture_output=True, text=True, timeout=60
    )
    files, folders = json.loads(done.stdout or done.stderr)
    assert files == ["data/een.csv", "data/twee.csv", "data/weg.csv", "params/drie.yml"]
    assert folders == ["data", "params"]


def test_what_a_library_opens_is_told_and_a_new_start_forgets(tmp_path):
    ledger = Ledger()
    ledger.tell("opgaven")
    assert ledger.told == {"opgaven"}
    ledger.start(tmp_path, ("data",))
    assert (ledger.told, ledger.files) == (set(), set())
    with pytest.raises(FileNotFoundError):
        open(tmp_path / "data" / "x")  # noqa: PTH123, SIM115
    assert ledger.files == {"data/x"}
