"""
An attack in every text that somebody writes, followed to where it would run: a published notebook turned into a page.

Names of areas, themes, goals, partners, statements, catalogue and sources each carry a script, a beacon, a
link or a formula (I01). nbconvert makes pages of what was published, and a browser that may ask a stranger opens them.
"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from nbconvert import HTMLExporter, MarkdownExporter

from analysis.cli import main
from analysis.ground import paths

pytestmark = pytest.mark.browser

REAL = Path(__file__).resolve().parents[2]
RUN = "__pwned=1"
SHORT = f"<svg onload={RUN}>"  # where a text has a longest length, or stands beside a drawing
ATTACKS = (
    f"<script>{RUN}</script>",
    "<script src=http://127.0.0.1:PORT/script></script>",
    f'<img src=http://127.0.0.1:PORT/plaatje onerror="{RUN}">',
    "![baken](http://127.0.0.1:PORT/baken)",
    f"[klik](javascript:{RUN})",
    "<iframe src=http://127.0.0.1:PORT/kader></iframe>",
    f"<svg onload={RUN}>",
    "<style>@import url(http://127.0.0.1:PORT/stijl);</style>",
    "<p style='background:url(http://127.0.0.1:PORT/achtergrond)'>",
    f"`${{{RUN}}}` {{{{7*7}}}} $\\href{{javascript:{RUN}}}{{x}}$",
    f"**vet**\n\n# kop\n\n<img src=x onerror={RUN}>",
    "[verwijzing]: http://127.0.0.1:PORT/verwijzing",
    "<data:text/html,<script>__pwned=1</script>>",
)
# The keys under which policy, themes and the catalogue hold what is shown and means nothing to the program.
TEXTS = frozenset(
    [
        "titel",
        "ondertitel",
        "vraag",
        "voor_wie",
        "tekst",
        "uitleg_b1",
        "naam",
        "kort",
        "definitie",
        "waarom",
        "wat",
        "opmerking",
        "beperking",
        "toelichting",
        "zin",
        "verwijzing",
        "goed",
        "beter",
        "gezien",
        "citaat",
        "teller",
        "noemer",
        "kop",
        "reden",
    ]
)
COLUMNS = ("opmerking", "uitspraak", "vraag", "titel", "uitgever", "naam_kort")
PARAMS = """
gemeente: GM0148
naam: Dalfsen
editie: 2025
titel: Bijlage
regio: RG-ZWOLLE
vergelijk: [GG1009, NL00]
gebieden:
  buurten: data/geo/GM0148/buurten_2025.geojson
  kernindeling: data/geo/GM0148/kernindeling.csv
  woonkernen: data/geo/GM0148/woonkernen.csv
notebooks:
  - {notebook: 02_wijkprofiel, parameters: {gebied: [KERNGEBIED-GM0148-nieuwleusen]}}
  - {notebook: 06_thema, parameters: {thema: [gezondheid]}}
  - 08_prioriteiten
  - 09_doelenboom
  - 11_partners
"""


def attacked(value, attacks, key=""):
    """Return a structure with an attack behind every text."""
    if isinstance(value, dict):
        return {name: attacked(one, attacks, name) for name, one in value.items()}
    if isinstance(value, list):
        return [attacked(one, attacks, key) for one in value]
    if key in ("kort", "naam") and isinstance(value, str):
        return f"{value[:20]} {SHORT}"
    return f"{value} {next(attacks)}" if isinstance(value, str) and value and key in TEXTS else value


def _is_free(text, column):
    """Whether a cell may say anything: "in …" in a budget names another line of it."""
    return bool(text) and not (column == "opmerking" and text.startswith("in "))


def attack(root, attacks):
    for path in (
        *root.glob("params/themas/*.yml"),
        *root.glob("data/beleid/GM0148/*.yml"),
        *root.glob("data/catalogus/*.yml"),
    ):
        # Sentences of documents stand in columns of a drawing: a long address without a space has no room there.
        used = itertools.repeat(SHORT) if path.stem == "beweringen" else attacks
        content = attacked(yaml.safe_load(path.read_text(encoding="utf-8")), used)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for path in (*root.glob("data/beleid/**/*.csv"), root / "data" / "bronnen.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in (column for column in COLUMNS if column in table and path.stem != "sociale_kaart"):
            used = itertools.repeat(SHORT) if column == "naam_kort" else attacks
            table[column] = [
                f"{text} {next(used)}" if _is_free(text, column) else text for text in table[column]
            ]
        table.to_csv(path, index=False)
    areas = root / "data" / "geo" / "gebieden.csv"
    table = pd.read_csv(areas, dtype=str, keep_default_na=False)
    table["naam"] = [
        f"{name} {SHORT}" if code.startswith("KERN") else name
        for code, name in zip(table["gebied"], table["naam"], strict=True)
    ]
    table.to_csv(areas, index=False)


@pytest.fixture(scope="module")
def published(tmp_path_factory, stranger):
    """Build an edition of which every text is an attack; return its folder."""
    root = tmp_path_factory.mktemp("aanval")
    for name in ("data", "notebooks", "params", "node_modules/leaflet/dist"):
        if (REAL / name).is_dir():
            shutil.copytree(REAL / name, root / name)
    (root / "params" / "dalfsen.yml").write_text(PARAMS, encoding="utf-8")
    attacks = (text.replace("PORT", str(stranger.server_port)) for text in itertools.cycle(ATTACKS))
    attack(root, attacks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.ROOT_VARIABLE, str(root))
        patch.chdir(root)
        pages = ("--formats", "html", "--formats", "samenvatting.html")
        result = CliRunner().invoke(main, ["build", "params/dalfsen.yml", *pages])
    assert result.exit_code == 0, result.output
    return root / "outputs" / "dalfsen" / "2025"


@pytest.fixture
def opened(browser, stranger):
    """Return a function that opens pages that may ask a stranger, and the two libraries of nbconvert nobody."""
    context = browser.new_context()
    context.route(lambda url: url.startswith("https://cdnjs.cloudflare.com/"), lambda route: route.abort())
    stranger.heard.clear()

    def visit(paths):
        """Open all of them before waiting: what a page does of itself, it does while the others open as well."""
        pages = {path: context.new_page() for path in paths}
        for path, page in pages.items():
            page.goto(path.as_uri())
        page.wait_for_timeout(200)
        return pages.items()

    yield visit
    context.close()


def test_a_published_notebook_that_becomes_a_page_runs_nothing_and_asks_nobody(
    published, opened, stranger, tmp_path
):
    notebooks = sorted(published.glob("*/notebook.ipynb"))
    assert len(notebooks) == 5
    targets = []
    for path in notebooks:
        text, _ = HTMLExporter().from_filename(str(path))
        targets.append(tmp_path / f"{path.parent.name}.html")
        targets[-1].write_text(text, encoding="utf-8")
    for path, page in opened(targets):
        assert page.evaluate("window.__pwned") is None, path.name
        assert page.locator('a[href^="javascript:"]').count() == 0
        assert "http://127.0.0.1" in page.inner_text("body") or "__pwned" in page.inner_text("body")
    assert stranger.heard == []


def test_nor_does_one_that_becomes_markdown_first(published, opened, stranger, tmp_path):
    import mistune

    to_page = mistune.create_markdown(escape=False, plugins=["url", "table", "math"])
    targets = []
    for path in sorted(published.glob("*/notebook.ipynb")):
        book = nbformat.read(path, as_version=4)
        for cell in book.cells:  # pictures would be files beside it
            for output in cell.get("outputs", []):
                output.get("data", {}).pop("image/png", None)
        text, _ = MarkdownExporter().from_notebook_node(book)
        targets.append(tmp_path / f"{path.parent.name}.html")
        targets[-1].write_text(f"<!DOCTYPE html><meta charset=utf-8>{to_page(text)}", encoding="utf-8")
    for path, page in opened(targets):
        assert page.evaluate("window.__pwned") is None, path.name
    assert stranger.heard == []


def test_nor_does_a_page_of_the_edition(published, opened, stranger):
    pages = [published / "bijlage.html", published / "samenvatting.html", published.parents[1] / "index.html"]
    for path, page in opened(pages):
        assert page.evaluate("window.__pwned") is None, path.name
    assert stranger.heard == []


def test_the_attacks_would_be_seen(opened, stranger, tmp_path):
    cells = [
        nbformat.v4.new_code_cell(
            "",
            outputs=[
                nbformat.v4.new_output(
                    "display_data", {"text/markdown": text.replace("PORT", str(stranger.server_port))}
                )
            ],
        )
        for text in ATTACKS
    ]
    book, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    target = tmp_path / "gevaarlijk.html"
    target.write_text(book, encoding="utf-8")
    [(_, page)] = opened([target])
    assert page.evaluate("window.__pwned") == 1
    assert {"/script", "/plaatje", "/baken", "/kader"} <= set(stranger.heard)
