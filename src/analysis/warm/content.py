"""What a zygote has in it: the modules that notebooks ask for, and the code as it was then."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# What our notebooks import, in their order, for a zygote that is started before anyone knows which of them will run.
MODULES = (
    "analysis.figures",
    "analysis.maps",
    "analysis.sentences",
    "analysis.tables",
    "analysis.notebook",
)


def of_the_code() -> str:
    """Return a hash of the code of `analysis` as it is on disk: by size and moment, so that asking is cheap."""
    total = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            about = path.stat()
            total.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return total.hexdigest()


def modules_of(notebooks: Iterable[Path]) -> list[str]:
    """Return the modules that notebooks import, so that nothing is imported for them that they would not."""
    found: set[str] = set()
    for path in notebooks:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                found |= _imported("".join(cell["source"]))
    return sorted(found)


def _imported(source: str) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic; or a mistake, which the notebook itself will show
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # `from analysis import figures`: the module is the second; a name that is none is passed over.
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found
