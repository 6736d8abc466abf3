"""How every page is made: all text escaped, and as a second wall a policy of what the browser may do."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader

from analysis.ground import palette


@cache
def environment(package: str) -> Environment:
    """
    Return what makes pages of the templates in a package, each compiled once.

    A template has its style and its programmes in variables, and gives them to `policy` as well; it names
    the policy before anything else that a browser acts on. Colours are those of `palette`.
    """
    made = Environment(loader=PackageLoader(package), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"policy": policy, "palette": palette}
    return made


def data_uri(content: bytes, kind: str) -> str:
    """Return a file as an address that holds the file itself."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def policy(styles: Iterable[str], scripts: Iterable[str] = (), *, beside: bool = False) -> str:
    """
    Return a Content-Security-Policy for a page that works from a file, mailed or hosted, and asks nobody.

    It is for a `<meta>` (https://www.w3.org/TR/CSP3/#meta-element). Styles and scripts are what stands between the
    tags, letter for letter, before any text from data came near it; all else is refused by the browser. A page holds
    its pictures itself, or they lie `beside` it.
    """
    rules = {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "font-src": ["data:"],
        "img-src": ["data:", *(["'self'"] if beside else [])],
        "style-src": [_hash_of(style) for style in styles],
        "script-src": [_hash_of(script) for script in scripts] or ["'none'"],
    }
    return "; ".join(f"{rule} {' '.join(allowed)}" for rule, allowed in rules.items())


def _hash_of(text: str) -> str:
    """Return how a policy names a script: over its text as a browser reads it, with one kind of line end."""
    read = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(read.encode()).digest()).decode('ascii')}'"
