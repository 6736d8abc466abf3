"""What changed since the previous edition, on one page: two receipts and two rows of figures beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.annex.blocks import Block, Bullets, Heading, Paragraph, Table
from analysis.annex.changes import KINDS, EarlierEdition
from analysis.annex.contents import AnnexChapter, Contents
from analysis.ground import dutch

TITLE = "Wat is er veranderd sinds de vorige editie?"
FIRST = (
    "Dit is de eerste editie met deze cijfers. Er is nog geen eerdere om mee te vergelijken. "
    "Vanaf de volgende editie staat hier wat nieuw, herzien en vervallen is."
)
NOT_UPDATED = "Wat niet bijgewerkt kon worden, en waarom"
NO_NEWER = "De bron heeft geen nieuwer jaar, of het is nog niet opgehaald."
UP_TO_DATE = "Alle cijfers zijn van de laatste jaren."
HASH_LETTERS = 12


def changed_blocks(contents: Contents) -> Iterator[Block]:
    """Yield the page: what is new, revised and withdrawn, what was made otherwise, and what stayed old and why."""
    yield Heading(1, TITLE, id="veranderd", new_page=True)
    if contents.earlier is None:
        yield Paragraph(FIRST)
    else:
        yield from _since(contents, contents.earlier)
    yield Heading(2, NOT_UPDATED, listed=False)
    rows = _not_newer(contents)
    if rows:
        columns = ("Bron", "Laatste jaar", "Onderwerpen", "Waarom")
        yield Table("Cijfers die niet nieuwer zijn", columns, rows, (0.24, 0.12, 0.36, 0.28))
    else:
        yield Paragraph(UP_TO_DATE)


def _since(contents: Contents, earlier: EarlierEdition) -> Iterator[Block]:
    # A number stands in every chapter that shows it; here it counts once.
    unique = {change for chapter in contents.chapters for change in chapter.changes or ()}
    counts = {kind: sum(change.kind == kind for change in unique) for kind in KINDS}
    said = dutch.enumeration([f"{dutch.number(count)} {kind}" for kind, count in counts.items()])
    yield Paragraph(f"Vergeleken met de editie {earlier.edition} zijn van de getoonde cijfers: {said}.")
    yield Table(
        "Veranderde cijfers per hoofdstuk",
        ("Hoofdstuk", *(kind.capitalize() for kind in KINDS)),
        tuple(_counted(chapter) for chapter in contents.chapters),
        (0.55, 0.15, 0.15, 0.15),
    )
    now = {(figure["map"], figure["id"]): figure["titel"] for figure in contents.figures}
    new = [title for key, title in now.items() if key not in earlier.figures]
    gone = [title for key, title in earlier.figures.items() if key not in now]
    for lead, titles in (("Nieuwe figuren.", new), ("Figuren die er niet meer zijn.", gone)):
        if titles:
            yield Bullets(tuple(dict.fromkeys(titles)), lead=lead)
    rows = tuple(_otherwise(earlier, contents.provenance))
    if rows:
        columns = ("Onderdeel", f"Editie {earlier.edition}", "Nu")
        yield Table("Wat er anders is aan hoe de bijlage is gemaakt", columns, rows, (0.4, 0.3, 0.3))


def _counted(chapter: AnnexChapter) -> tuple[str, ...]:
    changes = chapter.changes or ()
    counts = (sum(change.kind == kind for change in changes) for kind in KINDS)
    return (f"{chapter.number}. {chapter.title}", *(dutch.number(count) for count in counts))


def _not_newer(contents: Contents) -> tuple[tuple[str, ...], ...]:
    """Return a row per source and year; a source that gave no answer has said why."""
    fetched = contents.provenance.get("opgehaald", {})
    reasons = {one.naam_kort: fetched.get(one.bron, {}).get("melding", "") for one in contents.sources}
    subjects: dict[tuple[str, str], list[str]] = {}
    for chapter in contents.chapters:
        for old in chapter.old:
            subjects.setdefault((old.source, old.period), []).extend(old.subjects)
    return tuple(
        (source, period, dutch.few(tuple(dict.fromkeys(names))), reasons.get(source) or NO_NEWER)
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
        before, after = earlier.versions.get(name, ""), now["versies"].get(name, "")
        if before != after:
            yield f"Versie van {name}", before or dutch.MISSING, after or dutch.MISSING
