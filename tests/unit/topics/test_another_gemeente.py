"""A gemeente without policy of its own: gaps that say which file to make, and nothing of another gemeente."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from tests.unit.real_release import dalfsen

from analysis.cards.card import Card, Gap
from analysis.cards.check_table import check_table
from analysis.charts import style
from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model.params import read_params
from analysis.model.policy_files import CONTENT, policy_file
from analysis.release.build import build_release
from analysis.release.release import Release
from analysis.release.returns import no_returns
from analysis.release.store import read_release
from analysis.topics import (
    bevolking,
    budget,
    claims,
    consultation,
    goal_tree,
    partners,
    performance,
    priorities,
    theme_page,
)
from analysis.topics.agenda import uitvoeringsagenda
from analysis.topics.drafts.check import check_claims
from analysis.topics.goal_tree import agreements
from analysis.topics.policy import budget_of, read_budget
from analysis.topics.themes_policy import theme_names

pytestmark = pytest.mark.slow

GEMEENTEN = ("Raalte", "Ommen")
EXAMPLE = " Het voorbeeld van Dalfsen staat in "
# Words that stand in the policy of Dalfsen and in no other.
FOREIGN = ("Dalfsen", "GM0148", "Saam", "Kulturhus", "Regiobeeld", "veerkrachtig", "Wmo-visie")

POLICY = {
    "08": (
        priorities.orange_list,
        priorities.just_missed,
        priorities.not_compared,
        uitvoeringsagenda,
    ),
    "09": (
        goal_tree.overview,
        goal_tree.all_goals,
        agreements,
        budget.lines,
        budget.goals,
        budget.loose_ends,
        performance.fields,
    ),
    "10": (claims.overview, claims.conflicts, claims.side_by_side),
    "11": (consultation.topics, consultation.said, consultation.ideas, partners.register),
}
SENTENCES = (
    priorities.priority_sentences,
    goal_tree.status_sentences,
    claims.summary,
    consultation.measures,
    consultation.talks,
)
INDICATORS = (goal_tree.tree_indicators, claims.indicators, consultation.indicators)


@cache
def other(naam: str) -> Release:
    """Return the release of a gemeente that has no folder of policy, built once."""
    style.use()
    with tempfile.TemporaryDirectory() as place:
        params = read_params(paths.params() / "raalte.yml")
        if naam == "Ommen":  # one that has no params file either
            params = params.model_copy(update={"gemeente": "GM0175", "naam": naam})
        folder = Path(place) / "release"
        folder.mkdir()
        build_release(params, folder)
        return read_release(folder)


@cache
def with_numbers() -> Release:
    """Return a release of Raalte that has every number there is: only policy is missing."""
    there = dalfsen()
    table = there.table.assign(gebied=there.table["gebied"].replace({"GM0148": "GM0177"}))
    return dataclasses.replace(there.with_table(table), gemeente="GM0177", naam="Raalte")


def listed(found):
    return list(found) if isinstance(found, list | tuple) else [found]


def text_of(one):
    """Return everything that a reader sees of a card or a gap, without the example to look at."""
    if isinstance(one, Gap):
        return f"{one.title} {one.reason} {one.action.split(EXAMPLE)[0]}"
    drawn = [text.get_text() for ax in one.figure.axes for text in ax.texts] if one.figure else []
    tables = one.shown.to_string(), one.numbers.to_string()
    return " ".join([one.title, one.subtitle, one.alt, one.caption, *one.notes, *tables, *drawn])


def foreign(text):
    return [word for word in FOREIGN if word in text]


@pytest.mark.parametrize("naam", GEMEENTEN)
@pytest.mark.parametrize(
    "draw",
    [draw for made in POLICY.values() for draw in made],
    ids=lambda draw: f"{draw.__module__.split('.')[-1]}.{draw.__name__}",
)
def test_a_figure_of_policy_is_a_gap_that_names_the_file_to_make(draw, naam):
    release = other(naam)
    for gap in listed(draw(release)):
        assert isinstance(gap, Gap)
        assert naam in gap.reason
        assert f"data/beleid/{release.gemeente}/" in gap.action
        assert f"{EXAMPLE}data/beleid/GM0148/" in gap.action
        assert foreign(text_of(gap)) == []


@pytest.mark.parametrize(
    "draw", [draw for made in POLICY.values() for draw in made], ids=lambda draw: draw.__name__
)
def test_numbers_alone_make_no_policy(draw):
    assert all(isinstance(one, Gap) for one in listed(draw(with_numbers())))


@pytest.mark.parametrize("say", SENTENCES, ids=lambda say: say.__name__)
def test_numbers_alone_say_nothing_about_policy(say):
    assert say(with_numbers()) == ()


def test_numbers_alone_make_no_target_no_judgement_and_no_expectation():
    release = with_numbers()
    assert isinstance(bevolking.growth(release), Card)
    assert isinstance(bevolking.expected_in_2007(release), Gap)
    for name in theme_names():
        theme = theme_page.open_theme(release, name, 2025)
        made = theme_page.blocks(release, theme, "beleving", "feiten", "schatting")
        of_document = {block.id for block in theme.blokken if block.van_document}
        assert not [one.id for one in made if one.id in of_document and isinstance(one, Card)]
        assert [one.id for one in made if isinstance(one, Card)]


@pytest.mark.parametrize("naam", GEMEENTEN)
@pytest.mark.parametrize("say", SENTENCES, ids=lambda say: say.__name__)
def test_nothing_is_said_about_policy_that_there_is_not(say, naam):
    assert say(other(naam)) == ()


@pytest.mark.parametrize("naam", GEMEENTEN)
def test_the_check_tables_of_these_notebooks_are_empty_and_stop_nothing(naam):
    for named in INDICATORS:
        assert named(other(naam)) == ()
        assert check_table(other(naam), named(other(naam)), [other(naam).gemeente]).empty


@pytest.mark.parametrize("naam", GEMEENTEN)
@pytest.mark.parametrize("name", theme_names())
def test_a_theme_shows_no_document_reading_or_target_of_another(name, naam):
    release = other(naam)
    theme = theme_page.open_theme(release, name, 2025)
    made = [
        one for kind in ("beleving", "feiten", "schatting") for one in theme_page.blocks(release, theme, kind)
    ]
    said = [*theme_page.opening(release, theme), *theme_page.closing(release, theme)]
    said += theme_page.reading(release, theme, "beleving", "feiten")
    assert theme_page.absent(release, theme) == []
    assert foreign(" ".join(said)) == []
    assert [
        (one.id, words) for one in made if (words := foreign(text_of(one).replace(titles(theme), "")))
    ] == []
    of_document = {block.id for block in theme.blokken if block.van_document}
    assert all(isinstance(one, Gap) for one in made if one.id in of_document)


def titles(theme):
    """The name of a judgement is the question itself; it says nothing about anybody's outcome."""
    return next((block.titel for block in theme.blokken if block.vorm == "beoordeling"), "\0")


@pytest.mark.parametrize("naam", GEMEENTEN)
def test_the_population_needs_no_facts_of_another(naam):
    release = other(naam)
    made = [
        bevolking.growth(release),
        bevolking.woonkernen(release),
        bevolking.age_groups(release),
        bevolking.old_by_kern(release),
        bevolking.single_ages(release),
        bevolking.expected_in_2007(release),
        bevolking.ageing(release),
        bevolking.aged(release),
        bevolking.forecast(release),
        bevolking.later(release),
    ]
    said = [*bevolking.growth_in_words(release), *bevolking.older_in_words(release)]
    assert foreign(" ".join([*map(text_of, made), *said])) == []


@pytest.mark.parametrize("naam", GEMEENTEN)
def test_partners_and_drafts_work_without_policy(naam, tmp_path):
    for draw in (partners.reach, partners.questions):
        assert foreign(text_of(draw(other(naam), no_returns()))) == []
    draft = tmp_path / "concept.md"
    draft.write_text("In Nederland is 12% laaggeletterd.", encoding="utf-8")
    [found] = check_claims(draft, other(naam))
    assert found.word == "klopt"


@pytest.fixture
def own_policy(tmp_path, monkeypatch):
    """Return the folder of policy of Ommen, in a data folder that holds nothing else."""
    other("Ommen")  # built from the real data, before that is out of sight
    monkeypatch.setattr(paths, "data", lambda: tmp_path)
    folder = tmp_path / "beleid" / "GM0175"
    folder.mkdir(parents=True)
    return folder


TREE = """\
gemeente: GM0175
bron: cbs_kwb_2024
jaar_van: 2024
jaar_tot: 2028
ambitie: {tekst: Ommen doet mee, regel: '1'}
knopen:
- id: '1'
  soort: doel
  namen: [{tekst: Iedereen leest, regel: '2'}]
  uitleg_b1: Iedereen kan lezen.
  lagen: {nummers: [1], grond: eigen duiding}
  oranje: onbekend
  richting: niet genoemd
  indicatoren: [laaggeletterden]
  bewijs: niet beoordeeld
- id: '1.1'
  soort: subdoel
  namen: [{tekst: Meer taalles, regel: '3'}]
  uitleg_b1: Er is meer les.
  lagen: {nummers: [1], grond: eigen duiding}
  oranje: onbekend
  richting: niet genoemd
  indicatoren: [laaggeletterden]
  bewijs: niet beoordeeld
afspraken: []
buiten_begroting: []
zonder_bedrag: []
"""


def test_a_gemeente_with_a_tree_of_its_own_shows_that_one(own_policy):
    release = other("Ommen")
    (own_policy / "doelenboom.yml").write_text(TREE, encoding="utf-8")
    card = goal_tree.overview(release)
    assert isinstance(card, Card)
    assert "Ommen doet mee" in card.subtitle
    assert card.numbers["Naam"].tolist() == ["Iedereen leest", "Meer taalles"]
    assert foreign(text_of(card)) == []
    [card] = goal_tree.all_goals(release)
    assert isinstance(card, Card)
    assert isinstance(budget.goals(release), Gap)
    assert "geen begroting" in budget.goals(release).reason


def test_the_nodes_of_the_catalogue_are_those_of_one_tree_only(own_policy):
    from analysis.topics.policy import goal_tree as read_tree

    (own_policy / "doelenboom.yml").write_text(TREE, encoding="utf-8")
    tree = read_tree(other("Ommen"))
    assert tree.node_of("laaggeletterden", "2.1") == "1.1"
    assert tree.node_of("rokers", "2.3.2") == ""


@pytest.mark.parametrize("name", CONTENT)
def test_a_folder_that_was_copied_cannot_pass_for_ones_own(own_policy, name):
    from analysis.model import goals
    from analysis.topics import agenda, claims_policy, expectation

    read = {
        "doelenboom.yml": lambda: goals.read_goals("GM0175", {}, (), ()),
        "begroting.csv": lambda: read_budget("GM0175"),
        "prioriteiten.yml": lambda: agenda.read_inputs("GM0175", (), (), ()),
        "beweringen.yml": lambda: claims_policy.read_claims("GM0175"),
        "prestatievelden.yml": lambda: performance.read_performance("GM0175", ()),
        "verwachting.yml": lambda: expectation.read_expected("GM0175"),
        "raadpleging.yml": lambda: consultation.read_consultation("GM0175"),
        "bijeenkomsten.yml": lambda: consultation.read_meetings("GM0175"),
        "sociale_kaart.csv": lambda: partners.read_register("GM0175"),
    }
    real = Path(__file__).resolve().parents[3] / "data" / "beleid" / "GM0148" / name
    shutil.copy(real, policy_file("GM0175", name))
    with pytest.raises(InputError) as caught:
        read[name]()
    assert "GM0148" in str(caught.value)
    assert "GM0175" in str(caught.value)


def test_a_gemeente_without_a_budget_has_no_lines_and_reading_one_says_where():
    assert budget_of("GM0175") is None
    with pytest.raises(InputError, match="data/beleid/GM0175"):
        read_budget("GM0175")
