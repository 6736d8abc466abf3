"""Blocks as pandoc's own tree: text goes in as text, so that nothing in it is read as markup."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.annex.blocks import Block, Bullets, Heading, Paragraph, Picture, Table, Terms
from analysis.annex.house_document import UNLISTED
from analysis.annex.pages import Fit

API = [1, 23, 1]
STYLES = {
    "vraag": "Vraag",
    "doel": "Doel",
    "opvallend": "Opvallend",
    "leemte": "Leemte",
    "voorbeeld": "Voorbeeld",
    "bron": "Bron",
    "kop": UNLISTED,
}
Node = dict[str, Any]


def document(nodes: Sequence[Node], *, title: str) -> Node:
    """Return a whole document."""
    meta = {"pagetitle": {"t": "MetaString", "c": title}, "lang": {"t": "MetaString", "c": "nl-NL"}}
    return {"pandoc-api-version": API, "meta": meta, "blocks": list(nodes)}


def text(content: str) -> Node:
    """Return a piece of text; its spaces are kept as they are."""
    return {"t": "Str", "c": content}


def paragraph(*inlines: Node) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": list(inlines)}


def styled(style: str, *nodes: Node) -> Node:
    """Return blocks in a named style of the reference document."""
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], list(nodes)]}


def raw(xml: str) -> Node:
    """Return a piece of Word's own language."""
    return {"t": "RawBlock", "c": ["openxml", xml]}


def nodes(blocks: Sequence[Block], fits: Sequence[Fit | None]) -> Iterator[Node]:
    """
    Yield the tree of blocks.

    Parameters
    ----------
    blocks : sequence of Block
        What to print.
    fits : sequence of Fit or None
        How large each figure is.
    """
    for place, (block, fit) in enumerate(zip(blocks, fits, strict=True)):
        if isinstance(block, Heading):
            yield _heading(block, place)
        elif isinstance(block, Paragraph):
            yield _paragraph(block)
        elif isinstance(block, Bullets):
            if block.lead:
                yield paragraph(_strong(block.lead))
            yield {"t": "BulletList", "c": [[paragraph(text(item))] for item in block.items]}
        elif isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Terms):
            yield {"t": "DefinitionList", "c": [_term(*pair) for pair in block.pairs]}
        elif fit:
            yield from _picture(block, fit)


def anchor(place: int) -> str:
    """Return the name of the bookmark of a heading; Word allows letters, digits and underscores."""
    return f"kop_{place}"


def heading_text(block: Heading) -> str:
    """Return a heading with its number."""
    return f"{block.number}  {block.text}" if block.number else block.text


def table_of_contents(blocks: Sequence[Block], title: str) -> Node:
    """
    Return the field of the table of contents, filled with the headings, so that it needs no question at opening.

    Page numbers come when the reader updates the field (F9).
    """
    entries = [
        (anchor(place), block.level, heading_text(block))
        for place, block in enumerate(blocks)
        if isinstance(block, Heading) and block.listed and block.level <= 2
    ]
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' TOC \\o "1-2" \\h \\z </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="toc{level}"/></w:pPr>{begin if first else ""}'
        f'<w:hyperlink w:anchor="{name}" w:history="1"><w:r><w:t xml:space="preserve">{html.escape(entry)}</w:t></w:r>'
        "</w:hyperlink></w:p>"
        for first, (name, level, entry) in zip([True] + [False] * len(entries), entries, strict=False)
    )
    return raw(
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        "</w:docPartObj></w:sdtPr><w:sdtContent>"
        '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/><w:pageBreakBefore/></w:pPr>'
        f"<w:r><w:t>{html.escape(title)}</w:t></w:r></w:p>"
        f'{lines}<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>'
    )


def _heading(block: Heading, place: int) -> Node:
    if not block.listed:
        return styled(UNLISTED, paragraph(text(block.text)))
    return {"t": "Header", "c": [block.level, [anchor(place), [], []], [text(heading_text(block))]]}


def _paragraph(block: Paragraph) -> Node:
    lead = [_strong(block.lead), {"t": "Space"}] if block.lead else []
    content = paragraph(*lead, text(block.text))
    return styled(STYLES[block.kind], content) if block.kind in STYLES else content


def _strong(content: str) -> Node:
    return {"t": "Strong", "c": [text(content)]}


def _term(term: str, explanation: str) -> list[Any]:
    return [[text(term)], [[{"t": "Plain", "c": [text(explanation)]}]]]


def _table(table: Table) -> Iterator[Node]:
    yield styled("Caption", paragraph(text(table.caption)))
    nothing = ["", [], []]
    left = {"t": "AlignLeft"}
    widths: list[Node] = [{"t": "ColWidth", "c": share} for share in table.shares()]

    def cell(content: str) -> list[Any]:
        return [nothing, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": [text(content)]}]]

    def row(cells: Sequence[str]) -> list[Any]:
        return [nothing, [cell(content) for content in cells]]

    body = [nothing, 0, [], [row(cells) for cells in table.rows]]
    yield {
        "t": "Table",
        "c": [
            nothing,
            [None, []],
            [[left, width] for width in widths],
            [nothing, [row(table.columns)]],
            [body],
            [nothing, []],
        ],
    }


def _picture(picture: Picture, fit: Fit) -> Iterator[Node]:
    width, height = (f"{round(side * fit.scale, 3)}in" for side in picture.size)
    image = {
        "t": "Image",
        "c": [
            ["", [], [["width", width], ["height", height]]],
            [text(picture.alt)],
            [f"{picture.chapter}-{picture.id}.png", ""],
        ],
    }
    yield styled("Figuur", paragraph(image))
    yield styled("Caption", paragraph(text(picture.caption)))
    yield from _table(picture.table)
    yield styled("Bron", paragraph(text(picture.source)))
    if picture.notes:
        notes = " ".join(picture.notes)
        yield styled("Let op", paragraph(_strong("Let op."), {"t": "Space"}, text(notes)))
