import numpy as np
import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.card import Card, Gap
from analysis.cards.save import save
from analysis.topics import ageing, bevolking, expectation
from analysis.topics.ageing import read_scenario
from analysis.topics.bevolking import AGES, scenario_kernen
from analysis.topics.expectation import Range

SHARES = (17, 12, 21, 28, 22)


@pytest.fixture
def known(make_release, table, real_catalogue):
    """Return a function that makes a release in which areas have so many inhabitants and the usual ages."""

    def make(**people):
        rows = [
            {"indicator": indicator, "gebied": area.replace("_", "-"), "waarde": value, "periode": "2021"}
            for area, total in people.items()
            for indicator, value in zip(("inwoners", *AGES), (total, *SHARES), strict=True)
        ]
        return make_release(table(*rows, bron="kernmonitor"), catalogue=real_catalogue)

    return make


def test_growth_counts_from_2007_with_real_numbers_only():
    card = bevolking.growth(dalfsen())
    assert "voorbeeld" not in card.facts.statuses
    assert card.facts.periods[0] == "2007"
    words = " ".join(bevolking.growth_in_words(dalfsen()))
    assert "26.544" in words
    assert words.endswith("meer.")


def test_kern_and_buitengebied_stand_apart_with_what_came_since_the_first_count():
    card = bevolking.woonkernen(dalfsen())
    assert card.facts.periods == ("2018", "2024")
    assert not card.facts.is_example
    rows = card.shown.set_index("Gebied")
    assert rows.loc["Dalfsen (kern)"].tolist() == ["8.905", "9.349", "444"]
    assert rows.loc["Hoonhorst (kern)", "Erbij of eraf"] == "-4"
    assert len(rows) == 12


def test_without_single_ages_a_gap_names_what_to_fetch():
    gap = bevolking.single_ages(dalfsen())
    assert isinstance(gap, Gap)
    assert "03759ned" in gap.action


def test_the_surface_of_a_bar_is_its_share(known):
    card = bevolking.age_groups(known(GM0148=1000))
    bars = [bar for bar in card.figure.axes[0].patches if bar.get_width()]
    assert [bar.get_width() * bar.get_height() for bar in bars] == pytest.approx(SHARES)


def test_a_missing_age_group_gives_a_gap(make_release, table, real_catalogue):
    release = make_release(
        table({"indicator": AGES[0], "waarde": 17}, bron="kernmonitor"), catalogue=real_catalogue
    )
    assert isinstance(bevolking.age_groups(release), Gap)
    assert isinstance(bevolking.expected_in_2007(release), Gap)
    assert isinstance(bevolking.scenario(release), Gap)
    assert "niet te zeggen" in " ".join(bevolking.enough_support(release))


def test_the_expectation_of_2007_is_tested_with_the_rounding():
    card = bevolking.expected_in_2007(dalfsen())
    assert card.shown["Uitkomst"].tolist() == ["komt overeen met de cijfers", "niet vast te stellen"]
    assert card.shown["Inwoners 2007"].tolist() == ["3.583 tot 3.849", "7.167 tot 7.432"]


@pytest.mark.parametrize(
    ("now", "word"),
    [
        (Range(200, 210), expectation.FASTEST),
        (Range(80, 90), expectation.NOT_FASTEST),
        (Range(95, 115), expectation.UNKNOWN),
    ],
)
def test_fastest_is_said_only_when_rounding_cannot_undo_it(now, word):
    assert expectation.grew_fastest(Range(98, 102), now, 1000, 1000 + now.low - 100) == word


@pytest.mark.parametrize(
    ("now", "word"),
    [
        (Range(99, 101), expectation.FASTEST),
        (Range(120, 130), expectation.NOT_FASTEST),
        (Range(60, 80), expectation.NOT_FASTEST),
        (Range(90, 110), expectation.UNKNOWN),
    ],
)
def test_a_steady_number_stays_within_a_twentieth(now, word):
    assert expectation.stayed(Range(100, 100), now) == word


def test_a_group_between_two_groups_is_bounded_by_them():
    groups = dict(zip((0, 15, 25, 45, 65), SHARES, strict=True))
    assert expectation.between(groups, 20) == (17, 29)
    assert expectation.between(groups, 25) == (29, 29)


def test_the_scenario_has_its_middle_inside_its_range(known):
    found = ageing.outlook(known(GM0148=29000), read_scenario("GM0148"), "GM0148")
    assert found.years == tuple(range(2021, 2041))
    for measure in ageing.MEASURES:
        assert (found.low[measure] <= found.middle[measure]).all()
        assert (found.middle[measure] <= found.high[measure]).all()
    assert found.middle[ageing.OVER_85][0] < found.middle[ageing.OVER_75][0] < 0.22 * 29000


def test_more_migration_gives_more_people_and_a_wider_assumption_a_wider_range(known):
    release, usual = known(GM0148=29000), read_scenario("GM0148")
    one = usual.levensverwachting
    wide = usual.model_copy(update={"levensverwachting": one.model_copy(update={"hoog": one.hoog + 3})})
    before, after = (ageing.outlook(release, s, "GM0148") for s in (usual, wide))
    assert after.high[ageing.OVER_85][-1] > before.high[ageing.OVER_85][-1]
    assert np.array_equal(after.middle[ageing.OVER_85], before.middle[ageing.OVER_85])


def test_a_small_kern_gets_a_range_and_no_point(known):
    release = known(KERNGEBIED_GM0148_noord=999, KERNGEBIED_GM0148_zuid=1000)
    card = scenario_kernen(release)
    assert card.shown["Inwoners van 75 jaar en ouder"].str.contains(r"\(").tolist() == [False, True]
    assert card.numbers.groupby("Gebied")["Midden"].count().min() == 0
    assert any("minder dan 1.000 inwoners: KERNGEBIED-GM0148-noord" in note for note in card.notes)


def test_the_scenario_calls_itself_an_estimate_with_every_assumption_and_source(known, tmp_path):
    card = bevolking.scenario(known(GM0148=29000))
    assert isinstance(card, Card)
    assert "modelschatting" in card.facts.statuses
    assumed = [note for note in card.notes if note.startswith("Aanname: ")]
    assert len(assumed) == len(read_scenario("GM0148").assumptions)
    assert all("Bron: " in note for note in assumed)
    assert save(card, tmp_path, digest="0" * 64)["niveau"] == "gemeente"


def test_fictional_ages_mark_the_scenario(known):
    release = known(KERNGEBIED_GM0148_noord=5000)
    release.table.loc[:, "status"] = "voorbeeld"
    card = scenario_kernen(release)
    assert card.facts.is_example
    assert card.alt.endswith("Voorbeeldcijfers: verzonnen.")


def test_the_question_of_the_document_is_answered_with_a_range():
    words = " ".join(bevolking.enough_support(dalfsen()))
    assert "In elke variant daalt dat" in words
    assert "Hoeveel van hen mantelzorg kunnen of willen geven" in words
