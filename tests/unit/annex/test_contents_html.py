import html
import json
import re
import shutil
from functools import cache

import pytest

from analysis.annex.contents import read_contents
from analysis.annex.document import annex_document
from analysis.annex.html import write_html
from analysis.cards.card import Gap
from analysis.cards.save import save
from analysis.ground.errors import AnalysisError
from analysis.ground.notebook_names import INDEX
from analysis.model.params import HouseStyle, Params
from analysis.topics import area_cards

pytestmark = pytest.mark.slow

PROVENANCE = {
    "run": "abc123",
    "vrijgave": "f" * 64,
    "params": "params/x.yml",
    "invoer": {"code": "c" * 64},
    "versies": {"pandas": "3"},
}
OPENING = """# {title}

**Vraag.** Hoeveel mensen wonen er?

**Voor wie.** Voor beleid.

**Wat hier niet uit volgt.** Hoe het met hen gaat.
"""
TARGETS = re.compile(r"""(?:\ssrc\s*=|<link\b[^>]*href\s*=|url\(|@import)\s*["']?([^"')\s>]*)""", re.I)


def requests(page):
    """Return what a browser would fetch to show a page."""
    return [target for target in TARGETS.findall(page) if not target.startswith("data:")]


@pytest.fixture
def params():
    return Params(gemeente="GM0148", naam="Dalfsen", editie=2025, notebooks=("02_tweede", "01_eerste"))


@pytest.fixture(scope="module")
def saved(make_release, table, real_catalogue, tmp_path_factory):
    """Return a function that draws and saves a card once, however often it is asked for."""

    @cache
    def files(status="definitief", title="Hoeveel mensen?"):
        rows = table({"waarde": 28242, "status": status}, {"gebied": "NL00", "waarde": 5}, bron="kernmonitor")
        release = make_release(rows, catalogue=real_catalogue)
        card = area_cards.ranking(release, "inwoners", ["GM0148", "NL00"], "2024", title=title)
        folder = tmp_path_factory.mktemp("kaarten")
        return folder, save(card, folder, digest="0" * 64)

    return files


@pytest.fixture
def write(tmp_path, saved):
    """Return a function that writes the files of one run, as a notebook leaves them."""

    def chapter(name, title="Kernen", card=None, gaps=(), sentences=()):
        files, content = saved(**(card or {}))
        folder = shutil.copytree(files, tmp_path / name)
        parts = [content, *(save(gap, folder) for gap in gaps)]
        parts += [{"soort": "tekst", "zinnen": list(sentences)}] if sentences else []
        (folder / INDEX).write_text(json.dumps({"onderdelen": parts}), encoding="utf-8")
        cells = [{"cell_type": "markdown", "source": OPENING.format(title=title).splitlines(keepends=True)}]
        (folder / "notebook.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")

    return chapter


@pytest.fixture
def page(tmp_path, params):
    def made(**changed):
        contents = read_contents(tmp_path, params.model_copy(update=changed), PROVENANCE)
        return write_html(annex_document(contents), tmp_path, "bijlage.html").read_text(encoding="utf-8")

    return made


def places(page, *texts):
    return [page.index(text) for text in texts]


def test_chapters_stand_in_the_order_of_the_params(write, page):
    write("01_eerste", "Over kernen")
    write("02_tweede", "Over taal")
    text = page()
    assert '<section class="hoofdstuk" id="02_tweede"' in text
    order = places(text, 'id="02_tweede"', 'id="01_eerste"', 'id="herkomst"')
    assert order == sorted(order)
    assert '<span class="nummer">1</span> Over taal' in text
    assert '<span class="nummer">2</span> Over kernen' in text


def test_a_chapter_says_its_question_for_whom_and_what_does_not_follow(write, tmp_path, params):
    write("01_eerste")
    write("02_tweede", "Over taal")
    contents = read_contents(tmp_path, params, PROVENANCE)
    first = contents.chapters[0]
    assert (first.title, first.question) == ("Over taal", "Hoeveel mensen wonen er?")
    assert (first.audience, first.not_shown) == ("Voor beleid.", "Hoe het met hen gaat.")


def test_sources_and_indicators_are_listed_once(write, tmp_path, params):
    write("01_eerste")
    write("02_tweede")
    contents = read_contents(tmp_path, params, PROVENANCE)
    assert [source.bron for source in contents.sources] == ["kernmonitor"]
    assert [indicator.id for indicator in contents.indicators] == ["inwoners"]
    assert len(contents.figures) == 2


def test_chapters_that_were_not_made_are_named(write, page):
    write("03_ander")
    with pytest.raises(AnalysisError, match="mist hoofdstukken: 02_tweede en 01_eerste"):
        page()


def test_the_page_asks_nobody_for_anything(write, page):
    write("01_eerste")
    write("02_tweede")
    text = page()
    assert requests('<img src="https://x"><link href="//y"> url(z) @import "w"') == [
        "https://x",
        "//y",
        "z",
        "w",
    ]
    assert requests(text) == []
    assert "<script" not in text
    assert "<link" not in text


def test_pictures_and_numbers_are_inside_the_page_and_prints_beside_it(write, page, tmp_path):
    write("01_eerste")
    write("02_tweede")
    text = page()
    assert text.count('src="data:image/png;base64,') == 2
    for kind in ("text/csv", "application/vnd.openxmlformats-officedocument"):
        assert text.count(f'href="data:{kind}') == 2
    beside = re.findall(r'href="(0[12]_[^"]+\.(?:png|svg))"', text)
    assert len(beside) == 4
    assert all((tmp_path / target).is_file() for target in beside)


def test_every_figure_has_alt_text_caption_table_and_source(write, page, saved):
    write("01_eerste")
    write("02_tweede")
    text = page()
    assert text.count(f'alt="{saved()[1]["alt"]}"') == 2
    assert "Bron: kernmonitor" in text
    assert '<th scope="row">Dalfsen</th><td>28.242</td>' in text
    assert "Figuur 1.1" in text
    assert "Figuur 2.1" in text


def test_a_gap_is_shown_in_its_place_and_listed(write, page):
    gap = Gap("leemte", "Hoe oud is men?", "Er zijn geen leeftijden.", "Voeg de telling toe.")
    write("01_eerste")
    write("02_tweede", gaps=[gap])
    text = page()
    assert '<div class="leemte"><h3>Hoe oud is men?</h3>' in text
    assert '<section id="leemtes"' in text
    row = '<th scope="row">Hoe oud is men?</th><td>Er zijn geen leeftijden.</td><td>Voeg de telling toe.</td>'
    assert row in text


def test_without_gaps_there_is_no_list_of_gaps(write, page):
    write("01_eerste")
    write("02_tweede")
    assert "leemtes" not in page()


def test_an_annex_with_fictional_numbers_opens_with_a_list_of_them(write, page):
    write("01_eerste")
    write("02_tweede", card={"status": "voorbeeld", "title": "Een verzonnen vraag?"})
    text = page()
    opening = text[text.index('id="kop-vooraf"') : text.index('class="hoofdstuk"')]
    assert "Voorbeeldcijfers" in opening
    assert "<li>Een verzonnen vraag?" in opening
    assert "<li>Hoeveel mensen?" not in opening
    assert "er staan geen voorbeeldcijfers in" not in text
    assert "<strong>Voorbeeldcijfers: verzonnen.</strong>" in text


def test_an_annex_of_real_numbers_says_so(write, page):
    write("01_eerste")
    write("02_tweede")
    assert "er staan geen voorbeeldcijfers in" in page()


def test_sentences_stand_where_the_notebook_said_them(write, page):
    write("01_eerste")
    write("02_tweede", sentences=["Noord is het grootst.", "Zuid het kleinst."])
    assert '<div class="opvallend"><p>Noord is het grootst. Zuid het kleinst.</p></div>' in page()


@pytest.mark.parametrize(
    "attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "{% raw %}"]
)
def test_texts_are_shown_and_never_run(write, page, attack):
    write("01_eerste", title=attack)
    write(
        "02_tweede",
        card={"title": f"Vraag {attack}"},
        sentences=[attack],
        gaps=[Gap("leemte", attack, attack, attack)],
    )
    text = page(naam=attack, titel=attack)
    assert "<script" not in text
    assert "<img src=x" not in text
    assert html.unescape(text).count(attack) >= 8


def test_the_colours_of_the_municipality_are_used(write, page):
    write("01_eerste")
    write("02_tweede")
    text = page(huisstijl=HouseStyle(hoofdkleur="#774400", accentkleur="#112233"))
    assert "--huis: #774400; --op-huis: #ffffff; --accent: #112233" in text


def test_the_page_tells_how_it_was_made(write, page):
    write("01_eerste")
    write("02_tweede")
    text = page()
    assert "<code>abc123</code>" in text
    assert f"<code>{'f' * 12}</code>" in text
    assert "pandas 3" in text


def test_the_same_files_give_the_same_page(write, page, tmp_path):
    write("01_eerste")
    write("02_tweede")
    page()
    first = (tmp_path / "bijlage.html").read_bytes()
    page()
    assert (tmp_path / "bijlage.html").read_bytes() == first
    assert not list(tmp_path.glob(".bezig*"))


def test_every_inside_link_has_its_goal(write, page):
    write("01_eerste", gaps=[Gap("leemte", "Hoe oud?", "Nee.", "Ja.")])
    write("02_tweede")
    text = page()
    goals = set(re.findall(r'\sid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= goals
    assert len(re.findall(r'\sid="([^"]+)"', text)) == len(goals)


# Where the numbers come from, when they were fetched.

KEPT = "Op 22-11-2026 is deze bron niet opnieuw opgehaald; hier staat de laatste goede versie, van 2-11-2026."
FETCHED = {
    "kernmonitor": {"opgehaald": "2026-11-02", "versie": "2026-03-27", "melding": KEPT},
    "cbs_kwb": {"opgehaald": "2026-11-22", "versie": "2025-03-27", "melding": ""},
}


@pytest.fixture
def sources(write, tmp_path, params):
    """Return a function that gives the sources of an annex, with what is known of what was fetched."""
    write("01_eerste")
    write("02_tweede")

    def read(**provenance):
        return read_contents(tmp_path, params, PROVENANCE | provenance)

    return read


def test_a_source_that_was_not_fetched_is_as_the_project_describes_it(sources, real_catalogue):
    [described] = sources().sources
    assert described == real_catalogue.sources["kernmonitor"]
    assert sources(opgehaald={"cbs_kwb": FETCHED["cbs_kwb"]}).sources == (described,)


def test_a_source_has_the_day_and_version_of_what_was_fetched(sources, real_catalogue):
    [source] = sources(opgehaald=FETCHED).sources
    assert (source.opgehaald, source.versie) == ("2026-11-02", "2026-03-27")
    assert source.opmerking == " ".join(
        text for text in (real_catalogue.sources["kernmonitor"].opmerking, KEPT) if text
    )
    assert source.titel == real_catalogue.sources["kernmonitor"].titel


def test_a_source_that_is_up_to_date_keeps_only_its_own_remark(sources, real_catalogue):
    fresh = FETCHED["kernmonitor"] | {"melding": ""}
    [source] = sources(opgehaald={"kernmonitor": fresh}).sources
    assert source.opmerking == real_catalogue.sources["kernmonitor"].opmerking


def test_the_page_says_that_a_number_is_not_the_newest(sources, tmp_path):
    def text(**provenance):
        document = annex_document(sources(**provenance))
        return write_html(document, tmp_path, "bijlage.html").read_text(encoding="utf-8")

    assert KEPT in text(opgehaald=FETCHED)
    assert KEPT not in text()
