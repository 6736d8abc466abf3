"""`kernmonitor check` and `template`: what is wrong with a file before it is used, and the file to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from tests.build.conftest import Project
from tests.recorded.fixtures import addresses, running

from analysis.ground import paths

GOOD = """\
gebied;jaar;jeugdigen_met_jeugdhulp;jeugdigen_tot_21
Dalfsen en buitengebied;2024;241;2710
Hoonhorst en buitengebied;2024;x;402
Lemelerveld en buitengebied;2024;101;1188
Nieuwleusen en buitengebied;2024;203;2256
Oudleusen en buitengebied;2024;31;431
Gemeente Dalfsen;2024;583;6987
"""
WRONG = GOOD.replace("2024;101;", "2024;honderd;").replace("2024;31;431", "2024;31;30")
WARNED = (
    GOOD.replace("tot_21\n", "tot_21;bron\n").replace("\n", ";telling\n").replace(";bron;telling", ";bron")
)
DEFINITIONS = """\
proef:
  titel: Inwoners per kern
  bron: proef
  scheiding: ","
  sleutel: [gebied, jaar]
  kolommen:
  - {naam: gebied, soort: gebied}
  - {naam: jaar, soort: periode}
  - {naam: aantal, soort: aantal, rol: waarde, indicator: inwoners}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Iterator[Project]:
    """Return one project for all tests of this file; each writes files of its own."""
    root = tmp_path_factory.mktemp("controle") / "gedeelde map Coördinatie"
    root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.ROOT_VARIABLE, str(root))
        patch.chdir(root)
        yield Project(root)


@pytest.fixture
def check(project, tmp_path):
    """Return a function that checks a text as a file of jeugdhulp."""

    def checked(text: str, *arguments: object, kind: str = "jeugdhulp"):
        file = tmp_path / "jeugd.csv"
        file.write_text(text, encoding="utf-8")
        return project.run("check", file, "--as", kind, *arguments)

    return checked


# check


def test_a_good_file_is_usable_and_stays_as_it_is(check, tmp_path, hashes, project):
    before = hashes(project.root)
    result = check(GOOD)
    assert result.exit_code == 0, result.output
    assert result.output == "jeugd.csv is bruikbaar als jeugdhulp: 6 rijen gelezen.\n"
    assert (tmp_path / "jeugd.csv").read_text(encoding="utf-8") == GOOD
    assert hashes(project.root) == before


def test_everything_that_is_wrong_is_said_at_once(check):
    result = check(WRONG)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Fout: jeugd.csv is niet bruikbaar als jeugdhulp (3 punten)." in result.stderr
    assert 'jeugd.csv, rij 4, kolom "jeugdigen_met_jeugdhulp": gevonden "honderd"; verwacht:' in result.stderr
    assert 'F223 jeugd.csv, rij 6, kolom "jeugdigen_met_jeugdhulp": gevonden "31"' in result.stderr
    assert "F137 jeugd.csv" in result.stderr  # and with that the parts are not the total


def test_a_warning_is_printed_and_the_file_is_usable(check):
    result = check(WARNED)
    assert result.exit_code == 0, result.output
    first, last = result.stdout.splitlines()
    assert first.startswith("Let op: F141 jeugd.csv")
    assert '"bron"' in first
    assert last == "jeugd.csv is bruikbaar als jeugdhulp: 6 rijen gelezen."


def test_strict_makes_a_warning_an_error(check):
    result = check(WARNED, "--strict")
    assert result.exit_code == 2
    assert "Let op" not in result.output
    assert "niet bruikbaar als jeugdhulp (1 punt" in result.stderr
    assert "F141" in result.stderr
    assert check(GOOD, "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("text", "strict", "code", "errors", "warnings"),
    [
        (GOOD, (), 0, 0, 0),
        (WARNED, (), 0, 0, 1),
        (WARNED, ("--strict",), 2, 0, 1),
        (WRONG, (), 2, 3, 0),
    ],
)
def test_json_holds_the_same(check, text, strict, code, errors, warnings):
    result = check(text, "--json", *strict)
    assert result.exit_code == code
    report = json.loads(result.stdout)
    assert result.stderr == ""
    told = (report["goed"], report["fouten"], report["waarschuwingen"], report["rijen"])
    assert told == (code == 0, errors, warnings, 6)
    assert (report["bestand"], report["definitie"]) == ("jeugd.csv", "jeugdhulp")
    assert len(report["problemen"]) == errors + warnings
    for problem in report["problemen"]:
        assert set(problem) == {
            "code",
            "ernst",
            "bestand",
            "plaats",
            "rij",
            "kolom",
            "gevonden",
            "verwacht",
            "actie",
        }
    kinds = [problem["ernst"] for problem in report["problemen"]]
    assert (kinds.count("fout"), kinds.count("waarschuwing")) == (errors, warnings)


def test_definitions_of_one_s_own_take_the_place_of_those_of_the_project(check, tmp_path):
    definitions = tmp_path / "eigen definities.yml"
    definitions.write_text(DEFINITIONS, encoding="utf-8")
    text = "gebied,jaar,aantal\nHoonhorst,2024,1598\n"
    assert check(text, "--definitions", definitions, kind="proef").exit_code == 0
    result = check(text, kind="proef")
    assert result.exit_code == 2
    assert "Deze soort bestand is niet bekend." in result.stderr


def test_a_kind_that_is_not_known_names_the_nearest(check):
    result = check(GOOD, kind="jeugdhulpp")
    assert result.exit_code == 2
    assert 'data/bronnen.yml: gevonden "jeugdhulpp"' in result.stderr
    assert 'Bedoelt u "jeugdhulp"?' in result.stderr


def test_a_file_that_is_not_there_is_an_error_and_no_traceback(project):
    result = project.run("check", project.root / "weg.csv", "--as", "jeugdhulp")
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "weg.csv" in result.stderr


def test_a_file_is_held_against_the_kernen_of_whose_it_is(check, project):
    params = project.params(
        "gemeente: GM0177\nnaam: Raalte\neditie: 2025\nnotebooks: [1_een]\n", "raalte.yml"
    )
    project.notebook("1_een")
    result = check(GOOD, "--for", params)
    assert result.exit_code == 2
    assert "Dalfsen" in result.stderr
    assert check(GOOD, "--for", project.usual_params("1_een")).exit_code == 0


@pytest.mark.parametrize("arguments", [(), ("x.csv",), ("--as", "jeugdhulp")])
def test_without_a_file_or_its_kind_what_is_asked_is_told_in_dutch(project, arguments):
    result = project.run("check", *arguments)
    assert result.exit_code == 2
    assert "met --as wat voor bestand het is: jeugdhulp, " in result.stderr
    assert "beweringen" in result.stderr
    assert (
        f"kernmonitor check {'x.csv' if 'x.csv' in arguments else 'mijn_bestand.xlsx'} --as" in result.stderr
    )


def test_the_name_of_a_file_suggests_its_kind(project):
    result = project.run("check", "mantelzorg-2025.xlsx")
    assert "kernmonitor check mantelzorg-2025.xlsx --as mantelzorg." in result.stderr


# check --sources


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def online(server, monkeypatch):
    def at(behaviour: str = "") -> None:
        for variable, address in addresses(server, behaviour).items():
            monkeypatch.setenv(variable, address)

    at()
    return at


@pytest.fixture
def tables(project) -> Iterator[Path]:
    """Return the list of tables, cut to two that are as expected, and put it back afterwards."""
    file = project.root / "data" / "tabellen.yml"
    whole = file.read_text(encoding="utf-8")
    parts = re.split(r"(?m)^(?=  [a-z_]+:$)|^(?=pdok:)", whole)
    kept = [part for part in parts if not part.startswith(("  cbs_kwb:", "  rivm_gezondheid:"))]
    file.write_text("".join(kept), encoding="utf-8")
    yield file
    file.write_text(whole, encoding="utf-8")


def test_sources_that_are_as_expected_are_said_to_be(project, tables, online):
    result = project.run("check", "--sources")
    assert result.exit_code == 0, result.output
    assert "rivm_jongvolwassenen 2024 (50140NED): zoals verwacht\n" in result.output
    assert "cbs_wmo_wijk (86158NED): zoals verwacht\n" in result.output
    assert len(result.output.splitlines()) == 3


def test_a_column_that_is_gone_is_named_with_its_indicator(project, tables, online):
    text = tables.read_text(encoding="utf-8")
    tables.write_text(text.replace("stam: HeeftSchulden,", "stam: HeeftSchuld,"), encoding="utf-8")
    result = project.run("check", "--sources")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    place = next(
        n for n, line in enumerate(lines) if line.startswith("rivm_jongvolwassenen 2024 (50140NED): ")
    )
    assert "zoals verwacht" not in lines[place]
    assert lines[place + 1].startswith("  - geen kolom voor jv_heeft_schulden: gezocht naar HeeftSchuld. ")
    assert 'Bedoelt u "HeeftSchulden"?' in lines[place + 1]
    assert "cbs_wmo_wijk (86158NED): zoals verwacht" in lines


def test_a_column_that_a_preliminary_year_lacks_is_told_and_is_no_failure(project, tables, online):
    text = tables.read_text(encoding="utf-8").replace("stam: HeeftSchulden,", "stam: HeeftSchuld,")
    early = text.replace(
        "    per_periode:\n      '2024'", "    voorlopig: ['2024']\n    per_periode:\n      '2024'"
    )
    assert early != text
    tables.write_text(early, encoding="utf-8")
    result = project.run("check", "--sources")
    assert result.exit_code == 0, result.output
    assert "  - geen kolom voor jv_heeft_schulden" in result.output


def test_a_source_that_does_not_answer_is_different_and_the_others_are_looked_at(project, tables, online):
    online("gone")
    result = project.run("check", "--sources")
    assert result.exit_code == 1
    assert result.output.count("F240") == 3


# template


@pytest.mark.parametrize("kind", ["jeugdhulp", "jeugdhulp_maand", "mantelzorg", "burgerpeiling", "begroting"])
def test_a_template_has_the_columns_of_its_definition_and_says_what_comes_next(project, tmp_path, kind):
    file = tmp_path / "sjabloon.xlsx"
    result = project.run("template", kind, "--output", file)
    assert result.exit_code == 0, result.output
    assert f"kernmonitor check {file} --as {kind}" in result.output
    book = openpyxl.load_workbook(file)
    from analysis.prepare.delivered import definition_of

    assert [cell.value for cell in book["invullen"][1]] == [one.naam for one in definition_of(kind).kolommen]
    # Not filled in yet: that is what the check says.
    empty = project.run("check", file, "--as", kind)
    assert empty.exit_code == 2
    assert isinstance(empty.exception, SystemExit)


def test_a_template_is_named_after_its_kind_and_goes_to_where_one_is(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert project.run("template", "mantelzorg").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mantelzorg.xlsx"]


def test_a_template_never_overwrites_what_somebody_filled_in(project, tmp_path):
    file = tmp_path / "ingevuld.xlsx"
    file.write_bytes(b"maanden werk")
    result = project.run("template", "jeugdhulp", "--output", file)
    assert result.exit_code == 2
    assert "ingevuld.xlsx: gevonden een bestand dat er al is" in result.stderr
    assert "--force" in result.stderr
    assert file.read_bytes() == b"maanden werk"
    assert project.run("template", "jeugdhulp", "--output", file, "--force").exit_code == 0
    assert openpyxl.load_workbook(file).sheetnames[0] == "invullen"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("statline", "dat bestand komt van een ander"), ("mantelzrg", 'Bedoelt u "mantelzorg"?')],
)
def test_there_is_no_template_of_what_others_deliver(project, tmp_path, kind, expected):
    file = tmp_path / "x.xlsx"
    result = project.run("template", kind, "--output", file)
    assert result.exit_code == 2
    assert expected in result.stderr
    assert not file.exists()


def test_a_folder_that_is_not_there_is_named(project, tmp_path):
    result = project.run("template", "jeugdhulp", "--output", tmp_path / "weg" / "x.xlsx")
    assert result.exit_code == 2
    assert "een map die er niet is" in result.stderr
    assert not (tmp_path / "weg").exists()
