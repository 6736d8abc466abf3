"""
The whole country from one file: `params/landelijk.yml` is the same for every gemeente.

For each gemeente an ordinary params file is written, with what the data folder knows of it, so that anybody can
build or explore that one alone. A gemeente with a params file of its own keeps that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import wrong
from analysis.ground.strict_yaml import load
from analysis.ground.yaml_document import read_document
from analysis.model.areas import Area
from analysis.model.boundaries import read_successions
from analysis.model.catalogue import read_catalogue
from analysis.model.params import Params

ALL = "alle"
# Stands for the code of the gemeente in a parameter of a notebook.
MARK = "{gemeente}"
_CODE = re.compile(r"GM[0-9]{4}")


def _of_one(value: object) -> object:
    del value
    raise wrong("F604 alle gemeenten")


OfOne = Annotated[str, BeforeValidator(_of_one)]


class National(Params):
    """What holds for every gemeente; nothing that belongs to one."""

    gemeente: OfOne = ""
    naam: OfOne = ""
    regio: OfOne = ""
    gebieden: Annotated[None, BeforeValidator(_of_one)] = None
    uitvoer: OfOne = ""


def gemeenten_of(asked: str, areas: Mapping[str, Area]) -> list[Area]:
    """Return the gemeenten of all `areas` that are meant: `alle`, or codes or names with commas between them."""
    ended = {one.oud: one.nieuw for one in read_successions()}
    known = {
        code: area for code, area in areas.items() if area.niveau == "gemeente" and _CODE.fullmatch(code)
    }
    current = {code: area for code, area in sorted(known.items()) if code not in ended}
    if asked.strip().lower() == ALL:
        return list(current.values())
    by_word = {word.lower(): area for area in current.values() for word in (area.gebied, area.naam)}
    words = [word.strip() for word in asked.split(",") if word.strip()]
    problems = [_unknown(word, current, ended) for word in words if word.lower() not in by_word]
    if not words:
        problems = [
            Problem("--gemeenten", "", "niets", f'"{ALL}" of codes zoals GM0148,GM0177', "Noem gemeenten.")
        ]
    if problems:
        raise InputError("Deze gemeenten zijn niet bekend; er is niets gemaakt.", problems)
    return list({area.gebied: area for area in (by_word[word.lower()] for word in words)}.values())


def _unknown(word: str, current: Mapping[str, Area], ended: Mapping[str, str]) -> Problem:
    if word.upper() in ended:
        new = ended[word.upper()]
        named = f"{current[new].naam} ({new})" if new in current else new
        found, expected = f'"{word}"', "een gemeente die er nog is"
        return Problem("--gemeenten", "", found, expected, f"Zij ging op in {named}.")
    otherwise = "Zet haar in data/geo/gebieden.csv, of gebruik kernmonitor areas."
    choices = [*current, *(area.naam for area in current.values())]
    code = re.fullmatch(r"(?i:gm)([0-9]{1,4})", word)
    shape = f"GM{code[1]:0>4}" if code else word
    action = did_you_mean(shape, choices, otherwise)
    expected = f"een van de {len(current)} gemeenten in data/geo"
    return Problem("--gemeenten", "", f'"{word}"', expected, action)


def params_files(national: Path, gemeenten: Sequence[Area], own: Iterable[Path] = ()) -> list[Path]:
    """Return a params file for each gemeente: its own of this edition (in `own`), or one written from the national file."""
    rules = load(national, National)
    common = read_document(national).content
    assert isinstance(common, dict)  # noqa: S101  it is a model by now
    with_own: dict[object, Path] = {}
    for file in own:
        content = read_document(file).content
        if isinstance(content, dict) and content.get("editie") == rules.editie:
            with_own[content.get("gemeente")] = file
    folder = paths.root() / "outputs" / "params" / national.stem
    files = {one.gebied: with_own.get(one.gebied, folder / f"{one.gebied}.yml") for one in gemeenten}
    for area in gemeenten:
        if area.gebied not in with_own:
            _write(files[area.gebied], _text(common, area, paths.relative(national)))
    return list(files.values())


def _text(common: Mapping[str, Any], area: Area, source: str) -> str:
    about: dict[str, Any] = {"gemeente": area.gebied, "naam": area.naam}
    if area.hoort_bij.startswith("RG-"):
        about["regio"] = area.hoort_bij
    if areas := _areas_of(area.gebied):
        about["gebieden"] = areas
    content = _filled(about | dict(common), area.gebied)
    note = f"# Gemaakt uit {source}; wat u hier verandert, gaat verloren.\n"
    return note + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)


def _filled(value: Any, gemeente: str) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, gemeente) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, gemeente) for one in value]
    return value.replace(MARK, gemeente) if isinstance(value, str) else value


def _areas_of(gemeente: str) -> dict[str, str]:
    """Return where the buurten and kernen of a gemeente lie; nothing unless it has both."""
    folder = paths.data() / "geo" / gemeente
    maps = sorted(folder.glob("buurten_[0-9][0-9][0-9][0-9].geojson"))
    kernen, woonkernen = folder / "kernindeling.csv", folder / "woonkernen.csv"
    if not maps or not kernen.is_file():
        return {}
    found = {"buurten": maps[-1], "kernindeling": kernen}
    if woonkernen.is_file():
        found["woonkernen"] = woonkernen
    return {key: paths.relative(path) for key, path in found.items()}


def _write(file: Path, text: str) -> None:
    """Write a file in one move, and not when it says so already: another batch may read it now."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".bezig-{file.name}")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(file)


def all_gemeenten(asked: str) -> list[Area]:
    """Return the gemeenten that are meant, from the lists of areas of the project."""
    return gemeenten_of(asked, read_catalogue().areas)
