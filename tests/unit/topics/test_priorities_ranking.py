import pytest
from tests.unit.real_release import dalfsen

from analysis.model.goals import read_goals
from analysis.topics.agenda import Inputs, agenda_of, related
from analysis.topics.policy import read_budget
from analysis.topics.priorities_ranking import BETTER, CHANCE, MARGIN, MINOR, NOTHING, ORANGE, compare_all

NOORD = "KERNGEBIED-GM0148-noord"


def row(value, half=None, *, gebied="GM0148", indicator="rookt", **more):
    bounds = {} if half is None else {"ondergrens": value - half, "bovengrens": value + half}
    return {"indicator": indicator, "gebied": gebied, "waarde": value} | bounds | more


def national(value, indicator="rookt"):
    return row(value, gebied="NL00", indicator=indicator)


@pytest.fixture
def outcomes(make_release, table):
    def made(*rows):
        found = compare_all(make_release(table(*rows)))
        return {
            (line.indicator, line.gebied, line.vergelijking): line.uitkomst
            for line in found.made.itertuples()
        }

    return made


@pytest.mark.parametrize(
    ("value", "half", "expected"),
    [
        (25, 2, ORANGE),
        (15, 2, BETTER),
        (21.5, 1, MINOR),
        (21, 5, NOTHING),
        (25, 5.1, MARGIN),
        (25, 9, NOTHING),
    ],
)
def test_one_number_is_orange_when_it_is_worse_relevant_and_clear(outcomes, value, half, expected):
    assert outcomes(row(value, half), national(20)) == {("rookt", "GM0148", "NL00"): expected}


def test_more_comparisons_ask_for_more(outcomes):
    """Clear by itself, and no longer so among many that show nothing."""
    alone = outcomes(row(25, 4.3), national(20))
    others = [row(20, 1, indicator=name) for name in ("tevreden", "peiling")]
    others[1]["n"] = 100
    among = outcomes(row(25, 4.3), *others, national(20), national(20, "tevreden"), national(20, "peiling"))
    assert alone["rookt", "GM0148", "NL00"] == ORANGE
    assert among["rookt", "GM0148", "NL00"] == CHANCE


def test_changing_one_number_flips_that_number_and_no_other(outcomes):
    base = [row(30, 1), row(60, 1, indicator="tevreden"), row(40, 1, indicator="peiling", n=100)]
    marks = [national(20), national(70, "tevreden"), national(30, "peiling")]
    before = outcomes(*base, *marks)
    assert list(before.values()).count(ORANGE) == 2
    for place, better in enumerate(
        (row(10, 1), row(80, 1, indicator="tevreden"), row(20, 1, indicator="peiling", n=100))
    ):
        changed = [*base]
        changed[place] = better
        after = outcomes(*changed, *marks)
        assert [key[0] for key in before if before[key] != after[key]] == [better["indicator"]]


def test_a_kern_is_held_against_the_rest_and_the_others_and_never_its_gemeente(outcomes):
    kern = row(60, 5, gebied=NOORD, teller=120, noemer=200)
    whole = row(24, 2, teller=240, noemer=1000)
    assert outcomes(kern, whole, national(20)).keys() == {
        ("rookt", NOORD, "rest"),
        ("rookt", NOORD, "NL00"),
        ("rookt", "GM0148", "NL00"),
    }


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row(25), national(20)], "de bron geeft geen marge"),
        ([row(25, 1)], "geen cijfer van elders over hetzelfde jaar"),
        ([row(25, 1), national(20) | {"periode": "2023"}], "geen cijfer van elders over hetzelfde jaar"),
        ([row(25, 1, indicator="eenzaam"), national(20, "eenzaam")], "hoger of lager is hier niet beter"),
        ([row(25, 1, indicator="peiling", n=5), national(20, "peiling")], "te weinig waarnemingen"),
        ([row(None, status="onderdrukt", methode="geen")], "niet getoond (te kleine aantallen)"),
    ],
)
def test_what_could_not_be_compared_is_named_with_its_reason(make_release, table, rows, reason):
    found = compare_all(make_release(table(*rows)))
    assert found.made.empty
    assert found.not_made["reden"].tolist() == [reason]


@pytest.fixture(scope="module")
def real():
    release = dalfsen()
    catalogue = release.catalogue
    goals = {entry.id: entry.doel for entry in catalogue.indicators.values()}
    return (
        release,
        compare_all(release),
        read_goals("GM0148", goals, read_budget("GM0148").posts, catalogue.areas),
    )


def inputs(**changed):
    usual = {
        "gemeente": "GM0148",
        "verwacht_verschil": (),
        "actueel": (),
        "partners": (),
    }
    return Inputs.model_validate(usual | changed)


def why(knoop):
    return {"knoop": knoop, "waarom": "Daarom.", "bron": "preventiebeleid_2022", "regel": "1"}


def lines(agenda):
    return {topic.indicator: (topic.extra, topic.view and topic.view.oordeel) for topic in agenda.topics}


def test_the_view_of_partners_flips_only_the_number_it_is_about(real):
    plain = lines(agenda_of(*real, inputs()))
    assert "tevreden_openbaar_vervoer" in plain
    view = {
        "indicator": "tevreden_openbaar_vervoer",
        "gebied": "GM0148",
        "oordeel": "niet herkend",
        "datum": "2025-11-20",
    }
    seen = lines(agenda_of(*real, inputs(partners=[view])))
    assert {name for name in plain if plain[name] != seen[name]} == {"tevreden_openbaar_vervoer"}
    assert seen["tevreden_openbaar_vervoer"][1] == "niet herkend"


def test_what_is_topical_marks_its_branch_and_is_named_where_no_number_is_orange(real):
    plain = lines(agenda_of(*real, inputs()))
    branch = agenda_of(*real, inputs(actueel=[why("1.1") | {"vanaf": 2021, "tot": 2025}]))
    assert {name for name, line in lines(branch).items() if line != plain[name]} == {
        "tevreden_openbaar_vervoer"
    }
    assert branch.named == []
    apart = agenda_of(*real, inputs(verwacht_verschil=[why("2.4")]))
    assert lines(apart) == plain
    assert [reason.knoop for _, reason in apart.named] == ["2.4"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2.3", "2.3.4", True),
        ("2.3.4", "2", True),
        ("2.3", "2.3", True),
        ("2.3", "2.4", False),
        ("", "2", False),
    ],
)
def test_nodes_on_one_branch_are_related(one, other, expected):
    assert related(one, other) is expected
