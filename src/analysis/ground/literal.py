"""Text as it was written, in what acts on marks: pages, notebooks, scripts and templates, and a terminal."""

from __future__ import annotations

import re

# What HTML, Markdown, JavaScript template strings, Jinja2 and formulas act on. As numbers they are the same
# letters to a reader of a page, and marks to nobody: also where a notebook becomes Markdown before it is a page.
_MARKS = "&<>\"'`{}[]$\\*_#!|~^@"
_WRITTEN = str.maketrans({mark: f"&#{ord(mark)};" for mark in _MARKS})

# For an element that holds texts: MathJax, which notebooks bring along, reads what stands between two dollars.
NO_FORMULAS = "tex2jax_ignore mathjax_ignore"


def literal(text: object) -> str:
    """
    Return a text for a page, in which nothing is a tag, a link, a script, a template or a formula.

    White space becomes one space: after an empty line a renderer of Markdown reads marks again, and no
    text of a figure means anything by a line break.

    Parameters
    ----------
    text : object
        A name, a caption, a sentence, a cell; what is no text is written as `str` does.
    """
    return " ".join(str(text).split()).translate(_WRITTEN)


# What moves the cursor, rings, colours, or turns the order of reading; a line break is of the message itself.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def for_terminal(text: object) -> str:
    """Return a message in which what cannot be seen is named: a value of a file can hold what a terminal obeys."""
    return _UNSEEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", str(text))
