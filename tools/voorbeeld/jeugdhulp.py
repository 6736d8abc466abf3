"""
Fictional registration of jeugdhulp: three lines by month, unique youth by year and kern.

Real are the definitions of the three lines and "de afgelopen jaren rond de
10%" of youth under 21 (preventiebeleid). Levels, seasons, the dip of spring
2020, the break of 2021 and everything per kern are invented. Per kern the share is the same: a made-up difference between villages would be repeated
as news.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from tools.voorbeeld import rows

SOURCE: Final = "voorbeeld_jeugdhulp"
SHARE: Final = "jeugdhulp_aandeel_tot_21_registratie"
LINES: Final = (
    "jeugdhulp_jeugdigen_actief",
    "jeugdhulp_jeugdigen_met_recht",
    "jeugdhulp_voorzieningen_actief",
)

# Youth under 21 in the gemeente, and the share of them in a year; the registration "changes" in 2021.
YOUTH: Final = {
    2017: 6930,
    2018: 6940,
    2019: 6955,
    2020: 6970,
    2021: 6990,
    2022: 7030,
    2023: 7065,
    2024: 7100,
}
UNIQUE: Final = {2017: 9.5, 2018: 9.7, 2019: 9.9, 2020: 9.7, 2021: 10.3, 2022: 10.4, 2023: 10.2, 2024: 10.1}
BREAK: Final = 2021

# About how many people under 21 live in each kern with its buitengebied: CBS, 2024, with 60% of those of 15 to 25.
YOUTH_BY_KERN: Final = {
    "Dalfsen": 2763,
    "Nieuwleusen": 2163,
    "Lemelerveld": 1203,
    "Hoonhorst": 353,
    "Oudleusen": 470,
}
# One year in which both smallest kernen are so small that the gate hides them.
SMALL: Final = {2019: {"Hoonhorst": 6, "Oudleusen": 7}}

# From the youth of a year to the lines of a month: with care, with a right to it, and provisions per youth.
IN_A_MONTH: Final = 0.62
RIGHT: Final = 1.16
PROVISIONS: Final = {2017: 1.40, 2024: 1.50}

# January to December: fewer youth get care in the summer holidays and at Christmas.
SEASON: Final = (1.02, 1.03, 1.03, 1.02, 1.01, 0.99, 0.93, 0.91, 0.98, 1.01, 1.02, 1.00)
# A right ends later than the care does, so the seasons show less in it.
SEASON_OF_RIGHT: Final = 0.3
CORONA: Final = {"2020-03": 0.96, "2020-04": 0.86, "2020-05": 0.88, "2020-06": 0.95}


def table() -> pd.DataFrame:
    """Return the registration."""
    generator = rows.chance(2)
    unique = {
        year: round(youth * UNIQUE[year] / 100 * float(factor))
        for (year, youth), factor in zip(YOUTH.items(), rows.near(generator, len(YOUTH), 0.01), strict=True)
    }
    found: list[rows.Row] = []
    for year, youth in YOUTH.items():
        found.append(_share(rows.GEMEENTE, year, unique[year], youth))
        found.extend(_kernen(year, unique[year]))
    for year in YOUTH:
        for month in range(12):
            found.extend(_month(year, month, unique, generator))
    return rows.to_table(found)


def _share(area: str, year: int, teller: int, noemer: int) -> rows.Row:
    return rows.share(SOURCE, SHARE, area, str(year), teller=teller, noemer=noemer)


def _kernen(year: int, total: int) -> list[rows.Row]:
    """Return the kernen of one year; together they are the gemeente, each youth in the kern of residence."""
    kernen = list(YOUTH_BY_KERN)
    noemers = dict(zip(kernen, rows.allot(YOUTH[year], list(YOUTH_BY_KERN.values())), strict=True))
    tellers = _tellers(total, noemers, SMALL.get(year, {}))
    return [_share(rows.kerngebied(kern), year, tellers[kern], noemers[kern]) for kern in kernen]


def _tellers(total: int, weights: Mapping[str, float], fixed: Mapping[str, int]) -> dict[str, int]:
    """Divide the youth with care over the kernen where they live, some of which have a fixed number."""
    free = {kern: weight for kern, weight in weights.items() if kern not in fixed}
    left = rows.allot(total - sum(fixed.values()), list(free.values()))
    return dict(fixed) | dict(zip(free, left, strict=True))


def _month(
    year: int, month: int, unique: Mapping[int, int], generator: np.random.Generator
) -> list[rows.Row]:
    """Return the three lines of one month; the care of spring 2020 dips more than the right to it."""
    period = f"{year}-{month + 1:02d}"
    level = _level(year, month, unique) * IN_A_MONTH
    season = SEASON[month] * CORONA.get(period, 1.0)
    first, last = min(PROVISIONS), max(PROVISIONS)
    passed = (year + month / 12 - first) / (last + 1 - first)
    per_youth = PROVISIONS[first] + passed * (PROVISIONS[last] - PROVISIONS[first])
    right = RIGHT * (1 + SEASON_OF_RIGHT * (season - 1))
    values = (level * season, level * right, level * season * per_youth)
    return [
        rows.count(SOURCE, line, rows.GEMEENTE, period, round(value * float(factor)))
        for line, value, factor in zip(LINES, values, rows.near(generator, len(LINES), 0.012), strict=True)
    ]


def _level(year: int, month: int, unique: Mapping[int, int]) -> float:
    """Return the yearly number on a line between the middles of two years, not across the break."""
    passed = (month + 0.5) / 12 - 0.5
    other = year + (1 if passed > 0 else -1)
    if other not in unique or (year < BREAK) != (other < BREAK):
        return unique[year]
    return unique[year] + abs(passed) * (unique[other] - unique[year])
