import html
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from analysis import notebook as nb
from analysis.build.receipt import hashes_of
from analysis.cards.card import Gap
from analysis.ground.errors import AnalysisError, InputError
from analysis.ground.notebook_names import FOLDER_VARIABLE, INDEX, READS, RELEASE_VARIABLE, sentinel
from analysis.release.store import part_hashes, write_release
from analysis.topics import area_cards

KERNEN = [f"KERNGEBIED-GM0148-{code}" for code in ("noord", "midden", "zuid")]


@pytest.fixture
def run(tmp_path):
    params = SimpleNamespace(gemeente="GM0148", naam="Dalfsen", editie=2025)
    return nb.Run("01_proef", params, tmp_path / "release", tmp_path)


@pytest.fixture
def shown(run, release):
    nb.lead(["noord is het grootst"], run)
    nb.show(area_cards.ranking(release, "inwoners", KERNEN, "2024", title="Hoeveel mensen?"), run)
    nb.show(Gap("leemte", "Hoe oud?", "Er zijn geen cijfers.", "Voeg de bron toe."), run)
    return run


def test_a_run_by_the_batch_reads_and_writes_where_the_batch_says(tmp_path, monkeypatch, kept_out_of):
    monkeypatch.setenv(RELEASE_VARIABLE, str(tmp_path / "vrijgave"))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "figuren"))
    run = nb.start("params/dalfsen.yml", "01_kernkaarten")
    assert run.folder == tmp_path / "figuren"
    assert run.folder.is_dir()
    assert [folder.name for folder in kept_out_of] == ["data"]
    with pytest.raises(InputError, match="vrijgegeven cijfers zijn er nog niet"):
        nb.load(run)


def test_a_release_of_another_municipality_is_refused(run, table, areas):
    run.release_folder.mkdir()
    write_release(
        run.release_folder, table({"waarde": 1}), areas, {"gemeente": "GM0177", "naam": "R", "vergelijk": []}
    )
    with pytest.raises(InputError, match="andere gemeente"):
        nb.load(run)


def written(run, table, areas, value=1):
    run.release_folder.mkdir(exist_ok=True)
    about = {"gemeente": "GM0148", "naam": "Dalfsen", "vergelijk": []}
    rows = table({"gebied": KERNEN[0], "waarde": value}, bron="cbs_kwb")
    write_release(run.release_folder, rows, areas, about)


def test_a_card_carries_the_stamp_of_its_own_rows(run, release):
    run.release = release
    nb.show(area_cards.ranking(release, "inwoners", KERNEN, "2024", title="Hoeveel mensen?"), run)
    [card] = run.parts
    assert card["vrijgave"] == release.stamp(["inwoners"], KERNEN) != release.stamp(["inwoners"], KERNEN[:1])


def test_a_run_by_the_batch_leaves_behind_what_was_handed_out_to_it(tmp_path, monkeypatch, table, areas):
    monkeypatch.setenv(RELEASE_VARIABLE, str(tmp_path / "vrijgave"))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "figuren"))
    run = nb.start("params/dalfsen.yml", "01_proef")
    written(run, table, areas)
    release = nb.load(run)
    release.rows("inwoners", [KERNEN[0]])
    nb.export(run)
    nb.footer(run)
    read = json.loads((run.folder / READS).read_text(encoding="utf-8"))
    assert read["delen"] == ["cijfers:inwoners"]
    assert read["bestanden"] == hashes_of(run.release_folder, read["bestanden"])
    before = part_hashes(run.release_folder)
    written(run, table, areas, value=2)
    assert part_hashes(run.release_folder)["cijfers:inwoners"] != before["cijfers:inwoners"]


def test_a_run_that_reads_no_release_says_so(run, release, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(run.folder))
    nb.export(run)
    nb.footer(run)
    assert json.loads((run.folder / READS).read_text(encoding="utf-8")) == {"delen": [], "bestanden": {}}


def test_a_run_by_hand_leaves_no_such_file_and_reads_what_it_likes(shown, monkeypatch, kept_out_of):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    nb.export(shown)
    nb.footer(shown)
    assert not (shown.folder / READS).exists()
    assert kept_out_of == []


def test_check_prints_the_table_that_nbval_compares(make_release, table, capsys):
    nb.check(make_release(table({"waarde": 5})), ["inwoners"])
    header, row = capsys.readouterr().out.splitlines()
    assert header.split()[:4] == ["indicator", "bron", "rijen", "gevuld"]
    assert row.split() == ["inwoners", "telling", "1", "1", "2024", "5,00", "5,00", "5,0000", "definitief"]


def test_check_of_an_unknown_indicator_stops(release):
    with pytest.raises(InputError):
        nb.check(release, ["inwonrs"])


def test_check_without_any_row_says_so(make_release, table, capsys):
    nb.check(make_release(table({"waarde": 5})), ["peiling"])
    assert capsys.readouterr().out == "geen cijfers\n"


def test_what_was_shown_is_exported_in_order(shown):
    nb.export(shown)
    content = json.loads((shown.folder / INDEX).read_text(encoding="utf-8"))
    assert [part["soort"] for part in content["onderdelen"]] == ["tekst", "figuur", "leemte"]
    assert content["onderdelen"][0]["zinnen"] == ["Noord is het grootst."]
    assert (content["notebook"], content["gemeente"], content["editie"]) == ("01_proef", "GM0148", 2025)


def test_the_last_line_is_the_one_that_the_batch_waits_for(shown, capsys):
    nb.export(shown)
    capsys.readouterr()
    nb.footer(shown)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Bron: Gemeente, telling."
    assert lines[-1] == sentinel("01_proef") == "kernmonitor: 01_proef is klaar"


def test_a_footer_before_the_export_stops(shown):
    with pytest.raises(AnalysisError, match=r"nb\.export"):
        nb.footer(shown)


def test_no_sentences_leave_nothing_behind(run):
    nb.lead([], run)
    assert run.parts == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://127.0.0.1:9/baken)",
        "[klik](javascript:alert(1))",
        "\n\n# kop\n\n<img src=x onerror=alert(1)>",
        "$\\href{javascript:alert(1)}{x}$",
    ],
)
def test_what_a_file_says_is_text_in_the_notebook(run, release, monkeypatch, text):
    shown = []
    monkeypatch.setattr(nb, "display", lambda data, **_: shown.append(data))
    card = area_cards.ranking(release, "inwoners", KERNEN, "2024", title="Hoeveel mensen?")
    table = card.shown.assign(Gebied=text).rename(columns={"Waarde": text})
    nb.show(replace(card, notes=(text,), shown=table), run)
    nb.show(Gap("leemte", text, text, text), run)
    nb.lead([text], run)
    pages = [data["text/html"] for data in shown if isinstance(data, dict)]
    assert len(pages) == 4
    assert {kind for data in shown if isinstance(data, dict) for kind in data} == {"text/html", "text/plain"}
    for page in pages:
        assert not re.search(r"<(?!/?(?:p|strong|table|thead|tbody|tr|th|td)\b)", page)
        assert not set("[]$!") & set(page)
        assert "mathjax_ignore" in page
    assert " ".join(text.split())[:9] in html.unescape(pages[1])
