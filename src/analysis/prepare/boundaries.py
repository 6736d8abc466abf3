"""
Boundaries that moved: in which years an area is no longer the same, and counts carried over to the new map.

A kern is made of buurten. When one of them gained or lost people, figures from before and after are
about different areas: nothing may be drawn over that year. A table of who went where carries counts
over; a share of a buurt of before cannot be carried over, so for shares the break stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.ground import dutch, paths
from analysis.model import tidy
from analysis.model.boundaries import read_changes, read_recode
from analysis.model.catalogue import Catalogue
from analysis.prepare.fetched import Fetched
from analysis.sources.observations import read_areas_of
from analysis.statistics.aggregation import weakest

BREAK_COLUMNS = ("gebied", "jaar", "waarom", "omgerekend")
CODE_CHANGED, BOUNDARY_CHANGED = 2, 3
NOT_APPLICABLE = "niet van toepassing"
GROUP = ["indicator", "periode", "bron"]


@dataclass(frozen=True)
class Geography:
    """The boundaries of one gemeente through the years."""

    breaks: pd.DataFrame = field(repr=False)  # see `area_breaks`
    recode: pd.DataFrame = field(repr=False)  # `jaar, oud, nieuw, aandeel`: who went where
    map_year: int  # of the buurten on the map


def read_geography(
    gemeente: str, map_name: str, fetched: Fetched, parts: Sequence[pd.Series], catalogue: Catalogue
) -> Geography:
    """
    Read what is known of the boundaries of a gemeente: its tables in `data/geo/<code>/` and the marks of CBS in what was fetched.

    `map_name` is the file of its buurten, `buurten_2025.geojson`, empty when it has none; `parts` has one
    Series of kern code by buurt code per reading.

    Raises
    ------
    InputError
        A table that is wrong, with every problem.
    """
    folder = paths.data() / "geo" / gemeente
    year = re.search(r"(19|20)[0-9]{2}", map_name)
    marked = [read_changes(folder), *_marked(gemeente, fetched)]
    changes = pd.concat(marked, ignore_index=True).drop_duplicates(["gebied", "jaar"])
    steps = read_recode(folder)
    names = {code: area.naam for code, area in catalogue.areas.items()}
    by_buurt = [part for part in parts if part.index.str.startswith("BU").all()]
    return Geography(area_breaks(changes, by_buurt, steps, names), steps, int(year[0]) if year else 0)


def _marked(gemeente: str, fetched: Fetched) -> list[pd.DataFrame]:
    """Return the areas of this gemeente that CBS marked as changed, per year that was fetched."""
    found = []
    digits = gemeente.removeprefix("GM")
    for period, snapshot in fetched.yearly:
        areas = read_areas_of(snapshot)
        own = areas["gebied"].str.match(f"(BU|WK|GM){digits}")
        marks = areas[own & areas["indelingswijziging"].isin(("2", "3"))]
        if len(marks):
            kinds = marks["indelingswijziging"].astype(int)
            found.append(marks[["gebied"]].assign(jaar=int(period), indelingswijziging=kinds))
    return found


def area_breaks(
    changes: pd.DataFrame,
    kern_by_buurt: Sequence[pd.Series],
    recode: pd.DataFrame,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """
    Return the years in which an area began to be another area.

    A buurt, wijk or gemeente breaks by its own mark. A kern breaks when one of its buurten does,
    unless the table of who went where says that all of it stayed within the kern. A buurt that
    only got another code does not break when that table names its old code.

    Returns
    -------
    DataFrame
        `gebied`, `jaar`, `waarom` (Dutch, without full stop) and `omgerekend`: whether counts of
        before can be carried over, so that only shares break. Sorted, one row per area and year.
    """
    marked = changes[changes["indelingswijziging"].isin([CODE_CHANGED, BOUNDARY_CHANGED])]
    rows: list[tuple[str, int, str, bool]] = []
    names = names or {}
    for year, group in marked.groupby("jaar"):
        steps = recode[recode["jaar"] == year]
        changed = [code for code in group["gebied"] if not _only_renamed(str(code), group, steps)]
        rows.extend((code, int(year), _reason([code], names), _is_known([code], steps)) for code in changed)
        buurten = [code for code in changed if code.startswith("BU")]
        for reading in kern_by_buurt:
            rows.extend(_kern_breaks(int(year), buurten, reading, steps, names))
    breaks = pd.DataFrame(rows, columns=list(BREAK_COLUMNS)).drop_duplicates(["gebied", "jaar"])
    breaks = breaks.astype({"gebied": "str", "jaar": "int64", "waarom": "str", "omgerekend": "bool"})
    return breaks.sort_values(["gebied", "jaar"], ignore_index=True)


def _kern_breaks(
    year: int,
    buurten: Iterable[str],
    kern_by_buurt: pd.Series,
    steps: pd.DataFrame,
    names: Mapping[str, str],
) -> Iterator[tuple[str, int, str, bool]]:
    kern_of = kern_by_buurt.dropna().to_dict()
    causes: dict[str, list[str]] = {}
    for buurt in buurten:
        has_own_mark = kern_of.get(buurt, "GM").startswith(("WK", "GM"))
        if not has_own_mark and _crosses(buurt, steps, kern_of):
            causes.setdefault(kern_of[buurt], []).append(buurt)
    for kern, parts in causes.items():
        yield kern, year, _reason(parts, names), _is_known(parts, steps)


def _touching(area: str, steps: pd.DataFrame) -> pd.DataFrame:
    return steps[(steps["oud"] == area) | (steps["nieuw"] == area)]


def _crosses(buurt: str, steps: pd.DataFrame, kern_of: Mapping[str, str]) -> bool:
    """Whether people or land of this buurt may have changed kern; yes as long as nobody says where they went."""
    touching = _touching(buurt, steps)
    for old in touching["oud"].unique():
        ends = {kern_of.get(new) for new in steps.loc[steps["oud"] == old, "nieuw"]}
        ends |= {kern_of[old]} if old in kern_of else set()
        if len(ends) > 1:
            return True
    return len(touching) == 0


def _is_known(areas: Iterable[str], steps: pd.DataFrame) -> bool:
    """Whether it is known for each area which part of whom came in or went out."""
    found = [_touching(area, steps) for area in areas]
    return all(len(rows) > 0 and bool(rows["aandeel"].notna().all()) for rows in found)


def _only_renamed(code: str, group: pd.DataFrame, steps: pd.DataFrame) -> bool:
    marks = set(group.loc[group["gebied"] == code, "indelingswijziging"])
    return marks == {CODE_CHANGED} and code in set(_renamed(steps).values())


def _renamed(steps: pd.DataFrame, there: Collection[str] = ()) -> dict[str, str]:
    """Return new code by old code of the buurten that only got another code, one that was not `there` before."""
    whole = steps[(steps["aandeel"] == 1) & (steps["oud"] != steps["nieuw"])]
    alone = ~whole["nieuw"].isin(steps.loc[steps["nieuw"].duplicated(keep=False), "nieuw"])
    fresh = ~whole["nieuw"].isin([*steps["oud"], *there])
    chosen = whole[alone & fresh]
    return dict(zip(chosen["oud"], chosen["nieuw"], strict=True))


def _reason(areas: Sequence[str], names: Mapping[str, str]) -> str:
    written = dutch.enumeration([f"{names[area]} ({area})" if area in names else area for area in areas])
    kind = {"BU": "buurt", "WK": "wijk"}.get(areas[0][:2], "gemeente")
    return f"de indeling van {f'de {kind}en' if len(areas) > 1 else kind} {written} is veranderd"


def recode(
    table: pd.DataFrame, recode_table: pd.DataFrame, year: int, *, countable: Collection[str]
) -> pd.DataFrame:
    """
    Carry counts of earlier years over to the buurten of the map of `year`.

    Each new buurt gets from each old one the share that its inhabitants were, added up. That
    is exact for inhabitants and an assumption for every other count. Its status is that of
    the weakest part: with a part suppressed or missing there is no number. Where the shares
    are not known, rows stay as they are. A buurt that only got another code keeps all its
    rows, shares too.

    `recode_table` has `jaar` (first year of the new map), `oud`, `nieuw`, `aandeel` (0 to 1, together 1 per
    old buurt); `countable` are the indicators that may be added up. Carried rows have method `aggregatie`.
    """
    result = table
    usable = recode_table[(recode_table["jaar"] <= year) & recode_table["aandeel"].notna()]
    for first, steps in usable.groupby("jaar"):
        result = _carry_over(result, steps, int(str(first)), countable)
    return tidy.conform(result)


def _carry_over(
    table: pd.DataFrame, steps: pd.DataFrame, first: int, countable: Collection[str]
) -> pd.DataFrame:
    earlier = table["periode"].str[:4].astype(int) < first
    renamed = _renamed(steps, set(table.loc[earlier, "gebied"]))
    table = table.assign(gebied=table["gebied"].where(~earlier, table["gebied"].replace(renamed)))
    steps = steps[~steps["oud"].isin(renamed)]
    involved = {*steps["oud"], *steps["nieuw"]}
    counts = earlier & table["indicator"].isin(countable)
    moving = table[counts & table["gebied"].isin(involved)]
    if moving.empty:
        return table
    # A new buurt that was there before keeps its own people beside those who came.
    stayed = sorted((set(moving["gebied"]) & set(steps["nieuw"])) - set(steps["oud"]))
    own = pd.DataFrame({"oud": stayed, "nieuw": stayed, "aandeel": 1.0})
    shares = pd.concat([steps[["oud", "nieuw", "aandeel"]], own], ignore_index=True)
    shares = shares[shares["aandeel"] > 0].rename(columns={"oud": "gebied"})
    parts = moving[GROUP].drop_duplicates().merge(shares, how="cross")
    parts = parts.merge(moving[[*GROUP, "gebied", "waarde", "status"]], how="left", on=[*GROUP, "gebied"])
    parts["status"] = parts["status"].fillna("ontbreekt")
    parts["waarde"] = (parts["waarde"] * parts["aandeel"]).mask(parts["status"] == NOT_APPLICABLE, 0.0)
    return pd.concat([table.drop(moving.index), _added(parts)], ignore_index=True)


def _added(parts: pd.DataFrame) -> pd.DataFrame:
    groups = parts.groupby([*GROUP, "nieuw"])
    found = pd.DataFrame(
        {"waarde": groups["waarde"].sum(min_count=1), "status": groups["status"].agg(weakest)}
    ).reset_index()
    found["waarde"] = found["waarde"].where(found["status"].isin(tidy.WITH_VALUE))
    found["methode"] = found["waarde"].notna().map({True: "aggregatie", False: "geen"})
    return found.rename(columns={"nieuw": "gebied"})
