"""The Dutch words of a template, from `template_text.yml`: notes at the headers, messages of Excel, and what explains."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from analysis.ground import dutch
from analysis.sources.files.definitions import NUMBERS, Column, Definition

FILE: Final = Path(__file__).with_suffix(".yml")
OF_MARKS: Final = "Een getal dat er niet is"


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return words


def is_month(column: Column) -> bool:
    """Whether a column of periods is filled by month; its name says so, because both are periods."""
    return column.soort == "periode" and "maand" in column.naam


def is_year(column: Column) -> bool:
    """Whether a column of periods is filled by year."""
    return column.soort == "periode" and not is_month(column)


def expected(column: Column) -> str:
    """Return what a cell of this column takes."""
    return str(_words()["verwacht"]["maand" if is_month(column) else column.soort])


def note(column: Column) -> str:
    """Return the note at the header of a column."""
    empty = "" if not column.leeg else "\n\nDeze cel mag leeg blijven."
    return f"{column.hulp or expected(column)}\n\nVul in: {expected(column)}.{empty}"


def refusal(definition: Definition, column: Column) -> str:
    """Return what Excel says when a cell does not fit its column: no more than Excel takes."""
    also = f" Of schrijf {marks(definition)}." if column.soort in NUMBERS else ""
    return f"Vul in: {expected(column)}.{also} Zie het werkblad uitleg."[:255]


def marks(definition: Definition) -> str:
    """Return which marks may stand in place of a number: `x` or `<`."""
    signs = [f'"{sign}5"' if sign == "<" else f'"{sign}"' for sign in definition.ontbreekt]
    return dutch.enumeration(signs, "of")


def sections(definition: Definition, name: str, rule: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """
    Yield the headings of the sheet `uitleg` with their paragraphs, for the template with this name in `data/bronnen.yml`.

    `rule` says what the gate does with counts of its source; left open when that is not known.
    """
    words = _words()
    small = words["klein"]["enquete" if definition.meting == "enquete" else "registratie"]
    values = {
        "key": dutch.enumeration(definition.sleutel),
        "small": small.format(minimum=definition.minimum_n),
        "rule": rule or words["regel"],
        "name": name,
    }
    yield definition.titel, (definition.hulp,)
    for heading, paragraphs in words["uitleg"].items():
        written = [paragraph.format(**values) for paragraph in paragraphs]
        if heading == OF_MARKS:
            for sign, status in definition.ontbreekt.items():
                text = f"{sign}5, of een ander getal" if sign == "<" else sign
                written.append(f"{text}: {words['betekenis'].get(status, status)}.")
        if heading != OF_MARKS or definition.ontbreekt:
            yield heading, tuple(written)
