"""How the pages of this package are written: a template, the house letter inside it, in one move."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from analysis.annex.archive import put
from analysis.charts.style import letter_files
from analysis.ground.page_templates import data_uri, environment


def write_page(target: Path, template: str, **given: Any) -> Path:
    """Write a page from a template in `templates/`; `faces` is the style that brings the house letter."""
    page = _environment().get_template(template).render(faces=_faces(), **given)
    return put(target, page.encode("utf-8"))


def _faces() -> Markup:
    rule = '@font-face {{ font-family: "Huisletter"; font-weight: {}; src: url({}) format("truetype"); }}\n'
    files = letter_files().items()
    return Markup(  # noqa: S704  our own font, as letters of base64
        "".join(rule.format(weight, data_uri(file.read_bytes(), "font/ttf")) for weight, file in files)
    )


@cache
def _environment() -> Environment:
    return environment("analysis.annex")
