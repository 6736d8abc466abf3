"""
The attack on what was really published: every file of an edition is read back and put into one system.

It is what an outsider would do, done first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.audit.facts import Fact, PublishedCard, Reader
from analysis.audit.findings import Exposure, attack
from analysis.audit.leaks import Leak, copies
from analysis.audit.page_text import Content
from analysis.audit.reading import digest, published_files, read_content
from analysis.ground import codes, dutch, paths
from analysis.ground.errors import AnalysisError, InputError, Problem
from analysis.ground.stored import read_object
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.model.tidy import COLUMNS, NUMBER_COLUMNS, WITH_VALUE
from analysis.release.cells import own_rows
from analysis.release.editions import earlier_editions, read_reasons
from analysis.release.reach import earlier_reach, reach_of
from analysis.release.relations import parts_of
from analysis.release.returns import read_returns
from analysis.release.store import ABOUT, AREAS, RELEASE, TABLE, TABLE_CSV, not_ours, read_stored


class ExposedError(AnalysisError):
    """Something that was hidden can be computed; the edition may not go out."""

    def __init__(self, findings: Iterable[Exposure | Leak]) -> None:
        self.findings = tuple(findings)
        self.numbers = tuple(one for one in self.findings if isinstance(one, Exposure))
        number = len(self.findings)
        first = f"{number} verborgen {'getal is' if number == 1 else 'getallen zijn'} te herleiden."
        if len(self.numbers) < number:
            count = dutch.counted(number, "bevinding", "bevindingen")
            first = f"{count}: hier zou iets naar buiten komen dat geheim is."
        what_now = 'Wat u kunt doen staat in docs/betrouwbaarheid.md, bij "Als een bouw hierop stopt".'
        super().__init__("\n".join([first, *(f"  - {one}" for one in self.findings), f"  {what_now}"]))


_OF_AREAS = ["gebied", "naam", "niveau", "laag", "geometry"]
# What files hold, by name and digest: for who reads an edition twice in a row.
Seen = dict[tuple[str, str], Content]


def audit_edition(folder: Path, seen: Seen | None = None) -> list[Exposure | Leak]:
    """
    Attack everything that an edition publishes; return which hidden counts can be computed, and what was delivered.

    The editions before it are looked for beside its folder; `seen` are files that were read before, to which those of
    now are added.

    Raises `InputError`: there is no release in the folder; `InconsistentError`: what was published contradicts itself.
    """
    release, catalogue = folder / RELEASE, _catalogue_of(folder)
    if not (release / TABLE_CSV).is_file():
        action = "Draai eerst: kernmonitor build params/<gemeente>.yml"
        problem = Problem(paths.relative(folder), "", "geen vrijgegeven cijfers", RELEASE, action)
        raise InputError("Hier is niets gepubliceerd om te controleren.", [problem])
    areas = read_stored(release / AREAS, lambda data: gpd.read_parquet(data)[_OF_AREAS])
    reasons, rule = read_reasons(folder)
    names = dict(zip(areas["gebied"], areas["naam"], strict=True))
    parts, read = parts_of(areas), {} if seen is None else seen
    published = (
        (published_table(release / TABLE_CSV), catalogue, earlier_editions(folder)),
        (*reach_of(read_returns(release), catalogue, parts), earlier_reach(folder, catalogue, parts)),
    )
    found: list[Exposure | Leak] = [*copies(folder, _contents(folder, read))]
    for table, known, earlier in published:
        if table.empty:
            continue
        facts = published_facts(folder, Reader(own_rows(table, known), known, names), read)
        found += attack(table, known, parts, rule, reasons=reasons, earlier=earlier, facts=facts, names=names)
    return found


def refuse_exposed(folder: Path, seen: Seen | None = None) -> dict[str, int]:
    """
    Stop an edition that gives something away: `ExposedError`, with every finding; what `kernmonitor build` calls last.

    Returns `cellen` (numbers of own registrations and surveys that are shown), `onderdrukt` (those that are not)
    and `bevindingen` (0).
    """
    if findings := audit_edition(folder, seen):
        raise ExposedError(findings)
    own = own_rows(published_table(folder / RELEASE / TABLE_CSV), _catalogue_of(folder))
    shown = own["status"].isin(WITH_VALUE)
    return {"cellen": int(shown.sum()), "onderdrukt": int((~shown).sum()), "bevindingen": 0}


def _catalogue_of(folder: Path) -> Catalogue:
    """Return the catalogue with the areas of the gemeente that an edition is about, of all where it does not say."""
    code = str(read_object(folder / RELEASE / ABOUT).get("gemeente"))
    return read_catalogue(gemeente=code if codes.is_area(code) else "")


def published_table(path: Path) -> pd.DataFrame:
    """Return the release as its own CSV shows it."""
    read = partial(
        pd.read_csv,
        sep=";",
        decimal=",",
        encoding="utf-8-sig",
        dtype={column: str if column not in NUMBER_COLUMNS else float for column in COLUMNS},
        keep_default_na=False,
        na_values={column: [""] for column in NUMBER_COLUMNS},
    )
    return read_stored(path, lambda data: read(data)[list(COLUMNS)])


def published_facts(folder: Path, reader: Reader, seen: Seen) -> Iterator[Fact]:
    """
    Yield every number about an own registration that the files of an edition hold.

    A table that is equal to that of a figure's note is about what the note says.
    """
    cards: dict[Path, PublishedCard] = {}
    known: dict[object, PublishedCard] = {}
    contents = _contents(folder, seen)
    for path, content in contents:
        if path.suffix == ".json" and (card := _card(path)):
            cards[path.with_suffix("")] = card
            known.update({(grid.header, grid.rows): card for grid in content.grids})
    for path, content in contents:
        card = cards.get(path.with_suffix(""), PublishedCard())
        rest = Content(passages=content.passages)
        for grid in content.grids:
            same = known.get((grid.header, grid.rows))
            if same and card == PublishedCard():
                yield from reader.facts(Content([grid]), same)
            else:
                rest.grids.append(grid)
        yield from reader.facts(rest, card)


def _contents(folder: Path, seen: Seen) -> list[tuple[Path, Content]]:
    """Return what every file but the table of the release holds: that one is the system."""
    files = [
        path
        for path in published_files(folder)
        if path.parent != folder / RELEASE or path.name not in (TABLE, TABLE_CSV, AREAS)
    ]
    digests = {path: digest(path.read_bytes()) for path in files}
    beside = set(digests.values())
    found = []
    for path in files:
        name = path.relative_to(folder).as_posix()
        key = name, digests[path]
        if key not in seen:
            try:
                seen[key] = read_content(name, path.read_bytes(), beside)
            except AnalysisError:
                raise
            except Exception as error:  # of a library that reads this kind of file; they have none in common
                raise not_ours(path) from error
        found.append((path, seen[key]))
    return found


def _card(path: Path) -> PublishedCard | None:
    content = read_object(path)
    if "indicatoren" not in content:
        return None
    return PublishedCard(
        *(tuple(map(str, content.get(name) or ())) for name in ("indicatoren", "gebieden", "perioden"))
    )
