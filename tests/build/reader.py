"""
Somebody who reads an edition while builds are killed: `python reader.py <folder> <file>`, until it is ended.

Writes a line for every look at the whole of it that is not as the look before: each file that is found by its
name, and by the links of the page. A look during which the folder became another one is no look.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from pathlib import Path
from urllib.parse import unquote

DOCUMENTS = (
    "bijlage.html",
    "bijlage.pdf",
    "bijlage.docx",
    "samenvatting.html",
    "samenvatting.pdf",
    "samenvatting.docx",
    "figurenpakket.zip",
    "figuren.pptx",
)
GONE = "weg"


def what_is_found(folder: Path) -> dict[str, str]:
    """Return a hash of every document, of what the page links to, and the mark that the page bears."""
    found = {name: _hash_of(folder / name) for name in DOCUMENTS}
    try:
        page = (folder / "bijlage.html").read_text(encoding="utf-8")
    except OSError:
        return found
    for link in sorted(set(re.findall(r'href="([^"#:]+)"', page))):
        found[link] = _hash_of(folder / unquote(link))
    found["kenmerk"] = re.findall(r"Kenmerk (\w+)\.", page)[0]
    return found


def _hash_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return GONE


def _which(folder: Path) -> int:
    try:
        return folder.stat().st_ino
    except OSError:
        return 0


def main() -> None:
    folder, log = Path(sys.argv[1]), Path(sys.argv[2])
    last: object = None
    with log.open("a", encoding="utf-8") as file:
        while True:
            before = _which(folder)
            found = what_is_found(folder)
            if before == _which(folder) and found != last:
                file.write(json.dumps(found) + "\n")
                file.flush()
                last = found
            time.sleep(0.01)


if __name__ == "__main__":
    main()
