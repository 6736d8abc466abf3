"""
Fictional survey of 2019 about care that people give.

Real are the questions (per kern, tasks, load, by whom supported), that 43% do
not know the mantelzorgteam and that most do not feel too heavily loaded
(preventiebeleid). Every count is invented.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.voorbeeld import rows

SOURCE: Final = "voorbeeld_mantelzorg"
YEAR: Final = "2019"

# Who answered, and how many of them give care: a third, so that three kernen have 30 carers to ask.
ANSWERED: Final = {"Dalfsen": 210, "Nieuwleusen": 165, "Lemelerveld": 85, "Oudleusen": 34, "Hoonhorst": 28}
CARERS: Final = {"Dalfsen": 71, "Nieuwleusen": 53, "Lemelerveld": 31, "Oudleusen": 11, "Hoonhorst": 9}

# Published for all carers together; the counts per kern are made to give it.
DOES_NOT_KNOW_TEAM: Final = 43

# Shares of all carers; several answers were possible.
TASKS: Final = {
    "huishouden": 52,
    "begeleiding": 44,
    "administratie": 47,
    "vervoer": 58,
    "persoonlijke_verzorging": 19,
    "gezelschap": 71,
}
SUPPORT: Final = {
    "familie": 55,
    "vrienden_buren": 27,
    "mantelzorgteam": 12,
    "huisarts": 21,
    "thuiszorg": 25,
    "niemand": 17,
}
# One answer each.
LOAD: Final = {"niet": 31, "enigszins": 41, "tamelijk_zwaar": 18, "zeer_zwaar": 7, "overbelast": 3}


def table() -> pd.DataFrame:
    """Return the survey, per kern with its buitengebied and for the gemeente as their sum."""
    generator = rows.chance(3)
    carers = list(CARERS.values())
    found = _rows("mantelzorg_geeft", carers, list(ANSWERED.values()))
    missing = round(sum(carers) * DOES_NOT_KNOW_TEAM / 100)
    found += _rows("mantelzorg_kent_team_niet", rows.allot(missing, carers * _shake(generator)), carers)
    for group, answers in (("taak", TASKS), ("steun", SUPPORT)):
        for answer, percentage in answers.items():
            total = round(sum(carers) * percentage / 100)
            tellers = rows.allot(total, carers * _shake(generator))
            found += _rows(f"mantelzorg_{group}_{answer}", tellers, carers)
    load = np.array(list(LOAD.values()), dtype=np.float64)
    by_kern = [rows.allot(n, load * rows.near(generator, len(load), 0.15)) for n in carers]
    for answer, counts in zip(LOAD, np.array(by_kern).T, strict=True):
        found += _rows(f"mantelzorg_belasting_{answer}", [int(number) for number in counts], carers)
    return rows.to_table(found)


def _shake(generator: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return how much more or less often each kern gives an answer."""
    return rows.near(generator, len(CARERS), 0.12)


def _rows(indicator: str, tellers: list[int], noemers: list[int]) -> list[rows.Row]:
    """Return the rows of one answer: each kern, and the gemeente as their sum."""
    areas = [*(rows.kerngebied(kern) for kern in CARERS), rows.GEMEENTE]
    counts = zip(areas, [*tellers, sum(tellers)], [*noemers, sum(noemers)], strict=True)
    return [
        rows.share(SOURCE, indicator, area, YEAR, teller=teller, noemer=noemer, survey=True)
        for area, teller, noemer in counts
    ]
