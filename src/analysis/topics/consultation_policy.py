"""What residents and professionals said: a consultation, talks at the door, expert meetings and their ideas."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from analysis.ground.strict_yaml import Closed
from analysis.model.policy_files import CONSULTATION, MEETINGS, Lines, Own, load_own, policy_file

Status = Literal["onbekend", "opgepakt", "niet opgepakt"]


class Measure(Closed):
    """A measure that residents find important."""

    wat: str
    regel: Lines


class Talks(Closed):
    """Talks with residents that are no sample."""

    indicator: str
    regel: Lines
    wat: str
    steekproef: Literal[False] = Field(description="Gesprekken aan de deur zijn nooit een steekproef")
    gezien: tuple[str, ...]


class Consultation(Own):
    """One consultation: who was asked what, and the indicators that hold the answers."""

    bron: str
    vraag: str
    regel: Lines
    deelnemers: str
    antwoorden: tuple[str, ...]
    gesprekken: Talks
    maatregelen: tuple[Measure, ...]
    opmerkingen: tuple[str, ...] = Field(default=(), description="Wat een lezer van de aantallen moet weten")

    @property
    def indicators(self) -> tuple[str, ...]:
        """All indicators that hold an answer or a count of people."""
        return (self.deelnemers, *self.antwoorden, self.gesprekken.indicator)


class Idea(Closed):
    """An idea of a meeting, and what became of it; unknown until the gemeente says so."""

    idee: str
    regel: Lines
    kern: str = ""
    stand: Status = "onbekend"


class Meeting(Closed):
    """One expert meeting: judgements of professionals, never measurements."""

    id: str
    naam: str
    datum: str = ""
    regel: Lines
    organisaties: tuple[str, ...]
    geinformeerd: tuple[str, ...] = ()
    goed: tuple[str, ...]
    beter: tuple[str, ...]
    uitdaging: tuple[str, ...] = ()
    ideeen: tuple[Idea, ...]


class Meetings(Own):
    """All meetings of one gemeente."""

    bron: str
    bijeenkomsten: tuple[Meeting, ...]


def read_consultation(gemeente: str) -> Consultation:
    """Read `raadpleging.yml` of a gemeente; raises `InputError` with every problem."""
    return load_own(policy_file(gemeente, CONSULTATION), Consultation, gemeente)


def read_meetings(gemeente: str) -> Meetings:
    """Read `bijeenkomsten.yml` of a gemeente; raises `InputError` with every problem."""
    return load_own(policy_file(gemeente, MEETINGS), Meetings, gemeente)
