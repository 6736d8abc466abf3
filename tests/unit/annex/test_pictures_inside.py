"""The figures inside Word and slides: the picture that was printed, in its own shape, with letters of a readable size."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pikepdf
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation
from pptx.util import Emu
from tests.pictures import ALIKE, difference, grey

from analysis.annex import images
from analysis.charts.base import SMALL, WIDTH

pytestmark = pytest.mark.slow

# Points that the smallest letter of a figure measures on paper, and on a slide that is projected.
ON_PAPER, ON_A_SLIDE = 7.0, 9.0
SAME_SHAPE = 0.01


def shape_of(content):
    with Image.open(io.BytesIO(content)) as picture:
        return picture.width / picture.height


def prints_of(contents, edition):
    return [edition / figure.run / figure.card.files["png"] for figure in contents.figures]


def is_a_print(content, prints):
    return min(difference(content, one) for one in prints) < ALIKE


def test_word_holds_each_print_in_its_own_shape(written, contents, edition):
    document = Document(str(written["docx"]))
    prints = [path.read_bytes() for path in prints_of(contents, edition)]
    assert len(document.inline_shapes) == len(prints)
    for shape, printed in zip(document.inline_shapes, prints, strict=True):
        blip = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        content = document.part.related_parts[blip].blob
        assert content == printed
        assert shape.width / shape.height == pytest.approx(shape_of(content), rel=SAME_SHAPE)
        assert SMALL * Emu(shape.width).inches / WIDTH > ON_PAPER


def test_libreoffice_prints_them_so(printed, contents, edition):
    prints = [path.read_bytes() for path in prints_of(contents, edition)]
    seen = []
    with pikepdf.open(printed["docx"]) as pdf:
        for page in pdf.pages:
            pictures = pictures_of(page)
            for name, (across, down) in places(page):
                if name in pictures:
                    content = as_png(pictures[name])
                    assert across / down == pytest.approx(shape_of(content), rel=SAME_SHAPE)
                    assert SMALL * across / 72 / WIDTH > ON_PAPER
                    assert is_a_print(content, prints)
                    seen.append(name)
    assert len(seen) == len(prints)


def pictures_of(page):
    """Return the pictures of a page by name."""
    found = page.Resources.get("/XObject", {})
    return {str(name): one for name, one in found.items() if one.Subtype == "/Image"}


def places(page):
    """Yield each picture that a page paints, with its width and height in points."""
    matrix, kept = np.eye(3), []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "q":
            kept.append(matrix)
        elif str(operator) == "Q":
            matrix = kept.pop()
        elif str(operator) == "cm":
            a, b, c, d, e, f = (float(one) for one in operands)
            matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ matrix
        elif str(operator) == "Do":
            yield str(operands[0]), (float(np.hypot(*matrix[0, :2])), float(np.hypot(*matrix[1, :2])))


def as_png(picture):
    buffer = io.BytesIO()
    pikepdf.PdfImage(picture).as_pil_image().convert("RGB").save(buffer, "png")
    return buffer.getvalue()


def test_a_slide_holds_each_print_without_its_title(written, contents, edition):
    slides = Presentation(str(written["pptx"])).slides
    for slide, path in zip(slides, prints_of(contents, edition), strict=True):
        [picture] = [one for one in slide.shapes if one.shape_type == 13]
        content = picture.image.blob
        assert content == images.without_title(path)
        assert picture.width / picture.height == pytest.approx(shape_of(content), rel=SAME_SHAPE)
        assert SMALL * Emu(picture.width).inches / WIDTH > ON_A_SLIDE
        # What stands under the title is what is printed there.
        with Image.open(path) as whole:
            below = whole.convert("RGB").crop((0, whole.height - grey(content).shape[0], *whole.size))
        assert difference(content, np.asarray(below)) < ALIKE


def test_libreoffice_shows_the_slides_so(printed, contents):
    with pikepdf.open(printed["pptx"]) as pdf:
        for page in pdf.pages:
            box = [float(one) for one in page.mediabox]
            painted = [size for name, size in places(page) if name in pictures_of(page)]
            assert painted
            for across, down in painted:
                assert across <= box[2] - box[0]
                assert down <= box[3] - box[1]


def test_the_package_holds_the_prints_themselves(written, contents, edition):
    with zipfile.ZipFile(written["figurenpakket"]) as packed:
        inside = {packed.read(name) for name in packed.namelist() if name.endswith(".png")}
    assert {path.read_bytes() for path in prints_of(contents, edition)} <= inside
