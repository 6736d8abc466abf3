"""environment.yml, the lock files and pyproject.toml say the same, and no lock names a place to download from."""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from analysis.ground import paths, yaml_document

LOCKS = ("requirements.lock", "requirements-dev.lock")
# conda-forge does not have these; everything else has the same name there.
# On conda-forge "typst" is the programme, not the library.
FROM_PIP = frozenset({"font-source-sans-pro", "typst"})
PINNED = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)")


def project() -> dict[str, object]:
    return tomllib.loads((paths.root() / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def environment() -> dict[str, list[object]]:
    content = yaml_document.read_document(paths.root() / "environment.yml").content
    assert isinstance(content, dict)
    return content


def bounds(lines: Iterable[str]) -> dict[str, str]:
    """Return the version bounds per package, both written in one way."""
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(each.name): str(each.specifier) for each in requirements}


def locked(name: str) -> dict[str, list[Version]]:
    """Return the versions per package of a lock file: several where they differ per Python or system."""
    found: dict[str, list[Version]] = {}
    for line in (paths.root() / name).read_text(encoding="utf-8").splitlines():
        if match := PINNED.match(line):
            found.setdefault(canonicalize_name(match["name"]), []).append(Version(match["version"]))
    return found


def not_met(lines: Iterable[str], versions: dict[str, list[Version]]) -> list[str]:
    """Return the requirements that a lock does not hold, or holds in a version outside their bounds."""
    wrong = []
    for requirement in map(Requirement, lines):
        pinned = versions.get(canonicalize_name(requirement.name), [])
        if not pinned or not all(requirement.specifier.contains(version) for version in pinned):
            wrong.append(f"{requirement} (locked: {', '.join(map(str, pinned)) or 'nothing'})")
    return wrong


def test_environment_has_the_dependencies_of_the_project_with_their_bounds():
    listed = environment()["dependencies"]
    conda = bounds(line for line in listed if isinstance(line, str))
    (pip,) = (bounds(block["pip"]) for block in listed if isinstance(block, dict))
    wanted = bounds(project()["dependencies"])
    assert conda.pop("python") == project()["requires-python"]
    assert conda.pop("pip") == ""
    assert set(pip) == FROM_PIP
    assert conda | pip == wanted


def test_environment_uses_conda_forge_and_nothing_else():
    assert environment()["name"] == "kernmonitor"
    assert environment()["channels"] == ["conda-forge", "nodefaults"]


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("word", ["://", "index-", "find-", "file:", " @ "])
def test_lock_names_no_place_to_download_from(name: str, word: str):
    lines = (paths.root() / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if word in line] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_every_package_with_a_hash(name: str):
    text = (paths.root() / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[^\s])", text.strip())
    assert [block.split("\n")[0] for block in blocks if not PINNED.match(block)] == []
    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(
    ("name", "extras"), [("requirements.lock", ("build",)), ("requirements-dev.lock", ("build", "dev"))]
)
def test_lock_holds_every_requirement_of_the_project(name: str, extras: tuple[str, ...]):
    optional = project()["optional-dependencies"]
    wanted = [*project()["dependencies"], *(line for extra in extras for line in optional[extra])]
    assert not_met(wanted, locked(name)) == []


def test_both_locks_hold_the_same_versions():
    runtime, dev = (locked(name) for name in LOCKS)
    assert {name: versions for name, versions in runtime.items() if dev.get(name) != versions} == {}


def test_package_lock_names_no_place_and_holds_the_versions_of_package_json():
    text = (paths.root() / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    packages = json.loads(text)["packages"]
    wanted = json.loads((paths.root() / "package.json").read_text(encoding="utf-8"))
    for group in ("dependencies", "devDependencies"):
        for name, version in wanted[group].items():
            assert packages[f"node_modules/{name}"]["version"] == version
            assert packages[f"node_modules/{name}"]["integrity"].startswith("sha512-")


def test_pytest_passes_over_no_folder_with_tests():
    settings = tomllib.loads((paths.root() / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]
    skipped = settings["ini_options"]["norecursedirs"]
    folders = {path.parent for path in (paths.root() / "tests").rglob("test_*.py")}
    parts = {part for folder in folders for part in folder.relative_to(paths.root()).parts}
    assert [part for part in sorted(parts) for pattern in skipped if fnmatch.fnmatch(part, pattern)] == []
    assert "build" in parts
