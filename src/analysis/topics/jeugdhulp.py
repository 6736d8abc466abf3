"""The figures of the chapter on jeugdhulp: three lines that may not be added, a share with breaks, CBS beside it."""

from __future__ import annotations

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts.bars import bars
from analysis.charts.table import has_value, named
from analysis.ground import dutch
from analysis.release.release import Release
from analysis.topics.area_cards import ranking
from analysis.topics.trend_cards import trend_lines

THREE_LINES = (
    "jeugdhulp_jeugdigen_actief",
    "jeugdhulp_jeugdigen_met_recht",
    "jeugdhulp_voorzieningen_actief",
)
SHARE = "jeugdhulp_aandeel_tot_21_registratie"
RANGE = ("jeugdhulp_aandeel_tot_21_regio_min", "jeugdhulp_aandeel_tot_21_regio_max")
SAID = "jeugdhulp_aandeel_tot_21"
NATURA = "jongeren_met_jeugdzorg_natura_aandeel"
CBS_SHARE = "jongeren_met_jeugdzorg_aandeel"
CBS_CLASS = "jeugdhulp_in_natura_aandeel"
JEUGDHULP = (NATURA, SAID, *RANGE, *THREE_LINES, SHARE, CBS_SHARE, CBS_CLASS)
COUNTRY = ("CR10", "PV23", "LD02", "NL00")
CLASSES = ("KLASSE-0-20", "KLASSE-20-50", "KLASSE-50-100", "NL00")


def in_natura(release: Release) -> Card | Gap:
    """Draw the share of young people to 23 with jeugdzorg in natura as CBS counts it, per year, with its break of 2021."""
    title = "Welk deel van de jongeren krijgt jeugdzorg in natura?"
    subtitle = f"Jongeren tot 23 jaar in {release.naam}, per jaar, volgens CBS"
    return trend_lines(release, [NATURA], release.gemeente, ("jeugdzorg_natura", title, subtitle))


def in_natura_by_wijk(release: Release) -> Card | Gap:
    """Draw the same share per wijk, in the newest year that has it: CBS gives none per buurt or kern."""
    wijken = [area.gebied for area in release.catalogue.areas.values() if area.niveau == "wijk"]
    period, identity = release.newest(NATURA, wijken), "jeugdzorg_natura_wijken"
    title = "Hoeveel jongeren krijgen jeugdzorg in natura, per wijk?"
    return ranking(release, NATURA, wijken, period, title=title, identity=identity, own=wijken)


def three_lines(release: Release) -> Card | Gap:
    """Draw the three registration lines of the policy document with their definitions."""
    subtitle = f"Jeugdigen en voorzieningen in {release.naam}, per maand"
    head = ("jeugdhulp_drie_lijnen", "Hoeveel jeugdhulp is er, per maand?", subtitle)
    notes = ("De drie lijnen tellen verschillende dingen. Tel ze niet op.",)
    return trend_lines(release, THREE_LINES, release.gemeente, head, notes=notes)


def share(release: Release) -> Card | Gap:
    """Draw the share of youth up to 21 with care, by the registration of the gemeente."""
    title = "Welk deel van de jeugd tot 21 jaar krijgt jeugdhulp?"
    subtitle = f"Jeugdigen tot 21 jaar met jeugdhulp in {release.naam}, per jaar"
    return trend_lines(release, [SHARE], release.gemeente, ("jeugdhulp_aandeel", title, subtitle))


def in_region(release: Release) -> Card | Gap:
    """Draw what the policy document says of the gemeente between the lowest and the highest gemeente of the region."""
    identity, title = "jeugdhulp_regio", "Waar ligt de gemeente in de regio, volgens het beleid?"
    rows = release.rows([RANGE[1], SAID, RANGE[0]])
    rows = rows[has_value(rows)].sort_values("waarde", ascending=False, ignore_index=True)
    names = {RANGE[0]: "Laagste gemeente in de regio", RANGE[1]: "Hoogste gemeente in de regio"}
    labels = rows["indicator"].map(names).fillna(f"{release.naam} (ongeveer)")
    if len(rows) < len(names) + 1:
        return Gap(identity, title, "Het aandeel hier en in de regio is niet bekend.", "Voeg de bron toe.")
    table = named(rows, release.catalogue)
    listed = [f"{label} {text}" for label, text in zip(labels, table["tekst"], strict=True)]
    head = (identity, title, f"Jeugdigen tot 21 jaar met jeugdhulp, {dutch.period(rows['periode'].max())}")
    alt = f"Staafdiagram. {head[2]}. {dutch.enumeration(listed)}."
    notes = ("Het beleid schrijft over de eigen gemeente: de afgelopen jaren rond de 10%.",)
    return make_card(
        release, rows, bars(table.assign(label=labels), [release.gemeente]), head, alt, notes=notes
    )


def share_by_kern(release: Release, period: str = "") -> Card | Gap:
    """Draw the share per kern, in the newest period by default; small numbers stay hidden."""
    kernen = release.kernen()
    period = period or release.newest(SHARE, kernen)
    title, identity = "Verschilt jeugdhulp tussen de kernen?", "jeugdhulp_kernen"
    return ranking(release, SHARE, [release.gemeente, *kernen], period, title=title, identity=identity)


def cbs_share(release: Release) -> Card | Gap:
    """Draw CBS's own share up to 23 years: another definition, so another figure."""
    title, identity = "Wat meet CBS over jeugdzorg?", "jeugdzorg_cbs"
    return ranking(release, CBS_SHARE, COUNTRY, "", own=("PV23",), title=title, identity=identity)


def cbs_class(release: Release) -> Card | Gap:
    """Draw CBS's share by size of gemeente, of which the base is CBS's own."""
    title, identity = "Hoeveel jeugdhulp is er in gemeenten van elke grootte?", "jeugdhulp_grootteklasse"
    period, own = release.newest(CBS_CLASS, ["NL00"]), ("KLASSE-20-50",)
    return ranking(release, CBS_CLASS, CLASSES, period, title=title, identity=identity, own=own, sort=False)
