"""A card without a picture: the table itself, with the caption of a figure, in every document."""

import re

import docx
import pikepdf
import pytest
from tests.unit.annex.conftest import PARAMS
from tests.unit.real_release import dalfsen

from analysis.annex.blocks import AnnexDocument, Picture, pictured
from analysis.annex.html import write_html
from analysis.annex.package import write_package
from analysis.annex.pages import fits
from analysis.annex.pdf import write_pdf
from analysis.annex.slides import write_slides
from analysis.annex.word import write_docx
from analysis.cards.card import read_part
from analysis.cards.make import make_card
from analysis.cards.save import save

pytestmark = pytest.mark.slow

CAPTION = "Tabel 2.1. Wie woont waar? Inwoners, 2018."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("tabel")
    (made / "08_lijst").mkdir()
    return made


@pytest.fixture(scope="module")
def document(folder):
    release = dalfsen()
    rows = release.rows("inwoners", release.kernen(), "2018")
    head, alt = ("lijst", "Wie woont waar?", "Inwoners, 2018"), "Tabel met het aantal inwoners van elke kern."
    part = save(
        make_card(release, rows, None, head, alt, notes=["Geteld op 1 januari."]), folder / "08_lijst"
    )
    block = pictured("08_lijst", "2.1", read_part(part))
    return AnnexDocument("Proef", PARAMS, (block,))


def test_a_table_has_the_caption_of_a_figure_and_no_size(document):
    [block] = document.blocks
    assert isinstance(block, Picture)
    assert (block.name, block.card.size, block.table.caption) == ("Tabel 2.1", (0, 0), CAPTION)
    [fit] = fits(document.blocks)
    assert fit.scale == 1


def test_the_page_shows_the_table_and_offers_its_numbers(document, folder):
    text = write_html(document, folder, "bijlage.html").read_text(encoding="utf-8")
    assert "<img" not in text
    assert "<caption>Wie woont waar? Inwoners, 2018.</caption>" in text
    assert "Geteld op 1 januari." in text
    assert re.findall(r'download="(lijst\.\w+)"', text) == ["lijst.xlsx", "lijst.csv"]


def test_word_shows_the_table_under_its_caption(document, folder):
    file = docx.Document(str(write_docx(document, folder, "bijlage.docx")))
    assert [one.text for one in file.paragraphs if one.style.name == "Caption"] == [CAPTION]
    assert not file.inline_shapes
    assert len(file.tables) == 1


def test_the_pdf_has_no_picture(document, folder):
    with pikepdf.open(write_pdf(document, folder, "bijlage.pdf")) as file:
        assert not any(
            one.get("/S") == "/Figure" for one in file.objects if isinstance(one, pikepdf.Dictionary)
        )


def test_the_package_has_its_numbers_and_the_slides_leave_it_out(document, folder):
    import zipfile

    from pptx import Presentation

    assert not Presentation(str(write_slides(document, folder, "figuren.pptx"))).slides
    chapter = AnnexDocument("Proef", PARAMS, (_heading(), *document.blocks))
    with zipfile.ZipFile(write_package(chapter, folder, "pakket.zip")) as packed:
        assert sorted(packed.namelist()) == [
            "02_lijst/tabel_2-1_lijst.csv",
            "02_lijst/tabel_2-1_lijst.txt",
            "02_lijst/tabel_2-1_lijst.xlsx",
            "README.txt",
        ]


def _heading():
    from analysis.annex.blocks import Heading

    return Heading(1, "Lijst", "2")
