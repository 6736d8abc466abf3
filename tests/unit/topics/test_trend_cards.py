import pandas as pd
import pytest

from analysis.cards.card import Gap
from analysis.cards.save import save
from analysis.charts.lines import as_year
from analysis.topics.trend_cards import trend_lines


def draw(release, indicators=("eenzaam",), area="GM0148", **options):
    return trend_lines(
        release,
        list(indicators),
        area,
        ("lijn", "Wordt het meer?", "Inwoners van Dalfsen"),
        **options,
    )


def years(*values, indicator="eenzaam", start=2018, **more):
    return [
        {"indicator": indicator, "periode": str(start + n), "waarde": value}
        | ({"status": "ontbreekt", "methode": "geen"} if value is None else {})
        | more
        for n, value in enumerate(values)
    ]


def pieces(card):
    """Return the years of each drawn line, upright lines left out."""
    lines = (line.get_xdata() for line in card.figure.axes[0].get_lines())
    return [[float(x) for x in xs] for xs in lines if len(set(xs)) > 1 or len(xs) == 1]


def upright(card):
    return [
        float(line.get_xdata()[0])
        for line in card.figure.axes[0].get_lines()
        if line.get_linestyle() not in "-"
    ]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024", 2024.0),
        ("2024-Q1", 2024.125),
        ("2024-Q4", 2024.875),
        ("2024-H1", 2024.25),
        ("2024-H2", 2024.75),
        ("2024-03", 2024 + 2.5 / 12),
        ("2024-12-31", 2024 + 11.5 / 12),
    ],
)
def test_a_period_has_its_place_in_time(period, expected):
    assert as_year(period) == pytest.approx(expected)


def test_a_line_runs_through_every_year(make_release, table):
    assert pieces(draw(make_release(table(*years(10, 12, 11))))) == [[2018, 2019, 2020]]


def test_a_missing_year_interrupts_the_line(make_release, table):
    assert pieces(draw(make_release(table(*years(10, 12, None, 11, 9))))) == [[2018, 2019], [2021, 2022]]


def test_a_break_of_the_definition_interrupts_the_line_and_is_said(make_release, table):
    card = draw(make_release(table(*years(10, 12, 11, indicator="hulp"))), ["hulp"])
    assert pieces(card) == [[2018], [2019, 2020]]
    assert "In 2019 verandert wat er geteld wordt. Een andere wet." in card.notes
    assert "Er is een breuk in 2019" in card.alt


def test_a_break_of_one_kern_holds_for_that_kern_only(make_release, table):
    noord = years(10, 12, 11, indicator="hulp", start=2020, gebied="KERN-GM0148-noord")
    zuid = years(10, 12, 11, indicator="hulp", start=2020, gebied="KERN-GM0148-zuid")
    release = make_release(table(*noord, *zuid))
    assert pieces(draw(release, ["hulp"], "KERN-GM0148-noord")) == [[2020], [2021], [2022]]
    assert pieces(draw(release, ["hulp"], "KERN-GM0148-zuid")) == [[2020, 2021], [2022]]


def test_no_line_runs_over_a_boundary_that_moved(make_release, table):
    moved = pd.DataFrame(
        {"gebied": ["GM0148"], "jaar": [2020], "waarom": ["de indeling is veranderd"], "omgerekend": [False]}
    )
    numbers = table(*years(10, 12, 11, 9))
    card = draw(make_release(numbers, boundaries=moved))
    assert pieces(card) == [[2018, 2019], [2020, 2021]]
    assert "In 2020 verandert wat er geteld wordt. De indeling is veranderd." in card.notes
    assert "Er is een breuk in 2020" in card.alt
    elsewhere = draw(make_release(numbers, boundaries=moved.assign(gebied="GM0150")))
    assert pieces(elsewhere) == [[2018, 2019, 2020, 2021]]


def test_every_break_stands_between_the_years(make_release, table):
    card = draw(make_release(table(*years(10, 12, 11, 9, 8, 7, indicator="hulp"))), ["hulp"])
    found = [line.get_xdata() for line in card.figure.axes[0].get_lines()]
    assert [float(xs[0]) for xs in found if len(xs) == 2 and xs[0] == xs[1]] == [2018.5, 2021.5]


def test_the_alt_text_holds_the_first_the_last_and_the_highest_value(make_release, table):
    assert draw(make_release(table(*years(10, 12, 11)))).alt == (
        "Lijndiagram. Inwoners van Dalfsen. Eenzaam van 10% in 2018 naar 11% in 2020, daartussen 12% in 2019."
    )
    assert draw(make_release(table(*years(10, 12, 13)))).alt == (
        "Lijndiagram. Inwoners van Dalfsen. Eenzaam van 10% in 2018 naar 13% in 2020."
    )


def test_the_alt_text_of_several_lines_holds_the_highest_and_the_lowest_value(make_release, table):
    rows = [*years(10, 12, 11), *years(8, 7, 9, indicator="hulp")]
    alt = draw(make_release(table(*rows)), ["eenzaam", "hulp"]).alt
    assert "Van Hulp, 7% in 2019 tot Eenzaam, 12% in 2019. Er is een breuk in 2019 en 2022." in alt


def test_lines_differ_in_dash_and_mark_however_many_periods_they_have(make_release, table):
    rows = [*years(*range(40, 60), start=2000), *years(*range(10, 30), start=2000, indicator="hulp")]
    drawn = draw(make_release(table(*rows)), ["eenzaam", "hulp"]).figure.axes[0].get_lines()
    looks = {(line.get_linestyle(), line.get_marker()) for line in drawn if len(line.get_xdata()) > 2}
    assert len({dash for dash, _ in looks}) == len({mark for _, mark in looks}) == len(looks) == 2
    assert "None" not in {mark for _, mark in looks}


def test_the_axis_begins_at_zero(make_release, table):
    low, high = draw(make_release(table(*years(90, 92)))).figure.axes[0].get_ylim()
    assert low == 0
    assert high > 92


def test_lines_differ_in_form_and_are_named_with_their_definition(make_release, table):
    rows = [*years(10, 12), *years(30, 31, indicator="jong")]
    card = draw(make_release(table(*rows)), ["eenzaam", "jong"])
    ax = card.figure.axes[0]
    assert len({(line.get_linestyle(), line.get_marker()) for line in ax.get_lines()}) == 2
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["Eenzaam: Wat het is.", "0 tot 20 jaar: Wat het is."]


def test_the_table_has_a_row_per_period(make_release, table):
    card = draw(make_release(table(*years(10, None, 11))))
    assert card.shown.to_dict("records") == [
        {"Periode": "2018", "Eenzaam": "10%", "Status": "definitief"},
        {"Periode": "2019", "Eenzaam": "geen gegevens", "Status": "geen gegevens"},
        {"Periode": "2020", "Eenzaam": "11%", "Status": "definitief"},
    ]


@pytest.mark.parametrize("values", [(), (10,), (10, None), (None, None)])
def test_one_period_is_no_trend(make_release, table, values):
    gap = draw(make_release(table({"waarde": 1}, *years(*values))))
    assert isinstance(gap, Gap)
    assert gap.reason == "Voor Dalfsen zijn er geen twee perioden om te vergelijken."


def test_fictional_numbers_are_marked_and_the_card_can_be_saved(make_release, table, tmp_path):
    card = draw(make_release(table(*years(10, 12, status="voorbeeld"))))
    assert "Voorbeeldcijfers" in save(card, tmp_path, digest="0" * 64)["alt"]


def test_a_line_at_zero_can_be_drawn(make_release, table):
    assert draw(make_release(table(*years(0, 0))))


def test_shares_of_months_are_never_averaged(make_release, table):
    months = [{"indicator": "eenzaam", "periode": f"2024-0{n}", "waarde": 10 * n} for n in (1, 2)]
    assert "15%" not in draw(make_release(table(*months))).shown.to_numpy().ravel().tolist()
