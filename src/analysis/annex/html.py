"""`bijlage.html`: one self-contained page, pictures and downloads inside it, no request to anyone."""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from PIL import Image

from analysis import dutch
from analysis.annex.contents import Contents
from analysis.cards.style import letter_files, text_on

KINDS = {
    "csv": "text/csv",
    "ttf": "font/ttf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SCREEN_WIDTH = 1312  # pixels: twice the 41rem that a figure is wide
SCREEN_COLOURS = 128

# The numbers travel inside the page; the pictures for print lie beside it, or the page would be tens of megabytes.
INSIDE = ("xlsx", "csv")

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
        picture=lambda chapter, figure: _picture(folder / chapter.id / figure["bestanden"]["png"]),
        downloads=DOWNLOADS,
        inside=INSIDE,
        faces={weight: _uri(file, "ttf") for weight, file in letter_files().items()},
    )
    target = folder / name
    draft = folder / f".bezig-{name}"
    draft.write_text(page, encoding="utf-8", newline="\n")
    draft.replace(target)
    return target


def _picture(path: Path) -> str:
    """Return a figure for the screen: sharp at twice the width it is shown at, in few enough colours to be small."""
    with Image.open(path) as image:
        height = round(image.height * SCREEN_WIDTH / image.width)
        small = image.convert("RGB").resize((SCREEN_WIDTH, height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.quantize(SCREEN_COLOURS, dither=Image.Dither.NONE).save(buffer, "png", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


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
