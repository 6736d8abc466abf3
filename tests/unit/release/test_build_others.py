"""The release of a gemeente that has no numbers of its own, beside one that does."""

import json

import pytest
from tests.unit.real_release import dalfsen

from analysis.model.params import Params
from analysis.release.build import build_release
from analysis.release.store import read_release

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("code", "name"), [("GM0175", "Ommen"), ("GM0177", "Raalte")])
def test_the_example_numbers_of_dalfsen_are_in_no_other_release(tmp_path, code, name):
    beside = ("NL00", "KLASSE-WELZIJN-PARTICIPATIE")
    params = Params(gemeente=code, naam=name, editie=2025, vergelijk=beside, notebooks=("01_kernkaarten",))
    build_release(params, tmp_path)
    table = read_release(tmp_path).table
    assert len(table) > 10
    assert not (table["status"] == "voorbeeld").any()
    assert not table["bron"].str.startswith("voorbeeld_").any()
    assert json.loads((tmp_path / "release.json").read_text(encoding="utf-8"))["voorbeeld"] == {}


def test_dalfsen_itself_keeps_them_with_what_they_are_held_against():
    table = dalfsen().table
    fictional = table[table["status"] == "voorbeeld"]
    assert {"GM0148", "NL00", "KLASSE-WELZIJN-PARTICIPATIE"} <= set(fictional["gebied"])
