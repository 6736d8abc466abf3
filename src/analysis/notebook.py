"""
The seven functions a notebook may call: start, load, check, show, lead, export, footer.

Run by the batch it writes to a folder that is moved into place afterwards; by hand to `outputs/…/verkenning/`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from IPython.display import Image, display

from analysis import __version__
from analysis.cards.card import AreaSheet, Card, Content, Gap, Sentences
from analysis.cards.check_table import check_table
from analysis.cards.save import save, write_json
from analysis.charts import style
from analysis.ground import dutch, paths, read_guard
from analysis.ground.errors import AnalysisError, InputError, Problem
from analysis.ground.literal import NO_FORMULAS, literal
from analysis.ground.notebook_names import FOLDER_VARIABLE, INDEX, READS, RELEASE_VARIABLE, sentinel
from analysis.model.params import Params, read_params
from analysis.release.release import Release
from analysis.release.store import read_release


@dataclass
class Run:
    """One run of one notebook: its params, where it writes, and what it has shown so far."""

    notebook: str
    params: Params
    release_folder: Path
    folder: Path
    release: Release | None = field(default=None, repr=False)
    area: str = ""
    parts: list[Content] = field(default_factory=list)
    exported: bool = False


def start(params_file: str, notebook: str, area: str = "") -> Run:
    """Read the params (a file of the project), set the house style, choose the folders of a notebook about an area."""
    params = read_params(paths.root() / params_file).for_runs()
    colours = params.huisstijl
    style.use(style.House(own=colours.hoofdkleur, accent=colours.accentkleur))
    home = params.folder()
    release_folder = Path(os.environ.get(RELEASE_VARIABLE) or paths.latest(home) / "release")
    folder = Path(os.environ.get(FOLDER_VARIABLE) or home / "verkenning" / notebook)
    folder.mkdir(parents=True, exist_ok=True)
    if FOLDER_VARIABLE in os.environ:
        read_guard.refuse_unreleased(paths.data())
    return Run(notebook, params, release_folder, folder, area=area)


def load(run: Run) -> Release:
    """Read the release table: the only numbers a notebook sees."""
    release = read_release(run.release_folder)
    if release.gemeente != run.params.gemeente:
        place, found = paths.relative(run.release_folder), f'"{release.gemeente}"'
        problem = Problem(place, "gemeente", found, run.params.gemeente, "Maak de vrijgave opnieuw.")
        raise InputError("De vrijgegeven cijfers zijn van een andere gemeente.", [problem])
    if run.area and run.area not in release.catalogue.areas:
        known = f"een van: {', '.join(release.areas.loc[release.areas['niveau'] == 'kern', 'gebied'])}"
        problem = Problem(run.notebook, "parameter gebied", f'"{run.area}"', known, "Kies daaruit.")
        raise InputError("Dit gebied bestaat niet.", [problem])
    run.release = release
    return release


def check(release: Release, indicators: Sequence[str], areas: Sequence[str] = ()) -> None:
    """Print what the notebook rests on; nbval compares it, so a changed number turns the test red."""
    for indicator in indicators:
        release.catalogue[indicator]
    table = check_table(release, indicators, areas)
    print("geen cijfers" if table.empty else table.to_string(index=False))


Shown = Card | Gap | AreaSheet


def show(result: Shown | Sequence[Shown], run: Run) -> None:
    """Save a card and show it with its caption and its table; a gap says what is missing and why."""
    if isinstance(result, Sequence):
        for one in result:
            show(one, run)
        return
    if isinstance(result, Card):
        rows = run.release.stamp(result.facts.indicators, result.facts.areas) if run.release else ""
        run.parts.append(save(result, run.folder, digest=rows))
        if result.figure is not None:
            display(Image(data=result.picture().png, format="png", width=670, alt=result.alt))
        _say(" ".join([result.caption, *result.notes]))
        _tabulate(result.shown)
        return
    run.parts.append(save(result, run.folder))
    text = result.alt if isinstance(result, AreaSheet) else f"{result.reason} {result.action}"
    _say(text, head=result.title)


def _say(text: str, head: str = "") -> None:
    """Put a text in the notebook, as text: names and captions come from files that anybody may have written."""
    strong = f"<strong>{literal(head)}</strong> " if head else ""
    page = f'<p class="{NO_FORMULAS}">{strong}{literal(text)}</p>'
    display({"text/html": page, "text/plain": f"{head} {text}".strip()}, raw=True)


def _tabulate(table: pd.DataFrame) -> None:
    """Put a table in the notebook, every head and cell as text."""

    def cell(value: object) -> object:  # numbers are written by pandas
        return literal(value) if isinstance(value, str) else value

    written = table.set_axis([literal(column) for column in table.columns], axis=1).map(cell)
    page = written.to_html(index=False, border=0, escape=False, classes=NO_FORMULAS)
    display({"text/html": page, "text/plain": "(tabel)"}, raw=True)


def lead(sentences: Sequence[str], run: Run, *, summary: bool = True) -> None:
    """Show sentences made from the numbers and keep them for the annex; what only explains is not for its summary."""
    text = [dutch.sentence(sentence) for sentence in sentences]
    if text:
        run.parts.append(Sentences(tuple(text), summary=summary).content())
        _say(" ".join(text))


def export(run: Run) -> None:
    """Write the order of what was shown; the annex is built from it."""
    figures = [part for part in run.parts if part["soort"] == "figuur"]
    content = {"notebook": run.notebook, "gemeente": run.params.gemeente, "editie": run.params.editie}
    write_json(run.folder / INDEX, content | {"gebied": run.area, "onderdelen": run.parts})
    run.exported = True
    print(f"{len(figures)} figuren bewaard: {', '.join(str(figure['id']) for figure in figures)}")


def footer(run: Run) -> None:
    """Print where the numbers came from, and that the notebook reached its end; an error if nothing was exported."""
    if not run.exported:
        text = "Zet nb.export(run) voor nb.footer(run): zonder dat blijven er geen figuren voor de bijlage."
        raise AnalysisError(text)
    sources = dict.fromkeys(str(part["bron"]) for part in run.parts if part["soort"] == "figuur")
    if FOLDER_VARIABLE in os.environ:
        parts, files = (run.release.handed_out, run.release.files) if run.release else ((), {})
        write_json(run.folder / READS, {"delen": sorted(parts), "bestanden": dict(files)})
    made = f"{run.params.naam}, editie {run.params.editie}; kernmonitor {__version__}"
    # At once: a kernel sends what is printed in pieces, when there is time between.
    print("\n".join([*sources, made, sentinel(run.notebook)]))
