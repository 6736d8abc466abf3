"""A Word file in a programme that reads it strictly enough: LibreOffice opens it and prints all of it."""

from __future__ import annotations

import re
import zipfile

import pikepdf
import pytest


def test_it_opens_and_prints(printed, contents):
    for path in printed.values():
        assert path.is_file(), f"{path.stem} does not open"
    pages = {kind: len(pikepdf.open(path).pages) for kind, path in printed.items()}
    assert pages["docx"] > len(contents.chapters)
    assert pages["samenvatting.docx"] == 1
    assert pages["pptx"] == len(contents.figures)


def test_what_a_reader_hears_comes_through(printed, contents):
    with pikepdf.open(printed["docx"]) as pdf:
        assert str(pdf.Root.Lang).startswith("nl")
        alts = {str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one}
        assert {figure.card.alt for figure in contents.figures} <= alts


@pytest.mark.parametrize("kind", ["docx", "samenvatting.docx"])
def test_every_language_in_it_is_dutch_and_the_title_is_set(written, kind):
    with zipfile.ZipFile(written[kind]) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")}
    for name, text in parts.items():
        for tag in re.findall(r"<w:(?:lang|themeFontLang)\b[^>]*>", text):
            assert re.findall(r'w:val="([^"]+)"', tag) in ([], ["nl-NL"]), f"{name}: {tag}"
    title = re.search(r"<dc:title>([^<]+)</dc:title>", parts["docProps/core.xml"])
    assert title
    assert "bijlage" in title[1]
