import pytest

from analysis.cards.card import Gap
from analysis.cards.save import save
from analysis.topics.wijkprofiel import spider

DIMENSIONS = {"Kwaliteit van leven": "tevreden", "Meedoen": "peiling", "Rust": "rust"}
NOORD = "KERN-GM0148-noord"


@pytest.fixture
def favourable(catalogue):
    """Return the catalogue with a third indicator of which more is better."""
    rest = catalogue["tevreden"].model_copy(update={"id": "rust", "kort": "Rustig", "decimalen": 0})
    return type(catalogue)(
        {**catalogue.indicators, "rust": rest}, catalogue.sources, catalogue.areas, catalogue.caveats
    )


@pytest.fixture
def draw(make_release, table, favourable):
    def card(*rows, dimensions=DIMENSIONS, areas=(NOORD, "GM0148")):
        release = make_release(table(*rows), catalogue=favourable)
        return spider(release, dimensions, areas, "2024", ("web", "Hoe gaat het?", "Noord, 2024"))

    return card


def rows(gebied=NOORD, values=(70, 40, 55), **more):
    return [
        {"indicator": i, "gebied": gebied, "waarde": v} | more
        for i, v in zip(DIMENSIONS.values(), values, strict=True)
    ]


def ring(card, name):
    [line] = [line for line in card.figure.axes[0].get_lines() if line.get_label() == name]
    return line.get_ydata().tolist()


def test_the_web_is_closed_and_runs_from_0_to_100(draw):
    card = draw(*rows())
    assert ring(card, "Noord") == [70, 40, 55, 70]
    assert card.figure.axes[0].get_ylim() == (0, 100)


def test_the_alt_text_holds_the_highest_and_the_lowest(draw):
    assert "Noord: van 40% (Doet mee) tot 70,0% (Tevreden)." in draw(*rows()).alt


def test_each_area_has_a_line_of_its_own_form(draw):
    card = draw(*rows(), *rows("GM0148", (60, 50, 45)))
    assert ring(card, "Dalfsen") == [60, 50, 45, 60]
    forms = {(line.get_linestyle(), line.get_marker()) for line in card.figure.axes[0].get_lines()}
    assert len(forms) == 2


def test_a_hole_in_another_area_is_no_zero(draw):
    card = draw(*rows(), *rows("GM0148", (60, 50, 45))[:2])
    assert ring(card, "Dalfsen")[:2] == [60, 50]
    assert ring(card, "Dalfsen")[2] != 0


def test_a_dimension_that_the_own_area_misses_gives_a_gap_that_names_it(draw):
    gap = draw(*rows()[:2], *rows("GM0148"))
    assert isinstance(gap, Gap)
    assert gap.reason == "Voor Noord zijn er geen cijfers over: rust."


def test_an_indicator_of_which_more_is_not_better_is_refused(draw):
    with pytest.raises(ValueError, match="eenzaam"):
        draw(*rows(), dimensions=DIMENSIONS | {"Rust": "eenzaam"})


def test_fictional_numbers_are_marked_and_the_card_can_be_saved(draw, tmp_path):
    card = draw(*rows(status="voorbeeld"))
    assert card.alt.endswith("Voorbeeldcijfers: verzonnen.")
    assert save(card, tmp_path, digest="0" * 64)["voorbeeldcijfers"] is True


def test_what_a_dimension_is_made_of_is_said(draw):
    assert draw(*rows()).notes[0].startswith("Elke dimensie is hier één vraag")
