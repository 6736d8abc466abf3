"""`figurenpakket.zip`: every card by chapter, with its caption and alt text, and a README that says what is what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from analysis.annex import prose
from analysis.annex.archive import put, zipped
from analysis.annex.blocks import AnnexDocument, Heading, Picture
from analysis.ground.codes import slug

README = "README.txt"
KINDS = ("png", "svg", "xlsx", "csv", "html")


def write_package(document: AnnexDocument, folder: Path, name: str) -> Path:
    """Write the package, see `blocks.Writer`."""
    return put(folder / name, zipped(_files(document, folder)))


def _files(document: AnnexDocument, folder: Path) -> Iterator[tuple[str, bytes]]:
    yield README, _text(_readme(document))
    for chapter, figure in document.figures():
        name = figure.name.lower().replace(" ", "_").replace(".", "-")
        base = f"{_folder(chapter)}/{name}_{figure.card.id}"
        for kind in KINDS:
            if file := figure.file(kind):
                yield f"{base}.{kind}", (folder / file).read_bytes()
        yield f"{base}.txt", _text(_about(figure))


def _folder(chapter: Heading) -> str:
    """Return the folder of a chapter: number and name."""
    return f"{int(chapter.number):02d}_{slug(chapter.text)}"


def _about(figure: Picture) -> list[str]:
    """Return what stands beside a figure when somebody uses it: caption, source, alt text, caveats."""
    lines = ["Bijschrift", figure.caption, "", "Bron", figure.card.facts.source_line, ""]
    lines += ["Alternatieve tekst (voor wie de afbeelding niet ziet)", figure.card.alt]
    notes = [f"- {note}" for note in figure.notes]
    return [*lines, "", "Let op", *notes] if notes else lines


def _readme(document: AnnexDocument) -> list[str]:
    params = document.params
    lines = [
        f"Figuren bij de {params.titel}",
        f"Gemeente {params.naam}, editie {params.editie}",
        "",
        "Van elke figuur vindt u:",
        "  .png   voor Word en PowerPoint",
        "  .svg   voor drukwerk",
        "  .xlsx  de cijfers, voor Excel",
        "  .csv   de cijfers, voor andere programma's",
        "  .txt   bijschrift, bron, alternatieve tekst en wat u moet weten",
        "  .html  kaart om in te zoomen, als die er is",
        "",
        "Neem bijschrift, bron en alternatieve tekst altijd mee.",
    ]
    if any(figure.mark for _, figure in document.figures()):
        lines += [
            "",
            f"Voorbeeldcijfers. {prose.EXAMPLES_WARNING} Achter deze figuren staat: voorbeeldcijfers.",
        ]
    for chapter, figures in groupby(document.figures(), itemgetter(0)):
        lines += ["", f"{chapter.number}. {chapter.text} (map {_folder(chapter)})"]
        for _, figure in figures:
            mark = " [voorbeeldcijfers]" if figure.mark else ""
            lines.append(f"  {figure.number}  {figure.card.title} {figure.card.subtitle}{mark}")
    return [*lines, "", f"Kenmerk {document.stamp}"]


def _text(lines: list[str]) -> bytes:
    """Write lines as Notepad reads them."""
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8")
