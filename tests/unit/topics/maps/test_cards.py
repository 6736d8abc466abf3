import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Patch
from tests.unit.real_release import dalfsen

from analysis.cards.card import Gap
from analysis.topics import maps
from analysis.topics.maps.classes import shared_classes
from analysis.topics.maps.draw import kernen, layer_of, region


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
        "Kaart. Inwoners, per kern met buitengebied, 2024. Van 567 inwoners (Zuid) "
        "tot 1.234 inwoners (Noord). Geen gegevens: Midden. Voorbeeldcijfers: verzonnen."
    )


def test_every_kern_has_its_name_and_value_on_the_map(card):
    assert texts(card)[:3] == ["Noord\n1.234", "Midden\ngeen gegevens", "Zuid\n567"]


def test_what_is_missing_is_hatched_and_in_the_legend(card):
    labels = [text.get_text() for text in legend(card).get_texts()]
    assert labels == ["1.000 of meer", "minder dan 1.000", "geen cijfer"]
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
    first, second = (colours_by_label(card) for card in both)
    assert first == {"minder dan 20": first["minder dan 20"], "20 tot 1.000": first["20 tot 1.000"]}
    assert set(second) == {"1.000 tot 2.000", "2.000 of meer"}
    # Of the same classes, of which each has its own colour on both maps.
    classes = maps.kern_classes(release, "inwoners", "2024")
    assert first | second == dict(zip(classes.labels, classes.colours, strict=True))


def colours_by_label(card):
    drawn = legend(card)
    colours = [to_hex(patch.get_facecolor()) for patch in drawn.get_patches() if isinstance(patch, Patch)]
    return dict(zip([text.get_text() for text in drawn.get_texts()], colours, strict=True))


def in_words(text):
    """Return the number that a Dutch text holds."""
    return float(text.replace(".", "").replace(",", ".").replace("%", ""))


def fits(label, words):
    """Whether a number lies in a class, both as they are read."""
    value, parts = in_words(label), words.split()
    if words == "alle waarden":
        return True
    if words.startswith("minder dan"):
        return value < in_words(parts[-1])
    if words.endswith("of meer"):
        return value >= in_words(parts[0])
    return in_words(parts[0]) <= value < in_words(parts[2])


def disagreements(ground, labels, colours, words):
    """Return the areas whose number does not lie in the class of their colour, and the classes that no area has."""
    by_colour = {colour: text for text, colour in words}
    found = [
        (code, label, by_colour.get(colour))
        for code, label, colour in zip(ground.codes, labels, colours, strict=True)
        if colour is not None and not fits(label, by_colour.get(colour, "0 tot 0"))
    ]
    return [*found, *(text for text, colour in words if colour not in colours)]


def test_a_number_that_is_rounded_up_to_a_limit_lies_above_it(make_release, table):
    """Lemelerveld has 38.7 and shows 39%; beside 39.2 and 43.1 the limit was 39."""
    values = zip(("noord", "midden", "zuid"), (38.7, 39.2, 43.1), strict=True)
    rows = [
        {"indicator": "eenzaam", "gebied": f"KERN-GM0148-{code}", "waarde": value} for code, value in values
    ]
    card = maps.kernkaart(make_release(table(*rows)), "eenzaam", "2024", "kern", title="?")
    assert texts(card)[:3] == ["Noord\n39%", "Midden\n39%", "Zuid\n43%"]
    labels = [text.get_text() for text in legend(card).get_texts()]
    assert labels == ["40% of meer", "minder dan 40%"]


def every_map(release):
    """Yield each map that can be made of a release: its layer and its legend."""
    for indicator in release.catalogue.indicators:
        for reading in ("kern", "kerngebied", "regio"):
            ground = region(release) if reading == "regio" else kernen(release, reading)
            for period in release.periods(indicator, ground.codes, most=2):
                rows = release.rows(indicator, ground.codes, period)
                entry = release.catalogue[indicator]
                classes = (
                    shared_classes(rows["waarde"], unit=entry.eenheid, shown=entry.decimalen)
                    if reading == "regio"
                    else maps.kern_classes(release, indicator, period)
                )
                yield layer_of(ground, rows, classes, release)


def test_on_every_map_of_dalfsen_numbers_and_colours_agree():
    layers = list(every_map(dalfsen()))
    assert len(layers) > 40
    wrong = [disagreements(one.ground, one.labels, one.colours, one.legend) for one in layers]
    assert [each for each in wrong if each] == []


@given(
    values=st.lists(st.floats(0, 100) | st.integers(0, 400).map(lambda n: n / 4), min_size=3, max_size=3),
    other=st.lists(st.floats(0, 100), min_size=3, max_size=3),
    indicator=st.sampled_from(["eenzaam", "tevreden"]),
)
@settings(deadline=None, max_examples=60)
def test_whatever_the_values_numbers_and_colours_agree(make_release, table, values, other, indicator):
    rows = [
        {"indicator": indicator, "gebied": f"{prefix}-GM0148-{code}", "waarde": value}
        for prefix, found in (("KERN", values), ("KERNGEBIED", other))
        for code, value in zip(("noord", "midden", "zuid"), found, strict=True)
    ]
    release = make_release(table(*rows))
    for reading in ("kern", "kerngebied"):
        ground = kernen(release, reading)
        shown = release.rows(indicator, ground.codes, "2024")
        one = layer_of(ground, shown, maps.kern_classes(release, indicator, "2024"), release)
        assert disagreements(ground, one.labels, one.colours, one.legend) == []


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
    assert "Van 10 inwoners (Dalfsen) tot 30 inwoners (Deventer)." in card.alt


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
