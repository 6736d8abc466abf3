"""The named errors of the suite; each message is a next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong with what somebody delivered.

    Written in Dutch, because an analyst forwards it to whoever made the file.

    Attributes
    ----------
    file : str
        File as the reader knows it, relative to the project.
    place : str
        Row, key or column; empty when the whole file is meant.
    found : str
        The value as it was found.
    expected : str
        What should have stood there.
    action : str
        What to do about it.
    """

    file: str
    place: str
    found: str
    expected: str
    action: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        found = f" gevonden {self.found};" if self.found else ""
        return f"{where}:{found} verwacht: {self.expected}. {self.action}"


class AnalysisError(Exception):
    """Anything this suite refuses to do."""


class InputError(AnalysisError):
    """
    Wrong input: parameters, tables, files. Nothing was written; exit code 2.

    Parameters
    ----------
    summary : str
        One Dutch sentence.
    problems : sequence of Problem
        All problems at once; at most `SHOWN` are printed, with the count.
    """

    SHOWN = 50

    def __init__(self, summary: str, problems: Sequence[Problem] = ()) -> None:
        self.summary = summary
        self.problems = tuple(problems)
        super().__init__(summary)

    def __str__(self) -> str:
        lines = [self.summary, *(f"  - {problem}" for problem in self.problems[: self.SHOWN])]
        if len(self.problems) > self.SHOWN:
            lines.append(
                f"  … en nog {len(self.problems) - self.SHOWN} andere, {len(self.problems)} in totaal."
            )
        return "\n".join(lines)


class ContractError(InputError):
    """A table breaks the table contract of `analysis.tidy`."""


class CardError(AnalysisError):
    """A figure without alt text, source or numbers; it is not published."""
