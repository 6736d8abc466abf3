"""`kernmonitor audit`: what it says of a clean edition, and of one in which somebody wrote what was hidden."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.build.conftest import Project

from analysis.audit.leaks import traces_in
from analysis.audit.reading import published_files
from analysis.cli import main
from analysis.ground import paths

AREA, YEAR = "Hoonhorst en buitengebied", "2019"
TOPIC = "Jeugdhulp tot 21 jaar, registratie"
SHOW = f'nb.show(jeugdhulp.share_by_kern(release, "{YEAR}"), run)'
CARD = "05_jeugdhulp/jeugdhulp_kernen"
SECRET, MARK = "1,5", "niet getoond (te kleine aantallen)"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build an edition with one figure in which a number is hidden, in every format."""
    root = tmp_path_factory.mktemp("gemeente")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.ROOT_VARIABLE, str(root))
        patch.chdir(root)
        project = Project(root)
        project.notebook("05_jeugdhulp", cells=[SHOW])
        result = project.run("build", project.usual_params("05_jeugdhulp"))
        assert result.exit_code == 0, result.output
        yield project.outputs / "dalfsen" / "2025"


@pytest.fixture
def edition(built, tmp_path):
    return shutil.copytree(built, tmp_path / "dalfsen" / "2025")


def audit(folder: Path):
    return CliRunner().invoke(main, ["audit", str(folder)])


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode("utf-8")
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_bytes(text.replace(old, new).encode("utf-8"))


def in_csv(edition: Path) -> str:
    path = edition / f"{CARD}.csv"
    lines = path.read_bytes().decode("utf-8").split("\r\n")
    (place,) = [place for place, line in enumerate(lines) if line.lstrip("\ufeff").startswith(f"{AREA};")]
    cells = lines[place].split(";")
    assert cells[3] == "", "the number was not hidden to begin with"
    cells[3] = SECRET
    lines[place] = ";".join(cells)
    path.write_bytes("\r\n".join(lines).encode("utf-8"))
    return f"{CARD}.csv toont {SECRET}"


def in_page(edition: Path) -> str:
    path = edition / "bijlage.html"
    replaced(
        path, f'<th scope="row">{AREA}</th><td>{MARK}</td>', f'<th scope="row">{AREA}</th><td>{SECRET}%</td>'
    )
    return f"bijlage.html toont {SECRET}%"


def test_a_clean_edition_has_no_findings(edition, record_property):
    assert {path.suffix for path in edition.iterdir()} >= {".html", ".pdf", ".docx", ".pptx", ".zip"}
    result = audit(edition)
    assert result.exit_code == 0, result.output
    assert result.output.strip().endswith("0 bevindingen.")
    number = len(list(published_files(edition)))
    record_property("gemeten", f"0 bevindingen in {number} bestanden")


@pytest.mark.parametrize("plant", [in_csv, in_page], ids=["csv", "html"])
def test_a_hidden_number_that_somebody_wrote_in_is_found_with_the_way_to_it(edition, plant):
    way = plant(edition)
    result = audit(edition)
    assert result.exit_code == 1
    (line,) = [line for line in result.output.splitlines() if AREA.split()[0] in line][:1]
    assert line.startswith(f"  - {TOPIC}, ")
    assert YEAR in line
    assert line.endswith(f"Weg: {way}.")
    assert "0 bevindingen" not in result.output


def test_a_path_and_a_key_in_an_output_are_found(edition):
    path = "/home/beleid/kernmonitor/data"
    replaced(edition / "05_jeugdhulp" / "notebook.ipynb", '"cells"', f'"afkomst": "{path}", "cells"')
    replaced(edition / "release" / "cijfers.csv", "voorbeeld", "Bearer abcdefghijklmnopqrstuvwxyz0123456789")
    result = audit(edition)
    assert result.exit_code == 1
    assert "  - 05_jeugdhulp/notebook.ipynb: een map van een computer (" in result.output
    assert "  - release/cijfers.csv: een sleutel (" in result.output
    assert "bouw opnieuw" in result.output


def test_the_login_name_in_an_output_is_found(edition, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "jdevries")
    replaced(edition / "samenvatting.html", "</body>", "<p>Gemaakt door jdevries</p></body>")
    result = audit(edition)
    assert result.exit_code == 1
    assert "  - samenvatting.html: een naam die er niet hoort (jdevries)" in result.output
    # Only that file holds it.
    assert {trace.file for trace in traces_in(edition)} == {"samenvatting.html"}


def test_a_folder_without_an_edition_is_wrong_input(tmp_path):
    result = audit(tmp_path)
    assert result.exit_code == 2
    assert "kernmonitor build" in result.output
