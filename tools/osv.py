"""
Published advisories in the format of OSV, and which of them are about a pinned package.

The rules are those of the schema (https://ossf.github.io/osv-schema/, "Evaluation"): a version is
affected when it is listed, or lies in a range from `introduced` to before `fixed` (or up to and with
`last_affected`).
"""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tools.locks import Pinned

LARGEST: Final = 16 * 2**20  # bytes of one record; the largest of PyPI is a tenth of it
RANGES: Final = ("ECOSYSTEM", "SEMVER")  # GIT names commits


class UnreadableError(ValueError):
    """What should hold advisories does not; says in Dutch why."""


@dataclass(frozen=True)
class Hit:
    """
    An advisory about a pinned package.

    Attributes
    ----------
    package : Pinned
    id : str
    also : tuple of str
        Other names of the same.
    summary : str
    fixed : tuple of str
        Versions without it.
    sure : bool
        False where the advisory cannot be compared with the version; somebody has to look.
    """

    package: Pinned
    id: str
    also: tuple[str, ...] = ()
    summary: str = ""
    fixed: tuple[str, ...] = ()
    sure: bool = True


@dataclass
class Advisories:
    """
    All advisories of a file, a folder or a zip.

    Attributes
    ----------
    by_package : mapping of (ecosystem, name) to list of records
    ecosystems : dict of str to int
        How many records there are of each.
    newest : str
        The last change of any record, as ISO 8601; empty when none says.
    """

    by_package: dict[tuple[str, str], list[Mapping[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    ecosystems: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    newest: str = ""

    def add(self, record: Mapping[str, Any]) -> None:
        """Keep a record under each package that it names; raises what a record of another form raises."""
        if not isinstance(record["id"], str):
            raise TypeError
        self.newest = max(self.newest, str(record.get("modified", "")))
        about = {_named(one) for one in record.get("affected", []) if "package" in one}
        for ecosystem, name in about:
            self.by_package[ecosystem, name].append(record)
        for ecosystem in {ecosystem for ecosystem, _ in about}:
            self.ecosystems[ecosystem] += 1

    def about(self, package: Pinned) -> Iterator[Hit]:
        """Yield each advisory that the pinned version falls under; withdrawn ones are passed over."""
        for record in self.by_package.get((package.ecosystem, package.name), []):
            if record.get("withdrawn"):
                continue
            found = [
                _affects(one, package.version)
                for one in record["affected"]
                if "package" in one and _named(one) == (package.ecosystem, package.name)
            ]
            if any(answer is not False for answer in found):
                yield _hit(package, record, sure=any(found))


def read(places: Iterable[Path]) -> Advisories:
    """
    Read records: a file with one or a list of them, a folder of files, or a zip as OSV publishes.

    Raises
    ------
    UnreadableError
        A place is not there, holds nothing, or holds something that is no record: a file that
        was read half would look like no advisories.
    """
    found = Advisories()
    for place in places:
        before = sum(found.ecosystems.values())
        for name, data in _files(place):
            try:
                content = json.loads(data)
                for record in _records(content):
                    found.add(record)
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
                raise UnreadableError(f"{name} is geen melding in het formaat van OSV.") from None
        if sum(found.ecosystems.values()) == before:
            raise UnreadableError(f"{place.name} bevat geen meldingen.")
    return found


def _files(place: Path) -> Iterator[tuple[str, bytes]]:
    try:
        if place.is_dir():
            for path in sorted(place.rglob("*.json")):
                yield path.name, path.read_bytes()
        elif zipfile.is_zipfile(place):
            with zipfile.ZipFile(place) as archive:
                for entry in sorted(archive.infolist(), key=lambda one: one.filename):
                    if entry.filename.endswith(".json"):
                        if entry.file_size > LARGEST:
                            raise UnreadableError(f"{entry.filename} is te groot voor een melding.")
                        yield entry.filename, archive.read(entry)
        else:
            yield place.name, place.read_bytes()
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or "beschadigd"
        raise UnreadableError(f"{place.name} is niet te lezen ({reason}).") from None


def _records(content: Any) -> Sequence[Mapping[str, Any]]:
    if isinstance(content, dict) and "vulns" in content:
        content = content["vulns"]
    return content if isinstance(content, list) else [content]


def _named(affected: Mapping[str, Any]) -> tuple[str, str]:
    package = affected["package"]
    ecosystem = str(package["ecosystem"]).partition(":")[0]
    name = str(package["name"])
    return ecosystem, canonicalize_name(name) if ecosystem == "PyPI" else name


def _affects(affected: Mapping[str, Any], version: str) -> bool | None:
    """Whether an advisory is about a version; None when that cannot be said."""
    listed = affected.get("versions") or []
    ranges = [one for one in affected.get("ranges") or [] if one.get("type") in RANGES]
    if version in listed:
        return True
    try:
        ours = Version(version)
    except InvalidVersion:
        return None
    if any(_same(ours, one) for one in listed):
        return True
    if not ranges:
        return False if listed else None
    try:
        return any(_within(ours, one["events"]) for one in ranges)
    except (InvalidVersion, LookupError):
        return None


def _within(ours: Version, events: Sequence[Mapping[str, str]]) -> bool:
    """Follow the events in order of version, as the schema says."""
    affected = False
    for kind, at in sorted(
        ((kind, _bound(text)) for event in events for kind, text in event.items() if kind != "limit"),
        key=lambda one: (one[1] is not None, one[1] or Version("0")),
    ):
        if kind == "introduced" and (at is None or ours >= at):
            affected = True
        elif (kind == "fixed" and at is not None and ours >= at) or (
            kind == "last_affected" and at is not None and ours > at
        ):
            affected = False
    return affected


def _bound(text: str) -> Version | None:
    """Return a version; None for "0", which comes before all."""
    return None if text == "0" else Version(text)


def _same(ours: Version, text: str) -> bool:
    try:
        return Version(text) == ours
    except InvalidVersion:
        return False


def _hit(package: Pinned, record: Mapping[str, Any], *, sure: bool) -> Hit:
    fixed = {
        event["fixed"]
        for one in record["affected"]
        if "package" in one and _named(one) == (package.ecosystem, package.name)
        for span in one.get("ranges") or []
        if span.get("type") in RANGES
        for event in span.get("events", [])
        if "fixed" in event
    }
    text = str(record.get("summary") or record.get("details") or "")
    summary = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:160]
    also = tuple(sorted(str(one) for one in record.get("aliases") or []))
    return Hit(package, record["id"], also, summary, tuple(sorted(fixed)), sure)
