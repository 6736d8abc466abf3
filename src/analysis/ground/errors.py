"""The named errors of the suite; each message is a next step."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from analysis.ground.characters import shortened, visible


def did_you_mean(found: str, known: Iterable[str], otherwise: str = "Kies een van deze.") -> str:
    """Return a sentence that asks for the nearest known word, or `otherwise` when nothing is near."""
    words = list(known)
    near = difflib.get_close_matches(found, words, n=len(words) or 1)
    return f'Bedoelt u "{max(near, key=lambda one: _likeness(one, found))}"?' if near else otherwise


def _likeness(one: str, other: str) -> tuple[float, int]:
    """Say how near words are; of codes that are as near the one that begins alike goes first: GM0177 for GM0176, not GM1876."""
    begin = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return difflib.SequenceMatcher(None, one, other).ratio(), len(list(begin))


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong with what somebody delivered.

    Written in Dutch, because an analyst forwards it to whoever made the file.
    """

    file: str  # as the reader knows it, relative to the project
    place: str  # row, key or column; empty when the whole file is meant
    found: str
    expected: str
    action: str  # what to do about it
    code: str = ""  # stable code of this kind of problem, such as `F112`; `docs/fouten.md` explains each
    row: int | None = None  # as in the file, the header being row 1
    column: str | None = None
    warning: bool = False  # the reading goes on, but somebody should know

    @classmethod
    def at(
        cls,
        code: str,
        file: str,
        row: int | None,
        column: str | None,
        found: str,
        expected: str,
        action: str,
        *,
        warning: bool = False,
        cell: str = "",
    ) -> Problem:
        """Name the place by row and column, and by `cell` ("B7") where a workbook has addresses."""
        parts = [f"rij {row}"] if row is not None else []
        parts += [f'kolom "{column}"'] if column is not None else []
        parts += [f"cel {cell}"] if cell else []
        found = "een lege cel" if found == '""' else found
        return cls(file, ", ".join(parts), found, expected, action, code, row, column, warning)

    def as_dict(self) -> dict[str, object]:
        """Return what `--json` prints of it, with Dutch keys."""
        return {
            "code": self.code,
            "ernst": "waarschuwing" if self.warning else "fout",
            "bestand": self.file,
            "plaats": self.place,
            "rij": self.row,
            "kolom": self.column,
            "gevonden": self.found,
            "verwacht": self.expected,
            "actie": self.action,
        }

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        found = f" gevonden {shortened(self.found)};" if self.found else ""
        code = f"{self.code} " if self.code else ""
        return visible(f"{code}{where}:{found} verwacht: {self.expected}. {self.action}")


class AnalysisError(Exception):
    """Anything this suite refuses to do."""


class InputError(AnalysisError):
    """
    Wrong input: parameters, tables, files; all problems at once under one Dutch sentence. Nothing was written.

    `rest` is what could be read all the same, so that the next look at it says at once what else is wrong.
    """

    SHOWN = 50

    def __init__(self, summary: str, problems: Sequence[Problem] = (), rest: Any = None) -> None:
        self.summary, self.problems, self.rest = summary, tuple(problems), rest
        super().__init__(summary)

    @classmethod
    def of(
        cls, summary: str, file: str, place: str, found: str, expected: str, action: str, code: str = ""
    ) -> InputError:
        """Return the error for one problem."""
        return cls(summary, [Problem(file, place, found, expected, action, code)])

    def __str__(self) -> str:
        lines = [self.summary, *(f"  - {problem}" for problem in self.problems[: self.SHOWN])]
        if len(self.problems) > self.SHOWN:
            count = len(self.problems)
            lines.append(f"  … en nog {count - self.SHOWN} andere, {count} in totaal.")
        return "\n".join(lines)


class ContractError(InputError):
    """A table breaks the table contract of `analysis.model.tidy`."""


class CardError(AnalysisError):
    """A figure without alt text, source or numbers; it is not published."""
