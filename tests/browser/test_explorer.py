"""The verkenner in a real JupyterLab: a choice changes heading, chart and table, and a figure can be kept."""

import importlib.util
import secrets
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import matplotlib
import pytest
from tests.browser.conftest import FLAGS, needed

from analysis import paths
from analysis.explorer import lab
from analysis.notebook_names import FOLDER_VARIABLE, RELEASE_VARIABLE
from analysis.params import read_params
from analysis.release.build import build_release

pytestmark = pytest.mark.browser

PLACES = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
START_SECONDS = 40
STOP_SECONDS = 10
WAIT_MS = 30_000
NIEUWLEUSEN = "Nieuwleusen (kern met buitengebied)"


class Lab:
    """A JupyterLab of its own, in a temporary home, on a port that nobody else has."""

    def __init__(self, folder):
        self.folder, self.log, self.token = folder, folder / "server.log", secrets.token_hex(16)
        self.kept = folder / "figuren"
        release = folder / "release"
        release.mkdir()
        build_release(read_params(paths.params() / "dalfsen.yml"), release)
        # A copy, because JupyterLab saves what it opens.
        (folder / "notebooks").mkdir()
        shutil.copy(paths.root() / lab.NOTEBOOK, folder / lab.NOTEBOOK)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = lab.environment(paths.params() / "dalfsen.yml")
        environment |= {name: str(folder / name.lower()) for name in PLACES}
        environment |= {
            # The list of letters takes seconds to make in a new home.
            "MPLCONFIGDIR": matplotlib.get_cachedir(),
            RELEASE_VARIABLE: str(release),
            FOLDER_VARIABLE: str(self.kept),
        }
        self.output = self.log.open("wb")
        self.process = subprocess.Popen(
            [
                *lab.command(folder, port=self.port, browser=False),
                "--ip=127.0.0.1",
                "--ServerApp.port_retries=0",
                f"--IdentityProvider.token={self.token}",
                "--LabApp.expose_app_in_browser=True",
            ],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
        )

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def wait(self):
        """Wait until it answers."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, f"JupyterLab stopped:\n{self.told()}"
            try:
                with urllib.request.urlopen(self.url("api/status"), timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        pytest.fail(f"JupyterLab did not start in {START_SECONDS} s:\n{self.told()}")

    def told(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """End it and its kernels; by its id, whatever happened before."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()


@pytest.fixture(scope="module")
def browser():
    programme = needed(shutil.which("chromium"), "chromium (apt-get install chromium)")
    needed(importlib.util.find_spec("playwright"), "playwright (requirements-dev.lock)")
    from playwright import sync_api as playwright

    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=programme, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def server(browser, tmp_path_factory):
    started = Lab(tmp_path_factory.mktemp("lab"))
    try:
        started.wait()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
def opened(browser, server):
    """Return the notebook after Run All Cells, in a wide window without the file list beside it."""
    page = browser.new_page(viewport={"width": 1366, "height": 1500}, locale="nl-NL")
    page.set_default_timeout(WAIT_MS)
    try:
        page.goto(server.url(f"lab/tree/{lab.NOTEBOOK}"))
        page.wait_for_function("window.jupyterapp && window.jupyterapp.shell.currentWidget?.context?.isReady")
        page.wait_for_function("!!window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel")
        page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.locator(".verkenner img").first.wait_for()
    except Exception:
        print(server.told())
        raise
    return page


@pytest.fixture
def page(request, opened, server):
    before = request.session.testsfailed
    yield opened
    if request.session.testsfailed > before:
        print(server.told())


def seen(page):
    """Return what stands on the screen: heading, picture with its alt text, table."""
    image = page.locator(".verkenner img").first
    return {
        "title": page.locator(".verkenner h3").inner_text(),
        "src": image.get_attribute("src"),
        "alt": image.get_attribute("alt"),
        "table": page.locator(".verkenner table").inner_text(),
    }


def choose(page, description, words):
    """Choose in a drop-down, and wait until the heading is about that."""
    page.get_by_label(description, exact=True).select_option(label=words)
    page.wait_for_function("() => !document.body.innerText.includes('Bezig met tekenen')")


def test_another_area_changes_heading_chart_and_table(page):
    choose(page, "Gebied", "Gemeente Dalfsen")
    choose(page, "Onderwerp", "Inwoners")
    page.locator(".verkenner h3", has_text="Gemeente Dalfsen: Inwoners").wait_for()
    choose(page, "Grafiek", "Gebieden naast elkaar")
    before = seen(page)

    choose(page, "Gebied", NIEUWLEUSEN)
    page.locator(".verkenner h3", has_text=NIEUWLEUSEN).wait_for()
    choose(page, "Grafiek", "Ontwikkeling")
    page.locator(".verkenner h3", has_text="door de jaren heen").wait_for()
    after = seen(page)

    for part, text in before.items():
        assert text, part
        assert after[part] != text, part
    assert "Nieuwleusen" in after["title"]
    assert after["alt"].startswith("Lijndiagram.")
    assert "9.560" in after["table"]


def test_fictional_numbers_say_so_in_the_interface(page):
    assert page.locator(".verkenner .voorbeeld").inner_text().startswith("Voorbeeldcijfers")


def test_a_figure_is_kept(page, server):
    page.get_by_role("button", name="Bewaar deze figuur").click()
    page.get_by_text("Bewaard: ").wait_for()
    files = sorted(path.suffix for path in server.kept.iterdir())
    assert files == [".csv", ".json", ".png", ".svg", ".xlsx"]


def test_nothing_went_wrong(page):
    outputs = page.locator(".jp-Notebook .jp-OutputArea-output")
    assert "Traceback" not in " ".join(outputs.all_inner_texts())
    assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    for control in ("Gebied", "Thema", "Onderwerp", "Vergelijking", "Grafiek", "Jaar"):
        assert page.get_by_label(control, exact=True).count() == 1
