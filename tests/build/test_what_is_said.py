"""What the command line says of parts, of an annex that is of before, and of what a change would do."""

from __future__ import annotations

import pytest
from tests.build.conftest import Project

PAGE = ("--formats", "html")


@pytest.fixture(scope="module")
def once(make_project):
    """Build two notebooks, one of which reads another number, and the annex."""
    made = make_project()
    made.notebook("01_lezen")
    made.notebook("02_wonen", cells=["release.rows('inwoners', [release.gemeente])"])
    with made.at_home():
        assert made.run("build", made.usual_params("01_lezen", "02_wonen"), *PAGE).exit_code == 0
    return made.root


@pytest.fixture
def project(once, tmp_path):
    made = Project(tmp_path / "gedeelde map Coördinatie", of=once)
    with made.at_home():
        yield made


@pytest.fixture
def built(project):
    return project.root / "params" / "dalfsen.yml"


def change(project):
    file = project.root / "data" / "cijfers" / "wmo_visie_2007.csv"
    text = file.read_text(encoding="utf-8")
    assert "inwoners,GM0148,2007,26544," in text
    file.write_text(
        text.replace("inwoners,GM0148,2007,26544,", "inwoners,GM0148,2007,26545,"), encoding="utf-8"
    )


def test_a_part_alone_names_itself_and_says_that_the_annex_is_of_before(project, built):
    alone = project.run("build", built, "--only", "02_wonen", "--force").output
    folder = project.outputs / "dalfsen" / "2025"
    assert f"Gemaakt: {folder.with_name('.bezig-2025') / '02_wonen'}" in alone
    assert "De bijlage is niet vernieuwd: bijlage.html is van" in alone
    assert "Bijlage:" not in alone
    assert f"Bijlage: {folder / 'bijlage.html'}" in project.run("build", built, *PAGE).output


def test_a_dry_run_says_what_the_build_then_does_and_which_number_changes(project, built, hashes):
    change(project)
    before = hashes(project.root)
    told = project.run("build", "dalfsen", "--dry-run")
    assert told.exit_code == 0, told.output
    assert "misschien" not in told.output
    assert "  01_lezen: ongewijzigd" in told.output
    assert "  02_wonen: maken (veranderd: " in told.output
    assert "1 cijfer verandert: 1 herzien." in told.output
    assert "Inwoners, gemeente Dalfsen, 2007: 26.544 inwoners wordt 26.545 inwoners" in told.output
    assert hashes(project.root) == before

    done = project.run("build", "dalfsen", *PAGE).output
    assert "02_wonen klaar" in done
    assert "01_lezen klaar" not in done
    quick = project.run("build", "dalfsen", "--dry-run").output
    assert "uitgerekend" not in quick
    assert quick.count("ongewijzigd") == 3


def test_a_dry_run_on_data_that_are_wrong_tells_so(project, built):
    file = project.root / "data" / "cijfers" / "gemeentegids_2018.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",28242,", ",28242*,"), encoding="utf-8")
    told = project.run("build", built, "--dry-run")
    assert told.exit_code == 2
    assert "gemeentegids_2018.csv" in told.stderr


def test_a_notebook_that_got_a_parameter_has_another_name_and_that_is_said(project, built):
    project.notebook(
        "02_wonen", cells=["release.rows('inwoners', [release.gemeente])"], parameters='extra = ""\n'
    )
    text = built.read_text(encoding="utf-8")
    named = "{notebook: 02_wonen, parameters: {extra: bevolkingsdichtheid}}"
    built.write_text(text.replace("02_wonen]", f"{named}]"), encoding="utf-8")
    told = project.run("build", built, "--only", "02_wonen")
    assert told.exit_code == 0, told.output
    assert "Gemaakt: " in told.output
    assert "de map 02_wonen is van een eerdere bouw" in told.output
    assert "heet nu 02_wonen-bevolkingsdichtheid" in told.output


def test_a_name_that_is_nearly_right_is_asked_for(project, built):
    told = project.run("build", "dalfsn")
    assert told.exit_code == 2
    assert 'Bedoelt u "dalfsen.yml"?' in told.stderr
