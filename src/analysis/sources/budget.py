"""
How much of a service is taken at most, and what of it was used.

A service that never ends, by accident or on purpose, must cost one table and not the fetch. All
limits stand here; each is a few times what the largest real question needs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from analysis.ground import dutch
from analysis.sources.http_errors import SourceDown, down

MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """The most that is taken, with why."""

    # Of one answer, unpacked. The largest known: 10,000 rows of 120 columns (40 MB), 1,000 areas of PDOK (50 MB).
    answer_bytes: int = 128 * MEGABYTE
    # From the question to the last byte, however steadily they drip. At 1 MB a second the largest takes a minute.
    answer_seconds: float = 300
    # Questions and pages of one table. The health figures of the country are 80; in parts of a code a few hundred.
    answers: int = 2_000
    bytes: int = 2_048 * MEGABYTE  # of one table, unpacked; the health figures of the country are 1 GB
    seconds: float = 1_800  # for one table, with the pauses between tries
    redirects: int = 5  # of one question, all on the same host


class TableBudget:
    """What was used of the limits for one table; each method raises F246 (`SourceDown`) when that is all of it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._started = time.monotonic()
        self._answers = self._bytes = 0

    def seconds_for_an_answer(self, url: str) -> float:
        """Count a question, and return how long its answer may take."""
        self._answers += 1
        most = self.limits.answers
        if self._answers > most:
            raise down("F246", url, f"meer dan {dutch.number(most)} antwoorden voor één tabel")
        return min(self.limits.answer_seconds, self.seconds_left(url))

    def seconds_left(self, url: str) -> float:
        """Return the seconds that this table still has."""
        left = self.limits.seconds - (time.monotonic() - self._started)
        if left <= 0:
            raise down("F246", url, f"nog geen einde na {self.limits.seconds:g} s voor één tabel")
        return left

    def bytes_for_an_answer(self) -> int:
        """Return how large an answer may be."""
        return min(self.limits.answer_bytes, self.limits.bytes - self._bytes)

    def too_large(self, url: str) -> SourceDown:
        """Return F246 for an answer that is larger than there is room for."""
        most = self._bytes + self.bytes_for_an_answer()
        return down("F246", url, f"meer dan {dutch.number(most // MEGABYTE)} MB")

    def take_bytes(self, count: int) -> None:
        """Count the bytes of an answer."""
        self._bytes += count
