import pytest

from analysis.errors import ContractError
from analysis.sources.embedded import embedded_files, read_embedded

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
    table = read_embedded(SOURCES, folder)
    assert table[["bron", "status"]].to_numpy().tolist() == [
        ["cijfers_a", "definitief"],
        ["cijfers_b", "definitief"],
        ["voorbeeld_a", "voorbeeld"],
    ]


def test_a_source_that_is_not_registered_is_refused_with_its_file(folder):
    with pytest.raises(ContractError) as caught:
        read_embedded(SOURCES[:2], folder)
    [problem] = caught.value.problems
    assert problem.file.endswith("a.csv")
    assert problem.place == 'rij 2, kolom "bron"'


def test_an_empty_folder_gives_an_empty_table(tmp_path):
    assert read_embedded(SOURCES, tmp_path).empty


def test_the_problems_of_all_files_come_at_once(folder):
    with pytest.raises(ContractError) as caught:
        read_embedded([], folder)
    assert len(caught.value.problems) == 3


def test_figures_in_the_folder_of_examples_must_be_examples(folder):
    path = folder / "voorbeeld" / "a.csv"
    path.write_text(path.read_text().replace("voorbeeld,telling", "definitief,telling"))
    with pytest.raises(ContractError):
        read_embedded(SOURCES, folder)
