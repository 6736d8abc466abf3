"""One list of formats: what is offered is written, linked to and read back by the attack."""

from __future__ import annotations

import inspect

import pytest

from analysis.annex.write import DOCUMENTS, writer
from analysis.audit.reading import READERS
from analysis.cli.build import build
from analysis.ground.formats import FORMATS, GALLERY, NAMES, OVERVIEW, SUMMARY, there


@pytest.mark.parametrize("one", FORMATS, ids=NAMES)
def test_a_format_has_a_document_a_writer_and_a_reader(one):
    assert one.document in DOCUMENTS
    assert list(inspect.signature(writer(one)).parameters) == ["document", "folder", "name"]
    assert one.suffix in (*READERS, "zip")
    assert set(one.linked) <= {GALLERY, OVERVIEW, SUMMARY}


def test_the_command_offers_each_of_them_once():
    [option] = [one for one in build.params if one.name == "formats"]
    assert tuple(option.type.choices) == NAMES
    assert len(set(NAMES)) == len({one.file for one in FORMATS}) == len(FORMATS)


def test_a_page_leads_to_what_is_there(tmp_path):
    for name in ("bijlage.docx", "bijlage.html", "samenvatting.pdf", "figuren.pptx"):
        (tmp_path / name).touch()
    assert there(tmp_path, GALLERY) == ("bijlage.html", "bijlage.docx", "figuren.pptx")
    assert there(tmp_path, OVERVIEW) == ("bijlage.html", "bijlage.docx")
