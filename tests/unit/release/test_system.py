"""What an outsider puts together from a release: areas in two readings, kinds of care, editions and sources."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.audit.findings import attack
from analysis.model.protection import GateRule
from analysis.release.cells import EXTRA, FEW_OTHERS, NOEMER, REST, SMALL, TELLER, Count, Row
from analysis.release.editions import Publication
from analysis.release.intervals import feasible_intervals
from analysis.release.suppress import exposed
from analysis.release.system import systems_of

RULE = GateRule()
GM, WIJK = "GM0148", "WK014801"
NOORD, MIDDEN, ZUID = (f"KERNGEBIED-GM0148-{name}" for name in ("noord", "midden", "zuid"))
CENTRUM = "KERN-GM0148-noord"
# Noord has two buurten: its built-up centre and what lies around it. The wijk holds Noord and Midden.
PARTS = {
    GM: frozenset("abcd"),
    NOORD: frozenset("ab"),
    MIDDEN: frozenset("c"),
    ZUID: frozenset("d"),
    CENTRUM: frozenset("a"),
    WIJK: frozenset("abc"),
}


@pytest.fixture(scope="module")
def with_kinds(catalogue):
    """Return the catalogue with a total and two kinds of care."""
    whole = catalogue["zorg_aantal"]
    kinds = {
        name: whole.model_copy(update={"id": name, "naam": name, "kort": name, "onderdelen": ()})
        for name in ("thuis", "verblijf")
    }
    total = whole.model_copy(update={"onderdelen": ("thuis", "verblijf")})
    return replace(catalogue, indicators=dict(catalogue.indicators) | {"zorg_aantal": total} | kinds)


def count(gebied, waarde, **more):
    hidden = {"status": "onderdrukt", "methode": "geen"} if waarde is None else {}
    return {"indicator": "zorg_aantal", "gebied": gebied, "waarde": waarde} | hidden | more


def share(gebied, teller, noemer, **more):
    row = {"indicator": "zorg_aandeel", "gebied": gebied, "methode": "wilson"}
    return row | {"teller": teller, "noemer": noemer, "waarde": 100 * teller / noemer} | more


def hidden_share(gebied, **more):
    return {"indicator": "zorg_aandeel", "gebied": gebied, "status": "onderdrukt", "methode": "geen"} | more


def interval(rows, gebied, catalogue, table, *, indicator="zorg_aantal", what=TELLER, bron="telling", **more):
    for system in systems_of(table(*rows), catalogue, PARTS, RULE, **more):
        cell = Count(Row(indicator, gebied, "2024", bron), what)
        if cell in system.bounds:
            return feasible_intervals(system.bounds, system.equations, wanted=[cell])[cell]
    raise AssertionError


def test_kernen_add_up_to_the_gemeente(table, catalogue):
    # 25 is 23 to 27; two times 10 is 16 to 24.
    rows = [count(GM, 25), count(NOORD, 10), count(MIDDEN, 10), count(ZUID, None)]
    assert interval(rows, ZUID, catalogue, table) == (0, 11)


def test_the_public_rule_says_that_a_hidden_number_is_small(table, catalogue):
    rows = [count(GM, 25), count(NOORD, 10), count(MIDDEN, 10), count(ZUID, None)]
    reasons = {Row("zorg_aantal", ZUID, "2024", "telling"): SMALL}
    assert interval(rows, ZUID, catalogue, table, reasons=reasons) == (0, 7)


def test_who_knows_the_reasons_still_knows_that_a_small_number_is_small(table, catalogue):
    rows = [count(GM, 25), count(NOORD, 10), count(MIDDEN, None), count(ZUID, None)]
    small, extra = (Row("zorg_aantal", area, "2024", "telling") for area in (ZUID, MIDDEN))
    reasons = {small: SMALL, extra: EXTRA}
    # Nobody knows why: 25 (23 to 27) minus 8 to 12 is left for the two of them.
    assert interval(rows, ZUID, catalogue, table) == (0, 19)
    # Who knows why: the one is 7 at most, the other 8 at least.
    assert interval(rows, ZUID, catalogue, table, reasons=reasons) == (0, 7)
    assert interval(rows, MIDDEN, catalogue, table, reasons=reasons) == (8, 19)
    (system,) = systems_of(table(*rows), catalogue, PARTS, RULE, reasons=reasons)
    assert system.sensitive == (Count(small, TELLER),)


def test_a_wijk_and_its_kernen_are_in_one_system(table, catalogue):
    # The wijk is Noord and Midden: 15 minus 10.
    rows = [count(WIJK, 15), count(NOORD, 10), count(MIDDEN, None)]
    assert interval(rows, MIDDEN, catalogue, table) == (1, 9)


def test_both_readings_of_a_kern_are_in_one_system(table, catalogue):
    # The centre is part of Noord, so it cannot hold more people with care than Noord.
    rows = [count(NOORD, 10), count(CENTRUM, None)]
    assert interval(rows, CENTRUM, catalogue, table) == (0, 12)


def test_a_kern_that_was_not_published_can_hold_any_number(table, catalogue):
    rows = [count(GM, 25), count(NOORD, 10), count(ZUID, None)]
    assert interval(rows, ZUID, catalogue, table) == (0, 19)


def test_buurten_add_up_to_their_kern(table, catalogue):
    parts = PARTS | {"BU01480101": frozenset("a"), "BU01480102": frozenset("b")}
    rows = [count(NOORD, 15), count("BU01480101", 10), count("BU01480102", None)]
    (system,) = systems_of(table(*rows), catalogue, parts, RULE)
    cell = Count(Row("zorg_aantal", "BU01480102", "2024", "telling"), TELLER)
    assert feasible_intervals(system.bounds, system.equations)[cell] == (1, 9)


def test_a_number_of_a_source_that_published_it_is_exact(table, catalogue):
    rows = [count(GM, 23, methode="bron"), count(NOORD, 10), count(MIDDEN, 10), count(ZUID, None)]
    assert interval(rows, ZUID, catalogue, table) == (0, 7)


def test_kinds_of_care_add_up_to_their_total(table, with_kinds):
    rows = [count(ZUID, 15), count(ZUID, 10, indicator="thuis"), count(ZUID, None, indicator="verblijf")]
    assert interval(rows, ZUID, with_kinds, table, indicator="verblijf") == (1, 9)


def test_a_share_hides_its_count_its_base_and_the_others(table, catalogue):
    # 2 kernen of 3 are known: the bases leave 98 to 112 for Zuid, the counts 1 to 19.
    rows = [share(GM, 50, 300), share(NOORD, 20, 100), share(MIDDEN, 20, 100), hidden_share(ZUID)]
    found = {
        what: interval(rows, ZUID, catalogue, table, indicator="zorg_aandeel", what=what)
        for what in (TELLER, NOEMER, REST)
    }
    assert found == {TELLER: (4, 16), NOEMER: (94, 106), REST: (78, 102)}


def test_a_known_population_narrows_the_others(table, catalogue):
    rows = [share(GM, 50, 300), share(NOORD, 20, 100), share(MIDDEN, 20, 100), hidden_share(ZUID)]
    known = {Count(Row("zorg_aandeel", ZUID, "2024", "telling"), NOEMER): (12.0, 12.0)}
    rows[0] = share(GM, 50, 215)
    found = interval(rows, ZUID, catalogue, table, indicator="zorg_aandeel", what=REST, known=known)
    assert found == (0, 8)


def test_with_few_others_it_is_the_others_that_are_protected(table, catalogue):
    rows = [hidden_share(ZUID)]
    key = Row("zorg_aandeel", ZUID, "2024", "telling")
    (system,) = systems_of(table(*rows), catalogue, PARTS, RULE, reasons={key: FEW_OTHERS})
    assert system.sensitive == (Count(key, REST),)
    assert system.bounds[Count(key, REST)] == (0, 7)


def test_the_previous_edition_is_part_of_the_system(table, catalogue):
    rows = [count(ZUID, None)]
    previous = table(count(ZUID, 10))
    assert interval(rows, ZUID, catalogue, table) == (0, float("inf"))
    assert interval(rows, ZUID, catalogue, table, earlier=[Publication("2024", previous)]) == (8, 12)
    assert [
        f.text for f in attack(table(*rows), catalogue, PARTS, RULE, earlier=[Publication("2024", previous)])
    ]


def test_two_editions_with_another_rounding_are_taken_together(table, catalogue):
    # 10 by 5 is 8 to 12; 12 by 3 was 11 to 13: together 11 or 12.
    previous = table(count(NOORD, 12, bron="gids"))
    rule = GateRule.model_validate(
        {"bronnen": {"gids": {"afronding": 3, "eigenaar": "teamleider", "vanaf": "2024-01-01"}}}
    )
    rows, earlier = [count(NOORD, 10), count(ZUID, None)], [Publication("2024", previous, rule)]
    assert interval(rows, NOORD, catalogue, table, earlier=earlier) == (11, 12)


def test_voorlopig_shown_beside_definitief_hidden_is_found(table, catalogue):
    rows = [count(ZUID, 10, status="voorlopig", bron="gids"), count(ZUID, None)]
    systems = systems_of(table(*rows), catalogue, PARTS, RULE)
    assert [cell.row.bron for system in systems for cell in exposed(system)] == ["telling"]


def test_a_fictional_number_says_nothing_about_a_real_one(table, catalogue):
    rows = [count(ZUID, 10, status="voorbeeld", bron="gids"), count(ZUID, None)]
    assert interval(rows, ZUID, catalogue, table) == (0, float("inf"))


def test_other_periods_and_topics_are_other_systems(table, catalogue):
    rows = [count(ZUID, None), count(ZUID, None, periode="2023"), hidden_share(ZUID)]
    assert len(systems_of(table(*rows), catalogue, PARTS, RULE)) == 3


def test_where_nothing_is_hidden_there_is_nothing_to_attack(table, catalogue):
    assert systems_of(table(count(ZUID, 10), share(ZUID, 20, 100)), catalogue, PARTS, RULE) == []


def test_figures_that_are_no_own_registration_are_no_part_of_it(table, catalogue):
    assert systems_of(table({"indicator": "inwoners", "waarde": 3}), catalogue, PARTS, RULE) == []


def test_a_finding_names_the_cell_and_the_way(table, catalogue):
    rows = [
        count(GM, 23, methode="bron"),
        count(NOORD, 9, methode="bron"),
        count(MIDDEN, 9, methode="bron"),
        count(ZUID, None),
    ]
    names = {GM: "Dalfsen", NOORD: "Noord", MIDDEN: "Midden", ZUID: "Zuid"}
    (finding,) = attack(table(*rows), catalogue, PARTS, RULE, names=names)
    assert (finding.low, finding.high) == (5, 5)
    assert str(finding) == (
        "Mensen met zorg, Zuid, 2024: te herleiden tot precies 5. "
        "Weg: Dalfsen 23 min Midden 9 + Noord 9 geeft 5."
    )


def test_an_area_that_only_the_previous_edition_showed_is_part_of_the_system(table, catalogue):
    rows = [count(NOORD, 10), count(MIDDEN, None)]
    previous = table(count(WIJK, 15))
    assert interval(rows, MIDDEN, catalogue, table) == (0, float("inf"))
    assert interval(rows, MIDDEN, catalogue, table, earlier=[Publication("2024", previous)]) == (1, 9)
