"""Files that a reviewer handed in, by the real definitions: what `check` says of each, and that it says it once."""

from pathlib import Path

import pytest

from analysis.prepare.delivered import context_of, definition_of, with_own_goals
from analysis.sources.files.check import check_file

HERE = Path(__file__).with_name("handed")
DALFSEN = "GM0148"


def checked(name, kind, gemeente=DALFSEN):
    definition = with_own_goals(definition_of(kind), gemeente)
    return check_file(HERE / name, definition, context_of(gemeente))


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("F04_statline.csv", "statline", 41),  # "." where Nederland has no change of boundary
        ("F08_jeugdhulp.xlsx", "jeugdhulp", 6),  # an empty <fill/>
        ("F10_jeugdhulp.xlsx", "jeugdhulp", 6),  # a space in A1048576
        ("F23_partners_word_bullet.xlsx", "partners", 1),  # U+F0B7
        ("F29_statline.csv", "statline", 37),
    ],
)
def test_it_is_read_without_a_word(name, kind, rows):
    report = checked(name, kind)
    assert not report.problems
    assert report.rows == rows


def test_a_bullet_of_word_is_a_bullet():
    table = checked("F23_partners_word_bullet.xlsx", "partners").delivered.table
    texts = " ".join(str(cell) for cell in table.to_numpy().ravel())
    assert "•" in texts
    assert "\uf0b7" not in texts


def test_an_emoji_is_replaced_and_its_cell_named():
    report = checked("F23_partners.xlsx", "partners")
    assert not report.errors
    (warning,) = report.warnings
    assert warning.code == "F171"
    assert "cel M2" in warning.place
    assert "■" in report.delivered.table.loc[0, "verhaal"]


def test_a_stray_cell_is_one_message_with_its_address():
    (problem,) = checked("F10_jeugdhulp_rij150000.xlsx", "jeugdhulp").problems
    assert problem.code == "F314"
    assert "E150000" in problem.action


def test_the_codes_of_amsterdam_are_of_another_gemeente_and_no_error_in_a_row():
    assert [problem.code for problem in checked("F05_amsterdam.csv", "statline").problems] == ["F134"]


@pytest.mark.parametrize("kind", ["jeugdhulp", "partners", "mantelzorg", "burgerpeiling", "begroting"])
def test_who_fills_in_a_template_is_never_sent_to_a_file_of_the_analyst(tmp_path, kind):
    definition = definition_of(kind)
    names = [column.naam for column in definition.kolommen]
    odd = ["...", "<5", "1.2.3", "-99999", "12 345", "half", "ooit", "\x99\x8f", ""]
    contents = [
        ";".join(names) + "\n" + "".join(";".join([value] * len(names)) + "\n" for value in odd),
        ",".join(names) + "\n" + ",".join(["Dalfsen"] * len(names)) + "\n",
        ";".join(names[1:]) + "\n" + "Dalfsen\n",
        "a;b\n1;2\n",
    ]
    for number, content in enumerate(contents):
        path = tmp_path / f"{kind}-{number}.csv"
        path.write_bytes(content.encode("latin-1"))
        for problem in check_file(path, definition, context_of(DALFSEN)).problems:
            assert "bronnen.yml" not in problem.action, problem
            assert not {"ontbreekt:", "keuzes:", "ook:", "duizendtal:"} & set(problem.action.split()), problem
            assert problem.action.endswith((".", "?"))
