"""From sources to the release table: the one place where prepare, geo and the gate meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isinf
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.ground import paths
from analysis.model import geo, tidy
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.model.params import Params
from analysis.model.protection import GateRule
from analysis.prepare.admit import admit
from analysis.prepare.boundaries import read_geography, recode
from analysis.prepare.combine import combine, published_first
from analysis.prepare.delivered import own_files
from analysis.prepare.kernen import (
    DENSITY,
    density_rows,
    kern_estimates,
    kern_rows,
    land_of,
    published_shares,
)
from analysis.release import contradiction
from analysis.release.cells import WIDER, Count, Row
from analysis.release.editions import Publication, earlier_editions, write_local, write_reasons
from analysis.release.gate import add_bounds, protect
from analysis.release.intervals import feasible_intervals
from analysis.release.reach import earlier_reach, own_returns, protect_returns, reach_of
from analysis.release.relations import parts_of
from analysis.release.returns import read_returns
from analysis.release.solver import InconsistentError
from analysis.release.store import RETURNS, write_release
from analysis.release.system import systems_of
from analysis.sources.embedded import embedded_files

Intervals = dict[Count, dict[str, list[float | None]]]  # by attacker; None has no limit
WARNINGS = 20  # nobody reads more about one release
INTERVALS = "verborgen.json"
# What attackers know that know more and more.
RULE, REASONS, EDITIONS = "kent_de_regel", "kent_ook_de_redenen", "kent_ook_eerdere_uitgaven"


def build_release(
    params: Params,
    folder: Path,
    say: Callable[[str], None] = lambda _: None,
    *,
    instead_of: Path | None = None,
) -> str:
    """
    Make the release of one municipality in an existing, empty folder; return the sha256 of its table.

    `say` gets each warning about the figures, once. `instead_of` is the edition that these figures are tried for,
    when they are not made to stay: what is kept of it outside the outputs is then left as it is. By default the
    edition is the folder above `folder`.

    Raises `InputError`: data, catalogue or geometry that do not fit, with every problem.
    """
    catalogue = read_catalogue(gemeente=params.gemeente)
    areas, parts = _areas(params, catalogue)
    place, held = instead_of or folder.resolve().parent, parts_of(areas)
    earlier = earlier_editions(place)  # one that cannot be read is said before seconds of work
    map_codes = sorted(areas.loc[areas["laag"] == "regio", "gebied"])
    admitted = admit(params.gemeente, map_codes, catalogue, edition=params.editie)
    for warning in admitted.warnings[:WARNINGS]:
        say(str(warning))
    if (more := len(admitted.warnings) - WARNINGS) > 0:
        say(f"en nog {more} van zulke punten in de cijfers.")
    fetched, own = admitted.fetched, admitted.own
    map_name = Path(params.gebieden.buurten).name if params.gebieden else ""
    geography = read_geography(params.gemeente, map_name, fetched, parts, catalogue)
    live = tidy.conform(pd.concat([admitted.country, fetched.rows, own], ignore_index=True))
    # A share of two published counts goes before one of the sums of rounded parts.
    live = published_first(live, published_shares(live, catalogue))
    ours = {params.gemeente, *areas.loc[areas["laag"] == "buurten", "gebied"]}
    inside = {code for code, area in catalogue.areas.items() if area.hoort_bij == params.gemeente}
    countable = [entry.id for entry in catalogue.indicators.values() if entry.optelbaar]
    carried = recode(live, geography.recode, geography.map_year, countable=countable)
    raw = combine(admitted.embedded, carried, ours | inside)
    land = land_of(raw, [part for part in parts if part.index.str.startswith("BU").all()])
    derived = [
        _region_density(raw, land[land.index.isin(map_codes)]),
        *(kern_rows(raw, part, land, catalogue) for part in parts),
        *(kern_estimates(raw, part, catalogue) for part in parts if _of_kernen(part)),
    ]
    prepared = published_first(raw, derived)
    # Own areas, the gemeenten on the map and whom to compare with.
    wider = {code for code, area in catalogue.areas.items() if area.niveau in WIDER}
    belong = {params.regio, *params.vergelijk, *inside, *wider, *ours, *areas["gebied"]}
    wanted = prepared[prepared["gebied"].isin(belong)]
    # A gemeente that cannot be added up from its buurten is not missing: it is published as a whole.
    wanted = wanted[(wanted["gebied"] != params.gemeente) | (wanted["status"] != "ontbreekt")]
    try:
        gated = protect(tidy.conform(wanted), catalogue, params.poort, held, earlier)
    except InconsistentError as error:
        files = [*embedded_files(), *own_files(params.gemeente)]
        names = dict(zip(areas["gebied"], areas["naam"], strict=True))
        raise contradiction.refused(error, catalogue, names, files) from error
    released = add_bounds(gated.table, catalogue)
    tidy.check_tidy(released, name=f"vrijgave {params.naam} {params.editie}", sources=list(catalogue.sources))
    with_value = released[released["gebied"].isin(ours) & released["status"].isin(tidy.WITH_VALUE)]
    about: dict[str, object] = {
        "gemeente": params.gemeente,
        "naam": params.naam,
        "editie": params.editie,
        "vergelijk": [code for code in (params.regio, *params.vergelijk) if code],
        "rijen": len(released),
        "status": released["status"].value_counts().sort_index().to_dict(),
        "bronnen": sorted(released["bron"].unique().tolist()),
        "opgehaald": fetched.origin,
        "zonder_kolom": [list(found) for found in fetched.without],
        "eigen_bestanden": [path.name for path in own_files(params.gemeente)],
        "voorbeeld": _still_fictional(released),
        "zonder_eigen_cijfer": sorted({*catalogue.indicators} - {*with_value["indicator"]}),
    }
    returns = own_returns(params.gemeente, catalogue)
    before = earlier_reach(place, catalogue, held)
    shown, hidden = protect_returns(returns, catalogue, params.poort, held, before)
    shown.to_parquet(folder / RETURNS, index=False)
    if instead_of is None:
        reasons = {**gated.reasons, **hidden}
        write_reasons(place, reasons, params.poort)
        tables = (released, catalogue, earlier), (*reach_of(read_returns(folder), catalogue, held), before)
        cells: Intervals = {}
        for table, known, editions in tables:
            cells |= intervals_of(table, known, params.poort, held, reasons, editions)
        rows = [[*cell.row, cell.what, cells[cell]] for cell in sorted(cells)]
        write_local(place, INTERVALS, {"verborgen": rows})
    return write_release(folder, released, areas, about, geography.breaks)


def intervals_of(
    table: pd.DataFrame,
    catalogue: Catalogue,
    rule: GateRule,
    parts: Mapping[str, frozenset[str]],
    reasons: Mapping[Row, str],
    earlier: Sequence[Publication] = (),
) -> Intervals:
    """
    Return of each count that must stay hidden, in a table after the gate, what each attacker can compute of it.

    The attackers: who knows the rule, who knows the reasons as well, and who has kept every earlier edition too; the
    last only where there is one. Who knows the reasons says which numbers must stay hidden.
    """
    knows = {RULE: (None, ()), REASONS: (reasons, ())} | ({EDITIONS: (reasons, earlier)} if earlier else {})
    found: dict[str, dict[Count, list[float | None]]] = {name: {} for name in knows}
    for name, (why, editions) in knows.items():
        for system in systems_of(table, catalogue, parts, rule, reasons=why, earlier=editions):
            wanted = [cell for cell in system.sensitive if isinstance(cell, Count)]
            told = feasible_intervals(system.bounds, system.equations, wanted=wanted)
            found[name] |= {cell: [None if isinf(end) else end for end in told[cell]] for cell in wanted}
    return {
        cell: {name: told[cell] for name, told in found.items() if cell in told} for cell in found[REASONS]
    }


def _still_fictional(table: pd.DataFrame) -> dict[str, int]:
    """Return per fictional source how many indicators rest on it."""
    fictional = table[table["status"] == "voorbeeld"]
    counts = fictional[fictional["bron"].str.startswith("voorbeeld_")].groupby("bron")["indicator"].nunique()
    return {str(source): int(count) for source, count in counts.items()}


def _areas(params: Params, catalogue: Catalogue) -> tuple[gpd.GeoDataFrame, list[pd.Series]]:
    """Return the areas of the release, and per way of adding up which part belongs to which kern."""
    region = geo.read_areas(paths.root() / params.regiokaart)
    layers = [geo.with_surface(region.assign(niveau="gemeente", laag="regio", onzeker=False))]
    parts: list[pd.Series] = []
    if params.gebieden:
        buurten = geo.read_areas(paths.root() / params.gebieden.buurten)
        indeling = geo.read_kernindeling(paths.root() / params.gebieden.kernindeling, buurten)
        names = pd.Series({code: catalogue.name(code) for code in indeling["wijk"].unique()})
        layers.insert(0, geo.areas_of_gemeente(params.gemeente, params.naam, buurten, indeling, names))
        parts.extend(geo.kern_by_buurt(indeling, params.gemeente, reading) for reading in geo.READINGS)
        parts.append(pd.Series(params.gemeente, index=indeling["buurt"], name="gebied"))
        if params.gebieden.woonkernen:
            parts.extend(geo.read_woonkernen(paths.root() / params.gebieden.woonkernen, params.gemeente))
    return pd.concat(layers, ignore_index=True), parts


def _of_kernen(kern_by_part: pd.Series) -> bool:
    """Whether buurten are added up to kernen; that of the gemeente itself is published, and counts have no estimates."""
    return bool(kern_by_part.index.str.startswith("BU").all() and kern_by_part.nunique() > 1)


def _region_density(raw: pd.DataFrame, land: pd.Series) -> pd.DataFrame:
    """Return the density of the gemeenten of the region, where the source gives inhabitants only."""
    published = raw.loc[raw["indicator"] == DENSITY, ["gebied", "periode"]].apply(tuple, axis=1)
    density = density_rows(raw, land)
    return density[~density[["gebied", "periode"]].apply(tuple, axis=1).isin(set(published))]
