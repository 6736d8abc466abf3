"""What PDF/UA-1 asks of every page and can be counted: all that is drawn is tagged, and every tag is complete."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
import pytest

KINDS = ("pdf", "samenvatting.pdf")
PAINTS = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}
STANDARD = {
    "/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI", "/Index", "/NonStruct",
    "/Private", "/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TR",
    "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference", "/BibEntry", "/Code",
    "/Link", "/Annot", "/Figure", "/Formula", "/Form",
}  # fmt: skip
# Which element stands in which (ISO 32000-1, 14.8.4).
INSIDE = {
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/TOCI": {"/TOC"},
}


@dataclass
class Element:
    """One element of the structure tree."""

    kind: str
    parent: str
    node: pikepdf.Dictionary


def elements(pdf: pikepdf.Pdf) -> list[Element]:
    roles = {str(name): str(kind) for name, kind in dict(pdf.Root.StructTreeRoot.get("/RoleMap", {})).items()}
    found: list[Element] = []

    def walk(node: pikepdf.Object, parent: str) -> None:
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                kind = roles.get(str(kid.S), str(kid.S))
                found.append(Element(kind, parent, kid))
                walk(kid, kind)

    walk(pdf.Root.StructTreeRoot, "")
    return found


def untagged(page: pikepdf.Page) -> tuple[list[str], set[int]]:
    """Return what a page draws outside every tag and artifact, and the marks that it uses."""
    open_marks: list[bool] = []
    loose, used = [], set()
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            mark = operands[1].get("/MCID") if name == "BDC" and hasattr(operands[1], "get") else None
            used |= set() if mark is None else {int(mark)}
            open_marks.append(str(operands[0]) == "/Artifact" or mark is not None)
        elif name == "EMC":
            open_marks.pop()
        elif name in PAINTS and not any(open_marks):
            loose.append(name)
    assert open_marks == [], "a mark is not closed"
    return loose, used


def parents(pdf: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """Return the parent tree: what belongs to a page or an annotation."""
    found: dict[int, pikepdf.Object] = {}

    def walk(node: pikepdf.Object) -> None:
        numbers = list(node.get("/Nums", []))
        found.update((int(numbers[place]), numbers[place + 1]) for place in range(0, len(numbers), 2))
        for kid in node.get("/Kids", []):
            walk(kid)

    walk(pdf.Root.StructTreeRoot.ParentTree)
    return found


@pytest.fixture(scope="module", params=KINDS)
def pdf(written, request):
    with pikepdf.open(written[request.param]) as opened:
        yield opened


def test_all_that_is_drawn_is_tagged_or_decoration_and_every_mark_has_its_element(pdf):
    tree = parents(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        loose, used = untagged(page)
        assert loose == [], f"page {number}"
        if used:
            owners = tree[int(page.StructParents)]
            assert max(used) < len(owners), f"page {number}"
            assert all(isinstance(owners[mark], pikepdf.Dictionary) for mark in used), f"page {number}"


def test_something_untagged_would_be_noticed():
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(b"/Artifact BMC 0 0 5 5 re f EMC /P <</MCID 3>> BDC 0 0 m S EMC 1 1 m S")
    assert untagged(page) == (["S"], {3})


def test_every_element_is_of_a_standard_kind_in_its_right_place(pdf):
    found = elements(pdf)
    assert {one.kind for one in found} <= STANDARD
    assert [
        (one.kind, one.parent) for one in found if one.parent not in INSIDE.get(one.kind, {one.parent})
    ] == []
    assert "/Suspects" not in pdf.Root.MarkInfo or not pdf.Root.MarkInfo.Suspects


def attributes(node: pikepdf.Object) -> dict[str, str]:
    """Return the attributes of an element, of all owners together."""
    given = node.get("/A", [])
    sets = given if isinstance(given, pikepdf.Array) else [given]
    return {str(key): str(value) for one in sets for key, value in dict(one).items()}


def test_every_header_cell_says_what_it_heads_and_rows_are_equally_long(pdf):
    found = elements(pdf)
    heads = [one for one in found if one.kind == "/TH"]
    assert [
        one.node for one in heads if attributes(one.node).get("/Scope") not in ("/Column", "/Row", "/Both")
    ] == []
    rows = [one for one in found if one.kind == "/TR"]
    by_table: dict[tuple[int, int], set[int]] = {}
    for row in rows:
        table = row.node.P if str(row.node.P.S) == "/Table" else row.node.P.P
        cells = [kid for kid in row.node.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        width = sum(int(attributes(cell).get("/ColSpan", 1)) for cell in cells)
        by_table.setdefault(table.objgen, set()).add(width)
    assert all(len(widths) == 1 for widths in by_table.values())


def test_every_figure_has_an_alternative_and_its_place(pdf):
    for figure in (one for one in elements(pdf) if one.kind == "/Figure"):
        assert str(figure.node.get("/Alt", "")).strip()
        assert "/BBox" in attributes(figure.node)


def test_every_link_is_tagged_and_says_where_it_leads(pdf):
    tree = parents(pdf)
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            assert str(link.get("/Contents", "")).strip(), "a link without a description"
            assert str(tree[int(link.StructParent)].S) in ("/Link", "/Reference", "/Annot")


def test_nothing_keeps_a_screen_reader_out(pdf):
    assert not pdf.is_encrypted
    assert "/Names" not in pdf.Root or "/JavaScript" not in pdf.Root.Names
    assert "/AcroForm" not in pdf.Root
