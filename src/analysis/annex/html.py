"""`bijlage.html`: one self-contained page, pictures and downloads inside it, no request to anyone."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from analysis import dutch
from analysis.annex import images, prose, summary
from analysis.annex.contents import Chapter, Contents, Part
from analysis.annex.coverage import coverage_blocks
from analysis.annex.editions import changed_blocks
from analysis.charts.style import letter_files, text_on
from analysis.page_templates import environment

KINDS = {
    "csv": "text/csv",
    "ttf": "font/ttf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SCREEN_WIDTH = 1312  # pixels: twice the 41rem that a figure is wide

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
    return _write(
        contents,
        folder,
        name,
        "bijlage.html.j2",
        uri=lambda figure, kind: _uri(_file(folder, figure, kind), kind),
        picture=lambda figure: _picture(_file(folder, figure, "png")),
        downloads=DOWNLOADS,
        inside=INSIDE,
        change_rows=_change_rows,
        old_rows=_old_rows,
        changed=list(changed_blocks(contents)),
        coverage=list(coverage_blocks(contents)),
        kind_of=lambda block: type(block).__name__,
    )


def write_summary_html(contents: Contents, folder: Path, name: str = "samenvatting.html") -> Path:
    """Write the summary as a page, with links to the annexes that lie beside it."""
    return _write(
        contents,
        folder,
        name,
        "samenvatting.html.j2",
        summary=summary,
        goals=summary.goals(contents),
        files=summary.files_beside(folder),
    )


def _write(contents: Contents, folder: Path, name: str, template: str, **given: Any) -> Path:
    page = (
        _environment()
        .get_template(template)
        .render(
            contents=contents,
            params=contents.params,
            prose=prose,
            on_house=text_on(contents.params.huisstijl.hoofdkleur),
            faces={weight: _uri(file, "ttf") for weight, file in letter_files().items()},
            **given,
        )
    )
    target = folder / name
    draft = folder / f".bezig-{name}"
    draft.write_text(page, encoding="utf-8", newline="\n")
    draft.replace(target)
    return target


def _file(folder: Path, figure: Part, kind: str) -> Path:
    return folder / str(figure["map"]) / str(figure["bestanden"][kind])


def _change_rows(chapter: Chapter) -> list[tuple[str, ...]]:
    return [(c.subject, c.area, c.period, c.before, c.now) for c in prose.shown_changes(chapter)]


def _old_rows(chapter: Chapter) -> list[tuple[str, ...]]:
    return [(old.source, old.period, dutch.few(old.subjects)) for old in chapter.old]


def _picture(path: Path) -> str:
    """Return a figure for the screen: sharp at twice the width it is shown at, in few enough colours to be small."""
    packed = images.resized(path, SCREEN_WIDTH)
    return "data:image/png;base64," + base64.b64encode(packed).decode("ascii")


def _uri(path: Path, kind: str) -> str:
    return f"data:{KINDS[kind]};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


@cache
def _environment() -> Environment:
    made = environment("analysis.annex")
    filters: dict[str, Any] = {"nl": dutch.number, "opsomming": dutch.enumeration, "periode": dutch.period}
    made.filters.update(filters)
    return made
