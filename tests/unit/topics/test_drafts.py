"""What a sentence of a draft is held against: area, year, people, unit; and what is left alone."""

from __future__ import annotations

import pytest
from tests.unit.topics.drafts_release import SECOND, fixed, word_of

from analysis.topics.claims_check import CONTRADICTED, HOLDS, ONLY_FICTIONAL
from analysis.topics.drafts.check import check_claims, summary
from analysis.topics.drafts.verdict import UNTESTED

CASES = [
    # an area of every number, and every meaning of a name
    ("In Nederland is 12% laaggeletterd en in Dalfsen 6%.", HOLDS),
    ("Landelijk is 6% laaggeletterd en in Dalfsen 12%.", UNTESTED),
    ("In Dalfsen is 6% laaggeletterd. Landelijk is dat 12%.", HOLDS),
    ("Deventer telt 103.405 inwoners en Dalfsen 29.683.", HOLDS),
    ("Deventer telt 29.683 inwoners en Dalfsen 103.405.", UNTESTED),
    ("In Utrecht is 6% van de inwoners laaggeletterd.", UNTESTED),
    ("In Utrecht is 40% van de inwoners laaggeletterd.", UNTESTED),
    ("Utrecht telde in 2020 361.924 inwoners.", UNTESTED),
    ("Van de jongvolwassenen in de regio Twente is 24,5% zware drinker.", UNTESTED),
    ("In het buitengebied wonen 7.307 mensen (2018).", HOLDS),
    ("In de wijk Lemelerveld wonen 4.795 mensen (2024).", HOLDS),
    ("In Raalte is veel gedaan. 20% is daar laaggeletterd.", UNTESTED),
    # a year
    ("In Dalfsen wonen 27.672 inwoners.", UNTESTED),  # it was so in 2014
    ("In 2030 is 6% laaggeletterd.", UNTESTED),
    ("In 2007 26.544 inwoners; nu 29.683.", HOLDS),
    ("Het preventiebeleid 2022-2025 noemt 6% laaggeletterden.", HOLDS),
    # of whom
    ("Van de statushouders is 6% laaggeletterd.", UNTESTED),
    ("Van de laagopgeleide inwoners rookt 17%.", UNTESTED),
    ("Van de inwoners met een uitkering rookt 17%.", UNTESTED),
    ("In 2020 rookte 30% van de inwoners van 65 jaar en ouder.", UNTESTED),
    ("Van de inwoners van Dalfsen rookt 28%.", UNTESTED),  # of the young
    ("Van de jongvolwassenen in Dalfsen rookt 45%.", CONTRADICTED),
    ("Meer dan 30% is ouder dan 65.", CONTRADICTED),
    ("De helft van de rokers is man.", UNTESTED),
    ("13% van de inwoners ontvangt dagelijks mantelzorg.", UNTESTED),
    ("6% van de inwoners is laaggeletterd en werkloos.", UNTESTED),
    ("6% van de inwoners is niet laaggeletterd.", UNTESTED),
    # two subjects in one sentence
    ("Van de jongvolwassenen vapet 11,4% en rookt 28,0%.", HOLDS),
    ("Van de jongvolwassenen vapet 28,0% en rookt 11,4%.", CONTRADICTED),
    ("Vrouwen worden 85 en mannen 81 jaar.", UNTESTED),
    # numbers of something else
    ("Wij spraken 250 inwoners aan de voordeur.", UNTESTED),
    ("In 2024 zijn 120 woningen gebouwd.", UNTESTED),
    ("In Nieuwleusen hebben 725 inwoners een uitkering.", UNTESTED),
    ("Uit het onderzoek onder 510 inwoners blijkt dat 48% vrijwilligerswerk doet.", UNTESTED),
    ("80% van het budget gaat naar laaggeletterden.", UNTESTED),
    ("Kinderen in armoede krijgen 100% vergoeding.", UNTESTED),
    ("10% minder rokers dan vorig jaar.", UNTESTED),
    ("7.307 inwoners (2018), 155,9 km² groot.", UNTESTED),
    # what states nothing
    ("Wij willen het aandeel laaggeletterden verlagen van 12% naar 4%.", UNTESTED),
    ("Is 12% van de inwoners laaggeletterd?", UNTESTED),
    # comparisons need margins or a register
    ("Dalfsen heeft een hoger aandeel laaggeletterden dan Nederland.", UNTESTED),
    ("Volwassenen in Dalfsen zijn in 2020 vaker mantelzorger dan in Nederland.", HOLDS),
    ("In Nederland is de ervaren gezondheid van volwassenen beter dan in Dalfsen.", CONTRADICTED),
    ("Raalte heeft meer inwoners dan Dalfsen.", HOLDS),
    ("Dalfsen heeft meer inwoners dan Raalte.", CONTRADICTED),
    ("Vrouwen roken minder dan mannen.", UNTESTED),
    # In 2007 the Wmo-visie counted other ages: over that break nothing is said.
    ("Tussen 2007 en 2021 daalde het aandeel 65-plussers.", UNTESTED),
    ("Het aantal inwoners is sinds 2007 gegroeid.", HOLDS),
    ("Lemelerveld is de tweede kern van de gemeente.", CONTRADICTED),
    ("Hoonhorst is de grootste kern voor ouderenzorg.", UNTESTED),
    ("Dalfsen heeft meer inwoners met een uitkering dan Ommen.", UNTESTED),
    ("Het aantal inwoners met een uitkering daalde tussen 2018 en 2024.", UNTESTED),
    ("Volwassenen die roken ervaren in Dalfsen een slechtere gezondheid dan in Nederland.", UNTESTED),
    ("De helft van de jongvolwassenen die sporten rookt.", UNTESTED),
    ("6% van de inwoners kent iemand die laaggeletterd is.", UNTESTED),
    # a number of people is no answer to what is said of each of them, or of a part of them
    ("In Raalte hebben meer inwoners schulden dan in Dalfsen.", UNTESTED),
    ("Inwoners van Dalfsen zijn jonger dan inwoners van Raalte.", UNTESTED),
    ("Het aantal inwoners dat zich eenzaam voelt is gegroeid tussen 2020 en 2024.", UNTESTED),
    ("In Dalfsen hebben 29.683 inwoners een rollator.", UNTESTED),
    ("Nog geen derde van de jongvolwassenen in Dalfsen rookt.", HOLDS),
    ("Van de jongvolwassenen in Dalfsen rookt dagelijks 28,0%.", UNTESTED),
    # money
    ("Het budget voor Saam Welzijn is € 2.091.591 in 2022.", CONTRADICTED),
    ("€ 1.091.591,- (inclusief jeugd en jongerenwerk)", UNTESTED),
    ("De subsidie aan de bibliotheek is verlaagd met € 37.330.", UNTESTED),
    ("In totaal is € 12 miljoen begroot voor jeugdhulp.", UNTESTED),
]


@pytest.mark.parametrize(("text", "word"), CASES)
def test_a_sentence_gets_its_word(text, word):
    found, reason = word_of(text)
    assert found == word, reason


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("In Dalfsen wonen meer 65-plussers dan in Zwolle.", UNTESTED),  # a larger part, and fewer of them
        (
            "Volwassenen in Dalfsen rookten in 2020 minder vaak dan landelijk.",
            HOLDS,
        ),  # a model beside a sample
        ("In 2024 telde de kern Hoonhorst 5 misdrijven per 1.000 inwoners.", UNTESTED),
        ("Zwolle telt 88 Wmo-cliënten per 1.000 inwoners.", HOLDS),
        ("Het aantal inwoners van 65 jaar en ouder steeg van 6.066 in 2020 naar 6.935 in 2025.", HOLDS),
        ("16,3% van de kinderen jonger dan 15 jaar is lid van een club.", UNTESTED),
        ("Van de 6.709 inwoners van 65 jaar en ouder is 23% lid van een club.", UNTESTED),
    ],
)
def test_a_sentence_gets_its_word_by_numbers_of_2025(text, word):
    found, reason = word_of(text, SECOND)
    assert found == word, reason


def test_numbers_that_were_made_up_prove_nothing():
    word, reason = word_of("Van de inwoners is 83% tevreden over de sportvoorzieningen.")
    assert (word, ONLY_FICTIONAL in reason) == (UNTESTED, True)


def test_the_reason_holds_the_numbers_beside_the_sentence():
    _, reason = word_of("In onze gemeente is 6% van de inwoners laaggeletterd, tegen 15% landelijk.")
    assert "Laaggeletterden, Nederland: 12% (2021)" in reason


@pytest.mark.parametrize(
    "text", ["Wij werken samen.", "In 2025 gaan wij verder.", "Voor jongeren tot 21 jaar, zie hoofdstuk 3."]
)
def test_a_sentence_without_a_number_or_comparison_is_left_out(text):
    assert word_of(text) == ("", "")


def test_a_heading_and_what_leads_a_list_in_say_what_it_is_about(tmp_path):
    path = tmp_path / "concept.md"
    path.write_text(
        "## Hoonhorst\n\nHet aantal inwoners is 725.\n\n## Roken\n\nVan de jongvolwassenen:\n\n1. 28% rookt\n2. 11% vapet\n",
        encoding="utf-8",
    )
    found = check_claims(path, fixed())
    assert [(one.line, one.word) for one in found] == [(3, HOLDS), (9, HOLDS), (10, HOLDS)]
    assert summary(found) == "3 beweringen: 3 klopt, 0 in strijd met de cijfers en 0 niet te toetsen."
