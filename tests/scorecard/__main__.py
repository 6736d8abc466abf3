"""
Write the scorecard from test results: `python -m tests.scorecard [junit.xml]`.

Without a file the tests of the scorecard are run first. Exit code 1 when a promise is not met.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.scorecard.items import ITEMS
from tests.scorecard.results import Tally, read_results
from tests.scorecard.table import BEGIN, NOT_MET, NOT_TESTED, measured, outcome, table, write

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "betrouwbaarheid.md"


def main(arguments: list[str]) -> int:
    """Read or run, write the document, say what is not met."""
    results = read_results(Path(arguments[0])) if arguments else run()
    day = dt.date.today()  # noqa: DTZ011  the calendar of who measures
    write(DOCUMENT, f"Gemeten op {day.day}-{day.month}-{day.year}.\n\n{table(ITEMS, results)}\n")
    words = [outcome(item, results) for item in ITEMS]
    for item, word in zip(ITEMS, words, strict=True):
        print(f"{item.id:<3} {word.strip('*'):<14} {measured(item, results)}")
    print(f"{DOCUMENT.relative_to(ROOT).as_posix()} geschreven, onder {BEGIN}.")
    named = any(item.tests and word == NOT_TESTED for item, word in zip(ITEMS, words, strict=True))
    return int(NOT_MET in words or named)


def run() -> dict[str, Tally]:
    """Run the tests of the scorecard, each once."""
    named = dict.fromkeys(test for item in ITEMS for test in item.tests)
    # A file that runs whole holds its own tests already.
    tests = [test for test in named if "::" not in test or test.partition("::")[0] not in named]
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "uitkomst.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={file}"]
        subprocess.run([*command, *(f"tests/{test}" for test in tests)], cwd=ROOT, check=False)
        return read_results(file)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
