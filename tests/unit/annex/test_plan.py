import pytest

from analysis.annex.plan import AnnexPlan, assign, read_plan
from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model.params import read_params
from analysis.model.params_values import ChapterRun

RUNS = [
    ChapterRun("01_kernkaarten", {}),
    ChapterRun("02_wijkprofiel", {"gebied": "A"}),
    ChapterRun("02_wijkprofiel", {"gebied": "B"}),
    ChapterRun("03_mantelzorg", {}),
]


def plan_of(*chapters):
    return AnnexPlan.model_validate(
        {"hoofdstukken": [{"id": name, "neem": taken} for name, taken in chapters]}
    )


def order(plan):
    return [(chapter.id, [run.id for run in runs]) for chapter, runs in assign(plan, RUNS)]


@pytest.fixture
def refused(tmp_path):
    def problems(text):
        path = tmp_path / "bijlage.yml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_plan(path)
        return caught.value.problems

    return problems


def test_chapters_stand_in_the_order_of_the_plan_and_the_rest_follows():
    plan = plan_of(("zorg", ["03_mantelzorg"]), ("profielen", ["02_wijkprofiel"]))
    assert order(plan) == [
        ("zorg", ["03_mantelzorg"]),
        ("profielen", ["02_wijkprofiel-a", "02_wijkprofiel-b"]),
        ("01_kernkaarten", ["01_kernkaarten"]),
    ]


def test_a_run_that_is_named_goes_before_its_notebook():
    plan = plan_of(("profielen", ["02_wijkprofiel"]), ("apart", ["02_wijkprofiel-a"]))
    assert order(plan)[:2] == [("profielen", ["02_wijkprofiel-b"]), ("apart", ["02_wijkprofiel-a"])]


def test_a_chapter_without_runs_is_left_out():
    assert [name for name, _ in order(plan_of(("later", ["05_jeugdhulp"])))] == [run.id for run in RUNS]


def test_without_a_file_every_run_is_a_chapter(tmp_path):
    assert read_plan(tmp_path / "geen.yml") == AnnexPlan()


def test_a_misspelt_notebook_is_named_with_its_chapter(refused):
    [problem] = refused("hoofdstukken:\n  - id: zorg\n    neem: [03_mantelzog]\n")
    assert problem.place == 'hoofdstuk "zorg", sleutel "neem"'
    assert problem.found == '"03_mantelzog"'
    assert "03_mantelzorg" in problem.expected


def test_a_run_in_two_chapters_and_a_double_id_are_refused(refused):
    text = "hoofdstukken:\n" + "  - id: zorg\n    neem: [03_mantelzorg]\n" * 2
    assert [problem.found for problem in refused(text)] == [
        '"zorg" twee keer',
        '"03_mantelzorg", ook in hoofdstuk "zorg"',
    ]


def test_an_unknown_key_is_refused(refused):
    [problem] = refused("hoofdstuken: []\n")
    assert problem.action == 'Bedoelt u "hoofdstukken"?'


def test_the_plan_of_the_project_takes_every_run_of_dalfsen():
    params = read_params(paths.params() / "dalfsen.yml")
    chapters = assign(read_plan(), params.chapters)
    assert sorted(run.id for _, runs in chapters for run in runs) == sorted(run.id for run in params.chapters)
    assert all(chapter.titel and chapter.doel for chapter, _ in chapters)
