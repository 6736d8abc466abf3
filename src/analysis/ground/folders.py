"""Where an edition may be written: in a folder of its own, with a name that Windows, macOS and Linux can all hold."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.ground import characters, paths
from analysis.ground.errors import Problem
from analysis.ground.messages import Message, message, problem_at

# What the project consists of; folders that begin with a point belong to git and other tools.
OF_THE_PROJECT = frozenset(
    {"benchmarks", "data", "docs", "node_modules", "notebooks", "params", "src", "tests"}
)
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])( *\..*)?", re.IGNORECASE)
_NOT_IN_A_NAME = re.compile(r'[<>:"|?*\\]')


def name_problem(name: str) -> str:
    """Say in Dutch why a folder cannot have a name on every system; "" when it can."""
    if _DEVICES.fullmatch(name):
        return f'"{name}" is op Windows een apparaat'
    if found := characters.hidden(name):
        return found
    if sign := _NOT_IN_A_NAME.search(name):
        return f"het teken {sign.group()} kan op Windows niet in een naam"
    return "een naam eindigt op Windows niet op een punt of spatie" if name.endswith((".", " ")) else ""


def choice_problem(chosen: str) -> Message | None:
    """Say what is wrong with a folder that somebody chose for outputs."""
    for part in Path(chosen).parts:
        if part not in (os.sep, "..", Path(chosen).anchor) and (why := name_problem(part)):
            return message("F615 uitvoer", why=why)
    if _is_of_the_project(Path(os.path.abspath(paths.root() / chosen))):  # noqa: PTH100  links are looked at apart
        return message("F613 gekozen")
    return None


def _is_of_the_project(folder: Path) -> bool:
    """Whether a folder is the project, lies above it, or is one of those it consists of."""
    root = paths.root()
    if root.is_relative_to(folder):
        return True
    if not folder.is_relative_to(root):
        return False
    first = folder.relative_to(root).parts[0].casefold()
    return first in OF_THE_PROJECT or first.startswith(".")


def folder_problems(folder: Path, file: str, place: str) -> Iterator[Problem]:
    """Yield why an edition may not be written to its folder, chosen at `place` in `file`: it may lead elsewhere."""
    name = paths.relative(folder.parent) + f"/{folder.name}"
    inside = folder.absolute().is_relative_to(paths.root())
    base = paths.root() if inside else folder.absolute().parents[1]
    real = folder.resolve()
    if not real.is_relative_to(base.resolve()):
        yield problem_at("F614 elders", file, place, f"{name}, een verwijzing naar een andere plek")
    elif _is_of_the_project(real):
        yield problem_at("F613 verwijzing", file, place, f'"{name}"')
    for link in _links_in(folder):
        yield problem_at("F614 erin", file, place, f"{name}/{link}, een verwijzing")
    above = next((one for one in folder.absolute().parents if _is_edition(one)), None)
    if above is not None:
        yield problem_at("F616 bijlage", file, place, f"een map binnen de bijlage in {paths.relative(above)}")


def _is_edition(folder: Path) -> bool:
    try:
        return (folder / paths.RECEIPT).is_file()
    except OSError:  # a name that is too long, which is said before anything is written
        return False


def _links_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_symlink())
    except OSError:  # not there yet, or no folder: who writes there says so
        return []


def shared_problems(folders: Mapping[Path, Path]) -> Iterator[Problem]:
    """Yield the editions, as a folder per params file, that would write to one folder on any system, or inside another."""
    place = 'sleutel "uitvoer"'
    seen: dict[tuple[str, ...], tuple[Path, Path]] = {}
    for file, folder in folders.items():
        # Equal for folders that are one where capitals or accents do not count apart.
        key = tuple(unicodedata.normalize("NFC", part).casefold() for part in folder.resolve().parts)
        if key in seen:
            other, there = seen[key]
            found = f"dezelfde uitvoermap als {paths.relative(other)}"
            found += "" if folder == there else ", op Windows en macOS"
            yield problem_at("F607", paths.relative(file), place, found)
        seen.setdefault(key, (file, folder))
    for key, (file, _) in seen.items():
        for length in range(1, len(key)):
            if key[:length] in seen:
                found = f"een map binnen de uitvoermap van {paths.relative(seen[key[:length]][0])}"
                yield problem_at("F616 ander", paths.relative(file), place, found)
