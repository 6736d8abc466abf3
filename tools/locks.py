"""The packages that the lock files pin, of PyPI and of npm, in one shape."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[1]
# The first two are the product as it is installed; the third is what it is made and tested with.
RUNTIME: Final = ("requirements.lock", "package-lock.json")
ALL: Final = ("requirements.lock", "requirements-dev.lock", "package-lock.json")
HASH: Final = re.compile(r"--hash=(?P<algorithm>[a-z0-9]+):(?P<value>[0-9a-f]+)")
Ecosystem = Literal["PyPI", "npm"]


class LockError(ValueError):
    """A lock file that is not there or not whole; says which in Dutch."""


@dataclass(frozen=True, order=True)
class Pinned:
    """
    One version of one package.

    Attributes
    ----------
    ecosystem : {"PyPI", "npm"}
    name : str
        As the registry compares names.
    version : str
    marker : str
        For which Python and system; empty for all.
    hashes : tuple of (str, str)
        Algorithm (`sha256`, `sha512`) and hexadecimals, of every file that may be installed.
    licence : str
        As the lock names it; PyPI's has none.
    development : bool
        Not part of what is installed to use the product.
    """

    ecosystem: Ecosystem
    name: str
    version: str
    marker: str = ""
    hashes: tuple[tuple[str, str], ...] = ()
    licence: str = ""
    development: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def read_lock(path: Path) -> list[Pinned]:
    """
    Return what a lock file pins, sorted.

    Raises
    ------
    LockError
        The file is not there, or holds a line that pins nothing.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise LockError(f"{path.name} is er niet of is niet te lezen.") from None
    found = _npm(path, text) if path.suffix == ".json" else _pypi(path, text)
    if not found:
        raise LockError(f"{path.name} noemt geen pakketten.")
    return sorted(found)


def _pypi(path: Path, text: str) -> list[Pinned]:
    found = []
    for block in re.split(r"\n(?=[^\s#])", re.sub(r"\\\n\s*", " ", text.strip())):
        line = block.split(" --hash=")[0].strip()
        if not line or line.startswith("#"):
            continue
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            raise LockError(f'{path.name} heeft een regel die niets vastzet: "{line[:60]}".') from None
        versions = [one.version for one in requirement.specifier if one.operator == "=="]
        if len(versions) != 1:
            raise LockError(f"{path.name} zet {requirement.name} niet vast.")
        hashes = tuple(sorted((one["algorithm"], one["value"]) for one in HASH.finditer(block)))
        marker = str(requirement.marker or "")
        found.append(Pinned("PyPI", canonicalize_name(requirement.name), versions[0], marker, hashes))
    return found


def _npm(path: Path, text: str) -> list[Pinned]:
    try:
        packages = json.loads(text)["packages"]
        return [
            Pinned(
                "npm",
                place.rpartition("node_modules/")[2],
                one["version"],
                "",
                _integrity(one.get("integrity", "")),
                one.get("license", ""),
                bool(one.get("dev")),
            )
            for place, one in packages.items()
            if place
        ]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise LockError(f"{path.name} is geen lock van npm.") from None


def _integrity(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for one in text.split():
        algorithm, _, value = one.partition("-")
        try:
            found.append((algorithm, base64.b64decode(value, validate=True).hex()))
        except binascii.Error:
            continue
    return tuple(found)
