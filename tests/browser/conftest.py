"""A Chromium without a network, and what every test asks of a page in it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from analysis.ground import paths

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
AXE = paths.root() / "node_modules" / "axe-core" / "axe.min.js"


def needed(there, what):
    """Skip where something is not installed, but never on the build server: there a skip would hide a failure."""
    if not there:
        text = f"{what} is not installed; see README.md"
        pytest.fail(text) if os.environ.get("CI") == "true" else pytest.skip(text)
    return there


@pytest.fixture(scope="module")
def browser():
    programme = needed(shutil.which("chromium"), "chromium (apt-get install chromium)")
    needed(paths.leaflet().is_dir() and AXE.is_file(), "node_modules (npm ci)")
    needed(importlib.util.find_spec("playwright"), "playwright (requirements-dev.lock)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=programme, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def look(browser):
    """
    Return a function that opens a file without a network.

    The page keeps what it asked for (`asked`), what went wrong in it (`complaints`) and
    which windows it put up (`dialogs`).
    """
    contexts = []

    def opened(path, width=1280, height=900, zoom=1):
        """At a zoom of 200% a window of 1280 points is 640 points of the page wide, drawn twice as large."""
        size = {"width": width // zoom, "height": height // zoom}
        context = browser.new_context(offline=True, viewport=size, device_scale_factor=zoom)
        contexts.append(context)
        context.route(lambda url: url.startswith("http"), lambda route: route.abort())
        page = context.new_page()
        page.asked, page.complaints, page.dialogs = [], [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)

        def dismiss(dialog):
            page.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def violations():
    """Return a function that tells what axe-core finds on a page, at each width, with what is open now."""
    code = AXE.read_text(encoding="utf-8") if AXE.is_file() else ""

    def found(page):
        page.evaluate(code)
        answer = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{each['impact']}: {each['id']} at {', '.join(str(node['target']) for node in each['nodes'][:3])}"
            for each in answer["violations"]
        ]

    return found


@pytest.fixture(scope="module")
def stranger():
    """Return the address of somebody who only writes down what he is asked for."""
    heard = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.heard = heard
    yield server
    server.shutdown()
    server.server_close()
