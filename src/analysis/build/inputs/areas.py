"""The gemeente of a params file against its name, its maps, its kernindeling and the list of areas."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.ground import paths, text_files
from analysis.ground.cache import cached
from analysis.ground.characters import foreign_letter, plain
from analysis.ground.codes import slug
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem, problem_at
from analysis.model import geo
from analysis.model.areas import gemeente_of
from analysis.model.boundaries import CHANGES_FILE, RECODE_FILE, read_changes, read_recode
from analysis.model.catalogue import Catalogue
from analysis.model.params import Params

# CBS generalises buurten and gemeenten apart: of Dalfsen 98% of the buurten lies in the gemeente of the
# regional map, of its smallest buurt at the edge 80%.
LEAST_INSIDE, LEAST_OF_ONE, LEAST_COVERED = 0.9, 0.5, 0.9
NEAR = 0.8  # of the letters: Dalfzen for Dalfsen


def area_problems(params: Params, file: str, catalogue: Catalogue) -> Iterator[Problem]:
    """
    Yield everything about the areas of a gemeente that does not fit together.

    `params` is of a file that is wrong elsewhere as far as it can be used; the catalogue has the own list of areas of
    the gemeente beside the shared one.
    """
    region, problems = _read_map(params.regiokaart)
    yield from problems
    names = {code: area.naam for code, area in catalogue.areas.items() if area.niveau == "gemeente"}
    on_map = {} if region is None else dict(zip(region["gebied"], region["naam"], strict=True))
    yield from _name_problems(params, file, on_map | names)
    for code, name in on_map.items():
        if code in names and plain(name) != plain(names[code]):
            values = {"name": name, "own": names[code]}
            yield problem_at("F431 kaart", params.regiokaart, f"gebied {code}", **values)
    yield from _changed_problems(params.gemeente)
    if params.gebieden is None:
        return
    yield from _recode_problems(params.gemeente, catalogue)
    own_map = params.gebieden.buurten
    buurten, problems = _read_map(own_map)
    yield from problems
    if buurten is None:
        return
    codes = buurten["gebied"].tolist()
    other = [code for code in codes if not code.startswith("BU") or gemeente_of(code) != params.gemeente]
    if other:  # the rest would say the same of every buurt
        found = {"count": len(other), "all": len(codes), "first": other[0]}
        yield problem_at("F433 kaart", own_map, 'kolom "gebied"', gemeente=params.gemeente, **found)
        return
    yield from _buurt_name_problems(own_map, buurten, catalogue)
    if region is not None and params.gemeente in on_map:
        outline = region.set_index("gebied").geometry[params.gemeente]
        yield from outline_problems(own_map, buurten, outline)
    path = paths.root() / params.gebieden.kernindeling
    try:
        indeling: pd.DataFrame | None = geo.read_kernindeling(path, buurten)
    except InputError as error:
        yield from error.problems
        indeling = _loose_rows(path)
    if indeling is None:
        return
    yield from _kern_problems(params.gebieden.kernindeling, indeling, params.gemeente, catalogue)
    if params.gebieden.woonkernen:
        yield from _woonkern_problems(params.gebieden.woonkernen, indeling, params.gemeente, catalogue)


def _read_map(value: str) -> tuple[gpd.GeoDataFrame | None, tuple[Problem, ...]]:
    path = paths.root() / value
    try:
        return cached(("kaart", path), lambda: geo.read_areas(path), [path]), ()
    except InputError as error:
        return None, error.problems


def _name_problems(params: Params, file: str, names: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a code that nobody knows, and a name that belongs to another code or is written otherwise."""
    code, name = params.gemeente, plain(params.naam)
    others = [other for other, known in names.items() if plain(known) == name and other != code]
    if code not in names:
        action = f"{params.naam} is {others[0]}." if others else did_you_mean(code, names)
        yield problem_at("F430", file, 'sleutel "gemeente"', f'"{code}"', action=action)
    elif plain(names[code]) != name:
        own = plain(names[code])
        # A name that holds the other is a choice, such as Hengelo for Hengelo (O).
        slip = name not in own and own not in name and SequenceMatcher(None, name, own).ratio() >= NEAR
        key = "F431 ander" if others else "F431 tikfout" if slip else "F431 keuze"
        values = {"name": params.naam, "code": code, "own": names[code], "other": "".join(others[:1])}
        yield problem_at(key, file, 'sleutel "naam"', **values)


def _buurt_name_problems(file: str, buurten: gpd.GeoDataFrame, catalogue: Catalogue) -> Iterator[Problem]:
    known = catalogue.areas
    for code, name in zip(buurten["gebied"], buurten["naam"], strict=True):
        if code not in known:
            yield problem_at("F437 kaart", file, f"gebied {code}", f'"{name}"')
        elif not geo.same_name(known[code].naam, name, code):
            yield problem_at("F434", file, f"gebied {code}", name=name, own=known[code].naam)


def outline_problems(file: str, buurten: gpd.GeoDataFrame, outline: object) -> Iterator[Problem]:
    """Yield what of a map of buurten lies outside the gemeente of the regional map, and what of the gemeente it leaves out."""
    shapes = buurten.geometry
    inside = shapes.intersection(outline).area
    share, covered = inside.sum() / shapes.area.sum(), inside.sum() / outline.area  # type: ignore[attr-defined]
    if share < LEAST_INSIDE:
        yield problem("F435 kaart", file, part=f"{100 * (1 - share):.0f}%")
        return
    for code in buurten.loc[inside / shapes.area < LEAST_OF_ONE, "gebied"]:
        yield problem_at("F435 buurt", file, f"gebied {code}")
    if covered < LEAST_COVERED:
        yield problem("F435 rest", file, part=f"{100 * (1 - covered):.0f}%")


def _named(name: str) -> str:
    """Quote a name, with the letter in it that is of another script."""
    letter = foreign_letter(name)
    return f'"{name}" ({letter})' if letter else f'"{name}"'


def _kern_problems(
    file: str, indeling: pd.DataFrame, gemeente: str, catalogue: Catalogue
) -> Iterator[Problem]:
    """Yield the kernen that the list of areas does not know, or writes otherwise: each would be a new kern."""
    names = {code: area.naam for code, area in catalogue.areas.items() if area.hoort_bij == gemeente}
    for reading in geo.READINGS:
        start = f"{reading.upper()}-{gemeente}-"
        listed = (name for code, name in names.items() if code.startswith(start))
        known = {name.removesuffix(" en buitengebied") for name in listed}
        for number, name in enumerate(indeling[reading], start=2):
            code = geo.kern_code(gemeente, name, reading)
            own = names.get(code, "")
            if own and own.startswith(name):
                continue
            otherwise = "Draai kernmonitor areas, of zet de kern in data/geo/gebieden.csv."
            key, action = "F432 anders" if own else "F432 onbekend", did_you_mean(name, known, otherwise)
            yield problem(key, file, number, reading, _named(name), own=own, code=code, action=action)


def _woonkern_problems(
    file: str, indeling: pd.DataFrame, gemeente: str, catalogue: Catalogue
) -> Iterator[Problem]:
    path = paths.root() / file
    try:
        geo.read_woonkernen(path, gemeente)
        rows = text_files.read_rows(path, required=("gebied", *geo.READINGS))
    except InputError as error:
        yield from error.problems
        return
    parts = {code for code in catalogue.areas if code.startswith(f"WOONKERN-{gemeente}-")}
    for number, row in enumerate(rows, start=2):
        code = row["gebied"]
        if code not in parts:
            action = did_you_mean(code, parts, "Voeg het deel daar toe.")
            where = file, number, "gebied", f'"{code}"'
            yield problem("F436 deel", *where, gemeente=gemeente, action=action)
        elif "naam" in row and plain(row["naam"]) != plain(catalogue.name(code)):
            own = catalogue.name(code)
            yield problem("F436 naam", file, number, "naam", f'"{row["naam"]}"', own=own, code=code)
        for reading in geo.READINGS:
            known: Collection[str] = set(indeling[reading])
            if row[reading] not in known:
                action = did_you_mean(row[reading], known)
                yield problem("F436 kern", file, number, reading, _named(row[reading]), action=action)


def _changed_problems(gemeente: str) -> Iterator[Problem]:
    """Yield rows of the tables of changed boundaries that are about another gemeente."""
    folder = paths.data() / "geo" / gemeente
    tables: tuple[tuple[str, Callable[[Path], pd.DataFrame], str], ...] = (
        (CHANGES_FILE, read_changes, "gebied"),
        (RECODE_FILE, read_recode, "nieuw"),
    )
    for file, read, column in tables:
        try:
            codes = set(read(folder)[column])
        except InputError as error:
            yield from error.problems
            continue
        for code in sorted(one for one in codes if gemeente_of(one) != gemeente):
            name, place = paths.relative(folder / file), f'kolom "{column}"'
            yield problem_at("F433 omnummering", name, place, f'"{code}"', gemeente=gemeente)


def _recode_problems(gemeente: str, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a buurt that people went to and that is not there: not in the list of areas, nor divided later itself."""
    folder = paths.data() / "geo" / gemeente
    try:
        table = read_recode(folder)
    except InputError:  # said already
        return
    if table.empty:
        return
    own = [code for code in catalogue.areas if code.startswith("BU") and gemeente_of(code) == gemeente]
    last, path = table.groupby("oud")["jaar"].max(), folder / RECODE_FILE
    for number, row in enumerate(text_files.read_rows(path), start=2):
        code = row["nieuw"]
        if code in own or gemeente_of(code) != gemeente or last.get(code, 0) > int(row["jaar"]):
            continue
        where = paths.relative(path), number, "nieuw", f'"{code}"'
        yield problem("F437 omnummering", *where, action=did_you_mean(code, own))


def _loose_rows(path: Path) -> pd.DataFrame | None:
    try:
        return text_files.read_csv(path, required=geo.INDELING_COLUMNS)
    except InputError:  # said already
        return None


def kernen_of(indeling_value: str, gemeente: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the names by which the kernen of a gemeente are called, in both readings."""
    listed = {
        area.naam for area in catalogue.areas.values() if area.niveau == "kern" and area.hoort_bij == gemeente
    }
    rows = _loose_rows(paths.root() / indeling_value) if indeling_value else None
    written = set() if rows is None else {name for reading in geo.READINGS for name in rows[reading]}
    return frozenset(name for name in listed | written if slug(name))
