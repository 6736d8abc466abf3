"""The rest of the gemeente as an area of its own, so that a kern stands beside what it is not part of."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.ground.errors import AnalysisError
from analysis.model.areas import Area
from analysis.model.tidy import WITH_VALUE, conform
from analysis.release.release import Release
from analysis.statistics.aggregation import weakest
from analysis.statistics.comparison import rest_of
from analysis.statistics.intervals import wilson


class NoRestError(AnalysisError):
    """The rest cannot be computed; the message is a Dutch sentence for a reader."""


def rest_code(release: Release) -> str:
    """Return the code under which the rest of the gemeente is added."""
    return f"REST-{release.gemeente}"


def with_rest(release: Release, indicator: str, area: str, period: str) -> Release:
    """
    Return the release with one row more: the rest of the gemeente, for one indicator and period.

    Counts are subtracted and the share is computed again, with Wilson bounds; both counts come from the same source and
    have passed the gate. Raises `NoRestError` for what is no share, without counts, with counts of two sources or with
    counts that cannot be subtracted.
    """
    entry, name = release.catalogue[indicator], f"Rest van {release.naam}"
    if not entry.is_share:
        raise NoRestError(f"Met de rest van {release.naam} is alleen een percentage te vergelijken.")
    rows = [release.rows(indicator, [code], period) for code in (area, release.gemeente)]
    if any(each.empty or each["status"].iloc[0] not in WITH_VALUE for each in rows):
        raise NoRestError(f"Er is niet voor allebei een cijfer: dit gebied en heel {release.naam}.")
    own, whole = (each.iloc[0] for each in rows)
    counts = [float(each[column]) for each in (own, whole) for column in ("teller", "noemer")]
    if own["bron"] != whole["bron"] or pd.isna(counts).any():
        needed = f"de aantallen van dit gebied en van heel {release.naam} uit dezelfde bron"
        raise NoRestError(f"De rest van {release.naam} is niet te berekenen: daarvoor zijn {needed} nodig.")
    try:
        k, n = (float(count) for count in rest_of(*counts))
    except ValueError as error:
        text = f"De aantallen van dit gebied passen niet in die van heel {release.naam}."
        raise NoRestError(text) from error
    if n <= 0 or n < entry.minimum_n:
        raise NoRestError(f"Voor de rest van {release.naam} zijn er te weinig waarnemingen.")
    low, high = (100 * float(bound) for bound in wilson(k, n))
    code, status = rest_code(release), weakest(pd.Series([own["status"], whole["status"]]))
    row = {"indicator": indicator, "gebied": code, "periode": period, "status": status, "bron": own["bron"]}
    row |= {"waarde": 100 * k / n, "ondergrens": low, "bovengrens": high, "methode": "wilson"}
    row |= {"teller": k, "noemer": n}
    areas = dict(release.catalogue.areas)
    # Not checked: what is left of a gemeente has no code of CBS.
    areas[code] = Area.model_construct(gebied=code, naam=name, niveau="gemeente")
    table = pd.concat([release.table, conform(pd.DataFrame([row]))], ignore_index=True)
    return replace(release.with_table(table), catalogue=replace(release.catalogue, areas=areas))
