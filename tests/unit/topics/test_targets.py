import pytest

from analysis.model.goals import NO_TARGET, Node
from analysis.topics.goal_tree import ATTENTION, ON_COURSE, UNKNOWN, status_of

NODE = {
    "id": "3",
    "soort": "doel",
    "namen": [{"tekst": "Doel", "regel": "1"}],
    "uitleg_b1": "Doel.",
    "lagen": {"nummers": [1], "grond": "eigen duiding"},
    "oranje": "onbekend",
    "richting": "behouden",
    "bewijs": "niet beoordeeld",
}


def node(rule=None, indicators=("rookt",)):
    if rule is None:
        return Node.model_validate(NODE)
    side = {"vanaf": "2019"} if rule == "behouden" else {"vergelijk": "NL00"}
    target = {"tekst": "Doel", "rekenregel": rule, "indicatoren": indicators, "regel": "1"} | side
    return Node.model_validate(NODE | {"doelwaarde": target})


def row(value, half=None, *, gebied="GM0148", periode="2024", indicator="rookt", **more):
    bounds = {} if half is None else {"ondergrens": value - half, "bovengrens": value + half}
    return {"indicator": indicator, "gebied": gebied, "periode": periode, "waarde": value} | bounds | more


@pytest.fixture
def status(make_release, table):
    def made(rule, *rows, **more):
        return status_of(make_release(table(*rows)), node(rule, **more))

    return made


def test_without_a_target_nothing_is_judged(status):
    found = status(None, row(20, 1))
    assert (found.status, found.reason) == (UNKNOWN, NO_TARGET)


# Fewer smokers is better; a difference below 2 does not matter.
@pytest.mark.parametrize(
    ("value", "half", "expected"),
    [
        (15, 1, ON_COURSE),
        (20, 1, ON_COURSE),
        (21, 2, UNKNOWN),
        (20, 4, UNKNOWN),
        (24, 1, ATTENTION),
        (24, 5, UNKNOWN),
        (21.5, 1, UNKNOWN),
    ],
)
def test_at_least_the_level_of_others_must_be_shown_by_the_numbers(status, value, half, expected):
    assert status("minstens klasse", row(value, half), row(20, gebied="NL00")).status == expected


@pytest.mark.parametrize(("value", "expected"), [(18, ON_COURSE), (20, UNKNOWN), (23, ATTENTION)])
def test_above_average_is_more_than_as_good(status, value, expected):
    assert status("boven gemiddelde", row(value, 1), row(20, gebied="NL00")).status == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(20, ON_COURSE), (15, ON_COURSE), (25, ATTENTION), (21, UNKNOWN)]
)
def test_keeping_compares_with_the_first_year(status, value, expected):
    assert status("behouden", row(20, 0.8, periode="2019"), row(value, 0.8)).status == expected


@pytest.mark.parametrize(
    ("rule", "rows", "reason"),
    [
        ("behouden", [row(20, 1, periode="2019")], "er is nog geen meting na 2019"),
        ("behouden", [row(20, periode="2019"), row(20, 1)], "de bron geeft geen marge"),
        ("minstens klasse", [row(20), row(20, gebied="NL00")], "de bron geeft geen marge"),
        ("minstens klasse", [row(20, 1)], "er is geen cijfer om mee te vergelijken"),
        ("minstens klasse", [row(20, 1), row(20, gebied="NL00", periode="2023")], "er is geen cijfer om mee te vergelijken"),
        ("minstens klasse", [row(20, 1, gebied="NL00")], "er is geen cijfer"),
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_not_called_on_course(status, rule, rows, reason):
    found = status(rule, *rows)
    assert (found.status, found.reason) == (UNKNOWN, reason)


def test_a_break_in_the_method_forbids_keeping(status):
    rows = [row(20, 1, periode="2019", indicator="hulp"), row(20, 1, indicator="hulp")]
    assert status("behouden", *rows, indicators=("hulp",)).status == UNKNOWN


def test_few_answers_say_nothing(status):
    rows = [row(90, 1, indicator="peiling", n=10), row(20, gebied="NL00", indicator="peiling")]
    found = status("minstens klasse", *rows, indicators=("peiling",))
    assert found.reason == "te weinig waarnemingen"


@pytest.mark.parametrize(("tevreden", "expected"), [(80, ON_COURSE), (60, ATTENTION), (70.2, UNKNOWN)])
def test_one_bad_part_asks_for_attention_and_one_unknown_part_is_not_on_course(status, tevreden, expected):
    rows = [row(15, 1), row(20, gebied="NL00")]
    rows += [row(tevreden, 1, indicator="tevreden"), row(70, gebied="NL00", indicator="tevreden")]
    found = status("boven gemiddelde", *rows, indicators=("rookt", "tevreden"))
    assert found.status == expected
    assert "van 2 onderdelen" in found.reason


def test_fictional_numbers_are_remembered(status):
    assert status("minstens klasse", row(15, 1, status="voorbeeld"), row(20, gebied="NL00")).is_example
    assert not status("minstens klasse", row(15, 1), row(20, gebied="NL00")).is_example
