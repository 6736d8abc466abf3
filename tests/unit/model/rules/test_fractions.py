"""A whole file of fractions is told from rare things, which are real."""

from __future__ import annotations

import pytest

from analysis.model import rules

SURVEY = "data/cijfers/preventiebeleid_2022_regiovisie.csv"
# Of these the catalogue does not say what is plausible.
UNKNOWN = (
    "jv_vapet",
    "jv_heeft_schulden",
    "jeugdreclassering_aandeel",
    "jeugdbescherming_aandeel",
    "inzet_meedenken",
)
COMMON = ("rokers", "mantelzorger", "vrijwilligerswerk", "laaggeletterden", "aandeel_65plus")


def share(indicator, value, **more):
    return {"indicator": indicator, "waarde": value, "methode": "bron", **more}


def found(problems):
    return [(problem.code, problem.warning) for problem in problems if problem.code == "F264"]


def test_a_file_divided_by_hundred_is_one_error(known, real):
    """It was: the build of it ended with exit code 0."""
    table = real.copy()
    table.loc[table["bestand"] == SURVEY, "waarde"] /= 100
    [problem] = [one for one in rules.problems_of(table, known) if one.file == SURVEY and one.code == "F264"]
    assert (problem.warning, problem.row is not None) == (False, True)
    assert "geen boven de 1" in problem.found


@pytest.mark.parametrize(
    ("indicators", "values", "expected"),
    [
        (COMMON, (0.2, 0.1, 0.4, 0.1, 0.2), [("F264", False)]),  # far below what is plausible
        (
            UNKNOWN,
            (0.294, 0.79, 0.735, 0.379, 0.22),
            [("F264", False)],
        ),  # more decimals than a percentage has
        (UNKNOWN, (0.2, 0.8, 0.4, 0.1, 0.3), [("F264", True)]),  # may be rare
        (UNKNOWN, (0.294, 0.79, 0.735, 0.379, 22), []),
        (UNKNOWN[:2], (0.294, 0.79), []),  # too few to say
        (("jeugdreclassering_aandeel",) * 5, (0.29, 0.79, 0.73, 0.37, 0.22), []),
    ],
)
def test_several_indicators_that_are_all_under_one(refused, indicators, values, expected):
    rows = [
        share(name, value, periode=str(2018 + number))
        for number, (name, value) in enumerate(zip(indicators, values, strict=True))
    ]
    assert found(refused(*rows)) == expected


def test_what_other_sources_say_of_the_indicators_decides(known, refused):
    few = [share(name, 0.3) for name in UNKNOWN]
    assert found(refused(*few, *(share(name, 30, bron="ander") for name in UNKNOWN))) == [("F264", False)]
    two = [*few, *(share(name, 0.4, bron="ander", periode="2023") for name in UNKNOWN)]
    assert found(refused(*two)) == [("F264", True)] * 2  # two such files say nothing of each other


def test_nothing_of_the_real_figures_is_called_a_fraction(known, real):
    assert found(rules.problems_of(real, known)) == []
    rare = real[real["waarde"] <= 1]
    assert found(rules.problems_of(rare, known)) == []
