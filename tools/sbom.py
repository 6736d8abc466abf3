"""
Write what the product is made of: a bill of materials in CycloneDX, from the lock files.

    python -m tools.sbom [-o outputs/sbom.cdx.json]

The same locks and the same installed packages give the same bytes: there is no time in it, and its number
follows from what it lists. Hashes are those of the lock, of every file that may be installed. Licences
are what the installed packages say of themselves; of a package that is not installed here (another
system or Python) there is none.
"""

from __future__ import annotations

import argparse
import tomllib
import uuid
from collections.abc import Iterable, Sequence
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import Any, Final, cast

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.locks import ROOT, RUNTIME, Pinned, read_lock

TARGET: Final = ROOT / "outputs" / "sbom.cdx.json"
NAMESPACE: Final = uuid.UUID("6f2d8c1e-8a53-5f0e-9d51-0f4d2f6b7a10")  # of this project, once and for all
LONGEST: Final = 60  # characters; a longer "licence" is its whole text
ALGORITHMS: Final = {
    "sha256": HashAlgorithm.SHA_256,
    "sha384": HashAlgorithm.SHA_384,
    "sha512": HashAlgorithm.SHA_512,
}


def bill(packages: Sequence[Pinned], root: Path = ROOT) -> str:
    """
    Return the bill of materials of these packages, as JSON of CycloneDX 1.6.

    Parameters
    ----------
    packages : sequence of Pinned
    root : Path
        The project, whose `pyproject.toml` names it and what it asks for itself.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    licences = LicenseFactory()
    bom = Bom()
    product = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[licences.make_from_string(project["license"])],
    )
    bom.metadata.component = product
    bom.metadata.timestamp = cast(Any, None)  # the library leaves it out then
    bom.serial_number = uuid.uuid5(NAMESPACE, repr((project["version"], list(packages))))
    direct = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    components = {one: _component(one, licences) for one in packages}
    for component in components.values():
        bom.components.add(component)
        bom.register_dependency(component)
    asked = [components[one] for one in packages if one.ecosystem == "npm" or one.name in direct]
    bom.register_dependency(product, asked)
    text: str = JsonV1Dot6(bom).output_as_string(indent=1)
    return text + "\n"


def _component(package: Pinned, licences: LicenseFactory) -> Component:
    url = PackageURL(package.ecosystem.lower(), name=package.name, version=package.version)
    marker = [Property(name="kernmonitor:marker", value=package.marker)] if package.marker else []
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.EXCLUDED if package.development else ComponentScope.REQUIRED,
        bom_ref=f"{url}{'#' if package.marker else ''}{package.marker}",
        purl=url,
        hashes=[
            HashType(alg=ALGORITHMS[name], content=value)
            for name, value in package.hashes
            if name in ALGORITHMS
        ],
        licenses=list(_licences(package, licences)),
        properties=marker,
    )


def _licences(package: Pinned, licences: LicenseFactory) -> Iterable[License]:
    text = package.licence or (_installed(package) if package.ecosystem == "PyPI" else "")
    return [licences.make_from_string(text)] if text else []


def _installed(package: Pinned) -> str:
    """Return what an installed package says its licence is; nothing for another version."""
    try:
        about = cast(Message, metadata.metadata(package.name))
    except metadata.PackageNotFoundError:
        return ""
    if about["Version"] != package.version:
        return ""
    if expression := about.get("License-Expression"):
        return str(expression)
    written = " ".join(str(about.get("License") or "").split())
    if written and len(written) <= LONGEST and written.upper() != "UNKNOWN":
        return written
    kinds = [
        one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    return " / ".join(kinds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the bill and say how much of it is known."""
    parser = argparse.ArgumentParser(
        description=str(__doc__), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", "--output", type=Path, default=TARGET, metavar="FILE")
    parser.add_argument(
        "--lock", type=Path, action="append", metavar="FILE", help="by default the product's own"
    )
    given = parser.parse_args(arguments)
    locks = given.lock or [ROOT / name for name in RUNTIME]
    packages = sorted({one for path in locks for one in read_lock(path)})
    text = bill(packages)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(text, encoding="utf-8", newline="\n")
    known = text.count('"licenses": [') - 1  # the product's own
    print(f"{given.output.name}: {len(packages)} pakketten, van {known} is de licentie bekend.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
