"""Many gemeenten in one batch: one queue, one file for all, and no gemeente that stops another."""

from __future__ import annotations

import json

from tests.build.conftest import SHOW, Project

from analysis.build.plan import RELEASE

NATIONAL = "editie: 2025\nvergelijk: [NL00]\nnotebooks: [01_een, 02_twee]\ntijdslimiet_cel: 60\n"
OPTIONS = ("--formats", "html", "--jobs", "1")


def test_what_fails_of_one_gemeente_stops_no_other(project: Project):
    project.params(NATIONAL, "landelijk.yml")
    project.notebook("01_een")
    project.notebook("02_twee", ["assert 'GM0177' not in params_file, 'stuk'", SHOW])
    # A release that cannot be made: what was delivered is no table.
    broken = project.root / "data" / "eigen" / "GM0175"
    broken.mkdir(parents=True)
    (broken / "jeugdhulp.csv").write_text("niets;goed\n1;2\n", encoding="utf-8")

    result = project.run("build", "--gemeenten", "GM0177,Ommen,Hattem", *OPTIONS)

    assert result.exit_code == 1, result.output
    assert "Hattem 2025: 4 gemaakt, 0 ongewijzigd" in result.output
    assert (project.outputs / "hattem" / "2025" / "bijlage.html").is_file()
    last = result.output.partition("\nMislukt:\n")[2].splitlines()
    assert any(line.startswith("  Raalte 2025, 02_twee: cel 4: AssertionError: stuk") for line in last)
    assert any(line.startswith("  Ommen 2025, release: ") for line in last)
    receipt = json.loads((project.outputs / "raalte" / "2025" / "manifest.json").read_text(encoding="utf-8"))
    assert set(receipt["onderdelen"]) == {RELEASE, "01_een"}
    assert receipt["params"] == "outputs/params/landelijk/GM0177.yml"
    overview = (project.outputs / "overzicht.html").read_text(encoding="utf-8")
    assert "3 gemeenten: 1 gemaakt, 0 ongewijzigd, 2 met iets dat is mislukt." in overview

    project.notebook("02_twee")
    (broken / "jeugdhulp.csv").unlink()
    again = project.run("build", "--gemeenten", "GM0177,Ommen,Hattem", "--only", "01_een", *OPTIONS)
    assert again.exit_code == 0, again.output
    assert "Raalte 2025: 0 gemaakt, 1 ongewijzigd" in again.output
    assert "Ommen 2025: 2 gemaakt" in again.output


def test_params_files_and_the_national_one_share_a_command(project: Project):
    project.params(NATIONAL, "landelijk.yml")
    for name, code in (("Raalte", "GM0177"), ("Ommen", "GM0175")):
        text = f"gemeente: {code}\nnaam: {name}\neditie: 2025\nnotebooks: [01_een]\n"
        project.params(text, f"{name.lower()}.yml")
    project.notebook("01_een")
    files = [str(path) for path in sorted((project.root / "params").glob("*.yml"))]
    result = project.run("build", *files, "--only", "01_een", *OPTIONS)
    assert result.exit_code == 0, result.output
    assert "Raalte 2025: 2 gemaakt" in result.output
    assert "Ommen 2025: 2 gemaakt" in result.output
    assert "landelijk" not in result.output


def test_what_cannot_be_is_refused_before_anything_is_made(project: Project):
    project.params(NATIONAL, "landelijk.yml")
    project.notebook("01_een")
    project.notebook("02_twee")
    for options, said in (
        (("--gemeenten", "GM0176"), 'Bedoelt u "GM01'),
        (("params/landelijk.yml", "params/landelijk.yml", "--gemeenten", "alle"), "één bestand"),
        (("params/landelijk.yml",), "--gemeenten alle"),
        ((), "--gemeenten"),
    ):
        result = project.run("build", *options)
        assert result.exit_code == 2, result.output
        assert said in result.output
    assert not project.outputs.exists()


def test_a_dry_run_lists_every_gemeente(project: Project):
    project.params(NATIONAL, "landelijk.yml")
    project.notebook("01_een")
    project.notebook("02_twee")
    result = project.run("build", "--gemeenten", "alle", "--dry-run")
    assert result.exit_code == 0
    assert result.output.count("02_twee: maken") == result.output.count("editie 2025") >= 20
    assert not list(project.outputs.glob("*/2025"))
