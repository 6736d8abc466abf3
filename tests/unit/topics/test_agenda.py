import pytest

from analysis.ground.errors import InputError
from analysis.model.policy_files import PRIORITIES, policy_file
from analysis.topics.agenda import read_inputs

NODES, INDICATORS, AREAS = ("2.3.3", "2.3.4", "2.4"), ("rookt",), ("GM0148",)
VIEW = "partners:\n  - {indicator: rookt, gebied: GM0148, oordeel: herkend, datum: '2025-11-20'}"


@pytest.fixture
def read(policy_of_dalfsen):
    def changed(before="", after=""):
        text = policy_file("GM0148", PRIORITIES).read_text(encoding="utf-8")
        assert before in text
        policy_of_dalfsen(PRIORITIES, text.replace(before, after, 1) if before else text)
        return read_inputs("GM0148", NODES, INDICATORS, AREAS)

    return changed


def test_nobody_speaks_for_partners_before_they_did(read):
    found = read()
    assert found.partners == ()
    assert [reason.knoop for reason in found.verwacht_verschil] == ["2.4"]


def test_the_view_of_partners_is_found_by_number_and_area(read):
    found = read("partners: []", VIEW)
    assert found.views()["rookt", "GM0148"].oordeel == "herkend"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("knoop: '2.4'", "knoop: '2.5'", '"2.5"'),
        ("partners: []", VIEW.replace("rookt", "rokt"), 'Bedoelt u "rookt"?'),
        ("partners: []", VIEW.replace("GM0148", "GM0149"), '"GM0149"'),
        ("partners: []", VIEW.replace("herkend", "misschien"), "een van: herkend, niet herkend"),
        ("vanaf: 2021, tot: 2025", "vanaf: 2021, tot: 2019", "tot"),
    ],
)
def test_what_does_not_fit_is_named(read, before, after, said):
    with pytest.raises(InputError) as caught:
        read(before, after)
    assert said in str(caught.value)
