import pytest

from analysis.ground.errors import ContractError
from analysis.model.tidy import conform
from analysis.sources.embedded import embedded_files, inhabitants, read_placed

HEADER = "indicator,gebied,periode,waarde,ondergrens,bovengrens,teller,noemer,n,status,methode,bron\n"


@pytest.fixture
def folder(tmp_path):
    for name, status in (
        ("cijfers/b", "definitief"),
        ("cijfers/a", "definitief"),
        ("voorbeeld/a", "voorbeeld"),
    ):
        path = tmp_path / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        source = name.replace("/", "_")
        path.write_text(f"{HEADER}inwoners,GM0148,2024,5,,,,,,{status},telling,{source}\n", encoding="utf-8")
    return tmp_path


SOURCES = ["cijfers_a", "cijfers_b", "voorbeeld_a"]


def test_real_figures_come_before_fictional_ones(folder):
    names = [path.relative_to(folder).as_posix() for path in embedded_files(folder)]
    assert names == ["cijfers/a.csv", "cijfers/b.csv", "voorbeeld/a.csv"]


def test_all_files_become_one_table(folder):
    table = conform(read_placed(SOURCES, folder))
    assert table[["bron", "status"]].to_numpy().tolist() == [
        ["cijfers_a", "definitief"],
        ["cijfers_b", "definitief"],
        ["voorbeeld_a", "voorbeeld"],
    ]


def test_a_source_that_is_not_registered_is_refused_with_its_file(folder):
    with pytest.raises(ContractError) as caught:
        conform(read_placed(SOURCES[:2], folder))
    [problem] = caught.value.problems
    assert problem.file.endswith("a.csv")
    assert problem.place == 'rij 2, kolom "bron"'


def test_an_empty_folder_gives_an_empty_table(tmp_path):
    assert conform(read_placed(SOURCES, tmp_path)).empty


def test_the_problems_of_all_files_come_at_once(folder):
    with pytest.raises(ContractError) as caught:
        conform(read_placed([], folder))
    assert len(caught.value.problems) == 3


def test_figures_in_the_folder_of_examples_must_be_examples(folder):
    path = folder / "voorbeeld" / "a.csv"
    path.write_text(path.read_text().replace("voorbeeld,telling", "definitief,telling"))
    with pytest.raises(ContractError):
        conform(read_placed(SOURCES, folder))


def problems_of(folder):
    with pytest.raises(ContractError) as caught:
        conform(read_placed(SOURCES, folder))
    return caught.value.problems


@pytest.mark.parametrize(
    "name",
    [
        "a (1).csv",  # D75: as Explorer and browsers call a copy
        "a - kopie.csv",
        "a_copy.csv",
        "Kopie van a.csv",
        "c.CSV",  # D76: read on one system and not on another
        "c.xlsx",
        "c.txt",
        "c.tsv",
        "c",
    ],
)
def test_a_file_that_is_not_read_is_said_once(folder, name):
    copy = folder / "cijfers" / name
    copy.write_bytes((folder / "cijfers" / "a.csv").read_bytes())
    [problem] = problems_of(folder)
    assert problem.code == "F256"
    assert problem.file.endswith(name)
    assert problem.action.endswith(".")


def test_a_folder_between_the_tables_is_said(folder):
    (folder / "cijfers" / "2024").mkdir()
    [problem] = problems_of(folder)
    assert (problem.code, problem.found) == ("F256", "een map")


@pytest.mark.parametrize(
    "name", ["README.md", ".gitkeep", ".~lock.a.csv#", "~$a.csv", "Thumbs.db", "desktop.ini"]
)
def test_what_lies_beside_tables_is_no_table(folder, name):
    (folder / "cijfers" / name).write_text("niets", encoding="utf-8")
    assert len(conform(read_placed(SOURCES, folder))) == 3


@pytest.mark.parametrize("name", ["copycat", "fotokopieën", "gids (2018) deel"])
def test_a_name_that_only_looks_like_that_of_a_copy_is_read(folder, name):
    path = folder / "cijfers" / "b.csv"
    path.rename(path.with_stem(name))
    assert len(conform(read_placed(SOURCES, folder))) == 3


def test_two_files_that_give_the_same_numbers_are_one_message_with_both(folder):
    more = "inwoners,NL00,2024,5,,,,,,definitief,telling,cijfers_a\n"
    first = folder / "cijfers" / "a.csv"
    first.write_text(first.read_text() + more, encoding="utf-8")
    (folder / "cijfers" / "d.csv").write_text(
        HEADER + more + first.read_text().split("\n")[1] + "\n", encoding="utf-8"
    )
    [problem] = problems_of(folder)
    assert problem.code == "F231"
    assert problem.file.endswith("d.csv")
    assert "2 cijfers die ook in" in problem.found
    assert "a.csv" in problem.found
    assert "op rij 2 (daar op rij 3)" in problem.found


def test_rows_keep_the_place_where_they_stand(folder):
    rows = read_placed(SOURCES, folder)
    assert [
        (name.rpartition("/")[2], row) for name, row in zip(rows["bestand"], rows["rij"], strict=True)
    ] == [
        ("a.csv", 2),
        ("b.csv", 2),
        ("a.csv", 2),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace(",", ";").encode(), "F262"),
        (lambda text: text.replace(",", "\t").encode(), "F262"),
        (lambda text: text.replace("telling", "tëlling").encode("cp1252"), ""),
        (lambda text: text.encode("utf-16"), ""),
        (lambda text: text.encode("utf-16-le"), ""),
    ],
    ids=["semicolons", "tabs", "cp1252", "utf-16", "utf-16 without a mark"],
)
def test_another_way_of_saving_is_one_message_that_says_what_to_do(folder, change, code):
    path = folder / "cijfers" / "a.csv"
    path.write_bytes(change(path.read_text(encoding="utf-8")))
    [problem] = problems_of(folder)
    assert problem.code == code
    assert problem.file.endswith("a.csv")
    assert ("UTF-8" if not code else "komma") in problem.action


def test_a_byte_order_mark_does_no_harm(folder):
    path = folder / "cijfers" / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(conform(read_placed(SOURCES, folder))) == 3


def test_how_many_people_there_are_is_the_middle_of_the_real_figures(folder):
    path = folder / "cijfers" / "a.csv"
    path.write_text(
        path.read_text() + "inwoners,GM0148,2023,9,,,,,,definitief,telling,cijfers_a\n", encoding="utf-8"
    )
    assert inhabitants("GM0148", folder) == 5  # 5, 5 and 9; the fictional one does not count
    assert inhabitants("GM0177", folder) == 0
