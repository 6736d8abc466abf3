"""The same annex in every format, and the same bytes every time."""

import dataclasses
import hashlib
import html
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import analysis
from analysis.annex.contents import read_contents
from analysis.annex.document import annex_blocks
from analysis.annex.images import resized, without_title
from analysis.annex.pages import HEIGHT, SMALLEST, fits
from analysis.annex.summary import HEADING, LINES, WITHOUT_GOAL, goals, summary_blocks
from analysis.annex.write import write_all
from analysis.cards.card import Sentences
from analysis.ground.formats import NAMES

pytestmark = pytest.mark.slow

AGAIN = """
import json, sys
from pathlib import Path
from analysis.annex.contents import read_contents
from analysis.annex.plan import AnnexPlan
from analysis.annex.write import write_all
from analysis.model.params import Params
given = json.loads(sys.stdin.read())
params, plan = Params.model_validate(given["params"]), AnnexPlan.model_validate(given["plan"])
write_all(read_contents(Path(given["folder"]), params, given["stamp"], plan), Path(given["folder"]))
"""


def bare(text):
    """Return a text without white space and soft hyphens, as a line break may stand anywhere."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


@pytest.fixture(scope="module")
def texts(written, words_of_pdf):
    """Return the words of the three annexes."""
    page = written["html"].read_text(encoding="utf-8")
    page = re.sub(r"data:[a-z/;0-9.+-]+base64,[A-Za-z0-9+/=]+|<style>.*?</style>", "", page, flags=re.S)
    word = zipfile.ZipFile(written["docx"]).read("word/document.xml").decode()
    return {
        "html": bare(
            html.unescape(re.sub(r"<[^>]+>", "", page))
            + html.unescape(" ".join(re.findall(r'alt="([^"]*)"', page)))
        ),
        "pdf": bare("".join(words_of_pdf)),
        "docx": bare(
            html.unescape(re.sub(r"<[^>]+>", "", word))
            + html.unescape(" ".join(re.findall(r'descr="([^"]*)"', word)))
        ),
    }


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_every_format_holds_every_figure_number_source_and_caveat(texts, contents, kind):
    text = texts[kind]
    assert len(contents.figures) == 4
    for figure in contents.figures:
        for wanted in (
            f"Figuur {figure.number}",
            figure.card.title,
            figure.card.subtitle,
            figure.card.alt,
            figure.card.facts.source_line,
        ):
            assert bare(wanted) in text, wanted
        for wanted in (*figure.card.notes, *figure.card.facts.caveats):
            assert bare(wanted) in text, wanted
        row = "".join(bare(cell) for cell in figure.table.rows[0])
        assert row in text


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_every_format_says_all_there_is_to_say(texts, contents, kind):
    wanted = [
        "Vooraf", "Voorbeeldcijfers", "Kerngericht werken", "Wie woont waar?", "Wat hier niet uit volgt", "Hoe oud?",
        "Vergeleken met de editie 2023", "28.000 inwoners", "Wat niet is bijgewerkt", "Bronnen en licenties",
        "Wat betekenen de cijfers?", "Hoe de cijfers zijn gemaakt", "aantallen van 0 tot en met 7 niet",
        "Geen daarvan was terug te rekenen", "abc123", "pandas 3", *(source.titel for source in contents.sources),
        *(source.licentie for source in contents.sources), *(entry.definitie for entry in contents.indicators),
    ]  # fmt: skip
    assert [one for one in wanted if bare(one) not in texts[kind]] == []


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_text_that_is_markup_elsewhere_is_shown_as_it_is(texts, contents, kind):
    attack = contents.chapters[0].parts[0].texts[1]
    assert "{{7*7}}" in attack
    assert bare(attack) in texts[kind]
    # The gap of the other chapter says it once more.
    assert texts[kind].count(bare(attack)) >= 4


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_no_word_of_a_program_is_left(texts, kind):
    for word in ("Table of Contents", "Figure 1", "Table 1", "undefined", "None,", "(nan)"):
        assert bare(word) not in texts[kind], word


def test_all_formats_are_written_and_no_draft_is_left(written, edition):
    assert sorted(written) == sorted(NAMES)
    assert all(path.is_file() and path.parent == edition for path in written.values())
    assert list(edition.glob(".bezig*")) == []


def test_only_the_formats_asked_for_are_written(contents, copy_of):
    for path in copy_of.glob("*.*"):
        path.unlink()
    assert list(write_all(contents, copy_of, formats=["samenvatting.pdf"])) == ["samenvatting.pdf"]
    assert [path.name for path in copy_of.glob("*.*")] == ["samenvatting.pdf"]


def test_the_same_bytes_in_another_folder_process_time_zone_and_hash_order(written, contents, copy_of):
    plan = [
        {
            "id": c.id,
            "titel": c.title,
            "doel": c.goal,
            "vraag": c.question,
            "neem": [s.id for s in c.sections],
        }
        for c in contents.chapters
    ]
    given = {
        "folder": str(copy_of),
        "params": contents.params.model_dump(mode="json"),
        "plan": {"hoofdstukken": plan},
        "stamp": dict(contents.provenance),
    }
    before = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in written.items()}
    for path in copy_of.glob("*.*"):
        path.unlink()
    other = os.environ | {
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": "1700000000",
        "PYTHONPATH": str(Path(analysis.__file__).parents[1]),
    }
    subprocess.run(
        [sys.executable, "-c", AGAIN],
        input=json.dumps(given),
        text=True,
        check=True,
        env=other,
        cwd=copy_of.parent,
    )
    after = {
        name: hashlib.sha256((copy_of / path.name).read_bytes()).hexdigest() for name, path in written.items()
    }
    assert after == before


def test_the_summary_has_a_point_per_chapter_and_counts_fictional_figures(contents):
    found = goals(contents)
    assert [(goal, [(p.title, p.example) for p in points]) for goal, points in found.items()] == [
        ("Kerngericht werken", [("Profiel per kern", False)]),
        (WITHOUT_GOAL, [("De kernen", False)]),
    ]
    assert "Dalfsen is het grootst." in found[WITHOUT_GOAL][0].sentences
    told = json.loads(json.dumps([str(block) for block in summary_blocks(contents)]))
    assert any("1 van de 4 figuren" in text for text in told)


@pytest.mark.parametrize(
    ("told", "expected", "example"),
    [
        (
            [["Drie.", "Voorbeeldcijfers: verzonnen."], ["Vier.", "Vijf.", "Zes.", "Zeven."]],
            ("Vier.", "Vijf.", "Zes."),
            False,
        ),
        ([["Drie.", "Voorbeeldcijfers: verzonnen."]], ("Drie.",), True),
        ([["Lang " * 50, "Dat is veel."], ["Kort."]], ("Kort.",), False),
    ],
)
def test_a_point_of_the_summary_is_short_and_real_where_it_can_be(contents, told, expected, example):
    parts = tuple(Sentences(tuple(texts)) for texts in told)
    section = dataclasses.replace(contents.chapters[1].sections[0], parts=parts)
    chapter = dataclasses.replace(contents.chapters[1], sections=(section,))
    [points] = goals(dataclasses.replace(contents, chapters=(chapter,))).values()
    assert [(point.sentences, point.example) for point in points] == [(expected, example)]


def test_what_only_introduces_is_not_in_the_summary(contents):
    parts = (Sentences(("Hier gaat het over.",), summary=False), Sentences(("Het is 6%.",)))
    section = dataclasses.replace(contents.chapters[1].sections[0], parts=parts)
    chapter = dataclasses.replace(contents.chapters[1], sections=(section,))
    [points] = goals(dataclasses.replace(contents, chapters=(chapter,))).values()
    assert points[0].sentences == ("Het is 6%.",)


@pytest.mark.parametrize("chapters", [1, 15, 60])
def test_a_summary_of_any_number_of_chapters_is_one_page(contents, chapters):
    parts = (Sentences(("Een zin van een gewone lengte over een cijfer.",) * 4),)
    section = dataclasses.replace(contents.chapters[1].sections[0], parts=parts)
    many = tuple(
        dataclasses.replace(contents.chapters[1], sections=(section,), goal=f"Doel {number % 9}")
        for number in range(chapters)
    )
    found = goals(dataclasses.replace(contents, chapters=many))
    assert found
    assert sum(HEADING + len(points) for points in found.values()) <= LINES


def test_a_figure_shrinks_no_further_than_can_be_read(contents):
    found = [fit for fit in fits(list(annex_blocks(contents))) if fit]
    assert len(found) == len(contents.figures)
    assert all(SMALLEST <= fit.scale <= 1 for fit in found)
    assert HEIGHT < 11


def test_a_small_picture_keeps_its_white_and_its_size(edition, contents):
    import io

    from PIL import Image

    figure = contents.figures[0]
    path = edition / figure.run / figure.card.files["png"]
    with Image.open(path) as original, Image.open(io.BytesIO(resized(path, 800))) as screen:
        assert screen.size == (800, round(original.height * 800 / original.width))
        assert screen.convert("RGB").getpixel((3, 3)) == (255, 255, 255)
        assert len(resized(path, 800)) < path.stat().st_size
        with Image.open(io.BytesIO(without_title(path))) as cut:
            assert 40 < original.height - cut.height < 240
            assert cut.width == original.width


def test_chapters_of_several_runs_number_their_figures_through(edition, contents):
    assert [figure.number for figure in contents.figures] == ["1.1", "1.2", "2.1", "2.2"]
    assert [section.area for section in contents.chapters[0].sections] == ["Dalfsen", "Nederland"]
    assert contents.chapters[0].audience == "Voor beleid."
    again = read_contents(edition, contents.params, contents.provenance)
    assert [chapter.id for chapter in again.chapters] == ["01_kernen", "02_profiel-gm0148", "02_profiel-nl00"]
