"""The last steps of a build: which formats, when the annex is written again, and no annex at a finding."""

from __future__ import annotations

import json
import zipfile

import pytest
from tests.build.conftest import SHOW

from analysis.annex.write import FORMATS
from analysis.cli.build import FORMATS as OFFERED
from analysis.release import published
from analysis.release.findings import Finding
from analysis.release.published import NOT_PUBLISHED, ExposedError, published_files

SUMMARY = ("--formats", "samenvatting.html")  # the quickest to write
DOCUMENTS = {
    "bijlage.html",
    "bijlage.pdf",
    "bijlage.docx",
    "samenvatting.html",
    "samenvatting.pdf",
    "samenvatting.docx",
    "figurenpakket.zip",
    "figuren.pptx",
}
PLAN = "hoofdstukken:\n  - id: een\n    titel: {title}\n    vraag: Hoe?\n    neem: [1_een]\n"
WAY = "Jeugdhulp, Hoonhorst, 2019: te herleiden tot precies 6. Weg: 680 min 674."
# A number of the fictional registration that the gate hides, as somebody would type it in a notebook.
LEAK = (
    'print("Jeugdigen met jeugdhulp, tot 21 jaar (registratie): in 2019 kregen in '
    'Hoonhorst en buitengebied 6 jeugdigen jeugdhulp.")'
)


@pytest.fixture
def folder(project):
    project.notebook("1_een", cells=[SHOW])
    return project.outputs / "dalfsen" / "2025"


def documents(folder):
    """Return what lies beside the folders of the runs, without the receipt."""
    return {path.name for path in published_files(folder) if path.parent == folder} - {"manifest.json"}


def exposed(calls=1):
    """Return a gate that finds something from this call on."""
    seen = []

    def gate(folder, _read=None):
        seen.append(documents(folder))
        if len(seen) >= calls:
            raise ExposedError([Finding("jeugdhulp", "hoonhorst", "2019", 6, 6, WAY)])
        return {"cellen": 0, "onderdrukt": 0, "bevindingen": 0}

    return gate, seen


def test_the_command_offers_the_formats_that_there_are():
    assert set(OFFERED) == set(FORMATS)


def test_only_the_formats_asked_for_are_written_and_all_by_default(project, folder):
    path = project.usual_params("1_een")
    assert project.run("build", path, *SUMMARY).exit_code == 0
    assert documents(folder) == {"samenvatting.html"}

    assert project.run("build", path, "--formats", "html", "--formats", "figurenpakket").exit_code == 0
    assert documents(folder) == {"bijlage.html", "figurenpakket.zip"}, (
        "an older format is about older figures"
    )

    assert project.run("build", path).exit_code == 0
    assert documents(folder) == DOCUMENTS
    reasons = (folder / "release" / "poort.json").read_text(encoding="utf-8")
    assert "kleine teller" in reasons
    with zipfile.ZipFile(folder / "figurenpakket.zip") as package:
        assert not [name for name in package.namelist() if "poort" in name]
        assert not [name for name in package.namelist() if b"kleine teller" in package.read(name)]
    assert NOT_PUBLISHED == ("release/poort.json",)
    assert "release/poort.json" not in {
        path.relative_to(folder).as_posix() for path in published_files(folder)
    }


def test_a_format_that_does_not_exist_is_refused(project, folder):
    result = project.run("build", project.usual_params("1_een"), "--formats", "odt")
    assert result.exit_code == 2
    assert "odt" in result.output
    assert not folder.exists()


def test_the_annex_is_written_again_when_its_order_changes_and_kept_otherwise(project, folder):
    path = project.usual_params("1_een")
    project.params(PLAN.format(title="Lezen en schrijven"), "bijlage.yml")
    assert project.run("build", path, "--formats", "html").exit_code == 0
    page = folder / "bijlage.html"
    assert "Lezen en schrijven" in page.read_text(encoding="utf-8")

    before = page.stat().st_mtime_ns
    assert "Niets te doen" in project.run("build", path, "--formats", "html").output
    assert page.stat().st_mtime_ns == before

    project.params(PLAN.format(title="Taal en rekenen"), "bijlage.yml")
    result = project.run("build", path, "--formats", "html")
    assert "1 onderdeel gemaakt, 2 ongewijzigd" in result.output
    assert "Taal en rekenen" in page.read_text(encoding="utf-8")

    # Who changes the page by hand gets it back.
    page.write_text("leeg", encoding="utf-8")
    assert project.run("build", path, "--formats", "html").exit_code == 0
    assert "Taal en rekenen" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("calls", [1, 2], ids=["before the annex", "in the annex"])
def test_a_finding_stops_the_build_and_leaves_no_annex(project, folder, monkeypatch, calls):
    path = project.usual_params("1_een")
    assert project.run("build", path, *SUMMARY).exit_code == 0
    project.params(PLAN.format(title="Andere volgorde"), "bijlage.yml")
    gate, seen = exposed(calls)
    with monkeypatch.context() as patch:
        patch.setattr(published, "refuse_exposed", gate)
        result = project.run("build", path, *SUMMARY)

    assert result.exit_code == 1
    last = result.output[result.output.index("\nMislukt:") :]
    assert "Dalfsen 2025, annex: 1 verborgen getal is te herleiden." in last
    assert WAY in last
    # The second attack is on what was just written; neither leaves anything of it.
    assert seen == [set(), {"samenvatting.html"}][:calls]
    assert documents(folder) == set()
    assert not list(folder.glob(".bezig-*"))

    assert project.run("build", path, *SUMMARY).exit_code == 0
    assert documents(folder) == {"samenvatting.html"}


def test_a_hidden_number_in_a_notebook_stops_the_build(project, folder):
    project.notebook("1_een", cells=[SHOW, LEAK])
    result = project.run("build", project.usual_params("1_een"), *SUMMARY)
    assert result.exit_code == 1
    assert "te herleiden" in result.output
    assert "1_een/notebook.ipynb toont 6" in result.output
    assert documents(folder) == set()
    receipt = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "bijlage" not in receipt["onderdelen"], "an edition that may not go out is not finished"
