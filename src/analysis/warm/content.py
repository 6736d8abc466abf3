"""What a zygote has in it: the modules that notebooks ask for, and the code as it was then."""

from __future__ import annotations

import hashlib
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
