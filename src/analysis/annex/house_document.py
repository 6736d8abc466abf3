"""The reference document of Word files: the municipality's colours on Word's own styles, so that text can be pasted."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from analysis.charts.style import text_on
from analysis.palette import INK, QUIET
from analysis.params import Params

LETTER = "Calibri"  # on every computer with Word; others have Carlito, which is as wide
LANGUAGE = "nl-NL"
EXAMPLE = "#8a1c4b"

# name, based on, points, bold, colour, space before, space after
PARAGRAPHS = (
    ("Normal", "", 10.5, False, INK, 0, 0),
    ("Body Text", "Normal", 10.5, False, INK, 0, 6),
    ("First Paragraph", "Body Text", 10.5, False, INK, 0, 6),
    ("Compact", "Body Text", 9.5, False, INK, 1, 1),
    ("Tabelkop", "Compact", 9.5, True, INK, 1, 1),
    ("Vraag", "Body Text", 13, False, INK, 0, 8),
    ("Doel", "Body Text", 10.5, True, "accent", 0, 4),
    ("Opvallend", "Body Text", 11.5, False, INK, 8, 10),
    ("Voorbeeld", "Body Text", 10.5, False, INK, 8, 10),
    ("Leemte", "Body Text", 10.5, False, INK, 8, 10),
    ("Bron", "Body Text", 8.5, False, QUIET, 4, 2),
    ("Let op", "Body Text", 8.5, False, "#3c3c3c", 0, 16),
    ("Figuur", "Normal", 10.5, False, INK, 10, 2),
    ("Caption", "Normal", 9.5, True, "#3c3c3c", 4, 6),
    ("Definition Term", "Body Text", 10, True, INK, 6, 0),
    ("Definition", "Body Text", 10, False, INK, 0, 4),
    ("TOC Heading", "Normal", 20, True, "huis", 0, 12),
    ("toc 1", "Normal", 11, True, INK, 8, 2),
    ("toc 2", "Normal", 10.5, False, INK, 0, 2),
)
BUILT_IN = ("toc 1", "toc 2")
BOXES = {"Opvallend": ("accent", "FAF5F0"), "Voorbeeld": (EXAMPLE, "FBF1F5"), "Leemte": ("#767676", "FAFAFA")}
# Headings keep to what follows, by the definition of Word's own styles.
HEADINGS = {1: (20, 0, 10), 2: (14, 16, 6), 3: (12, 12, 4), 4: (11, 10, 4)}
HEADER_ID = "Tabelkop"
UNLISTED = "Tussenkop"  # looks like a heading of level 2 and is one, but stays out of the table of contents


def house_document(default: bytes, params: Params, *, one_page: bool = False) -> bytes:
    """
    Return pandoc's own reference document in house style.

    Parameters
    ----------
    default : bytes
        As pandoc prints it.
    params : Params
        Colours and names.
    one_page : bool
        Set small, for a document that has to fit on one page.
    """
    document = Document(io.BytesIO(default))
    colours = {"huis": params.huisstijl.hoofdkleur, "accent": params.huisstijl.accentkleur}
    _language(document)
    for name, base, size, bold, colour, before, after in PARAGRAPHS:
        style = _style(document, name, base)
        _letters(style, size, bold=bold, colour=colours.get(colour, colour))
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.12
    for level, (size, before, after) in HEADINGS.items():
        _heading(document, f"Heading {level}", size, before, after, colours["huis"])
    unlisted = _style(document, UNLISTED, "Heading 2")
    unlisted.paragraph_format.space_before, unlisted.paragraph_format.space_after = Pt(16), Pt(6)
    for name, (colour, fill) in BOXES.items():
        _box(_style(document, name, "Body Text"), colours.get(colour, colour), fill)
    for name in ("Figuur", "Caption", "Definition Term"):
        _style(document, name, "").paragraph_format.keep_with_next = True
    _style(document, "toc 2", "").paragraph_format.left_indent = Mm(6)
    _cover(document, colours["huis"])
    _table(document, colours["huis"])
    _page(document, f"{params.titel}, gemeente {params.naam}, editie {params.editie}")
    if one_page:
        _set_small(document, colours["huis"])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_small(document: Any, colour: str) -> None:
    """Set a document of one page with smaller letters, headings and margins."""
    _heading(document, "Heading 1", 12.5, 7, 2, colour)
    for name in ("Normal", "Body Text", "First Paragraph", "Compact"):
        style = document.styles[name]
        style.font.size, style.paragraph_format.line_spacing = Pt(9.5), 1.05
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(3)
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(12), Mm(18)


def _style(document: Any, name: str, base: str) -> Any:
    known = {style.name: style for style in document.styles}
    style = known.get(name) or document.styles.add_style(
        name, WD_STYLE_TYPE.PARAGRAPH, builtin=name in BUILT_IN
    )
    if base:
        style.base_style = known[base]
    style.quick_style = True
    return style


def _letters(style: Any, size: float, *, bold: bool, colour: str) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, _fonts())


def _fonts() -> Any:
    fonts = OxmlElement("w:rFonts")
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), LETTER)
    return fonts


def _heading(document: Any, name: str, size: float, before: float, after: float, colour: str) -> None:
    style = document.styles[name]
    _letters(style, size, bold=True, colour=colour)
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next, form.line_spacing = (
        Pt(before),
        Pt(after),
        True,
        1.05,
    )


def _box(style: Any, colour: str, fill: str) -> None:
    bar = colour.lstrip("#").upper()
    properties = style.element.get_or_add_pPr()
    _put(
        properties,
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{bar}"/></w:pBdr>',
    )
    _put(properties, f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    style.paragraph_format.left_indent = Mm(4)
    style.paragraph_format.keep_together = True


def _cover(document: Any, colour: str) -> None:
    """Make the three lines of the cover one band: same borders and indents join them."""
    on_house = text_on(colour)
    fill = colour.lstrip("#").upper()
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="48" w:space="{space}" w:color="{fill}"/>'
        for side, space in (("top", 24), ("left", 12), ("bottom", 24), ("right", 12))
    )
    for name, size, bold, before, after in (
        ("Voorkant", 15, False, 150, 6),
        ("Title", 34, True, 0, 12),
        ("Subtitle", 17, False, 0, 0),
        ("Kopregel", 12, False, 0, 2),
        ("Kop samenvatting", 24, True, 0, 14),
    ):
        style = _style(document, name, "Normal")
        _letters(style, size, bold=bold, colour=on_house)
        properties = style.element.get_or_add_pPr()
        _put(properties, f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>")
        _put(properties, f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
        form = style.paragraph_format
        form.space_before, form.space_after, form.alignment = Pt(before), Pt(after), WD_ALIGN_PARAGRAPH.LEFT
        form.left_indent = form.right_indent = Mm(5)
        form.line_spacing = 1.0


# The order in which Word wants what a paragraph has.
_ORDER = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "jc",
    "outlineLvl",
]


def _put(properties: Any, xml: str) -> None:
    """Put a property of a paragraph in its place, instead of one that stands there."""
    element = parse_xml(xml)
    tag = element.tag.rsplit("}", 1)[1]
    for old in properties.findall(qn(f"w:{tag}")):
        properties.remove(old)
    place = _ORDER.index(tag)
    before = [child for child in properties if child.tag.rsplit("}", 1)[1] in _ORDER[:place]]
    properties.insert(len(before), element)


def _table(document: Any, colour: str) -> None:
    bar = colour.lstrip("#").upper()
    style = document.styles["Table"].element
    for old in [*style.findall(qn("w:tblPr")), *style.findall(qn("w:tblStylePr"))]:
        style.remove(old)
    style.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>"
            '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="C9D2D6"/>'
            '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D2D6"/></w:tblBorders>'
            '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    style.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tblPr/><w:tcPr><w:tcBorders>'
            f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{bar}"/></w:tcBorders>'
            '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        )
    )


def _page(document: Any, line: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    section.footer_distance = Mm(11)
    section.different_first_page_header_footer = True
    foot = section.footer.paragraphs[0]
    # A tab at the right edge: title to the left, page number to the right.
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{line}\t")
    run = foot.add_run()
    for kind in ("begin", "", "separate", "number", "end"):
        if kind == "":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = " PAGE "
            run._r.append(code)
        elif kind == "number":
            text = OxmlElement("w:t")
            text.text = "2"
            run._r.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
    for each in foot.runs:
        each.font.size, each.font.color.rgb = Pt(8.5), RGBColor.from_string(QUIET.lstrip("#").upper())


def _language(document: Any) -> None:
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), LANGUAGE)
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), LANGUAGE)
    default = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in default.findall(qn("w:rFonts")):
        default.remove(old)
    default.insert(0, _fonts())
