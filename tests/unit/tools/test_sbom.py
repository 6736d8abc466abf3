"""The bill of materials: complete, valid, and the same whenever it lists the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from tools import sbom
from tools.locks import ALL, ROOT, RUNTIME, LockError, read_lock

pytestmark = pytest.mark.slow

LOCK = """\
een==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
Twee_Drie==2.0.1 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
""".format(a="a" * 64, b="b" * 64)


@pytest.fixture(scope="module")
def packages():
    return sorted({one for name in RUNTIME for one in read_lock(ROOT / name)})


def test_the_bill_of_the_product_is_valid_and_lists_every_package_with_its_hashes(packages):
    text = sbom.bill(packages)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    content = json.loads(text)
    listed = {(one["name"], one["version"]): one for one in content["components"]}
    assert set(listed) == {(one.name, one.version) for one in packages}
    assert all(one["hashes"] for one in content["components"])
    assert listed["leaflet", "1.9.4"]["licenses"] == [{"license": {"id": "BSD-2-Clause"}}]
    assert listed["leaflet", "1.9.4"]["purl"] == "pkg:npm/leaflet@1.9.4"
    (axe,) = [one for one in content["components"] if one["name"] == "axe-core"]
    assert axe["scope"] == "excluded"
    product = content["metadata"]["component"]
    assert (product["name"], product["licenses"]) == ("kernmonitor", [{"license": {"id": "EUPL-1.2"}}])
    (asked,) = [one["dependsOn"] for one in content["dependencies"] if one["ref"] == "kernmonitor"]
    assert any(ref.startswith("pkg:pypi/pandas@") for ref in asked)


def test_most_licences_are_known_in_this_environment(packages):
    components = json.loads(sbom.bill(packages))["components"]
    assert sum("licenses" in one for one in components) > 0.8 * len(components)


def test_it_names_no_place_and_no_time(packages):
    text = sbom.bill(packages)
    assert "timestamp" not in text
    assert "://" not in text.replace('"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json"', "")


def test_the_same_locks_give_the_same_bytes_and_others_another_number(packages, tmp_path, capsys):
    first, second = tmp_path / "map" / "a.json", tmp_path / "b.json"
    assert sbom.main(["-o", str(first)]) == sbom.main(["-o", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert f"{len(packages)} pakketten" in capsys.readouterr().out
    numbers = {json.loads(sbom.bill(some))["serialNumber"] for some in (packages, packages[1:])}
    assert len(numbers) == 2


def test_a_lock_is_read_with_its_markers_and_hashes(tmp_path: Path):
    file = tmp_path / "a.lock"
    file.write_text(LOCK, encoding="utf-8")
    one, two = read_lock(file)
    assert (one.name, one.version, one.marker) == ("een", "1.0", "")
    assert one.hashes == (("sha256", "a" * 64), ("sha256", "b" * 64))
    assert (two.name, two.version, two.marker) == ("twee-drie", "2.0.1", 'sys_platform == "win32"')


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.lock", ""),
        ("a.lock", "# niets\n"),
        ("a.lock", "een>=1.0\n"),
        ("a.lock", "een\n"),
        ("a.lock", "-r ander.txt\n"),
        ("a.lock", "<html>\n"),
        ("package-lock.json", "{}"),
        ("package-lock.json", "geen json"),
        ("package-lock.json", '{"packages":{"":{}}}'),
        ("package-lock.json", '{"packages":{"node_modules/x":{}}}'),
        ("package-lock.json", "[]"),
    ],
)
def test_what_is_no_lock_is_said(tmp_path: Path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LockError, match=name):
        read_lock(tmp_path / name)
    with pytest.raises(LockError, match=r"nergens\.lock"):
        read_lock(tmp_path / "nergens.lock")


@pytest.mark.parametrize("name", ALL)
def test_the_locks_of_the_project_are_read(name):
    assert all(one.hashes for one in read_lock(ROOT / name))
