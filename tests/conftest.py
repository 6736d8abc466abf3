"""An edition built once, from the real data, for every test that looks at published pages."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.releases import KeptReleases
from tests.standing import DRIVERS, end_standing, standing

from analysis.build import edition as building
from analysis.build.workers import Workers
from analysis.ground import paths, read_guard
from analysis.ground.errors import AnalysisError

REAL = Path(__file__).resolve().parents[1]
NOTES = pytest.StashKey[set[Path]]()

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

# Every notebook; of the areas and the themes two stand for all.
CHAPTERS = """\
notebooks:
  - 01_kernkaarten
  - notebook: 02_wijkprofiel
    parameters: {gebied: [KERNGEBIED-GM0148-nieuwleusen, GM0148]}
  - 03_mantelzorg
  - 04_laaggeletterdheid
  - 05_jeugdhulp
  - notebook: 06_thema
    parameters: {thema: [leefomgeving, gezondheid]}
  - 07_bevolking
  - 08_prioriteiten
  - 09_doelenboom
  - 10_beweringen
  - 11_partners

"""

# How Python writes its own things: no message to a reader holds any of it.
PYTHON = (
    r"\b[A-Z]\w+\(\w+=",  # Count(row=…)
    r"<[\w.]+ object at 0x",
    r"\b(?:np|pd|numpy|pandas)\.\w+\(",
    r"\b(?:Timestamp|\w*Path|Decimal|frozenset|dict_\w+|mappingproxy)\(",
    r"\b(?:nan|NaN|NaT|None|True|False|<NA>)\b",
    r"[\[({]'",  # a list, a tuple, a dict
    r"\bTraceback\b",
)


def python_in(message: str) -> list[str]:
    """Return what of a message is Python; what stands between quotes was found in a file, and is shown as it is."""
    said = re.sub(r'"[^"\n]*"|https?://\S+', '""', message)
    return [found[0] for pattern in PYTHON for found in re.finditer(pattern, said)]


@pytest.fixture(scope="session", autouse=True)
def _standing_workers() -> Iterator[None]:
    """Give the builds of this process workers that stand ready; see the marker `own_workers`."""
    with standing():
        yield
    end_standing()


@pytest.fixture(autouse=True)
def _own_workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("own_workers"):
        for module in DRIVERS:
            monkeypatch.setattr(module, "Workers", Workers)


@pytest.fixture(scope="session", autouse=True)
def _kept_releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the builds of this process take a release that this run made before of the same data and params."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "stage_release", KeptReleases(releases_of(tmp_path_factory)))
        yield


@pytest.fixture(autouse=True)
def no_message_holds_python(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at the message of every error of this suite that is made during a test."""
    heard: list[str] = []

    def listening(self: AnalysisError, *said: object) -> None:
        Exception.__init__(self, *said)
        heard.append(str(self))

    monkeypatch.setattr(AnalysisError, "__init__", listening)
    yield
    assert [(python_in(message), message) for message in heard if python_in(message)] == []


@pytest.fixture(autouse=True)
def kept_out_of(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the folders that notebooks were kept out of; for real that would hold for every test of this process."""
    folders: list[Path] = []
    monkeypatch.setattr(read_guard, "refuse_unreleased", folders.append)
    return folders


PAGES = ("--formats", "html", "--formats", "samenvatting.html")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add how often builds are killed: `pytest tests/build/test_killed.py --kills 100` takes a quarter of an hour."""
    parser.addoption("--kills", type=int, default=3, help="kill builds at this many moments (default: 3)")
    parser.addoption("--kills-seed", type=int, default=7, help="which moments (default: 7)")
    parser.addoption(
        "--kills-minutes", type=float, default=60, help="kill no more after this long (default: 60)"
    )


def pytest_configure() -> None:
    """Hear a Ctrl-C: who starts the tests in the background of a shell hands on that it is not heard."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Checkout:
    """A checkout of its own, and a command line that works in it."""

    root: Path

    @classmethod
    def fresh(cls, root: Path, *, params: str = PARAMS) -> Checkout:
        """Copy what somebody gets who downloads the project, with one params file."""
        for name in ("data", "notebooks", "node_modules/leaflet/dist"):
            if (REAL / name).is_dir():
                shutil.copytree(REAL / name, root / name)
        shutil.copytree(REAL / "params", root / "params", ignore=shutil.ignore_patterns("raalte.yml"))
        (root / "params" / "dalfsen.yml").write_text(params, encoding="utf-8")
        return cls(root)

    def copied(self, root: Path) -> Checkout:
        """Return a copy, to change."""
        return Checkout(Path(shutil.copytree(self.root, root)))

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Work in this checkout, for as long as it takes."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(paths.ROOT_VARIABLE, str(self.root))
            patch.chdir(self.root)
            yield

    def run(self, *arguments: str | Path) -> Result:
        """Give a command as somebody types it in the folder of the project."""
        from analysis.cli import main

        with self.at_home():
            return CliRunner().invoke(main, [str(argument) for argument in arguments])


@dataclass(frozen=True)
class Built(Checkout):
    """A checkout with an edition, and what the build said."""

    output: str = ""


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember which notes on hidden numbers there are; releases of tests leave more of them in this checkout."""
    session.config.stash[NOTES] = set((REAL / paths.LOCAL).glob("*"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Take away what the tests left: in the process that ends last, because the others still use it."""
    if not hasattr(session.config, "workerinput"):
        for folder in set((REAL / paths.LOCAL).glob("*")) - session.config.stash[NOTES]:
            if folder.is_dir():
                shutil.rmtree(folder)


def among_all(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of this run share."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def releases_of(factory: pytest.TempPathFactory) -> Path:
    """Return where the releases are kept that this run made."""
    return among_all(factory) / "vrijgaven"


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """
    Return a folder that is filled once for all processes of this run; read it, and copy it before you change it.

    The first process that asks makes it, the others wait. When it fails, the others say so as well.
    """
    place = among_all(factory) / f"gedeeld-{name}"
    folder, ready, failed = place / "project", place / "klaar", place / "mislukt"
    try:
        place.mkdir()
    except FileExistsError:
        until = time.monotonic() + 600
        while not ready.exists():
            assert not failed.exists(), f"another process could not make {name}"
            assert time.monotonic() < until, f"another process takes too long over {name}"
            time.sleep(0.2)
        return folder
    try:
        folder.mkdir()
        make(folder)
    except BaseException:
        failed.touch()
        raise
    ready.touch()
    return folder


@pytest.fixture(scope="session")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """
    Build every kind of page of Dalfsen in a checkout of its own; copy it before anything changes in it.

    Two areas of the seven stand for all profiles, and only the pages are written.
    """

    def make(folder: Path) -> None:
        result = Checkout.fresh(folder).run("build", "params/dalfsen.yml", *PAGES)
        assert result.exit_code == 0, result.output
        (folder / "gezegd.txt").write_text(result.output, encoding="utf-8")

    root = made_once(tmp_path_factory, "uitgave", make)
    return Built(root, (root / "gezegd.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def edition(first_build: Built) -> Path:
    """Return `outputs/dalfsen/2025` of the first build; read it only."""
    return first_build.root / "outputs" / "dalfsen" / "2025"


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build every notebook of Dalfsen in every format, in a checkout of its own; copy it before anything changes in it."""

    def make(folder: Path) -> None:
        ours = (REAL / "params" / "dalfsen.yml").read_text(encoding="utf-8")
        params = re.sub(r"notebooks:\n.*?(?=huisstijl:)", CHAPTERS, ours, flags=re.DOTALL)
        checkout = Checkout.fresh(folder, params=params)
        (folder / "requirements.lock").write_text("pandas==3\n", encoding="utf-8")
        result = checkout.run("build", "params/dalfsen.yml", "--jobs", "2")
        assert result.exit_code == 0, result.output

    return made_once(tmp_path_factory, "heel", make)
