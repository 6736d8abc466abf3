"""When each source was last asked and what became of it, so that a build can say that a number is not the newest."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FILE: Final = "laatste_poging.json"
# The outcome of a question that was not answered while there was an earlier good version.
KEPT_OLD: Final = "eerdere versie"
FAILED: Final = "mislukt"


def read_attempts(root: Path) -> Mapping[str, Mapping[str, str]]:
    """
    Return per `source/part` the last attempt: `datum`, `uitkomst`, `reden`.

    Parameters
    ----------
    root : Path
        `data/raw` of the project; nothing may have been fetched yet.
    """
    try:
        content = json.loads((root / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def remember(root: Path, what: str, *, day: dt.date, outcome: str, reason: str) -> None:
    """Write down what became of a question, in one move."""
    root.mkdir(parents=True, exist_ok=True)
    known = {**read_attempts(root), what: {"datum": day.isoformat(), "uitkomst": outcome, "reden": reason}}
    text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    draft = root / f".bezig-{FILE}"
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(root / FILE)
