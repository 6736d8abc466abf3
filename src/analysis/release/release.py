"""The release as it is read: what notebooks, figures, maps and the annex ask for numbers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

from analysis.model.catalogue import Break, Catalogue, Indicator
from analysis.model.tidy import WITH_VALUE

T = TypeVar("T")
_Index = dict[tuple[str, ...], list[int]]  # where the rows of an indicator stand, and those of one area of it

# Names of what is handed out of a release: the whole table, which indicators each area has, the rows of one indicator.
TABLE, PRESENT = "cijfers", "aanwezig"
FAMILY = (
    "vergelijkingen"  # how many comparisons of the edition are tested and clear, which every verdict rests on
)


def part_name(indicator: str) -> str:
    """Return the name of the rows of one indicator."""
    return f"{TABLE}:{indicator}"


def no_boundaries() -> pd.DataFrame:
    """Return a table of areas that changed, without rows."""
    columns = {"gebied": "str", "jaar": "int64", "waarom": "str", "omgerekend": "bool"}
    return pd.DataFrame(columns=list(columns)).astype(columns)


@dataclass(frozen=True)
class Release:
    """
    The numbers of one municipality and one edition, after the gate.

    `areas` has `gebied, naam, niveau, laag, onzeker, km2, geometry` in RD New and may lack kernen; `compare` are
    codes of areas to compare with. `boundaries` has `gebied, jaar, waarom, omgerekend`: the first year in which an
    area is another one than before, why, and whether counts of before were carried over. `files` is the sha256 per
    file that it was read from, `handed_out` the names of the parts that somebody asked for: a run is made again
    when one of those changed.
    """

    gemeente: str
    naam: str
    _table: pd.DataFrame = field(repr=False)
    areas: gpd.GeoDataFrame = field(repr=False)
    catalogue: Catalogue = field(repr=False)
    compare: tuple[str, ...] = ()
    boundaries: pd.DataFrame = field(default_factory=no_boundaries, repr=False)
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    handed_out: set[str] = field(default_factory=set, repr=False, compare=False)
    _results: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def table(self) -> pd.DataFrame:
        """All rows, in the table contract; who asks for them read every number."""
        self.handed_out.add(TABLE)
        return self._table

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, worked out once for this release: figures of a notebook ask for the same."""
        if key not in self._results:
            self._results[key] = make()
        found: T = self._results[key]
        return found

    @property
    def no_rows(self) -> pd.DataFrame:
        """The table contract without any row."""
        return self._table.iloc[:0]

    def with_table(self, table: pd.DataFrame) -> Release:
        """Return the same release with other rows, taken from it; what it hands out counts here as well."""
        return replace(self, _table=table)

    @cached_property
    def _chosen(self) -> pd.DataFrame:
        return _one_source(self._table, self.catalogue.indicators)

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        """The rows of one source as lists: to look at one value of them a thousand times."""
        return {name: self._chosen[name].tolist() for name in self._chosen}

    def rows(
        self, indicators: str | Sequence[str], areas: Iterable[str] | None = None, period: str | None = None
    ) -> pd.DataFrame:
        """
        Return the rows of indicators, one per indicator, area and period; areas in the order asked for.

        Of several sources the one is taken that the catalogue names first and that does not lack the number; the others
        stay in `table`. An unknown indicator raises with the nearest name.
        """
        return _numbered(self._chosen, self._at(indicators, areas, period))

    def records(
        self, indicators: str | Sequence[str], areas: Iterable[str] | None = None, period: str | None = None
    ) -> list[dict[str, Any]]:
        """Return what `rows` gives as dictionaries, for who asks for a few rows a hundred times."""
        found = self._at(indicators, areas, period)
        return [{name: column[place] for name, column in self._columns.items()} for place in found]

    def _at(
        self, indicators: str | Sequence[str], areas: Iterable[str] | None, period: str | None = None
    ) -> list[int]:
        """Return where rows stand among those of one source."""
        wanted = [indicators] if isinstance(indicators, str) else indicators
        known = sorted({self.catalogue[name].id for name in wanted})
        found = self._found(known, areas)
        if period is None:
            return found
        periods = self._columns["periode"]
        return [place for place in found if periods[place] == period]

    def every_source(self, indicators: Iterable[str], areas: Iterable[str] | None = None) -> pd.DataFrame:
        """Return the rows of indicators as they stand, of every source, in the order of the table."""
        found = self._found(list(dict.fromkeys(indicators)), areas, every=True)
        return _numbered(self._table, sorted(found))

    def _found(
        self, indicators: Sequence[str], areas: Iterable[str] | None, *, every: bool = False
    ) -> list[int]:
        """
        Return where the rows of indicators stand, and note that they were handed out: all numbers go through here.

        They come in the order of the areas, of one area in that of the indicators.
        """
        self.handed_out.update(map(part_name, indicators))
        places = self.once(("plaatsen", every), lambda: _index_of(self._table if every else self._chosen))
        keys: list[tuple[str, ...]] = [(indicator,) for indicator in indicators]
        if areas is not None:
            keys = [(indicator, area) for area in dict.fromkeys(areas) for indicator in indicators]
        return [place for key in keys for place in places.get(key, ())]

    def pairs(self) -> set[tuple[str, str]]:
        """Return which indicators there are rows of, with the areas; not what they say."""
        self.handed_out.add(PRESENT)
        return set(zip(self._table["indicator"], self._table["gebied"], strict=True))

    def indicators_of(self, area: str) -> set[str]:
        """Return the indicators that an area has a row for."""
        return {indicator for indicator, there in self.pairs() if there == area}

    def stamp(self, indicators: Iterable[str], areas: Iterable[str]) -> str:
        """Return the sha256 of the rows of indicators in areas: what a figure carries to be found back by."""
        rows = self.every_source(indicators, areas)
        return hashlib.sha256(rows.to_csv(index=False, lineterminator="\n").encode()).hexdigest()

    def latest_period(self, indicator: str, areas: Iterable[str] | None = None) -> str | None:
        """Return the last period for which any of the areas has a value."""
        periods, statuses = self._columns["periode"], self._columns["status"]
        known = (periods[place] for place in self._at(indicator, areas) if statuses[place] in WITH_VALUE)
        return max(known, default=None)

    def newest(self, indicators: str | Sequence[str], areas: Iterable[str] | None = None) -> str:
        """
        Return the last period that says enough about these areas; "" when there is none.

        Enough is a real value for half as many areas as the best period has: a year of which CBS
        has published two gemeenten does not push out the year with all of them. Without any real
        value the fictional ones count. Of several indicators all values count, whichever comes first.
        """
        return max(self._covered(indicators, areas), default="")

    def nearest(self, indicators: Sequence[str], area: str, period: str) -> str:
        """Return the year nearest to that of `period` in which an area has a real value of all indicators; "" for none."""
        there = [
            {
                self._columns["periode"][place]
                for place in self._at(one, [area])
                if self._columns["status"][place] in WITH_VALUE
            }
            for one in indicators
        ]
        both = set.intersection(*there) if there and period else set()
        return min(sorted(both), key=lambda one: abs(int(one[:4]) - int(period[:4])), default="")

    def newest_of(self, indicators: Sequence[str], areas: Sequence[str]) -> tuple[str, str]:
        """
        Return, of indicators that say the same (a survey repeats what was published once), the one to show and its newest period.

        The first of those with that period; the first one without a period when there is no value at all.
        """
        period = self.newest(indicators, areas)
        there = [one for one in indicators if period and self.newest(one, areas) == period]
        return (there or list(indicators))[0], period

    def periods(self, indicator: str, areas: Iterable[str] | None = None, *, most: int = 6) -> list[str]:
        """Return the last periods of an indicator that say enough about these areas, real or fictional, in order."""
        return sorted(self._covered(indicator, areas, real=False))[-most:]

    def _covered(
        self, indicators: str | Sequence[str], areas: Iterable[str] | None, *, real: bool = True
    ) -> list[str]:
        periods, statuses = self._columns["periode"], self._columns["status"]
        known = [place for place in self._at(indicators, areas) if statuses[place] in WITH_VALUE]
        counted = [place for place in known if statuses[place] != "voorbeeld"] if real else known
        counts = Counter(periods[place] for place in counted or known)
        most = max(counts.values(), default=0)
        return [period for period, count in counts.items() if count >= most / 2]

    def last(self, indicator: str, area: str) -> pd.Series | None:
        """
        Return the last row of an indicator in an area; None when there is no row at all.

        A real number of an earlier year goes before a fictional one, and any number before a row that says why there is none.
        """
        last = self._last(indicator, area)
        if last is None:
            return None
        # Without a name: where it stood among the rows depends on those of others.
        return self.once(("laatste", indicator, area), lambda: self._chosen.iloc[last].rename(None)).copy()

    def last_record(self, indicator: str, area: str) -> dict[str, Any] | None:
        """Return what `last` gives as a dictionary, for who asks for every indicator of an area."""
        last = self._last(indicator, area)
        return None if last is None else {name: column[last] for name, column in self._columns.items()}

    def _last(self, indicator: str, area: str) -> int | None:
        places, statuses = self._at(indicator, [area]), self._columns["status"]
        known = [place for place in places if statuses[place] in WITH_VALUE]
        real = [place for place in known if statuses[place] != "voorbeeld"]
        found = real or known or places
        return found[-1] if found else None

    def breaks_of(self, indicator: str, area: str) -> list[Break]:
        """
        Return the breaks of an indicator in an area, by year, of the catalogue first: no line may be drawn over them.

        Counts that were carried over to the new boundary have no break there; shares keep theirs.
        """
        entry = self.catalogue[indicator]
        found = [one for one in entry.breuken if not one.gebieden or area in one.gebieden]
        of_area = self.boundaries[self.boundaries["gebied"] == area]
        if entry.optelbaar:
            of_area = of_area[~of_area["omgerekend"]]
        found += [Break(jaar=int(row.jaar), waarom=str(row.waarom)) for row in of_area.itertuples()]
        return sorted(found, key=lambda one: one.jaar)

    def kernen(self) -> list[str]:
        """Return the codes of the municipality's kernen, each with its buitengebied: together they are the whole."""
        return list(self.own_areas("kern", prefix="KERNGEBIED-")["gebied"])

    def own_areas(self, level: str, *, prefix: str = "") -> gpd.GeoDataFrame:
        """Return the municipality's own areas of one level, e.g. kernen of one reading by code prefix."""

        def chosen() -> gpd.GeoDataFrame:
            own = self.areas[(self.areas["laag"] == "buurten") & (self.areas["niveau"] == level)]
            return own[own["gebied"].str.startswith(prefix)].reset_index(drop=True)

        return self.once(("gebieden", level, prefix), chosen).copy()


def _numbered(table: pd.DataFrame, places: Sequence[int]) -> pd.DataFrame:
    """Return rows by place, numbered anew: `iloc` and `reset_index` give the same and take half as long again."""
    found = table.take(places)
    found.index = pd.RangeIndex(len(found))
    return found


def _one_source(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """
    Return one row per indicator, area and period, in that order.

    Of several sources the first one that the indicator names; of those it does not name the first in the table.
    """
    order = {
        (entry.id, source): rank for entry in indicators.values() for rank, source in enumerate(entry.bron)
    }
    best: dict[tuple[str, str, str], tuple[bool, int, int]] = {}
    columns = (table[name].tolist() for name in ("indicator", "gebied", "periode", "bron", "status"))
    for place, (indicator, area, period, source, status) in enumerate(zip(*columns, strict=True)):
        # A source without the number gives way to one that has it; one that hides it does not.
        rank = (status == "ontbreekt", order.get((indicator, source), len(order)), place)
        key = (indicator, area, period)
        if key not in best or rank < best[key]:
            best[key] = rank
    return table.take([best[key][-1] for key in sorted(best)])


def _index_of(table: pd.DataFrame) -> _Index:
    """Return where the rows of an indicator stand, and those of one area of it: a profile asks a thousand times."""
    found: _Index = {}
    pairs = zip(table["indicator"].tolist(), table["gebied"].tolist(), strict=True)
    for place, pair in enumerate(pairs):
        found.setdefault(pair[:1], []).append(place)
        found.setdefault(pair, []).append(place)
    return found
