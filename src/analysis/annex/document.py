"""The annex as a row of blocks, from the opening to the receipt; what only a page or only paper says is marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.annex import prose
from analysis.annex.blocks import (
    PAGE,
    PAPER,
    AnnexDocument,
    Block,
    Bullets,
    Heading,
    Paragraph,
    Picture,
    SheetLink,
    Table,
    Terms,
)
from analysis.annex.contents import AnnexChapter, Contents, IndexEntry
from analysis.annex.coverage import coverage_blocks
from analysis.annex.editions import changed_blocks
from analysis.ground import dutch
from analysis.model.catalogue import Source

GAPS_ID = "leemtes"
GAP_COLUMNS = ("Figuur", "Waarom niet", "Wat er nodig is")


def annex_document(contents: Contents) -> AnnexDocument:
    """Return the annex."""
    params = contents.params
    return AnnexDocument(params.titel, params, tuple(annex_blocks(contents)), str(contents.provenance["run"]))


def annex_blocks(contents: Contents) -> Iterator[Block]:
    """Yield the whole annex, from the opening to the receipt."""
    yield from _opening(contents)
    yield from changed_blocks(contents)
    for chapter in contents.chapters:
        yield from _chapter(contents, chapter)
    yield from _gaps(contents)
    yield from coverage_blocks(contents)
    yield from _appendices(contents)


def _opening(contents: Contents) -> Iterator[Block]:
    yield Heading(1, prose.OPENING, id="vooraf", new_page=True)
    yield Paragraph(" ".join(prose.opening(contents.params)))
    yield Paragraph(prose.PRINTS_BESIDE, only=PAGE)
    if not contents.examples:
        yield Paragraph(prose.NO_EXAMPLES)
        return
    count = prose.examples_count(contents)
    examples = tuple((one["nummer"], one["titel"], one["ondertitel"]) for one in contents.examples)
    warning, lead = prose.EXAMPLES_WARNING, "Voorbeeldcijfers."
    yield Paragraph(warning, "voorbeeld", lead, only=PAGE)
    yield Bullets(tuple(" ".join(texts) for _, *texts in examples), folded=f"{count} Toon welke.", only=PAGE)
    yield Paragraph(f"{warning} {count}", "voorbeeld", lead, only=PAPER)
    columns = ("Figuur", "Titel", "Waarover")
    yield Table("Figuren die op voorbeeldcijfers rusten", columns, examples, (0.1, 0.45, 0.45), only=PAPER)


def _chapter(contents: Contents, chapter: AnnexChapter) -> Iterator[Block]:
    yield Heading(1, chapter.title, str(chapter.number), chapter.id, new_page=True, goal=chapter.goal)
    yield Paragraph(chapter.question, "vraag")
    if chapter.audience:
        yield Paragraph(chapter.audience, "leeswijzer", "Voor wie.")
    if chapter.not_shown:
        yield Paragraph(chapter.not_shown, "leeswijzer", "Wat hier niet uit volgt.")
    several = len(chapter.sections) > 1
    for place, section in enumerate(chapter.sections, start=1):
        if several:
            title = section.area or section.title
            yield Heading(2, title, f"{chapter.number}.{place}", section.id)
        for part in section.parts:
            yield _part(part)
    # The page in front says it once for a first edition.
    if contents.previous:
        yield Heading(2, prose.CHANGED, listed=False)
        yield Paragraph(" ".join(prose.changed(contents, chapter)))
    if changes := prose.shown_changes(chapter):
        rows = tuple((c.subject, c.area, c.period, c.before, c.now) for c in changes)
        columns = ("Onderwerp", "Gebied", "Periode", f"Editie {contents.previous}", "Nu")
        yield Table(f"Cijfers die veranderd zijn in hoofdstuk {chapter.number}", columns, rows)
    yield from _not_updated(chapter)


def _not_updated(chapter: AnnexChapter) -> Iterator[Block]:
    if not chapter.gaps and not chapter.old:
        return
    yield Heading(2, prose.NOT_UPDATED, listed=False)
    if chapter.old:
        yield Paragraph(prose.OLD_INTRODUCTION)
        rows = tuple((old.source, old.period, dutch.few(old.subjects)) for old in chapter.old)
        columns = ("Bron", "Laatste jaar", "Onderwerpen")
        caption = f"Cijfers waarvan het laatste jaar ouder is, in hoofdstuk {chapter.number}"
        yield Table(caption, columns, rows, (0.36, 0.16, 0.48))
    if chapter.gaps:
        missing = f"{prose.not_made(chapter)} {prose.GAPS} noemt wat er nodig is."
        yield Paragraph(missing, link=(prose.GAPS, GAPS_ID), only=PAGE)
        rows = tuple((gap["titel"], gap["reden"], gap["actie"]) for gap in chapter.gaps)
        yield Table("Figuren die er nog niet zijn", GAP_COLUMNS, rows, (0.26, 0.42, 0.32), only=PAPER)


def _part(part: IndexEntry) -> Block:
    if part["soort"] == "tekst":
        return Paragraph(" ".join(part["zinnen"]), "opvallend")
    if part["soort"] == "leemte":
        return Paragraph(f"Niet te tonen. {part['reden']}", "leemte", part["titel"])
    if part["soort"] == "blad":
        return SheetLink(part["titel"], part["alt"], f"{part['map']}/{part['bestanden']['html']}")
    return _picture(part)


def _picture(part: IndexEntry) -> Picture:
    number, table, size = part["nummer"], part["tabel"], part["maat_inch"]
    rows = tuple(tuple(row) for row in table["rijen"])
    made = Picture(
        run=part["map"],
        id=part["id"],
        number=number,
        title=part["titel"],
        subtitle=part["ondertitel"],
        alt=part["alt"],
        source=part["bron"],
        size=(size[0], size[1]),
        table=Table(f"Cijfers bij figuur {number}: {part['ondertitel']}", tuple(table["kolommen"]), rows),
        notes=tuple(part["opmerkingen"]),
        caveats=tuple(part["beperkingen"]),
        example=part["voorbeeldcijfers"],
        files=tuple(part["bestanden"].items()),
    )
    return made if made.is_drawn else replace(made, table=replace(made.table, caption=made.caption))


def _gaps(contents: Contents) -> Iterator[Block]:
    if not contents.gaps:
        return
    yield Heading(1, prose.GAPS, id=GAPS_ID, new_page=True)
    yield Paragraph(prose.GAPS_INTRODUCTION)
    rows = tuple((gap["titel"], gap["reden"], gap["actie"]) for gap in contents.gaps)
    yield Table("Wat ontbreekt en wat er nodig is", GAP_COLUMNS, rows, only=PAGE)
    rows = tuple(
        (f"{chapter.number}. {chapter.title}", gap["titel"], gap["reden"])
        for chapter in contents.chapters
        for gap in chapter.gaps
    )
    columns = ("Hoofdstuk", "Figuur", "Waarom niet")
    yield Table("Wat ontbreekt, per hoofdstuk", columns, rows, (0.24, 0.26, 0.5), only=PAPER)


def _appendices(contents: Contents) -> Iterator[Block]:
    yield Heading(1, prose.SOURCES, id="bronnen", new_page=True)
    yield Table(
        "Bronnen, met datum en licentie",
        ("Bron", "Uitgever", "Peildatum", "Opgehaald", "Licentie"),
        tuple(_source(source) for source in contents.sources),
        (0.36, 0.2, 0.14, 0.15, 0.15),
        links=tuple(source.url for source in contents.sources),
        remarks=tuple(source.opmerking for source in contents.sources),
    )
    remarks = tuple((source.titel, source.opmerking) for source in contents.sources if source.opmerking)
    if remarks:
        yield Heading(2, "Opmerkingen bij de bronnen", listed=False, only=PAPER)
        yield Terms(remarks, only=PAPER)
    yield Heading(1, prose.DEFINITIONS, id="begrippen", new_page=True)
    yield Terms(tuple((entry.naam, f"{entry.definitie} {entry.uitleg_b1}") for entry in contents.indicators))
    yield Heading(1, prose.METHOD, id="methode")
    yield Bullets(prose.method(contents.params))
    yield Heading(1, prose.AUDIT, id="controle")
    yield Paragraph(" ".join(prose.audited(contents)))
    yield Heading(1, prose.RECEIPT, id="herkomst")
    yield Paragraph(prose.SAME_BYTES)
    stamp = prose.receipt(contents)
    yield Terms(stamp, "stempel", only=PAGE)
    yield Table("Kenmerken", ("Onderdeel", "Kenmerk"), stamp, (0.3, 0.7), only=PAPER)


def _source(source: Source) -> tuple[str, ...]:
    return (
        f"{source.titel} ({source.tabel})" if source.tabel else source.titel,
        source.uitgever,
        dutch.period(source.peildatum),
        dutch.period(source.opgehaald),
        source.licentie,
    )
