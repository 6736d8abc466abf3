"""What mutated files brought to light, one case for each kind; and that the judges do see a change of meaning."""

from __future__ import annotations

import dataclasses
import io

import openpyxl
import pytest
from tests.fuzz.meaning import cell_as, equal, first_rows, refused, sound, told
from tests.fuzz.run import Fuzzer
from tests.fuzz.seeds import Seed, as_csv, as_xlsx, place
from tests.fuzz.worker import Job, Outcome

from analysis.sources.files import worksheet

HEADER = ("gebied", "jaar", "aantal")
ROWS = (("Dalfsen", 2024, 9210), ("Hoonhorst", 2024, 1720))
TROUBLE = {"code": "F112", "ernst": "fout", "bestand": "x.csv", "actie": "Herstel het."}


@pytest.fixture(scope="module")
def table(fuzzer: Fuzzer) -> Seed:
    return next(seed for seed in fuzzer.seeds if seed.name.startswith("002-goed"))


@pytest.fixture
def read(fuzzer: Fuzzer, table: Seed, tmp_path):
    def reader(data: bytes, name: str) -> Outcome:
        path = place({name: data}, name, tmp_path / "invoer")
        return fuzzer.reader.read(Job("tabel", str(path), table.definition))

    return reader


def with_far_cell(row: int, column: int, table: Seed) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(HEADER, ROWS, table.definition)))
    book.active.cell(row, column).value = "x"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_stray_cell_far_away_takes_no_minutes(read, table):
    outcome = read(with_far_cell(100_000, 60, table), "inwoners.xlsx")
    assert not sound(outcome, "tabel")
    assert {problem["rij"] for problem in outcome.errors} == {100_000}


def test_a_stray_cell_that_makes_millions_of_cells_is_refused_before_they_are_made(read, table):
    assert worksheet.MOST_AREA < 100_000 * 1_900
    outcome = read(with_far_cell(100_000, 1_900, table), "inwoners.xlsx")
    assert [problem["code"] for problem in outcome.errors] == ["F308"]
    assert outcome.seconds < 2


def test_a_row_of_spaces_is_an_empty_row_in_a_workbook_too(read, table):
    blank = (" ", None, "\u00a0")
    outcome = read(as_xlsx(HEADER, (ROWS[0], blank, ROWS[1]), table.definition), "inwoners.xlsx")
    assert not outcome.problems
    assert [row["aantal"][0] for row in outcome.rows] == [9210, 1720]


def test_letters_that_were_read_wrongly_are_refused_in_our_own_texts_too(fuzzer: Fuzzer, tmp_path):
    path = tmp_path / "bronnen.yml"
    text = next(seed for seed in fuzzer.seeds if seed.name == "bronnen/jeugdhulp.yml").data.decode()
    assert "één" in text
    path.write_bytes(text.encode("utf-8").decode("latin-1").encode("utf-8"))
    outcome = fuzzer.reader.read(Job("definities", str(path)))
    assert {problem["code"] for problem in outcome.errors} == {"F106"}
    assert outcome.errors[0]["plaats"].startswith("regel ")


def test_letters_that_were_read_wrongly_are_refused_in_a_map_too(fuzzer: Fuzzer, tmp_path):
    seed = next(seed for seed in fuzzer.seeds if seed.name.startswith("083-F401"))
    named = seed.before.rows[0]["naam"]
    assert named
    for other, right in ((f"{named} é", True), (f"{named} Ã©", False)):
        data = seed.data.replace(f'"{named}"'.encode(), f'"{other}"'.encode())
        path = place({seed.file: data}, seed.file, tmp_path / "invoer")
        outcome = fuzzer.reader.read(Job("kaart", str(path), seed.definition))
        assert [problem["code"] for problem in outcome.errors] == ([] if right else ["F106"])


@pytest.mark.parametrize(
    ("text", "code"),
    [("CAFÉ’S", ""), ("het ‘café’”", ""), ("cafÃ©", "F106"), ("â‚¬ 12", "F106"), ("cafeÌ\x81", "F105")],
)
def test_capitals_before_an_apostrophe_are_no_wrong_letters(read, text, code):
    data = f"gebied;jaar;aantal;toelichting\nDalfsen;2024;9210;{text}\n".encode()
    assert code in [*(problem["code"] for problem in read(data, "inwoners.csv").problems), ""][:1]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("a_xD800_", "a■"),
        ("_xDE00__xD83D_", "■"),
        ("_xD83D__xDE00_", "■"),
        ("a_x0000_", "a■"),
        ("_x005F_x0041_", "_x0041_"),
    ],
)
def test_half_a_character_in_a_workbook_is_no_crash(read, table, text, read_as):
    header, row = (*HEADER, "toelichting"), (*ROWS[0], text)
    outcome = read(as_xlsx(header, (row,), table.definition), "inwoners.xlsx")
    assert not sound(outcome, "tabel")
    assert outcome.rows[0]["toelichting"] == (read_as,)


# A fuzz test that cannot fail finds nothing: each judge is shown what it must not let through.


def test_every_seed_is_right_and_most_can_be_mutated_by_cell(fuzzer: Fuzzer):
    assert len(fuzzer.seeds) > 60
    assert sum(seed.matrix is not None for seed in fuzzer.seeds) > 45
    assert {seed.suffix for seed in fuzzer.seeds} >= {
        ".csv",
        ".gz",
        ".xlsx",
        ".geojson",
        ".gpkg",
        ".zip",
        ".yml",
    }


def test_a_value_that_changed_is_seen(table):
    rows = table.before.rows
    other = [dict(rows[0], aantal=(9999.0, "", None, None)), *rows[1:]]
    assert equal(rows)(Outcome(rows=rows)) == ""
    assert "aantal" in equal(rows)(Outcome(rows=tuple(other)))
    assert "aantal" in first_rows(rows)(Outcome(rows=tuple(other)))
    assert "aantal" in told(table.before, equal(rows))(Outcome(rows=tuple(other)))
    assert "rows" in equal(rows)(Outcome(rows=rows[:1]))
    assert refused(Outcome(rows=rows))


def test_a_refusal_is_right_only_where_the_file_is_wrong(table):
    outcome = Outcome(problems=(TROUBLE,))
    assert equal(table.before.rows)(outcome) == ""
    assert equal(table.before.rows, accept=True)(outcome)


@pytest.mark.parametrize(
    ("text", "value", "right"),
    [
        ("3,4", 3.4, True),
        ("3,4", 34.0, False),
        ("3.4", 3.4, False),
        ("1.234", 1.234, False),
        ("-5", 5.0, False),
        ("1e5", 100_000.0, False),
        ("x", 0.0, False),
        ("", 0.0, False),
    ],
)
def test_a_number_may_mean_one_thing(table, text, value, right):
    column = table.definition.column("percentage")
    assert cell_as(text, column, table.definition, None)((value, "", None, None)) is right


def test_an_exception_a_loop_and_a_crash_are_seen(fuzzer: Fuzzer, table, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv(HEADER, ROWS, table.definition))
    assert "AttributeError" in fuzzer.reader.read(Job("tabel", str(path), None)).broken
    late = fuzzer.reader.read(Job("tabel", str(path), table.definition), limit=0)
    assert late.broken.startswith("not ready")
    assert fuzzer.reader.read(Job("tabel", str(path), table.definition)).rows


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(broken="ValueError"),
        Outcome(escaped=("open elders.txt",), problems=(TROUBLE,)),
        Outcome(grown=10**9, problems=(TROUBLE,)),
        Outcome(problems=(dict(TROUBLE, code=""),)),
        Outcome(problems=(dict(TROUBLE, actie=""),)),
        Outcome(),
    ],
)
def test_what_no_input_may_cause_is_seen(outcome):
    assert sound(outcome, "tabel")
    assert not sound(dataclasses.replace(Outcome(problems=(TROUBLE,))), "tabel")


def test_a_case_is_the_same_each_time(fuzzer: Fuzzer):
    for family in ("cells", "bytes", "dialects", "yaml"):
        one, two = fuzzer.make(f"{family}:3"), fuzzer.make(f"{family}:3")
        assert one[0].name == two[0].name
        assert (one[1] and dict(one[1].parts)) == (two[1] and dict(two[1].parts))
