"""What each family of charts must do with the real numbers of Dalfsen."""

from __future__ import annotations

import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.card import Card, Gap
from analysis.charts.bars import place_names
from analysis.charts.lines import as_year
from analysis.charts.table import named
from analysis.model.tidy import STATUS_TEXT
from analysis.topics import jeugdhulp, mantelzorg, maps, trend_cards, wijkprofiel

pytestmark = pytest.mark.slow

KERN = "KERNGEBIED-GM0148-nieuwleusen"
HOONHORST = "KERNGEBIED-GM0148-hoonhorst"


def texts(card: Card) -> str:
    """Return all text that is drawn."""
    found = [t.get_text() for t in card.figure.texts]
    for ax in card.figure.axes:
        found += [t.get_text() for t in ax.texts] + [
            t.get_text() for t in ax.get_xticklabels() + ax.get_yticklabels()
        ]
        if ax.get_legend():
            found += [t.get_text() for t in ax.get_legend().get_texts()]
    return "\n".join(found)


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("2024", 2024),
        ("2024-Q1", 2024.125),
        ("2021-H2", 2021.75),
        ("2024-12", 2024 + 11.5 / 12),
        ("2018-01-01", 2018 + 0.5 / 12),
    ],
)
def test_a_period_lies_in_its_middle(period, year):
    assert as_year(period) == pytest.approx(year)


def test_no_line_is_drawn_across_a_break():
    card = jeugdhulp.share(dalfsen())
    lines = [line for line in card.figure.axes[0].get_lines() if len(line.get_xdata()) > 2]
    assert [(min(line.get_xdata()), max(line.get_xdata())) for line in lines] == [(2017, 2020), (2021, 2024)]
    assert "breuk" in texts(card)
    assert "niet te vergelijken" in card.alt


def test_the_three_lines_say_what_they_count_and_that_they_do_not_add_up():
    card = jeugdhulp.three_lines(dalfsen())
    for words in ("Jeugdigen actief:", "Jeugdigen met recht:", "Voorzieningen actief:"):
        assert words in texts(card)
    assert "Tel ze niet op." in " ".join(card.notes)


def test_the_regional_range_is_the_published_one():
    assert (
        "Hoogste gemeente in de regio 11,4%, Dalfsen (ongeveer) 10% en" in jeugdhulp.in_region(dalfsen()).alt
    )


def test_too_few_respondents_are_shown_as_such_without_their_number():
    card = mantelzorg.carers(dalfsen())
    assert "te weinig waarnemingen" in texts(card)
    # n = 30 beside "fewer than 30" would be a riddle with two answers, and with the others the size of the group.
    assert "Hoonhorst en buitengebied\n" in texts(card) + "\n"
    assert "Hoonhorst en buitengebied (n" not in texts(card)


def test_the_published_43_percent_is_not_marked_as_fictional():
    card = mantelzorg.unknown_team(dalfsen())
    assert "43%" in texts(card)
    assert not card.facts.is_example


def test_care_given_and_received_never_share_a_figure():
    cards = [
        mantelzorg.carers(dalfsen()),
        mantelzorg.young_carers(dalfsen()),
        *wijkprofiel.area_profile(dalfsen(), KERN),
    ]
    assert not any("ontvangt_mantelzorg" in card.facts.indicators for card in cards)


@pytest.mark.parametrize("area", [KERN, HOONHORST, "KERN-GM0148-buitengebied", "GM0148"])
def test_a_profile_names_every_share_with_its_year(area):
    for card in wijkprofiel.area_profile(dalfsen(), area):
        assert card.shown["Jaar"].str.fullmatch(r"\d{4}").all()
        assert set(card.shown["Onderwerp"] + " (" + card.shown["Jaar"] + ")") <= set(texts(card).split("\n"))


def test_a_hidden_number_has_a_line_in_the_profile_that_says_why():
    (card,) = wijkprofiel.area_profile(dalfsen(), HOONHORST)
    assert STATUS_TEXT["te weinig waarnemingen"] in texts(card)


def test_a_web_with_a_hole_is_not_drawn():
    gap = wijkprofiel.positive_health(dalfsen(), KERN)
    assert isinstance(gap, Gap)
    assert "geen cijfers per dimensie" in gap.reason


def test_a_spider_refuses_an_indicator_for_which_outward_is_unfavourable():
    dimensions = dict(wijkprofiel.DIMENSIONS, Meedoen="jv_sterk_eenzaam")
    with pytest.raises(ValueError, match="jv_sterk_eenzaam"):
        wijkprofiel.spider(dalfsen(), dimensions, ["GM0148"], "2024", ("x", "?", "?"))


def test_names_of_narrow_parts_do_not_overlap():
    rows = dalfsen().rows(mantelzorg.LOAD, ["GM0148"], "2019")
    rows = rows.sort_values("indicator", key=lambda c: c.map(mantelzorg.LOAD.index))
    # The gate hides the last one, which is about 4 people; drawn it would be the narrowest.
    rows["waarde"] = rows["waarde"].fillna(2.3)
    placed = place_names(named(rows, dalfsen().catalogue))
    assert max(line for *_, line in placed) >= 1
    assert placed[-1][2] == "Overbelast 2%"


def test_small_multiples_share_one_legend_and_name_their_years():
    card = maps.small_multiples(
        dalfsen(), "bevolkingsdichtheid", ["2018", "2020", "2024"], "kerngebied", title="?"
    )
    titles = [ax.get_title() for ax in card.figure.axes if ax.get_title()]
    # 2018 is a count of the gemeente itself: beside those of CBS it would look like growth.
    assert titles == ["2020", "2024"]
    assert sum(ax.get_legend() is not None for ax in card.figure.axes) == 1


def test_there_is_a_map_for_every_indicator_that_is_known_per_kern():
    cards = maps.every_kernkaart(dalfsen(), maps.PER_KERN, "kerngebied")
    # What is made up has no map beside real ones.
    real = [one for one in maps.PER_KERN if not (dalfsen().rows(one)["status"] == "voorbeeld").any()]
    assert [card.facts.indicators[0] for card in cards] == real
    assert len(real) == 9


def test_the_locator_takes_the_real_count():
    card = maps.locator(dalfsen(), KERN)
    assert "9.559 inwoners (2024)" in card.subtitle
    assert not card.facts.is_example


def test_no_line_is_drawn_from_one_source_to_another():
    card = trend_cards.trend_lines(dalfsen(), ["inwoners"], KERN, ("x", "?", "Inwoners"))
    pieces = [line.get_xdata().tolist() for line in card.figure.axes[0].get_lines()]
    assert [2018.0] in pieces
    assert [2020.0, 2024.0] in pieces
    assert "onderbroken waar de bron verandert" in " ".join(card.notes)
