import pytest

from analysis.cards.card import Gap
from analysis.cards.save import save
from analysis.topics import area_cards

KERNEN = [f"KERNGEBIED-GM0148-{code}" for code in ("noord", "midden", "zuid")]


def draw(release, indicator="inwoners", areas=("GM0148", "PV23", "NL00"), **options):
    return area_cards.ranking(release, indicator, list(areas), "2024", title="Hoeveel?", **options)


def bars(card):
    return [round(patch.get_width(), 6) for patch in card.figure.axes[0].patches]


def names(card):
    return [label.get_text() for label in card.figure.axes[0].get_yticklabels()]


def texts(card):
    return [text.get_text() for text in card.figure.axes[0].texts]


def test_one_missing_and_one_fictional_kern_are_both_named(release):
    card = draw(release, areas=KERNEN)
    assert names(card) == ["Noord en buitengebied", "Zuid en buitengebied", "Midden en buitengebied"]
    assert texts(card) == ["1.234", "567", "geen gegevens"]
    assert bars(card) == [1234, 567, 0]


def test_the_alt_text_holds_the_highest_and_the_lowest(release):
    assert draw(release, areas=KERNEN).alt == (
        "Staafdiagram. Inwoners, 2024. Van 567 inwoners (Zuid en buitengebied) tot 1.234 inwoners "
        "(Noord en buitengebied). Geen gegevens: Midden en buitengebied. "
        "Voorbeeldcijfers: verzonnen."
    )


def test_the_alt_text_names_what_is_missing(release):
    assert "Geen gegevens: Midden en buitengebied" in draw(release, areas=KERNEN).alt


def test_a_drawn_card_can_be_saved(release, tmp_path):
    content = save(draw(release, areas=KERNEN), tmp_path, digest="0" * 64)
    assert content["voorbeeldcijfers"] is True
    assert content["tabel"]["rijen"][0] == ["Noord en buitengebied", "1.234", "definitief"]


def test_numbers_are_drawn_with_their_bounds(make_release, table):
    rows = table(
        {"indicator": "tevreden", "waarde": 70, "ondergrens": 65, "bovengrens": 74, "methode": "wilson"},
        {"indicator": "tevreden", "gebied": "NL00", "waarde": 60},
    )
    card = draw(make_release(rows), "tevreden")
    [lines] = [c.get_segments() for c in card.figure.axes[0].collections if hasattr(c, "get_segments")]
    assert [segment[:, 0].tolist() for segment in lines] == [[65.0, 74.0]]
    assert card.shown["95%-marge"].tolist() == ["65,0 – 74,0", ""]


def test_the_highest_comes_first_unless_an_order_is_asked(make_release, table):
    release = make_release(
        table({"waarde": 1}, {"gebied": "PV23", "waarde": 3}, {"gebied": "NL00", "waarde": 2})
    )
    assert names(draw(release)) == ["Overijssel", "Nederland", "Dalfsen"]
    assert names(draw(release, sort=False)) == ["Dalfsen", "Overijssel", "Nederland"]


def test_the_own_municipality_has_its_own_colour(make_release, table):
    release = make_release(table({"waarde": 5}, {"gebied": "NL00", "waarde": 9}))
    colours = [patch.get_facecolor() for patch in draw(release).figure.axes[0].patches]
    assert len(set(colours)) == 2
    same = draw(release, own=["GM0148", "NL00"]).figure.axes[0].patches
    assert len({patch.get_facecolor() for patch in same}) == 1


def test_the_own_municipality_without_a_row_is_shown_as_missing(make_release, table):
    card = draw(make_release(table({"gebied": "NL00", "waarde": 9})))
    assert names(card) == ["Nederland", "Dalfsen"]
    assert texts(card) == ["9", "geen gegevens"]
    assert card.numbers["Status"].tolist() == ["definitief", "geen gegevens"]


@pytest.mark.parametrize(
    ("indicator", "value", "label", "alt"),
    [
        ("tevreden", 12.34, "12,3%", "met 12,3%."),
        ("eenzaam", 12.34, "12%", "met 12%."),
        ("inwoners", 1234, "1.234", "met 1.234 inwoners."),
    ],
)
def test_values_are_written_in_dutch_with_their_unit(make_release, table, indicator, value, label, alt):
    card = draw(make_release(table({"indicator": indicator, "waarde": value})), indicator)
    assert texts(card) == [label]
    assert card.alt.endswith(alt)


def test_a_figure_of_the_whole_municipality_says_so(make_release, table, release):
    card = draw(make_release(table({"waarde": 5})))
    assert card.level == "gemeente"
    assert card.notes == ("Deze cijfers zijn er alleen voor heel Dalfsen, niet per kern.",)
    assert (draw(release, areas=KERNEN).level, draw(release, areas=KERNEN).notes) == ("kern", ())


@pytest.mark.parametrize(
    "rows", [[{"gebied": "GM9999", "waarde": 1}], [{"waarde": None, "status": "onderdrukt"}]]
)
def test_nothing_known_gives_a_gap(make_release, table, rows):
    gap = draw(make_release(table(*rows)))
    assert gap == Gap(
        "ranglijst_inwoners", "Hoeveel?", "Er zijn geen cijfers over 2024.", "Voeg de bron toe."
    )


def test_a_kern_that_is_named_like_its_municipality_has_its_own_bar(make_release, table, catalogue):
    area = catalogue.areas["KERN-GM0148-noord"].model_copy(update={"naam": "Dalfsen"})
    known = type(catalogue)(
        catalogue.indicators,
        catalogue.sources,
        catalogue.areas | {"KERN-GM0148-noord": area},
        catalogue.caveats,
    )
    rows = table(
        {"waarde": 100}, {"gebied": "KERN-GM0148-noord", "waarde": 40}, {"gebied": "NL00", "waarde": 10}
    )
    card = draw(make_release(rows, catalogue=known), areas=["GM0148", "KERN-GM0148-noord", "NL00"])
    assert bars(card) == [100, 40, 10]
    assert names(card) == ["Dalfsen", "Dalfsen", "Nederland"]
