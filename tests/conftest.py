"""An edition built once, from the real data, for every test that looks at published pages."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis import paths

REAL = Path(__file__).resolve().parents[1]

PARAMS = """\
gemeente: GM0148
naam: Dalfsen
editie: 2025
titel: Monitoringsbijlage preventiebeleid
regio: RG-ZWOLLE
vergelijk: [GG1009, KLASSE-WEINIG-STEDELIJK, KLASSE-WELZIJN-PARTICIPATIE, PV23, NL00]
gebieden:
  buurten: data/geo/GM0148/buurten_2025.geojson
  kernindeling: data/geo/GM0148/kernindeling.csv
  woonkernen: data/geo/GM0148/woonkernen.csv
notebooks:
  - 01_kernkaarten
  - 03_mantelzorg
  - 04_laaggeletterdheid
  - 05_jeugdhulp
  - notebook: 02_wijkprofiel
    parameters:
      gebied: [KERNGEBIED-GM0148-nieuwleusen, GM0148]
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add how often builds are killed: `pytest tests/build/test_killed.py --kills 100` takes a quarter of an hour."""
    parser.addoption("--kills", type=int, default=6, help="kill builds at this many moments (default: 6)")
    parser.addoption("--kills-seed", type=int, default=7, help="which moments (default: 7)")
    parser.addoption(
        "--kills-minutes", type=float, default=60, help="kill no more after this long (default: 60)"
    )


def pytest_configure() -> None:
    """Hear a Ctrl-C: who starts the tests in the background of a shell hands on that it is not heard."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _no_notes_left() -> Iterator[None]:
    """Take away what releases in temporary folders left in this checkout: why their numbers are hidden."""
    notes = REAL / paths.LOCAL
    before = set(notes.glob("*"))
    yield
    for folder in set(notes.glob("*")) - before:
        if folder.is_dir():
            shutil.rmtree(folder)


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Build every kind of page of Dalfsen in a checkout of its own and return `outputs/dalfsen/2025`.

    Two areas of the seven stand for all profiles, and only the pages are written.
    """
    from analysis.cli import main

    root = tmp_path_factory.mktemp("uitgave")
    for name in ("data", "notebooks", "node_modules/leaflet/dist"):
        if (REAL / name).is_dir():
            shutil.copytree(REAL / name, root / name)
    (root / "params").mkdir()
    shutil.copy(REAL / "params" / "bijlage.yml", root / "params")
    (root / "params" / "dalfsen.yml").write_text(PARAMS, encoding="utf-8")
    before, here = os.environ.get(paths.ROOT_VARIABLE), Path.cwd()
    os.environ[paths.ROOT_VARIABLE] = str(root)
    os.chdir(root)
    try:
        pages = ("--formats", "html", "--formats", "samenvatting.html")
        result = CliRunner().invoke(main, ["build", "params/dalfsen.yml", *pages])
    finally:
        os.chdir(here)
        os.environ.pop(paths.ROOT_VARIABLE)
        if before is not None:
            os.environ[paths.ROOT_VARIABLE] = before
    assert result.exit_code == 0, result.output
    return root / "outputs" / "dalfsen" / "2025"
