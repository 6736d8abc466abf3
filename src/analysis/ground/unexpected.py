"""An error that nobody foresaw, told to who cannot mend it: a sentence, and a file to send along."""

from __future__ import annotations

import contextlib
import os
import tempfile
import traceback

DEBUG_VARIABLE = "KERNMONITOR_DEBUG"
LONGEST = 160  # letters of what a library says


def is_debugging() -> bool:
    """Return whether somebody asked to see errors as they are, with `KERNMONITOR_DEBUG=1`."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")


def in_words(error: BaseException, what: str) -> str:
    """
    Return a Dutch sentence that begins with what did not succeed ("bijlage.pdf schrijven"), and keep where it came from.

    The technical message lies among the temporary files, since all of an output folder may be published.
    """
    said = " ".join(str(error).split())
    called = f"{said[:LONGEST]}…" if len(said) > LONGEST else said
    kind = type(error).__name__
    kept = keep_trace(error)
    where = f" De technische melding staat in {kept}; stuur die mee als u dit meldt." if kept else ""
    words = f' ("{called}")' if called else ""
    return f"{what} is niet gelukt, door iets dat kernmonitor niet kent: {kind}{words}.{where}"


def keep_trace(error: BaseException) -> str:
    """Write where an error came from to a temporary file; return its path, "" when even that cannot be written."""
    text = "".join(traceback.format_exception(error))
    with contextlib.suppress(OSError):
        number, path = tempfile.mkstemp(prefix="kernmonitor-fout-", suffix=".txt", text=True)
        with os.fdopen(number, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        return path
    return ""
