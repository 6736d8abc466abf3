"""Values of a params file that are more than a text: a name, a path inside the project, colours."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator, model_validator

from analysis.ground import characters, codes, folders, palette, paths
from analysis.ground.strict_yaml import Closed, one_line
from analysis.model.chapters import NO_NAME

# Codes beside those of `strict_yaml`: a path that leaves the project, colours that cannot be used.
OUTSIDE, COLOURS = "F602", "F621"


def _is_a_name(value: str) -> str:
    """Return the name of a gemeente: it is shown everywhere, and a folder is named after it."""
    one_line(value)
    name = unicodedata.normalize("NFC", value)
    if not name.strip() or name != name.strip():
        raise ValueError(f"een naam, zonder spaties ervoor of erachter|Typ alleen de naam.|{NO_NAME}")
    if why := characters.foreign_letter(name):
        raise ValueError(f"een naam in Latijnse letters|Typ de naam opnieuw: {why}.|{NO_NAME}")
    slug = codes.slug(name)
    if not slug:
        expected = "een naam met letters of cijfers"
        raise ValueError(f"{expected}|Van de naam wordt de naam van een map gemaakt.|{NO_NAME}")
    if why := folders.name_problem(slug):
        expected = "een naam waar op elk systeem een map naar te noemen is"
        raise ValueError(f"{expected}|Kies een andere naam: {why}.|{folders.NO_NAME}")
    return name


def inside_project(value: str) -> str:
    """Return a path; raises `ValueError` for one that leads out of the project."""
    if value and not (paths.root() / value).resolve().is_relative_to(paths.root()):
        raise ValueError(f"een pad binnen de projectmap|Haal .. of de schijfnaam uit het pad.|{OUTSIDE}")
    return value


def for_outputs(value: str) -> str:
    """Return a folder to write to; raises `ValueError` for one of the project, or one that Windows cannot make."""
    if inside_project(value) and (wrong := folders.choice_problem(value)):
        raise ValueError("|".join(wrong))
    return value


Name = Annotated[str, AfterValidator(_is_a_name)]
Inside = Annotated[str, AfterValidator(inside_project)]
Outputs = Annotated[str, AfterValidator(for_outputs)]


class HouseStyle(Closed):
    """Colours of the municipality, which every eye can read and tell apart."""

    hoofdkleur: str = Field(
        default=palette.OWN, pattern=r"^#[0-9a-fA-F]{6}$", description="Eigen gebied, koppen"
    )
    accentkleur: str = Field(default=palette.ACCENT, pattern=r"^#[0-9a-fA-F]{6}$", description="Nadruk")
    word: Inside = Field(
        default="", description="Eigen sjabloon voor Word (.docx); leeg: dat van het programma, in uw kleuren"
    )

    @field_validator("hoofdkleur", "accentkleur")
    @classmethod
    def _reads_on_paper(cls, value: str) -> str:
        if why := palette.pale_problem(value):
            raise ValueError(f"een kleur die op wit te lezen is|Kies een donkerder kleur: {why}.|{COLOURS}")
        return value

    @model_validator(mode="after")
    def _are_told_apart(self) -> HouseStyle:
        if why := palette.pair_problem(self.hoofdkleur, self.accentkleur):
            raise ValueError(f"kleuren die uit elkaar te houden zijn|Kies een andere kleur: {why}.|{COLOURS}")
        return self


class Areas(Closed):
    """Where the geometry lies; leave a key out when the municipality does not have it yet."""

    buurten: Inside = Field(description="GeoJSON met de buurten, in RD New")
    kernindeling: Inside = Field(description="CSV die elke buurt bij een kern zet")
    woonkernen: Inside = Field(
        default="", description="CSV met de delen van een gemeentelijke telling per woonkern"
    )
