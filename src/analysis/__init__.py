"""
kernmonitor: from open data and a municipality's own registrations to the yearly monitoring annex.

sources -> prepare -> release == THE GATE == numbers that may be seen
-> topics over charts and cards -> notebooks -> annex, attacked by audit before it is published; build runs it all.

Left of the gate small numbers may exist; right of it they cannot. `open_edition` is the door to what is right of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.edition import open_edition

__all__ = ["__version__", "open_edition"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Hand out the door when it is asked for: a command that needs no numbers starts without pandas."""
    if name != "open_edition":
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    from analysis.edition import open_edition

    return open_edition
