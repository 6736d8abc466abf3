import pytest
import shapely
from matplotlib.patches import Patch

from analysis import maps
from analysis.cards.frame import Gap


@pytest.fixture(scope="module")
def card(release):
    return maps.kernkaart(release, "inwoners", "2024", "kerngebied", title="Hoeveel mensen?")


def texts(card):
    return [text.get_text() for ax in card.figure.axes for text in ax.texts]


def legend(card):
    [found] = [ax.get_legend() for ax in card.figure.axes if ax.get_legend()]
    return found


def test_the_alt_text_holds_highest_lowest_and_what_is_missing(card):
    assert card.alt == (
        "Kaart. Inwoners, per kern met buitengebied, 2024. Het hoogst is Noord met 1.234 inwoners, "
        "het laagst Zuid met 567 inwoners. Geen gegevens: Midden. Voorbeeldcijfers: verzonnen."
    )


def test_every_kern_has_its_name_and_value_on_the_map(card):
    assert texts(card)[:3] == ["Noord\n1.234", "Midden\ngeen gegevens", "Zuid\n567"]


def test_what_is_missing_is_hatched_and_in_the_legend(card):
    labels = [text.get_text() for text in legend(card).get_texts()]
    assert labels == ["1.000 of meer", "minder dan 1.000", "geen gegevens"]
    last = [patch for patch in legend(card).get_patches() if isinstance(patch, Patch)][-1]
    assert last.get_hatch()
    assert any(collection.get_hatch() for collection in card.figure.axes[0].collections)


def test_the_map_says_which_reading_and_which_boundaries_are_meant(card):
    assert card.notes[0] == "Deze kaart toont de kern met buitengebied."
    assert card.facts.sources == ("telling", "cbs_wijk_buurtkaart_2025")
    assert card.level == "kern"


def test_an_uncertain_border_is_said(card):
    assert card.notes[1] == "De indeling van buurten is nog niet zeker bij: Midden."


def test_the_numbers_behind_the_map_are_those_on_it(card):
    assert card.numbers["Waarde"].dropna().tolist() == [1234, 567]
    assert card.shown["Waarde"].tolist() == ["1.234", "geen gegevens", "567"]


def test_maps_of_both_readings_share_their_classes(make_release, table):
    rows = [
        {"gebied": f"{prefix}-GM0148-{code}", "waarde": value}
        for prefix, values in (("KERN", (10, 20, 30)), ("KERNGEBIED", (1000, 2000, 3000)))
        for code, value in zip(("noord", "midden", "zuid"), values, strict=True)
    ]
    release = make_release(table(*rows))
    assert maps.kern_classes(release, "inwoners", "2024").limits == (20, 1000, 2000)
    both = [
        maps.kernkaart(release, "inwoners", "2024", reading, title="?") for reading in ("kern", "kerngebied")
    ]
    first, second = ([text.get_text() for text in legend(card).get_texts()] for card in both)
    assert first == second


def test_a_kern_without_a_row_is_missing_and_never_left_off(make_release, table):
    rows = table({"gebied": "KERN-GM0148-noord", "waarde": 5}, {"gebied": "KERN-GM0148-zuid", "waarde": 9})
    card = maps.kernkaart(make_release(rows), "inwoners", "2024", "kern", title="?")
    assert "Midden\ngeen gegevens" in texts(card)
    assert "Geen gegevens: Midden." in card.alt


@pytest.mark.parametrize(
    ("indicator", "value", "expected"),
    [("tevreden", 12.34, "Noord\n12,3%"), ("inwoners", 1234, "Noord\n1.234")],
)
def test_values_on_the_map_are_written_in_dutch(make_release, table, indicator, value, expected):
    rows = table({"indicator": indicator, "gebied": "KERN-GM0148-noord", "waarde": value})
    assert expected in texts(maps.kernkaart(make_release(rows), indicator, "2024", "kern", title="?"))


@pytest.mark.parametrize("status", ["onderdrukt", "te weinig waarnemingen", "ontbreekt"])
def test_without_any_number_there_is_a_gap(make_release, table, status):
    rows = table({"gebied": "KERN-GM0148-noord", "waarde": None, "status": status, "methode": "geen"})
    gap = maps.kernkaart(make_release(rows), "inwoners", "2024", "kern", title="Hoeveel?")
    assert gap == Gap(
        "kaart_inwoners_kern", "Hoeveel?", "Er zijn geen cijfers per kern voor 2024.", "Voeg de bron toe."
    )


def test_without_kernen_there_is_a_gap_that_says_what_is_needed(make_release, table, areas):
    release = make_release(table({"waarde": 1}), areas=areas[areas["laag"] == "regio"])
    gap = maps.kernkaart(release, "inwoners", "2024", "kern", title="Hoeveel?")
    assert isinstance(gap, Gap)
    assert "welke buurten samen een kern zijn" in gap.reason
    assert "kernindeling" in gap.action


def test_the_map_of_the_region_marks_the_own_gemeente(make_release, table):
    rows = table({"waarde": 10}, {"gebied": "GM0150", "waarde": 30})
    card = maps.gemeentekaart(make_release(rows), "inwoners", "2024", title="Hoe groot?")
    assert card.id == "kaart_inwoners_regio"
    assert card.notes == ("De dikke lijn is de grens van Dalfsen.",)
    assert "Hardenberg\ngeen gegevens" in texts(card)
    assert "Het hoogst is Deventer met 30 inwoners, het laagst Dalfsen met 10 inwoners." in card.alt


def test_a_region_without_numbers_is_a_gap(make_release, table):
    release = make_release(table({"gebied": "NL00", "waarde": 10}))
    assert isinstance(maps.gemeentekaart(release, "inwoners", "2024", title="Hoe groot?"), Gap)


def test_a_label_stands_inside_its_own_area_where_there_is_room(card, areas):
    shapes = areas[areas["gebied"].str.startswith("KERNGEBIED")].geometry
    for text, shape in zip(card.figure.axes[0].texts[:3], shapes, strict=True):
        assert shape.contains(shapely.Point(text.xy))


@pytest.mark.parametrize(("top", "said"), [(24, True), (30, False)])
def test_margins_that_overlap_are_said(make_release, table, top, said):
    bounds = [(10, 8, 25), (20, 18, 22), (top, top - 2, top + 2)]
    rows = [
        {"gebied": f"KERNGEBIED-GM0148-{code}", "waarde": value, "ondergrens": low, "bovengrens": high}
        for code, (value, low, high) in zip(("noord", "midden", "zuid"), bounds, strict=True)
    ]
    card = maps.kernkaart(make_release(table(*rows)), "inwoners", "2024", "kerngebied", title="Verschil?")
    assert ("geen aangetoond verschil" in " ".join(card.notes)) is said
