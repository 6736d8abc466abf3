"""The columns of a delivered table by their own names."""

from __future__ import annotations

import pytest

from analysis.sources.files.definitions import Definition
from analysis.sources.files.table import GridRow, TextGrid, match_columns
from analysis.sources.files.texts import is_personal_heading, is_personal_value

DEFINITION = Definition.model_validate(
    {
        "titel": "Inwoners",
        "bron": "proef",
        "sleutel": ("gebied", "jaar"),
        "kolommen": (
            {"naam": "gebied", "ook": ("kern", "naam"), "soort": "gebied"},
            {"naam": "jaar", "soort": "periode"},
            {"naam": "aantal_inwoners", "soort": "aantal"},
            {"naam": "toelichting", "soort": "tekst", "verplicht": False},
        ),
    }
)
OWN = DEFINITION.model_copy(update={"eigen": True})
# Passes the 11-test, and was never given to anybody.
NUMBER = "123456782"


def grid(header: str, *rows: str, sheet: str = "") -> TextGrid:
    cells = [tuple(row.split(";")) for row in rows]
    return TextGrid(
        "a.csv",
        tuple(header.split(";")),
        1,
        tuple(GridRow(n, row) for n, row in enumerate(cells, start=2)),
        sheet,
    )


def test_other_headings_become_own_names():
    found, problems = match_columns(grid("Kern;JAAR;Aantal inwoners", "Hoonhorst;2024;1310"), DEFINITION)
    assert found.header == ("gebied", "jaar", "aantal_inwoners")
    assert problems == []


def test_an_unknown_column_is_left_out_and_keeps_its_place():
    text = grid("opmerkingen;gebied;jaar;aantal_inwoners", "mooi;Hoonhorst;2024;1310", sheet="Blad1")
    found, (problem,) = match_columns(text, DEFINITION)
    assert (problem.code, problem.warning, problem.column) == ("F141", True, "opmerkingen")
    assert found.header == ("", "gebied", "jaar", "aantal_inwoners")
    assert found.rows[0].cells == ("", "Hoonhorst", "2024", "1310")
    assert found.cell(2, "gebied") == "B2"


def test_the_nearest_expected_name_is_given():
    text = grid("gebied;jaar;aantal_inwoners;toelichtingen", "Hoonhorst;2024;1310;x")
    _, (problem,) = match_columns(text, DEFINITION)
    assert 'Bedoelt u "toelichting"?' in problem.action


def test_a_wide_file_may_have_other_columns():
    wide = DEFINITION.model_copy(update={"ruim": True})
    found, problems = match_columns(grid("x;gebied;jaar;aantal_inwoners", "1;Hoonhorst;2024;1310"), wide)
    assert problems == []
    assert found.header[0] == ""


def test_every_missing_column_is_told_with_what_is_there():
    _, problems = match_columns(grid("gebied;toelichting", "Hoonhorst;"), DEFINITION)
    assert [(problem.code, problem.column) for problem in problems] == [
        ("F142", "jaar"),
        ("F142", "aantal_inwoners"),
    ]
    assert problems[0].found == 'de kolommen "gebied", "toelichting"'


def test_a_column_that_is_there_twice_is_told_with_both_places():
    text = grid("gebied;kern;jaar;aantal_inwoners", "Hoonhorst;Oudleusen;2024;1310")
    found, (problem,) = match_columns(text, DEFINITION)
    assert (problem.code, problem.found) == ("F140", '"gebied" op plaats 1 en "kern" op plaats 2')
    assert found.header == ("gebied", "", "jaar", "aantal_inwoners")


def test_a_column_without_a_heading_is_told_only_when_it_holds_something():
    _, problems = match_columns(grid("gebied;;jaar;aantal_inwoners", "Hoonhorst;;2024;1310"), DEFINITION)
    assert problems == []
    _, (problem,) = match_columns(grid("gebied;;jaar;aantal_inwoners", "Hoonhorst;x;2024;1310"), DEFINITION)
    assert (problem.code, problem.found) == ("F141", "kolom 2 (B in Excel) zonder kop")


def test_only_footers_at_the_end_are_taken_off():
    head = "gebied;jaar;aantal_inwoners"
    found, (problem,) = match_columns(grid(head, "Hoonhorst;2024;1310", "Bron: CBS;;"), DEFINITION)
    assert (problem.code, problem.row, problem.warning) == ("F136", 3, True)
    assert len(found.rows) == 1
    found, problems = match_columns(grid(head, "Bron: CBS;;", "Hoonhorst;2024;1310"), DEFINITION)
    assert (len(found.rows), problems) == (2, [])
    found, problems = match_columns(
        grid(head, "Hoonhorst;2024;1310", "Bronckhorst;;", "Bron;2024;5"), DEFINITION
    )
    assert (len(found.rows), problems) == (3, [])


def test_a_footer_is_no_row():
    _, problems = match_columns(grid("gebied;jaar;aantal_inwoners", "© CBS;;"), DEFINITION)
    assert [problem.code for problem in problems] == ["F136", "F134"]


@pytest.mark.parametrize(
    "heading",
    ["BSN", "Burgerservicenummer", "Naam cliënt", "voornaam", "Geboortedatum", "E-mail", "e-mailadres", "Huisnr.",
     "client_id", "Straat", "telefoon (mobiel)", "naam", "Woonadres", "geb.dat.", "Geb. datum", "GEBDAT", "BSN-nr",
     "tel.", "Tel. nr", "NAW"],
)  # fmt: skip
def test_a_heading_about_a_person_is_refused(heading):
    own = OWN.model_copy(update={"kolommen": tuple(c.model_copy(update={"ook": ()}) for c in OWN.kolommen)})
    text = grid(f"gebied;jaar;aantal_inwoners;{heading}", "Hoonhorst;2024;1310;Jansen")
    found, (problem,) = match_columns(text, own)
    assert (problem.code, problem.row, problem.column, problem.warning) == ("F170", 1, heading, False)
    assert "Jansen" not in str(problem)
    assert "Jansen" not in str([row.cells for row in found.rows])


@pytest.mark.parametrize(
    "heading",
    ["aantal cliënten", "clienten", "naam kern", "postcode4", "gemiddeld per adres", "maatschappij"],
)
def test_a_heading_about_numbers_or_areas_is_not(heading):
    assert not is_personal_heading(heading)


@pytest.mark.parametrize(("value", "place"), [(NUMBER, 0), (NUMBER, 2), (f"zie {NUMBER}", 3), ("a@b.nl", 3)])
def test_a_value_of_a_person_is_refused_in_any_column_and_never_shown(value, place):
    cells = ["Hoonhorst", "2024", "1310", ""]
    cells[place] = value
    text = grid("gebied;jaar;aantal_inwoners;toelichting", "Nieuwleusen;2024;9120;", ";".join(cells))
    found, (problem,) = match_columns(text, OWN)
    assert (problem.code, problem.row) == ("F170", 3)
    assert value not in str(problem)
    assert value not in str(found.rows[1].cells)


def test_a_known_column_may_be_called_naam():
    _, problems = match_columns(grid("naam;jaar;aantal_inwoners", "Hoonhorst;2024;1310"), OWN)
    assert problems == []


@pytest.mark.parametrize(
    "value", ["123456789", "000000000", "1234567821", "12345678", "7711", "Hoonhorst", "@"]
)
def test_what_is_no_number_of_a_person(value):
    assert not is_personal_value(value)
