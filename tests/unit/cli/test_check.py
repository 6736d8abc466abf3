"""`kernmonitor check concept.md --as beweringen`: exit code 2 when a sentence contradicts the numbers."""

import json

import pytest
from click.testing import CliRunner
from tests.unit.real_release import dalfsen

from analysis.cli.check import check
from analysis.ground import paths
from analysis.ground.errors import InputError

TRUE, FALSE = "In Dalfsen is 6% laaggeletterd.", "In Dalfsen is 12% laaggeletterd."


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.release.store.read_release", lambda folder: dalfsen())

    def call(text, *options):
        path = tmp_path / "concept.md"
        path.write_text(text, encoding="utf-8")
        arguments = [str(path), "--as", "beweringen", "--for", str(paths.params() / "dalfsen.yml"), *options]
        return CliRunner().invoke(check, arguments)

    return call


def test_a_true_sentence_is_not_blocked(run):
    result = run(TRUE)
    assert result.exit_code == 0
    assert "regel 1, klopt" in result.output


def test_a_false_sentence_is_caught_with_the_number(run):
    result = run(f"{TRUE}\n{FALSE}\n")
    assert isinstance(result.exception, InputError)
    assert "regel 2" in str(result.exception)
    assert "6% (2021)" in str(result.exception)
    assert "regel 1" not in str(result.exception)


@pytest.mark.parametrize(("text", "good", "code"), [(TRUE, True, 0), (FALSE, False, 2)])
def test_the_report_as_json(run, text, good, code):
    result = run(text, "--json")
    assert result.exit_code == code
    content = json.loads(result.output)
    assert content["goed"] is good
    assert content["beweringen"][0]["zin"] == text
