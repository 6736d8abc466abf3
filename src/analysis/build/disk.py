"""A disk that takes nothing more: what is the matter and what to do, in Dutch."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

from analysis.ground import paths

GOES_ON = "De volgende kernmonitor build gaat verder waar deze ophield."
# What somebody can do something about; another error of the system is a fault of ours.
_CAUSES = {
    errno.ENOSPC: ("de schijf is vol", "Maak ruimte vrij en start opnieuw."),
    errno.EDQUOT: ("de schijfruimte van deze gebruiker is op", "Maak ruimte vrij en start opnieuw."),
    errno.EFBIG: ("het bestand wordt groter dan hier mag", "Vraag om een hogere limiet en start opnieuw."),
    errno.EROFS: ("de schijf is alleen te lezen", "Maak hem schrijfbaar en start opnieuw."),
    errno.EIO: ("de schijf geeft een fout", "Laat de schijf nakijken en start opnieuw."),
}


def cause(error: OSError) -> str:
    """Return in Dutch why something could not be written; as the system says it when it is no known cause."""
    known = _CAUSES.get(error.errno or 0)
    return known[0] if known else str(error.strerror or error)


def told(error: OSError) -> str:
    """Return in Dutch what could not be read or written, and why."""
    name = f"{paths.relative(Path(error.filename))}: " if isinstance(error.filename, str | Path) else ""
    return f"{name}lezen of schrijven is niet gelukt ({cause(error)})"


def advice(outputs: Path, reasons: Iterable[str | OSError]) -> str:
    """Return what to do when the disk is why something failed; "" when it is not."""
    texts = [cause(one) if isinstance(one, OSError) else one for one in reasons]
    for number, (why, action) in _CAUSES.items():
        # Libraries write the number in either way.
        if any(sign in text for text in texts for sign in (why, f"[Errno {number}]", f"[errno {number}]")):
            return f"Schrijven in {outputs} lukt niet: {why}. {action} {GOES_ON}"
    return ""
