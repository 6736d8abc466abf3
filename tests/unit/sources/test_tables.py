"""The tables on the network: what is read of them, and what a wrong description says."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.ground.errors import InputError
from analysis.model.catalogue import read_catalogue
from analysis.sources.tables import NetworkTable, TableTopic, read_tables

HEADER = """\
tabellen:
  kerncijfers:
    bron: cbs_kwb
    dienst: cbs
    gebied: WijkenEnBuurten
"""
PDOK = """\
pdok:
  bron: pdok_wijken_buurten
  jaren: [2025]
  lagen: {buurten: buurt}
"""
GOOD = """\
    per_periode: {'2024': 85984NED}
    niveaus: [buurt]
    onderwerpen:
      - {stam: AantalInwoners, indicator: inwoners}
"""


def described(folder: Path, body: str, **known: tuple[str, ...]) -> list[str]:
    """Return the problems of a file with one table."""
    file = folder / "tabellen.yml"
    file.write_text(HEADER + body + PDOK, encoding="utf-8")
    try:
        read_tables(file, **known)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


def table(**changes: object) -> NetworkTable:
    about = {"bron": "cbs_kwb", "dienst": "cbs", "gebied": "WijkenEnBuurten", "niveaus": ("buurt",)}
    topics = (TableTopic(stam="AantalInwoners", indicator="inwoners"),)
    return NetworkTable.model_validate({**about, "tabel": "85984NED", "onderwerpen": topics, **changes})


def test_every_source_and_indicator_of_the_project_is_known():
    catalogue = read_catalogue()
    tables = read_tables(sources=catalogue.sources, indicators=catalogue.indicators)
    for name, one in tables.tabellen.items():
        for topic in one.onderwerpen:
            entry = catalogue[topic.indicator]
            assert one.bron in entry.bron, f"{name}: {entry.id} does not name its source"
            assert set(one.niveaus) & set(entry.niveaus), f"{name}: {entry.id}"


def test_a_network_source_goes_before_copies_and_examples():
    catalogue = read_catalogue()
    network = {one.bron for one in read_tables().tabellen.values()}
    for entry in catalogue.indicators.values():
        places = [place for place, source in enumerate(entry.bron) if source in network]
        assert places == list(range(len(places))), entry.id


def test_the_kerncijfers_have_a_table_for_every_year_since_2016():
    editions = dict(read_tables().tabellen["cbs_kwb"].editions())
    assert list(editions) == [str(year) for year in range(2016, 2027)]
    assert editions["2024"] == "85984NED"
    assert len(set(editions.values())) == len(editions)


def test_a_table_with_its_own_periods_has_one_edition_without_a_period():
    assert read_tables().tabellen["rivm_gezondheid"].editions() == (("", "50150NED"),)


def test_the_topics_of_a_year_are_those_that_hold_in_it():
    kerncijfers = read_tables().tabellen["cbs_kwb"]
    low_income = "aandeel_huishoudens_laag_inkomen"
    assert low_income in {topic.indicator for topic in kerncijfers.topics(2023)}
    assert low_income not in {topic.indicator for topic in kerncijfers.topics(2024)}
    assert "PersonenInArmoede" not in kerncijfers.stems(2023)
    assert "PersonenInArmoede" in kerncijfers.stems(2024)


def test_a_topic_is_read_from_any_of_its_columns():
    one = TableTopic(stam="k_65JaarOfOuder", som=("k_65Tot80", "k_80"), indicator="inwoners_65plus")
    two = TableTopic(stam="Woz", ook=("Woningwaarde",), groep="Wonen", indicator="woz")
    both = table(onderwerpen=(one, two))
    assert both.stems() == ("k_65JaarOfOuder", "k_65Tot80", "k_80", "Wonen/Woz", "Wonen/Woningwaarde")
    assert both.readable({"k_80", "Woningwaarde", "Anders"}) == ("k_80", "Wonen/Woningwaarde")
    assert both.absent({"k_80", "Woningwaarde"}) == (one,)
    assert both.absent({"k_80", "k_65Tot80", "Woz"}) == ()


def test_messages_name_a_table_by_its_number():
    assert table().number("") == "85984NED"
    assert table(tabel="", per_periode={"2016": "83487NED"}).number("2016") == "83487NED"


def test_a_good_description_has_no_problems(tmp_path: Path):
    assert (
        described(tmp_path, GOOD, sources=("cbs_kwb", "pdok_wijken_buurten"), indicators=("inwoners",)) == []
    )


def test_a_misspelt_key_is_named_with_its_line(tmp_path: Path):
    (problem,) = described(tmp_path, GOOD.replace("stam:", "staam:"))[:1]
    assert "regel 9" in problem
    assert 'Bedoelt u "stam"?' in " ".join(described(tmp_path, GOOD.replace("stam:", "staam:")))


@pytest.mark.parametrize(
    ("known", "found", "action"),
    [
        ({"sources": ("cbs_kwb2", "pdok_wijken_buurten")}, '"cbs_kwb"', 'Bedoelt u "cbs_kwb2"?'),
        ({"sources": ("cbs_kwb",)}, '"pdok_wijken_buurten"', "Voeg haar toe."),
        ({"indicators": ("inwonerss",)}, '"inwoners"', 'Bedoelt u "inwonerss"?'),
        ({"indicators": ()}, '"inwoners"', "Voeg hem toe aan data/catalogus/."),
    ],
)
def test_what_is_not_known_is_named(
    tmp_path: Path, known: dict[str, tuple[str, ...]], found: str, action: str
):
    (problem,) = described(tmp_path, GOOD, **known)
    assert found in problem
    assert action in problem


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("per_periode: {'2024': 85984NED}", "per_periode: {}", "geen van beide"),
        ("    niveaus", "    tabel: 85984NED\n    niveaus", "gevonden beide"),
        ("'2024': ", "'2024JJ00': ", 'periode "2024JJ00"'),
        ("    niveaus", "    voorlopig: ['24']\n    niveaus", 'periode "24"'),
        (
            "    niveaus",
            "    marges: {dimensie: Marges, waarde: MW00000, ondergrens: A, bovengrens: B}\n"
            "    kies: {Marges: [MW00000, A]}\n    niveaus",
            '"B" alleen bij "marges"',
        ),
    ],
)
def test_what_contradicts_itself_is_named(tmp_path: Path, old: str, new: str, said: str):
    problems = described(tmp_path, GOOD.replace(old, new))
    assert len(problems) == 1
    assert said in problems[0]
    assert 'tabel "kerncijfers"' in problems[0]


def test_two_columns_of_one_indicator_may_follow_each_other(tmp_path: Path):
    later = GOOD.replace(
        "inwoners}", "inwoners, tot: 2022}\n      - {stam: Anders, indicator: inwoners, sinds: 2023}"
    )
    assert described(tmp_path, later) == []


def test_a_column_of_two_groups_may_be_read_twice(tmp_path: Path):
    groups = GOOD.replace(
        "stam: AantalInwoners, indicator: inwoners}",
        "stam: Totaal, groep: Bevolking, indicator: inwoners}\n"
        "      - {stam: Totaal, groep: Wonen, indicator: woningvoorraad}",
    )
    assert described(tmp_path, groups) == []
