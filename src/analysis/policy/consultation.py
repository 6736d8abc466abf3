"""What residents and professionals said: a consultation, talks at the door, expert meetings and their ideas."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from analysis import paths
from analysis.strict_yaml import Closed, load

Status = Literal["onbekend", "opgepakt", "niet opgepakt"]


class Measure(Closed):
    """A measure that residents find important."""

    wat: str
    regel: str


class Talks(Closed):
    """Talks with residents that are no sample."""

    indicator: str
    regel: str
    wat: str
    steekproef: Literal[False] = Field(description="Gesprekken aan de deur zijn nooit een steekproef")
    gezien: tuple[str, ...]


class Consultation(Closed):
    """One consultation: who was asked what, and the indicators that hold the answers."""

    gemeente: str
    bron: str
    vraag: str
    regel: str
    deelnemers: str
    antwoorden: tuple[str, ...]
    gesprekken: Talks
    maatregelen: tuple[Measure, ...]


class Idea(Closed):
    """An idea of a meeting, and what became of it; unknown until the gemeente says so."""

    idee: str
    regel: str
    kern: str = ""
    stand: Status = "onbekend"


class Meeting(Closed):
    """One expert meeting: judgements of professionals, never measurements."""

    id: str
    naam: str
    datum: str = ""
    regel: str
    organisaties: tuple[str, ...]
    geinformeerd: tuple[str, ...] = ()
    goed: tuple[str, ...]
    beter: tuple[str, ...]
    uitdaging: tuple[str, ...] = ()
    ideeen: tuple[Idea, ...]


class Meetings(Closed):
    """All meetings of one gemeente."""

    gemeente: str
    bron: str
    bijeenkomsten: tuple[Meeting, ...]


def read_consultation() -> Consultation:
    """Read `data/beleid/raadpleging.yml`; raises `InputError` with every problem."""
    return load(paths.data() / "beleid" / "raadpleging.yml", Consultation)


def read_meetings() -> Meetings:
    """Read `data/beleid/bijeenkomsten.yml`; raises `InputError` with every problem."""
    return load(paths.data() / "beleid" / "bijeenkomsten.yml", Meetings)
