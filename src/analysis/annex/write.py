"""All that belongs to one edition: the annex in three formats, its summary, the package and the slides."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import cast

from analysis.annex.blocks import Writer
from analysis.annex.contents import Contents
from analysis.annex.document import annex_document
from analysis.annex.summary import summary_document
from analysis.ground import printable, unexpected
from analysis.ground.errors import AnalysisError
from analysis.ground.formats import ANNEX, FORMATS, SUMMARY, Format

DOCUMENTS = {ANNEX: annex_document, SUMMARY: summary_document}


def write_all(contents: Contents, folder: Path, *, formats: Collection[str] | None = None) -> dict[str, Path]:
    """
    Write an edition in the formats asked for (all by default) beside the folders of its runs; return the files by format.

    Raises `AnalysisError`: a format that its library cannot write; says which and why.
    """
    shown: Contents = printable.everywhere(contents)
    wanted = [one for one in FORMATS if formats is None or one.name in formats]
    # The page of the summary comes last: it links to what lies beside it.
    wanted.sort(key=lambda one: one.name == "samenvatting.html")
    return {one.name: _written(one, shown, folder) for one in wanted}


def writer(wanted: Format) -> Writer:
    """Return what writes a format; its library is imported now."""
    module, _, name = wanted.writer.partition(".")
    return cast("Writer", getattr(import_module(f"analysis.annex.{module}"), name))


def _written(wanted: Format, contents: Contents, folder: Path) -> Path:
    """Write one format; what its library raises is told as a part that failed."""
    try:
        return writer(wanted)(DOCUMENTS[wanted.document](contents), folder, wanted.file)
    except (AnalysisError, OSError, MemoryError):
        raise  # these have words of their own, or are about the machine
    except Exception as error:
        if unexpected.is_debugging():
            raise
        text = unexpected.in_words(error, f"De bijlage als {wanted.name} schrijven")
        raise AnalysisError(text) from error
