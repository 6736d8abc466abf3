"""A Word file by unzipping it: real styles, language, header rows, alt texts, a table of contents."""

import itertools
import re
import tempfile
import zipfile

import pytest
from lxml import etree

from analysis.ground import paths

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module", params=["docx", "samenvatting.docx"])
def either(written, request):
    return zipfile.ZipFile(written[request.param])


@pytest.fixture(scope="module")
def word(written):
    return zipfile.ZipFile(written["docx"])


def tree(archive, name):
    return etree.fromstring(archive.read(f"word/{name}.xml"))


def style_names(archive):
    return {
        style.get(f"{W}styleId"): style.find(f"{W}name").get(f"{W}val")
        for style in tree(archive, "styles").iter(f"{W}style")
    }


def paragraphs(archive):
    """Yield (style, text) of each paragraph in order."""
    names = style_names(archive)
    for paragraph in tree(archive, "document").iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        yield (
            names.get(style.get(f"{W}val")) if style is not None else "",
            "".join(text.text or "" for text in paragraph.iter(f"{W}t")),
        )


def test_every_part_is_well_formed_and_every_relation_leads_somewhere(either):
    names = set(either.namelist())
    assert either.testzip() is None
    assert len(names) == len(either.namelist())
    for name in names:
        if name.endswith((".xml", ".rels")):
            etree.fromstring(either.read(name))
    for name in (one for one in names if one.startswith("word/_rels/")):
        for relation in etree.fromstring(either.read(name)):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target")
                assert (target.lstrip("/") if target.startswith("/") else f"word/{target}") in names


# Word offers to repair a file in which these stand in another order (ECMA-376, part 1, 17.3, 17.4 and 17.7).
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct snapToGrid spacing ind contextualSpacing mirrorIndents jc textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike noProof color spacing w kern sz szCs highlight u "
    "shd vertAlign rtl cs lang",
    "tblPr": "tblStyle tblOverlap tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "style": "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat locked rsid "
    "pPr rPr tblPr trPr tcPr tblStylePr",
}


@pytest.mark.parametrize("part", ["document", "styles"])
def test_properties_stand_in_the_order_that_word_wants(either, part):
    seen = 0
    for tag, names in ORDER.items():
        places = {f"{W}{name}": place for place, name in enumerate(names.split())}
        for element in tree(either, part).iter(f"{W}{tag}"):
            order = [places[child.tag] for child in element]
            assert order == sorted(order), etree.tostring(element)[:400]
            seen += 1
    assert seen > 10


def test_every_style_that_is_used_exists(either):
    used = set(re.findall(r'<w:[pr]Style w:val="([^"]+)"', either.read("word/document.xml").decode()))
    assert used <= set(style_names(either))


def test_the_language_is_dutch(either):
    styles = either.read("word/styles.xml").decode()
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', styles)) == {"nl-NL"}
    assert "<dc:language>nl-NL</dc:language>" in either.read("docProps/core.xml").decode()
    assert "Gemeente Dalfsen" in either.read("docProps/core.xml").decode()


def test_chapters_are_headings_and_figures_have_captions(word, contents):
    found = list(paragraphs(word))
    headings = [text for style, text in found if style == "heading 1" or style == "Heading 1"]
    for chapter in contents.chapters:
        assert f"{chapter.number}  {chapter.title}" in headings
    captions = [text for style, text in found if style.lower() == "caption"]
    for figure in contents.figures:
        assert any(text.startswith(f"Figuur {figure.number}. {figure.card.title}") for text in captions)
        assert any(text.startswith(f"Cijfers bij figuur {figure.number}:") for text in captions)


def test_headings_do_not_skip_a_level(word):
    levels = [int(style[-1]) for style, _ in paragraphs(word) if style.lower().startswith("heading ")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_each_picture_has_its_alt_text(word, contents):
    drawn = [one for one in tree(word, "document").iter() if one.tag.endswith("}docPr")]
    assert [one.get("descr") for one in drawn] == [figure.card.alt for figure in contents.figures]
    assert [one.get("name") for one in drawn] == [f"Figuur {figure.number}" for figure in contents.figures]
    assert len({one.get("id") for one in drawn}) == len(drawn)


def test_every_table_repeats_its_header_and_keeps_its_rows_whole(word):
    tables = list(tree(word, "document").iter(f"{W}tbl"))
    assert len(tables) > 5
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert [row.find(f"{W}trPr/{W}tblHeader") for row in rows[1:]] == [None] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_the_table_of_contents_is_a_field_filled_with_links_to_the_headings(word, contents):
    text = word.read("word/document.xml").decode()
    assert 'TOC \\o "1-2"' in text
    assert "Table of Contents</w:t>" not in text
    lines = [text for style, text in paragraphs(word) if style.startswith("toc")]
    assert [line for line in lines if line[:1].isdigit() and "." not in line.split()[0]] == [
        f"{chapter.number}  {chapter.title}" for chapter in contents.chapters
    ]
    anchors = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', text))
    assert anchors <= set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', text))


def test_the_colours_of_the_municipality_are_in_the_styles(word, contents):
    assert (
        f'w:val="{contents.params.huisstijl.hoofdkleur.lstrip("#").upper()}"'
        in word.read("word/styles.xml").decode()
    )


def test_nothing_of_this_computer_is_in_it(either):
    everything = b"".join(either.read(name) for name in either.namelist())
    for trace in (b"python-docx", tempfile.gettempdir().encode(), str(paths.root()).encode()):
        assert trace not in everything
