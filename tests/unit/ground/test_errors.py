import pytest

from analysis.ground.errors import AnalysisError, CardError, ContractError, InputError, Problem


@pytest.mark.parametrize(
    ("place", "found", "expected"),
    [
        ("rij 3", '"x"', 'cijfers.csv, rij 3: gevonden "x"; verwacht: een getal. Schrijf 12.3.'),
        ("", '"x"', 'cijfers.csv: gevonden "x"; verwacht: een getal. Schrijf 12.3.'),
        ("rij 3", "", "cijfers.csv, rij 3: verwacht: een getal. Schrijf 12.3."),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(place, found, expected):
    assert str(Problem("cijfers.csv", place, found, "een getal", "Schrijf 12.3.")) == expected


def problems(count):
    return [Problem("cijfers.csv", f"rij {n}", "", "een getal", "") for n in range(1, count + 1)]


def test_an_input_error_lists_every_problem_under_its_summary():
    lines = str(InputError("Het klopt niet.", problems(2))).splitlines()
    assert [line.strip() for line in lines] == [
        "Het klopt niet.",
        "- cijfers.csv, rij 1: verwacht: een getal.",
        "- cijfers.csv, rij 2: verwacht: een getal.",
    ]


def test_an_input_error_without_problems_is_its_summary():
    assert str(InputError("Het klopt niet.")) == "Het klopt niet."


def test_fifty_problems_are_printed_whole():
    text = str(InputError("Het klopt niet.", problems(50)))
    assert "rij 50:" in text
    assert "andere" not in text


def test_more_than_fifty_problems_are_counted():
    error = InputError("Het klopt niet.", problems(53))
    assert "rij 50:" in str(error)
    assert "rij 51:" not in str(error)
    assert str(error).splitlines()[-1].strip() == "… en nog 3 andere, 53 in totaal."
    assert len(error.problems) == 53


@pytest.mark.parametrize("kind", [InputError, ContractError, CardError])
def test_every_named_error_is_caught_as_one_family(kind):
    assert issubclass(kind, AnalysisError)


def test_a_broken_contract_is_wrong_input():
    assert issubclass(ContractError, InputError)
