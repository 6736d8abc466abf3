"""`bijlage.docx`: pandoc writes the blocks with the house document; python-docx adds what pandoc leaves out."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypandoc
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from analysis.annex import pages
from analysis.annex.archive import property_text, rewritten
from analysis.annex.blocks import Block, Heading, Picture
from analysis.annex.house_document import HEADER_ID, LANGUAGE, house_document
from analysis.annex.pandoc_tree import (
    Node,
    anchor,
    document,
    nodes,
    paragraph,
    styled,
    table_of_contents,
    text,
)
from analysis.params import Params

WRITTEN = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a document must not differ because it was made on another day
SPACIOUS = 1.15  # Word needs more room between lines than the PDF
KEPT_ROWS = 14  # a table of up to so many rows is not broken over two pages


def write_docx(
    blocks: Sequence[Block],
    params: Params,
    folder: Path,
    name: str,
    *,
    title: str,
    front: Sequence[Node] = (),
    one_page: bool = False,
) -> Path:
    """
    Write blocks as a Word document.

    Parameters
    ----------
    blocks : sequence of Block
        What to print.
    params : Params
        Names and colours.
    folder : Path
        Holds the folders of the runs; the document is written beside them.
    name : str
        File name.
    title : str
        Title of the document.
    front : sequence of dict
        What stands before the blocks, see `front_of`.
    one_page : bool
        Set small, to fit on one page.

    Returns
    -------
    Path
        The document.
    """
    fits = pages.fits(blocks, spacious=SPACIOUS)
    tree = document([*front, *nodes(blocks, fits)], title=title)
    with tempfile.TemporaryDirectory() as workplace:
        work = Path(workplace)
        for block in blocks:
            if isinstance(block, Picture):
                picture = folder / block.chapter / f"{block.id}.png"
                shutil.copyfile(picture, work / f"{block.chapter}-{block.id}.png")
        (work / "huis.docx").write_bytes(
            house_document(
                _pandoc(["--print-default-data-file", "reference.docx"]), params, one_page=one_page
            )
        )
        written = _pandoc(
            ["--from=json", "--to=docx", "--reference-doc=huis.docx", "--output=-"],
            stdin=json.dumps(tree).encode(),
            cwd=work,
        )
    finished = _finished(written, blocks, fits, params, title)
    draft = folder / f".bezig-{name}"
    draft.write_bytes(rewritten(finished))
    draft.replace(folder / name)
    return folder / name


def front_of(params: Params, blocks: Sequence[Block], contents: str) -> tuple[Node, ...]:
    """Return the cover and the table of contents."""
    return (
        styled("Voorkant", paragraph(text(f"Gemeente {params.naam}"))),
        styled("Title", paragraph(text(params.titel))),
        styled("Subtitle", paragraph(text(f"Editie {params.editie}"))),
        table_of_contents(blocks, contents),
    )


def _pandoc(arguments: Sequence[str], *, stdin: bytes = b"", cwd: Path | None = None) -> bytes:
    done = subprocess.run(  # noqa: S603  pandoc of its own package, with our own words
        [pypandoc.get_pandoc_path(), *arguments],
        input=stdin,
        capture_output=True,
        check=True,
        cwd=cwd,
        env=os.environ | {"SOURCE_DATE_EPOCH": "946684800"},
    )
    return done.stdout


def _finished(
    written: bytes, blocks: Sequence[Block], fits: Sequence[pages.Fit | None], params: Params, title: str
) -> bytes:
    file = Document(io.BytesIO(written))
    about = file.core_properties
    owner = property_text(f"Gemeente {params.naam}")
    about.title, about.author, about.language = property_text(title), owner, LANGUAGE
    about.subject, about.last_modified_by = f"Editie {params.editie}", owner
    about.created = about.modified = WRITTEN
    about.revision = 1
    _start_pages(file, blocks)
    for table in file.tables:
        _table(table)
    figures = [
        (block, fit) for block, fit in zip(blocks, fits, strict=True) if isinstance(block, Picture) and fit
    ]
    for shape, (figure, fit) in zip(file.inline_shapes, figures, strict=True):
        shape._inline.docPr.set("name", figure.name)
        shape._inline.docPr.set("descr", figure.alt)
        if not fit.whole:
            _let_go(next(shape._inline.iterancestors(qn("w:p"))).getnext())
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _start_pages(file: Any, blocks: Sequence[Block]) -> None:
    """Let the headings that ask for it begin a page."""
    wanted = {
        anchor(place) for place, block in enumerate(blocks) if isinstance(block, Heading) and block.new_page
    }
    body = file.element.body
    for mark in body.iter(qn("w:bookmarkStart")):
        if mark.get(qn("w:name")) in wanted:
            # The bookmark stands before its heading or inside it.
            element = mark.getparent() if mark.getparent().tag == qn("w:p") else mark.getnext()
            element.get_or_add_pPr().insert_element_before(
                OxmlElement("w:pageBreakBefore"), *_AFTER_PAGE_BREAK
            )


_AFTER_PAGE_BREAK = (
    "w:framePr",
    "w:widowControl",
    "w:numPr",
    "w:pBdr",
    "w:shd",
    "w:tabs",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
)


def _table(table: Any) -> None:
    """Make a table as wide as the text, style its header, keep rows whole and short tables together."""
    properties = table._tbl.tblPr
    width = properties.find(qn("w:tblW"))
    if width is None:
        width = OxmlElement("w:tblW")
        properties.append(width)
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    rows = list(table._tbl.tr_lst)
    for place, row in enumerate(rows):
        form = row.get_or_add_trPr()
        if form.find(qn("w:cantSplit")) is None:
            form.insert(0, OxmlElement("w:cantSplit"))
        if place == 0:
            for style in row.iter(qn("w:pStyle")):
                style.set(qn("w:val"), HEADER_ID)
        if place == 0 or (len(rows) <= KEPT_ROWS and place < len(rows) - 1):
            for one in row.iter(qn("w:p")):
                _keep(one)


def _let_go(caption: Any) -> None:
    """Let the table under a figure go to the next page: together they are too long for one."""
    keep = OxmlElement("w:keepNext")
    keep.set(qn("w:val"), "0")
    caption.get_or_add_pPr().insert_element_before(
        keep, "w:keepLines", "w:pageBreakBefore", *_AFTER_PAGE_BREAK
    )


def _keep(one: Any) -> None:
    form = one.get_or_add_pPr()
    if form.find(qn("w:keepNext")) is None:
        form.insert_element_before(
            OxmlElement("w:keepNext"), "w:keepLines", "w:pageBreakBefore", *_AFTER_PAGE_BREAK
        )


def summary_front(params: Params, title: str) -> tuple[Node, ...]:
    """Return the head of the summary: no cover, because it is one page."""
    return (
        styled("Kopregel", paragraph(text(f"Gemeente {params.naam}, editie {params.editie}"))),
        styled("Kop samenvatting", paragraph(text(title))),
    )
