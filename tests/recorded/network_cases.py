"""
The bad inputs that come over the network: what a misbehaving server leads to.

    python -m tests.recorded.network_cases 096 097

writes `verwacht.json` of cases as it is now; read it before you keep it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from tests.bad_input.cases import Case, all_cases
from tests.recorded.fixtures import addresses, running

from analysis.ground.errors import Problem
from analysis.sources.budget import Limits
from analysis.sources.http import Client
from analysis.sources.http_errors import SourceDown
from analysis.sources.odata_client import Request
from analysis.sources.odata_fetch import fetch_table
from analysis.sources.snapshots import Snapshot, Store

TODAY = dt.date(2026, 11, 22)
QUESTIONS = {
    "kerncijfers": Request("cbs_kwb", "cbs", "86165NED", "WijkenEnBuurten", "GM0148", ("NL00",)),
}


def client() -> Client:
    limits = Limits(answers=100, answer_seconds=1, seconds=20)
    return Client(timeout=(2, 0.5), retries=5, backoff=0, longest_wait=0, limits=limits)


def ask(question: str, server: str, behaviour: str, store: Store) -> tuple[Snapshot, bool]:
    with mock.patch.dict(os.environ, addresses(server, behaviour)):
        return fetch_table(client(), QUESTIONS[question], store, today=TODAY)


def problems_of(case: Case, server: str, root: Path) -> list[dict[str, Any]]:
    """Return what each behaviour of the server leads to, with the address of the server left out."""
    store = Store(root)
    if case.about.get("eerst"):
        ask(case.about["vraag"], server, "", store)
    found: list[dict[str, Any]] = []
    for behaviour in case.about["server"]:
        try:
            problems = ask(
                case.about["vraag"], server, f"{behaviour}~{root.name}" if behaviour else "", store
            )[0].notes
        except SourceDown as error:
            problems = error.problems
        found.extend(named(problem, server, root) for problem in problems)
    return found


def named(problem: Problem, server: str, root: Path) -> dict[str, Any]:
    """Leave out what differs per run: the address of the server, and hashes, which follow the Parquet writer."""
    text = json.dumps(problem.as_dict()).replace(server, "http://server").replace(f"~{root.name}", "")
    text = re.sub(r"\b[0-9a-f]{12} werd [0-9a-f]{12}\b", "(hash) werd (hash)", text)
    content: dict[str, Any] = json.loads(re.sub(r"(2026-11-22)-[0-9a-f]{8}\b", r"\1-(hash)", text))
    return content


def main() -> None:
    with running() as server:
        for case in all_cases("netwerk"):
            if any(case.folder.name.startswith(wanted) for wanted in sys.argv[1:]):
                with tempfile.TemporaryDirectory(prefix="geval") as folder:
                    found = problems_of(case, server, Path(folder))
                text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
                (case.folder / "verwacht.json").write_text(text, encoding="utf-8", newline="\n")
                sys.stdout.write(f"{case.folder.name}\n{text}")


if __name__ == "__main__":
    main()
