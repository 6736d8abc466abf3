"""
Fictional kerncijfers per buurt.

Real are the totals: inhabitants and dwellings per wijk, three buurten, the
municipal count per woonkern of 2018, and the shares of ages and households of
the gemeente in 2021. How they fall over the buurten is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.voorbeeld import rows

SOURCE: Final = "voorbeeld_kerncijfers"
LAST_YEAR: Final = 2024
WOONKERN_YEAR: Final = 2018
SHARES_YEAR: Final = "2021"

AGES: Final = ("0_15", "15_25", "25_45", "45_65", "65plus")
# Under 21 is everybody up to 15 and six of the ten years from 15 to 25.
UNDER_21: Final = {"0_15": 1.0, "15_25": 0.6}

# Fewer inhabitants than this, but more than none: age is hidden, as CBS hides what is too small.
HIDE_AGES_BELOW: Final = 25

# Inhabitants per wijk before 2024. Published: WK014801 in 2023, WK014803 in 2021, and 28.901 for the gemeente
# in 2021. The others lie between them and the count of 2018.
INHABITANTS: Final[dict[int, dict[str, int]]] = {
    2020: {"WK014801": 14780, "WK014802": 9215, "WK014803": 4705},
    2021: {"WK014801": 14875, "WK014802": 9285, "WK014803": 4740},
    2022: {"WK014801": 15075, "WK014802": 9375, "WK014803": 4760},
    2023: {"WK014801": 15270, "WK014802": 9465, "WK014803": 4775},
}
YEARS: Final = (*INHABITANTS, LAST_YEAR)


@dataclass(frozen=True)
class Kind:
    """
    What sort of buurt it is, as factors on the average of the gemeente.

    Attributes
    ----------
    ages : tuple of float
        Per age of `AGES`.
    one_person, with_children : float
        On the shares of those households.
    size : float
        People in a household.
    growth : float
        Part that it grows in a year, compared with the rest of its wijk.
    """

    ages: tuple[float, float, float, float, float]
    one_person: float
    with_children: float
    size: float
    growth: float = 0.0


CENTRE = Kind((0.75, 0.80, 1.00, 0.90, 1.40), 1.50, 0.70, 2.00, 0.004)
FAMILIES = Kind((1.40, 1.00, 1.35, 0.85, 0.55), 0.65, 1.40, 2.75, 0.020)
SETTLED = Kind((0.95, 1.00, 0.95, 1.05, 1.05), 1.05, 0.95, 2.35)
VILLAGE = Kind((1.05, 1.05, 1.00, 1.00, 0.95), 0.95, 1.05, 2.50)
RURAL = Kind((0.95, 1.15, 0.85, 1.15, 0.95), 0.75, 1.10, 2.75, -0.002)
BUSINESS = Kind((0.60, 0.90, 1.20, 1.20, 0.70), 1.40, 0.60, 2.00)

# Per buurt: the woonkern of the count of 2018 that it is part of, its part of that woonkern, and its kind.
BUURTEN: Final[dict[str, tuple[str, float, Kind]]] = {
    "BU01480101": ("dalfsen-kern", 16, CENTRE),
    "BU01480102": ("dalfsen-kern", 15, SETTLED),
    "BU01480103": ("dalfsen-kern", 18, SETTLED),
    "BU01480104": ("dalfsen-kern", 17, SETTLED),
    "BU01480105": ("dalfsen-kern", 9, FAMILIES),
    "BU01480106": ("dalfsen-kern", 24.6, FAMILIES),
    "BU01480107": ("dalfsen-kern", 0.4, BUSINESS),
    "BU01480108": ("ankum-kern", 1, VILLAGE),
    "BU01480109": ("ankum-buitengebied", 1, RURAL),
    "BU01480110": ("dalfsen-buitengebied", 26, RURAL),
    "BU01480111": ("dalfsen-buitengebied", 20, RURAL),
    "BU01480112": ("dalfsen-buitengebied", 20, RURAL),
    "BU01480113": ("dalfsen-buitengebied", 12, RURAL),
    "BU01480114": ("dalfsen-buitengebied", 22, RURAL),
    "BU01480115": ("hoonhorst-buitengebied", 40, RURAL),
    "BU01480116": ("hoonhorst-kern", 1, VILLAGE),
    "BU01480117": ("hoonhorst-buitengebied", 60, RURAL),
    "BU01480118": ("oudleusen-kern", 1, VILLAGE),
    "BU01480119": ("oudleusen-buitengebied", 1, RURAL),
    "BU01480201": ("nieuwleusen-kern", 12, VILLAGE),
    "BU01480202": ("nieuwleusen-kern", 30, CENTRE),
    "BU01480203": ("nieuwleusen-kern", 24, SETTLED),
    "BU01480204": ("nieuwleusen-kern", 22, SETTLED),
    "BU01480205": ("nieuwleusen-kern", 12, FAMILIES),
    "BU01480206": ("nieuwleusen-kern", 0, BUSINESS),
    "BU01480207": ("nieuwleusen-kern", 0, BUSINESS),
    "BU01480208": ("nieuwleusen-buitengebied", 24, RURAL),
    "BU01480209": ("nieuwleusen-buitengebied", 20, RURAL),
    "BU01480210": ("nieuwleusen-buitengebied", 31, RURAL),
    "BU01480211": ("nieuwleusen-buitengebied", 25, RURAL),
    "BU01480301": ("lemelerveld-kern", 52, SETTLED),
    "BU01480302": ("lemelerveld-kern", 38, VILLAGE),
    "BU01480303": ("lemelerveld-kern", 9.6, FAMILIES),
    "BU01480304": ("lemelerveld-kern", 1.2, BUSINESS),
    "BU01480305": ("lemelerveld-buitengebied", 52, RURAL),
    "BU01480306": ("lemelerveld-buitengebied", 48, RURAL),
}

HOUSEHOLDS: Final = ("huishoudens", "eenpersoonshuishoudens", "huishoudens_met_kinderen")


def neighbourhoods() -> pd.DataFrame:
    """
    Return the fictional buurten, in whole people and households, before rounding.

    Returns
    -------
    DataFrame
        Index buurt; `wijk`, `kerngebied`, `inwoners_<year>`, `inwoners_<age>` and
        households and dwellings of 2024.
    """
    generator = rows.chance(1)
    frame = rows.kernindeling().set_index("buurt")[["wijk", "kerngebied"]]
    kinds = [BUURTEN[buurt][2] for buurt in frame.index]
    weights = _weights(frame, generator)
    for year in YEARS:
        growth = np.array([1 + kind.growth * (year - LAST_YEAR) for kind in kinds])
        frame[f"inwoners_{year}"] = _people(frame["wijk"], weights * growth, year)
    people = frame[f"inwoners_{LAST_YEAR}"].to_numpy(np.float64)
    for age, counts in zip(AGES, _ages(people, kinds).T, strict=True):
        frame[f"inwoners_{age}"] = counts
    _add_households(frame, kinds, generator)
    return frame


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Return the rows per buurt, in multiples of 5.

    Parameters
    ----------
    frame : DataFrame
        As `neighbourhoods` gives it.
    """
    found: list[rows.Row] = []
    for year in YEARS:
        for buurt, people in frame[f"inwoners_{year}"].items():
            value = rows.round_to_five(people)
            found.append(rows.count(SOURCE, "inwoners", str(buurt), str(year), value))
    tiny = frame[f"inwoners_{LAST_YEAR}"].map(rows.round_to_five).between(1, HIDE_AGES_BELOW - 1)
    for indicator in (*(f"inwoners_{age}" for age in AGES), *HOUSEHOLDS, "woningvoorraad"):
        for buurt, number in frame[indicator].items():
            if tiny[buurt] and indicator.startswith("inwoners_"):
                found.append(rows.suppressed(SOURCE, indicator, str(buurt), str(LAST_YEAR)))
            else:
                value = rows.round_to_five(number)
                found.append(rows.count(SOURCE, indicator, str(buurt), str(LAST_YEAR), value))
    return rows.to_table(found)


def youth_by_kern(frame: pd.DataFrame) -> dict[str, float]:
    """Return about how many people under 21 live in each kern with its buitengebied, by its name."""
    youth = sum(part * frame[f"inwoners_{age}"] for age, part in UNDER_21.items())
    return {str(kern): float(number) for kern, number in youth.groupby(frame["kerngebied"]).sum().items()}


def _weights(frame: pd.DataFrame, generator: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return the size of each buurt: its part of the woonkern of 2018, shaken by at most 4%."""
    real = rows.published("gemeentegids_2018", "inwoners", str(WOONKERN_YEAR))
    woonkern = pd.Series([BUURTEN[buurt][0] for buurt in frame.index])
    part = pd.Series([BUURTEN[buurt][1] for buurt in frame.index]) * rows.near(generator, len(frame), 0.04)
    whole = woonkern.map({name: real[f"WOONKERN-{rows.GEMEENTE}-{name}"] for name in woonkern.unique()})
    return np.asarray(whole * part / part.groupby(woonkern).transform("sum"), dtype=np.float64)


def _people(wijken: pd.Series, weights: npt.NDArray[np.float64], year: int) -> pd.Series:
    """Divide the inhabitants of each wijk over its buurten; buurten with a published number keep it."""
    totals = INHABITANTS.get(year) or rows.published("cbs_kwb_2024", "inwoners", str(year))
    known = _published_buurten(year)
    people = pd.Series(known).reindex(wijken.index)
    for wijk in wijken.unique():
        free = ((wijken == wijk) & people.isna()).to_numpy()
        left = totals[wijk] - int(people[wijken == wijk].sum())
        people[free] = rows.allot(left, weights[free])
    return people.astype(int)


def _published_buurten(year: int) -> dict[str, int]:
    """Return the buurten whose number of 2024 is published, on a line from the count of 2018."""
    last = rows.published("cbs_kwb_2024_wikipedia", "inwoners", str(LAST_YEAR))
    first = rows.published("gemeentegids_2018", "inwoners", str(WOONKERN_YEAR))
    passed = (year - WOONKERN_YEAR) / (LAST_YEAR - WOONKERN_YEAR)
    begin = {buurt: first[f"WOONKERN-{rows.GEMEENTE}-{BUURTEN[buurt][0]}"] for buurt in last}
    return {buurt: round(begin[buurt] + passed * (end - begin[buurt])) for buurt, end in last.items()}


def _share(indicator: str) -> float:
    """Return a published share of the gemeente, on a scale of 100."""
    return float(rows.published("cbs_kwb_2021_overuwbuurt", indicator, SHARES_YEAR)[rows.GEMEENTE])


def _ages(people: npt.NDArray[np.float64], kinds: list[Kind]) -> npt.NDArray[np.int_]:
    """Give each buurt ages that fit its kind, its inhabitants and the shares of the gemeente (raking)."""
    shares = np.array([_share(f"aandeel_{age}") for age in AGES])
    by_age = people.sum() * shares / shares.sum()
    counts = people[:, None] * shares * np.array([kind.ages for kind in kinds])
    for _ in range(50):
        counts *= by_age / counts.sum(axis=0)
        totals = counts.sum(axis=1)
        counts *= np.divide(people, totals, out=np.zeros_like(people), where=totals > 0)[:, None]
    whole = [rows.allot(int(n), row) if n else [0] * len(AGES) for n, row in zip(people, counts, strict=True)]
    return np.array(whole)


def _add_households(frame: pd.DataFrame, kinds: list[Kind], generator: np.random.Generator) -> None:
    """Add households that fit the gemeente of 2021, and dwellings that fit each wijk of 2024."""
    base = rows.published("cbs_kwb_2021_overuwbuurt", "huishoudens", SHARES_YEAR)[rows.GEMEENTE]
    people_then = rows.published("cbs_kwb_2021_overuwbuurt", "inwoners", SHARES_YEAR)[rows.GEMEENTE]
    people = frame[f"inwoners_{LAST_YEAR}"].to_numpy(np.float64)
    size = np.array([kind.size for kind in kinds]) * rows.near(generator, len(frame), 0.03)
    households = rows.allot(round(people.sum() * base / people_then), people / size)
    frame["huishoudens"] = households
    for name, factors in (
        ("eenpersoonshuishoudens", [kind.one_person for kind in kinds]),
        ("huishoudens_met_kinderen", [kind.with_children for kind in kinds]),
    ):
        total = round(sum(households) * _share(f"aandeel_{name}") / 100)
        frame[name] = rows.allot(total, np.array(households) * np.array(factors))
    dwellings = rows.published("cbs_kwb_2024", "woningvoorraad", str(LAST_YEAR))
    weights = pd.Series(np.array(households) * rows.near(generator, len(frame), 0.02), index=frame.index)
    frame["woningvoorraad"] = 0
    for wijk in frame["wijk"].unique():
        own = frame["wijk"] == wijk
        frame.loc[own, "woningvoorraad"] = rows.allot(dwellings[wijk], weights[own].to_numpy())
