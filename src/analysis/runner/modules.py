"""
Which modules of the package a notebook or a module rests on, read from the source; nothing is imported.

A package whose `__init__` only passes names on is looked through: `figures.mantelzorg.carers` rests on
`figures/mantelzorg.py`, though Python imports its neighbours as well. Those count too when importing them
does more than define names. Where a name cannot be followed, the whole package counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from analysis.runner.imports import ALL, Facts, Use, read_facts

ROOT = "analysis"


@dataclass(frozen=True)
class Closure:
    """
    What some code rests on.

    Attributes
    ----------
    modules : frozenset of str
        Modules whose source counts.
    libraries : frozenset of str
        Everything else that is imported on the way, also by neighbours that do not count:
        a library may set something when it is imported.
    """

    modules: frozenset[str]
    libraries: frozenset[str] = field(repr=False)


class Modules:
    """
    The modules of the package as they are on disk, each read once.

    Parameters
    ----------
    package : Path
        The folder `analysis`.
    """

    def __init__(self, package: Path) -> None:
        self._package = package
        self._facts: dict[str, Facts] = {}
        self._files: dict[str, Path | None] = {}
        self._hashes: dict[str, str] = {}
        self._closures: dict[tuple[Use, ...], Closure] = {}

    def key_of(self, code: str | None = None, roots: Iterable[str] = ()) -> str:
        """
        Return one sha256 over all that a piece of code and some modules rest on.

        Parameters
        ----------
        code : str, optional
            Python, as in the cells of a notebook.
        roots : iterable of str
            Names of modules.
        """
        found = self.rests_on(code, roots)
        total = hashlib.sha256()
        for name in sorted(found.modules):
            total.update(f"{name}\0{self._hash_of(name)}\n".encode())
        for name in sorted(self._companions(found.modules)):
            total.update(f"{name}\0{_sha(self._package / name)}\n".encode())
        total.update("\n".join(sorted(found.libraries)).encode())
        return total.hexdigest()

    def rests_on(self, code: str | None = None, roots: Iterable[str] = ()) -> Closure:
        """Return what a piece of code and some modules rest on."""
        uses = [Use(name, "") for name in roots]
        if code is None:
            return self.closure(uses)
        try:
            facts = read_facts(code, "", ROOT, self.is_package)
        except SyntaxError:  # a magic command, or a mistake: who knows what it reaches
            return self.closure([*uses, Use(ROOT, ALL)])
        found = self.closure([*uses, *facts.uses])
        return Closure(found.modules, found.libraries | facts.libraries)

    def closure(self, uses: Iterable[Use]) -> Closure:
        """Return all modules that these rest on, directly or by way of others."""
        asked = tuple(sorted(set(uses)))
        if asked not in self._closures:
            self._closures[asked] = self._closure(asked)
        return self._closures[asked]

    def exists(self, name: str) -> bool:
        """Whether there is such a module."""
        return self._file(name) is not None

    def is_package(self, name: str) -> bool | None:
        """Whether a name is a package; None when there is no such module."""
        file = self._file(name)
        return None if file is None else file.name == "__init__.py"

    def _closure(self, asked: tuple[Use, ...]) -> Closure:
        counted = self._follow(asked, looked_through=True)
        imported = self._follow(asked, looked_through=False)
        while loud := {name for name in imported - counted if self._of(name).is_loud}:
            counted = self._follow([*asked, *(Use(name, "") for name in counted | loud)], looked_through=True)
        libraries = frozenset().union(*(self._of(name).libraries for name in imported | counted))
        return Closure(frozenset(counted), libraries)

    def _follow(self, asked: Iterable[Use], *, looked_through: bool) -> set[str]:
        found: set[str] = set()
        waiting, done = list(asked), set()
        while waiting:
            use = waiting.pop()
            if use in done:
                continue
            done.add(use)
            for name in self._meant(use) if looked_through else self._run(use):
                if name not in found:
                    found.add(name)
                    facts = self._of(name)
                    waiting += facts.uses if self._counts_whole(name, looked_through) else ()
        return found

    def _counts_whole(self, name: str, looked_through: bool) -> bool:
        return not (looked_through and self.is_package(name) and self._of(name).passes_on)

    def _meant(self, use: Use) -> Iterator[str]:
        """Yield the modules that a use is about, with the packages around them."""
        yield from _around(use.module)
        yield use.module
        facts, inner = self._of(use.module), f"{use.module}.{use.name}"
        if not use.name or not self.is_package(use.module):
            return
        if use.name == ALL:
            yield from self._all_of(use)
        elif self.exists(inner):
            yield from self._meant(Use(inner, ""))
        elif not facts.passes_on:
            return  # all that it imports counts already
        elif use.name in facts.passed_on:
            yield from self._meant(facts.passed_on[use.name])
        elif use.name not in facts.constants:
            yield from self._all_of(use)

    def _all_of(self, use: Use) -> Iterator[str]:
        """Yield every module below a package: a name that cannot be followed may be any of them."""
        folder = self._package.joinpath(*use.module.split(".")[1:])
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(self._package).with_suffix("").parts
            yield ".".join([ROOT, *(parts[:-1] if parts[-1] == "__init__" else parts)])

    def _run(self, use: Use) -> Iterator[str]:
        """Yield the modules that Python runs for a use."""
        yield from _around(use.module)
        yield use.module
        inner = f"{use.module}.{use.name}"
        if use.name and use.name != ALL and self.exists(inner):
            yield inner

    def _companions(self, modules: Iterable[str]) -> Iterator[str]:
        """Yield the templates and styles that lie with a module, and below it as far as there is no package."""
        folders = {name if self.is_package(name) else name.rpartition(".")[0] for name in modules}
        for name, folder in self._other_files:
            if folder in folders:
                yield name

    @cached_property
    def _other_files(self) -> list[tuple[str, str]]:
        found = []
        for path in sorted(self._package.rglob("*")):
            if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts:
                home = path.parent
                while not (home / "__init__.py").is_file() and home != self._package:
                    home = home.parent
                folder = ".".join([ROOT, *home.relative_to(self._package).parts])
                found.append((path.relative_to(self._package).as_posix(), folder))
        return found

    def _of(self, name: str) -> Facts:
        if name not in self._facts:
            file = self._file(name)
            text = "" if file is None else file.read_text(encoding="utf-8")
            inside = name if self.is_package(name) else name.rpartition(".")[0]
            self._facts[name] = read_facts(text, inside, ROOT, self.is_package)
        return self._facts[name]

    def _hash_of(self, name: str) -> str:
        if name not in self._hashes:
            file = self._file(name)
            self._hashes[name] = "" if file is None else _sha(file)
        return self._hashes[name]

    def _file(self, name: str) -> Path | None:
        if name not in self._files:
            self._files[name] = self._found(name)
        return self._files[name]

    def _found(self, name: str) -> Path | None:
        first, *parts = name.split(".")
        if first != ROOT:
            return None
        place = self._package.joinpath(*parts)
        for file in (place / "__init__.py", place.with_suffix(".py") if parts else place / "__init__.py"):
            if file.is_file():
                return file
        return None


def _around(name: str) -> Iterator[str]:
    parts = name.split(".")
    for length in range(1, len(parts)):
        yield ".".join(parts[:length])


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
