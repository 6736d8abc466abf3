"""The words a template offers to choose from: areas of the gemeente, and the choices of a definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from analysis.sources.files.definitions import Column, KnownArea

GEMEENTE: Final = "Gemeente "  # a kern often has the same name


def choices(column: Column, areas: Mapping[str, KnownArea], gemeente: str) -> tuple[str, ...]:
    """Return the words to choose from in a column; nothing where anything may be typed."""
    if column.soort == "gebied":
        return tuple(dict.fromkeys(_area_names(column, areas, gemeente)))
    if column.soort == "ja_nee":
        return ("ja", "nee")
    return tuple(column.keuzes)


def _area_names(column: Column, areas: Mapping[str, KnownArea], gemeente: str) -> Iterator[str]:
    levels = column.niveaus or ("kern", "gemeente")
    if "kern" in levels:
        # An own count per kern includes the buitengebied; without that reading the kernen themselves.
        own = {code: area.naam for code, area in sorted(areas.items()) if area.hoort_bij == gemeente}
        wide = [name for code, name in own.items() if code.startswith("KERNGEBIED-")]
        yield from wide or [name for code, name in own.items() if code.startswith("KERN-")]
    if "gemeente" in levels and gemeente in areas:
        yield f"{GEMEENTE}{areas[gemeente].naam}"
    for level in ("klasse", "land"):
        if level in levels:
            yield from (area.naam for _, area in sorted(areas.items()) if area.niveau == level)


def only_gemeente(areas: Mapping[str, KnownArea]) -> str:
    """Return the gemeente of which the kernen are known, if there is one; else nothing."""
    owners = {area.hoort_bij for code, area in areas.items() if code.startswith(("KERN-", "KERNGEBIED-"))}
    return owners.pop() if len(owners) == 1 else ""
