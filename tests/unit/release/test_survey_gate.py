"""Surveys in the same gate as registrations: bases, follow-up questions, answers that add up, too few answers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.audit.facts import Fact
from analysis.audit.findings import attack
from analysis.model import tidy
from analysis.model.catalogue import read_catalogue
from analysis.model.protection import GateRule
from analysis.model.tidy import conform
from analysis.release.cells import NOEMER, REST, TELLER, Count, Row
from analysis.release.editions import Publication
from analysis.release.gate import protect, row_by_row
from analysis.release.intervals import feasible_intervals
from analysis.release.relations import Together, populations
from analysis.release.suppress import exposed
from analysis.release.system import systems_of
from analysis.sources.embedded import read_placed
from analysis.topics.mantelzorg import LOAD

pytestmark = pytest.mark.slow

RULE = GateRule()
GIVES, OVERLOADED, BRON = "mantelzorg_geeft", "mantelzorg_belasting_overbelast", "voorbeeld_mantelzorg"
GEMEENTE = "GM0148"
KERNEN = {
    name: f"KERNGEBIED-GM0148-{name}"
    for name in ("dalfsen", "hoonhorst", "lemelerveld", "nieuwleusen", "oudleusen")
}
PARTS = {area: frozenset(name[0]) for name, area in KERNEN.items()}
PARTS[GEMEENTE] = frozenset().union(*PARTS.values())


@pytest.fixture(scope="module")
def carers(real_catalogue):
    """Return the survey of Dalfsen (made up) before and after the gate."""
    raw = conform(read_placed(list(real_catalogue.sources)))
    raw = tidy.conform(raw[raw["bron"] == BRON])
    return raw, protect(raw, real_catalogue, RULE, PARTS)


def shown(table, indicator, area):
    (row,) = table[(table["indicator"] == indicator) & (table["gebied"] == area)].to_dict("records")
    return row


def interval(system, cell):
    return feasible_intervals(system.bounds, system.equations, wanted=[cell])[cell]


def test_hoonhorst_is_not_the_gemeente_minus_the_other_kernen(carers, real_catalogue):
    # B1: 175 - 71 - 31 - 53 - 11 = 9 of 522 - 210 - 85 - 165 - 34 = 28, from one published figure.
    raw, gated = carers
    assert shown(raw, GIVES, KERNEN["hoonhorst"])["teller"] == 9
    systems = systems_of(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons)
    (system,) = [one for one in systems if any(getattr(cell, "row", None) for cell in one.sensitive)]
    cell = Count(Row(GIVES, KERNEN["hoonhorst"], "2019", BRON), TELLER)
    low, high = interval(system, cell)
    assert low <= 9 <= high
    assert high - low >= 5
    assert exposed(system) == []


def test_the_pair_of_hidden_kernen_is_not_known_either(carers, real_catalogue):
    # Overloaded was 0 of 20 in two kernen together: nobody in either, which says something of each of the 20.
    _, gated = carers
    (system,) = systems_of(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons)
    pairs = [cell for cell in system.sensitive if isinstance(cell, Together)]
    wanted = [
        group
        for group in pairs
        if {(one.row.indicator, one.row.gebied) for one in group.counts}
        == {(OVERLOADED, KERNEN["hoonhorst"]), (OVERLOADED, KERNEN["oudleusen"])}
        and group.counts[0].what == TELLER
    ]
    (pair,) = wanted
    low, high = interval(system, pair)
    assert low == 0
    assert high >= 5


def test_one_of_31_is_not_in_print(carers):
    raw, gated = carers
    small = (raw["teller"] <= 7) | (raw["noemer"] - raw["teller"] <= 7)
    hidden = gated.table.loc[small[small].index]
    assert not hidden["status"].isin(tidy.WITH_VALUE).any()
    assert hidden[list(tidy.NUMBER_COLUMNS)].isna().all(axis=None)
    counts = gated.table[["teller", "noemer", "n"]].to_numpy().ravel()
    assert {count % 5 for count in counts[~pd.isna(counts)]} == {0}


def test_what_has_enough_answers_stays_to_be_seen(carers):
    raw, gated = carers
    enough = (raw["n"] >= 30) & (raw["teller"] > 7) & (raw["noemer"] - raw["teller"] > 7)
    kept = gated.table.loc[enough, "status"] == "voorbeeld"
    # What is hidden besides the small counts: nothing here, and never much.
    assert kept.mean() >= 0.9
    row = shown(gated.table, GIVES, KERNEN["lemelerveld"])
    assert (row["teller"], row["noemer"], row["n"]) == (30, 85, 85)
    assert row["methode"] == "wilson"


def test_who_knows_the_carers_of_a_kern_has_the_base_of_every_question_after_it(carers, real_catalogue):
    raw, _ = carers
    bare = row_by_row(raw, real_catalogue, RULE).table
    (system,) = systems_of(bare, real_catalogue, PARTS, RULE)
    base = Count(Row(OVERLOADED, KERNEN["oudleusen"], "2019", BRON), NOEMER)
    # 10 carers are 8 to 12, and too few answers are 29 at most.
    assert interval(system, base) == (8, 12)


def test_answers_that_are_together_everybody_give_the_last_one(real_catalogue):
    rows = [
        survey(one, KERNEN["dalfsen"], teller, 100)
        for one, teller in zip(LOAD, (40, 30, 20, 10, 0), strict=True)
    ]
    table = tidy.conform(pd.DataFrame(rows).iloc[:4])
    hidden = dict.fromkeys(("waarde", "teller", "noemer", "n")) | {"status": "onderdrukt", "methode": "geen"}
    published = tidy.conform(pd.concat([table, pd.DataFrame([rows[4] | hidden])]))
    (system,) = systems_of(published, real_catalogue, PARTS, RULE)
    low, high = interval(system, Count(Row(LOAD[4], KERNEN["dalfsen"], "2024", "eigen_mantelzorg"), TELLER))
    # 98 to 102 minus four numbers of which each may be 2 more or less.
    assert (low, high) == (0, 10)


def survey(indicator, gebied, teller, noemer, **more):
    row = {"indicator": indicator, "gebied": gebied, "periode": "2024", "bron": "eigen_mantelzorg"}
    row |= {"teller": teller, "noemer": noemer, "n": noemer, "waarde": 100 * teller / max(noemer, 1)}
    return row | {"status": "definitief", "methode": "telling"} | more


def test_carers_who_skip_a_question_are_no_contradiction(real_catalogue):
    # 71 carers, 60 answers: the follow-up has a smaller base, and the audit does not stop on it.
    rows = [
        survey(GIVES, KERNEN["dalfsen"], 71, 210),
        survey(OVERLOADED, KERNEN["dalfsen"], 3, 60),
        survey(LOAD[0], KERNEN["dalfsen"], 30, 60),
        survey(GIVES, GEMEENTE, 90, 300),
    ]
    gated = protect(tidy.conform(pd.DataFrame(rows)), real_catalogue, RULE, PARTS)
    assert attack(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons) == []
    (system,) = systems_of(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons)
    cell = Count(Row(OVERLOADED, KERNEN["dalfsen"], "2024", "eigen_mantelzorg"), TELLER)
    assert interval(system, cell) == (0, 7)


def test_kernen_that_are_more_than_the_gemeente_are_no_contradiction(real_catalogue):
    rows = [survey(GIVES, area, 60, 200) for area in (KERNEN["dalfsen"], KERNEN["nieuwleusen"], GEMEENTE)]
    rows.append(survey(GIVES, KERNEN["hoonhorst"], 4, 40))
    gated = protect(tidy.conform(pd.DataFrame(rows)), real_catalogue, RULE, PARTS)
    assert attack(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons) == []


PEILING = "inzet_hulp_aan_buren"


def percentage(value, n, area="KERNGEBIED-GM0148-dalfsen", **more):
    row = {"indicator": PEILING, "gebied": area, "periode": "2024", "bron": "eigen_burgerpeiling"}
    return row | {"waarde": value, "n": n, "status": "definitief", "methode": "telling"} | more


@pytest.mark.parametrize(
    ("value", "n", "status"),
    [
        (36.4, 200, "definitief"),
        (10.0, 70, "onderdrukt"),  # 7 people
        (0.0, 400, "onderdrukt"),
        (100.0, 400, "onderdrukt"),
        (95.0, 100, "onderdrukt"),  # 5 others
        (50.0, 29, "te weinig waarnemingen"),
        (50.0, 30, "definitief"),
    ],
)
def test_a_percentage_with_its_number_of_answers_is_a_count(real_catalogue, value, n, status):
    row = row_by_row(tidy.conform(pd.DataFrame([percentage(value, n)])), real_catalogue, RULE).table.iloc[0]
    assert row["status"] == status
    if status == "definitief":
        assert (row["waarde"], row["n"]) == (round(value), 5 * round(n / 5))
    else:
        assert row[list(tidy.NUMBER_COLUMNS)].isna().all()


def test_a_mean_of_a_survey_does_not_tell_the_base_of_the_questions_beside_it(real_catalogue):
    mark = percentage(7.4, 31, indicator="vitaliteit_buurt_veiligheid")
    row = row_by_row(tidy.conform(pd.DataFrame([mark])), real_catalogue, RULE).table.iloc[0]
    assert (row["waarde"], row["n"], row["status"]) == (7.4, 30, "definitief")


def test_bounds_of_an_agency_become_whole_percents_outward(real_catalogue):
    row = percentage(36.4, 200, ondergrens=30.2, bovengrens=43.1)
    row = row_by_row(tidy.conform(pd.DataFrame([row])), real_catalogue, RULE).table.iloc[0]
    assert (row["ondergrens"], row["waarde"], row["bovengrens"]) == (30, 36, 44)


def test_weighted_percentages_that_do_not_add_up_are_no_contradiction(real_catalogue):
    rows = [percentage(80.0, 300), percentage(20.0, 320, GEMEENTE), percentage(5.0, 60, KERNEN["hoonhorst"])]
    gated = protect(tidy.conform(pd.DataFrame(rows)), real_catalogue, RULE, PARTS)
    assert attack(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons) == []


@pytest.mark.parametrize("area", ["NL00", "KLASSE-WEINIG-STEDELIJK"])
def test_answers_of_the_whole_country_pass_as_they_are(real_catalogue, area):
    table = tidy.conform(pd.DataFrame([percentage(38.2, 9861, area)]))
    assert row_by_row(table, real_catalogue, RULE).table.equals(table)


@pytest.mark.parametrize("threshold", [7, 10, 15])
def test_the_threshold_of_the_rule_holds_for_a_survey(carers, real_catalogue, threshold):
    raw, _ = carers
    rule = GateRule(drempel=threshold)
    gated = protect(raw, real_catalogue, rule, PARTS)
    seen = gated.table[gated.table["status"].isin(tidy.WITH_VALUE)]
    true = raw.loc[seen.index]
    assert true["teller"].min() > threshold
    assert (true["noemer"] - true["teller"]).min() > threshold
    assert seen["teller"].min() > threshold
    assert attack(gated.table, real_catalogue, PARTS, rule, reasons=gated.reasons) == []


def test_a_small_count_that_stands_in_another_file_is_found(carers, real_catalogue):
    raw, gated = carers
    for kern, what in (("hoonhorst", TELLER), ("lemelerveld", TELLER), ("hoonhorst", NOEMER)):
        row = Row(OVERLOADED if what == TELLER else GIVES, KERNEN[kern], "2019", BRON)
        count = shown(raw, row.indicator, row.gebied)[what]
        fact = Fact((row,), what, count, 0, percent=False, text=f"{count:g}", file="kaart.html")
        found = attack(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons, facts=[fact])
        # The size of the group alone is no secret that can be used; a count is.
        assert bool(found) == (what == TELLER), (row, found)


@pytest.fixture(scope="module")
def real_catalogue():
    return read_catalogue()


JEUGD = "jeugdhulp_aandeel_tot_21_registratie"


def care(year_of_edition, **tellers):
    base = {"dalfsen": 2700, "hoonhorst": 390, "lemelerveld": 1100, "nieuwleusen": 2400, "oudleusen": 400}
    base["gemeente"] = sum(base.values())
    rows = []
    for name, teller in tellers.items():
        row = {"indicator": JEUGD, "gebied": KERNEN.get(name, GEMEENTE), "periode": "2024"}
        row |= {"teller": teller, "noemer": base[name], "waarde": 100 * teller / base[name]}
        rows.append(row | {"status": "definitief", "methode": "telling", "bron": "eigen_jeugdhulp"})
    return tidy.conform(pd.DataFrame(rows))


FIRST = care(2025, dalfsen=298, hoonhorst=0, lemelerveld=118, nieuwleusen=248, oudleusen=8, gemeente=672)
AFTER = care(2026, dalfsen=298, hoonhorst=0, lemelerveld=122, nieuwleusen=252, oudleusen=8, gemeente=680)


def test_a_revised_total_does_not_take_back_what_the_other_numbers_told(real_catalogue):
    # B4: 2025 said that Hoonhorst and Oudleusen are 8 at most; 2026 published Oudleusen 10 (8 to 12).
    before = protect(FIRST, real_catalogue, RULE, PARTS)
    earlier = [Publication("2025", before.table, RULE, before.reasons)]
    for known in (earlier, [Publication("2025", before.table)]):
        gated = protect(AFTER, real_catalogue, RULE, PARTS, known)
        assert attack(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons, earlier=known) == []
    # Without the earlier edition that number would have been shown, and it gives the other one away.
    alone = protect(AFTER, real_catalogue, RULE, PARTS)
    assert shown(alone.table, JEUGD, KERNEN["oudleusen"])["teller"] == 10
    found = attack(
        alone.table,
        real_catalogue,
        PARTS,
        RULE,
        reasons=alone.reasons,
        earlier=[Publication("2025", before.table)],
    )
    assert {(one.gebied, one.low, one.high) for one in found} == {(KERNEN["hoonhorst"], 0, 0)}


def test_an_edition_before_the_last_one_counts_too(real_catalogue):
    before = protect(FIRST, real_catalogue, RULE, PARTS)
    nothing = tidy.conform(before.table.iloc[:0])
    earlier = [Publication("2023", before.table), Publication("2024", nothing)]
    gated = protect(AFTER, real_catalogue, RULE, PARTS, earlier)
    assert attack(gated.table, real_catalogue, PARTS, RULE, reasons=gated.reasons, earlier=earlier) == []


def test_a_row_that_is_gone_stays_secret(real_catalogue):
    before = protect(FIRST, real_catalogue, RULE, PARTS)
    earlier = [Publication("2025", before.table, RULE, before.reasons)]
    now = AFTER[AFTER["gebied"] != KERNEN["hoonhorst"]]
    (system,) = systems_of(now, real_catalogue, PARTS, RULE, reasons={}, earlier=earlier)
    assert Count(Row(JEUGD, KERNEN["hoonhorst"], "2024", "eigen_jeugdhulp"), TELLER) in system.sensitive


def test_who_gets_help_is_never_more_than_who_may_have_it(real_catalogue):
    rows = [
        {
            "indicator": name,
            "gebied": GEMEENTE,
            "periode": "2024-03",
            "bron": "eigen_jeugdhulp",
            "waarde": count,
        }
        for name, count in (("jeugdhulp_jeugdigen_actief", 5), ("jeugdhulp_jeugdigen_met_recht", 9))
    ]
    table = tidy.conform(pd.DataFrame([row | {"status": "definitief", "methode": "telling"} for row in rows]))
    gated = row_by_row(table, real_catalogue, RULE).table
    (system,) = systems_of(gated, real_catalogue, PARTS, RULE)
    # 9 is shown as 10, which is 8 to 12.
    active = Count(Row("jeugdhulp_jeugdigen_actief", GEMEENTE, "2024-03", "eigen_jeugdhulp"), TELLER)
    assert interval(system, active) == (0, 12)


def test_a_population_that_was_published_elsewhere_is_known_to_the_gate(real_catalogue):
    # A kern of 35 children, of whom 30 get help, is about the 5 who do not.
    entry = real_catalogue[JEUGD].model_copy(update={"noemer_is": ("inwoners_0_15",)})
    known = replace(real_catalogue, indicators=dict(real_catalogue.indicators) | {JEUGD: entry})
    rows = care(2024, dalfsen=300, gemeente=330).to_dict("records")
    rows.append(rows[0] | {"gebied": KERNEN["hoonhorst"], "teller": 30, "noemer": 35, "waarde": 600 / 7})
    people = {"indicator": "inwoners_0_15", "gebied": KERNEN["hoonhorst"], "periode": "2024", "waarde": 35}
    rows.append(people | {"status": "definitief", "methode": "aggregatie", "bron": "cbs_kwb_2024"})
    gated = protect(tidy.conform(pd.DataFrame(rows)), known, RULE, PARTS)
    (system,) = systems_of(gated.table, known, PARTS, RULE, reasons=gated.reasons)
    key = Row(JEUGD, KERNEN["hoonhorst"], "2024", "eigen_jeugdhulp")
    assert system.bounds[Count(key, NOEMER)] == (33, 37)
    assert exposed(system) == []
    assert Count(key, REST) in system.sensitive


@pytest.mark.parametrize(
    ("said", "base"),
    [
        ((35, 36), (36, 36)),  # 36 is no multiple of 5, so it was not rounded
        ((36, 35), (36, 36)),
        ((35, 35), (33, 37)),
        ((36, 30), (36, 36)),  # 30 is 28 to 32: one of the two was revised
    ],
)
def test_of_a_population_that_two_sources_published_an_outsider_takes_what_both_say(
    real_catalogue, said, base
):
    entry = real_catalogue[JEUGD].model_copy(update={"noemer_is": ("inwoners_0_15",)})
    known = replace(real_catalogue, indicators=dict(real_catalogue.indicators) | {JEUGD: entry})
    key = Row(JEUGD, KERNEN["hoonhorst"], "2024", "eigen_jeugdhulp")
    own = pd.DataFrame([care(2024, dalfsen=300, gemeente=330).to_dict("records")[0] | {"gebied": key.gebied}])
    people = {"indicator": "inwoners_0_15", "gebied": key.gebied, "periode": "2024", "status": "definitief"}
    rows = [
        people | {"waarde": float(count), "methode": "bron", "bron": source}
        for count, source in zip(said, ("cbs_kwb_2024", "kernmonitor"), strict=True)
    ]
    assert populations(pd.DataFrame(rows), own, known) == {Count(key, NOEMER): base}
