"""The fixed sentences of the annex, once, so that every format says the same in plain Dutch."""

from __future__ import annotations

from analysis.annex.changes import KINDS, Change
from analysis.annex.contents import AnnexChapter, Contents
from analysis.ground import dutch
from analysis.model.params import Params

MOST_CHANGES = 30  # rows of the table of changes; more is for Excel

CONTENTS = "Inhoud"
OPENING = "Vooraf"
GAPS = "Wat er nog niet is"
SOURCES = "Bronnen en licenties"
DEFINITIONS = "Wat betekenen de cijfers?"
METHOD = "Hoe de cijfers zijn gemaakt"
AUDIT = "Controle op herleidbaarheid"
RECEIPT = "Hoe deze bijlage is gemaakt"
CHANGED = "Wat is er veranderd?"
NOT_UPDATED = "Wat niet is bijgewerkt"
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


def opening(params: Params) -> tuple[str, ...]:
    """Return what the annex is, and how to read it."""
    return (
        f"Deze bijlage hoort bij het preventiebeleid van de gemeente {params.naam}.",
        "Zij laat per onderwerp zien wat de cijfers zeggen, en wat niet.",
        "Onder elke figuur staan de bron, de cijfers zelf en wat u moet weten om ze goed te lezen.",
    )


def examples_count(contents: Contents) -> str:
    """Return how many of the figures are fictional."""
    return f"Het gaat om {len(contents.examples)} van de {len(contents.figures)} figuren."


def changed(contents: Contents, chapter: AnnexChapter) -> tuple[str, ...]:
    """Return what changed in a chapter since the previous edition, in sentences."""
    if not chapter.changes:
        return (f"Sinds de editie {contents.previous} zijn deze cijfers niet veranderd.",)
    counts = {kind: sum(change.kind == kind for change in chapter.changes) for kind in KINDS}
    said = [f"{dutch.number(count)} {kind}" for kind, count in counts.items() if count]
    sentences = [f"Vergeleken met de editie {contents.previous}: {dutch.enumeration(said)}."]
    if len(chapter.changes) > MOST_CHANGES:
        sentences.append(f"De tabel toont de eerste {MOST_CHANGES}; herziene cijfers staan vooraan.")
    return tuple(sentences)


def shown_changes(chapter: AnnexChapter) -> tuple[Change, ...]:
    """Return the changes that the annex lists: revised first, then no longer there, then new."""
    order = ("herzien", "vervallen", "nieuw")
    ranked = sorted(chapter.changes or (), key=lambda change: order.index(change.kind))
    return tuple(ranked[:MOST_CHANGES])


def not_made(chapter: AnnexChapter) -> str:
    """Return which figures of a chapter could not be made."""
    titles = list(dict.fromkeys(str(gap["titel"]) for gap in chapter.gaps))
    count = "Eén figuur is" if len(chapter.gaps) == 1 else f"{len(chapter.gaps)} figuren zijn"
    return f"{count} niet gemaakt: {' '.join(titles)}"


def method(params: Params) -> tuple[str, ...]:
    """Return how numbers came about, in plain words."""
    gate = params.poort
    hidden = (
        f"Van eigen tellingen over zorg tonen we aantallen van 0 tot en met {gate.drempel} niet. "
        f"Andere aantallen ronden we af op een veelvoud van {gate.afronding}. "
        "Percentages berekenen we daarna."
    )
    return (
        "De cijfers komen uit open data en uit tellingen van de gemeente. Elke figuur noemt de bron.",
        hidden,
        "Een kern bestaat uit buurten van CBS. Aantallen tellen we op; percentages rekenen we daarna opnieuw uit.",
        "Een kern vergelijken we met de rest van de gemeente, zonder die kern.",
        "De 95%-marge laat zien hoe zeker een cijfer is. Hoe breder de marge, hoe minder zeker.",
        "We spreken pas van hoger of lager als het verschil groter is dan het toeval.",
        "Geen duidelijk verschil wil niet zeggen dat het gelijk is. Het wil ook niet zeggen dat er geen probleem is.",
        "Ontbreekt een cijfer, dan staat er waarom. Een leeg vak of een nul gebruiken we daar niet voor.",
    )


def audited(contents: Contents) -> tuple[str, ...]:
    """Return what the attack on the published numbers found."""
    found = contents.provenance.get("audit")
    if not found:
        return ("De controle op herleidbaarheid is voor deze uitgave niet vastgelegd.",)
    cells, hidden, findings = (int(found[key]) for key in ("cellen", "onderdrukt", "bevindingen"))
    first = (
        f"We hebben geprobeerd om uit {dutch.number(cells)} getoonde cijfers terug te rekenen wat niet getoond is.",
        f"Niet getoond zijn {dutch.number(hidden)} cijfers.",
    )
    if not findings:
        return (*first, "Geen daarvan was terug te rekenen.")
    return (*first, f"Let op: {dutch.number(findings)} daarvan zijn te nauwkeurig terug te rekenen.")


def receipt(contents: Contents) -> tuple[tuple[str, str], ...]:
    """Return the stamp: what the annex was made from."""
    stamp = contents.provenance
    versions = ", ".join(f"{name} {value}" for name, value in stamp["versies"].items())
    return (
        ("Kenmerk van deze bijlage", str(stamp["run"])),
        ("Kenmerk van de cijfers", str(stamp["vrijgave"])[:12]),
        ("Parameters", str(stamp["params"])),
        *((f"Invoer: {name}", str(value)[:12]) for name, value in stamp["invoer"].items()),
        ("Versies", versions),
    )
