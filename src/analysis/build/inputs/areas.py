"""The gemeente of a params file against its name, its maps, its kernindeling and the list of areas."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis.ground import paths, text_files
from analysis.ground.cache import cached
from analysis.ground.characters import foreign_letter, plain
from analysis.ground.codes import slug
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.model import geo
from analysis.model.areas import AREA, gemeente_of
from analysis.model.boundaries import CHANGES_FILE, RECODE_FILE, read_changes, read_recode
from analysis.model.catalogue import Catalogue
from analysis.model.params import Params

# Codes: a gemeente that nobody knows, a name of another one, buurten of another one, a kern that is not in
# the list of areas, buurten outside the gemeente, a part of a count per woonkern that does not fit.
UNKNOWN, OTHER_NAME, OTHER_AREA, KERN, OUTSIDE, WOONKERN = "F430", "F431", "F433", "F432", "F435", "F436"

# CBS generalises buurten and gemeenten apart: of Dalfsen 98% of the buurten lies in the gemeente of the
# regional map, of its smallest buurt at the edge 80%.
LEAST_INSIDE, LEAST_OF_ONE, LEAST_COVERED = 0.9, 0.5, 0.9
NEAR = 0.8  # of the letters: Dalfzen for Dalfsen


def area_problems(params: Params, file: str, catalogue: Catalogue) -> Iterator[Problem]:
    """
    Yield everything about the areas of a gemeente that does not fit together.

    Parameters
    ----------
    params : Params
        The gemeente; of a file that is wrong elsewhere as far as it can be used.
    file : str
        The params file, for the message.
    catalogue : Catalogue
        With the own list of areas of the gemeente beside the shared one.
    """
    region, problems = _read_map(params.regiokaart)
    yield from problems
    names = {code: area.naam for code, area in catalogue.areas.items() if area.niveau == "gemeente"}
    on_map = {} if region is None else dict(zip(region["gebied"], region["naam"], strict=True))
    yield from _name_problems(params, file, on_map | names)
    if region is not None:
        yield from _map_name_problems(params.regiokaart, on_map, names)
    yield from _changed_problems(params.gemeente)
    if params.gebieden is None:
        return
    yield from _recode_problems(params.gemeente, catalogue)
    buurten, problems = _read_map(params.gebieden.buurten)
    yield from problems
    if buurten is None:
        return
    own = list(_code_problems(params.gebieden.buurten, buurten, params.gemeente))
    yield from own
    if own:  # the rest would say the same of every buurt
        return
    yield from _buurt_name_problems(params.gebieden.buurten, buurten, catalogue)
    if region is not None and params.gemeente in on_map:
        yield from outline_problems(params.gebieden.buurten, buurten, _outline(region, params.gemeente))
    try:
        indeling = geo.read_kernindeling(paths.root() / params.gebieden.kernindeling, buurten)
    except InputError as error:
        yield from error.problems
        indeling = _loose_rows(paths.root() / params.gebieden.kernindeling)
    if indeling is None:
        return
    yield from kern_problems(params.gebieden.kernindeling, indeling, params.gemeente, catalogue)
    if params.gebieden.woonkernen:
        yield from _woonkern_problems(params.gebieden.woonkernen, indeling, params.gemeente, catalogue)


def _read_map(value: str) -> tuple[gpd.GeoDataFrame | None, tuple[Problem, ...]]:
    path = paths.root() / value
    try:
        return cached(("kaart", path), lambda: geo.read_areas(path), [path]), ()
    except InputError as error:
        return None, error.problems


def _outline(region: gpd.GeoDataFrame, gemeente: str) -> object:
    return region.set_index("gebied").geometry[gemeente]


def _name_problems(params: Params, file: str, names: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a code that nobody knows, and a name that belongs to another code or is written otherwise."""
    code, name = params.gemeente, plain(params.naam)
    others = [other for other, known in names.items() if plain(known) == name and other != code]
    if code not in names:
        action = f"{params.naam} is {others[0]}." if others else did_you_mean(code, names)
        action += " Bestaat de gemeente, zet haar dan in data/geo/gebieden.csv."
        expected = "een gemeente uit data/geo/gebieden.csv of op de regiokaart"
        yield Problem(file, 'sleutel "gemeente"', f'"{code}"', expected, action, UNKNOWN)
        return
    own = names[code]
    if plain(own) == name:
        return
    place, found, expected = 'sleutel "naam"', f'"{params.naam}" bij {code}', f'"{own}"'
    if others:
        action = f"{params.naam} is {others[0]}, {code} is {own}. Herstel een van beide."
        yield Problem(file, place, found, expected, action, OTHER_NAME)
    elif _is_typo(name, plain(own)):
        yield Problem(file, place, found, expected, f'Bedoelt u "{own}"?', OTHER_NAME)
    else:
        action = "De bijlage heet zoals in params staat. Klopt de code wel?"
        yield Problem(file, place, found, expected, action, OTHER_NAME, warning=True)


def _is_typo(name: str, own: str) -> bool:
    """Whether a name is another one with a slip; one that holds the other is a choice, such as Hengelo for Hengelo (O)."""
    if name in own or own in name:
        return False
    return difflib.SequenceMatcher(None, name, own).ratio() >= NEAR


def _map_name_problems(value: str, on_map: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Problem]:
    for code, name in on_map.items():
        if code in names and plain(name) != plain(names[code]):
            found, expected = f'naam "{name}"', f'"{names[code]}", zoals in data/geo/gebieden.csv'
            action = "Herstel de code of de naam op een van beide plaatsen."
            yield Problem(value, f"gebied {code}", found, expected, action, OTHER_NAME)


def _code_problems(value: str, buurten: gpd.GeoDataFrame, gemeente: str) -> Iterator[Problem]:
    codes = buurten["gebied"].tolist()
    other = [code for code in codes if not code.startswith("BU") or gemeente_of(code) != gemeente]
    if other:
        found = f"{len(other)} van {len(codes)} gebieden van elders, zoals {other[0]}"
        expected = f"alleen buurten van {gemeente}"
        action = "Herstel de code van de gemeente in params, of noem haar eigen kaart."
        yield Problem(value, 'kolom "gebied"', found, expected, action, OTHER_AREA)


def _buurt_name_problems(value: str, buurten: gpd.GeoDataFrame, catalogue: Catalogue) -> Iterator[Problem]:
    known = catalogue.areas
    for code, name in zip(buurten["gebied"], buurten["naam"], strict=True):
        if code not in known:
            action = "Draai kernmonitor areas, of voeg de code daar toe."
            yield Problem(value, f"gebied {code}", f'"{name}"', "een gebied uit gebieden.csv", action, AREA)
        elif not geo.same_name(known[code].naam, name, code):
            expected = f'"{known[code].naam}", zoals in gebieden.csv'
            action = "Zijn codes verwisseld? Herstel de code of de naam op een van beide plaatsen."
            yield Problem(value, f"gebied {code}", f'naam "{name}"', expected, action, geo.BUURT_NAME)


def outline_problems(value: str, buurten: gpd.GeoDataFrame, outline: object) -> Iterator[Problem]:
    """
    Yield what of a map of buurten lies outside the gemeente, and what of the gemeente it leaves out.

    Parameters
    ----------
    value : str
        The map, for the message.
    buurten : GeoDataFrame
        `gebied`, `naam`, `geometry` in RD New.
    outline : geometry
        The gemeente on the regional map, in RD New.
    """
    action = "Herstel de kaart: verschoven, van een andere gemeente, of met verwisselde codes?"
    shapes = buurten.geometry
    inside = shapes.intersection(outline).area
    share, covered = inside.sum() / shapes.area.sum(), inside.sum() / outline.area  # type: ignore[attr-defined]
    expected = "buurten binnen de gemeente op de regiokaart"
    if share < LEAST_INSIDE:
        found = f"{100 * (1 - share):.0f}% van de kaart buiten de gemeente"
        yield Problem(value, "", found, expected, action, OUTSIDE)
        return
    for code in buurten.loc[inside / shapes.area < LEAST_OF_ONE, "gebied"]:
        found = "een buurt die grotendeels buiten de gemeente ligt"
        yield Problem(value, f"gebied {code}", found, expected, action, OUTSIDE)
    if covered < LEAST_COVERED:
        found = f"{100 * (1 - covered):.0f}% van de gemeente zonder buurt"
        action = "Voeg de buurten toe die ontbreken."
        yield Problem(value, "", found, "buurten die samen de gemeente zijn", action, OUTSIDE)


def kern_problems(
    value: str, indeling: pd.DataFrame, gemeente: str, catalogue: Catalogue
) -> Iterator[Problem]:
    """
    Yield the kernen of a kernindeling that the list of areas does not know, or writes otherwise: each would be a new kern.

    Parameters
    ----------
    value : str
        The file, for the message.
    indeling : DataFrame
        Columns `kern` and `kerngebied`.
    gemeente, catalogue : str, Catalogue
        Whose kernen, and the list of areas.
    """
    names = {code: area.naam for code, area in catalogue.areas.items() if area.hoort_bij == gemeente}
    for reading in geo.READINGS:
        start = f"{reading.upper()}-{gemeente}-"
        known = {
            name.removesuffix(" en buitengebied") for code, name in names.items() if code.startswith(start)
        }
        for number, name in enumerate(indeling[reading], start=2):
            code = geo.kern_code(gemeente, name, reading)
            if code in names and names[code].startswith(name):
                continue
            letter = foreign_letter(name)
            found = f'"{name}" ({letter})' if letter else f'"{name}"'
            otherwise = "Draai kernmonitor areas, of zet de kern in data/geo/gebieden.csv."
            action = did_you_mean(name, known, otherwise)
            expected = f"een kern uit gebieden.csv; {code} staat daar niet"
            expected = f'"{names[code]}"' if code in names else expected
            yield Problem.at(KERN, value, number, reading, found, expected, action)


def _woonkern_problems(
    value: str, indeling: pd.DataFrame, gemeente: str, catalogue: Catalogue
) -> Iterator[Problem]:
    path = paths.root() / value
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
            expected = f"een deel van {gemeente} uit gebieden.csv"
            action = did_you_mean(code, parts, "Voeg het deel daar toe.")
            yield Problem.at(WOONKERN, value, number, "gebied", f'"{code}"', expected, action)
        elif "naam" in row and plain(row["naam"]) != plain(catalogue.name(code)):
            expected = f'"{catalogue.name(code)}", de naam van {code}'
            yield Problem.at(
                WOONKERN, value, number, "naam", f'"{row["naam"]}"', expected, "Herstel een van beide."
            )
        for reading in geo.READINGS:
            known: Collection[str] = set(indeling[reading])
            if row[reading] not in known:
                letter = foreign_letter(row[reading])
                found = f'"{row[reading]}" ({letter})' if letter else f'"{row[reading]}"'
                action = did_you_mean(row[reading], known)
                yield Problem.at(
                    WOONKERN, value, number, reading, found, "een kern uit kernindeling.csv", action
                )


def _changed_problems(gemeente: str) -> Iterator[Problem]:
    """Yield rows of the tables of changed boundaries that are about another gemeente."""
    folder = paths.data() / "geo" / gemeente
    for file, read, column in ((CHANGES_FILE, read_changes, "gebied"), (RECODE_FILE, read_recode, "nieuw")):
        try:
            table = read(folder)
        except InputError as error:
            yield from error.problems
            continue
        for code in sorted({code for code in table[column] if gemeente_of(code) != gemeente}):
            expected, name = f"een code van {gemeente}", paths.relative(folder / file)
            action = "Herstel de code, of haal de rij weg."
            yield Problem(name, f'kolom "{column}"', f'"{code}"', expected, action, OTHER_AREA)


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
    last = table.groupby("oud")["jaar"].max()
    path, expected = folder / RECODE_FILE, "een buurt uit gebieden.csv, of een die later zelf is opgedeeld"
    for number, row in enumerate(text_files.read_rows(path), start=2):
        code = row["nieuw"]
        if code in own or gemeente_of(code) != gemeente or last.get(code, 0) > int(row["jaar"]):
            continue
        action, name = did_you_mean(code, own), paths.relative(path)
        yield Problem.at(AREA, name, number, "nieuw", f'"{code}"', expected, action)


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
