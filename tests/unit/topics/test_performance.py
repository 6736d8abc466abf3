import pytest

from analysis.ground.errors import InputError
from analysis.model.policy_files import PERFORMANCE, policy_file
from analysis.topics.performance import read_performance

NODES = ("1", "2", "2.1", "2.2", "2.3", "2.3.2", "2.3.4", "2.4", "3", "3.1")


def test_the_vision_names_nine_fields_and_four_roles():
    found = read_performance("GM0148", NODES)
    assert [field.nummer for field in found.velden] == list(range(1, 10))
    assert [role.rol for role in found.rollen] == ["afstand", "faciliteerder", "stimulator", "dirigent"]


def test_what_the_vision_does_not_say_stays_empty():
    fields = read_performance("GM0148", NODES).velden
    assert [field.nummer for field in fields if not field.beleid] == [5, 8]
    assert {(field.resultaat, field.geld, field.rol) for field in fields} == {("", "", None)}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("nummer: 9", "nummer: 8", "de velden 1 tot en met 9"),
        ("knopen: ['2.4']", "knopen: ['2.5']", '"2.5"'),
        ("rol: dirigent", "rol: directeur", "een van: afstand"),
    ],
)
def test_what_does_not_fit_is_named(policy_of_dalfsen, before, after, said):
    text = policy_file("GM0148", PERFORMANCE).read_text(encoding="utf-8")
    assert before in text
    policy_of_dalfsen(PERFORMANCE, text.replace(before, after))
    with pytest.raises(InputError) as caught:
        read_performance("GM0148", NODES)
    assert said in str(caught.value)
