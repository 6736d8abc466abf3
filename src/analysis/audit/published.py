"""
The attack on what was really published: every file of an edition is read back and put into one system.

A finding says which hidden count can be computed, how closely, and along which
way. It is what an outsider would do, done first.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.audit.facts import Fact, PublishedCard, Reader
from analysis.audit.findings import Finding, attack
from analysis.audit.own_files import Copy, copies
from analysis.audit.page_text import Content
from analysis.audit.reading import digest, read_content
from analysis.ground import dutch, paths
from analysis.ground.errors import AnalysisError, InputError, Problem
from analysis.ground.stored import read_object
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.model.tidy import COLUMNS, NUMBER_COLUMNS, WITH_VALUE
from analysis.release.reach import earlier_reach, reach_of
from analysis.release.reasons import earlier_editions, read_reasons
from analysis.release.returns import read_returns
from analysis.release.rows import own_rows
from analysis.release.store import ABOUT, AREAS, TABLE, TABLE_CSV, not_ours, read_about
from analysis.release.sums import parts_of

RELEASE = "release"


class ExposedError(AnalysisError):
    """Something that was hidden can be computed; the edition may not go out."""

    def __init__(self, findings: Iterable[Finding | Copy]) -> None:
        self.findings = tuple(findings)
        self.numbers = tuple(one for one in self.findings if isinstance(one, Finding))
        number = len(self.findings)
        first = f"{number} verborgen {'getal is' if number == 1 else 'getallen zijn'} te herleiden."
        if len(self.numbers) < number:
            count = dutch.counted(number, "bevinding", "bevindingen")
            first = f"{count}: hier zou iets naar buiten komen dat geheim is."
        what_now = 'Wat u kunt doen staat in docs/betrouwbaarheid.md, bij "Als een bouw hierop stopt".'
        super().__init__("\n".join([first, *(f"  - {one}" for one in self.findings), f"  {what_now}"]))


# What files hold, by name and digest: for who reads an edition twice in a row.
Seen = dict[tuple[str, str], Content]


def audit_edition(
    folder: Path, catalogue: Catalogue | None = None, seen: Seen | None = None
) -> list[Finding | Copy]:
    """
    Attack everything that an edition publishes.

    Parameters
    ----------
    folder : Path
        The folder of an edition, such as `outputs/dalfsen/2025`; the edition before
        it is looked for beside it.
    catalogue : Catalogue, optional
        The project's own by default.
    seen : dict, optional
        Files that were read before, to which those of now are added.

    Returns
    -------
    list of Finding and Copy
        Empty when no hidden count can be computed too closely, and no file is what was delivered.

    Raises
    ------
    InputError
        There is no release in the folder.
    InconsistentError
        What was published contradicts itself.
    """
    catalogue = catalogue or read_catalogue()
    release = folder / RELEASE
    if not (release / TABLE_CSV).is_file():
        action = "Draai eerst: kernmonitor build params/<gemeente>.yml"
        problem = Problem(paths.relative(folder), "", "geen vrijgegeven cijfers", RELEASE, action)
        raise InputError("Hier is niets gepubliceerd om te controleren.", [problem])
    # By its bytes: pyarrow takes no path with an accent in it where the locale knows none.
    areas = _areas(release / AREAS)
    reasons, rule = read_reasons(folder)
    names = dict(zip(areas["gebied"], areas["naam"], strict=True))
    parts, read = parts_of(areas), {} if seen is None else seen
    reach = reach_of(read_returns(release), catalogue, parts)
    published = (
        (published_table(release / TABLE_CSV), catalogue, earlier_editions(folder)),
        (reach.table, reach.catalogue, earlier_reach(folder, catalogue, parts)),
    )
    found: list[Finding | Copy] = [*copies(folder, _contents(folder, read))]
    for table, known, earlier in published:
        if table.empty:
            continue
        reader = Reader(own_rows(table, known), known, names)
        found += attack(
            table,
            known,
            parts,
            rule,
            reasons=reasons,
            earlier=earlier,
            facts=list(published_facts(folder, reader, read)),
            names=names,
        )
    return found


def _areas(path: Path) -> gpd.GeoDataFrame:
    try:
        areas = gpd.read_parquet(io.BytesIO(path.read_bytes()))
        areas[["gebied", "naam"]]
    except (OSError, ValueError, KeyError) as error:
        raise not_ours(path) from error
    return areas


def refuse_exposed(folder: Path, seen: Seen | None = None) -> dict[str, int]:
    """
    Stop an edition that gives something away; what `kernmonitor build` calls last.

    Returns
    -------
    dict
        `cellen`: numbers of own registrations and surveys that are shown, `onderdrukt`: those that are not,
        `bevindingen`: 0.

    Raises
    ------
    ExposedError
        With every finding.
    """
    # Of the figures it asks what an indicator is; areas have their names from the release.
    catalogue = read_catalogue(gemeente=_gemeente_of(folder))
    findings = audit_edition(folder, catalogue, seen)
    if findings:
        raise ExposedError(findings)
    table = published_table(folder / RELEASE / TABLE_CSV)
    own = own_rows(table, catalogue)
    return {
        "cellen": int(own["status"].isin(WITH_VALUE).sum()),
        "onderdrukt": int((~own["status"].isin(WITH_VALUE)).sum()),
        "bevindingen": 0,
    }


def _gemeente_of(folder: Path) -> str:
    """Return whose edition it is; nothing when there is no release that says so."""
    if not (folder / RELEASE / ABOUT).is_file():
        return ""
    return str(read_about(folder / RELEASE)["gemeente"])


def published_table(path: Path) -> pd.DataFrame:
    """Return the release as its own CSV shows it."""
    try:
        table = pd.read_csv(
            path,
            sep=";",
            decimal=",",
            encoding="utf-8-sig",
            dtype={column: str if column not in NUMBER_COLUMNS else float for column in COLUMNS},
            keep_default_na=False,
            na_values={column: [""] for column in NUMBER_COLUMNS},
        )
        return table[list(COLUMNS)]
    except (OSError, ValueError, KeyError) as error:
        raise not_ours(path) from error


def published_files(folder: Path) -> Iterator[Path]:
    """Yield every file of an edition that goes out, in a fixed order."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


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
            seen[key] = _content_of(path, name, beside)
        found.append((path, seen[key]))
    return found


def _content_of(path: Path, name: str, beside: set[str]) -> Content:
    try:
        return read_content(name, path.read_bytes(), beside)
    except AnalysisError:
        raise
    except Exception as error:  # of a library that reads this kind of file; they have none in common
        raise not_ours(path) from error


def _card(path: Path) -> PublishedCard | None:
    content = read_object(path)
    if "indicatoren" not in content:
        return None
    return PublishedCard(
        *(tuple(map(str, content.get(name) or ())) for name in ("indicatoren", "gebieden", "perioden"))
    )
