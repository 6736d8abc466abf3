"""
The themes of notebook 06: `params/themas/<thema>.yml`.

A theme says what to show, what the policy document says about it and what people
made of it. What people wrote holds for one edition only: in the next one the run
stops until somebody has read it again.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from analysis import paths
from analysis.errors import InputError, Problem, did_you_mean
from analysis.strict_yaml import VALUE, Closed, load

# What residents say, what is counted, what a model estimates: never in one figure.
Kind = Literal["beleving", "feiten", "schatting"]
Form = Literal["stippen", "staven", "feiten", "streefniveau", "kernen", "beoordeling"]


class Block(Closed):
    """One figure of a theme."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Naam van de figuur, als bestandsnaam")
    soort: Kind
    vorm: Form
    titel: str = Field(min_length=1, description="De vraag boven de figuur")
    ondertitel: str = ""
    indicatoren: tuple[str, ...] = Field(default=(), description="Ids uit de catalogus")
    gebieden: tuple[str, ...] = Field(
        default=(), description="Codes om mee te vergelijken; leeg: die van de gemeente"
    )
    streefgebied: str = Field(default="", description="Bij vorm streefniveau: het gebied dat de lat is")
    toelichting: tuple[str, ...] = ()
    van_document: bool = Field(
        default=False, description="Of dit blok toont wat het document van de gemeente zelf noemt of wil"
    )

    @model_validator(mode="after")
    def _has_what_its_form_needs(self) -> Block:
        if self.vorm != "beoordeling" and not self.indicatoren:
            raise ValueError("indicatoren|Noem ten minste een id uit de catalogus.")
        if self.vorm in ("streefniveau", "beoordeling") and not self.van_document:
            raise ValueError("van_document: true|Een streefniveau of oordeel is van een document.")
        if (self.vorm == "streefniveau") != bool(self.streefgebied):
            raise ValueError("streefgebied bij vorm streefniveau, en alleen daar|Vul het in of haal het weg.")
        return self


class Score(Closed):
    """One class of a legend: its name, its meaning, and a colour and a form that each tell it apart."""

    naam: str
    kleurnaam: str = Field(description="De kleur zoals het document haar noemt")
    kleur: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    teken: Literal["▲", "▼", "●", "■", "◆"]


class Scores(Closed):
    """A judgement of a document per gemeente and part, of which some may be lost."""

    legenda: tuple[Score, ...] = Field(min_length=2)
    onderdelen: tuple[str, ...] = Field(min_length=1)
    gemeenten: int = Field(strict=True, ge=1, description="Zoveel gemeenten had het oorspronkelijke beeld")
    bekend: dict[str, dict[str, str]] = Field(
        description="Per gemeente, per onderdeel, de naam uit de legenda"
    )
    afgeleid: tuple[str, ...] = Field(
        default=(), description="Onderdelen waarvan de score uit de tekst is afgeleid"
    )
    verloren: str = Field(min_length=1, description="Wat er niet is, en waarom")
    bron: str = Field(description="Id uit data/bronnen.csv")
    periode: str

    @model_validator(mode="after")
    def _uses_its_own_words(self) -> Scores:
        names = {score.naam for score in self.legenda}
        for parts in self.bekend.values():
            if not set(parts) <= set(self.onderdelen) or not set(parts.values()) <= names:
                raise ValueError("onderdelen en namen uit de legenda|Schrijf ze zoals zij daar staan.")
        if not set(self.afgeleid) <= set(self.onderdelen):
            raise ValueError("onderdelen van deze beoordeling|Schrijf ze zoals zij daar staan.")
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
    geldig_voor: int = Field(strict=True, description="Editie waarvoor iemand dit heeft gelezen")
    zinnen: tuple[str, ...] = Field(min_length=1)


class Theme(Closed):
    """One theme: a page of the annex."""

    titel: str
    vraag: str
    voor_wie: str
    doel: str = Field(description="Knoop van de doelenboom")
    gemeente: str = Field(description="Gemeente van het document en van wat ontbreekt")
    document: tuple[Statement, ...] = ()
    blokken: tuple[Block, ...] = Field(min_length=1)
    beoordeling: Scores | None = None
    ontbreekt: tuple[Absent, ...] = ()
    duiding: Reading

    @model_validator(mode="after")
    def _is_whole(self) -> Theme:
        ids = [block.id for block in self.blokken] + [one.id for one in self.ontbreekt]
        if len(ids) != len(set(ids)):
            raise ValueError("elk id een keer|Geef een van beide een andere naam.")
        if any(block.vorm == "beoordeling" for block in self.blokken) != (self.beoordeling is not None):
            raise ValueError("een beoordeling bij een blok met die vorm|Voeg het andere deel toe.")
        return self


def theme_names() -> list[str]:
    """Return the names of the themes that there are."""
    return sorted(path.stem for path in (paths.params() / "themas").glob("*.yml"))


def read_theme(name: str, gemeente: str, edition: int) -> Theme:
    """
    Read one theme, and refuse it when its reading is of another edition.

    Parameters
    ----------
    name : str
        Name of the file without extension.
    gemeente, edition : str, int
        Whose annex, of which year. The reading of another gemeente is not shown, so it may be old.

    Raises
    ------
    InputError
        The theme does not exist, does not fit the model, or its reading is of another edition.
    """
    known = theme_names()
    if name not in known:
        action = did_you_mean(name, known)
        problem = Problem("params/themas", "", f'"{name}"', f"een van: {', '.join(known)}", action)
        raise InputError("Dit thema bestaat niet.", [problem])
    path = paths.params() / "themas" / f"{name}.yml"
    theme = load(path, Theme)
    reading = theme.duiding
    if reading.gemeente == gemeente and reading.geldig_voor != edition:
        problem = Problem(
            paths.relative(path),
            'sleutel "duiding.geldig_voor"',
            str(reading.geldig_voor),
            str(edition),
            "Lees de duiding bij de nieuwe cijfers, pas haar aan en zet er de nieuwe editie bij.",
            VALUE,
        )
        raise InputError("De duiding van dit thema is van een andere editie.", [problem])
    return theme
