"""The verkenner begins: which municipality, and errors as a Dutch sentence instead of a traceback."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import Any

from IPython import get_ipython
from IPython.display import HTML, display

from analysis import notebook as nb
from analysis.explorer import markup
from analysis.explorer.lab import PARAMS_VARIABLE
from analysis.ground import paths
from analysis.ground.errors import AnalysisError, InputError

NOTEBOOK = "verkenner"
LOG = "fout.txt"


def begin(params_file: str) -> nb.Run:
    """Start the run of the municipality that the environment names, else that of the parameters cell."""
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((AnalysisError,), _say)
    return nb.start(os.environ.get(PARAMS_VARIABLE) or params_file, NOTEBOOK)


def in_words(error: Exception, folder: Path) -> str:
    """
    Return an error as a Dutch sentence.

    What the analyst can mend (`InputError`) says itself how; of anything else the technical message is written to a
    file, and the sentence names that file.
    """
    if isinstance(error, InputError):
        return str(error)
    log = folder / LOG
    try:
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError as unwritten:
        return f"Dit is niet gelukt, en {unwritten.filename} kan niet worden geschreven. Is de schijf vol?"
    return f"Dit is niet gelukt. Kies iets anders; de technische melding staat in {paths.relative(log)}."


def _say(_shell: Any, _kind: type[Exception], error: Exception, *_: object, **__: object) -> list[str]:
    """Show an error of this suite in a notebook; the cell still counts as failed."""
    display(HTML(markup.STYLE + markup.message(str(error))))
    return []
