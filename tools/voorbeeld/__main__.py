"""The command: write the fictional figures again."""

from __future__ import annotations

import sys

from analysis.ground import paths
from tools.voorbeeld import write

if __name__ == "__main__":
    for path in write():
        sys.stdout.write(f"{paths.relative(path)}\n")
