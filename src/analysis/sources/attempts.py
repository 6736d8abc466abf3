"""When each source was last asked and what became of it, so that a build can say that a number is not the newest."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Final

KEYS: Final = ("datum", "uitkomst", "reden")
FILE: Final = "laatste_poging.json"
# The outcome of a question that was not answered while there was an earlier good version.
KEPT_OLD: Final = "eerdere versie"
FAILED: Final = "mislukt"


def read_attempts(root: Path) -> Mapping[str, Mapping[str, str]]:
    """Return per `source/part` of `data/raw` the last attempt: `datum`, `uitkomst`, `reden`; there may be none yet."""
    try:
        content = json.loads((root / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {what: one for what, one in content.items() if _whole(one)} if isinstance(content, dict) else {}


def _whole(one: object) -> bool:
    """Whether this is an attempt: somebody may have had the file open."""
    if not isinstance(one, dict) or not all(isinstance(one.get(key), str) for key in KEYS):
        return False
    try:
        dt.date.fromisoformat(one["datum"])
    except ValueError:
        return False
    return True


def remember(root: Path, what: str, *, day: dt.date, outcome: str, reason: str) -> None:
    """Write down what became of a question, in one move."""
    root.mkdir(parents=True, exist_ok=True)
    known = {**read_attempts(root), what: {"datum": day.isoformat(), "uitkomst": outcome, "reden": reason}}
    text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    draft = root / f".bezig-{uuid.uuid4().hex}-{FILE}"
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(root / FILE)
