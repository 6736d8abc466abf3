import pytest

from analysis.ground import text_files
from analysis.ground.errors import InputError


@pytest.fixture
def write(tmp_path):
    def written(content):
        path = tmp_path / "proef.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def problems_of(path, **options):
    with pytest.raises(InputError) as caught:
        text_files.read_csv(path, **options)
    return caught.value.problems


def refused(path, **options):
    return [(problem.place, problem.found) for problem in problems_of(path, **options)]


def test_every_cell_is_text(write):
    table = text_files.read_csv(write('code,naam\n0012,NA\n,"a, b"\n'))
    assert table.to_dict("list") == {"code": ["0012", ""], "naam": ["NA", "a, b"]}


def test_rows_are_those_of_the_table(write):
    path = write('code,naam\n0012,NA\n,"a, b"\n')
    assert text_files.read_rows(path) == text_files.read_csv(path).to_dict("records")


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfa,b\r\n1,2\r\n", b"a,b\n1,2\n\n\n", b"a,b\n1,2"])
def test_what_excel_adds_is_no_problem(write, content):
    assert text_files.read_csv(write(content)).to_dict("list") == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", [("", "een leeg bestand")]),
        ("a,a\n1,2\n", [('kolom "a"', "twee keer")]),
        ("a,b\n1\n1,2\n1,2,3\n", [("rij 2", "aantal cellen: 1"), ("rij 4", "aantal cellen: 3")]),
        ("a,b\n\n1,2\n", [("rij 2", "aantal cellen: 0")]),
        ('a,b\n1,"2\n', [("regel 2", "een aanhalingsteken te veel of te weinig")]),
        ('a,b\n1,"2"x\n', [("regel 2", "een aanhalingsteken te veel of te weinig")]),
        (b"a,b\n1,caf\xe9\n", [("regel 2", "byte 233")]),
    ],
)
def test_what_is_no_table_is_refused_with_its_row(write, content, found):
    assert refused(write(content)) == found


def test_columns_that_miss_or_are_strange_are_named_once(write):
    path = write("a,x\n1,2\n3,4\n")
    assert refused(path, required=["a", "b"], allowed=["a", "b", "c"]) == [
        ('kolom "b"', "niets"),
        ('kolom "x"', '"x"'),
    ]
    assert refused(path, required=["b"]) == [('kolom "b"', "niets")]


def test_a_file_that_is_not_there_names_the_nearest(write):
    path = write("a\n")
    with pytest.raises(InputError, match=r'Bedoelt u "proef.csv"\?'):
        text_files.read_text(path.with_name("prof.csv"))


@pytest.mark.parametrize(("sign", "word"), [(";", "puntkomma's"), ("\t", "tabs")])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_table_that_excel_saved_with_another_separator_is_one_problem(write, sign, word, quote):
    lines = [["gebied", "naam", "waarde"], ["GM0148", "Dalfsen", "1"], ["GM0177", "Raalte"]]
    text = "\n".join(sign.join(f"{quote}{cell}{quote}" for cell in line) for line in lines) + "\n"
    (problem,) = problems_of(write(text), required=("gebied", "waarde"))
    assert problem.code == "F262"
    assert word in problem.found
    assert "komma's" in problem.action


def test_letters_that_cannot_be_printed_are_named_with_their_cell(write):
    text = "gebied,naam\nGM0148,Dalfsen \U0001f600\nGM0177,\uf0b7 Raalte\nGM0150,日本\n"
    found = problems_of(write(text), required=("gebied",))
    assert [(one.code, one.place, one.found) for one in found] == [
        ("F172", 'rij 2, kolom "naam"', "U+1F600"),
        ("F172", 'rij 4, kolom "naam"', "U+65E5, U+672C"),
        ("F611", 'rij 3, kolom "naam"', '"\uf0b7 Raalte", teken 1 is U+F0B7'),
    ]
