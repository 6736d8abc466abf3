"""
The door to the numbers of an edition, for who works with them: tables, areas, maps and comparisons.

    from analysis import open_edition

    edition = open_edition("dalfsen")
    edition.numbers("mantelzorg_geeft", "kern")
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.charts.table import named
from analysis.ground import paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.model.params import Params, read_params
from analysis.release.release import Release
from analysis.release.store import read_release
from analysis.release.verdicts import REST, verdicts

# What somebody asks for -> how the areas of a release know it: layer, level and first letters of the code.
LEVELS = {
    "gemeente": ("buurten", "gemeente", ""),
    "kern": ("buurten", "kern", "KERNGEBIED-"),
    "bebouwde kern": ("buurten", "kern", "KERN-"),
    "wijk": ("buurten", "wijk", ""),
    "buurt": ("buurten", "buurt", ""),
    "regio": ("regio", "gemeente", ""),
}
COMPARED = "vergelijking"  # the areas that params compare with; they have numbers and no shape


@dataclass(frozen=True)
class Edition:
    """The released numbers of one gemeente and one year, as tables; every number went through the gate."""

    params: Params
    release: Release

    def __repr__(self) -> str:
        return f"Editie {self.params.editie} van {self.params.naam}: {len(self.indicators())} indicatoren"

    def indicators(self) -> pd.DataFrame:
        """Return `naam, thema, eenheid, laatste periode, kernen` per id; `kernen`: how many have a number, in their own last period."""
        release, rows = self.release, []
        kernen = self._codes("kern")
        for entry in release.catalogue.indicators.values():
            if last := release.latest_period(entry.id):
                of_kernen = release.latest_period(entry.id, kernen) or last
                known = release.rows(entry.id, kernen, of_kernen)["waarde"].count()
                rows.append((entry.id, entry.naam, entry.thema, entry.eenheid, last, int(known)))
        columns = ["indicator", "naam", "thema", "eenheid", "laatste periode", "kernen"]
        return pd.DataFrame(rows, columns=columns).set_index("indicator")

    def areas(self, level: str = "") -> pd.DataFrame:
        """Return `naam, niveau, laag, km2` per code, of one level ("kern", "buurt" ...) or of all that have a shape."""
        found = self._shapes(level).drop(columns="geometry")
        return pd.DataFrame(found).set_index("gebied")

    def numbers(
        self,
        indicators: str | Sequence[str],
        areas: str | Iterable[str] | None = None,
        period: str | int | None = None,
    ) -> pd.DataFrame:
        """
        Return numbers in the table contract, with names beside the codes.

        Parameters
        ----------
        areas : str or iterable of str, optional
            A level ("kern", "buurt", "vergelijking" ...), codes or names as `areas` gives them; all when left out.
            The name of the gemeente is the gemeente, also where a kern is called like it.
        period : str or int, optional
            A period such as "2024", or "laatste": the newest that says enough about these areas.

        Returns
        -------
        DataFrame
            One row per indicator, area and period: the contract with `naam`, `onderwerp`, `eenheid`, `decimalen`
            and `tekst` (the value as it is written, or why there is none).

        Raises `InputError` for names and periods that are not known, with the nearest ones.
        """
        wanted = self._indicators(indicators)
        codes = None if areas is None else self._codes(areas)
        if period is None:
            when = None
        elif period == "laatste":
            when = self.release.newest(wanted, codes)
        else:
            when, known = str(period), self.release.rows(wanted)["periode"]
            _refuse_unknown("periode", [when] if when not in set(known) else [], sorted(known, reverse=True))
        return named(self.release.rows(wanted, codes, when), self.release.catalogue)

    def map(self, indicator: str, level: str = "kern", period: str = "laatste") -> gpd.GeoDataFrame:
        """
        Return the areas of a level in RD New, with the numbers of one indicator and period beside their shape.

        Raises `InputError` for names that are not known, and for an indicator of which no area of the level has a number.
        """
        shapes, table = self._shapes(level), self.numbers(indicator, level, period).drop(columns="naam")
        if table["waarde"].isna().all():
            found, expected = f'"{level}"', f"een niveau waarvoor {indicator} cijfers heeft"
            action = f'Zie edition.numbers("{indicator}"): daar staan alle gebieden met een cijfer.'
            raise InputError.of("Er is niets te tekenen.", "open_edition", "niveau", found, expected, action)
        return gpd.GeoDataFrame(shapes.merge(table, on="gebied", how="left"))

    def compare(self, area: str | None = None, indicators: str | Sequence[str] = ()) -> pd.DataFrame:
        """
        Return how an area (a code or a name; the gemeente by default) stands to those it is compared with.

        A kern is held against the rest of the gemeente, each indicator in its last period: all, or those named. The
        table is that of `release.verdicts`, with `onderwerp` and `met`, the names of the indicator and of the other area.
        """
        (code,) = self._codes(area or self.release.gemeente)
        known = self.release.catalogue
        found = verdicts(self.release, code, self._indicators(indicators))
        names = {"": "", REST: f"rest van {self.params.naam}"}
        return found.assign(
            onderwerp=[known[one].kort for one in found["indicator"]],
            met=[names[one] if one in names else known.name(one) for one in found["vergelijking"]],
        )

    def _indicators(self, wanted: str | Sequence[str]) -> list[str]:
        given, known = (
            [wanted] if isinstance(wanted, str) else list(wanted),
            self.release.catalogue.indicators,
        )
        _refuse_unknown("indicator", [one for one in given if one not in known], known)
        return given

    def _codes(self, areas: str | Iterable[str]) -> list[str]:
        """Return the codes that a level, a code, a name, or several of those stand for."""
        if areas == COMPARED:
            return [self.release.gemeente, *self.release.compare]
        if isinstance(areas, str) and areas in LEVELS:
            return list(self._of_level(self.release.areas, areas)["gebied"])
        given = [areas] if isinstance(areas, str) else list(areas)
        there = {code: self.release.catalogue.name(code) for code in self.release.table["gebied"].unique()}
        # Where two have a name it is that of the kern, before a buurt or a wijk, and before all that of the gemeente.
        order = sorted(there, key=lambda code: (not code.startswith("KERNGEBIED-"), code))
        by_name = {there[code].casefold(): code for code in reversed(order)}
        by_name[self.params.naam.casefold()] = self.release.gemeente
        found = [one if one in there else by_name.get(one.casefold(), "") for one in given]
        unknown = [one for one, code in zip(given, found, strict=True) if not code]
        _refuse_unknown("gebied", unknown, [*LEVELS, COMPARED, *there, *there.values()])
        return found

    def _shapes(self, level: str) -> gpd.GeoDataFrame:
        """Return the areas of a level, or all, by the names that stand beside numbers as well."""
        areas = self.release.areas
        shapes = self._of_level(areas, level) if level else areas
        return shapes.assign(naam=shapes["gebied"].map(self.release.catalogue.name))

    def _of_level(self, areas: pd.DataFrame, level: str) -> pd.DataFrame:
        _refuse_unknown("niveau", [] if level in LEVELS else [level], LEVELS)
        layer, kind, start = LEVELS[level]
        chosen = (areas["laag"] == layer) & (areas["niveau"] == kind) & areas["gebied"].str.startswith(start)
        return areas[chosen].reset_index(drop=True)


def open_edition(name: str | Path, folder: str | Path | None = None) -> Edition:
    """
    Open the released numbers of an edition: `name` is a params file, or `dalfsen` for `params/dalfsen.yml`.

    `folder` has the editions, as `--out` of a build; `outputs` when left out. Raises `InputError` for a name without
    params file, with the nearest one, or without a release, with the command that makes one.
    """
    file = paths.params_file(Path(name))
    params = read_params(file if file.is_file() else paths.root() / file)
    home = params.folder() if folder is None else Path(folder) / params.slug / str(params.editie)
    return Edition(params, read_release(paths.latest(home) / "release"))


def _refuse_unknown(what: str, unknown: Sequence[str], known: Iterable[str]) -> None:
    """Raise one error with every name that is not known, and the nearest name."""
    names, expected = list(dict.fromkeys(known)), f"een {what} van deze editie"
    more = f" en nog {len(names) - 12}" if len(names) > 12 else ""
    some = f"Er zijn: {', '.join(names[:12])}{more}."
    if unknown:
        found = [(f'"{one}"', expected, did_you_mean(one, names, some)) for one in unknown]
        raise InputError("Dit is niet bekend.", [Problem("open_edition", what, *one) for one in found])
