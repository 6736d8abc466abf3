"""Wrong cells and files in the tables of the project: refused by the command, and nothing is written."""

from __future__ import annotations

import openpyxl
import pytest
from tests.build.conftest import Project

from analysis.build.receipt import file_hashes

GUIDE, POLICY = "cijfers/gemeentegids_2018.csv", "cijfers/preventiebeleid_2022.csv"
BUILD = ("build", "params/dalfsen.yml", "--only", "release")


@pytest.fixture(scope="module")
def built(make_project) -> Project:
    """Return a project with a release, which no wrong input may touch."""
    project = make_project()
    project.notebook("1_een")
    project.usual_params("1_een")
    with project.at_home():
        result = project.run(*BUILD)
    assert result.exit_code == 0, result.output
    assert "let op" not in result.output.lower()
    return project


@pytest.fixture
def table(built):
    """Return a function that changes a table for as long as the test takes."""
    kept = {}

    def change(name, before, after):
        path = built.root / "data" / name
        kept.setdefault(path, path.read_bytes())
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    with built.at_home():
        yield change
    for path, content in kept.items():
        path.write_bytes(content)


def refused(built, *words):
    before = file_hashes(built.outputs)
    result = built.run(*BUILD)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert all(word in result.output for word in words), result.output
    assert file_hashes(built.outputs) == before
    return result.output


def shifted(text):
    header, *rows = [line.split(",") for line in text.splitlines()]
    values = [row[3] for row in rows]
    moved = [[*row[:3], value, *row[4:]] for row, value in zip(rows, [values[-1], *values], strict=False)]
    return "".join(",".join(cells) + "\n" for cells in [header, *moved])


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        (GUIDE, "28242", "28.242", ["F111", "rij 2", "28242 en niet 28.242"]),  # D10
        (GUIDE, "28242", "-28242", ["F111", "rij 2", '"-28242"']),  # D15
        (GUIDE, "28242", "282420", ["F137", "rij 2", "28.242 (rij 3 tot en met 14)"]),  # D25
        (GUIDE, "2018,28242", "2199,28242", ["F230", "rij 2", '"2199"']),  # D32
        (POLICY, ",90,", ",900,", ["F221", "rij 2", '"900"']),  # D49
        (POLICY, ",90,", ",0.9,", ["F255", "Bedoelt u 90?"]),  # D51
        ("voorbeeld/jeugdhulp.csv", "659,6930", "-659,6930", ["F111", "rij 2", 'kolom "teller"']),  # D52
        ("voorbeeld/jeugdhulp.csv", "659,6930", "659,0", ["F251", "rij 2", 'kolom "noemer"']),  # D54
    ],
)
def test_one_wrong_cell_stops_the_build(built, table, name, before, after, words):
    table(name, before, after)
    output = refused(built, f"data/{name}", *words)
    assert "(1 punt)" in output
    assert "row=" not in output.lower()


def test_a_shifted_column_stops_the_build(built, table):
    text = (built.root / "data" / GUIDE).read_text(encoding="utf-8")
    table(GUIDE, text, shifted(text))  # D60
    assert "verschoven" in refused(built, "F137", f"data/{GUIDE}, rij 2")


def test_a_file_of_fractions_stops_the_build(built, table):
    """It was: exit code 0, and an annex with 0,5% for 47,2%."""
    name = "cijfers/cbs_82972.csv"
    text = (built.root / "data" / name).read_text(encoding="utf-8")
    header, *rows = [line.split(",") for line in text.splitlines()]
    rows = [[*row[:3], f"{float(row[3]) / 100:.15g}" if row[3] else "", *row[4:]] for row in rows]
    table(name, text, "".join(",".join(cells) + "\n" for cells in [header, *rows]))
    output = refused(built, f"F264 data/{name}, rij 2", "20 percentages van 5 indicatoren", "hier 1.")
    assert "(1 punt)" in output


def test_a_copy_beside_a_table_stops_the_build(built, table):
    path = built.root / "data" / GUIDE
    copy = path.with_stem(f"{path.stem} (1)")  # D75
    copy.write_bytes(path.read_bytes())
    try:
        refused(built, "F256", "gemeentegids_2018 (1).csv")
    finally:
        copy.unlink()


def test_a_table_on_capitals_stops_the_build(built, table):
    path = built.root / "data" / GUIDE
    renamed = path.rename(path.with_suffix(".tmp")).rename(path.with_suffix(".CSV"))  # D76
    try:
        refused(built, "F256", "gemeentegids_2018.CSV")
    finally:
        renamed.rename(path.with_suffix(".tmp")).rename(path)


def test_all_that_is_wrong_with_all_files_is_said_at_once(built, table):
    table(GUIDE, "28242", "-28242")
    table(POLICY, ",90,", ",900,")
    own = built.root / "data" / "eigen" / "GM0148"
    own.mkdir(parents=True)
    (own / "jeugdhulp.csv").write_text(
        "gebied;jaar;jeugdigen_met_jeugdhulp;jeugdigen_tot_21\nRaalte;2024;630;6700\n", encoding="utf-8"
    )
    (own / "oud").mkdir()
    try:
        refused(built, "F111", "F221", "F257", "F256 data/eigen/GM0148/oud")
    finally:
        (own / "oud").rmdir()
        (own / "jeugdhulp.csv").unlink()
        own.rmdir()
        own.parent.rmdir()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        # It was: 'een onbekende soort', and F312 'een sjabloon dat nog niet is ingevuld'.
        ("Jeugdhulp.CSV", ["F256", "Jeugdhulp.CSV", "in kleine letters"]),
        ("jeugdhulp-2025.xlsx", ["F142", "jeugdigen_met_jeugdhulp"]),
    ],
)
def test_an_own_file_under_the_name_of_another_is_told_what_it_is(built, name, words):
    own = built.root / "data" / "eigen" / "GM0148"
    own.mkdir(parents=True, exist_ok=True)
    with built.at_home():
        assert built.run("template", "mantelzorg", "-o", str(own / name), "--force").exit_code == 0
        book = openpyxl.load_workbook(own / name) if name.endswith("xlsx") else None
        if book:
            for row in book["invullen"].iter_rows(min_row=2, max_row=7):
                row[3].value, row[4].value = 60, 200
            book.save(own / name)
        try:
            output = refused(built, f"data/eigen/GM0148/{name}", *words)
        finally:
            (own / name).unlink()
    assert "F312" not in output
    assert "onbekende soort" not in output


def test_what_may_be_right_is_said_and_built(built, table):
    table(GUIDE, "GM0148,2018,28242", "GM0148,2018,28250")  # eight people in none of the kernen
    result = built.run(*BUILD)
    assert result.exit_code == 0, result.output
    assert result.output.count("let op: F137") == 1
    again = built.run(*BUILD)
    assert "let op" not in again.output
