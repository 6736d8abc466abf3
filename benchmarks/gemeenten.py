"""
Made-up gemeenten as they lie before the gate: registrations, a survey and returns of partners, in three editions.

Nothing in it is about anybody. What is revised between two editions is known, so that an attack on what was
published can be held against the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.model import tidy
from analysis.release.returns import COLUMNS
from analysis.topics.mantelzorg import LOAD, SUPPORT, TASKS

GIVES = "mantelzorg_geeft"
OTHERS = ("mantelzorg_kent_team_niet", *TASKS, *SUPPORT)
CARE, ACTIVE, ENTITLED = (
    "jeugdhulp_aandeel_tot_21_registratie",
    "jeugdhulp_jeugdigen_actief",
    "jeugdhulp_jeugdigen_met_recht",
)
SOURCES = {GIVES: "eigen_mantelzorg", CARE: "eigen_jeugdhulp"}
KERNEN = (0.41, 0.31, 0.16, 0.07, 0.05)
LOADS = (0.32, 0.41, 0.18, 0.06, 0.03)
EDITIONS = ("2023", "2024", "2025")


@dataclass(frozen=True)
class Gemeente:
    """A gemeente with its kernen, and per edition its tables before the gate."""

    code: str
    parts: Mapping[str, frozenset[str]]
    editions: Mapping[str, pd.DataFrame]
    returns: Mapping[str, pd.DataFrame]


def gemeente(seed: int) -> Gemeente:
    """Return a made-up gemeente; the same seed gives the same one."""
    rng = np.random.default_rng(seed)
    code = f"GM{9000 + seed}"
    kernen = [f"KERNGEBIED-{code}-{letter}" for letter in "abcde"[: rng.integers(2, 6)]]
    parts = {kern: frozenset([kern[-1]]) for kern in kernen}
    parts[code] = frozenset().union(*parts.values())
    table = pd.DataFrame([*registrations(rng, code, kernen), *survey(rng, code, kernen)])
    returns = pd.DataFrame(list(activities(rng, code, kernen)))
    editions = {EDITIONS[0]: _conform(table)}
    given = {EDITIONS[0]: returns}
    for name in EDITIONS[1:]:
        table, returns = revised(rng, table, code), returned_later(rng, returns)
        editions[name], given[name] = _conform(table), returns
    return Gemeente(code, parts, editions, given)


def registrations(rng: np.random.Generator, code: str, kernen: list[str]) -> Iterator[dict[str, object]]:
    """Yield youth care per year and kern, and two monthly lines of the whole."""
    shares = _sizes(len(kernen))
    for year in ("2021", "2022", "2023"):
        children = rng.poisson(900 * shares) + 30
        helped = rng.binomial(children, rng.uniform(0.03, 0.12, len(kernen)))
        for area, teller, noemer in _with_whole(code, kernen, helped, children):
            yield _row(CARE, area, year, teller, noemer, "eigen_jeugdhulp")
    for month in range(1, 7):
        entitled = int(rng.poisson(9))
        for indicator, number in ((ENTITLED, entitled), (ACTIVE, int(rng.binomial(entitled, 0.9)))):
            yield _row(indicator, code, f"2023-{month:02d}", number, None, "eigen_jeugdhulp")


def survey(
    rng: np.random.Generator, code: str, kernen: list[str], size: int = 520
) -> Iterator[dict[str, object]]:
    """Yield a survey: who gives care, and what carers answered to 18 questions, five of them one question."""
    asked = rng.poisson(size * _sizes(len(kernen)))
    carers = rng.binomial(asked, 0.33)
    answers = {GIVES: (carers, asked)}
    loads = np.array([rng.multinomial(number, LOADS) for number in carers])
    answers |= {one: (loads[:, place], carers) for place, one in enumerate(LOAD)}
    answers |= {one: (rng.binomial(carers, rng.uniform(0.03, 0.7)), carers) for one in OTHERS}
    for indicator, (tellers, noemers) in answers.items():
        for area, teller, noemer in _with_whole(code, kernen, tellers, noemers):
            yield _row(indicator, area, "2023", teller, noemer, "eigen_mantelzorg")


def activities(rng: np.random.Generator, code: str, kernen: list[str]) -> Iterator[dict[str, object]]:
    """Yield what partners return: three activities in the kernen and, of two, in the whole."""
    for number, mean in enumerate((40, 15, 6)):
        reached = rng.poisson(mean, len(kernen))
        for area, count in [
            *zip(kernen, reached, strict=True),
            *([(code, reached.sum())] if number < 2 else []),
        ]:
            yield dict.fromkeys(COLUMNS, "") | {
                "partner": "Stichting Voorbeeld",
                "activiteit": f"Activiteit {number + 1}",
                "doel": "2.2",
                "gebied": area,
                "jaar": "2023",
                "bereik": float(count),
                "bereik_status": "niet bekend",
            }


def revised(rng: np.random.Generator, table: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the table with some counts of care per kern corrected, and the whole with them."""
    changed = table.copy()
    kernen = changed.index[(changed["indicator"] == CARE) & (changed["gebied"] != code)]
    for place in rng.choice(kernen, 3, replace=False):
        more = int(rng.integers(-2, 5))
        more = max(more, -int(changed.loc[place, "teller"]))
        whole = (
            (changed["indicator"] == CARE)
            & (changed["gebied"] == code)
            & (changed["periode"] == changed.loc[place, "periode"])
        )
        for rows in (changed.index == place, whole):
            changed.loc[rows, "teller"] += more
    counted = changed["noemer"].notna()
    changed["waarde"] = (100 * changed["teller"] / changed["noemer"]).where(
        counted & (changed["noemer"] > 0), changed["waarde"]
    )
    return changed


def returned_later(rng: np.random.Generator, returns: pd.DataFrame) -> pd.DataFrame:
    """Return the returns with one more person somewhere."""
    changed = returns.copy()
    changed.loc[rng.choice(changed.index), "bereik"] += 1
    return changed


def _sizes(number: int) -> np.ndarray:
    """Return the shares of the largest kernen and the smallest: with few kernen there is little to hide behind."""
    return np.array([*KERNEN[: number - 1], KERNEN[-1]])


def _with_whole(
    code: str, kernen: list[str], tellers: np.ndarray, noemers: np.ndarray
) -> list[tuple[str, int, int]]:
    rows = list(zip(kernen, map(int, tellers), map(int, noemers), strict=True))
    return [*rows, (code, int(tellers.sum()), int(noemers.sum()))]


def _row(
    indicator: str, area: str, period: str, teller: int, noemer: int | None, bron: str
) -> dict[str, object]:
    row = {"indicator": indicator, "gebied": area, "periode": period, "bron": bron}
    row |= {"status": "definitief", "methode": "telling"}
    if noemer is None:
        return row | {"waarde": float(teller)}
    value = 100 * teller / noemer if noemer else 0.0
    n = noemer if bron == "eigen_mantelzorg" else None
    return row | {"waarde": value, "teller": teller, "noemer": noemer, "n": n}


def _conform(table: pd.DataFrame) -> pd.DataFrame:
    return tidy.conform(table)
