import csv
import io
import itertools
import zipfile

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from analysis.annex.slides import BAR, SLIDE, TALL, WIDE


def caption(figure):
    mark = " Voorbeeldcijfers: verzonnen." if figure.card.facts.is_example else ""
    return f"Figuur {figure.number}. {figure.card.title} {figure.card.subtitle}.{mark}"


@pytest.fixture(scope="module")
def slides(written):
    return list(Presentation(written["pptx"]).slides)


@pytest.fixture(scope="module")
def package(written):
    return zipfile.ZipFile(written["figurenpakket"])


def test_there_is_one_slide_per_figure_with_its_title(slides, contents):
    assert [slide.shapes.title.text_frame.text for slide in slides] == [
        figure.card.title for figure in contents.figures
    ]


def test_a_slide_stands_on_its_own(slides, contents):
    for slide, figure in zip(slides, contents.figures, strict=True):
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert any(caption(figure) in text and figure.card.facts.source_line in text for text in texts)
        if figure.card.facts.is_example:
            assert any("Voorbeeldcijfers" in text for text in texts)
        [picture] = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
        assert picture._element._nvXxPr.cNvPr.get("descr") == figure.card.alt


def test_nothing_on_a_slide_covers_something_else(slides):
    for slide in slides:
        boxes = [(one.left, one.top, one.left + one.width, one.top + one.height) for one in slide.shapes]
        for place, (left, top, right, bottom) in enumerate(boxes):
            assert right <= 12192000 + 5000
            assert bottom <= 6858000 + 5000
            for other in boxes[place + 1 :]:
                apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
                assert apart, (slide.shapes.title.text_frame.text, place)


@pytest.mark.parametrize("layout", [WIDE, TALL])
def test_the_places_of_a_slide_lie_apart_and_inside(layout):
    boxes = [(left, top, left + width, top + height) for left, top, width, height in vars(layout).values()]
    assert all(right <= SLIDE[0] and bottom <= SLIDE[1] and top >= BAR for _, top, right, bottom in boxes)
    for one, other in itertools.combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_package_holds_every_file_of_every_figure_by_chapter(package, contents, edition):
    names = package.namelist()
    for chapter, folder in zip(contents.chapters, ("01_profiel-per-kern", "02_de-kernen"), strict=True):
        for figure in chapter.figures:
            base = f"{folder}/figuur_{figure.number.replace('.', '-')}_{figure.card.id}"
            for kind in ("png", "svg", "xlsx", "csv"):
                original = edition / figure.run / figure.card.files[kind]
                assert package.read(f"{base}.{kind}") == original.read_bytes()
            text = package.read(f"{base}.txt").decode("utf-8-sig")
            assert all(
                part in text for part in (caption(figure), figure.card.alt, figure.card.facts.source_line)
            )
    assert len(names) == 1 + 5 * len(contents.figures)


def test_the_readme_lists_every_figure_and_marks_fictional_ones(package, contents):
    text = package.read("README.txt").decode("utf-8-sig")
    for figure in contents.figures:
        [line] = [line for line in text.splitlines() if line.strip().startswith(f"{figure.number}  ")]
        assert figure.card.title in line
        assert ("[voorbeeldcijfers]" in line) == figure.card.facts.is_example


def test_the_numbers_in_the_package_are_those_of_the_card(package, contents):
    figure = contents.figures[0]
    [name] = [one for one in package.namelist() if one.endswith(".csv") and "figuur_1-1_" in one]
    rows = list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig")), delimiter=";"))
    assert rows[0]["Waarde"].startswith("28242")
    assert figure.table.rows[0][1] == "28.242"
