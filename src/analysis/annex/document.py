"""The annex as a row of blocks, from the opening to the receipt; the page in HTML has a template of its own."""

from __future__ import annotations

from collections.abc import Iterator

from analysis import dutch
from analysis.annex import prose
from analysis.annex.blocks import Block, Bullets, Heading, Paragraph, Picture, Table, Terms
from analysis.annex.contents import Chapter, Contents, Part, Section
from analysis.annex.coverage import coverage_blocks
from analysis.annex.editions import changed_blocks


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
    yield Paragraph(prose.joined(prose.opening(contents.params)))
    if not contents.examples:
        yield Paragraph(prose.NO_EXAMPLES)
        return
    yield Paragraph(
        f"{prose.EXAMPLES_WARNING} {prose.examples_count(contents)}", "voorbeeld", "Voorbeeldcijfers."
    )
    yield Table(
        "Figuren die op voorbeeldcijfers rusten",
        ("Figuur", "Titel", "Waarover"),
        tuple((figure["nummer"], figure["titel"], figure["ondertitel"]) for figure in contents.examples),
        (0.1, 0.45, 0.45),
    )


def _chapter(contents: Contents, chapter: Chapter) -> Iterator[Block]:
    yield Heading(1, chapter.title, str(chapter.number), chapter.id, new_page=True)
    if chapter.goal:
        yield Paragraph(chapter.goal, "doel")
    yield Paragraph(chapter.question, "vraag")
    if chapter.audience:
        yield Paragraph(chapter.audience, lead="Voor wie.")
    if chapter.not_shown:
        yield Paragraph(chapter.not_shown, lead="Wat hier niet uit volgt.")
    several = len(chapter.sections) > 1
    for place, section in enumerate(chapter.sections, start=1):
        if several:
            yield Heading(2, section_title(section), f"{chapter.number}.{place}", section.id)
        for part in section.parts:
            yield from _part(part)
    # The page in front says it once for a first edition.
    if contents.previous:
        yield Heading(2, prose.CHANGED, listed=False)
        yield Paragraph(prose.joined(prose.changed(contents, chapter)))
    if changes := prose.shown_changes(chapter):
        rows = tuple((c.subject, c.area, c.period, c.before, c.now) for c in changes)
        columns = ("Onderwerp", "Gebied", "Periode", f"Editie {contents.previous}", "Nu")
        yield Table("Cijfers die veranderd zijn", columns, rows)
    yield from _not_updated(chapter)


def section_title(section: Section) -> str:
    """Return the title of a run within its chapter: the area when it is about one."""
    return section.area or section.title


def _not_updated(chapter: Chapter) -> Iterator[Block]:
    if not chapter.gaps and not chapter.old:
        return
    yield Heading(2, prose.NOT_UPDATED, listed=False)
    if chapter.old:
        yield Paragraph(prose.OLD_INTRODUCTION)
        rows = tuple((old.source, old.period, dutch.few(old.subjects)) for old in chapter.old)
        yield Table(
            "Cijfers waarvan het laatste jaar ouder is",
            ("Bron", "Laatste jaar", "Onderwerpen"),
            rows,
            (0.36, 0.16, 0.48),
        )
    if chapter.gaps:
        rows = tuple((gap["titel"], gap["reden"], gap["actie"]) for gap in chapter.gaps)
        yield Table(
            "Figuren die er nog niet zijn",
            ("Figuur", "Waarom niet", "Wat er nodig is"),
            rows,
            (0.26, 0.42, 0.32),
        )


def _part(part: Part) -> Iterator[Block]:
    if part["soort"] == "tekst":
        yield Paragraph(" ".join(part["zinnen"]), "opvallend")
    elif part["soort"] == "leemte":
        yield Paragraph(f"Niet te tonen. {part['reden']}", "leemte", part["titel"])
    elif part["soort"] == "figuur":
        yield picture(part)


def picture(part: Part) -> Picture:
    """Return a figure with all that stands around it."""
    table = Table(
        prose.table_caption(part),
        tuple(part["tabel"]["kolommen"]),
        tuple(tuple(row) for row in part["tabel"]["rijen"]),
    )
    return Picture(
        chapter=part["map"],
        id=part["id"],
        name=f"Figuur {part['nummer']}",
        caption=prose.caption(part),
        alt=part["alt"],
        size=(part["maat_inch"][0], part["maat_inch"][1]),
        table=table,
        source=part["bron"],
        notes=(*part["opmerkingen"], *part["beperkingen"]),
        example=part["voorbeeldcijfers"],
    )


def _gaps(contents: Contents) -> Iterator[Block]:
    if not contents.gaps:
        return
    yield Heading(1, prose.GAPS, id="leemtes", new_page=True)
    yield Paragraph(prose.GAPS_INTRODUCTION)
    rows = tuple(
        (f"{chapter.number}. {chapter.title}", gap["titel"], gap["reden"])
        for chapter in contents.chapters
        for gap in chapter.gaps
    )
    yield Table(
        "Wat ontbreekt, per hoofdstuk", ("Hoofdstuk", "Figuur", "Waarom niet"), rows, (0.24, 0.26, 0.5)
    )


def _appendices(contents: Contents) -> Iterator[Block]:
    yield Heading(1, prose.SOURCES, id="bronnen", new_page=True)
    columns = ("Bron", "Uitgever", "Peildatum", "Opgehaald", "Licentie")
    yield Table("Bronnen, met datum en licentie", columns, _sources(contents), (0.36, 0.2, 0.14, 0.15, 0.15))
    remarks = tuple((source.titel, source.opmerking) for source in contents.sources if source.opmerking)
    if remarks:
        yield Heading(2, "Opmerkingen bij de bronnen", listed=False)
        yield Terms(remarks)
    yield Heading(1, prose.DEFINITIONS, id="begrippen", new_page=True)
    yield Terms(tuple((entry.naam, f"{entry.definitie} {entry.uitleg_b1}") for entry in contents.indicators))
    yield Heading(1, prose.METHOD, id="methode")
    yield Bullets(prose.method(contents.params))
    yield Heading(1, prose.AUDIT, id="controle")
    yield Paragraph(prose.joined(prose.audited(contents)))
    yield Heading(1, prose.RECEIPT, id="herkomst")
    yield Paragraph(prose.SAME_BYTES)
    yield Table("Kenmerken", ("Onderdeel", "Kenmerk"), prose.receipt(contents), (0.3, 0.7))


def _sources(contents: Contents) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            f"{source.titel} ({source.tabel})" if source.tabel else source.titel,
            source.uitgever,
            dutch.period(source.peildatum),
            dutch.period(source.opgehaald),
            source.licentie,
        )
        for source in contents.sources
    )
