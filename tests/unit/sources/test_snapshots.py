"""Write-once, atomic, never a damaged file, and no change without a word."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from analysis.build.receipt import file_hashes
from analysis.sources.snapshots import Snapshot, Store

DAY = dt.date(2026, 11, 22)


def add(store: Store, files, *, version: str = "v1", day: dt.date = DAY) -> tuple[Snapshot, bool]:
    with store.workspace() as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        about = {"url": "https://cbs", "rows": 2, "version": version, "today": day}
        return store.add("cbs_kwb", "85984NED-GM0148", folder, **about)


def parquet(path: Path, columns: dict[str, list[str | None]], **options: object) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_what_was_added_is_the_newest_and_says_where_it_came_from(store):
    snapshot, new = add(store, {"a.json": b"[1]"})
    assert new
    assert store.newest("cbs_kwb", "85984NED-GM0148") == snapshot
    assert snapshot.path("a.json").read_bytes() == b"[1]"
    record = yaml.safe_load(snapshot.path("herkomst.yml").read_text(encoding="utf-8"))
    assert (record["opgehaald"], record["versie"], record["licentie"]) == ("2026-11-22", "v1", "CC BY 4.0")
    assert record["sha256"]["a.json"] == file_hashes(snapshot.folder)["a.json"]
    assert snapshot.folder.name.startswith("2026-11-22-")


def test_nothing_is_there_before_anything_was_added(store):
    assert store.newest("cbs_kwb", "85984NED-GM0148") is None


def test_the_same_bytes_are_kept_once(store):
    first, _ = add(store, {"a.json": b"[1]"})
    again, new = add(store, {"a.json": b"[1]"}, day=DAY + dt.timedelta(days=3))
    assert not new
    assert again == first
    assert again.origin.opgehaald == DAY


def test_a_new_version_is_kept_beside_the_old_without_a_warning(store):
    first, _ = add(store, {"a.json": b"[1]"})
    second, new = add(store, {"a.json": b"[2]"}, version="v2")
    assert new
    assert second.notes == ()
    assert first.path("a.json").read_bytes() == b"[1]"
    assert store.newest("cbs_kwb", "85984NED-GM0148") == second


def test_of_two_on_one_day_the_last_is_the_newest(store):
    for content in (b"3", b"1", b"2"):
        last, _ = add(store, {"a.json": content}, version=content.decode())
    assert store.newest("cbs_kwb", "85984NED-GM0148") == last


def test_other_numbers_under_the_same_version_are_told_by_file(store, tmp_path):
    before = {"gebied": ["GM0148", "BU01480101"], "inwoners": ["29683", None], "weg": ["1", "2"]}
    after = {"gebied": ["GM0148", "BU01480101"], "inwoners": ["29683", "5"], "erbij": ["1", "2"]}
    first, _ = add(store, {"w.parquet": parquet(tmp_path / "a", before)})
    second, new = add(store, {"w.parquet": parquet(tmp_path / "b", after)})
    assert new
    assert first.folder.is_dir()
    (note,) = second.notes
    assert note.code == "F504"
    assert note.warning
    assert note.found.endswith("in w.parquet")


def test_the_same_cells_in_other_bytes_are_no_change(store, tmp_path):
    cells = {"gebied": ["GM0148", "WK014801"]}
    first, _ = add(store, {"w.parquet": parquet(tmp_path / "a", cells, compression="zstd")})
    same, new = add(
        store, {"w.parquet": parquet(tmp_path / "b", cells, compression="none", row_group_size=1)}
    )
    assert not new
    assert same == first


def test_a_damaged_snapshot_is_passed_over_and_named(store):
    old, _ = add(store, {"a.json": b"[1]"})
    new, _ = add(store, {"a.json": b"[2]"}, version="v2", day=DAY + dt.timedelta(days=1))
    new.path("a.json").write_bytes(b"[3]")
    found = store.newest("cbs_kwb", "85984NED-GM0148")
    assert found == old
    (note,) = found.notes
    assert note.code == "F160"
    assert note.warning


@pytest.mark.parametrize("damage", ["file", "record", "half record"])
def test_without_any_good_one_there_is_none(store, damage):
    only, _ = add(store, {"a.json": b"[1]"})
    if damage == "half record":
        only.path("herkomst.yml").write_text("bron: cbs_kwb\n", encoding="utf-8")
    else:
        only.path("a.json" if damage == "file" else "herkomst.yml").unlink()
    assert store.newest("cbs_kwb", "85984NED-GM0148") is None


def test_a_damaged_one_is_replaced_by_fetching_again(store):
    only, _ = add(store, {"a.json": b"[1]"})
    only.path("a.json").write_bytes(b"")
    again, new = add(store, {"a.json": b"[1]"})
    assert new
    assert again.folder != only.folder
    assert again.path("a.json").read_bytes() == b"[1]"


def test_a_crash_halfway_leaves_nothing(store, monkeypatch):
    first, _ = add(store, {"a.json": b"[1]"})
    before = file_hashes(store.root)
    monkeypatch.setattr(
        "analysis.sources.snapshots._write_record",
        lambda *arguments: (_ for _ in ()).throw(OSError("disk full")),
    )
    with pytest.raises(OSError, match="disk full"):
        add(store, {"a.json": b"[2]"}, version="v2")
    assert file_hashes(store.root) == before
    assert store.newest("cbs_kwb", "85984NED-GM0148") == first


def test_what_another_process_is_still_writing_is_not_read(store):
    add(store, {"a.json": b"[1]"})
    (store.root / ".bezig-abc").mkdir()
    assert store.newest("cbs_kwb", "85984NED-GM0148").notes == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("opgehaald", "gisteren"),
        ("opgehaald", None),
        ("rijen", "veel"),
        ("rijen", True),
        ("sha256", {"../a.json": "0"}),
        ("sha256", {"map/a.json": "0"}),
        ("sha256", ["a.json"]),
    ],
)
def test_a_record_that_somebody_changed_is_a_damaged_one(store, key, value):
    only, _ = add(store, {"a.json": b"[1]"})
    record = yaml.safe_load(only.path("herkomst.yml").read_text(encoding="utf-8"))
    only.path("herkomst.yml").write_text(yaml.safe_dump(record | {key: value}), encoding="utf-8")
    assert store.newest("cbs_kwb", "85984NED-GM0148") is None


def test_a_workspace_is_gone_afterwards_also_when_it_went_wrong(store):
    with store.workspace() as folder:
        (folder / "a").write_bytes(b"1")
        assert folder.parent == store.root
    with pytest.raises(OSError, match="vol"), store.workspace():
        raise OSError("vol")
    assert list(store.root.iterdir()) == []


def test_what_a_killed_fetch_left_is_swept_and_what_runs_now_is_not(store):
    snapshot, _ = add(store, {"a.json": b"[1]"})
    left = [
        store.root / ".bezig-oud",
        store.root / ".bezig-oud-laatste_poging.json",
    ]
    for path in left[:1]:
        path.mkdir()
        (path / "waarnemingen.parquet").write_bytes(b"half")
    left[1].write_bytes(b"{")
    running = store.root / ".bezig-nieuw"
    running.mkdir()
    for path in left:
        os.utime(path, (0, 0))
    store.sweep()
    assert not any(path.exists() for path in left)
    assert running.is_dir()
    assert store.newest("cbs_kwb", "85984NED-GM0148") == snapshot
