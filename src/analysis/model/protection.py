"""The rule by which counts of the municipality's own registrations are protected, as a params file may set it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from analysis.ground import codes
from analysis.ground.messages import wrong
from analysis.ground.strict_yaml import Closed, Line


def _is_existing_day(value: str) -> str:
    if value and not codes.is_day(value):
        raise wrong("F604 datum")
    return value


Day = Annotated[str, AfterValidator(_is_existing_day)]


_HIDDEN = "Aantallen van 0 tot en met dit getal worden niet getoond"
_ROUNDED = "Andere aantallen worden afgerond op een veelvoud hiervan"
_OWNER = "Functie van wie over deze regel gaat"
_SINCE = "Datum waarop de regel is vastgesteld"


class SourceRule(Closed):
    """How counts of one source are protected; what is left out is as in the general rule."""

    drempel: int | None = Field(strict=True, default=None, ge=0, description=_HIDDEN)
    afronding: int | None = Field(strict=True, default=None, ge=1, description=_ROUNDED)
    minimum_n: int = Field(
        strict=True,
        default=0,
        ge=0,
        description="Minste aantal deelnemers, als dat meer is dan de catalogus zegt",
    )
    eigenaar: Line = Field(min_length=1, description=_OWNER)
    vanaf: Day = Field(min_length=1, description=_SINCE)


WIDTH = 5  # how far apart what an outsider can compute must be


@dataclass(frozen=True)
class Protection:
    """The rule as it holds for one source."""

    drempel: int
    afronding: int
    minimum_n: int = 0

    @property
    def least(self) -> int:
        """The smallest count that may be shown."""
        return self.drempel + 1

    @property
    def width(self) -> int:
        """
        How wide the interval of a hidden count must be.

        Who knows that a number is hidden because it is small knows that it is 0 up to the threshold;
        who is in it knows one less. A looser rule cannot ask for more than that.
        """
        return max(min(WIDTH, self.drempel - 1), 0)

    @property
    def words(self) -> str:
        """The rule as a reader gets it."""
        rounding = f", de rest wordt afgerond op {self.afronding}" if self.afronding > 1 else ""
        return f"0 tot en met {self.drempel} wordt verborgen{rounding}"


class GateRule(Closed):
    """How counts of the municipality's own registrations are protected."""

    # The owner first: the limits ask for one.
    eigenaar: Line = Field(default="", description=f"{_OWNER}; verplicht als hij soepeler is")
    vanaf: Day = Field(default="", description=f"{_SINCE}, bijvoorbeeld 2025-01-31")
    drempel: int = Field(strict=True, default=7, ge=0, description=_HIDDEN)
    afronding: int = Field(strict=True, default=5, ge=1, description=_ROUNDED)
    bronnen: dict[str, SourceRule] = Field(
        default_factory=dict, description="Eigen regel per bron uit data/bronnen.csv, met eigenaar en datum"
    )

    @field_validator("drempel", "afronding")
    @classmethod
    def _looser_needs_an_owner(cls, value: int, info: ValidationInfo) -> int:
        least = cls.model_fields[info.field_name or ""].default
        # An owner or a date that is wrong itself was named, and is not in `data`.
        if value < least and not all(info.data.get(name, "?") for name in ("eigenaar", "vanaf")):
            raise wrong("F604 soepel", name=info.field_name, least=least)
        return value

    def for_source(self, source: str) -> Protection:
        """Return the rule of one source: its own where it has one, else the general rule."""
        own = self.bronnen.get(source)
        if own is None:
            return Protection(self.drempel, self.afronding)
        return Protection(
            self.drempel if own.drempel is None else own.drempel,
            self.afronding if own.afronding is None else own.afronding,
            own.minimum_n,
        )
