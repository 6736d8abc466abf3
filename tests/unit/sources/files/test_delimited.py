"""From bytes to the cells of a table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ground.errors import InputError
from analysis.sources.files.container import FileContent
from analysis.sources.files.definitions import Definition
from analysis.sources.files.delimited import read_delimited

COLUMNS = (
    {"naam": "gebied", "ook": ["kern"], "soort": "gebied"},
    {"naam": "jaar", "soort": "periode"},
    {"naam": "aantal", "soort": "aantal"},
)
HEADER = "gebied;jaar;aantal\n"
ROWS = "Nieuwleusen;2024;9120\nHoonhorst;2024;1310\n"


def definition(**changes) -> Definition:
    basis = {"titel": "Inwoners", "bron": "proef", "kolommen": COLUMNS, "sleutel": ("gebied", "jaar")}
    return Definition.model_validate({**basis, **changes})


def read(text: str | bytes, tmp_path=None, **changes):
    data = text if isinstance(text, bytes) else text.encode()
    return read_delimited(FileContent("a.csv", tmp_path, "text", data), definition(**changes))


def refused_with(text: str | bytes, **changes):
    with pytest.raises(InputError) as error:
        read(text, **changes)
    return error.value.problems


def refused(text: str | bytes, **changes):
    (problem,) = refused_with(text, **changes)
    return problem


def codes(grid):
    return [(problem.code, problem.row) for problem in grid.notes]


def test_rows_keep_the_numbers_of_the_file():
    grid = read("Inwoners per kern\n\n" + HEADER + "Nieuwleusen;2024;9120\n\n;;\nHoonhorst;2024;1310\n")
    assert grid.header == ("gebied", "jaar", "aantal")
    assert grid.header_row == 3
    assert [(row.number, row.cells[0]) for row in grid.rows] == [(4, "Nieuwleusen"), (7, "Hoonhorst")]
    assert grid.notes == ()


def test_a_line_break_in_a_cell_is_one_row():
    grid = read(HEADER + '"Nieuw\nleusen";2024;9120\nHoonhorst;2024;1310\n')
    assert [row.number for row in grid.rows] == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_break_is_one(end):
    assert len(read((HEADER + ROWS).replace("\n", end)).rows) == 2


def test_the_only_other_separator_that_fits_is_taken_with_a_warning():
    grid = read((HEADER + ROWS).replace(";", "\t"))
    assert codes(grid) == [("F101", 1)]
    assert grid.notes[0].warning
    assert grid.rows[0].cells == ("Nieuwleusen", "2024", "9120")


def test_decimal_commas_between_commas_are_not_guessed():
    problems = refused_with("gebied,jaar,aantal\nNieuwleusen,2024,3,4\nHoonhorst,2024,1,5\n")
    assert [(one.code, one.row, one.warning) for one in problems] == [
        ("F101", 1, True),
        ("F130", 2, False),
        ("F130", 3, False),
    ]


def test_a_header_and_rows_with_different_separators_are_not_guessed():
    problems = refused_with(HEADER + ROWS.replace(";", ","))
    assert [(one.code, one.row) for one in problems] == [("F130", 2), ("F130", 3)]


def test_rows_of_persons_that_do_not_fit_are_not_shown():
    text = "gebied,jaar,aantal,achternaam\nNieuwleusen,2024,3,4,Jansen\nHoonhorst,2024,1,5,Pietersen\n"
    assert "Jansen" not in str(refused_with(text, eigen=True))


def test_a_first_row_that_may_be_a_person_is_not_shown():
    problem = refused("Jansen;1980;123456782\n", eigen=True)
    assert problem.code == "F135"
    assert "Jansen" not in str(problem)
    assert "3 cellen" in problem.found


def test_what_is_plainly_cp1252_is_read_with_a_warning_at_its_first_cell():
    text = (HEADER + "Café;2024;1\nCrème;2024;2\n").encode("cp1252")
    grid = read(text)
    (problem,) = grid.notes
    assert problem.warning
    assert (problem.code, problem.row, problem.column) == ("F104", 2, "gebied")
    assert "0xE9" in problem.found
    assert "bronnen.yml" not in problem.action
    assert "nog 1 cel." in problem.action
    assert [row.cells[0] for row in grid.rows] == ["Café", "Crème"]
    grid = read(text, codering="cp1252")
    assert grid.notes == ()
    assert grid.rows[1].cells[0] == "Crème"


@pytest.mark.parametrize(
    "name",
    [
        "Súdwest-Fryslân",
        "’s-Gravenmoer",
        "Café ’t Hoekje",
        "BEËINDIGD",
        "‘t Zand – oost",
        "Één",
        "Zoë",
        "Privé (€ 5)",
    ],
)
def test_names_in_cp1252_are_read_as_they_are_written(name):
    grid = read((HEADER + f"{name};2024;1\n").encode("cp1252"))
    assert grid.rows[0].cells[0] == name
    assert [(note.code, note.warning) for note in grid.notes] == [("F104", True)]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Coördinatie", "cp850"),
        ("Zoë", "cp850"),
        ("café", "cp437"),
        ("café", "mac_roman"),
        ("Zoë", "mac_roman"),
        ("Beëindigd", "mac_roman"),
        ("Sophia’s", "mac_roman"),
        ("Işıl Yağmur", "cp1254"),
        ("Łódź", "cp1250"),
        ("€ 5", "iso-8859-15"),
    ],
)
def test_letters_of_another_code_page_are_not_guessed(name, letters):
    notes = read((HEADER + f"{name};2024;1\n").encode(letters)).notes
    assert "F104" in [note.code for note in notes if not note.warning]


def test_a_file_that_is_utf8_for_a_part_is_not_guessed():
    data = HEADER.encode() + "Café;2024;1\n".encode() + "Crème;2024;2\n".encode("cp1252")
    (problem,) = read(data).notes
    assert (problem.code, problem.row, problem.warning) == ("F104", 3, False)


@pytest.mark.parametrize(
    "cell", ["Jörgens".encode("cp850"), "CafÃ©".encode(), b"a\x00b", b"a\x07b", b"\xef\xbf\xbd"]
)
def test_letters_in_a_column_that_nobody_asked_for_stop_nothing_and_are_not_shown(cell):
    data = b"gebied;jaar;aantal;achternaam\nNieuwleusen;2024;3;" + cell + b"\n"
    assert read(data, eigen=True).notes == ()


@pytest.mark.parametrize(
    ("cell", "code", "hint"),
    [
        ("\x91t Zand", "F105", "Haal het teken weg"),
        ("CafÃ©", "F106", "UTF-8 als cp1252"),
        ("‘t Kulturhus – € 2".encode().decode("cp1252"), "F106", "Exporteer"),
        ("Caf\ufffd", "F106", "Exporteer"),
        ("Nieuw\0leusen", "F132", "byte 24"),
        ("Nieuw\x07leusen", "F105", "Haal het teken weg"),
    ],
)
def test_letters_that_were_read_wrongly(cell, code, hint):
    (problem,) = read(HEADER + f"{cell};2024;9120\n").notes
    assert (problem.code, problem.row, problem.column) == (code, 2, "gebied")
    assert hint in problem.expected + problem.action


@pytest.mark.parametrize("name", ["Súdwest-Fryslân", "‘t Zand", "Café, € 2", "Ålesund – Å", "Ã"])
def test_right_letters_are_left_alone(name):
    grid = read(HEADER + f"{name};2024;9120\n")
    assert grid.notes == ()
    assert grid.rows[0].cells[0] == name


def test_utf16_is_read_by_its_mark_only():
    text = (HEADER + ROWS).encode("utf-16")
    assert len(read(text).rows) == 2
    assert refused((HEADER + ROWS).encode("utf-16-le")).code == "F107"


def test_all_rows_that_do_not_fit_are_told_at_once_and_the_others_are_read():
    grid = read(HEADER + "Nieuwleusen;2024;9;120\nLemelerveld;2024\nHoonhorst;2024;1310\n")
    assert codes(grid) == [("F130", 2), ("F130", 3)]
    assert grid.notes[0].found == "4 cellen"
    assert grid.notes[0].expected == "3 cellen, zoals de kop"
    assert [row.number for row in grid.rows] == [4]


def test_separators_at_the_end_of_each_line_are_no_columns():
    grid = read("gebied;jaar;aantal;;\nNieuwleusen;2024;9120;;\n")
    assert grid.header == ("gebied", "jaar", "aantal")
    assert grid.notes == ()


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ('Nieuwleusen;2024;1\n"Hoonhorst;2024;2\nOudleusen;2024;3\n', 3),
        ('"Nieuwleusen;2024;1\n"Hoonhorst";2024;2\n', 2),
        ('Nieuwleusen;2024;1\nHoonhorst;2024;"2\n', 3),
        ('Nieuwleusen;2024;1\n"Hoonhorst;2024;2\nOudleusen";2024;3\n', None),
        ('Nieuwleusen;2024;"1\nHoonhorst;2024;2"\nOudleusen;2024;3\n', None),
        ('Nieuwleusen;"2024;1\nHoonhorst;2024;2"\nOudleusen;2024;3\n', 2),
    ],
)
def test_a_quote_that_does_not_close_is_named_where_it_opens(body, row):
    grid = read(HEADER + "Lemelerveld;2024;1\n" + body)
    assert codes(grid) == ([("F131", row + 1)] if row else [])


def test_a_quote_that_opens_in_the_header():
    assert refused('"gebied;jaar;aantal\nHoonhorst;2024;1\n').code == "F131"


def test_a_cut_file_is_told_from_one_that_may_be_cut():
    assert codes(read(HEADER + "Nieuwleusen;2024;9120\nHoonhorst;20")) == [("F160", 3)]
    maybe = read(HEADER + "Nieuwleusen;2024;9120\nHoonhorst;2024;13")
    assert codes(maybe) == [("F164", 3)]
    assert maybe.notes[0].warning
    assert len(maybe.rows) == 2
    assert codes(read(HEADER + 'Nieuwleusen;2024;"9120"')) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEADER, "F134"),
        (HEADER + ";;\n\n", "F134"),
        ("\n \n\n", "F133"),
        ("\ufeff", "F133"),
        ("naam;peildatum\nNieuwleusen;2024\n", "F135"),
        (ROWS, "F135"),
    ],
)
def test_a_file_without_a_table(text, code):
    assert refused(text).code == code


def test_a_narrow_footer_is_kept_for_who_knows_footers():
    grid = read(HEADER + "Nieuwleusen;2024;9120\nBron: CBS\n")
    assert grid.notes == ()
    assert grid.rows[-1].cells == ("Bron: CBS", "", "")


def test_a_cell_that_never_ends_is_an_error():
    grid = read(HEADER + "Nieuwleusen;2024;9120\n" + "x" * 140_000 + ";2024;1\n")
    assert codes(grid) == [("F131", 3)]


def test_a_map_is_no_table():
    with pytest.raises(InputError) as error:
        read_delimited(FileContent("a.gpkg", None, "gpkg"), definition())
    assert error.value.problems[0].code == "F163"


PIECES = st.sampled_from(
    [
        "gebied",
        ";",
        ",",
        "jaar",
        "aantal",
        "\n",
        "\r",
        '"',
        "2024",
        "\0",
        "\t",
        "Café",
        "\x91",
        "Ã©",
        " ",
        HEADER,
        "é",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-16-le"]), st.binary(max_size=4))
def test_no_bytes_are_a_surprise(text, encoding, tail):
    try:
        grid = read((HEADER + text).encode(encoding, "ignore") + tail)
        rows, problems = grid.rows, grid.notes
    except InputError as error:
        rows, problems = (), error.problems
    assert rows or problems
    assert len({len(row.cells) for row in rows}) <= 1
    # What is read can also be written.
    "".join([*(cell for row in rows for cell in row.cells), *(str(problem) for problem in problems)]).encode()
