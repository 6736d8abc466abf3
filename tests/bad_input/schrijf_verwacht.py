"""Write the report of cases as it is now: `python tests/bad_input/schrijf_verwacht.py 008 009`; read it before you keep it."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bad_input.cases import all_cases, report

for case in all_cases("tabel", "kaart"):
    if any(case.folder.name.startswith(wanted) for wanted in sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            _, found = report(case, case.place("invoer", Path(folder)))
        text = json.dumps(found["problemen"], ensure_ascii=False, indent=1) + "\n"
        (case.folder / "verwacht.json").write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{case.folder.name}\n{text}")
