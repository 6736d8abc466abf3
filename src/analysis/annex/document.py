"""The annex as a row of blocks, from the opening to the receipt; what only a page or only paper says is marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.annex import prose
from analysis.annex.blocks import (
    PAGE,
    PAPER,
    AnnexDocument,
    Block,
    Bullets,
    Heading,
    Paragraph,
    Table,
    Terms,
)
from analysis.annex.changes import KINDS, EarlierEdition
from analysis.annex.contents import AnnexChapter, Contents, Shown
from analysis.annex.coverage import coverage_blocks
from analysis.cards.card import Gap, Sentences
from analysis.ground import dutch

GAPS_ID = "leemtes"
GAP_COLUMNS = ("Figuur", "Waarom niet", "Wat er nodig is")
HASH_LETTERS = 12


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
    yield Heading(1, "Vooraf", id="vooraf", new_page=True)
    yield Paragraph(prose.opening(contents.params))
    yield Paragraph(prose.PRINTS_BESIDE, only=PAGE)
    if not contents.examples:
        yield Paragraph(prose.NO_EXAMPLES)
        return
    count = f"Het gaat om {len(contents.examples)} van de {len(contents.figures)} figuren."
    examples = tuple((one.number, one.card.title, one.card.subtitle) for one in contents.examples)
    warning, lead = prose.EXAMPLES_WARNING, "Voorbeeldcijfers."
    yield Paragraph(warning, "voorbeeld", lead, only=PAGE)
    yield Bullets(tuple(" ".join(texts) for _, *texts in examples), folded=f"{count} Toon welke.", only=PAGE)
    yield Paragraph(f"{warning} {count}", "voorbeeld", lead, only=PAPER)
    columns = ("Figuur", "Titel", "Waarover")
    yield Table("Figuren die op voorbeeldcijfers rusten", columns, examples, (0.1, 0.45, 0.45), only=PAPER)


def changed_blocks(contents: Contents) -> Iterator[Block]:
    """Yield the page of what is new, revised and withdrawn, what was made otherwise, and what stayed old and why."""
    yield Heading(1, prose.ALL_CHANGES, id="veranderd", new_page=True)
    if contents.earlier is None:
        yield Paragraph(prose.FIRST)
    else:
        yield from _since(contents, contents.earlier)
    yield Heading(2, "Wat niet bijgewerkt kon worden, en waarom", listed=False)
    if rows := _not_newer(contents):
        columns = ("Bron", "Laatste jaar", "Onderwerpen", "Waarom")
        yield Table("Cijfers die niet nieuwer zijn", columns, rows, (0.24, 0.12, 0.36, 0.28))
    else:
        yield Paragraph("Alle cijfers zijn van de laatste jaren.")


def _since(contents: Contents, earlier: EarlierEdition) -> Iterator[Block]:
    # A number stands in every chapter that shows it; here it counts once.
    counts = prose.counts({change for chapter in contents.chapters for change in chapter.changes or ()})
    said = dutch.enumeration([f"{dutch.number(count)} {kind}" for kind, count in counts.items()])
    yield Paragraph(f"Vergeleken met de editie {earlier.edition} zijn van de getoonde cijfers: {said}.")
    rows = tuple(
        (f"{one.number}. {one.title}", *map(dutch.number, prose.counts(one.changes or ()).values()))
        for one in contents.chapters
    )
    columns = ("Hoofdstuk", *(kind.capitalize() for kind in KINDS))
    yield Table("Veranderde cijfers per hoofdstuk", columns, rows, (0.55, 0.15, 0.15, 0.15))
    now = {(figure.run, figure.card.id): figure.card.title for figure in contents.figures}
    new = [title for key, title in now.items() if key not in earlier.figures]
    gone = [title for key, title in earlier.figures.items() if key not in now]
    for lead, titles in (("Nieuwe figuren.", new), ("Figuren die er niet meer zijn.", gone)):
        if titles:
            yield Bullets(tuple(dict.fromkeys(titles)), lead=lead)
    if different := tuple(_otherwise(earlier, contents.provenance)):
        columns = ("Onderdeel", f"Editie {earlier.edition}", "Nu")
        yield Table("Wat er anders is aan hoe de bijlage is gemaakt", columns, different, (0.4, 0.3, 0.3))


def _not_newer(contents: Contents) -> tuple[tuple[str, ...], ...]:
    """Return a row per source and year; a source that gave no answer has said why."""
    fetched = contents.provenance.get("opgehaald", {})
    reasons = {one.naam_kort: fetched.get(one.bron, {}).get("melding", "") for one in contents.sources}
    subjects: dict[tuple[str, str], list[str]] = {}
    for old in (old for chapter in contents.chapters for old in chapter.old):
        subjects.setdefault((old.source, old.period), []).extend(old.subjects)
    return tuple(
        (source, period, dutch.few(tuple(dict.fromkeys(names))), reasons.get(source) or prose.NO_NEWER)
        for (source, period), names in subjects.items()
    )


def _otherwise(
    earlier: EarlierEdition, now: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str]]:
    # A kind of input that receipts no longer have is not printed again: it may have been computed from secrets.
    for name in sorted(now["invoer"]):
        before, after = earlier.inputs.get(name, ""), now["invoer"][name]
        if before != after:
            yield f"Invoer: {name}", before[:HASH_LETTERS] or dutch.MISSING, after[:HASH_LETTERS]
    for name in sorted({*earlier.versions, *now["versies"]}):
        texts = [versions.get(name, "") for versions in (earlier.versions, now["versies"])]
        if texts[0] != texts[1]:
            yield f"Versie van {name}", texts[0] or dutch.MISSING, texts[1] or dutch.MISSING


def _chapter(contents: Contents, chapter: AnnexChapter) -> Iterator[Block]:
    yield Heading(1, chapter.title, str(chapter.number), chapter.id, new_page=True, goal=chapter.goal)
    yield Paragraph(chapter.question, "vraag")
    for lead, text in (("Voor wie.", chapter.audience), ("Wat hier niet uit volgt.", chapter.not_shown)):
        if text:
            yield Paragraph(text, "leeswijzer", lead)
    several = len(chapter.sections) > 1
    for place, section in enumerate(chapter.sections, start=1):
        if several:
            title = section.area or section.title
            yield Heading(2, title, f"{chapter.number}.{place}", section.id)
        yield from map(_part, section.parts)
    # The page in front says it once for a first edition.
    if contents.earlier:
        yield Heading(2, "Wat is er veranderd?", listed=False)
        yield Paragraph(prose.changed(contents.earlier.edition, chapter.changes or ()))
        if changes := prose.shown_changes(chapter.changes or ()):
            rows = tuple((c.subject, c.area, c.period, c.before, c.now) for c in changes)
            columns = ("Onderwerp", "Gebied", "Periode", f"Editie {contents.earlier.edition}", "Nu")
            yield Table(f"Cijfers die veranderd zijn in hoofdstuk {chapter.number}", columns, rows)
    yield from _not_updated(chapter)


def _not_updated(chapter: AnnexChapter) -> Iterator[Block]:
    if not chapter.gaps and not chapter.old:
        return
    yield Heading(2, "Wat niet is bijgewerkt", listed=False)
    if chapter.old:
        yield Paragraph(prose.OLD_INTRODUCTION)
        rows = tuple((old.source, old.period, dutch.few(old.subjects)) for old in chapter.old)
        columns = ("Bron", "Laatste jaar", "Onderwerpen")
        caption = f"Cijfers waarvan het laatste jaar ouder is, in hoofdstuk {chapter.number}"
        yield Table(caption, columns, rows, (0.36, 0.16, 0.48))
    if chapter.gaps:
        missing = f"{prose.not_made(chapter.gaps)} {prose.GAPS} noemt wat er nodig is."
        yield Paragraph(missing, link=(prose.GAPS, GAPS_ID), only=PAGE)
        rows = tuple((gap.title, gap.reason, gap.action) for gap in chapter.gaps)
        yield Table("Figuren die er nog niet zijn", GAP_COLUMNS, rows, (0.26, 0.42, 0.32), only=PAPER)


def _part(part: Shown) -> Block:
    if isinstance(part, Sentences):
        return Paragraph(" ".join(part.texts), "opvallend")
    if isinstance(part, Gap):
        return Paragraph(f"Niet te tonen. {part.reason}", "leemte", part.title)
    return part


def _gaps(contents: Contents) -> Iterator[Block]:
    if not contents.gaps:
        return
    yield Heading(1, prose.GAPS, id=GAPS_ID, new_page=True)
    yield Paragraph(prose.GAPS_INTRODUCTION)
    rows = tuple((gap.title, gap.reason, gap.action) for gap in contents.gaps)
    yield Table("Wat ontbreekt en wat er nodig is", GAP_COLUMNS, rows, only=PAGE)
    rows = tuple(
        (f"{chapter.number}. {chapter.title}", gap.title, gap.reason)
        for chapter in contents.chapters
        for gap in chapter.gaps
    )
    columns = ("Hoofdstuk", "Figuur", "Waarom niet")
    yield Table("Wat ontbreekt, per hoofdstuk", columns, rows, (0.24, 0.26, 0.5), only=PAPER)


def _appendices(contents: Contents) -> Iterator[Block]:
    yield Heading(1, "Bronnen en licenties", id="bronnen", new_page=True)
    rows = tuple(
        (
            f"{source.titel} ({source.tabel})" if source.tabel else source.titel,
            source.uitgever,
            dutch.period(source.peildatum),
            dutch.period(source.opgehaald),
            source.licentie,
        )
        for source in contents.sources
    )
    columns = ("Bron", "Uitgever", "Peildatum", "Opgehaald", "Licentie")
    widths = (0.36, 0.2, 0.14, 0.15, 0.15)
    links = tuple(source.url for source in contents.sources)
    remarks = tuple(source.opmerking for source in contents.sources)
    yield Table("Bronnen, met datum en licentie", columns, rows, widths, links, remarks)
    remarked = tuple((source.titel, source.opmerking) for source in contents.sources if source.opmerking)
    if remarked:
        yield Heading(2, "Opmerkingen bij de bronnen", listed=False, only=PAPER)
        yield Terms(remarked, only=PAPER)
    yield Heading(1, "Wat betekenen de cijfers?", id="begrippen", new_page=True)
    yield Terms(tuple((entry.naam, f"{entry.definitie} {entry.uitleg_b1}") for entry in contents.indicators))
    yield Heading(1, "Hoe de cijfers zijn gemaakt", id="methode")
    yield Bullets(prose.method(contents.params))
    yield Heading(1, "Controle op herleidbaarheid", id="controle")
    yield Paragraph(prose.audited(contents.provenance.get("audit")))
    yield Heading(1, "Hoe deze bijlage is gemaakt", id="herkomst")
    yield Paragraph(prose.SAME_BYTES)
    stamp = prose.receipt(contents.provenance)
    yield Terms(stamp, "stempel", only=PAGE)
    yield Table("Kenmerken", ("Onderdeel", "Kenmerk"), stamp, (0.3, 0.7), only=PAPER)
