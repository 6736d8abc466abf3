"""Nothing is called the highest that is not higher: where all are the same, and where several share a place."""

import pytest

from analysis.topics import area_cards, maps, sentences, trend_cards
from analysis.topics.verdict_words import span
from analysis.topics.wijkprofiel import spider

KERNEN = ("noord", "midden", "zuid")


def kernen(*values, indicator="eenzaam", reading="KERN"):
    return [
        {"indicator": indicator, "gebied": f"{reading}-GM0148-{code}", "waarde": value}
        for code, value in zip(KERNEN, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((20, 20, 20), "Overal 20%."),
        ((20.1, 19.9, 20.4), "Overal 20%."),  # as it is shown
        ((20, 20, 10), "Van 10% (Zuid) tot 20% (Noord en Midden)."),
        ((20.3, 10, 20.1), "Van 10% (Midden) tot 20% (Noord en Zuid)."),
        ((20, 10, 10), "Van 10% (Midden en Zuid) tot 20% (Noord)."),
        ((30, 20, 10), "Van 10% (Zuid) tot 30% (Noord)."),
        ((0, 0, 0), "Overal 0%."),
    ],
)
def test_a_map_and_bars_say_the_same(make_release, table, values, said):
    release = make_release(table(*kernen(*values)))
    card = maps.kernkaart(release, "eenzaam", "2024", "kern", title="Waar?")
    assert said in card.alt
    areas = [f"KERN-GM0148-{code}" for code in KERNEN]
    assert said in area_cards.ranking(release, "eenzaam", areas, "2024", title="Hoeveel?").alt


def test_one_number_is_not_the_highest_of_anything(make_release, table):
    release = make_release(table(kernen(20, 1, 1)[0]))
    alt = maps.kernkaart(release, "eenzaam", "2024", "kern", title="Waar?").alt
    assert "Alleen Noord, met 20%. Geen gegevens: Midden en Zuid." in alt


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((40, 40), "overal 40%."),
        ((40, 8), "van 8% (Eenzaam) tot 40,0% (Tevreden)."),
    ],
)
def test_dots(make_release, table, values, said):
    rows = [
        {"indicator": name, "waarde": value}
        for name, value in zip(("tevreden", "eenzaam"), values, strict=True)
    ]
    card = area_cards.dots(
        make_release(table(*rows)),
        ["tevreden", "eenzaam"],
        ["GM0148"],
        "2024",
        ("s", "Hoe?", "x"),
    )
    assert said in card.alt.replace("40,0%", "40%") or said in card.alt


def test_a_web_of_equal_dimensions(make_release, table):
    names = {"A": "tevreden", "B": "peiling"}
    rows = [{"indicator": name, "waarde": 55} for name in names.values()]
    web = spider(make_release(table(*rows)), names, ["GM0148"], "2024", ("w", "Hoe?", "x"))
    assert "het hoogst" not in web.alt


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((500, 500, 500), ("woonden in elke kern evenveel mensen: 500.",)),
        (
            (500, 500, 100),
            ("de meeste mensen in Noord en buitengebied en Midden en buitengebied: 500.", "in elk 45%"),
        ),
        ((500, 100, 100), ("In Midden en buitengebied en Zuid en buitengebied woonden er 100.",)),
    ],
)
def test_kernen_of_equal_size(make_release, table, values, said):
    rows = kernen(*values, indicator="inwoners", reading="KERNGEBIED")
    text = " ".join(sentences.kernen_by_size(make_release(table(*rows)), "inwoners", "2024"))
    for part in said:
        assert part in text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((11, 11, 11), "Eenzaam van 2018 tot 2020 gelijk: 11%."),
        ((10, 12, 12, 9), "Eenzaam van 10% in 2018 naar 9% in 2021, daartussen 12% in 2019 e.a."),
        ((12, 10, 12), "Eenzaam van 12% in 2018 naar 12% in 2020."),
    ],
)
def test_a_line(make_release, table, values, said):
    rows = [
        {"indicator": "eenzaam", "periode": str(year), "waarde": value}
        for year, value in enumerate(values, start=2018)
    ]
    card = trend_cards.trend_lines(
        make_release(table(*rows)), ["eenzaam"], "GM0148", ("l", "Hoe?", "Inwoners")
    )
    assert said in card.alt


def test_extremes_of_many():
    points = [(5, f"K{number}", "5%") for number in range(8)] + [(1, "Laag", "1%")]
    assert span(points) == "Van 1% (Laag) tot 5% (K0, K1, K2, K3 en nog 4 andere)"
