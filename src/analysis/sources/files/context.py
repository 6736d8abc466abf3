"""What a delivered file is held against: the areas, indicators and boundaries that are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from analysis.boundaries import Succession
from analysis.sources.files.definitions import Definition


@dataclass(frozen=True)
class KnownArea:
    """An area with a code and a name; `hoort_bij` is the code of the area it is part of."""

    gebied: str
    naam: str
    niveau: str
    hoort_bij: str = ""


@dataclass(frozen=True)
class Context:
    """
    Everything a check may look up.

    Attributes
    ----------
    gemeente : str
        Code of the gemeente whose file it is; empty when the file is about the whole country.
    areas : mapping of code to KnownArea
    indicators : collection of str
        Ids of the catalogue.
    today : date
        No year may lie after it.
    successions : sequence of Succession
        Codes that ended, by `data/geo/herindelingen.csv`.
    kernen : collection of str
        Codes of the kernen that a complete file names; empty when the gemeente has none yet.
    inhabitants : float
        How many people the gemeente has, by figures that come with the project; 0 where that is not known.
    kinds : mapping of str to Definition
        Every kind of file that there is, by name: one may be taken for another.
    """

    gemeente: str = ""
    areas: Mapping[str, KnownArea] = field(default_factory=dict, repr=False)
    indicators: Collection[str] = field(default=(), repr=False)
    today: dt.date = field(default_factory=dt.date.today)
    successions: tuple[Succession, ...] = field(default=(), repr=False)
    kernen: tuple[str, ...] = ()
    inhabitants: float = 0
    kinds: Mapping[str, Definition] = field(default_factory=dict, repr=False)
