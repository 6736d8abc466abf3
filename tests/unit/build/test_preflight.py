"""What keeps a batch from ending well is found before it starts, all at once, and nothing is left behind."""

from __future__ import annotations

import errno
import os
from collections import namedtuple
from pathlib import Path

import pytest

from analysis.build import edition_folder, preflight
from analysis.build.preflight import advice, cause, letter_problems, path_problems, problems
from analysis.build.receipt import STAGING, recover

PARTS = ["release", "01_kernkaarten", "02_wijkprofiel-kerngebied-gm0148-nieuwleusen"]
Usage = namedtuple("Usage", "total used free")


def room(monkeypatch, free):
    monkeypatch.setattr(preflight.shutil, "disk_usage", lambda _: Usage(10**12, 0, free))


def test_a_usual_computer_has_no_problems_and_nothing_is_left_behind(tmp_path):
    assert list(problems(tmp_path / "uit" / "dalfsen" / "2025", PARTS)) == []
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_named_in_megabytes(tmp_path, monkeypatch):
    room(monkeypatch, 119_000_000)
    [problem] = problems(tmp_path, PARTS)
    assert (problem.code, problem.found) == ("F701", "119 MB vrij")
    assert problem.expected == "120 MB vrije ruimte voor 3 onderdelen"


def test_just_enough_room_is_enough(tmp_path, monkeypatch):
    room(monkeypatch, 120_000_000)
    assert list(problems(tmp_path, PARTS)) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "no"), "zonder schrijfrechten"),
        (OSError(errno.EROFS, "Read-only file system"), "schrijven niet lukt"),
        (OSError(errno.ENOSPC, "No space left on device"), "schrijven niet lukt"),
    ],
)
def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch, error, words):
    def refuse(**_):
        raise error

    monkeypatch.setattr(preflight.tempfile, "NamedTemporaryFile", refuse)
    [problem] = problems(tmp_path / "nieuw", PARTS)
    assert problem.code == "F701"
    assert problem.file == tmp_path.name
    assert words in problem.found


@pytest.mark.parametrize("name", ["manifest.json", "01_kernkaarten"])
def test_output_of_before_that_may_not_be_replaced_is_named(tmp_path, monkeypatch, name):
    (tmp_path / "manifest.json").touch()
    for there in ("01_kernkaarten", "03_mantelzorg"):
        (tmp_path / there).mkdir()
    monkeypatch.setattr(preflight.os, "access", lambda path, mode: mode != os.W_OK or Path(path).name != name)
    [problem] = problems(tmp_path, PARTS)
    assert (problem.code, problem.file) == ("F701", f"{tmp_path.name}/{name}")


def test_a_killed_check_leaves_nothing_that_passes_for_output(tmp_path, monkeypatch):
    made = []
    real = preflight.tempfile.NamedTemporaryFile
    monkeypatch.setattr(
        preflight.tempfile, "NamedTemporaryFile", lambda **how: made.append(how["prefix"]) or real(**how)
    )
    assert list(problems(tmp_path, PARTS)) == []
    # In the folder and beside it, where the next edition is made.
    assert made == [f"{STAGING}proef-"] * 2
    killed = [tmp_path / f"{STAGING}proef-x", tmp_path.with_name(f"{STAGING}proef-x")]
    for path in killed:
        path.touch()
    edition_folder.recover(tmp_path)
    recover(tmp_path)
    assert not [path for path in killed if path.exists()]


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "uit").write_text("")
    [problem] = problems(tmp_path / "uit" / "2025", PARTS)
    assert problem.found == "een bestand met de naam van de map"


def test_a_name_of_too_many_bytes_is_named(tmp_path):
    long = "é" * 128  # 128 letters, 256 bytes
    found = list(problems(tmp_path / long, PARTS))
    assert [problem.code for problem in found] == ["F701"]
    assert "een naam van 256 bytes" in found[0].found


def test_a_chapter_with_too_long_a_name_is_named(tmp_path):
    [problem] = problems(tmp_path, ["02_wijkprofiel-" + "x" * 230])
    assert "een naam van 257 bytes" in problem.found


def test_windows_counts_the_whole_path():
    folder = Path("/" + "a" * 100)
    assert list(path_problems(folder, PARTS, windows=True)) == []
    [problem] = path_problems(folder / ("b" * 40), PARTS, windows=True)
    assert problem.expected == "hooguit 259 tekens op Windows"


def test_all_problems_come_at_once(tmp_path, monkeypatch):
    room(monkeypatch, 1_000_000)
    monkeypatch.setattr(preflight, "letter_problems", lambda: iter(["letter"]))
    found = list(problems(tmp_path, ["x" * 260]))
    assert [getattr(problem, "found", problem) for problem in found][1:] == ["1 MB vrij", "letter"]


def test_a_release_needs_no_letter(tmp_path, monkeypatch):
    monkeypatch.setattr(preflight, "letter_problems", lambda: pytest.fail("asked"))
    assert list(problems(tmp_path, ["release"])) == []


def test_a_missing_letter_is_named(tmp_path, monkeypatch):
    from analysis.charts import style

    assert list(letter_problems()) == []
    monkeypatch.setattr(style, "letter_files", lambda: {400: tmp_path / "SourceSansPro-Regular.ttf"})
    [problem] = letter_problems()
    assert (problem.code, problem.file) == ("F703", "SourceSansPro-Regular.ttf")
    assert problem.expected == "de letter Source Sans Pro"


def test_a_letter_that_matplotlib_does_not_find_is_named(monkeypatch):
    monkeypatch.setattr(preflight, "LETTER", "Geen Bestaande Letter")
    [problem] = letter_problems()
    assert problem.code == "F703"
    assert problem.expected == "de letter Geen Bestaande Letter"


OUTPUTS = Path("outputs")
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "reason",
    [
        FULL,
        "bewaren is niet gelukt: de schijf is vol",
        "cel 3: OSError: [Errno 28] No space left on device: 'kaart.png'",
        "[Errno 28] Error writing bytes to file. Detail: [errno 28] No space left on device",
    ],
)
def test_a_full_disk_is_named_with_the_place_and_what_to_do(reason):
    text = advice(OUTPUTS, ["een fout in een cel", reason])
    assert text.startswith("Schrijven in outputs lukt niet: de schijf is vol. Maak ruimte vrij")
    assert text.endswith("De volgende kernmonitor build gaat verder waar deze ophield.")


@pytest.mark.parametrize("reason", ["de teller is negatief", FileNotFoundError(errno.ENOENT, "No such file")])
def test_another_error_is_no_advice_about_the_disk(reason):
    assert advice(OUTPUTS, [reason]) == ""


def test_a_cause_that_is_not_known_is_said_as_the_system_does():
    assert cause(FULL) == "de schijf is vol"
    assert cause(OSError(errno.ENAMETOOLONG, "File name too long")) == "File name too long"
    assert cause(OSError("zomaar")) == "zomaar"
