import pandas as pd
import pytest

from analysis.annex import prose
from analysis.annex.changes import compare, grown_old, previous_edition, read_table
from analysis.ground import dutch
from analysis.model.catalogue import read_catalogue
from analysis.release.store import TABLE

AREAS = ("GM0148", "NL00")


@pytest.fixture
def compared(table, catalogue):
    def changes(now, before):
        found = compare(table(*now), table(*before), catalogue, {"inwoners", "rookt"}, AREAS)
        return [
            (change.kind, change.subject, change.area, change.period, change.before, change.now)
            for change in found
        ]

    return changes


def test_new_revised_and_gone_are_told_apart(compared):
    now = [{"waarde": 101}, {"gebied": "NL00", "waarde": 7}, {"periode": "2025", "waarde": 102}]
    before = [{"waarde": 100}, {"gebied": "NL00", "waarde": 7}, {"periode": "2023", "waarde": 99}]
    assert compared(now, before) == [
        ("vervallen", "Inwoners", "Dalfsen", "2023", "99 inwoners", "–"),
        ("herzien", "Inwoners", "Dalfsen", "2024", "100 inwoners", "101 inwoners"),
        ("nieuw", "Inwoners", "Dalfsen", "2025", "–", "102 inwoners"),
    ]


def test_what_is_written_the_same_did_not_change(compared):
    assert compared([{"waarde": 100.2}], [{"waarde": 100.4}]) == []


def test_a_number_that_is_hidden_now_says_so_and_not_zero(compared):
    [change] = compared([{"status": "onderdrukt", "methode": "geen"}], [{"waarde": 100}])
    assert change[4] == "100 inwoners"
    assert "0" not in change[5]
    assert change[5]


def test_other_indicators_and_areas_are_left_alone(compared):
    now = [{"indicator": "eenzaam", "waarde": 1}, {"gebied": "PV23", "waarde": 2}]
    assert compared(now, [{"waarde": 3, "indicator": "jong"}]) == []


def test_the_previous_edition_is_the_last_one_with_numbers(tmp_path, table):
    for year in ("2021", "2023", "2024", "2025", "verkenning"):
        (tmp_path / year / "release").mkdir(parents=True)
    for year in ("2021", "2023", "2025"):
        table({"waarde": 1}).to_parquet(tmp_path / year / "release" / TABLE)
    assert previous_edition(tmp_path / "2025") == tmp_path / "2023"
    assert previous_edition(tmp_path / "2021") is None
    assert previous_edition(tmp_path / "verkenning") is None
    assert read_table(tmp_path / "2024") is None
    assert isinstance(read_table(tmp_path / "2023"), pd.DataFrame)


def test_old_is_what_has_no_newer_year(table, catalogue):
    rows = table(
        {"periode": "2018", "waarde": 1},
        {"periode": "2024", "waarde": 1},
        {"indicator": "rookt", "periode": "2019", "waarde": 1},
        {"indicator": "rookt", "periode": "2024", "status": "ontbreekt", "methode": "geen"},
    )
    [old] = grown_old(rows, catalogue, {"inwoners", "rookt"}, AREAS, last_good=2023)
    assert (old.source, old.period, old.subjects) == ("Gemeente, telling", "2019", ("Rokers",))


def test_a_chapter_says_what_changed_since_the_previous_edition(contents):
    chapter = next(chapter for chapter in contents.chapters if chapter.id == "kernen")
    assert contents.earlier.edition == "2023"
    assert prose.changed("2023", chapter.changes) == "Vergeleken met de editie 2023: 1 nieuw en 1 herzien."
    assert [change.kind for change in prose.shown_changes(chapter.changes)] == ["herzien", "nieuw"]


def test_few_names_say_how_many_more_there_are():
    assert dutch.few(["a", "b"]) == "a en b"
    assert dutch.few([str(n) for n in range(8)]) == "0, 1, 2, 3, 4, 5 en nog 2 andere"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (None, "niet vastgelegd"),
        ({"bevindingen": 0, "cellen": 1234, "onderdrukt": 7}, "Geen daarvan was terug te rekenen."),
        ({"bevindingen": 2, "cellen": 10, "onderdrukt": 3}, "Let op: 2 daarvan"),
    ],
)
def test_the_audit_is_told_in_a_sentence(found, expected):
    assert expected in prose.audited(found)


def test_a_kern_and_its_gemeente_of_the_same_name_are_told_apart(table):
    """It was: both were called Dalfsen."""
    catalogue = read_catalogue()
    kern = "KERN-GM0148-dalfsen"
    rows = [{"waarde": 101}, {"gebied": kern, "waarde": 7}]
    found = compare(table(*rows), table(), catalogue, {"inwoners"}, ("GM0148", kern))
    assert [change.area for change in found] == ["gemeente Dalfsen", "kern Dalfsen"]
    assert [one.area for one in compare(table(rows[0]), table(), catalogue, {"inwoners"}, AREAS)] == [
        "Dalfsen"
    ]
