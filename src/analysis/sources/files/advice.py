"""
What to do, for whoever reads it.

The analyst of a municipality decides how a file of CBS is read, in `data/bronnen.yml`. Who fills in a template,
often at a care provider, has no such file: the same problem asks something else of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from analysis.errors import Problem
from analysis.sources.files.definitions import Definition

_OF_THE_ANALYST: Final = ("bronnen.yml", "keuzes:", "ontbreekt:")
_ALSO: Final = " Hetzelfde geldt voor nog "  # what the reader of cells adds of other rows


def _unknown(definition: Definition) -> str:
    marks = [f'"{mark}" ({meaning})' for mark, meaning in definition.ontbreekt.items()]
    known = f" Is het getal er niet, schrijf dan {' of '.join(marks)}." if marks else ""
    return f"Schrijf alleen het getal, zonder woorden en eenheden.{known} Vul geen 0 in."


def _written(definition: Definition) -> str:
    point = {",": "een komma", ".": "een punt"}[definition.decimaal]
    return f"Schrijf het getal zonder tekens tussen de duizendtallen, met {point} voor decimalen."


_FOR_THE_MAKER: Final[Mapping[str, Callable[[Definition], str]]] = {
    "F101": lambda _: "U hoeft niets te doen. Lever het bestand liever als .xlsx, dan is er geen twijfel.",
    "F104": lambda _: 'Bewaar het bestand in Excel als .xlsx, of als "CSV UTF-8 (door komma\'s gescheiden)".',
    "F110": _unknown,
    "F112": _written,
    "F114": lambda _: "De spatie is als duizendtalteken gelezen. Schrijf het getal liever zonder spatie.",
    "F135": lambda _: "Zet de kopregel boven de cijfers, met de namen van het sjabloon.",
    "F142": lambda _: "Voeg de kolom toe, met de kop zoals in het sjabloon.",
    "F155": lambda definition: f"Vul de cel in.{_marks(definition)}",
    "F156": lambda _: "Kies een van deze, zoals in de lijst van het sjabloon.",
    "F201": _unknown,
    "F202": _unknown,
    "F203": _unknown,
    "F305": lambda _: "Bewaar alleen het blad met de gegevens, of geef dat blad de naam invullen.",
}


def _marks(definition: Definition) -> str:
    marks = ", ".join(f'"{mark}" voor {meaning}' for mark, meaning in definition.ontbreekt.items())
    return f" In een kolom met getallen mag ook {marks}." if marks else ""


def fitted(problem: Problem, definition: Definition) -> Problem:
    """Return a problem with a next step that its reader can take."""
    if not definition.eigen or not any(word in problem.action for word in _OF_THE_ANALYST):
        return problem
    write = _FOR_THE_MAKER.get(problem.code)
    if write is None:
        return replace(problem, action="Vraag de gemeente hoe zij dit wil ontvangen.")
    _, also, rest = problem.action.partition(_ALSO)
    return replace(problem, action=f"{write(definition)}{also}{rest}")
