"""A form offers the goals of the gemeente that it is for, never those of another."""

import pytest
import yaml

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model.policy_files import policy_file
from analysis.prepare.delivered import definition_of, with_own_goals


@pytest.fixture
def forms():
    return {name: definition_of(name) for name in ("partners", "begroting", "jeugdhulp")}


@pytest.fixture
def ommen(tmp_path, monkeypatch):
    """A goal tree of Ommen: that of the example with other names, in a data folder with nothing else."""
    content = yaml.safe_load(policy_file("GM0148", "doelenboom.yml").read_text(encoding="utf-8"))
    content["gemeente"] = "GM0175"
    for node in content["knopen"]:
        node["namen"] = [{"tekst": f"Ommens doel {node['id']}", "regel": "1"}]
    monkeypatch.setattr(paths, "data", lambda: tmp_path)
    file = policy_file("GM0175", "doelenboom.yml")
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def goals(definition):
    return next((column.keuzes for column in definition.kolommen if column.naam == "doel"), None)


@pytest.mark.parametrize("gemeente", ["", "GM0148"])
def test_the_example_keeps_its_own(forms, gemeente):
    assert all(with_own_goals(form, gemeente) is form for form in forms.values())


def test_a_gemeente_with_a_tree_chooses_from_it(forms, ommen):
    for kind in ("partners", "begroting"):
        found = goals(with_own_goals(forms[kind], "GM0175"))
        assert found["2.2 Ommens doel 2.2"] == "2.2"
        assert all("Ommens doel" in name for name in found)
        assert set(found.values()) == set(goals(forms[kind]).values())


def test_without_a_tree_the_form_of_partners_cannot_be_made(forms):
    with pytest.raises(InputError) as caught:
        with_own_goals(forms["partners"], "GM0177")
    assert "data/beleid/GM0177/doelenboom.yml" in str(caught.value)


def test_without_a_tree_a_goal_that_may_be_left_out_is_not_asked(forms):
    assert goals(with_own_goals(forms["begroting"], "GM0177")) is None
    assert with_own_goals(forms["jeugdhulp"], "GM0177") is forms["jeugdhulp"]
