"""Wrong input: exit code 2, one message with file, key, value, expectation and remedy, and nothing written."""

from __future__ import annotations

import datetime as dt

import pytest

GOOD = "gemeente: GM0148\nnaam: Dalfsen\neditie: 2025\nnotebooks: [een]\n"
NEXT_YEAR = dt.datetime.now(tz=dt.UTC).year + 1

CASES = {
    "unknown key": (
        GOOD + "huisstil: {}\n",
        ["dalfsen.yml", "regel 5", '"huisstil"', 'Bedoelt u "huisstijl"?'],
    ),
    "octal that is not": (
        GOOD.replace("GM0148", "0148"),
        ["regel 1", 'sleutel "gemeente"', '"0148"', "GM met vier cijfers", "Bedoelt u GM0148?"],
    ),
    "octal that is": (GOOD.replace("GM0148", "0177"), ['"0177"', "Bedoelt u GM0177?"]),
    "number that lost its zero": (GOOD.replace("GM0148", "148"), ['"148"', "Bedoelt u GM0148?"]),
    "lower case code": (GOOD.replace("GM0148", "gm0148"), ['"gm0148"', "GM met vier cijfers"]),
    "edition in the future": (
        GOOD.replace("2025", str(NEXT_YEAR)),
        ["regel 3", f'"{NEXT_YEAR}"', "toekomst"],
    ),
    "path that leaves the project": (
        GOOD + "uitvoer: ../../elders\n",
        ['"../../elders"', "binnen de projectmap"],
    ),
    "geometry outside the project": (
        GOOD + "gebieden: {buurten: ../b.geojson, kernindeling: k.csv}\n",
        ["binnen de projectmap"],
    ),
    "file that is not there": (
        GOOD + "regiokaart: data/geo/gemeenten.geojson\n",
        ['"data/geo/gemeenten.geojson"', "een bestaand bestand"],
    ),
    "notebook that is not there": (GOOD.replace("[een]", "[twee]"), ['"twee"', "een van: 1_een"]),
    "key twice": (GOOD + "naam: Raalte\n", ["regel 5", '"naam" staat er twee keer']),
    "no yaml": ("gemeente: [\n", ["geldige YAML"]),
    "two problems at once": (
        GOOD.replace("GM0148", "0148") + "notebook: x\n",
        ["Bedoelt u GM0148?", 'Bedoelt u "notebooks"?'],
    ),
    "unknown notebook parameter": (
        GOOD.replace("[een]", "[{notebook: 1_een, parameters: {perode: '2021'}}]"),
        ['parameter "perode"', 'Bedoelt u "periode"?'],
    ),
    "mistyped notebook parameter": (
        GOOD.replace("[een]", "[{notebook: 1_een, parameters: {periode: 2021}}]"),
        ['"2021" (een heel getal)', "een tekst"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_wrong_params_stop_with_a_next_step(project, case):
    text, expected = CASES[case]
    project.notebook("1_een", parameters='periode = "2021"')
    path = project.params(text.replace("[een]", "[1_een]"))

    result = project.run("build", path)

    assert result.exit_code == 2, result.output
    for words in ["params/dalfsen.yml", *expected]:
        assert words in result.output
    assert not project.outputs.exists()


def test_missing_params_file_names_the_nearest(project):
    project.usual_params("1_een")
    result = project.run("build", project.root / "params" / "dalfse.yml")
    assert result.exit_code == 2
    assert 'Bedoelt u "dalfsen.yml"?' in result.output


def test_two_files_for_the_same_output(project):
    project.notebook("1_een")
    first = project.usual_params("1_een")
    second = project.params(first.read_text(encoding="utf-8"), "ook_dalfsen.yml")
    result = project.run("build", first, second)
    assert result.exit_code == 2
    assert "dezelfde uitvoermap als params/dalfsen.yml" in result.output
    assert not project.outputs.exists()


def test_unknown_part_of_the_build(project):
    project.notebook("1_een")
    result = project.run("build", project.usual_params("1_een"), "--only", "1_en")
    assert result.exit_code == 2
    assert 'Bedoelt u "1_een"?' in result.output
    assert not project.outputs.exists()


def test_wrong_data_stop_before_anything_is_replaced(project, hashes):
    project.notebook("1_een")
    path = project.usual_params("1_een")
    assert project.run("build", path, "--only", "release").exit_code == 0
    before = hashes(project.outputs)
    file = project.root / "data" / "cijfers" / "gemeentegids_2018.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",8905,", ",8905x,"), encoding="utf-8")

    result = project.run("build", path, "--only", "release")

    assert result.exit_code == 2
    assert "data/cijfers/gemeentegids_2018.csv" in result.output
    assert 'kolom "waarde"' in result.output
    assert '"8905x"' in result.output
    assert hashes(project.outputs) == before
