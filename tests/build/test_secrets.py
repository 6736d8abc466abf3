"""
No digest of anything secret in any file of the outputs, and no secret file: the attack of who tries out what it could be.

Statistics review, B2 and B3: the receipt held a plain sha256 of why numbers are hidden, and of the delivered
files. Both were found back, in 2 and in 36 tries, and with them two hidden numbers exactly.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.build.conftest import Project

from analysis.audit.leaks import NAMES, secrets_in, unpacked
from analysis.build.key import hash_files
from analysis.build.plan import make_plan
from analysis.build.receipt import KEYS, digest_of
from analysis.ground import paths
from analysis.model.params import read_params

# The case of the review: Hoonhorst and Oudleusen are hidden, and only together they add up.
DELIVERED = """\
gebied;jaar;jeugdigen_met_jeugdhulp;jeugdigen_tot_21;toelichting
Dalfsen en buitengebied;2024;298;2710;
Hoonhorst en buitengebied;2024;0;402;
Lemelerveld en buitengebied;2024;118;1188;
Nieuwleusen en buitengebied;2024;248;2256;
Oudleusen en buitengebied;2024;8;431;
Gemeente Dalfsen;2024;672;6987;
"""
SHOW = 'nb.show(jeugdhulp.share_by_kern(release, "2024"), run)'
LETTERS = 12  # as much of a digest as a page prints
KINDS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256")


@pytest.fixture(scope="module")
def built(make_project) -> Iterator[Project]:
    """Build an edition with a delivered file of counts, of which two are hidden."""
    made = make_project()
    with made.at_home():
        delivered = made.root / "data" / "eigen" / "GM0148" / "jeugdhulp.csv"
        delivered.parent.mkdir(parents=True)
        delivered.write_text(DELIVERED, encoding="utf-8")
        made.notebook("05_jeugdhulp", cells=[SHOW])
        result = made.run("build", made.usual_params("05_jeugdhulp"))
        assert result.exit_code == 0, result.output
        yield made


@pytest.fixture
def edition(built: Project, tmp_path: Path, monkeypatch) -> Path:
    """Return a copy of it to change, in a project of its own."""
    root = tmp_path / "kopie"
    shutil.copytree(built.root, root)
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(root))
    return root / "outputs" / "dalfsen" / "2025"


def place(project: Project) -> Path:
    return project.outputs / "dalfsen" / "2025"


def known_to_an_attacker(outputs: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below the outputs, hidden ones too, with what is packed in it."""
    for path in sorted(outputs.rglob("*")):
        if path.is_file():
            for name, data in unpacked(path.relative_to(outputs).as_posix(), path.read_bytes()):
                yield name, data.lower()


def test_no_digest_of_what_was_delivered_or_hidden_is_in_any_output(built: Project, record_property):
    reasons = paths.local(place(built)) / "poort.json"
    delivered = built.root / "data" / "eigen" / "GM0148"
    secrets = [reasons.read_bytes(), *(path.read_bytes() for path in delivered.iterdir())]
    tried = {hashlib.new(kind, secret).hexdigest() for secret in secrets for kind in KINDS}
    tried |= {hashlib.new(kind, secret.rstrip()).hexdigest() for secret in secrets for kind in KINDS}
    tried |= composites(built, hash_files(delivered.iterdir(), delivered), tried_reasons=reasons.read_bytes())
    wanted = {one[:LETTERS].encode(): one for one in tried}
    looked = 0
    for name, data in known_to_an_attacker(built.outputs):
        looked += 1
        found = [digest for start, digest in wanted.items() if start in data]
        assert found == [], f"{name} holds a digest of something secret"
    assert looked > 30
    record_property("gemeten", f"{len(tried)} kenmerken in {looked} bestanden gezocht, 0 gevonden")


def composites(project: Project, own: str, tried_reasons: bytes) -> set[str]:
    """Return the digests over digests of secrets: as receipts had them before, and those in the notes of now."""
    path = project.root / "params" / "dalfsen.yml"
    params = read_params(path)
    plan = make_plan(params, path, params.folder())
    raw = hash_files([], project.root / "data" / "raw")
    fetched = digest_of({"raw": raw, "eigen": own, "niet ververst": "{}"})
    inputs = {name: one for name, one in plan.inputs.items() if name != "bronnen"} | {"opgehaald": fetched}
    before = {fetched, digest_of(inputs), digest_of({**inputs, "vorige editie": hash_files([], path)}), own}
    receipt = json.loads((place(project) / "manifest.json").read_text(encoding="utf-8"))
    files = receipt["onderdelen"]["release"]["bestanden"]
    before.add(digest_of({**files, "poort.json": hashlib.sha256(tried_reasons).hexdigest()}))
    keys = json.loads((paths.local(place(project)) / KEYS).read_text(encoding="utf-8"))
    made_of = keys["release"]["invoer"]
    now = {keys["release"]["gecontroleerd"], keys["bijlage"]["sleutel"], made_of["eigen"], digest_of(made_of)}
    return before | now | {plan.everything, plan.annex_key}


def test_no_secret_file_is_in_any_output(built: Project):
    assert [path for path in built.outputs.rglob("*") if path.name in NAMES] == []
    notes = paths.local(place(built))
    assert {path.name for path in notes.iterdir()} >= {"poort.json", KEYS}
    assert notes.is_relative_to(built.root / ".kernmonitor")
    assert (notes.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert (notes.stat().st_mode & 0o77, notes.parent.stat().st_mode & 0o77) == (0, 0)
    text = " ".join(data.decode(errors="replace") for _, data in known_to_an_attacker(built.outputs))
    assert "kleine teller" not in text
    assert "aanvullend" not in text


def test_the_audit_finds_nothing_on_a_clean_edition(built: Project):
    result = built.run("audit", place(built))
    assert result.exit_code == 0, result.output


def page(edition: Path, text: str) -> str:
    path = edition / "bijlage.html"
    path.write_text(
        path.read_text(encoding="utf-8").replace("</body>", f"<p>{text}</p></body>"), encoding="utf-8"
    )
    return "bijlage.html: een kenmerk van jeugdhulp.csv"


def plain(edition: Path) -> str:
    shutil.copyfile(paths.local(edition) / "poort.json", edition / "release" / "poort.json")
    return "release/poort.json: een bestand dat niemand anders mag zien"


def hidden(edition: Path) -> str:
    shutil.copyfile(paths.local(edition) / KEYS, edition / f".{KEYS}")
    (edition / ".kernmonitor").mkdir()
    return ".kernmonitor: een bestand dat niemand anders mag zien"


def digest(edition: Path) -> str:
    return page(edition, f"Kenmerk {hashlib.sha256(DELIVERED.encode()).hexdigest()[:LETTERS].upper()}")


def packed(edition: Path) -> str:
    reasons = (paths.local(edition) / "poort.json").read_bytes()
    with zipfile.ZipFile(edition / "figurenpakket.zip", "a") as file:
        file.writestr("LEES.txt", hashlib.md5(reasons, usedforsecurity=False).hexdigest())
    return "figurenpakket.zip/LEES.txt: een kenmerk van poort.json"


@pytest.mark.parametrize("plant", [plain, hidden, digest, packed])
def test_the_audit_says_what_is_secret_in_a_folder(edition: Path, plant):
    said = plant(edition)
    assert said in "\n".join(map(str, secrets_in(edition)))


def test_without_its_notes_everything_is_made_again_and_is_the_same(edition: Path, hashes):
    """As on another machine: what is published does not depend on what only this one knows."""
    from click.testing import CliRunner

    from analysis.cli import main

    before = hashes(edition)
    shutil.rmtree(paths.local(edition))
    result = CliRunner().invoke(main, ["build", str(paths.params() / "dalfsen.yml")])
    assert result.exit_code == 0, result.output
    assert "3 onderdelen gemaakt, 0 ongewijzigd" in result.output
    assert hashes(edition) == before
    assert (paths.local(edition) / "poort.json").is_file()
