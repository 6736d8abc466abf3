"""
The annex and its summary as a Word file: python-docx prints the blocks in the styles of a template.

`templates/huisstijl.docx` in the colours of the gemeente, or a copy of it with other styles (`huisstijl.word`).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Mm, Pt

from analysis.annex import blocks, pages
from analysis.annex.archive import describe, put_office
from analysis.annex.blocks import PAPER, AnnexDocument, Block, Heading, Picture, Table
from analysis.charts.style import text_on
from analysis.ground import dutch, paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.messages import message
from analysis.ground.palette import ACCENT, OWN
from analysis.model.params_values import HouseStyle

SPACIOUS = 1.15  # Word needs more room between lines than the PDF
KEPT_ROWS = 14  # a table of up to so many rows is not broken over two pages
TEMPLATE = files("analysis.annex") / "templates" / "huisstijl.docx"
ON_HOUSE = "#fefefe"  # in the template: letters on the colour of the house
FOOT = "[titel, gemeente, editie]"  # in the footer of a template: what is printed there

# The style of each kind of paragraph, and the styles that a template must have, as python-docx calls them.
STYLES = {"vraag": "Vraag", "opvallend": "Opvallend", "leemte": "Leemte", "voorbeeld": "Voorbeeld"}
NEEDED = (
    *("Normal", "Body Text", "List Bullet", "Heading 1", "Heading 2", "Tussenkop", "Doel", *STYLES.values()),
    *("Figuur", "Caption", "Bron", "Let op", "Begrip", "Uitleg", "Tabel", "Tabelkop", "Tabeltekst"),
    *("Voorkant", "Title", "Subtitle", "TOC Heading", "toc 1", "toc 2", "Kopregel", "Kop samenvatting"),
)
# Points of the letters, and above and below, in a document of one page.
SMALL = {"Body Text": (9.5, 0, 3), "List Bullet": (9.5, 0, 1), "Heading 1": (12.5, 7, 2)}


def write_docx(document: AnnexDocument, folder: Path, name: str) -> Path:
    """Write a document as a Word file, see `blocks.Writer`; a short one has no cover and is set small."""
    printed = document.on(PAPER)
    file = opened(document)
    describe(file.core_properties, document, document.full_title)
    gemeente, edition = f"Gemeente {document.params.naam}", f"editie {document.params.editie}"
    if document.short:
        file.add_paragraph(f"{gemeente}, {edition}", "Kopregel")
        file.add_paragraph(document.title, "Kop samenvatting")
    else:
        file.add_paragraph(gemeente, "Voorkant")
        file.add_paragraph(document.title, "Title")
        file.add_paragraph(edition.capitalize(), "Subtitle")
        _last(file).addnext(_table_of_contents(file, printed))
    fits = pages.fits(printed, spacious=SPACIOUS)
    for place, (block, fit) in enumerate(zip(printed, fits, strict=True)):
        if isinstance(block, Heading):
            _heading(file, block, place)
        elif isinstance(block, blocks.Paragraph):
            text = f"{block.text} {block.mark}" if block.mark else block.text
            _with_lead(file, block.lead, text, STYLES.get(block.kind, "Body Text"))
        elif isinstance(block, blocks.Bullets):
            _bullets(file, block)
        elif isinstance(block, Table):
            _table(file, block)
        elif isinstance(block, blocks.Terms):
            for term, text in block.pairs:
                file.add_paragraph(term, "Begrip")
                file.add_paragraph(text, "Uitleg")
        elif isinstance(block, Picture) and fit:
            _picture(file, block, folder, fit)
    return put_office(folder / name, file.save)


def _last(file: Any) -> Any:
    """Return the element that was added last; after it comes only the form of the page."""
    return file.element.body[-2]


def _heading(file: Any, block: Heading, place: int) -> None:
    made = file.add_paragraph(_text_of(block), f"Heading {block.level}" if block.listed else "Tussenkop")
    made.paragraph_format.page_break_before = True if block.new_page else None
    mark = f'{nsdecls("w")} w:id="{place}"'
    first = next(_last(file).iter(qn("w:r")))
    first.addprevious(parse_xml(f'<w:bookmarkStart {mark} w:name="kop_{place}"/>'))
    first.addnext(parse_xml(f"<w:bookmarkEnd {mark}/>"))
    if block.goal:
        file.add_paragraph(block.goal, "Doel")


def _text_of(block: Heading) -> str:
    return f"{block.number}  {block.text}" if block.number else block.text


def _table_of_contents(file: Any, printed: Sequence[Block]) -> Any:
    """Return the table of contents as a field, filled so that opening asks nothing; F9 gives the page numbers."""

    def style(name: str) -> str:
        return f'<w:pPr><w:pStyle w:val="{file.styles[name].style_id}"/>'

    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' TOC \\o "1-2" \\h \\z </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines: list[str] = []
    for place, block in enumerate(printed):
        if isinstance(block, Heading) and block.listed:
            lines.append(
                f"<w:p>{style(f'toc {block.level}')}</w:pPr>{'' if lines else begin}"
                f'<w:hyperlink w:anchor="kop_{place}" w:history="1"><w:r>'
                f'<w:t xml:space="preserve">{escape(_text_of(block))}</w:t></w:r></w:hyperlink></w:p>'
            )
    return parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
        f"<w:p>{style('TOC Heading')}<w:pageBreakBefore/></w:pPr>"
        "<w:r><w:t>Inhoud</w:t></w:r></w:p>"
        f'{"".join(lines)}<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>'
    )


def _with_lead(file: Any, lead: str, text: str, style: str) -> None:
    made = file.add_paragraph(style=style)
    if lead:
        made.add_run(lead).bold = True
        made.add_run(" ")
    made.add_run(text)


def _bullets(file: Any, block: blocks.Bullets) -> None:
    if block.lead:
        _with_lead(file, block.lead, "", "Body Text")
    for item in block.items:
        file.add_paragraph(item, "List Bullet")


def _table(file: Any, block: Table) -> None:
    """Add a table as wide as the text: the header row comes back on every page, and short tables stay whole."""
    file.add_paragraph(block.caption, "Caption")
    table = file.add_table(1 + len(block.rows), len(block.columns), "Tabel")
    table.autofit = False
    section = file.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    widths = [int(share * room) for share in block.shares()]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head, text = file.styles["Tabelkop"], file.styles["Tabeltekst"]
    short = len(block.rows) < KEPT_ROWS
    for place, (row, texts) in enumerate(zip(table.rows, (block.columns, *block.rows), strict=True)):
        for cell, words, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = text if place else head
            paragraph.add_run(words)
            if short and 0 < place < len(block.rows):
                paragraph.paragraph_format.keep_with_next = True
    element = _last(file)
    width = element.tblPr.find(qn("w:tblW"))
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    for place, row in enumerate(element.tr_lst):
        form = row.get_or_add_trPr()
        form.append(OxmlElement("w:cantSplit"))
        if place == 0:
            form.append(OxmlElement("w:tblHeader"))


def _picture(file: Any, block: Picture, folder: Path, fit: pages.Fit) -> None:
    if block.is_drawn:
        width, height = (Inches(side * fit.scale) for side in block.card.size)
        drawn = file.add_paragraph(style="Figuur").add_run()
        drawn.add_picture(str(folder / block.file("png")), width, height)
        about = next(_last(file).iter(qn("wp:docPr")))
        about.set("name", block.name)
        about.set("descr", block.card.alt)
        caption = file.add_paragraph(block.caption, "Caption")
        if not fit.whole:
            # The table under it goes to the next page: together they are too long for one.
            caption.paragraph_format.keep_with_next = False
    _table(file, block.table)
    file.add_paragraph(block.card.facts.source_line, "Bron")
    if block.notes:
        _with_lead(file, "Let op.", " ".join(block.notes), "Let op")


def opened(document: AnnexDocument) -> Any:
    """Return the template of a document, with only its styles and footer; `InputError` for one that cannot be used."""
    house = document.params.huisstijl
    if problems := template_problems(house.word):
        raise InputError("Het sjabloon voor Word klopt niet.", problems)
    file = _read(house.word)
    for element in file.settings.element.findall(qn("w:attachedTemplate")):
        # It holds a path of the computer on which the template was made.
        file.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).drop_rel(element.get(qn("r:id")))
        file.settings.element.remove(element)
    for element in file.element.body[:-1]:
        file.element.body.remove(element)
    if not house.word:
        _colour(file, house)
    for run in (run for one in file.sections[0].footer.paragraphs for run in one.runs if run.text == FOOT):
        run.text = document.full_title
    if document.short:
        _set_small(file)
    return file


def template_problems(own: str) -> list[Problem]:
    """Return what is wrong with the template that params name; of the project's own (an empty name) nothing is."""
    try:
        names = {style.name for style in _read(own).styles}
    except Exception as error:  # of zip, XML and python-docx; they have none in common
        found = f"een bestand dat niet als Word-document te lezen is ({type(error).__name__})"
        return [message("F630").at(own, found=found)]
    missing = [f'"{name}"' for name in NEEDED if name not in names]
    found = f"geen stijl {dutch.enumeration(missing)}"
    return [message("F630").at(own, found=found)] if missing else []


def _read(own: str) -> Any:
    with (paths.root() / own if own else TEMPLATE).open("rb") as file:
        return Document(file)


def _colour(file: Any, house: HouseStyle) -> None:
    """Put the colours of a gemeente where the template has those of the project."""
    chosen = {OWN: house.hoofdkleur, ACCENT: house.accentkleur, ON_HOUSE: text_on(house.hoofdkleur)}
    colours = {old.lstrip("#").upper(): new.lstrip("#").upper() for old, new in chosen.items()}
    for element in file.styles.element.iter():
        for key, value in element.attrib.items():
            element.set(key, colours.get(value, value))


def _set_small(file: Any) -> None:
    for name, (size, before, after) in SMALL.items():
        style = file.styles[name]
        style.font.size, style.paragraph_format.line_spacing = Pt(size), 1.05
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    file.sections[0].top_margin, file.sections[0].bottom_margin = Mm(12), Mm(18)
