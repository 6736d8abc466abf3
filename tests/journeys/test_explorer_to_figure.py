"""From `kernmonitor explore` to a saved figure, in a real JupyterLab: a choice changes all, and what is seen is what is kept."""

import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress

import matplotlib
import pytest
from tests.browser.conftest import FLAGS, needed
from tests.conftest import Checkout
from tests.pictures import ALIKE, difference, grey, touches_an_edge

from analysis.explorer import lab
from analysis.ground import paths

pytestmark = pytest.mark.browser

PLACES = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
# What a test needs of JupyterLab, where the user has settings of his own.
SETTINGS = {
    "ServerApp": {"ip": "127.0.0.1", "port_retries": 0},
    "LabApp": {"expose_app_in_browser": True},
}
START_SECONDS = 60
STOP_SECONDS = 20
WAIT_MS = 30_000
NIEUWLEUSEN = "Nieuwleusen (kern met buitengebied)"
# What a browser does to the edges of letters, at the size of a screen.
PAINTED = 1.5 * ALIKE
LINE = 2  # pixels: the border around a picture


class Explorer:
    """`kernmonitor explore` in a checkout and a home of its own, on a port that nobody else has."""

    def __init__(self, root):
        self.checkout = Checkout.fresh(root)
        self.log, self.token = root / "server.log", secrets.token_hex(16)
        self.kept = root / "outputs" / "dalfsen" / "2025" / "verkenning" / "verkenner"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        home = {name: str(root / name.lower()) for name in PLACES}
        (root / "jupyter_config_dir").mkdir()
        (root / "jupyter_config_dir" / "jupyter_server_config.json").write_text(json.dumps(SETTINGS))
        # The list of letters takes seconds to make in a new home.
        own = {"MPLCONFIGDIR": matplotlib.get_cachedir(), "JUPYTER_TOKEN": self.token}
        self.output = self.log.open("wb")
        asked = ["explore", "params/dalfsen.yml", "--no-browser", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "analysis", *asked],
            cwd=root,
            env=os.environ | home | own | {paths.ROOT_VARIABLE: str(root)},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,  # a group of its own, as a terminal gives it
        )

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def wait(self):
        """Wait until it answers."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, f"It stopped:\n{self.told()}"
            if self.answers():
                return
            time.sleep(0.2)
        pytest.fail(f"JupyterLab did not start in {START_SECONDS} s:\n{self.told()}")

    def answers(self):
        try:
            with urllib.request.urlopen(self.url("api/status"), timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def told(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """End it as Ctrl-C in a terminal does, whatever happened before."""
        for ask in (signal.SIGINT, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, ask)
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(STOP_SECONDS)
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
    started = Explorer(tmp_path_factory.mktemp("verkennen"))
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
    assert "9.559" in after["table"]


def test_fictional_numbers_say_so_in_the_interface(page):
    assert page.locator(".verkenner .voorbeeld").count() == 0
    choose(page, "Thema", "Mantelzorg")
    choose(page, "Onderwerp", "Geeft mantelzorg")
    page.locator(".verkenner h3", has_text="Geeft mantelzorg").wait_for()
    assert page.locator(".verkenner .voorbeeld").inner_text().startswith("Voorbeeldcijfers")
    choose(page, "Thema", "Bevolking")
    choose(page, "Onderwerp", "Inwoners")
    page.locator(".verkenner h3", has_text=": Inwoners").wait_for()


@pytest.mark.parametrize(
    ("area", "way", "alt"),
    [
        ("Gemeente Dalfsen", "Gebieden naast elkaar", "Staafdiagram."),
        ("Gemeente Dalfsen", "Ontwikkeling", "Lijndiagram."),
        (NIEUWLEUSEN, "Gebieden naast elkaar", "Staafdiagram."),
    ],
)
def test_what_is_on_the_screen_is_what_is_kept(page, server, area, way, alt):
    """Chart and map, as pixels of the screen: texts were once 2.7 times too large, and only on the screen."""
    choose(page, "Gebied", area)
    choose(page, "Onderwerp", "Inwoners")
    choose(page, "Grafiek", way)
    page.locator(f".verkenner img[alt^='{alt}']").first.wait_for()
    for button, which in (("Bewaar deze figuur", alt), ("Bewaar deze kaart", "Kaart.")):
        picture = page.locator(f".verkenner img[alt^='{which}']").first
        shown = grey(picture.screenshot())[LINE:-LINE, LINE:-LINE]
        printed = keep(page, server, button)
        assert not touches_an_edge(shown), which
        assert difference(shown, printed.read_bytes()) < PAINTED, which


def keep(page, server, button):
    """Keep a figure, and return its print; it stands where the page says."""
    shutil.rmtree(server.kept, ignore_errors=True)
    server.kept.mkdir(parents=True)
    page.get_by_role("button", name=button).click()
    until = time.monotonic() + WAIT_MS / 1000
    while not list(server.kept.glob("*.json")) and time.monotonic() < until:
        time.sleep(0.05)
    [printed] = server.kept.glob("*.png")
    kinds = {path.suffix for path in server.kept.iterdir()}
    assert {".csv", ".json", ".png", ".svg", ".xlsx"} <= kinds
    page.locator(".verkenner [role=status]", has_text=printed.name).wait_for()
    return printed


def test_nothing_went_wrong(page):
    outputs = page.locator(".jp-Notebook .jp-OutputArea-output")
    assert "Traceback" not in " ".join(outputs.all_inner_texts())
    assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    for control in ("Gebied", "Thema", "Onderwerp", "Vergelijking", "Grafiek", "Jaar"):
        assert page.get_by_label(control, exact=True).count() == 1


def test_ctrl_c_ends_it_with_everything_it_started(server):
    server.stop()
    assert server.process.returncode == 0
    assert not server.answers()
