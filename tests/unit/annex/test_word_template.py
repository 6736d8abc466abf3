"""The look of Word files: the template of the project, and one that a gemeente changed in Word."""

from __future__ import annotations

import dataclasses
import zipfile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor
from tools.house_template import make

from analysis.annex.archive import put_office
from analysis.annex.document import annex_document
from analysis.annex.word import NEEDED, TEMPLATE, template_problems, write_docx
from analysis.ground import paths
from analysis.ground.errors import InputError

OWN = "eigen.docx"
RED = RGBColor(0xAA, 0x00, 0x11)
ELSEWHERE = "file:///C:/Users/naam/sjablonen/Normal.dotm"


def test_the_template_is_what_its_tool_makes(tmp_path):
    put_office(tmp_path / OWN, make().save)
    assert (tmp_path / OWN).read_bytes() == TEMPLATE.read_bytes()
    assert template_problems("") == []


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that saves a template, changed as somebody would in Word."""
    monkeypatch.setattr(paths, "root", lambda: tmp_path)

    def save(change=lambda _: None):
        document = Document(str(TEMPLATE))
        change(document)
        document.save(str(tmp_path / OWN))
        return OWN

    return save


@pytest.fixture
def printed(contents, copy_of):
    def made(template):
        house = contents.params.huisstijl.model_copy(update={"word": template})
        params = contents.params.model_copy(update={"huisstijl": house})
        document = annex_document(dataclasses.replace(contents, params=params))
        return write_docx(document, copy_of, "eigen_bijlage.docx")

    return made


def test_a_template_of_ones_own_gives_the_look_and_none_of_its_text(own, printed):
    def restyled(document):
        document.styles["Heading 1"].font.color.rgb = RED
        document.add_paragraph("Hier komt uw tekst")
        settings = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
        rel = settings.relate_to(
            ELSEWHERE,
            f"{RELATIONSHIP_TYPE.SETTINGS.rpartition(chr(47))[0]}/attachedTemplate",
            is_external=True,
        )
        document.settings.element.append(parse_xml(f'<w:attachedTemplate {nsdecls("w", "r")} r:id="{rel}"/>'))

    path = printed(own(restyled))
    made = Document(str(path))
    assert made.styles["Heading 1"].font.color.rgb == RED
    assert "Hier komt uw tekst" not in [paragraph.text for paragraph in made.paragraphs]
    with zipfile.ZipFile(path) as packed:
        assert not [
            name for name in packed.namelist() if b"Normal.dotm" in packed.read(name) and "app" not in name
        ]


def test_a_template_without_a_style_is_refused_before_anything_is_written(own, printed, copy_of):
    template = own(lambda document: document.styles["Opvallend"].delete())
    with pytest.raises(InputError) as caught:
        printed(template)
    [problem] = caught.value.problems
    assert (problem.code, problem.found) == ("F630", 'geen stijl "Opvallend"')
    assert not (copy_of / "eigen_bijlage.docx").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 niet echt", b"<html>"])
def test_a_template_that_is_no_word_file_is_refused(own, tmp_path, content):
    (tmp_path / own()).write_bytes(content)
    [problem] = template_problems(OWN)
    assert problem.code == "F630"
    assert "niet als Word-document te lezen" in problem.found


def test_every_style_that_is_needed_is_there_once():
    assert len(set(NEEDED)) == len(NEEDED)
