import pytest

from analysis import text_files
from analysis.errors import InputError


@pytest.fixture
def write(tmp_path):
    def written(content):
        path = tmp_path / "proef.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def refused(path, **options):
    with pytest.raises(InputError) as caught:
        text_files.read_csv(path, **options)
    return [(problem.place, problem.found) for problem in caught.value.problems]


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
