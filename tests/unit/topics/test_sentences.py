import pandas as pd
import pytest

from analysis.topics import sentences

KERNEN = ("noord", "midden", "zuid")


@pytest.fixture
def by_size(make_release, table):
    def said(*values, period="2024", status="definitief"):
        rows = [
            {
                "gebied": f"KERNGEBIED-GM0148-{code}",
                "waarde": value,
                "status": status if value is not None else "ontbreekt",
            }
            for code, value in zip(KERNEN, values, strict=False)
        ]
        return sentences.kernen_by_size(make_release(table(*rows, periode=period)), "inwoners", period)

    return said


def test_the_largest_and_the_smallest_kern_are_named(by_size):
    assert by_size(1500, 250, 1250) == (
        "Op 1 januari 2024 woonden de meeste mensen in Noord en buitengebied: 1.500.",
        "Dat is 50% van alle inwoners.",
        "In Midden en buitengebied woonden er 250.",
    )


def test_a_period_that_is_no_year_is_written_in_words(by_size):
    assert by_size(1, 2, 3, period="2024-03")[0].startswith("Op maart 2024 woonden")


@pytest.mark.parametrize("values", [(), (None, None, None), (5, None, None)])
def test_without_kernen_to_compare_nothing_is_claimed(make_release, table, by_size, values):
    said = (
        by_size(*values)
        if values
        else sentences.kernen_by_size(make_release(table({"waarde": 1})), "inwoners", "2024")
    )
    assert said == ("Over de kernen van Dalfsen zijn geen cijfers per kern.",)


@pytest.mark.parametrize("values", [(1500, None, 500), (1500, 500)], ids=["status", "no row"])
def test_a_share_of_all_is_not_claimed_while_a_kern_is_missing(by_size, values):
    assert not any("van alle inwoners" in sentence for sentence in by_size(*values))


def test_fictional_numbers_are_marked(by_size):
    assert by_size(3, 2, 1, status="voorbeeld")[-1] == "Voorbeeldcijfers: deze cijfers zijn verzonnen."


@pytest.fixture
def between(make_release, table):
    def said(own, other, indicator="eenzaam", **more):
        rows = [{"waarde": own}, {"gebied": "NL00", "waarde": other}]
        rows = [row for row in rows if row["waarde"] is not None]
        release = make_release(table(*rows, indicator=indicator, **more))
        return sentences.share_between(release, indicator)

    return said


@pytest.mark.parametrize(("own", "other"), [(6, 12), (12, 6), (6, 6), (6, 7)])
def test_a_share_without_margin_is_placed_beside_another_and_no_more(between, own, other):
    assert between(own, other) == (
        f"Eenzaam in Dalfsen: {own}%.",
        f"Of er verschil is met Nederland ({other}%), is niet te zeggen. De bron geeft geen marge.",
    )


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ((6, 5, 7), (12, 11, 13), "Dat is lager dan in Nederland (12%)."),
        ((12, 11, 13), (6, 5, 7), "Dat is hoger dan in Nederland (6%)."),
        ((6, 3, 9), (7, 6, 8), "Er is geen duidelijk verschil met Nederland (7%)."),
    ],
)
def test_with_margins_a_difference_is_called_what_it_is(make_release, table, own, other, said):
    rows = [
        {"gebied": area, "waarde": value, "ondergrens": low, "bovengrens": high}
        for area, (value, low, high) in (("GM0148", own), ("NL00", other))
    ]
    release = make_release(table(*rows, indicator="eenzaam"))
    assert sentences.share_between(release, "eenzaam")[1:] == (said,)


def test_no_word_of_judgement_is_used(between):
    text = " ".join((*between(6, 12), *between(12, 6)))
    assert not any(word in text.lower() for word in ("beter", "slechter", "gunstig", "goed", "slecht"))


def test_a_model_is_called_an_estimate(between):
    assert between(6, 12, status="modelschatting")[0].endswith("in Dalfsen: naar schatting 6%.")


def test_fictional_shares_are_marked(between):
    assert between(6, 12, status="voorbeeld")[-1] == "Voorbeeldcijfers: deze cijfers zijn verzonnen."


def test_an_area_without_a_number_is_not_compared(between):
    assert between(6, None) == ("Eenzaam in Dalfsen: 6%.",)


def test_without_an_own_number_that_is_all_that_is_said(between):
    assert between(None, 12) == ("Voor Dalfsen is dit cijfer er niet. Een eigen cijfer ontbreekt dus.",)


def test_with_margins_from_the_source_no_doubt_is_added(between):
    assert not any("marge" in sentence for sentence in between(6, 12, ondergrens=1, bovengrens=20))


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([], ()),
        (["2021"], ("Er is één meting, uit 2021. Een trend is daarom niet te geven.",)),
        (["2021-Q1"], ("Er is één meting, uit eerste kwartaal 2021. Een trend is daarom niet te geven.",)),
    ],
)
def test_a_trend_needs_more_than_one_measurement(make_release, table, periods, expected):
    rows = [{"gebied": "NL00", "waarde": 1}, *({"waarde": 1, "periode": period} for period in periods)]
    assert sentences.development(make_release(table(*rows)), "inwoners") == expected


def test_a_measurement_without_a_number_does_not_count(make_release, table):
    rows = table({"waarde": 1, "periode": "2021"}, {"waarde": None, "status": "ontbreekt"})
    assert "Er is één meting" in sentences.development(make_release(rows), "inwoners")[0]


def test_a_boundary_that_moved_leaves_no_development(make_release, table):
    rows = [
        {"periode": str(2018 + n), "waarde": 10 + 4 * n, "ondergrens": 9 + 4 * n, "bovengrens": 11 + 4 * n}
        for n in range(6)
    ]
    numbers = table(*rows, indicator="eenzaam")
    moved = pd.DataFrame(
        {"gebied": ["GM0148"], "jaar": [2021], "waarom": ["de indeling is veranderd"], "omgerekend": [False]}
    )
    assert sentences.development(make_release(numbers), "eenzaam") == ("Van 2018 tot 2023: stijgend.",)
    assert sentences.development(make_release(numbers, boundaries=moved), "eenzaam") == (
        "Van 2018 tot 2023 is geen ontwikkeling te geven.",
        "Er is een methodebreuk in 2021.",
        "De indeling is veranderd.",
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ("hoger", "", ""),
            (
                "Duidelijk hoger dan de rest van de gemeente: Noord en buitengebied.",
                "Bij 2 van de 3 kernen is dat niet te zeggen.",
            ),
        ),
        (
            ("geen duidelijk verschil", "geen duidelijk verschil", ""),
            (
                "Geen kern verschilt duidelijk van de rest van de gemeente.",
                "Bij 1 van de 3 kernen is dat niet te zeggen.",
            ),
        ),
        ((None, None, None), ("Per kern zijn er geen cijfers.",)),
    ],
)
def test_kernen_that_clearly_differ_are_named_and_those_with_too_little_counted(
    make_release, table, monkeypatch, words, expected
):
    said = dict(zip((f"KERNGEBIED-GM0148-{code}" for code in KERNEN), words, strict=True))

    def judged(_release, code, _indicators):
        row = {"gebied": code, "woord": said[code], "status": "definitief"}
        return pd.DataFrame([row] if said[code] is not None else [])

    monkeypatch.setattr(sentences, "verdicts", judged)
    rows = [{"gebied": code, "waarde": 10} for code in said]
    assert sentences.differences_between_kernen(make_release(table(*rows)), "eenzaam") == expected
