"""The sentences, meetings and organisations of the documents are complete, closed and about nobody."""

import re

import pytest

from analysis.ground.errors import InputError
from analysis.model.catalogue import read_catalogue
from analysis.topics.claims_policy import read_claims
from analysis.topics.consultation import read_consultation, read_meetings
from analysis.topics.drafts.words import read_words
from analysis.topics.partners import read_register

CLAIM = """gemeente: GM0148
beweringen:
- id: F1
  zin: "Er wonen mensen."
  bron: wmo_visie_2007
  regel: "1"
  toets: {toets}
tegenstrijdigheden: []
begrippen: []
"""


def test_every_fact_of_the_checklist_has_a_claim_and_every_conflict_its_number():
    claims = read_claims("GM0148")
    assert {int(re.findall(r"\d+", one.id)[0]) for one in claims.beweringen} == set(range(1, 41))
    assert [one.id for one in claims.tegenstrijdigheden] == list(range(1, 19))


def test_every_indicator_area_and_word_exists():
    claims, catalogue = read_claims("GM0148"), read_catalogue()
    named = [i for one in claims.beweringen for i in (*one.toets.indicator, *one.toets.verwant)]
    named += [i for one in claims.tegenstrijdigheden for i in one.indicator]
    named += [line.indicator for one in claims.begrippen for line in one.cijfers]
    named += [one for group in read_words().synoniemen for one in group.indicatoren]
    assert [one for one in named if one not in catalogue.indicators] == []
    areas = [a for one in claims.beweringen for a in (one.toets.gebied, *one.toets.tegen) if a]
    assert [one for one in areas if one not in catalogue.areas] == []


def test_quotes_are_short_and_words_are_lower_case():
    claims = read_claims("GM0148")
    assert [one.citaat for one in claims.beweringen if len(one.citaat.split()) > 8] == []
    assert [w for one in read_words().synoniemen for w in one.woorden if w != w.lower()] == []


@pytest.mark.parametrize(
    "toets",
    [
        "{regel: waarde, indicator: [inwoners], gebied: GM0148}",
        "{regel: vergelijking, indicator: [inwoners], gebied: GM0148, tegen: [NL00]}",
        "{regel: niet te toetsen}",
        "{regel: telling, waarde: 3}",
    ],
)
def test_a_test_without_what_its_rule_needs_is_refused(policy_of_dalfsen, toets):
    policy_of_dalfsen("beweringen.yml", CLAIM.format(toets=toets).replace("{toets}", toets))
    with pytest.raises(InputError, match="klopt niet"):
        read_claims("GM0148")


def test_an_id_that_stands_twice_is_refused(policy_of_dalfsen):
    text = CLAIM.format(toets="{regel: niet te toetsen, reden: geen}")
    block = text[text.index("- id") : text.index("tegen")]
    policy_of_dalfsen("beweringen.yml", text.replace(block, block * 2))
    with pytest.raises(InputError) as caught:
        read_claims("GM0148")
    assert "F1" in str(caught.value)


def test_there_are_six_meetings_and_the_numbers_of_the_consultation_are_indicators():
    assert len(read_meetings("GM0148").bijeenkomsten) == 6
    asked, catalogue = read_consultation("GM0148"), read_catalogue()
    for indicator in asked.indicators:
        assert indicator in catalogue.indicators


def test_every_idea_stands_within_the_report_of_its_meeting():
    for meeting in read_meetings("GM0148").bijeenkomsten:
        first, last = map(int, meeting.regel.split("-"))
        outside = [i.idee for i in meeting.ideeen if not first <= int(i.regel.split("-")[0]) <= last]
        assert outside == [], meeting.naam


@pytest.mark.parametrize("cell", ["mevrouw Jansen", "info@voorbeeld", "0529 123456"])
def test_the_register_refuses_what_points_at_a_person_and_does_not_repeat_it(policy_of_dalfsen, cell):
    head = "gemeente,kern,organisatie,soort,opmerking,bron,regel\n"
    policy_of_dalfsen("sociale_kaart.csv", f"{head}GM0148,Alle,Saam,welzijn,{cell},preventiebeleid_2022,1\n")
    with pytest.raises(InputError) as caught:
        read_register("GM0148")
    assert cell not in str(caught.value)


def test_the_register_refuses_an_organisation_twice_in_one_kern(policy_of_dalfsen):
    row = "GM0148,Alle,Saam,welzijn,,preventiebeleid_2022,1\n"
    policy_of_dalfsen("sociale_kaart.csv", "gemeente,kern,organisatie,soort,opmerking,bron,regel\n" + row * 2)
    with pytest.raises(InputError, match="nog een keer"):
        read_register("GM0148")


def test_the_register_names_the_five_partners():
    names = " ".join(read_register("GM0148")["organisatie"])
    for partner in ("Saam Welzijn", "De Kern", "GGD", "Bibliotheek", "MEE"):
        assert partner in names
