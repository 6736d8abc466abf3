"""
Text that is an attack is text: shown as it was written, in every file of a build, and run by nothing.

Names of kernen, sources, catalogue, statements and the title of the annex carry what
Jinja2, JavaScript, HTML, typst, Word and spreadsheets would each act on.
"""

from __future__ import annotations

import html
import importlib.util
import io
import os
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup

from analysis.audit.reading import read_content
from analysis.ground import paths
from analysis.ground.codes import slug
from analysis.ground.spreadsheet import FORMULA_STARTS
from analysis.model.catalogue import Source

RUN = "window.__pwned=1"
# The name of a kern, and what it becomes.
NAMES = {
    "Hoonhorst": "Hoonhorst {{7*7}} {% raw %} {#",
    "Nieuwleusen": f"Nieuwleusen <script>{RUN}</script>",
    "Lemelerveld": f'Lemelerveld <img src=x onerror="{RUN}">',
    "Oudleusen": f"Oudleusen `${{{RUN}}}` $x$ \\u0041",
    "Dalfsen": "=1+1 #pagebreak() *Dalf* _sen_ <a> @b [c](d)",
}
TITLE = f"#strong[Bijlage] {{{{7*7}}}} <script>{RUN}</script> *vet* _schuin_ $x$ \\"
SOURCE = f'@bron {{{{7*7}}}} <img src=x onerror="{RUN}"> `${{{RUN}}}` *b* #let'
MEANING = f"-uitleg {{% x %}} <script>{RUN}</script> _a_ \\b"
STATEMENT = f"+Zij zeiden {{{{7*7}}}} <svg onload={RUN}> `${{{RUN}}}`"
TOPIC = "Inwoners {{7*7}} <b onclick=x>"
CELLS = (
    'year = release.newest("inwoners", release.kernen())',
    "from analysis.topics import conversation_sheet, maps, sentences, themes, wijkprofiel",
    "nb.lead(sentences.kernen_by_size(release, 'inwoners', year), run)",
    "nb.show(themes.kernen(release, 'inwoners', year, title='Hoe?'), run)",
    "nb.show(maps.kernkaart(release, 'bevolkingsdichtheid', year, 'kerngebied', title='Waar?'), run)",
    "gebied = release.kernen()[0]\nnb.show(wijkprofiel.area_profile(release, gebied), run)",
    "nb.show(conversation_sheet.gesprekspapier(release, gebied, edition=2025), run)",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
)


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def attack(root: Path) -> None:
    """Put an attack in every text of the project's data."""
    codes = {f"-GM0148-{slug(old)}": f"-GM0148-{slug(new)}" for old, new in NAMES.items()}
    pattern = re.compile(rf"(?<=KERN|BIED)({'|'.join(map(re.escape, codes))})\b")
    for path in (*root.glob("data/voorbeeld/*.csv"), *root.glob("data/cijfers/*.csv")):
        text = path.read_text(encoding="utf-8")
        path.write_text(pattern.sub(lambda found: codes[found[0]], text), encoding="utf-8")
    for name in ("kernindeling", "woonkernen"):
        path = root / "data" / "geo" / "GM0148" / f"{name}.csv"
        text = pattern.sub(lambda found: codes[found[0]], path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        read(path).replace({"kern": NAMES, "kerngebied": NAMES}).to_csv(path, index=False)
    areas = root / "data" / "geo" / "gebieden.csv"
    table = read(areas)
    kernen = table["gebied"].str.match(r"(WOON)?KERN(GEBIED)?-")
    table.loc[kernen, "gebied"] = [
        pattern.sub(lambda found: codes[found[0]], code) for code in table.loc[kernen, "gebied"]
    ]
    table.loc[kernen, "naam"] = [NAMES.get(name.removesuffix(" en buitengebied"), name) for name in table.loc[kernen, "naam"]]  # fmt: skip
    table.to_csv(areas, index=False)
    sources = root / "data" / "bronnen.csv"
    table = read(sources)
    for column in ("titel", "naam_kort", "uitgever", "opmerking"):
        table[column] = SOURCE + " " + table[column]
    table.to_csv(sources, index=False)
    said = root / "data" / "beleid" / "uitspraken_kernen.csv"
    read(said).replace({"kern": NAMES}).assign(uitspraak=STATEMENT).to_csv(said, index=False)
    asked = root / "data" / "beleid" / "gespreksvragen.csv"
    read(asked).replace({"kern": NAMES}).assign(vraag=STATEMENT).to_csv(asked, index=False)
    topics = root / "data" / "catalogus" / "bevolking.yml"
    entries = yaml.safe_load(topics.read_text(encoding="utf-8"))
    for entry in entries:
        entry["definitie"] = entry["uitleg_b1"] = MEANING
        if entry["id"] == "inwoners":
            entry["naam"] = TOPIC
    topics.write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def attacked(make_project):
    project = make_project()
    attack(project.root)
    shutil.rmtree(project.root / "data" / "beleid" / "GM0148")  # which names the kernen as they were
    if paths.leaflet().is_dir():
        shutil.copytree(paths.leaflet(), project.root / "node_modules" / "leaflet" / "dist")
    project.notebook("01_proef", cells=CELLS)
    params = project.usual_params("01_proef")
    text = yaml.safe_load(params.read_text(encoding="utf-8")) | {"titel": TITLE}
    params.write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    with project.at_home():
        result = project.run("build", params)
    assert result.exit_code == 0, result.output
    return project.outputs / "dalfsen" / "2025"


def bare(text: str) -> str:
    """Return a text without what a line break or a hyphenation may add."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def text_of(path: Path) -> str:
    """Return all that a reader of a file sees or hears, as one text without white space."""
    if path.suffix == ".html":
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        spoken = [tag.get("alt") or tag.get("aria-label") or "" for tag in page.find_all(True)]
        return bare(page.body.get_text(" ") + " ".join(spoken))
    if path.suffix == ".svg":
        # Letters are drawn as lines; matplotlib leaves the text itself in a comment, escaped.
        said = re.findall(r"<!-- (.*?) -->", path.read_text(encoding="utf-8"), re.S)
        return bare(html.unescape(" ".join(said)))
    found = read_content(path.name, path.read_bytes())
    cells = [cell for grid in found.grids for line in (grid.header, *grid.rows) for cell in line]
    return bare(" ".join([*cells, *(passage.text for passage in found.passages)]))


EVERYWHERE = {
    "bijlage.html": (*NAMES.values(), TITLE, SOURCE, MEANING, TOPIC),
    "bijlage.docx": (*NAMES.values(), TITLE, SOURCE, MEANING, TOPIC),
    "bijlage.pdf": (*NAMES.values(), TITLE, SOURCE, MEANING, TOPIC),
    "figuren.pptx": (NAMES["Dalfsen"], NAMES["Hoonhorst"], SOURCE, TOPIC),
    "figurenpakket.zip": (*NAMES.values(), SOURCE, TOPIC),
    "samenvatting.docx": (TITLE[:1].lower() + TITLE[1:],),
    "samenvatting.pdf": (TITLE[:1].lower() + TITLE[1:],),
    "*/notebook.ipynb": (NAMES["Dalfsen"], SOURCE, TOPIC),
    "samenvatting.html": (TITLE[:1].lower() + TITLE[1:],),
    "*/ranglijst_*.csv": (*list(NAMES.values()), TOPIC, SOURCE),
    "*/ranglijst_*.xlsx": (*NAMES.values(), TOPIC, SOURCE),
    "*/ranglijst_*.json": (NAMES["Dalfsen"], TOPIC),
    "*/ranglijst_*.svg": tuple(NAMES.values()),
    "*/kaart_*.html": tuple(NAMES.values()),
    "*/gesprekspapier_*.html": (STATEMENT,),
    "../../index.html": (TOPIC, SOURCE),
}


@pytest.mark.parametrize("file", EVERYWHERE)
def test_an_attack_stands_in_the_file_as_it_was_written(attacked, file):
    (path,) = attacked.glob(file) if "*" in file else [(attacked / file).resolve()]
    text = text_of(path)
    assert [wanted for wanted in EVERYWHERE[file] if bare(wanted) not in text] == []


def test_no_cell_of_a_workbook_is_a_formula(attacked):
    books = list(attacked.rglob("*.xlsx"))
    assert books
    cells = [
        cell
        for book in books
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    assert [cell.value for cell in cells if cell.data_type == "f"] == []


def test_no_cell_of_a_csv_begins_as_a_formula(attacked):
    files = list(attacked.rglob("*.csv"))
    assert files
    texts = {
        (file.name, text)
        for file in files
        for text in pd.read_csv(
            file, sep=";", dtype=str, header=None, keep_default_na=False, encoding="utf-8-sig"
        )
        .to_numpy()
        .ravel()
    }
    found = [
        text
        for text in texts
        if text[1].startswith(FORMULA_STARTS) and not re.fullmatch(r"-[\d.,]+", text[1])
    ]
    assert found == []
    assert any("'=1+1" in file.read_text(encoding="utf-8-sig") for file in files)


def test_a_word_file_runs_nothing_and_fetches_nothing(attacked):
    with zipfile.ZipFile(io.BytesIO((attacked / "bijlage.docx").read_bytes())) as packed:
        links = [name for name in packed.namelist() if name.endswith(".rels")]
        targets = " ".join(packed.read(name).decode() for name in links)
        assert not re.search(r'Target="(?:javascript|file|data):', targets)
        assert not [name for name in packed.namelist() if re.search("vba|embeddings|activeX", name)]


def test_a_drawing_holds_nothing_that_runs(attacked):
    drawings = list(attacked.rglob("*.svg"))
    assert drawings
    for path in drawings:
        drawing = BeautifulSoup(path.read_bytes(), "xml")
        assert drawing.find_all(["script", "foreignObject", "image"]) == [], path.name
        assert [
            tag.name for tag in drawing.find_all(True) if any(name.startswith("on") for name in tag.attrs)
        ] == []


def watched(chromium):
    """Return a new page, and the list of what it says, asks for and fails in."""
    page, heard = chromium.new_page(), []

    def dismiss(dialog):
        heard.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda asked: heard.append(asked.url) if asked.url.startswith("http") else None)
    return page, heard


@pytest.mark.browser
def test_a_browser_runs_none_of_it(attacked):
    if not (shutil.which("chromium") and importlib.util.find_spec("playwright")):
        text = "chromium and playwright are not installed; see README.md"
        pytest.fail(text) if os.environ.get("CI") == "true" else pytest.skip(text)
    from playwright.sync_api import sync_playwright

    pages = sorted(attacked.parents[1].rglob("*.html"))
    assert {path.stem.partition("_")[0] for path in pages} == {
        "bijlage",
        "samenvatting",
        "index",
        "kaart",
        "gesprekspapier",
    }
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for path in pages:
            page, heard = watched(chromium)
            page.goto(path.as_uri())
            for shape in page.locator(".leaflet-interactive").all():
                shape.focus()
                shape.hover(force=True)
            if path.stem == "index":
                page.fill("#woorden", NAMES["Nieuwleusen"])
            page.wait_for_timeout(100)
            assert page.evaluate("window.__pwned") is None, path.name
            assert heard == [], path.name
        control = chromium.new_page()
        control.set_content(f'<img src=x onerror="{RUN}">')
        control.wait_for_function("window.__pwned === 1")
        chromium.close()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x"])
def test_a_source_that_would_run_when_clicked_is_refused(url):
    source = {"bron": "x", "titel": "x", "uitgever": "x", "licentie": "x", "naam_kort": "x"}
    assert Source(**source, url="https://opendata.cbs.nl/").url
    with pytest.raises(ValueError, match="url"):
        Source(**source, url=url)
