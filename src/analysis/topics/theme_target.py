"""How far is the gemeente from the level that it set itself? The difference with bounds, and a word that they carry."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

import numpy as np
import pandas as pd

from analysis.cards.card import Card, Gap
from analysis.cards.make import level_note, make_card
from analysis.charts import style
from analysis.charts.dots import gaps
from analysis.charts.table import has_value, written
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.release.verdicts import held
from analysis.statistics.comparison import HIGHER, LOWER

ABOVE, BELOW, UNCLEAR = "boven het niveau", "onder het niveau", "niet vast te stellen"
SIDES = {HIGHER: ABOVE, LOWER: BELOW}


def differences(release: Release, indicators: Sequence[str], target: str) -> pd.DataFrame:
    """
    Return per indicator the own share, the level, and the difference in percentage points with 95% bounds.

    Where the source gives no margin the bounds are empty and the verdict is open. The columns are `indicator,
    periode, eigen, niveau, verschil, laag, hoog, oordeel`, furthest below first.
    """
    found = []
    for indicator in indicators:
        period = release.newest(indicator, [release.gemeente])
        rows = release.rows(indicator, [release.gemeente, target], period)
        rows = rows[has_value(rows)].set_index("gebied")
        if release.gemeente not in rows.index or target not in rows.index:
            continue
        own, level = (rows.loc[[code]].reset_index().iloc[0] for code in (release.gemeente, target))
        gap, low, high, word = itemgetter("verschil", "verschil_onder", "verschil_boven", "woord")(
            held(release, own, level)
        )
        side = SIDES.get(word, UNCLEAR)
        found.append((indicator, period, own["waarde"], level["waarde"], gap, low, high, side))
    columns = ["indicator", "periode", "eigen", "niveau", "verschil", "laag", "hoog", "oordeel"]
    return pd.DataFrame(found, columns=columns).sort_values("verschil", kind="stable", ignore_index=True)


def target_gap(
    release: Release, indicators: Sequence[str], target: str, *, title: str, identity: str
) -> Card | Gap:
    """Draw per share the difference with the level of another area, whose code is `target`."""
    found = differences(release, indicators, target)
    name = release.catalogue.name(target)
    if target.startswith("KLASSE"):  # a description, not a name
        name = name[:1].lower() + name[1:]
    if found.empty:
        reason = f"Er zijn geen cijfers voor {release.naam} en {name} samen."
        return Gap(identity, title, reason, "Lever de burgerpeiling aan.")
    rows = release.rows(list(found["indicator"]), [release.gemeente, target])
    rows = rows[rows["periode"].isin(found["periode"])].reset_index(drop=True)
    years = dutch.enumeration([dutch.period(one) for one in dict.fromkeys(found["periode"])])
    subtitle = f"Verschil tussen {release.naam} en {name}, in procentpunten, {years}"
    found = found.assign(onderwerp=[release.catalogue[one].kort for one in found["indicator"]])
    said = [f"{r.onderwerp} {dutch.signed(r.verschil)} procentpunt, {r.oordeel}" for r in found.itertuples()]
    house = style.house()
    return make_card(
        release,
        rows,
        gaps(found, {ABOVE: ("^", house.own), BELOW: ("v", house.accent), UNCLEAR: ("o", "white")}),
        (identity, title, subtitle),
        f"Stippen met marges om een nullijn. {subtitle}. {'; '.join(said)}.",
        notes=level_note(release, rows),
        table=_in_words(found, release, name),
    )


def _in_words(found: pd.DataFrame, release: Release, name: str) -> pd.DataFrame:
    entries = [release.catalogue[one] for one in found["indicator"]]
    bounds = zip(found["laag"], found["hoog"], strict=True)
    return pd.DataFrame(
        {
            "Onderwerp": found["onderwerp"],
            release.naam: list(map(written, found["eigen"], entries)),
            name[:1].upper() + name[1:]: list(map(written, found["niveau"], entries)),
            "Verschil (procentpunt)": found["verschil"].map(dutch.signed),
            "95%-marge": [
                "" if np.isnan(low) else f"{dutch.signed(low)} tot {dutch.signed(high)}"
                for low, high in bounds
            ],
            "Uitkomst": found["oordeel"],
        }
    )
