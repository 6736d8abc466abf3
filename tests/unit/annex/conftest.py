"""A small edition with all that an annex can hold, written once in every format."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import pikepdf
import pytest

from analysis.annex.contents import read_contents
from analysis.annex.plan import AnnexPlan
from analysis.annex.write import write_all
from analysis.cards.card import Gap
from analysis.cards.save import save
from analysis.ground.notebook_names import INDEX
from analysis.model.params import Params
from analysis.release.store import TABLE
from analysis.topics import area_cards

STAMP = {
    "run": "abc123",
    "vrijgave": "f" * 64,
    "params": "params/x.yml",
    "invoer": {"code": "c" * 64},
    "versies": {"pandas": "3"},
    "audit": {"bevindingen": 0, "cellen": 1234, "onderdrukt": 7},
}
OPENING = "# {title}\n\n**Vraag.** Hoeveel mensen?\n\n**Voor wie.** Voor beleid.\n\n**Wat hier niet uit volgt.** Waarom.\n"
PLAN = AnnexPlan.model_validate(
    {
        "hoofdstukken": [
            {
                "id": "profielen",
                "titel": "Profiel per kern",
                "doel": "Kerngericht werken",
                "neem": ["02_profiel"],
            },
            {"id": "kernen", "titel": "De kernen", "vraag": "Wie woont waar?", "neem": ["01_kernen"]},
        ]
    }
)
PARAMS = Params.model_validate(
    {
        "gemeente": "GM0148",
        "naam": "Dalfsen",
        "editie": 2025,
        "notebooks": [
            "01_kernen",
            {"notebook": "02_profiel", "parameters": {"gebied": ["GM0148", "NL00"]}},
        ],
    }
)
PRINTED = ("docx", "samenvatting.docx", "pptx")
# With the structure and the alternative texts of the document.
TAGGED = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'
IN_TITLE = "{{7*7}} #set [x] <b>*z*</b>"
ATTACK = "{{7*7}} #set [x] $y$ *z* _q_ `w` \\ <b>&amp;</b> =1+1"


def _run(folder, name, parts, area=""):
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    (target / INDEX).write_text(json.dumps({"gebied": area, "onderdelen": parts}), encoding="utf-8")
    book = {"cells": [{"cell_type": "markdown", "source": [OPENING.format(title=f"Notebook {name}")]}]}
    (target / "notebook.ipynb").write_text(json.dumps(book), encoding="utf-8")


def _release(folder, rows):
    (folder / "release").mkdir(parents=True)
    rows.to_parquet(folder / "release" / TABLE, index=False)


@pytest.fixture(scope="session")
def edition(make_release, table, real_catalogue, tmp_path_factory):
    """Return the folder of edition 2025, with the edition of 2023 beside it."""
    home = tmp_path_factory.mktemp("outputs") / "dalfsen"
    folder = home / "2025"
    shared = {"bron": "kernmonitor", "methode": "telling"}
    now = table(
        {"gebied": "GM0148", "waarde": 28242},
        {"gebied": "NL00", "waarde": 17_000_000, "periode": "2018"},
        **shared,
    )
    before = table({"gebied": "GM0148", "waarde": 28000}, **shared)
    _release(folder, now)
    _release(home / "2023", before)
    release = make_release(
        table({"waarde": 28242}, {"gebied": "NL00", "waarde": 5}, **shared), catalogue=real_catalogue
    )
    example = make_release(
        table({"waarde": 1234, "status": "voorbeeld"}, {"gebied": "NL00", "waarde": 6}, **shared),
        catalogue=real_catalogue,
    )
    texts = {"soort": "tekst", "zinnen": ["Dalfsen is het grootst.", ATTACK]}
    runs = {"01_kernen": "", "02_profiel-gm0148": "GM0148", "02_profiel-nl00": "NL00"}
    for name, area in runs.items():
        (folder / name).mkdir(parents=True)
        title = f"Hoeveel mensen in {name}?"
        real = area_cards.ranking(release, "inwoners", ["GM0148", "NL00"], "2024", title=title)
        parts = [texts, save(real, folder / name, digest="0" * 64)]
        if name == "01_kernen":
            fictional = area_cards.ranking(
                example,
                "inwoners",
                ["GM0148", "NL00"],
                "2024",
                title=f"Verzonnen {IN_TITLE}?",
                identity="verzonnen",
            )
            parts.append(save(fictional, folder / name, digest="0" * 64))
            parts.append(
                save(Gap("leemte", "Hoe oud?", f"Er is geen telling. {ATTACK}", "Tel."), folder / name)
            )
        _run(folder, name, parts, area)
    return folder


@pytest.fixture(scope="session")
def contents(edition):
    return read_contents(edition, PARAMS, STAMP, PLAN)


@pytest.fixture(scope="session")
def written(edition, contents):
    """Return every file of the edition by format, and a copy of what was written."""
    return write_all(contents, edition)


@pytest.fixture(scope="session")
def printed(written, tmp_path_factory):
    """Let LibreOffice, with a profile of its own, make a PDF of each."""
    office = shutil.which("soffice")
    if office is None:
        text = "LibreOffice is not installed"
        pytest.fail(text) if os.environ.get("CI") == "true" else pytest.skip(text)
    place = tmp_path_factory.mktemp("kantoor")
    profile = f"-env:UserInstallation={(place / 'profiel').as_uri()}"
    for target, kinds in ((TAGGED, PRINTED[:2]), ("pdf", PRINTED[2:])):
        files = [str(written[kind]) for kind in kinds]
        command = [office, profile, "--headless", "--convert-to", target, "--outdir", str(place), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {kind: place / written[kind].with_suffix(".pdf").name for kind in PRINTED}


@pytest.fixture
def copy_of(edition, tmp_path):
    return shutil.copytree(edition.parent, tmp_path / "dalfsen") / edition.name


def _letters_of(font):
    """Return what each code of a font means, from its ToUnicode map."""
    letters = {}
    text = font.ToUnicode.read_bytes().decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, flags=re.S):
        for code, meaning in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            letters[bytes.fromhex(code)] = bytes.fromhex(meaning).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, flags=re.S):
        for first, last, meaning in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = (int(first, 16) + step).to_bytes(len(first) // 2, "big")
                letters[code] = chr(int(meaning, 16) + step)
    return letters


def pdf_words(path):
    """Return the words on the pages of a PDF and its alternative texts."""
    found = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            fonts = {name: _letters_of(font) for name, font in page.Resources.get("/Font", {}).items()}
            letters = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    letters = fonts[str(operands[0])]
                elif str(operator) in ("Tj", "TJ"):
                    pieces = operands[0] if str(operator) == "TJ" else operands
                    codes = b"".join(bytes(one) for one in pieces if isinstance(one, pikepdf.String))
                    found.append("".join(letters.get(codes[n : n + 2], "") for n in range(0, len(codes), 2)))
        found += [
            str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        ]
    return found


@pytest.fixture(scope="session")
def words_of_pdf(written):
    return pdf_words(written["pdf"])
