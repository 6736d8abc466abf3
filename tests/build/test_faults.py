"""
A notebook that goes wrong is named, stops nothing else and leaves its previous output alone.

One whose kernel ends and one with an error in a cell; in how many more ways it may go wrong says test_dying_cells.
"""

from __future__ import annotations

import json

from tests.build.conftest import SHOW, SUMMARY

FAULTS = {
    "2_sterft": ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"],
    "3_fout": ['raise ValueError("de teller is negatief")'],
}
REASONS = {
    "2_sterft": "de kernel is gestopt",
    "3_fout": "de teller is negatief",
}


def test_faults_are_named_and_the_rest_finishes(project, hashes):
    names = ["1_goed", *FAULTS]
    for name in names:
        project.notebook(name)
    path = project.usual_params(*names)
    assert project.run("build", path, *SUMMARY, "--jobs", "2").exit_code == 0
    folder = project.outputs / "dalfsen" / "2025"
    good = {name: hashes(folder / name) for name in names}
    before = hashes(folder)

    project.notebook("1_goed", [SHOW, SHOW])
    for name, cells in FAULTS.items():
        project.notebook(name, cells)
    result = project.run("build", path, *SUMMARY, "--jobs", "2")

    assert result.exit_code == 1
    last = result.output[result.output.index("\nMislukt:") :]
    for name, reason in REASONS.items():
        assert f"{name}: " in last
        assert reason in last
        assert (folder / "fouten" / name / "log.txt").is_file()
    found = {name: one for name, one in hashes(folder).items() if not name.startswith("fouten/")}
    assert found == before, "an edition is not renewed from half a build"

    work = folder.with_name(".bezig-2025")
    assert hashes(work / "1_goed") != good["1_goed"]
    receipt = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
    assert receipt["onderdelen"]["1_goed"]["bestanden"] == hashes(work / "1_goed")
    assert receipt["onderdelen"]["2_sterft"]["bestanden"] == good["2_sterft"]
    assert not list(folder.rglob(".bezig-*"))
    assert not list(folder.rglob(".oud-*"))

    for name in FAULTS:
        project.notebook(name)
    result = project.run("build", path, *SUMMARY, "--jobs", "2")
    assert result.exit_code == 0, result.output
    assert "1_goed klaar" not in result.output, "what waited is not made again"
    assert not (folder / "fouten").exists()
    assert not work.exists()


def test_what_a_killed_batch_left_is_swept_at_the_next_start(project, hashes):
    project.notebook("1_goed")
    path = project.usual_params("1_goed")
    assert project.run("build", path, *SUMMARY).exit_code == 0
    folder = project.outputs / "dalfsen" / "2025"
    before = hashes(folder)
    # Killed between the two renames, and once more in the middle of a run.
    (folder / "1_goed").rename(folder / ".oud-1_goed")
    (folder / ".bezig-2_half").mkdir()
    (folder / ".bezig-2_half" / "notebook.ipynb").write_text("{", encoding="utf-8")

    assert project.run("build", path, *SUMMARY).exit_code == 0

    assert hashes(folder) == before
