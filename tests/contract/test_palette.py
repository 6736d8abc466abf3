"""A colour is written once, in `ground/palette.py`: figure, page, PDF and form cannot differ."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.ground import palette

SOURCE = Path(palette.__file__).parents[1]
COLOUR = re.compile(r"(?<![\w&])#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
# What is no colour of ours: the example in a message, and the mark in a Word template that the house colour replaces.
EXAMPLES = {("strict_yaml.py", "#1f4e79"), ("word.py", "#fefefe")}
FILES = [
    path
    for kind in ("py", "css", "typ", "j2", "js", "mplstyle")
    for path in sorted(SOURCE.rglob(f"*.{kind}"))
    if path != Path(palette.__file__)
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_colour_is_written_beside_the_palette(path: Path):
    found = {(path.name, colour.lower()) for colour in COLOUR.findall(path.read_text(encoding="utf-8"))}
    assert found <= EXAMPLES


def test_a_colour_would_be_found():
    assert COLOUR.findall("color: #8A1C4B; background:#fff; &#123; url(#abcd) a#b") == ["#8A1C4B", "#fff"]
