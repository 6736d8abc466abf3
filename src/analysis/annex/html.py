"""The annex and its summary as one self-contained page: pictures and numbers inside it, no request to anyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from analysis.annex import images
from analysis.annex.archive import put
from analysis.annex.blocks import PAGE, AnnexDocument, Block, Heading, Picture
from analysis.charts.style import letter_files, text_on
from analysis.ground import formats
from analysis.ground.page_templates import data_uri, environment

SCREEN_WIDTH = 1312  # pixels: twice the 41rem that a figure is wide

# The numbers travel inside the page; the pictures for print lie beside it, or the page would be tens of megabytes.
INSIDE = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
# What a reader may take with them, in this order, and what it is good for.
DOWNLOADS = {"png": "PNG (Word)", "svg": "SVG (drukwerk)", "xlsx": "Excel", "csv": "CSV"}


@dataclass(frozen=True)
class PageSection:
    """A heading that the table of contents lists, with all that stands below it."""

    heading: Heading
    inside: list[Block | PageSection] = field(default_factory=list)

    def entries(self) -> list[tuple[str, str]]:
        """Return the id and title of what the table of contents names below it: its sections, or else its figures."""
        sections = [(one.heading.id, one.heading.text) for one in self.inside if isinstance(one, PageSection)]
        figures = [(id_of(one), one.card.title) for one in self.inside if isinstance(one, Picture)]
        return sections or figures


def write_html(document: AnnexDocument, folder: Path, name: str) -> Path:
    """Write a document as a page (see `blocks.Writer`); a short one has links to the documents that lie beside it."""

    def link(figure: Picture, kind: str) -> str:
        path = figure.file(kind)
        return data_uri((folder / path).read_bytes(), INSIDE[kind]) if kind in INSIDE else path

    def picture(figure: Picture) -> str:
        """Return a figure sharp at twice the width it is shown at, in few enough colours to be small."""
        return data_uri(images.resized(folder / figure.file("png"), SCREEN_WIDTH), "image/png")

    beside = formats.there(folder, formats.SUMMARY) if document.short else ()
    return write_page(
        folder / name,
        "bijlage.html.j2",
        document=document,
        params=document.params,
        on_house=text_on(document.params.huisstijl.hoofdkleur),
        sections=sections(document.on(PAGE)),
        kind=lambda block: type(block).__name__,
        id_of=id_of,
        downloads=DOWNLOADS,
        link=link,
        picture=picture,
        beside=beside,
    )


def id_of(figure: Picture) -> str:
    """Return what a link to a figure names."""
    return f"{figure.run}-{figure.card.id}"


def sections(blocks: Sequence[Block]) -> list[Block | PageSection]:
    """Return blocks in sections: every heading holds what follows it, up to one of its level or above."""
    found: list[Block | PageSection] = []
    chapter: list[Block | PageSection] = found
    here = found
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append(PageSection(block))
            chapter = here = found[-1].inside  # type: ignore[union-attr]
        elif isinstance(block, Heading) and block.listed:
            chapter.append(PageSection(block))
            here = chapter[-1].inside  # type: ignore[union-attr]
        else:
            # What closes every chapter is not about its last section.
            here = chapter if isinstance(block, Heading) else here
            here.append(block)
    return found


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
