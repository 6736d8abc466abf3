"""The words of click itself in Dutch, as users of `kernmonitor` read it, through gettext: see `locale/`."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DOMAIN, FOLDER = "kernmonitor", Path(__file__).with_name("locale")


# What the system says; a command runs in it, and so does all that it starts.
OWN = os.environ.get("LANGUAGE")


@contextmanager
def language(code: str | None) -> Iterator[None]:
    """Let gettext find the words of a language, for as long as the block takes."""
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)
    before = os.environ.get("LANGUAGE")
    _set(code)
    try:
        yield
    finally:
        _set(before)


def _set(code: str | None) -> None:
    if code is None:
        os.environ.pop("LANGUAGE", None)
    else:
        os.environ["LANGUAGE"] = code
