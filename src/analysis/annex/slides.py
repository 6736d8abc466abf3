"""`figuren.pptx`: one slide per figure, with title, picture, caption, source and alt text."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Inches, Pt

from analysis.annex import images
from analysis.annex.archive import describe, put_office
from analysis.annex.blocks import AnnexDocument, Heading, Picture
from analysis.charts.style import text_on
from analysis.ground.palette import INK, QUIET

LETTER = "Calibri"
# Inches, on a slide of 16:9.
SLIDE = (13.333, 7.5)
EDGE, BAR = 0.6, 0.5
TALL_FROM = 0.85  # a figure higher than this share of its width
TITLE_ONLY = 5  # the layout of the standard template with a title and nothing else


def write_slides(document: AnnexDocument, folder: Path, name: str) -> Path:
    """Write a slide per figure, see `blocks.Writer`; each stands on its own, with source and mark of fictional numbers."""
    show: Any = Presentation()
    show.slide_width, show.slide_height = Inches(SLIDE[0]), Inches(SLIDE[1])
    describe(show.core_properties, document, f"Figuren {document.full_title}")
    for chapter, figure in document.figures():
        if not figure.is_drawn:  # a table is too long for a slide
            continue
        _slide(show, chapter, figure, folder, document.params.huisstijl.hoofdkleur)
    return put_office(folder / name, show.save)


@dataclass(frozen=True)
class _Layout:
    """Where things stand on a slide, in inches: left, top, width, height."""

    title: tuple[float, float, float, float]
    picture: tuple[float, float, float, float]
    caption: tuple[float, float, float, float]


_BROAD = SLIDE[0] - 2 * EDGE
# A broad figure stands under its title, a tall one beside it: else it would be too small to read.
WIDE = _Layout((EDGE, 0.62, _BROAD, 0.85), (EDGE, 1.5, _BROAD, 4.95), (EDGE, 6.55, _BROAD, 0.8))
TALL = _Layout((EDGE, 0.8, 4.5, 2.4), (5.4, 0.62, SLIDE[0] - 5.4 - 0.3, 6.75), (EDGE, 3.4, 4.5, 3.6))


def _slide(show: Any, chapter: Heading, figure: Picture, folder: Path, colour: str) -> None:
    slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    width, height = figure.card.size
    layout = TALL if height > TALL_FROM * width else WIDE
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = map(Inches, layout.title)
    _text(title.text_frame, figure.card.title, 28, INK, bold=True)
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP if layout is TALL else MSO_ANCHOR.MIDDLE
    _picture(slide, figure, folder, layout.picture)
    box = slide.shapes.add_textbox(*map(Inches, layout.caption))
    box.name = "Bijschrift en bron"
    _text(box.text_frame, figure.caption, 13, INK)
    _text(box.text_frame, figure.card.facts.source_line, 11, QUIET, more=True)
    _bar(slide, f"{chapter.number}  {chapter.text}", colour)


def _picture(slide: Any, figure: Picture, folder: Path, place: tuple[float, float, float, float]) -> None:
    """Put the figure as large as fits in its place, in the middle."""
    content = images.without_title(folder / figure.file("png"))
    left, top, width, height = map(Inches, place)
    picture = slide.shapes.add_picture(io.BytesIO(content), 0, 0)
    scale = min(width / picture.width, height / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left, picture.top = left + (width - picture.width) // 2, top
    about = picture._element._nvXxPr.cNvPr
    about.set("name", figure.name)
    about.set("descr", figure.card.alt)


def _bar(slide: Any, text: str, colour: str) -> None:
    """Put the chapter in a bar of the house colour at the top; last in reading order, as it is said least."""
    bar = slide.shapes.add_shape(1, 0, 0, Inches(SLIDE[0]), Inches(BAR))
    bar.name = "Hoofdstuk"
    bar.fill.solid()
    bar.fill.fore_color.rgb = _colour(colour)
    bar.line.fill.background()
    bar.shadow.inherit = False
    frame = bar.text_frame
    frame.margin_left, frame.vertical_anchor = Inches(EDGE), MSO_ANCHOR.MIDDLE
    _text(frame, text, 14, text_on(colour))


def _text(frame: Any, text: str, size: float, colour: str, *, bold: bool = False, more: bool = False) -> None:
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    paragraph = frame.add_paragraph() if more else frame.paragraphs[0]
    paragraph.alignment = 1  # left
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, LETTER
    run.font.color.rgb = _colour(colour)
    run._r.get_or_add_rPr().set("lang", "nl-NL")


def _colour(colour: str) -> Any:
    return RGBColor.from_string(colour.lstrip("#").upper())  # type: ignore[no-untyped-call]
