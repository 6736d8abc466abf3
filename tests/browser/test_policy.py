"""The second wall: should a text ever reach a page as a tag, the browser refuses to run it and to ask anybody."""

from __future__ import annotations

import re
import shutil

import pytest

pytestmark = pytest.mark.browser

KINDS = ("bijlage.html", "samenvatting.html", "../../index.html", "*/kaart_*.html", "*/gesprekspapier_*.html")
RUN = "window.__pwned = (window.__pwned || 0) + 1; document.title = 'gekaapt'"
# What an escape that was forgotten would let through.
INJECTED = f"""
<script>{RUN}</script>
<script src="http://127.0.0.1:PORT/vreemd.js"></script>
<script src="data:text/javascript,{RUN}"></script>
<script type="module">import "data:text/javascript,{RUN}"</script>
<img src="http://127.0.0.1:PORT/baken.png" onerror="{RUN}">
<svg onload="{RUN}"><style>@import url(http://127.0.0.1:PORT/svg.css);</style></svg>
<iframe src="http://127.0.0.1:PORT/kader"></iframe>
<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>
<object data="http://127.0.0.1:PORT/object"></object><embed src="http://127.0.0.1:PORT/embed">
<link rel="stylesheet" href="http://127.0.0.1:PORT/stijl.css">
<style>body {{ background: url(http://127.0.0.1:PORT/achtergrond.png); color: rgb(1, 2, 3) !important; }}</style>
<p style="background: url(http://127.0.0.1:PORT/alinea.png)">x</p>
<video poster="http://127.0.0.1:PORT/poster.png" src="http://127.0.0.1:PORT/film"></video>
<base href="http://127.0.0.1:PORT/"><a id="geklikt" href="javascript:{RUN};void 0">klik</a>
<form action="http://127.0.0.1:PORT/formulier"><button id="verzonden">x</button></form>
"""


@pytest.fixture(params=KINDS)
def page(edition, request):
    found = sorted(edition.glob(request.param)) if "*" in request.param else [edition / request.param]
    assert found
    return found[0].resolve()


def test_every_page_has_a_policy_before_all_that_it_is_about(edition):
    pages = sorted(edition.parents[1].rglob("*.html"))
    assert len(pages) > len(KINDS)
    for path in pages:
        text = path.read_text(encoding="utf-8")
        head = text[: text.index("Content-Security-Policy")]
        assert re.sub(r'<!DOCTYPE html>|<html lang="nl">|<head>|<meta charset="utf-8">|\s', "", head) == (
            '<metahttp-equiv="'
        ), path.name
        (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', text)
        assert policy.startswith("default-src &#39;none&#39;;")
        assert not re.search(r"unsafe|http|\*", policy)


@pytest.fixture
def attacked(browser, stranger):
    """Return a function that opens a page into which somebody put all of `INJECTED`."""
    stranger.heard.clear()
    contexts, targets = [], []

    def opened(page, change=lambda text: text):
        text = change(page.read_text(encoding="utf-8"))
        target = page.with_name(f"aangevallen_{page.name}")
        targets.append(target)
        attack = INJECTED.replace("PORT", str(stranger.server_port))
        target.write_text(text.replace("</body>", f"{attack}</body>"), encoding="utf-8")
        contexts.append(browser.new_context())
        shown = contexts[-1].new_page()
        shown.goto(target.as_uri())
        for name in ("geklikt", "verzonden"):
            shown.evaluate(f"setTimeout(() => document.getElementById('{name}').click(), 100)")
        shown.wait_for_timeout(500)
        return shown

    yield opened
    for context in contexts:
        context.close()
    for target in targets:
        target.unlink()


def test_what_somebody_put_into_a_page_does_not_run_and_asks_nobody(attacked, stranger, page):
    opened = attacked(page)
    assert opened.url == page.with_name(f"aangevallen_{page.name}").as_uri()
    assert opened.evaluate("window.__pwned") is None
    assert opened.title() != "gekaapt"
    assert opened.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)"
    assert stranger.heard == []


def test_the_attack_would_be_seen_on_a_page_without_a_policy(attacked, stranger, edition, tmp_path):
    bare = tmp_path / "samenvatting.html"
    shutil.copy(edition / bare.name, bare)
    opened = attacked(bare, lambda text: re.sub(r"<meta http-equiv.*?>", "", text))
    wanted = {"/baken.png", "/achtergrond.png", "/kader", "/vreemd.js", "/formulier?"}
    # A slow machine needs longer than the half second that a page with a policy is given.
    for _ in range(100):
        if wanted <= set(stranger.heard) and "/formulier" in opened.url:
            break
        opened.wait_for_timeout(100)
    assert wanted <= set(stranger.heard)
    assert "/formulier" in opened.url
