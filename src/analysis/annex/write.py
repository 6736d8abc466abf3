"""All that belongs to one edition: the annex in three formats, its summary, the package and the slides."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from analysis import dutch, printable, unexpected
from analysis.annex import prose
from analysis.annex.contents import Contents
from analysis.annex.document import annex_blocks
from analysis.annex.html import write_html, write_summary_html
from analysis.annex.summary import summary_blocks, summary_title
from analysis.errors import AnalysisError, InputError, Problem


def write_all(contents: Contents, folder: Path, *, formats: Collection[str] | None = None) -> dict[str, Path]:
    """
    Write an edition in the formats asked for.

    Parameters
    ----------
    contents : Contents
        What to print.
    folder : Path
        `outputs/<gemeente>/<editie>`: holds the folders of the runs.
    formats : collection of str, optional
        Names of `FORMATS`; all by default.

    Returns
    -------
    dict of str to Path
        The files by format, in the order of `FORMATS`.

    Raises
    ------
    InputError
        A format that does not exist; nothing was written.
    AnalysisError
        A format that its library cannot write; says which and why.
    """
    wanted = tuple(FORMATS) if formats is None else tuple(formats)
    problems = [
        Problem("formaat", "", f'"{name}"', f"een van: {', '.join(FORMATS)}", "Kies daaruit.")
        for name in wanted
        if name not in FORMATS
    ]
    if problems:
        raise InputError(
            f"Dit formaat bestaat niet; bekend zijn {dutch.enumeration(list(FORMATS))}.", problems
        )
    shown = printable.everywhere(contents)
    return {name: _written(name, shown, folder) for name in FORMATS if name in wanted}


def _written(name: str, contents: Contents, folder: Path) -> Path:
    """Write one format; what its library raises is told as a part that failed."""
    try:
        return FORMATS[name](contents, folder)
    except (AnalysisError, OSError, MemoryError):
        raise  # these have words of their own, or are about the machine
    except Exception as error:
        if unexpected.is_debugging():
            raise
        raise AnalysisError(unexpected.in_words(error, f"De bijlage als {name} schrijven")) from error


# The libraries behind a format are imported when it is written: a page needs none of them.


def _pdf(contents: Contents, folder: Path) -> Path:
    from analysis.annex.pdf import write_pdf

    blocks = list(annex_blocks(contents))
    return write_pdf(blocks, contents.params, folder, "bijlage.pdf", title=contents.params.titel)


def _docx(contents: Contents, folder: Path) -> Path:
    from analysis.annex.word import front_of, write_docx

    blocks, params = list(annex_blocks(contents)), contents.params
    front = front_of(params, blocks, prose.CONTENTS)
    return write_docx(blocks, params, folder, "bijlage.docx", title=_full_title(contents), front=front)


def _summary_pdf(contents: Contents, folder: Path) -> Path:
    from analysis.annex.pdf import write_pdf

    blocks, title = list(summary_blocks(contents)), summary_title(contents)
    return write_pdf(
        blocks, contents.params, folder, "samenvatting.pdf", title=title, template="samenvatting.typ"
    )


def _summary_docx(contents: Contents, folder: Path) -> Path:
    from analysis.annex.word import summary_front, write_docx

    blocks, title = list(summary_blocks(contents)), summary_title(contents)
    front = summary_front(contents.params, title)
    return write_docx(
        blocks, contents.params, folder, "samenvatting.docx", title=title, front=front, one_page=True
    )


def _package(contents: Contents, folder: Path) -> Path:
    from analysis.annex.package import write_package

    return write_package(contents, folder)


def _slides(contents: Contents, folder: Path) -> Path:
    from analysis.annex.slides import write_slides

    return write_slides(contents, folder)


def _full_title(contents: Contents) -> str:
    params = contents.params
    return f"{params.titel}, gemeente {params.naam}, editie {params.editie}"


FORMATS: dict[str, Callable[[Contents, Path], Path]] = {
    "html": write_html,
    "pdf": _pdf,
    "docx": _docx,
    "samenvatting.pdf": _summary_pdf,
    "samenvatting.docx": _summary_docx,
    "figurenpakket": _package,
    "pptx": _slides,
    "samenvatting.html": write_summary_html,  # last: it links to the others
}
