"""`bijlage.html`: one self-contained page, pictures and downloads inside it, no request to anyone."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader

from analysis import dutch
from analysis.annex.contents import Contents
from analysis.cards.style import letter_files, text_on

KINDS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv",
    "ttf": "font/ttf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a reader may take with them, in this order, and what it is good for.
DOWNLOADS = {"png": "PNG (Word)", "svg": "SVG (drukwerk)", "xlsx": "Excel", "csv": "CSV"}


def write_html(contents: Contents, folder: Path, name: str = "bijlage.html") -> Path:
    """
    Write the annex as a page.

    Parameters
    ----------
    contents : Contents
        What to print.
    folder : Path
        Holds the folders of the runs; the page is written beside them.
    name : str
        File name.

    Returns
    -------
    Path
        The page.
    """
    template = _environment().get_template("bijlage.html.j2")
    page = template.render(
        contents=contents,
        params=contents.params,
        on_house=text_on(contents.params.huisstijl.hoofdkleur),
        uri=lambda chapter, figure, kind: _uri(folder / chapter.id / figure["bestanden"][kind], kind),
        downloads=DOWNLOADS,
        faces={weight: _uri(file, "ttf") for weight, file in letter_files().items()},
    )
    target = folder / name
    draft = folder / f".bezig-{name}"
    draft.write_text(page, encoding="utf-8", newline="\n")
    draft.replace(target)
    return target


def _uri(path: Path, kind: str) -> str:
    return f"data:{KINDS[kind]};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analysis.annex"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Any] = {"nl": dutch.number, "opsomming": dutch.enumeration, "periode": dutch.period}
    environment.filters.update(filters)
    return environment
