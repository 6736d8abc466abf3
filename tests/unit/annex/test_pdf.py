"""A PDF that a screen reader can read: PDF/UA-1 by its own claim and by what is in it."""

import dataclasses
import itertools

import pikepdf
import pytest

from analysis.annex.blocks import Picture
from analysis.annex.document import annex_document
from analysis.annex.pdf import write_pdf


def elements(pdf):
    """Yield (kind, element) of the structure tree, in reading order."""
    roles = dict(pdf.Root.StructTreeRoot.get("/RoleMap", {}))

    def walk(node):
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield str(roles.get(str(kid.S), kid.S)), kid
                yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)


def bookmarks(items):
    for item in items:
        yield str(item.title)
        yield from bookmarks(item.children)


@pytest.fixture(scope="module")
def pdf(written):
    with pikepdf.open(written["pdf"]) as opened:
        yield opened


@pytest.mark.parametrize("kind", ["pdf", "samenvatting.pdf"])
def test_it_says_it_is_pdf_ua_1_in_dutch_with_a_title(written, kind):
    with pikepdf.open(written[kind]) as opened:
        with opened.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert "Dalfsen" in about["dc:title"]
        assert str(opened.Root.Lang).startswith("nl")
        assert bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert all(page.get("/Tabs") == "/S" for page in opened.pages if "/Annots" in page)


def test_every_figure_has_the_alt_text_of_its_card(pdf, contents):
    alts = [str(element.get("/Alt", "")) for kind, element in elements(pdf) if kind == "/Figure"]
    assert [alt for alt in alts if alt] == [figure.card.alt for figure in contents.figures]
    assert all(alts)


def test_tables_have_header_cells_and_one_stands_at_each_figure(pdf, contents):
    kinds = [kind for kind, _ in elements(pdf)]
    assert kinds.count("/Table") >= len(contents.figures) + 3
    for kind, table in elements(pdf):
        if kind == "/Table":
            inside = [part for part, _ in elements_of(pdf, table)]
            assert "/THead" in inside
            assert "/TH" in inside


def elements_of(pdf, node):
    """Yield the elements below one element."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from elements_of(pdf, kid)


def test_headings_do_not_skip_a_level(pdf):
    levels = [int(kind[2:]) for kind, _ in elements(pdf) if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_bookmarks_lead_to_the_chapters(pdf, contents):
    with pdf.open_outline() as outline:
        titles = list(bookmarks(outline.root))
    for chapter in contents.chapters:
        assert f"{chapter.number}  {chapter.title}" in titles
    assert "Bronnen en licenties" in titles


def test_the_letters_are_inside(pdf):
    fonts = [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    assert all("SourceSansPro" in str(font.FontName) for font in fonts)
    assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)


def without_alt(figure):
    return dataclasses.replace(figure, card=dataclasses.replace(figure.card, alt=None))


def test_a_figure_without_alt_text_stops_the_pdf(contents, edition, tmp_path):
    document = annex_document(contents)
    blocks = tuple(without_alt(block) if isinstance(block, Picture) else block for block in document.blocks)
    with pytest.raises(RuntimeError, match="missing alt text"):
        write_pdf(dataclasses.replace(document, blocks=blocks), edition, "zonder.pdf")
    assert not (edition / "zonder.pdf").exists()


def test_the_summary_is_one_page(written):
    with pikepdf.open(written["samenvatting.pdf"]) as opened:
        assert len(opened.pages) == 1
