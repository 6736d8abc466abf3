"""The one place where a draft asks whether a value is higher or lower than another one."""

from __future__ import annotations

from analysis.release.release import Release
from analysis.release.verdicts import held
from analysis.statistics.comparison import HIGHER, LOWER, NO_DIFFERENCE, SMALL
from analysis.topics.drafts.readings import Row

UNKNOWN, NONE = "niet te zeggen", NO_DIFFERENCE


def difference(release: Release, here: Row, there: Row) -> str:
    """Return `hoger`, `lager`, no clear difference, or that it cannot be said: two values, by `release.verdicts`."""
    word = str(held(release, here, there)["woord"])
    return word if word in (HIGHER, LOWER) else NONE if word in (SMALL, NO_DIFFERENCE) else UNKNOWN
