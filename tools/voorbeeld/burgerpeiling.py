"""
Fictional burgerpeiling of 2019, beside the Netherlands and two classes of gemeenten.

Real are three sentences of the preventiebeleid: Dalfsen is better on all parts
of the vitality of the buurt; more content with facilities, public transport
excepted; high on volunteering and lower on three parts of maatschappelijke
inzet. Only those directions are calibrated, and how many took part (2,000 asked,
39% answered); parts and levels are invented. What the gemeente published itself
(source `burgerpeiling_2019`) is not invented here.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from tools.voorbeeld import rows

SOURCE: Final = "voorbeeld_burgerpeiling"
YEAR: Final = "2019"
COUNTRY, RURAL_CLASS, POLICY_CLASS = "NL00", "KLASSE-WEINIG-STEDELIJK", "KLASSE-WELZIJN-PARTICIPATIE"

# Who answered.
ANSWERED: Final = {rows.GEMEENTE: 780, COUNTRY: 9860, RURAL_CLASS: 5240, POLICY_CLASS: 3460}
# How much of the distance between the Netherlands and Dalfsen a class has covered: from, to.
ON_THE_WAY: Final = {RURAL_CLASS: (0.20, 0.50), POLICY_CLASS: (0.30, 0.60)}

# Level of the Netherlands, and how far Dalfsen is above it.
SCORES: Final = {
    "vitaliteit_buurt_leefbaarheid": (7.4, 0.6),
    "vitaliteit_buurt_veiligheid": (7.5, 0.6),
    "vitaliteit_buurt_fysieke_kwaliteit": (6.7, 0.4),
    "vitaliteit_buurt_omgang": (6.9, 0.7),
    "vitaliteit_buurt_weinig_overlast": (6.6, 0.8),
}
SHARES: Final = {
    "tevreden_dagelijkse_boodschappen": (86, 5),
    "tevreden_basisonderwijs": (77, 8),
    "tevreden_gezondheidszorg": (80, 6),
    "tevreden_welzijn": (52, 7),
    "tevreden_sport": (74, 9),
    "tevreden_verenigingen": (66, 12),
    "tevreden_groen_en_spelen": (68, 7),
    "tevreden_openbaar_vervoer": (63, -18),
    "inzet_vrijwilligerswerk": (35, 13),
    "inzet_verenigingen": (41, 10),
    "inzet_meedenken": (19, 1),
    "inzet_leefbaarheid": (27, -7),
    "inzet_hulp_aan_buren": (44, -8),
    "inzet_aandacht_voor_buren": (38, -7),
}


def table() -> pd.DataFrame:
    """Return the scores (1 to 10) and shares of Dalfsen and of whom it is compared with."""
    generator = rows.chance(4)
    found: list[rows.Row] = []
    for indicator, (level, gap) in SCORES.items():
        for area, value in _by_area(level, gap, generator).items():
            found.append(rows.score(SOURCE, indicator, area, YEAR, round(value, 1), n=ANSWERED[area]))
    for indicator, (level, gap) in SHARES.items():
        for area, value in _by_area(level, gap, generator).items():
            n = ANSWERED[area]
            teller = round(n * value / 100)
            found.append(rows.share(SOURCE, indicator, area, YEAR, teller=teller, noemer=n, survey=True))
    return rows.to_table(found)


def _by_area(level: float, gap: float, generator: np.random.Generator) -> dict[str, float]:
    """Return a level per area: the classes lie between the Netherlands and Dalfsen."""
    values = {COUNTRY: level, rows.GEMEENTE: level + gap}
    for area, (least, most) in ON_THE_WAY.items():
        values[area] = level + gap * (least + (most - least) * float(generator.random()))
    return values
