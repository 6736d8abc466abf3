from pathlib import Path

import pytest

from analysis.ground import folders, paths


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(project))
    return project


@pytest.mark.parametrize(
    "name",
    [
        *(
            "con",
            "CON",
            "Nul",
            "aux",
            "prn",
            "com1",
            "LPT9",
            "com¹",
            "conin$",
            "con.txt",
            "con .x",
            "nul.tar.gz",
        ),
        *("a.", "a ", "a<b", 'a"b', "a|b", "a?b", "a*b", "a\\b", "a:b", "a\nb", "a\u200bb"),
    ],
)
def test_a_name_that_some_system_cannot_hold_is_refused(name):
    assert folders.name_problem(name)


@pytest.mark.parametrize(
    "name", ["dalfsen", "console", "com", "com10", "aux-2", "a.b", ".b", "é (1)", "2025"]
)
def test_other_names_are_fine(name):
    assert folders.name_problem(name) == ""


@pytest.mark.parametrize(
    "chosen",
    [
        "data",
        "DATA/x",
        "./params",
        "x/../src",
        ".git/hooks",
        ".venv",
        ".",
        "",
        "x/..",
        "..",
        "node_modules/a",
    ],
)
def test_a_folder_of_the_project_is_not_for_outputs(chosen):
    assert folders.choice_problem(chosen).code == "F613"


@pytest.mark.parametrize("chosen", ["outputs", "outputs/data", "uit/dalfsen", "database", "uit/.verborgen"])
def test_any_other_folder_is(chosen):
    assert folders.choice_problem(chosen) is None


def test_a_folder_elsewhere_is_for_outputs_unless_the_project_lies_in_it(root):
    assert folders.choice_problem(str(root.parent / "elders")) is None
    assert folders.choice_problem(str(root.parent)).code == "F613"


def shared(root: Path, *places: str) -> list[str]:
    return [
        one.code
        for one in folders.shared_problems(
            {root / f"{n}.yml": root / place for n, place in enumerate(places)}
        )
    ]


@pytest.mark.parametrize(
    ("places", "codes"),
    [
        (("uit/a", "uit/b"), []),
        (("uit/a", "uit/A"), ["F607"]),
        (("uit/\u00e9", "uit/e\u0301"), ["F607"]),
        (("uit/a", "uit/a/b"), ["F616"]),
        (("uit/a/b", "uit/a"), ["F616"]),
        (("uit/A/b/c", "uit/a"), ["F616"]),
        (("uit/a", "uit/ab"), []),
        (("uit/a", "uit/a", "uit/a"), ["F607", "F607"]),
    ],
)
def test_two_editions_have_each_a_folder_of_their_own_on_every_system(root, places, codes):
    assert shared(root, *places) == codes
