"""The words a template offers to choose from, and what Excel accepts: most mistakes never reach the check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from analysis.model.areas import Area
from analysis.sources import template_text
from analysis.sources.files.definitions import NUMBERS, Column, Definition

FIRST_YEAR: Final = 2000
GEMEENTE: Final = "Gemeente "  # a kern often has the same name


def rule(
    column: Column, cell: str, *, definition: Definition, span: str, last: int
) -> dict[str, object] | None:
    """
    Return the validation of a column as XlsxWriter takes it, with a Dutch message.

    Parameters
    ----------
    column : Column
        Of the definition.
    cell : str
        Address of its first cell below the header.
    definition : Definition
        Names the marks that may stand in place of a number.
    span : str
        Where the words to choose from stand; empty when anything may be typed.
    last : int
        Latest year that is accepted.

    Returns
    -------
    dict, optional
        Nothing for free text.
    """
    accepted = _accepted(column, cell, definition, span, last)
    if accepted is None:
        return None
    also = f" Of schrijf {template_text.marks(definition)}." if column.soort in NUMBERS else ""
    return {
        **accepted,
        "error_type": "stop",
        "error_title": "Dit past hier niet",
        "error_message": f"Vul in: {template_text.expected(column)}.{also} Zie het werkblad uitleg."[:255],
    }


def _accepted(
    column: Column, cell: str, definition: Definition, span: str, last: int
) -> dict[str, object] | None:
    if span:
        return {"validate": "list", "source": span}
    if template_text.is_month(column):
        return {"validate": "custom", "value": f'=AND(LEN({cell})=7,MID({cell},5,1)="-")'}
    if template_text.is_year(column):
        return {"validate": "integer", "criteria": "between", "minimum": FIRST_YEAR, "maximum": last}
    if column.soort in NUMBERS:
        tests = ",".join(
            (_number_test(column, cell), *(_mark_test(sign, cell) for sign in definition.ontbreekt))
        )
        return {"validate": "custom", "value": f"=OR({tests})"}
    return None


def _number_test(column: Column, cell: str) -> str:
    # N() makes text 0: Excel calls any text larger than any number.
    tests = {
        "aantal": f"AND(ISNUMBER({cell}),N({cell})>=0,N({cell})=INT(N({cell})))",
        "percentage": f"AND(ISNUMBER({cell}),N({cell})>=0,N({cell})<=100)",
        "getal": f"ISNUMBER({cell})",
    }
    return tests[column.soort]


def _mark_test(sign: str, cell: str) -> str:
    # "<" stands for "<5" and the like.
    return f'LEFT({cell},1)="<"' if sign == "<" else f'EXACT({cell},"{sign}")'


def choices(column: Column, areas: Mapping[str, Area], gemeente: str) -> tuple[str, ...]:
    """Return the words to choose from in a column; nothing where anything may be typed."""
    if column.soort == "gebied":
        return tuple(dict.fromkeys(_area_names(column, areas, gemeente)))
    if column.soort == "ja_nee":
        return ("ja", "nee")
    return tuple(column.keuzes)


def _area_names(column: Column, areas: Mapping[str, Area], gemeente: str) -> Iterator[str]:
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


def only_gemeente(areas: Mapping[str, Area]) -> str:
    """Return the gemeente of which the kernen are known, if there is one; else nothing."""
    owners = {area.hoort_bij for code, area in areas.items() if code.startswith(("KERN-", "KERNGEBIED-"))}
    return owners.pop() if len(owners) == 1 else ""
