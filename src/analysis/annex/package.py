"""`figurenpakket.zip`: every card by chapter, with its caption and alt text, and a README that says what is what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analysis.annex import prose
from analysis.annex.archive import write_zip
from analysis.annex.contents import Chapter, Contents, Part
from analysis.codes import slug

README = "README.txt"
KINDS = ("png", "svg", "xlsx", "csv", "html")


def write_package(contents: Contents, folder: Path, name: str = "figurenpakket.zip") -> Path:
    """
    Write the package.

    Parameters
    ----------
    contents : Contents
        The figures, by chapter.
    folder : Path
        Holds the folders of the runs; the package is written beside them.
    name : str
        File name.
    """
    write_zip(folder / name, _files(contents, folder))
    return folder / name


def _files(contents: Contents, folder: Path) -> Iterator[tuple[str, bytes]]:
    yield README, _text(_readme(contents))
    for chapter in contents.chapters:
        for figure in chapter.figures:
            base = f"{chapter_folder(chapter)}/{figure_name(figure)}"
            for kind in KINDS:
                if file := figure["bestanden"].get(kind):
                    yield f"{base}.{kind}", (folder / figure["map"] / file).read_bytes()
            yield f"{base}.txt", _text(about(figure))


def chapter_folder(chapter: Chapter) -> str:
    """Return the folder of a chapter: number and name."""
    return f"{chapter.number:02d}_{slug(chapter.title)}"


def figure_name(figure: Part) -> str:
    """Return the name of a figure's files: its number in the annex and its id."""
    return f"figuur_{figure['nummer'].replace('.', '-')}_{figure['id']}"


def about(figure: Part) -> list[str]:
    """Return what stands beside a figure when somebody uses it: caption, source, alt text, caveats."""
    lines = ["Bijschrift", prose.caption(figure), "", "Bron", figure["bron"], ""]
    lines += ["Alternatieve tekst (voor wie de afbeelding niet ziet)", figure["alt"]]
    notes = [*figure["opmerkingen"], *figure["beperkingen"]]
    return [*lines, "", "Let op", *(f"- {note}" for note in notes)] if notes else lines


def _readme(contents: Contents) -> list[str]:
    params = contents.params
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
    if contents.examples:
        lines += [
            "",
            f"Voorbeeldcijfers. {prose.EXAMPLES_WARNING} Achter deze figuren staat: voorbeeldcijfers.",
        ]
    for chapter in contents.chapters:
        if chapter.figures:
            lines += ["", f"{chapter.number}. {chapter.title} (map {chapter_folder(chapter)})"]
        for figure in chapter.figures:
            mark = " [voorbeeldcijfers]" if figure["voorbeeldcijfers"] else ""
            lines.append(f"  {figure['nummer']}  {figure['titel']} {figure['ondertitel']}{mark}")
    return [*lines, "", f"Kenmerk {contents.provenance['run']}"]


def _text(lines: list[str]) -> bytes:
    """Write lines as Notepad reads them."""
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8")
