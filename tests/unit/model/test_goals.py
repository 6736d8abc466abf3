import copy

import pytest
import yaml

from analysis.ground.errors import InputError
from analysis.model.goals import NO_TARGET, read_goals
from analysis.model.policy_files import GOALS, policy_file
from analysis.topics.policy import read_budget

ACTIVITIES = {
    "1.1.1", "1.2.1", "1.3.1", "2.1.1", "2.1.2", "2.2.1", "2.3.1", "2.3.2", "2.3.3", "2.3.4", "2.4.1", "2.4.2",
    "3.1.1", "3.2.1", "3.2.2",
}  # fmt: skip
SUBGOALS = {"1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2"}
TARGETS = {"1": "behouden", "2": "boven gemiddelde", "3": "minstens klasse"}


@pytest.fixture(scope="module")
def known(real_catalogue):
    goals = {entry.id: entry.doel for entry in real_catalogue.indicators.values()}
    return "GM0148", goals, read_budget("GM0148").posts, real_catalogue.areas


@pytest.fixture(scope="module")
def tree(known):
    return read_goals(*known)


@pytest.fixture
def changed(policy_of_dalfsen, known):
    """Return a function that reads the tree after a change of its content."""
    content = yaml.safe_load(policy_file("GM0148", GOALS).read_text(encoding="utf-8"))

    def read(change):
        copied = copy.deepcopy(content)
        change(copied, {node["id"]: node for node in copied["knopen"]})
        policy_of_dalfsen(GOALS, yaml.safe_dump(copied, allow_unicode=True, width=1000))
        return read_goals(*known)

    return read


def test_every_node_of_the_document_is_there(tree):
    ids = {
        kind: {node.id for node in tree.of_kind(kind)}
        for kind in ("doel", "subdoel", "activiteit", "procesdoel")
    }
    assert ids == {
        "doel": {"1", "2", "3"},
        "subdoel": SUBGOALS,
        "activiteit": ACTIVITIES,
        "procesdoel": {"P1", "P2", "P3"},
    }
    assert [node.id for node in tree.of_kind("procesactiviteit")] == ["P3.1", "P3.2", "P3.3", "P3.4"]


def test_fourteen_activities_carry_that_word_and_one_does_not(tree):
    odd = [node.id for node in tree.of_kind("activiteit") if "niet het woord Activiteit" in node.opmerking]
    assert odd == ["2.3.4"]


def test_two_subgoals_keep_every_name_that_the_document_gives(tree):
    double = {
        node.id: [name.tekst for name in node.namen] for node in tree.nodes.values() if len(node.namen) > 1
    }
    assert set(double) == {"2.1", "3.2"}
    assert double["3.2"] == [
        "Inwoners dragen bij aan hun gemeenschap",
        "Inwoners verrijken elkaar en hun gemeenschap",
    ]
    assert "voldoende" not in double["2.1"][0]
    assert "voldoende" in double["2.1"][1]


def test_only_the_three_results_are_targets(tree):
    assert {node.id: node.doelwaarde.rekenregel for node in tree.nodes.values() if node.doelwaarde} == TARGETS
    assert [one.knoop for one in tree.afspraken if one.soort == "resultaat"] == list(TARGETS)


def test_no_orange_mark_is_invented(tree):
    """The colours stood in a picture that is lost."""
    assert {node.oranje for node in tree.nodes.values()} == {"onbekend", "niet van toepassing"}


def test_a_baseline_is_what_the_release_says(tree):
    from tests.unit.real_release import dalfsen

    release = dalfsen()
    bases = [base for node in tree.nodes.values() for base in node.basis]
    assert len(bases) == 8
    for base in bases:
        row = release.rows(base.indicator, [release.gemeente], base.periode)
        assert row["waarde"].tolist() == [base.waarde], base.indicator


def broken_indicator(content, nodes):
    nodes["2.1"]["indicatoren"] = ["laaggeleterden"]


def broken_post(content, nodes):
    nodes["3.2.2"]["geld"][0]["post"] = "Bibliotheken"


def broken_area(content, nodes):
    nodes["3"]["doelwaarde"]["vergelijk"] = "KLASSE-WELZIJN"


def broken_parent(content, nodes):
    nodes["2.4.1"]["id"] = "2.6.1"


def broken_agreement(content, nodes):
    content["afspraken"][0]["knoop"] = "4"


def broken_catalogue(content, nodes):
    content["knopen"].remove(nodes["1.1"])
    content["knopen"].remove(nodes["1.1.1"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (broken_indicator, 'Bedoelt u "laaggeletterden"?'),
        (broken_post, 'Bedoelt u "Bibliotheek"?'),
        (broken_area, "KLASSE-WELZIJN-PARTICIPATIE"),
        (broken_parent, '"2.6"'),
        (broken_agreement, '"4"'),
        (broken_catalogue, 'doel: gevonden "1.1"'),
        (lambda content, nodes: content["knopen"].append(copy.deepcopy(nodes["1"])), "twee keer"),
        (lambda content, nodes: nodes["1"]["lagen"].pop("regel"), "een regel bij grond: document"),
        (lambda content, nodes: nodes["1"]["doelwaarde"].pop("vanaf"), "vanaf bij behouden"),
        (lambda content, nodes: nodes["1"].update(kleur="blauw"), "een bekende sleutel"),
    ],
)
def test_what_does_not_fit_is_named(changed, change, said):
    with pytest.raises(InputError) as caught:
        changed(change)
    assert said in str(caught.value)


def test_the_file_without_a_change_is_read(changed, tree):
    assert changed(lambda content, nodes: None) == tree


def test_a_node_without_a_target_says_so():
    assert NO_TARGET == "geen doelwaarde vastgesteld"
