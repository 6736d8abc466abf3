"""A process that runs a notebook of a build opens nothing before the gate, however it names it."""

from __future__ import annotations

import json
import subprocess
import sys

OPENS = """\
import json, os, sys
from pathlib import Path
from analysis.ground.errors import AnalysisError
from analysis.ground.read_guard import refuse_unreleased
root = Path(sys.argv[1])
(root / "data" / "eigen" / "een.csv").read_text()
refuse_unreleased(root / "data")
os.chdir(root)
ways = {
    "open": lambda: open("data/eigen/een.csv").close(),
    "bytes": lambda: open(b"data/eigen/een.csv").close(),
    "round about": lambda: (root / "data" / "beleid" / ".." / "raw" / "x.json").read_text(),
    "not there": lambda: (root / "data" / "eigen" / "weg.csv").read_bytes(),
    "list": lambda: os.listdir(root / "data" / "eigen"),
    "glob": lambda: list((root / "data").glob("raw/*")),
    "policy": lambda: (root / "data" / "beleid" / "a.yml").read_text(),
    "another folder": lambda: (root / "data" / "eigenlijk" / "a.yml").read_text(),
    "the folder above": lambda: os.listdir("data"),
}
said = {}
for name, way in ways.items():
    try:
        way()
        said[name] = ""
    except AnalysisError as error:
        said[name] = str(error)
print(json.dumps(said))
"""
WAY = "een notebook leest alleen wat is vrijgegeven"


def test_what_lies_before_the_gate_is_not_opened(tmp_path):
    """In a process of its own: a hook of the interpreter stays until it ends."""
    for name in ("eigen/een.csv", "raw/x.json", "beleid/a.yml", "eigenlijk/a.yml"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", OPENS, str(tmp_path.resolve())], capture_output=True, text=True, timeout=60
    )
    said = json.loads(done.stdout or done.stderr)
    assert said == {
        "open": f"het las data/eigen/een.csv; {WAY}",
        "bytes": f"het las data/eigen/een.csv; {WAY}",
        "round about": f"het las data/raw/x.json; {WAY}",
        "not there": f"het las data/eigen/weg.csv; {WAY}",
        "list": f"het las data/eigen; {WAY}",
        "glob": f"het las data/raw; {WAY}",
        "policy": "",
        "another folder": "",
        "the folder above": "",
    }
