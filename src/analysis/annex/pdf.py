"""The annex and its summary as PDF: typst sets the blocks; tagged for screen readers (PDF/UA-1), the letters inside it."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from analysis.annex import pages
from analysis.annex.archive import put
from analysis.annex.blocks import LINE, PAPER, AnnexDocument, Block, Picture, Table
from analysis.charts.style import text_on
from analysis.ground import palette

LETTERS = ("Regular", "It", "Bold", "Semibold", "SemiboldIt")


def write_pdf(document: AnnexDocument, folder: Path, name: str) -> Path:
    """Write a document as a PDF, see `blocks.Writer`; a figure without alt text stops typst, and so this function."""
    params, blocks = document.params, document.on(PAPER)
    template = "samenvatting.typ" if document.short else "bijlage.typ"
    with tempfile.TemporaryDirectory() as workplace:
        work = Path(workplace)
        for part in ("stijl.typ", template):
            source = files("analysis.annex") / "templates" / part
            (work / part).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        content = {
            "titel": document.title,
            "gemeente": params.naam,
            "editie": params.editie,
            "hoofdkleur": params.huisstijl.hoofdkleur,
            "op_huis": text_on(params.huisstijl.hoofdkleur),
            "accentkleur": params.huisstijl.accentkleur,
            "kleuren": {name: value for name, value in vars(palette).items() if str(value).startswith("#")},
            "blokken": [
                _printed(block, fit, folder, work)
                for block, fit in zip(blocks, pages.fits(blocks), strict=True)
            ],
        }
        (work / "inhoud.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        made = typst.compile(
            work / template,
            root=work,
            font_paths=[_letters(work)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    return put(folder / name, made)


def _letters(work: Path) -> Path:
    """Put the few letters that are used apart: the package has each of them twice."""
    target = work / "letters"
    target.mkdir()
    for weight in LETTERS:
        name = f"SourceSansPro-{weight}.ttf"
        shutil.copyfile(Path(font_source_sans_pro.__file__).parent / "files" / name, target / name)
    return target


def _widths(table: Table) -> tuple[float, ...]:
    """Return shares for a wide table: typst gives each column what it asks for, and the first what is left."""
    return table.shares() if sum(table.longest()) > LINE else table.widths


def _printed(block: Block, fit: pages.Fit | None, folder: Path, work: Path) -> dict[str, Any]:
    """Return a block as the template reads it; a figure is put beside the template as a drawing."""
    soort = {"soort": type(block).__name__.lower()}
    if isinstance(block, Table):
        return soort | asdict(block) | {"widths": _widths(block)}
    if not isinstance(block, Picture) or fit is None:
        return soort | asdict(block)
    drawing = f"{block.run}-{block.card.id}.svg" if block.is_drawn else ""
    if drawing:
        shutil.copyfile(folder / block.file("svg"), work / drawing)
    return soort | {
        "bestand": drawing,
        "breedte": round(block.card.size[0] * fit.scale, 3),
        "heel": fit.whole,
        "alt": block.card.alt,
        "caption": block.caption,
        "table": asdict(block.table) | {"widths": _widths(block.table)},
        "source": block.card.facts.source_line,
        "notes": block.notes,
    }
