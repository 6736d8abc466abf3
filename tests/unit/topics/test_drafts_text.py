"""A draft is cut into sentences, and each number is what a writer can have meant."""

from __future__ import annotations

import pytest

from analysis.topics.drafts.passed_over import ages, years
from analysis.topics.drafts.quantities import EURO, SHARE, quantities
from analysis.topics.drafts.sentences import TABLE, sentences
from analysis.topics.drafts.words import stem


def texts(text):
    return [(one.line, one.text) for one in sentences(text)]


def test_a_sentence_over_two_lines_is_one_and_a_number_of_a_list_is_no_number():
    text = (
        "# 2.3 Kop\n\n7. In 2024 telde\n   Dalfsen 29.683 inwoners. En ca. 30 anderen.\n8) **Zes** procent.\n"
    )
    assert texts(text) == [
        (1, "Kop"),
        (3, "In 2024 telde Dalfsen 29.683 inwoners."),
        (4, "En ca. 30 anderen."),
        (5, "Zes procent."),
    ]


def test_a_sentence_that_begins_with_a_number_is_one():
    assert texts("Dit is zo. 43% kent het team niet.") == [(1, "Dit is zo."), (1, "43% kent het team niet.")]


def test_a_table_is_passed_over_and_said_to_be():
    [table, after] = sentences("| kern | inwoners |\n|---|---|\n| Dalfsen | 8.905 |\n\nTot zover.\n")
    assert (table.line, table.skipped, after.skipped) == (1, TABLE, "")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("6% van de inwoners", 5.5, 6.5),
        ("6,2 procent", 6.15, 6.25),
        ("bijna 30%", 27.6, 30),
        ("ruim een derde", 33.3, 38.3),
        ("een op de vijf", 18.4, 21.6),
        ("twee op de drie", 62.7, 70.7),
        ("driekwart", 71, 79),
        ("tien procent", 9.5, 10.5),
        ("ongeveer 250 gesprekken", 225, 275),
        ("29.683 inwoners", 29682.5, 29683.5),
        ("26.000 inwoners", 25500, 26500),
        ("2,5 miljoen", 2_450_000, 2_550_000),
    ],
)
def test_what_is_meant_follows_from_how_it_is_written(text, low, high):
    [found] = quantities(text)
    assert (found.fits.low, found.fits.high) == (pytest.approx(low, rel=0.01), pytest.approx(high, rel=0.01))


@pytest.mark.parametrize(
    "text",
    ["Op 1 januari 2020", "van 16 tot en met 25 jaar", "65-plussers", "tussen de 45 en 65 jaar", "zie figuur 1.2",
     "in 2022-2025", "vijf dagen per week", "een vereniging"],
)  # fmt: skip
def test_what_is_no_amount_is_passed_over(text):
    assert quantities(text) == []


def test_units_ages_and_years():
    assert [one.kind for one in quantities("5,6 tot 11,4 procent en € 4,3 miljoen")] == [SHARE, SHARE, EURO]
    assert [one.in_range for one in quantities("van 5,6% tot 11,4%")] == ["van", "tot"]
    assert [one.span for one in ages("65 jaar of ouder, 60+, jonger dan 15 jaar en 16 tot en met 25 jaar")] == [
        (65, None), (60, None), (0, 15), (16, 25),
    ]  # fmt: skip
    assert [year for year, _ in years("In 2007, het plan 2022-2025 en 2.007 mensen")] == ["2007"]


@pytest.mark.parametrize("forms", ["rookt roken rookte", "leeft leven", "woont wonen woonden", "zwaar zware"])
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(word) for word in forms.split()}) == 1
