"""
Make `huisstijl.docx`, the look of every Word file: `python tools/house_template.py`.

Who wants another look copies the file, changes its styles in Word and names it in params (`huisstijl.word`).
Colours of a gemeente take the place of those of the project when the file is used; see `analysis.annex.word`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from analysis.annex.archive import LANGUAGE, put_office
from analysis.annex.word import FOOT, ON_HOUSE, TEMPLATE
from analysis.ground import palette
from analysis.ground.palette import ACCENT, INK, OWN, QUIET, SOFT

LETTER = "Calibri"  # on every computer with Word; others have Carlito, which is as wide
LINE = palette.PART_RULE.lstrip("#").upper()

# name: based on, points, bold, colour, space before, space after, keep with next
PARAGRAPHS: dict[str, tuple[str, float, bool, str, float, float, bool]] = {
    "Normal": ("", 10.5, False, INK, 0, 0, False),
    "Body Text": ("Normal", 10.5, False, INK, 0, 6, False),
    "List Bullet": ("Normal", 10.5, False, INK, 0, 3, False),
    "Tabeltekst": ("Normal", 9.5, False, INK, 1, 1, False),
    "Tabelkop": ("Tabeltekst", 9.5, True, INK, 1, 1, True),
    "Vraag": ("Body Text", 13, False, INK, 0, 8, False),
    "Doel": ("Body Text", 10.5, True, ACCENT, 0, 4, False),
    "Opvallend": ("Body Text", 11.5, False, INK, 8, 10, False),
    "Voorbeeld": ("Body Text", 10.5, False, INK, 8, 10, False),
    "Leemte": ("Body Text", 10.5, False, INK, 8, 10, False),
    "Figuur": ("Normal", 10.5, False, INK, 10, 2, True),
    "Caption": ("Normal", 9.5, True, SOFT, 4, 6, True),
    "Bron": ("Body Text", 8.5, False, QUIET, 4, 2, False),
    "Let op": ("Body Text", 8.5, False, SOFT, 0, 16, False),
    "Begrip": ("Body Text", 10, True, INK, 6, 0, True),
    "Uitleg": ("Body Text", 10, False, INK, 0, 4, False),
    "Footer": ("Normal", 8.5, False, QUIET, 0, 0, False),
    "Heading 1": ("Normal", 20, True, OWN, 0, 10, True),
    "Heading 2": ("Normal", 14, True, OWN, 16, 6, True),
    # Looks like a heading of level 2 and is one, but stays out of the table of contents.
    "Tussenkop": ("Heading 2", 14, True, OWN, 16, 6, True),
    "TOC Heading": ("Normal", 20, True, OWN, 0, 12, True),
    "toc 1": ("Normal", 11, True, INK, 8, 2, False),
    "toc 2": ("Normal", 10.5, False, INK, 0, 2, False),
    "Voorkant": ("Normal", 15, False, ON_HOUSE, 150, 6, False),
    "Title": ("Normal", 34, True, ON_HOUSE, 0, 12, False),
    "Subtitle": ("Normal", 17, False, ON_HOUSE, 0, 0, False),
    "Kopregel": ("Normal", 12, False, ON_HOUSE, 0, 2, False),
    "Kop samenvatting": ("Normal", 24, True, ON_HOUSE, 0, 14, False),
}
BUILT_IN = ("toc 1", "toc 2")
BANDS = ("Voorkant", "Title", "Subtitle", "Kopregel", "Kop samenvatting")
BOXES = {
    "Opvallend": (ACCENT, palette.ACCENT_PAPER),
    "Voorbeeld": (palette.EXAMPLE, palette.EXAMPLE_PAPER),
    "Leemte": (palette.BORDER, palette.GAP_PAPER),
}


def make() -> Any:
    """Return the template, an empty document with the styles."""
    document = Document()
    document.core_properties.comments = ""
    for relations in (document.part.rels, document.part.package.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/customXml", "/thumbnail")):
                del relations[name]
    styles = document.styles
    for style in list(styles):
        if style.name not in (*PARAGRAPHS, "Default Paragraph Font", "Normal Table", "No List"):
            style.delete()
    for name in PARAGRAPHS:
        _style(styles, name)
    styles["toc 2"].paragraph_format.left_indent = Mm(6)
    for name in BANDS:
        # Same borders and indents join the lines of the cover to one band.
        edges = {"top": 24, "left": 12, "bottom": 24, "right": 12}
        _frame(styles[name], edges, OWN, _hex(OWN), 48)
        styles[name].paragraph_format.left_indent = styles[name].paragraph_format.right_indent = Mm(5)
    for name, (colour, fill) in BOXES.items():
        _frame(styles[name], {"left": 8}, colour, _hex(fill), 24)
        styles[name].paragraph_format.left_indent = Mm(4)
        styles[name].paragraph_format.keep_together = True
    _table(styles)
    _dutch(document)
    _page(document)
    return document


def _style(styles: Any, name: str) -> None:
    base, size, bold, colour, before, after, keep = PARAGRAPHS[name]
    known = [style.name for style in styles]
    style = (
        styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name in BUILT_IN)
    )
    heading = name.startswith("Heading")
    # Of what Word itself says of a style only the level of a heading and the bullet of a list stay.
    dropped = ("w:rPr",) if heading or name == "List Bullet" else ("w:rPr", "w:pPr")
    for old in (old for tag in dropped for old in style.element.findall(qn(tag))):
        style.element.remove(old)
    style.base_style = styles[base] if base else None
    style.next_paragraph_style = styles["Body Text"] if heading else style
    style.quick_style = True
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(_hex(colour))
    style.element.get_or_add_rPr().insert(0, _fonts())
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    form.line_spacing = 1.0 if name in BANDS else 1.05 if heading else 1.12


def _fonts() -> Any:
    keys = " ".join(f'w:{key}="{LETTER}"' for key in ("ascii", "hAnsi", "cs", "eastAsia"))
    return parse_xml(f"<w:rFonts {nsdecls('w')} {keys}/>")


def _hex(colour: str) -> str:
    return colour.lstrip("#").upper()


def _frame(style: Any, edges: dict[str, int], colour: str, fill: str, eighths: int) -> None:
    """Give a style a border at some edges (points away) and a fill."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{_hex(colour)}"/>'
        for side, space in edges.items()
    )
    properties = style.element.get_or_add_pPr()
    for xml in (
        f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>",
        f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>',
    ):
        properties.insert_element_before(
            parse_xml(xml), "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )


def _table(styles: Any) -> None:
    """Add the style of tables: lines between the rows, a strong one in the colour of the house under the header."""
    style = styles.add_style("Tabel", WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    line = f'w:val="single" w:space="0" w:sz="4" w:color="{LINE}"'
    for xml in (
        f"<w:tblPr {nsdecls('w')}><w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr>',
        f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tblPr/><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{_hex(OWN)}"/></w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>',
    ):
        style.element.append(parse_xml(xml))


def _dutch(document: Any) -> None:
    default = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    default.remove(default.find(qn("w:rFonts")))
    default.insert(0, _fonts())
    for element in (document.styles.element, document.settings.element):
        for tag in ("w:lang", "w:themeFontLang"):
            for one in element.iter(qn(tag)):
                one.attrib.clear()
                one.set(qn("w:val"), LANGUAGE)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    section.footer_distance = Mm(11)
    section.different_first_page_header_footer = True
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Footer"]
    # A tab at the right edge: title to the left, page number to the right.
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(FOOT)
    foot.add_run("\t")
    mark = '<w:r {}><w:fldChar w:fldCharType="{}"/></w:r>'
    run = '<w:r {}><w:{} xml:space="preserve">{}</w:{}></w:r>'
    for xml in (
        mark.format(nsdecls("w"), "begin"),
        run.format(nsdecls("w"), "instrText", " PAGE ", "instrText"),
        mark.format(nsdecls("w"), "separate"),
        run.format(nsdecls("w"), "t", "2", "t"),
        mark.format(nsdecls("w"), "end"),
    ):
        section.footer.part.element[-1].append(parse_xml(xml))


if __name__ == "__main__":
    put_office(Path(str(TEMPLATE)), make().save)
