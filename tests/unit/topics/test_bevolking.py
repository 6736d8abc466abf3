import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.card import Gap
from analysis.topics import bevolking, expectation, verdict_words
from analysis.topics.bevolking import AGES
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
    assert "niet te zeggen" in " ".join(bevolking.older_in_words(release))


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


def test_what_is_known_of_ageing_is_counted_and_what_is_not_is_said():
    words = " ".join(bevolking.older_in_words(dalfsen()))
    assert "In 2020 telde Dalfsen 6.066 inwoners van 65 jaar en ouder, in 2025 6.935." in words
    assert "Van hen is 1.766 80 jaar of ouder." in words
    assert "geen prognose naar leeftijd" in bevolking.later(dalfsen()).reason
    assert [card.facts.is_example for card in (bevolking.ageing(dalfsen()), bevolking.aged(dalfsen()))] == [
        False
    ] * 2


def test_per_kern_both_years_stand_beside_each_other_with_what_changed():
    shown = bevolking.aged(dalfsen()).shown.set_index("Gebied")
    dalfsen_kern = shown.loc["Dalfsen en buitengebied"].tolist()
    assert dalfsen_kern[2:] == ["23,3%", "24,4%", "nauwelijks veranderd"]
    assert set(shown.iloc[:, -1]) <= {*verdict_words.CHANGES.values()}


def test_a_forecast_of_then_stands_beside_what_came():
    """CBS and PBL foresaw 28.300 inhabitants for 2025; CBS counted 30.047."""
    words = " ".join(bevolking.forecast_in_words(dalfsen()))
    assert "ongeveer 28.300 inwoners. Het werden er 30.047." in words
    card = bevolking.forecast(dalfsen())
    assert "modelschatting" in card.facts.statuses
    assert set(card.facts.indicators) == {"huishoudens", "prognose_huishoudens"}


def test_without_ages_or_a_forecast_nothing_is_said(known):
    release = known(KERNGEBIED_GM0148_noord=5000)
    assert bevolking.forecast_in_words(release) == ()
    assert isinstance(bevolking.aged(release), Gap)
