"""
The themes of notebook 06: `params/themas/<thema>.yml`.

What people made of the figures holds for one edition: in the next it is left out, and said to be, until somebody has
read it again. A theme is of one gemeente; another one may show its figures where it says so, never its words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from pydantic import Field, model_validator

from analysis.ground import dutch, paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem_at, wrong
from analysis.ground.strict_yaml import Closed, load_rest
from analysis.model.catalogue import Indicator
from analysis.model.policy_files import unknown

# Codes beside those of `policy.files`: no such theme, words of another edition.
NO_THEME, OUTDATED = "F619", "F627"

# What residents say, what is counted, what a model estimates: never in one figure.
Kind = Literal["beleving", "feiten", "schatting"]


class Block(Closed):
    """One figure of a theme."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    soort: Kind
    vorm: Literal["stippen", "staven", "feiten", "streefniveau", "kernen", "beoordeling"]
    titel: str = Field(min_length=1, description="De vraag boven de figuur")
    ondertitel: str = ""
    indicatoren: tuple[str, ...] = ()
    gebieden: tuple[str, ...] = ()  # to compare with; without any: those of the gemeente
    streefgebied: str = ""  # the area whose level is aimed at
    toelichting: tuple[str, ...] = ()
    van_document: bool = False  # whether it shows what the document of the gemeente itself says or wants

    @model_validator(mode="after")
    def _has_what_its_form_needs(self) -> Block:
        if self.vorm != "beoordeling" and not self.indicatoren:
            raise wrong("F604 indicatoren")
        if self.vorm in ("streefniveau", "beoordeling") and not self.van_document:
            raise wrong("F604 document")
        if (self.vorm == "streefniveau") != bool(self.streefgebied):
            raise wrong("F604 streefgebied")
        return self


class Score(Closed):
    """One class of a legend: its name, its meaning, and a colour and a form that each tell it apart."""

    naam: str
    kleurnaam: str  # as the document calls it
    kleur: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    teken: Literal["▲", "▼", "●", "■", "◆"]


class Scores(Closed):
    """A judgement of a document per gemeente and part, of which some may be lost."""

    legenda: tuple[Score, ...] = Field(min_length=2)
    onderdelen: tuple[str, ...] = Field(min_length=1)
    gemeenten: tuple[str, ...] = Field(min_length=1)  # that were judged in the document
    namen_uit: str = ""  # the source that names them, where the document does not
    bekend: dict[str, dict[str, str]]  # by gemeente and part, the name in the legend
    afgeleid: tuple[str, ...] = ()  # parts whose score was derived from the text
    verloren: str = Field(min_length=1)  # what is not there, and why
    bron: str
    periode: str

    @model_validator(mode="after")
    def _uses_its_own_words(self) -> Scores:
        names = {score.naam for score in self.legenda}
        for parts in self.bekend.values():
            if not set(parts) <= set(self.onderdelen) or not set(parts.values()) <= names:
                raise wrong("F604 legenda")
        if not set(self.afgeleid) <= set(self.onderdelen):
            raise wrong("F604 onderdelen")
        return self


class Statement(Closed):
    """What a policy document says, with the place where it says so."""

    tekst: str
    verwijzing: str


class Absent(Closed):
    """What the theme asks for and nobody has: the reader sees that it is not there."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    titel: str
    reden: str
    actie: str


class Reading(Closed):
    """What people made of the figures, for one gemeente and one edition."""

    gemeente: str
    geldig_voor: int = Field(strict=True, ge=2007, le=2100)  # the edition that somebody read it for
    zinnen: tuple[str, ...] = Field(min_length=1)


class Theme(Closed):
    """One theme: a page of the annex."""

    titel: str
    vraag: str
    voor_wie: str
    doel: str  # node of the goal tree
    gemeente: str  # of the document, of what is absent and of the reading
    gedeeld: bool = Field(
        strict=True, default=False
    )  # whether another one may show the figures, without the words
    document: tuple[Statement, ...] = ()
    blokken: tuple[Block, ...] = Field(min_length=1)
    beoordeling: Scores | None = None
    ontbreekt: tuple[Absent, ...] = ()
    duiding: Reading

    @model_validator(mode="after")
    def _is_whole(self) -> Theme:
        ids = [block.id for block in self.blokken] + [one.id for one in self.ontbreekt]
        if len(ids) != len(set(ids)):
            raise wrong("F604 twee")
        if any(block.vorm == "beoordeling" for block in self.blokken) != (self.beoordeling is not None):
            raise wrong("F604 beoordeling")
        return self

    def is_outdated(self, gemeente: str, edition: int) -> bool:
        """Whether what people made of it was written for another edition of this gemeente."""
        return self.gemeente == gemeente and self.duiding.geldig_voor != edition


def theme_names() -> list[str]:
    """Return the names of the themes that there are."""
    return sorted(path.stem for path in (paths.params() / "themas").glob("*.yml"))


def theme_file(name: str) -> str:
    """Return the file of a theme as a reader knows it."""
    return f"params/themas/{name}.yml"


def read_theme(name: str, gemeente: str, edition: int) -> Theme:
    """
    Read one theme, for an edition of a gemeente; without its reading when that is of another edition of it.

    Raises `InputError` when it does not exist, does not fit the model, or is of another gemeente that does not share
    it; its `rest` is what could be read.
    """
    known = theme_names()
    if name not in known:
        action = did_you_mean(name, known)
        problem = Problem("params/themas", "", f'"{name}"', f"een van: {', '.join(known)}", action, NO_THEME)
        raise InputError("Dit thema bestaat niet.", [problem])
    file = theme_file(name)
    theme, problems = load_rest(paths.params() / "themas" / f"{name}.yml", Theme)
    if theme and theme.gemeente != gemeente and not theme.gedeeld:
        found = f'"{theme.gemeente}"'
        problems.append(problem_at("F625 thema", file, 'sleutel "gemeente"', found, gemeente=gemeente))
    if theme and theme.duiding.gemeente != theme.gemeente:
        place, found = 'sleutel "duiding.gemeente"', f'"{theme.duiding.gemeente}"'
        problems.append(problem_at("F625 duiding", file, place, found, gemeente=theme.gemeente))
    if theme is None or problems:
        summary = f"{file} klopt niet ({dutch.counted(len(problems), 'punt', 'punten')})."
        raise InputError(summary, problems, theme)
    if not theme.is_outdated(gemeente, edition):
        return theme
    return theme.model_copy(update={"duiding": theme.duiding.model_copy(update={"zinnen": ()})})


# What the catalogue calls a number, and the part of a theme where it may stand.
KINDS: Mapping[str, Kind] = {"beleving": "beleving", "feitelijk": "feiten", "model": "schatting"}


def block_problems(name: str, theme: Theme, known: Mapping[str, Indicator]) -> Iterator[Problem]:
    """Yield each indicator of a theme that the catalogue does not know, or that stands among numbers of another kind."""
    file = theme_file(name)
    for block in theme.blokken:
        place = f'blok "{block.id}", indicatoren'
        for one in block.indicatoren:
            if one not in known:
                yield from unknown(file, [(place, one, known, "een id uit de catalogus")])
            elif (kind := KINDS[known[one].soort]) != block.soort:
                said = {"one": one, "kind": known[one].soort, "block": block.soort, "other": kind}
                yield problem_at("F624 soort", file, place, **said)


def reference_problems(
    name: str, theme: Theme, areas: Collection[str], sources: Collection[str], nodes: Collection[str] | None
) -> list[Problem]:
    """Return what else a theme names that nobody knows; `nodes` are those of the goal tree, where that is known."""
    area, judged = "een bekend gebied", theme.beoordeling
    named: list[tuple[str, str, Collection[str], str]] = [
        (f'blok "{block.id}", gebieden', one, areas, area)
        for block in theme.blokken
        for one in (*block.gebieden, *filter(None, [block.streefgebied]))
    ]
    if judged:
        named += [("beoordeling, gemeenten", one, areas, area) for one in (*judged.bekend, *judged.gemeenten)]
        named += [
            ("beoordeling, bron", one, sources, "een bron uit data/bronnen.csv")
            for one in filter(None, (judged.bron, judged.namen_uit))
        ]
    if nodes is not None:
        named.append(("doel", theme.doel, nodes, "een knoop van de doelenboom"))
    return unknown(theme_file(name), named)
