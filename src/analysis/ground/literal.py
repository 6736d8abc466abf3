"""Text as it was written, in what acts on marks: pages, notebooks, scripts and templates."""

from __future__ import annotations

# What HTML, Markdown, JavaScript template strings, Jinja2 and formulas act on. As numbers they are the same
# letters to a reader of a page, and marks to nobody: also where a notebook becomes Markdown before it is a page.
_MARKS = "&<>\"'`{}[]$\\*_#!|~^@"
_WRITTEN = str.maketrans({mark: f"&#{ord(mark)};" for mark in _MARKS})

# For an element that holds texts: MathJax, which notebooks bring along, reads what stands between two dollars.
NO_FORMULAS = "tex2jax_ignore mathjax_ignore"


def literal(text: object) -> str:
    """
    Return a text for a page, in which nothing is a tag, a link, a script, a template or a formula.

    White space becomes one space: after an empty line a renderer of Markdown reads marks again.
    """
    return " ".join(str(text).split()).translate(_WRITTEN)
