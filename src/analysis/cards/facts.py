"""What a figure rests on, looked up and never typed: sources, periods, statuses, caveats, the table shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.charts.table import named
from analysis.ground import dutch
from analysis.model.catalogue import Catalogue
from analysis.model.tidy import STATUS_TEXT, WITH_VALUE

EXAMPLE = STATUS_TEXT["voorbeeld"]

METHOD_TEXT = {
    "bron": "zoals de bron publiceert",
    "telling": "telling",
    "aggregatie": "opgeteld uit kleinere gebieden",
    "wilson": "Wilson-interval",
    "poisson": "exact Poisson-interval",
    "byar": "interval volgens Byar",
    "dobson": "interval volgens Dobson",
    "berekend": "berekend",
    "geen": "",
}


@dataclass(frozen=True)
class Facts:
    """What rows of the release are about: each code once, in order of appearance."""

    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    periods: tuple[str, ...]
    statuses: tuple[str, ...]
    sources: tuple[str, ...]
    source_line: str
    caveats: tuple[str, ...]

    @property
    def footnote(self) -> str:
        """The line at the foot of a figure: the sources, and each status weaker than `definitief`."""
        weaker = [STATUS_TEXT[status] for status in WITH_VALUE[1:] if status in self.statuses]
        return f"{self.source_line} Status: {dutch.enumeration(weaker)}." if weaker else self.source_line

    @property
    def is_example(self) -> bool:
        """Whether any number is fictional."""
        return "voorbeeld" in self.statuses


def example_mark(facts: Facts) -> str:
    """Return what an alt text ends with when its numbers are fictional."""
    return f" {EXAMPLE}: verzonnen." if facts.is_example else ""


def facts_of(rows: pd.DataFrame, catalogue: Catalogue, *, also: Sequence[str] = ()) -> Facts:
    """Return what rows of the release rest on; `also` are ids of other sources, such as that of the boundaries."""

    def once(column: str) -> tuple[str, ...]:
        return tuple(map(str, rows[column].unique()))

    sources = tuple(dict.fromkeys([*once("bron"), *also]))
    names = [catalogue.source(source).naam_kort for source in sources if source in catalogue.sources]
    calculated = rows["methode"].isin(["aggregatie", "berekend", "wilson", "poisson", "byar", "dobson"]).any()
    own = " Bewerking: kernmonitor." if calculated else ""
    caveats = list(catalogue.caveats_of(once("indicator"), sources))
    if "voorlopig" in once("status"):
        caveats.append(catalogue.caveats["voorlopig"])
    return Facts(
        indicators=once("indicator"),
        areas=once("gebied"),
        periods=once("periode"),
        statuses=once("status"),
        sources=sources,
        source_line=f"{'Bron' if len(names) == 1 else 'Bronnen'}: {'; '.join(names)}.{own}" if names else "",
        caveats=tuple(dict.fromkeys(caveats)),
    )


def numbers_of(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """
    Return the numbers behind a figure as a reader's table, with Dutch column names and the status in words.

    Values stay numbers; columns that hold nothing are left out.
    """
    # Lists: text that pandas keeps as Arrow takes five times as long to go through.
    entries = [catalogue[indicator] for indicator in rows["indicator"].tolist()]
    table = pd.DataFrame(
        {
            "Gebied": [catalogue.name(area) for area in rows["gebied"].tolist()],
            "Onderwerp": [entry.naam for entry in entries],
            "Periode": [dutch.period(period) for period in rows["periode"].tolist()],
            "Waarde": rows["waarde"].to_numpy(),
            "Eenheid": [entry.eenheid for entry in entries],
            "Ondergrens": rows["ondergrens"].to_numpy(),
            "Bovengrens": rows["bovengrens"].to_numpy(),
            "Teller": rows["teller"].to_numpy(),
            "Noemer": rows["noemer"].to_numpy(),
            "Aantal deelnemers": rows["n"].to_numpy(),
            "Status": [STATUS_TEXT[status] for status in rows["status"].tolist()],
            "Methode": [METHOD_TEXT[method] for method in rows["methode"].tolist()],
            "Bron": [catalogue.source(source).naam_kort for source in rows["bron"].tolist()],
        }
    )
    optional = ["Ondergrens", "Bovengrens", "Teller", "Noemer", "Aantal deelnemers"]
    return table.drop(columns=[column for column in optional if table[column].isna().all()])


def shown_of(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """
    Return the table that stands beside a figure: few columns, numbers written the Dutch way.

    What is the same in every row (period, unit, source) is left out: the caption says it.
    """
    found = named(rows, catalogue)
    bounds = found[["ondergrens", "bovengrens", "decimalen"]].itertuples(index=False, name=None)

    def between(low: float, high: float, decimals: int) -> str:
        least, most = (dutch.number(bound, max(1, decimals)) for bound in (low, high))
        return "" if pd.isna(low) or pd.isna(high) else f"{least} – {most}"

    columns = {
        "Onderwerp": [catalogue[indicator].naam for indicator in rows["indicator"].tolist()],
        "Gebied": found["naam"].tolist(),
        "Periode": [dutch.period(period) for period in rows["periode"].tolist()],
        "Waarde": found["tekst"].tolist(),
        "Eenheid": found["eenheid"].tolist(),
        "95%-marge": [between(*one) for one in bounds],
        "Status": [STATUS_TEXT[status] for status in rows["status"].tolist()],
    }
    table = pd.DataFrame(columns)
    same = [c for c in ("Onderwerp", "Periode", "Eenheid") if table[c].nunique() == 1]
    empty = [c for c in ("95%-marge",) if (table[c] == "").all()]
    return table.drop(columns=[*same, *empty])
