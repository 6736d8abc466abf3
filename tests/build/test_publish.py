"""The last steps of a build: which formats, when the annex is written again, and no annex at a finding."""

from __future__ import annotations

import json
import zipfile

import pytest
from tests.build.conftest import SHOW, SUMMARY

from analysis.audit import published
from analysis.audit.findings import Exposure
from analysis.audit.leaks import Leak
from analysis.audit.published import ExposedError
from analysis.audit.reading import published_files
from analysis.ground import paths

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
def folder(built):
    """Return the folder of an edition of one notebook, of which the summary was written."""
    return built.outputs / "dalfsen" / "2025"


@pytest.fixture
def path(built):
    return built.root / "params" / "dalfsen.yml"


def documents(folder):
    """Return what lies beside the folders of the runs, without the receipt."""
    return {path.name for path in published_files(folder) if path.parent == folder} - {"manifest.json"}


FINDING = Exposure("jeugdhulp", "hoonhorst", "2019", 6, 6, WAY)


def exposed(where, what=FINDING):
    """Return a gate that finds something in the folders, and with the documents, that `where` says."""
    seen = []

    def gate(folder, _read=None):
        found = documents(folder)
        seen.append((folder.name, found))
        if where(folder.name, found):
            raise ExposedError([what])
        return {"cellen": 0, "onderdrukt": 0, "bevindingen": 0}

    return gate, seen


def test_only_the_formats_asked_for_are_written_and_all_by_default(built, path, folder):
    assert documents(folder) == {"samenvatting.html"}

    assert built.run("build", path, "--formats", "html", "--formats", "figurenpakket").exit_code == 0
    assert documents(folder) == {"bijlage.html", "figurenpakket.zip"}, (
        "an older format is about older figures"
    )

    assert built.run("build", path).exit_code == 0
    assert documents(folder) == DOCUMENTS
    reasons = (paths.local(folder) / "poort.json").read_text(encoding="utf-8")
    assert "kleine teller" in reasons
    assert not list(built.outputs.rglob("poort.json"))
    with zipfile.ZipFile(folder / "figurenpakket.zip") as package:
        assert not [name for name in package.namelist() if "poort" in name]
        assert not [name for name in package.namelist() if b"kleine teller" in package.read(name)]


def test_a_format_that_does_not_exist_is_refused(project):
    project.notebook("1_een")
    result = project.run("build", project.usual_params("1_een"), "--formats", "odt")
    assert result.exit_code == 2
    assert "odt" in result.output
    assert not project.outputs.exists()


def test_the_annex_is_written_again_when_its_order_changes_and_kept_otherwise(built, path, folder):
    built.params(PLAN.format(title="Lezen en schrijven"), "bijlage.yml")
    assert built.run("build", path, "--formats", "html").exit_code == 0
    page = folder / "bijlage.html"
    assert "Lezen en schrijven" in page.read_text(encoding="utf-8")

    before = page.stat().st_mtime_ns
    assert "Niets te doen" in built.run("build", path, "--formats", "html").output
    assert page.stat().st_mtime_ns == before

    built.params(PLAN.format(title="Taal en rekenen"), "bijlage.yml")
    result = built.run("build", path, "--formats", "html")
    assert "1 onderdeel gemaakt, 2 ongewijzigd" in result.output
    assert "Taal en rekenen" in page.read_text(encoding="utf-8")

    # Who changes the page by hand gets it back.
    page.write_text("leeg", encoding="utf-8")
    assert built.run("build", path, "--formats", "html").exit_code == 0
    assert "Taal en rekenen" in page.read_text(encoding="utf-8")


WORK, PLACE = ".bezig-2025", "2025"
NEW = {"samenvatting.html"}


@pytest.mark.parametrize(
    ("where", "looks", "stays"),
    [
        (lambda name, _: name == WORK, [(WORK, set()), (PLACE, NEW)], True),
        (lambda name, found: name == WORK and found, [(WORK, set()), (WORK, NEW), (PLACE, NEW)], True),
        (lambda *_: True, [(WORK, set()), (PLACE, NEW)], False),
    ],
    ids=["before the annex", "in the annex", "in that of before as well"],
)
def test_a_finding_stops_the_build_and_nobody_sees_the_new_annex(
    built, path, folder, hashes, monkeypatch, where, looks, stays
):
    before = hashes(folder)
    built.params(PLAN.format(title="Andere volgorde"), "bijlage.yml")
    gate, seen = exposed(where)
    with monkeypatch.context() as patch:
        patch.setattr(published, "refuse_exposed", gate)
        result = built.run("build", path, *SUMMARY)

    assert result.exit_code == 1
    last = result.output[result.output.index("\nMislukt:") :]
    assert "Dalfsen 2025, annex: 1 verborgen getal is te herleiden." in last
    assert WAY in last
    assert seen == looks
    if stays:
        assert hashes(folder) == before
    else:
        assert documents(folder) == set(), "what is known now makes that of before give something away"
    assert documents(folder.with_name(WORK)) == set()

    assert built.run("build", path, *SUMMARY).exit_code == 0
    assert documents(folder) == NEW
    assert not folder.with_name(WORK).exists()


def test_a_secret_file_that_somebody_put_beside_an_annex_does_not_take_it_away(
    built, path, folder, monkeypatch
):
    gate, _ = exposed(lambda *_: True, Leak("kopie.csv", "dit is, of bevat rijen van, jeugdhulp.csv"))
    monkeypatch.setattr(published, "refuse_exposed", gate)
    result = built.run("build", path, *SUMMARY, "--force")
    assert result.exit_code == 1
    assert "kopie.csv: dit is, of bevat rijen van, jeugdhulp.csv" in result.output
    assert "Als een bouw hierop stopt" in result.output
    assert documents(folder) == NEW


def test_parts_without_an_annex_wait_beside_an_annex_of_other_parts(built, path, folder, hashes):
    before = hashes(folder)
    built.notebook("1_een", cells=[SHOW, "print(2)"])
    result = built.run("build", path, "--only", "1_een")
    assert result.exit_code == 0, result.output
    assert "wacht in outputs/dalfsen/.bezig-2025 tot de bijlage erbij is gemaakt" in result.output
    assert hashes(folder) == before, "a reader would find an annex of before with parts of after"
    assert "Niets te doen" in built.run("build", path, "--only", "1_een").output

    result = built.run("build", path, *SUMMARY)
    assert "1 onderdeel gemaakt, 2 ongewijzigd" in result.output
    assert hashes(folder / "1_een") != {
        name.removeprefix("1_een/"): one for name, one in before.items() if name.startswith("1_een/")
    }
    assert not folder.with_name(WORK).exists()


def test_what_is_not_of_the_build_stays_in_the_edition(built, path, folder):
    kept = [folder / "verkenning" / "verkenner" / "figuur.png", folder / "aantekening.txt", folder / ".stijl"]
    for file in kept:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(file.name, encoding="utf-8")
    built.params(PLAN.format(title="Andere volgorde"), "bijlage.yml")
    assert built.run("build", path, *SUMMARY).exit_code == 0
    assert [file.read_text(encoding="utf-8") for file in kept] == [file.name for file in kept]
    names = {one.name for one in folder.iterdir()}
    assert names == {
        "release",
        "1_een",
        "samenvatting.html",
        "manifest.json",
        "verkenning",
        "aantekening.txt",
        ".stijl",
    }
    assert [one.name for one in folder.parent.iterdir()] == ["2025"]


def test_a_hidden_number_in_a_notebook_stops_the_build(project):
    project.notebook("1_een", cells=[SHOW, LEAK])
    folder = project.outputs / "dalfsen" / "2025"
    result = project.run("build", project.usual_params("1_een"), *SUMMARY)
    assert result.exit_code == 1
    assert "te herleiden" in result.output
    assert "1_een/notebook.ipynb toont 6" in result.output
    assert documents(folder) == set()
    assert not (folder / "1_een").exists(), "the notebook itself gives it away"
    receipt = json.loads((folder.with_name(WORK) / "manifest.json").read_text(encoding="utf-8"))
    assert "bijlage" not in receipt["onderdelen"], "an edition that may not go out is not finished"
