"""How long a batch will still take, from how long its parts took before."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping

from analysis.build.plan import NotebookTask


def longest_first(tasks: Iterable[NotebookTask], before: Mapping[str, float]) -> list[NotebookTask]:
    """Return runs by how long they took before, the longest first; what is new goes in front, in its own order."""
    return sorted(tasks, key=lambda task: -before.get(task.id, math.inf))


class Forecast:
    """The time left of a build that may have to make some parts, from the seconds that each took before."""

    def __init__(self, parts: Iterable[str], before: Mapping[str, float], jobs: int = 1) -> None:
        self._left, self._before, self._jobs = set(parts), before, max(1, jobs)
        self._made: dict[str, float] = {}

    def done(self, part: str, seconds: float | None = None) -> None:
        """Note that a part was made in so many seconds, or need not be."""
        self._left.discard(part)
        if seconds is not None:
            self._made[part] = seconds

    @property
    def seconds(self) -> float | None:
        """Seconds left; None as long as nothing tells how long anything takes."""
        if not self._left:
            return 0.0
        known = [*self._made.values()] or [*self._before.values()]
        if not known:
            return None
        usual = statistics.median(known)
        # How much slower or faster this build goes than the ones before.
        both = [part for part in self._made if self._before.get(part, 0) > 0]
        pace = (
            sum(map(self._made.__getitem__, both)) / sum(map(self._before.__getitem__, both)) if both else 1.0
        )
        left = [self._before.get(part, usual) * pace for part in self._left]
        # The longest one does not get shorter by another one beside it.
        return max(sum(left) / self._jobs, max(left))


def in_words(seconds: float | None) -> str:
    """Return the time left for a progress bar; nothing when it is not known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"nog ongeveer {max(1, round(seconds))} s"
    return f"nog ongeveer {round(seconds / 60)} min"
