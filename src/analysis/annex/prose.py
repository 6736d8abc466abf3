"""The fixed sentences of the annex, once, so that every format says the same in plain Dutch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from analysis.annex.changes import KINDS, Change
from analysis.cards.card import Gap
from analysis.ground import dutch
from analysis.model.params import Params

MOST_CHANGES = 30  # rows of the table of changes; more is for Excel

GAPS = "Wat er nog niet is"
ALL_CHANGES = "Wat is er veranderd sinds de vorige editie?"
FIRST = (
    "Dit is de eerste editie met deze cijfers. Er is nog geen eerdere om mee te vergelijken. "
    "Vanaf de volgende editie staat hier wat nieuw, herzien en vervallen is."
)
NO_NEWER = "De bron heeft geen nieuwer jaar, of het is nog niet opgehaald."
EXAMPLES_WARNING = "Deze figuren rusten op verzonnen cijfers. Gebruik ze niet voor beleid."
PRINTS_BESIDE = "De afbeeldingen voor Word en drukwerk staan in de mappen naast dit bestand."
NO_EXAMPLES = "Alle cijfers in deze bijlage zijn echt: er staan geen voorbeeldcijfers in."
GAPS_INTRODUCTION = "Deze figuren zijn niet gemaakt, omdat de gegevens er niet zijn."
OLD_INTRODUCTION = (
    "Voor deze onderwerpen staat er geen nieuwer jaar in de gegevens. "
    "De bron levert het niet, of het is nog niet opgehaald."
)
SAME_BYTES = (
    "De bijlage is in één keer gemaakt met kernmonitor. "
    "Met dezelfde gegevens en dezelfde versies ontstaat precies hetzelfde bestand."
)


def opening(params: Params) -> str:
    """Return what the annex is, and how to read it."""
    return (
        f"Deze bijlage hoort bij het preventiebeleid van de gemeente {params.naam}. "
        "Zij laat per onderwerp zien wat de cijfers zeggen, en wat niet. "
        "Onder elke figuur staan de bron, de cijfers zelf en wat u moet weten om ze goed te lezen."
    )


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """Return how many changes there are of each kind."""
    kinds = [change.kind for change in changes]
    return {kind: kinds.count(kind) for kind in KINDS}


def changed(edition: str, changes: Sequence[Change]) -> str:
    """Return what changed in a chapter since the previous edition."""
    if not changes:
        return f"Sinds de editie {edition} zijn deze cijfers niet veranderd."
    said = [f"{dutch.number(count)} {kind}" for kind, count in counts(changes).items() if count]
    more = f" De tabel toont de eerste {MOST_CHANGES}; herziene cijfers staan vooraan."
    first = f"Vergeleken met de editie {edition}: {dutch.enumeration(said)}."
    return first + (more if len(changes) > MOST_CHANGES else "")


def shown_changes(changes: Sequence[Change]) -> list[Change]:
    """Return the changes that the annex lists: revised first, then no longer there, then new."""
    order = ("herzien", "vervallen", "nieuw")
    return sorted(changes, key=lambda change: order.index(change.kind))[:MOST_CHANGES]


def not_made(gaps: Collection[Gap]) -> str:
    """Return which figures of a chapter could not be made."""
    titles = dict.fromkeys(gap.title for gap in gaps)
    count = "Eén figuur is" if len(gaps) == 1 else f"{len(gaps)} figuren zijn"
    return f"{count} niet gemaakt: {' '.join(titles)}"


def method(params: Params) -> tuple[str, ...]:
    """Return how numbers came about, in plain words."""
    gate = params.poort
    return (
        "De cijfers komen uit open data en uit tellingen van de gemeente. Elke figuur noemt de bron.",
        f"Van eigen tellingen over zorg tonen we aantallen van 0 tot en met {gate.drempel} niet. "
        f"Andere aantallen ronden we af op een veelvoud van {gate.afronding}. "
        "Percentages berekenen we daarna.",
        "Een kern bestaat uit buurten van CBS. Aantallen tellen we op; percentages rekenen we daarna opnieuw uit.",
        "Een kern vergelijken we met de rest van de gemeente, zonder die kern.",
        "De 95%-marge laat zien hoe zeker een cijfer is. Hoe breder de marge, hoe minder zeker.",
        "We spreken pas van hoger of lager als het verschil groter is dan het toeval.",
        "Geen duidelijk verschil wil niet zeggen dat het gelijk is. Het wil ook niet zeggen dat er geen probleem is.",
        "Ontbreekt een cijfer, dan staat er waarom. Een leeg vak of een nul gebruiken we daar niet voor.",
    )


def audited(found: Mapping[str, int] | None) -> str:
    """Return what the attack on the published numbers found."""
    if not found:
        return "De controle op herleidbaarheid is voor deze uitgave niet vastgelegd."
    cells, hidden, findings = (dutch.number(found[key]) for key in ("cellen", "onderdrukt", "bevindingen"))
    last = f"Let op: {findings} daarvan zijn te nauwkeurig terug te rekenen."
    return (
        f"We hebben geprobeerd om uit {cells} getoonde cijfers terug te rekenen wat niet getoond is. "
        f"Niet getoond zijn {hidden} cijfers. "
        f"{last if found['bevindingen'] else 'Geen daarvan was terug te rekenen.'}"
    )


def receipt(stamp: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what the annex was made from."""
    versions = ", ".join(f"{name} {value}" for name, value in stamp["versies"].items())
    return (
        ("Kenmerk van deze bijlage", str(stamp["run"])),
        ("Kenmerk van de cijfers", str(stamp["vrijgave"])[:12]),
        ("Parameters", str(stamp["params"])),
        *((f"Invoer: {name}", str(value)[:12]) for name, value in stamp["invoer"].items()),
        ("Versies", versions),
    )
