"""
The look of a Word file: `templates/huisstijl.docx` in the colours of the gemeente, or a template of its own.

Who wants another look copies that file, changes its styles in Word and names it in params (`huisstijl.word`).
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from analysis.annex.blocks import AnnexDocument
from analysis.charts.style import text_on
from analysis.ground import dutch, paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.palette import ACCENT, OWN
from analysis.model.params_values import HouseStyle

TEMPLATE = files("analysis.annex") / "templates" / "huisstijl.docx"
ON_HOUSE = "#fefefe"  # in the template: letters on the colour of the house
FOOT = "[titel, gemeente, editie]"  # in the footer of a template: what is printed there
NO_TEMPLATE = "F630"  # code of a template that cannot be used
EXPECTED = "een Word-document (.docx) met de stijlen van huisstijl.docx"
COPY = "Begin met een kopie van src/analysis/annex/templates/huisstijl.docx en wijzig daarvan de stijlen."

# The style of each kind of paragraph, and the styles that a template must have, as python-docx calls them.
STYLES = {"vraag": "Vraag", "opvallend": "Opvallend", "leemte": "Leemte", "voorbeeld": "Voorbeeld"}
NEEDED = (
    *("Normal", "Body Text", "List Bullet", "Heading 1", "Heading 2", "Tussenkop", "Doel", *STYLES.values()),
    *("Figuur", "Caption", "Bron", "Let op", "Begrip", "Uitleg", "Tabel", "Tabelkop", "Tabeltekst"),
    *("Voorkant", "Title", "Subtitle", "TOC Heading", "toc 1", "toc 2", "Kopregel", "Kop samenvatting"),
)
# Points of the letters, and above and below, in a document of one page.
SMALL = {"Body Text": (9.5, 0, 3), "List Bullet": (9.5, 0, 1), "Heading 1": (12.5, 7, 2)}


def opened(document: AnnexDocument) -> Any:
    """
    Return the template of a document, with nothing in it but styles and footer.

    Raises `InputError`: a template that is no Word file or lacks styles.
    """
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
        return [Problem(own, "", found, EXPECTED, COPY, NO_TEMPLATE)]
    missing = [f'"{name}"' for name in NEEDED if name not in names]
    found = f"geen stijl {dutch.enumeration(missing)}"
    return [Problem(own, "", found, EXPECTED, COPY, NO_TEMPLATE)] if missing else []


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
