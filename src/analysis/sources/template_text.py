"""The Dutch words of a template: notes at the headers, messages of Excel, and the sheet that explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from analysis.ground import dutch
from analysis.sources.files.definitions import NUMBERS, Column, Definition

# What a reader is told that a column of this kind takes.
EXPECTED: Final[Mapping[str, str]] = {
    "gebied": "een gebied uit de lijst",
    "periode": "een jaar met vier cijfers, zoals 2024",
    "datum": "een datum als 31-12-2024",
    "indicator": "een onderdeel uit de lijst",
    "aantal": "een heel getal, 0 of meer",
    "getal": "een getal, met een komma voor de decimalen",
    "percentage": "een getal van 0 tot en met 100, zonder procentteken",
    "ja_nee": "ja of nee",
    "keuze": "een keuze uit de lijst",
    "tekst": "tekst",
}
MONTH: Final = "een maand als 2024-03"

_MEANING: Final[Mapping[str, str]] = {
    "onderdrukt": "het getal is er, maar u mag het niet geven",
    "ontbreekt": "het getal is niet bekend",
    "niet van toepassing": "de vraag geldt hier niet",
    "te weinig waarnemingen": "er zijn te weinig antwoorden",
}


def is_month(column: Column) -> bool:
    """Whether a column of periods is filled by month; its name says so, because both are periods."""
    return column.soort == "periode" and "maand" in column.naam


def is_year(column: Column) -> bool:
    """Whether a column of periods is filled by year."""
    return column.soort == "periode" and not is_month(column)


def expected(column: Column) -> str:
    """Return what a cell of this column takes."""
    return MONTH if is_month(column) else EXPECTED[column.soort]


def note(column: Column) -> str:
    """Return the note at the header of a column."""
    empty = "" if not column.leeg else "\n\nDeze cel mag leeg blijven."
    return f"{column.hulp or expected(column)}\n\nVul in: {expected(column)}.{empty}"


def marks(definition: Definition) -> str:
    """Return which marks may stand in place of a number: `x` or `<`."""
    signs = [f'"{sign}5"' if sign == "<" else f'"{sign}"' for sign in definition.ontbreekt]
    return dutch.enumeration(signs, "of")


def refusal(definition: Definition, column: Column) -> str:
    """Return what Excel says when a cell does not fit its column: no more than Excel takes."""
    also = f" Of schrijf {marks(definition)}." if column.soort in NUMBERS else ""
    return f"Vul in: {expected(column)}.{also} Zie het werkblad uitleg."[:255]


def sections(definition: Definition, name: str, rule: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """
    Yield the headings of the sheet `uitleg` with their paragraphs, for the template with this name in `data/bronnen.yml`.

    `rule` says what the gate does with counts of its source; left open when that is not known.
    """
    yield definition.titel, (definition.hulp,)
    yield (
        "Zo vult u het in",
        (
            'Vul het werkblad "invullen" in. Elke rij is één combinatie van '
            f"{dutch.enumeration(definition.sleutel)}; die combinatie mag maar één keer voorkomen.",
            "Klaargezette rijen die u niet gebruikt, verwijdert u helemaal. Voor meer jaren of gebieden voegt u rijen toe.",
            "Verander de koppen niet, voeg geen cellen samen, verberg niets en zet geen totalen tussen de rijen.",
            "Gebruik waarden, geen formules die naar een ander bestand verwijzen.",
        ),
    )
    if definition.ontbreekt:
        yield "Een getal dat er niet is", tuple(_mark_lines(definition))
    yield "Kleine aantallen", tuple(_small_numbers(definition, rule))
    yield (
        "Wat u niet levert",
        (
            "Geen gegevens over personen: geen namen, adressen, postcodes met letters, geboortedata, "
            "burgerservicenummers, telefoonnummers, e-mailadressen of cliëntnummers.",
            "Ook geen regel per persoon, gezin of dossier, en geen verhalen waarin iemand te herkennen is.",
            "Een bestand met een kolom over personen wordt geweigerd.",
        ),
    )
    yield (
        "Zo controleert u het",
        (
            f"Bewaar het bestand als {name}.xlsx en geef deze opdracht:",
            f"kernmonitor check {name}.xlsx --as {name}",
            "U ziet alles wat niet klopt in één keer: de cel, wat er staat, wat er had moeten staan en wat u kunt doen. "
            "De controle verandert niets.",
            "Goed? Zet het bestand dan in de map data/eigen/ van uw gemeente en maak de bijlage opnieuw.",
        ),
    )


def _mark_lines(definition: Definition) -> Iterator[str]:
    yield "Laat een getal niet zomaar leeg en vul geen 0 in als u het niet weet. Schrijf in de cel:"
    for sign, status in definition.ontbreekt.items():
        text = f"{sign}5, of een ander getal" if sign == "<" else sign
        yield f"{text}: {_MEANING.get(status, status)}."


def _small_numbers(definition: Definition, rule: str) -> Iterator[str]:
    if definition.meting == "enquete":
        yield (
            f"Lever ook uitkomsten van weinig antwoorden. Kernmonitor laat een uitkomst pas zien vanaf "
            f"{definition.minimum_n} antwoorden; daaronder staat er: te weinig waarnemingen."
        )
    else:
        yield "Lever echte aantallen, ook als ze klein zijn."
    yield (
        "Aantallen mensen worden beschermd voordat er iets wordt getekend of bewaard voor publicatie: "
        f"{rule or 'kleine worden verborgen, de rest wordt afgerond'}. Percentages worden na het afronden berekend."
    )
    yield (
        "Daarna rekent kernmonitor na of iemand een verborgen aantal uit andere cijfers kan afleiden. Uw bestand zelf blijft "
        "op uw eigen computer en komt niet in de bijlage."
    )
