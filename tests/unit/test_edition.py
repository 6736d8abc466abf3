"""The door: five lines from a name to a table, a map and a comparison, of released numbers only."""

from __future__ import annotations

import pytest
from tests.unit.real_release import dalfsen

from analysis import open_edition
from analysis.edition import Edition
from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model.params import read_params


@pytest.fixture(scope="module")
def edition() -> Edition:
    return Edition(read_params(paths.params() / "dalfsen.yml"), dalfsen())


def test_inhabitants_of_the_kernen_stand_with_their_names(edition):
    # Gemeentegids 2018: 28.242 inhabitants; Hoonhorst 728, and 870 around it.
    found = edition.numbers("inwoners", "kern", "2018").set_index("naam")["waarde"]
    assert found["Hoonhorst en buitengebied"] == 728 + 870
    assert found.sum() == 28242 == edition.numbers("inwoners", "gemeente", "2018")["waarde"].item()


@pytest.mark.parametrize(
    "given", ["KERNGEBIED-GM0148-hoonhorst", "Hoonhorst en buitengebied", "hoonhorst en Buitengebied"]
)
def test_an_area_is_known_by_code_and_by_name(edition, given):
    assert set(edition.numbers("inwoners", given)["gebied"]) == {"KERNGEBIED-GM0148-hoonhorst"}


def test_the_name_of_the_gemeente_is_not_that_of_its_largest_kern(edition):
    assert set(edition.numbers("inwoners", "Dalfsen")["gebied"]) == {"GM0148"}


def test_a_map_has_every_area_of_its_level_in_metres(edition):
    found = edition.map("inwoners", "buurt")
    assert len(found) == 36
    assert found.crs.to_epsg() == 28992
    assert found["waarde"].notna().any()
    assert list(found["naam"]) == list(edition.areas("buurt")["naam"])


def test_a_kern_is_compared_with_the_rest_of_its_gemeente(edition):
    found = edition.compare("Hoonhorst en buitengebied")
    assert "rest van Dalfsen" in set(found["met"])
    assert "GM0148" not in set(found["vergelijking"])


@pytest.mark.parametrize("level", ["kern", "bebouwde kern", "buurt", "wijk"])
def test_what_is_shown_beside_an_area_is_what_can_be_asked(edition, level):
    # "Hoonhorst" is the houses, "Hoonhorst en buitengebied" the kern: a name may not stand for one and give the other.
    shown = edition.areas(level)["naam"].drop(
        "KERN-GM0148-dalfsen", errors="ignore"
    )  # the gemeente is called so as well
    for code, name in shown.items():
        assert set(edition.numbers("inwoners", name)["gebied"]) <= {code}, name
    drawn = edition.map("inwoners", level).set_index("gebied")["naam"]
    assert drawn[shown.index].to_dict() == shown.to_dict()


def test_a_period_is_a_word_or_a_year_and_one_that_is_not_there_is_told(edition):
    said = edition.numbers("inwoners", "kern", 2018)
    assert said.equals(edition.numbers("inwoners", "kern", "2018"))
    assert len(said) == 5
    with pytest.raises(
        InputError, match=r'periode: gevonden "1999"; verwacht: een periode van deze editie\. .*2018'
    ):
        edition.numbers("inwoners", "kern", "1999")


def test_a_map_without_a_single_number_is_none(edition):
    with pytest.raises(
        InputError, match=r'niveau: gevonden "kern"; verwacht: een niveau waarvoor laaggeletterden'
    ):
        edition.map("laaggeletterden", "kern")


def test_what_it_lists_it_has(edition):
    listed = edition.indicators()
    assert not edition.numbers(list(listed.index), period=None).empty
    assert listed.loc["inwoners", "kernen"] == 5


def test_everything_that_is_not_known_is_told_at_once_with_what_is_near(edition):
    with pytest.raises(InputError) as told:
        edition.numbers(["inwonrs", "mantelzorg_geft"])
    assert 'Bedoelt u "inwoners"?' in str(told.value)
    assert 'Bedoelt u "mantelzorg_geeft"?' in str(told.value)
    with pytest.raises(InputError, match='Bedoelt u "Hoonhorst en buitengebied"'):
        edition.numbers("inwoners", "Hoonhorst en buitengebiet")
    with pytest.raises(InputError, match='Bedoelt u "buurt"'):
        edition.map("inwoners", "buurd")


def test_a_name_without_params_file_is_told_with_what_is_near():
    with pytest.raises(InputError, match=r'Bedoelt u "dalfsen\.yml"'):
        open_edition("dalfsn")


def test_an_edition_that_was_not_built_says_what_builds_it(tmp_path):
    with pytest.raises(InputError, match="kernmonitor build"):
        open_edition("dalfsen", tmp_path)


def test_an_edition_is_opened_from_the_folder_of_a_build(tmp_path):
    from analysis.release.build import build_release

    params = read_params(paths.params() / "dalfsen.yml")
    folder = tmp_path / params.slug / str(params.editie) / "release"
    folder.mkdir(parents=True)
    build_release(params, folder)
    assert repr(open_edition("Dalfsen", tmp_path)).startswith("Editie 2025 van Dalfsen: ")
