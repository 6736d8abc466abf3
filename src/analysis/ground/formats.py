"""The formats of an edition, once; the writer by name, so that a format is offered without importing its library."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

ANNEX, SUMMARY = "bijlage", "samenvatting"  # the documents
GALLERY, OVERVIEW = "galerij", "overzicht"  # other pages that lead to them


@dataclass(frozen=True)
class Format:
    """One format."""

    name: str  # as `--formats` has it
    file: str  # what it is called, in the folder of an edition
    document: str  # `ANNEX` or `SUMMARY`
    writer: str  # module and function in `analysis.annex`, see `annex.blocks.Writer`
    linked: Collection[str] = ()  # `GALLERY`, `OVERVIEW`, `SUMMARY`: the pages that lead to it

    @property
    def suffix(self) -> str:
        """The kind of file, without the dot."""
        return self.file.rpartition(".")[2]


FORMATS = (
    Format("html", "bijlage.html", ANNEX, "html.write_html", (GALLERY, OVERVIEW, SUMMARY)),
    Format("pdf", "bijlage.pdf", ANNEX, "pdf.write_pdf", (GALLERY, OVERVIEW, SUMMARY)),
    Format("docx", "bijlage.docx", ANNEX, "word.write_docx", (GALLERY, OVERVIEW, SUMMARY)),
    Format("samenvatting.html", "samenvatting.html", SUMMARY, "html.write_html", (GALLERY, OVERVIEW)),
    Format("samenvatting.pdf", "samenvatting.pdf", SUMMARY, "pdf.write_pdf"),
    Format("samenvatting.docx", "samenvatting.docx", SUMMARY, "word.write_docx"),
    Format("figurenpakket", "figurenpakket.zip", ANNEX, "package.write_package", (GALLERY, SUMMARY)),
    Format("pptx", "figuren.pptx", ANNEX, "slides.write_slides", (GALLERY, SUMMARY)),
)
NAMES = tuple(one.name for one in FORMATS)
DOCUMENTS = tuple(one.file for one in FORMATS)


def there(folder: Path, page: str) -> tuple[str, ...]:
    """Return the documents in the folder of an edition that a page leads to."""
    return tuple(one.file for one in FORMATS if page in one.linked and (folder / one.file).is_file())
