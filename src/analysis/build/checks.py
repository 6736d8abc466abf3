"""
What has to be right with a finished notebook before it replaces the one of before.

papermill calls every cell of a killed notebook completed, and a warning changes no exit code:
what happened is read from the notebook itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

LONGEST = 200  # characters of a message in a reason

# As `warnings` prints it: the file, the line, the kind. A cell is a file in a folder `ipykernel_…`.
_WARNING = re.compile(r"^(?P<file>.*?):(?P<line>\d+): (?P<kind>\w*Warning): (?P<text>.*)$")
_OURS = re.compile(r"(^|[/\\])analysis[/\\]|[/\\]ipykernel_\d+[/\\]|<ipython-input-|<string>")
# As a logger of the package prints it, with the usual formats: level, name and text in any order.
_LOGGED = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")
_NAME = re.compile(r"(^|[^\w./\\])analysis(\.\w+)*\b(?![/\\])")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def problems(book: Mapping[str, Any], sentinel: str) -> list[str]:
    """
    Return in Dutch what is wrong with a finished notebook; nothing when it may be moved in.

    Parameters
    ----------
    book : mapping
        The executed notebook, as nbformat 4 has it.
    sentinel : str
        What the last code cell has to print as its last line.
    """
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    found = [text for number, cell in enumerate(cells, start=1) for text in _cell_problems(number, cell)]
    if not _reached_end(cells, sentinel):
        found.append("het notebook stopte voor het einde: de laatste regel ontbreekt (sys.exit in een cel?)")
    return found


def _cell_problems(number: int, cell: Mapping[str, Any]) -> Iterator[str]:
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            yield f"cel {number}: {output['ename']}: {_short(output['evalue'])}"
        elif output.get("name") == "stderr":
            for line in _COLOUR.sub("", _joined(output["text"])).splitlines():
                if _is_ours(line):
                    yield f"cel {number} gaf een waarschuwing: {_short(_said(line))}"


def _is_ours(line: str) -> bool:
    """Whether a line is a warning raised in this package or in a cell, or written by a logger of this package."""
    warned = _WARNING.match(line)
    if warned:
        return bool(_OURS.search(warned["file"])) and "site-packages" not in warned["file"]
    return bool(_LOGGED.search(line) and _NAME.search(line))


def _said(line: str) -> str:
    """Return a warning without the path of this machine."""
    warned = _WARNING.match(line)
    if not warned:
        return line
    file = re.split(r"[/\\]", warned["file"])[-1]
    where = "" if "ipykernel" in warned["file"] else f" ({file}, regel {warned['line']})"
    return f"{warned['kind']}: {warned['text']}{where}"


def _reached_end(cells: list[Mapping[str, Any]], sentinel: str) -> bool:
    if not cells:
        return False
    printed = (_joined(output["text"]) for output in cells[-1]["outputs"] if output.get("name") == "stdout")
    return "".join(printed).rstrip("\n").split("\n")[-1] == sentinel


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
