"""
Where the policy of a gemeente lies: `data/beleid/<gemeente>/`.

What that folder does not hold is absent: the goals, money and words of one gemeente are never those of another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from analysis.ground import dutch, paths
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem_at, wrong
from analysis.ground.strict_yaml import Closed, load

FOLDER = "beleid"
EXAMPLE = "GM0148"  # the gemeente of which every file is there
GOALS, BUDGET, PRIORITIES = "doelenboom.yml", "begroting.csv", "prioriteiten.yml"
CLAIMS, PERFORMANCE, EXPECTED = "beweringen.yml", "prestatievelden.yml", "verwachting.yml"
CONSULTATION, MEETINGS, REGISTER = "raadpleging.yml", "bijeenkomsten.yml", "sociale_kaart.csv"
# What a reader calls the content of each.
CONTENT = {
    GOALS: "doelenboom",
    BUDGET: "begroting van het beleid",
    PRIORITIES: "lijst van prioriteiten",
    CLAIMS: "lijst van beleidszinnen",
    PERFORMANCE: "lijst van prestatievelden",
    EXPECTED: "verwachting van vroeger",
    CONSULTATION: "raadpleging",
    MEETINGS: "lijst van bijeenkomsten",
    REGISTER: "sociale kaart",
}


class Own(Closed):
    """Content that says whose policy it is, so that a copied folder cannot pass for one's own."""

    gemeente: str


def _forwards(value: str) -> str:
    for first, last in re.findall(r"([0-9]+)-([0-9]+)", value):
        if int(first) > int(last):
            raise wrong("F604 regels", first=first, last=last)
    return value


# Lines in the text of a document, such as 380-381.
Lines = Annotated[str, AfterValidator(_forwards)]

T = TypeVar("T", bound=Own)

Reference = tuple[str, str, Collection[str], str]  # the place, the name, what is known, and what that is


def policy_file(gemeente: str, name: str) -> Path:
    """Return the file of a gemeente; it may not exist."""
    return paths.data() / FOLDER / gemeente / name


def file_name(gemeente: str, name: str) -> str:
    """Return the file of a gemeente as a reader knows it."""
    return paths.relative(policy_file(gemeente, name))


def has_policy(gemeente: str, name: str) -> bool:
    """Whether a gemeente has a file."""
    return policy_file(gemeente, name).is_file()


def lack(gemeente: str, naam: str, *names: str) -> tuple[str, str] | None:
    """Return which files a gemeente lacks and what to do, as a gap needs them; None when every file is there."""
    missing = [name for name in names if not has_policy(gemeente, name)]
    if not missing:
        return None
    what = dutch.enumeration([f"geen {CONTENT[name]}" for name in missing])
    files, examples = (
        dutch.enumeration([file_name(whose, name) for name in missing]) for whose in (gemeente, EXAMPLE)
    )
    return f"Van {naam} is er {what}.", f"Maak {files}. Het voorbeeld van Dalfsen staat in {examples}."


def load_own(gemeente: str, name: str, kind: type[T]) -> T:
    """Read a file of policy of a gemeente; raises `InputError` where it does not fit, or is of another gemeente."""
    content = load(policy_file(gemeente, name), kind)
    if content.gemeente != gemeente:
        found, file = f'"{content.gemeente}"', file_name(gemeente, name)
        problem = problem_at("F625 bestand", file, 'sleutel "gemeente"', found, gemeente=gemeente)
        raise InputError(f"{file} is van een andere gemeente.", [problem])
    return content


def unknown(file: str, named: Iterable[Reference], otherwise: str = "Kies een van deze.") -> list[Problem]:
    """Return what a file names that is not there."""
    return [
        problem_at(
            "F624 onbekend",
            file,
            place,
            f'"{name}"',
            expected=what,
            action=did_you_mean(name, known, otherwise),
        )
        for place, name, known, what in named
        if name not in known
    ]


def refuse(file: str, problems: Sequence[Problem]) -> None:
    """Raise `InputError` with what is wrong with a file, if anything is."""
    if problems:
        raise InputError(f"{file} klopt niet.", problems)
