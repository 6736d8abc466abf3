import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.card import Card, Gap
from analysis.cards.save import save
from analysis.ground.errors import InputError
from analysis.model.catalogue import Catalogue
from analysis.topics import theme_page
from analysis.topics.area_cards import kern_grid
from analysis.topics.theme_page import scores
from analysis.topics.theme_target import ABOVE, BELOW, UNCLEAR, differences
from analysis.topics.themes_policy import read_theme, theme_names

pytestmark = pytest.mark.slow

KERNEN = [f"KERNGEBIED-GM0148-{code}" for code in ("noord", "midden", "zuid")]


def opened(name):
    return theme_page.open_theme(dalfsen(), name, 2025)


@pytest.mark.parametrize("name", theme_names())
def test_every_block_of_every_theme_is_a_card_or_says_why_not(name, tmp_path):
    theme = opened(name)
    made = [
        one
        for kind in ("beleving", "feiten", "schatting")
        for one in theme_page.blocks(dalfsen(), theme, kind)
    ]
    cards = [one for one in made if isinstance(one, Card)]
    assert len(cards) >= 2
    assert len({one.id for one in made}) == len(made)
    for card in cards:
        assert save(card, tmp_path, digest="0" * 64)["alt"]
    assert all(one.reason and one.action for one in made if isinstance(one, Gap))


@pytest.mark.parametrize("name", theme_names())
def test_the_document_is_quoted_with_its_place_and_the_reading_with_its_edition(name):
    theme = opened(name)
    assert all(
        "(Preventiebeleid" in line or "(Wmo-visie" in line
        for line in theme_page.opening(dalfsen(), theme)[3:]
    )
    assert theme_page.closing(dalfsen(), theme)[0] == "Duiding voor de editie 2025."
    assert theme_page.absent(dalfsen(), theme)


@pytest.mark.parametrize("name", theme_names())
def test_a_reading_of_another_edition_is_left_out_in_so_many_words(name):
    """B3: it stopped the chapter, and with it the annex."""
    theme = theme_page.open_theme(dalfsen(), name, 2026)
    said = theme_page.closing(dalfsen(), theme)
    assert said == ("De duiding bij dit thema is van editie 2025 en is weggelaten.",)


def test_the_youth_monitor_is_shown_whole():
    shown = {one for one in theme_page.indicators(opened("gezondheid")) if one.startswith("jv_")}
    there = {one for one in dalfsen().table["indicator"] if one.startswith("jv_")}
    assert shown == there | {"jv_vapet"}  # that one comes with a fetch only


def test_a_difference_without_bounds_is_never_called_clear():
    words = " ".join(theme_page.reading(dalfsen(), opened("gezondheid"), "feiten"))
    # The monitor of adults has margins, that of young adults has none.
    assert "Duidelijk lager dan in Nederland: rookt en voldoet aan de alcoholrichtlijn." in words
    assert "zware drinker (35,1%, tegen 20,9% daar; zeker vanaf 48 deelnemers)" in words
    assert "zeker vanaf 48 deelnemers" in words
    assert "meldt de bron niet" in words


def test_a_difference_with_bounds_is_named_and_marked_as_fictional():
    words = " ".join(theme_page.reading(dalfsen(), opened("vitale_gemeenschap"), "feiten"))
    assert "Duidelijk hoger dan in Nederland: vrijwilligerswerk" in words
    assert "Voorbeeldcijfers" in words


def test_nothing_to_compare_with_gives_no_sentence():
    assert theme_page.reading(dalfsen(), opened("leefomgeving"), "feiten") == ()


def test_a_kind_without_blocks_says_so():
    [gap] = theme_page.blocks(dalfsen(), opened("vitale_gemeenschap"), "beleving")
    assert isinstance(gap, Gap)
    assert "geen cijfers gevonden" in gap.reason


def test_another_gemeente_gets_no_document_no_reading_and_no_judgement(make_release, table, real_catalogue):
    release = make_release(
        table({"waarde": 1}, bron="kernmonitor"), catalogue=real_catalogue, gemeente="GM0177", naam="Raalte"
    )
    theme = read_theme("positieve_gezondheid", "GM0177", 2025)
    assert len(theme_page.opening(release, theme)) == 3
    assert "Raalte" in theme_page.closing(release, theme)[0]
    assert theme_page.absent(release, theme) == []
    assert all(isinstance(one, Gap) for one in theme_page.blocks(release, theme, "beleving", "feiten"))


@pytest.mark.parametrize(
    ("indicator", "changed", "said"),
    [
        ("vitaliteit_buurt_omgang", {"soort": "feitelijk"}, "Zet het in een blok feiten."),
        ("vitaliteit_buurt_omgang", None, "een id uit de catalogus"),
    ],
)
def test_an_indicator_of_another_kind_or_without_entry_stops_the_run(
    make_release, table, real_catalogue, indicator, changed, said
):
    entries = dict(real_catalogue.indicators)
    if changed is None:
        del entries[indicator]
    else:
        entries[indicator] = entries[indicator].model_copy(update=changed)
    other = Catalogue(entries, real_catalogue.sources, real_catalogue.areas, real_catalogue.caveats)
    release = make_release(table({"waarde": 1}, bron="kernmonitor"), catalogue=other)
    with pytest.raises(InputError) as caught:
        theme_page.open_theme(release, "leefomgeving", 2025)
    assert indicator in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("counts", "word"),
    [((30, 40), BELOW), ((50, 50), UNCLEAR), ((70, 60), ABOVE)],
    ids=["low", "same", "high"],
)
def test_a_side_of_the_level_is_named_only_when_zero_is_impossible(make_release, table, counts, word):
    rows = [
        {
            "gebied": area,
            "waarde": part / 5,
            "teller": part,
            "noemer": 500,
            "ondergrens": part / 5 - 2,
            "bovengrens": part / 5 + 2,
        }
        for area, part in zip(("GM0148", "NL00"), (5 * counts[0], 5 * counts[1]), strict=True)
    ]
    found = differences(make_release(table(*rows, indicator="rookt")), ["rookt"], "NL00")
    assert found["oordeel"].tolist() == [word]


def test_the_gap_to_the_level_is_the_difference_of_both_shares():
    found = differences(dalfsen(), ["inzet_hulp_aan_buren"], "KLASSE-WELZIJN-PARTICIPATIE").iloc[0]
    assert found["verschil"] == pytest.approx(100 * 280 / 780 - 41.0983, abs=1e-3)  # 281 of 780 by the gate
    # Beyond chance by itself; not after all comparisons of the edition.
    assert found["laag"] < found["verschil"] < found["hoog"] < 0
    assert found["oordeel"] == UNCLEAR


def test_the_judgement_differs_in_colour_form_and_word_and_says_what_is_lost():
    theme = opened("positieve_gezondheid")
    legend = theme.beoordeling.legenda
    assert len({one.kleur for one in legend}) == len({one.teken for one in legend}) == 3
    [card] = theme_page.blocks(dalfsen(), theme, "feiten")
    assert card.shown.iloc[0]["Mentaal welbevinden"] == "gemiddeld"
    assert card.shown["Gemeente"].tolist()[:3] == ["Dalfsen", "Hardenberg", "Hattem"]
    assert len(card.shown) == 12
    assert set(card.shown.iloc[5]) == {"Olst-Wijhe", "geen gegevens"}
    forms = [line.get_marker() for line in card.figure.axes[0].lines]
    assert (forms.count("^"), forms.count("o"), len(forms)) == (5, 1, 6)
    drawn = [text.get_text() for text in card.figure.axes[0].texts]
    assert any("verloren" in text for text in drawn)
    notes = " ".join(card.notes)
    assert "Rood" not in card.title
    assert "rood (▼) is ondergemiddeld" in notes
    assert "afgeleid" in notes


def test_a_judgement_that_is_lost_whole_is_a_gap():
    judgement = opened("positieve_gezondheid").beoordeling.model_copy(update={"bekend": {}})
    gap = scores(dalfsen(), judgement, title="Hoe?", identity="beeld")
    assert isinstance(gap, Gap)
    assert "verloren" in gap.reason


def test_estimates_per_kern_are_written_with_their_bounds(make_release, table, real_catalogue, tmp_path):
    rows = [
        {"indicator": "gm_rookt", "gebied": area, "waarde": 10 + n, "ondergrens": 8 + n, "bovengrens": 12 + n}
        for n, area in enumerate(["GM0148", *KERNEN[:2]])
    ]
    lost = {
        "indicator": "gm_rookt",
        "gebied": KERNEN[2],
        "status": "te weinig waarnemingen",
        "methode": "geen",
    }
    release = make_release(
        table(
            *[row | {"status": "modelschatting", "methode": "bron"} for row in rows], lost, bron="kernmonitor"
        ),
        catalogue=real_catalogue,
    )
    card = kern_grid(release, ["gm_rookt", "gm_eenzaam"], title="Wie rookt?", identity="rookt_kernen")
    drawn = [text.get_text() for text in card.figure.axes[0].texts]
    assert "11%" in drawn
    assert "9–13" in drawn
    assert "1 cijfer niet getoond: te weinig waarnemingen" in card.alt
    assert card.level == "kern"
    save(card, tmp_path, digest="0" * 64)


def test_before_the_estimates_are_fetched_a_gap_says_how():
    without = dalfsen().with_table(dalfsen().no_rows)
    gap = kern_grid(without, ["gm_rookt"], title="Wie rookt?", identity="rookt_kernen")
    assert isinstance(gap, Gap)
    assert "kernmonitor fetch" in gap.action
