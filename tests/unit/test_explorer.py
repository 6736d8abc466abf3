"""The verkenner without a browser: what there is to choose, what a choice gives, what is kept, how Lab ends."""

import asyncio
import html
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from tests.unit.real_release import edition_folder

from analysis import cli, explorer
from analysis import notebook as nb
from analysis.cards.card import Card, Gap
from analysis.charts import style
from analysis.explorer import choices as offered
from analysis.explorer import lab, page, results, screen
from analysis.explorer.choices import Choice
from analysis.ground import paths
from analysis.ground.literal import literal
from analysis.ground.notebook_names import FOLDER_VARIABLE, RELEASE_VARIABLE
from analysis.topics import area_cards, maps

pytestmark = pytest.mark.slow

REAL = Path(__file__).resolve().parents[2]
KERNEN = ("Dalfsen", "Hoonhorst", "Lemelerveld", "Nieuwleusen", "Oudleusen")
DALFSEN, NIEUWLEUSEN = "KERNGEBIED-GM0148-dalfsen", "KERNGEBIED-GM0148-nieuwleusen"


@pytest.fixture(scope="module")
def folder():
    return edition_folder() / "release"


@pytest.fixture
def run(folder, tmp_path, monkeypatch):
    monkeypatch.setenv(RELEASE_VARIABLE, str(folder))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "verkenning"))
    monkeypatch.delenv(lab.PARAMS_VARIABLE, raising=False)
    yield explorer.start("params/dalfsen.yml")
    style.use()


@pytest.fixture
def real(run):
    return nb.load(run)


@pytest.fixture
def drawn(real, run):
    made = screen.Screen(real, run)
    made.draw()
    return made


def test_every_kern_can_be_chosen_in_both_readings(real):
    words = [words for words, _ in offered.choices(real).areas]
    assert words[0] == "Gemeente Dalfsen"
    assert words[-1] == "Buitengebied (buiten de bebouwde kernen)"
    both = [
        f"{kern} ({reading})" for kern in KERNEN for reading in ("bebouwde kern", "kern met buitengebied")
    ]
    assert words[1:-1] == both


def test_no_two_choices_look_the_same(real):
    known = offered.choices(real)
    for options in (known.areas, known.themes, *known.indicators.values()):
        words = [words for words, _ in options]
        assert len(set(words)) == len(words)
    assert {value for _, value in known.themes} == set(known.indicators)
    assert [each for options in known.indicators.values() for each in options]


def test_a_subject_that_is_not_there_per_kern_says_so(real):
    known = offered.choices(real).indicators
    words = {value: words for options in known.values() for words, value in options}
    assert words["inwoners"] == "Inwoners"
    assert words["rokers"].endswith("– alleen hele gemeente")
    assert words["jeugdreclassering_aandeel"].endswith("– niet voor Dalfsen")


def test_another_kern_changes_title_chart_and_table(real):
    one, other = (
        results.result(real, Choice(area, "inwoners", offered.REGION)) for area in (DALFSEN, NIEUWLEUSEN)
    )
    assert one.title == "Dalfsen (kern met buitengebied): Inwoners, 2024"
    assert other.title == "Nieuwleusen (kern met buitengebied): Inwoners, 2024"
    assert one.chart.title != other.chart.title
    assert one.choice.comparison == offered.KERNEN, "a kern is not held against other gemeenten"
    elsewhere = [
        results.result(real, Choice(area, "inwoners", offered.ELSEWHERE)).chart
        for area in (DALFSEN, NIEUWLEUSEN)
    ]
    assert elsewhere[0].shown.to_numpy().tolist() != elsewhere[1].shown.to_numpy().tolist()
    assert elsewhere[1].shown["Gebied"].tolist() == ["Nieuwleusen en buitengebied", "Nederland"]


def test_a_choice_that_no_longer_fits_is_settled(real):
    wrong = Choice("GM0148", "inwoners", "rest", "1999", over_time=True)
    settled = offered.settle(real, wrong)
    assert (settled.comparison, settled.over_time) == (offered.KERNEN, True)
    assert settled.period == offered.periods(real, settled)[0][1]
    assert offered.settle(real, settled) == settled


def test_over_time_gives_a_line_and_only_where_there_are_periods(real):
    line = results.result(real, Choice(NIEUWLEUSEN, "inwoners", over_time=True))
    assert line.chart.alt.startswith("Lijndiagram.")
    assert line.title.endswith("door de jaren heen")
    once = offered.settle(real, Choice("GM0148", "rokers", over_time=True))
    assert not once.over_time


@pytest.mark.parametrize(
    ("area", "indicator", "reason", "action"),
    [
        (NIEUWLEUSEN, "rokers", "alleen voor heel Dalfsen", "Gemeente Dalfsen"),
        ("KERN-GM0148-nieuwleusen", "mantelzorg_geeft", "is dit cijfer er niet", "met buitengebied"),
        ("GM0148", "jeugdreclassering_aandeel", "is dit cijfer er niet", "Nederland"),
    ],
)
def test_what_is_not_there_says_where_it_is(real, area, indicator, reason, action):
    found = results.result(real, Choice(area, indicator))
    assert isinstance(found.chart, Gap)
    assert isinstance(found.map, Gap)
    assert reason in found.chart.reason
    assert action in found.chart.action


def test_a_hidden_number_is_drawn_as_hidden(real):
    hoonhorst = Choice("KERNGEBIED-GM0148-hoonhorst", "mantelzorg_geeft")
    found = results.result(real, hoonhorst)
    assert isinstance(found.chart, Card)
    assert results.sentences(real, found.choice) == (
        "Hoonhorst (kern met buitengebied): te weinig waarnemingen.",
    )


def test_a_share_without_margin_is_not_called_different(real):
    choice = offered.settle(real, Choice("GM0148", "jv_sterk_eenzaam", offered.ELSEWHERE))
    text = " ".join(results.sentences(real, choice))
    assert "De bron geeft geen marge" in text
    assert "hoger" not in text
    assert "lager" not in text


def files(folder, identity):
    return {
        kind: (folder / f"{identity}.{kind}").read_bytes() for kind in ("png", "csv", "json", "svg", "xlsx")
    }


def test_what_is_kept_is_what_the_batch_writes(real, run, drawn, tmp_path):
    drawn.area.value = "GM0148"
    drawn.comparison.value = offered.KERNEN
    drawn.keep("chart")
    drawn.keep("map")
    kernen = real.own_areas("kern", prefix="KERNGEBIED-")["gebied"].tolist()
    identity = "verken_inwoners_gm0148_kernen_2024"
    batch = replace(run, folder=tmp_path / "batch")
    batch.folder.mkdir()
    title = "Hoe staan de kernen van Dalfsen naast elkaar?"
    chart = area_cards.ranking(real, "inwoners", kernen, "2024", title=title, identity=identity, own=kernen)
    drawn_map = maps.kernkaart(
        real, "inwoners", "2024", "kerngebied", title="Waar in Dalfsen is het hoog, en waar laag?"
    )
    drawn_map = replace(drawn_map, id=f"{drawn_map.id}_2024")
    for card in (chart, drawn_map):
        nb.show(card, batch)
        assert files(run.folder, card.id) == files(batch.folder, card.id)
    kept = f"{drawn_map.id}.html"
    assert (run.folder / kept).read_bytes() == (batch.folder / kept).read_bytes()


def test_a_kept_figure_is_named_from_the_project(drawn, monkeypatch):
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(drawn.run.folder.parent))
    monkeypatch.setattr(screen, "save", lambda *_, **__: {"bestanden": {"png": "", "csv": ""}})
    drawn.keep("chart")
    assert (
        "Bewaard: verkenning/verken_inwoners_gm0148_kernen_2024.png (ook als csv en json)."
        in html.unescape(drawn.kept["chart"].value)
    )


def test_a_choice_on_the_screen_changes_all_of_it(drawn):
    before = drawn.heading.value, drawn.chart.value, drawn.table.value
    drawn.area.value = NIEUWLEUSEN
    after = drawn.heading.value, drawn.chart.value, drawn.table.value
    assert "Nieuwleusen (kern met buitengebied)" in after[0]
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert 'alt="Staafdiagram.' in after[1]


def test_fictional_numbers_say_so_on_the_screen(drawn):
    assert "Voorbeeldcijfers" not in drawn.heading.value
    drawn.theme.value = "mantelzorg"
    drawn.subject.value = "mantelzorg_geeft"
    assert 'class="voorbeeld">Voorbeeldcijfers' in drawn.heading.value


def test_another_theme_opens_with_a_subject_that_the_kern_has(drawn):
    drawn.area.value = NIEUWLEUSEN
    drawn.theme.value = "jeugdhulp"
    assert drawn.subject.value == "jeugdhulp_aandeel_tot_21_registratie"
    assert not drawn.keep_chart.disabled


def test_every_control_has_its_words(drawn):
    words = [control.description for control in drawn.controls]
    assert words == ["Gebied", "Thema", "Onderwerp", "Vergelijking", "Grafiek", "Jaar"]
    assert (drawn.keep_chart.description, drawn.keep_map.description) == (
        "Bewaar deze figuur",
        "Bewaar deze kaart",
    )


def test_quick_changes_are_drawn_once(real, run, monkeypatch):
    made = []
    monkeypatch.setattr(page, "result", lambda *choice: made.append(choice[1]) or results.result(*choice))
    monkeypatch.setattr(screen, "PAUSE_SECONDS", 0.02)

    async def quickly():
        shown = screen.Screen(real, run)
        for area in (DALFSEN, "KERNGEBIED-GM0148-oudleusen", NIEUWLEUSEN):
            shown.area.value = area
        assert "Bezig met tekenen" in shown.message.value
        await asyncio.sleep(0.05)
        return shown

    shown = asyncio.run(quickly())
    assert [choice.area for choice in made] == [NIEUWLEUSEN]
    assert shown.message.value == ""
    shown.draw()
    assert len(made) == 1


def test_an_error_becomes_a_sentence_and_a_file(drawn, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def fails(*_):
        raise ValueError("negative counts")

    monkeypatch.setattr(screen, "result", fails)
    monkeypatch.setattr(page, "result", fails)
    drawn.area.value = NIEUWLEUSEN
    assert "Deze keuze tonen is niet gelukt" in drawn.message.value
    kept = next(tmp_path.glob("kernmonitor-fout-*.txt"))
    assert "ValueError: negative counts" in kept.read_text(encoding="utf-8")
    assert drawn.keep_chart.disabled
    drawn.keep("chart")
    assert "is niet gelukt" in drawn.kept["chart"].value


def test_text_from_data_is_never_html(drawn):
    text = page.picture(Gap("x", "t", "<img src=x onerror=alert(1)>", 'Kies "iets" & meer'))
    assert "<img" not in text
    assert literal("<img") in text


def test_a_municipality_without_kernen_can_be_explored(make_release, table, areas):
    region = areas[areas["laag"] == "regio"].reset_index(drop=True)
    raalte = make_release(table({"waarde": 5}), areas=region)
    known = offered.choices(raalte)
    assert known.areas == (("Gemeente Dalfsen", "GM0148"),)
    found = results.result(raalte, offered.first(raalte))
    assert isinstance(found.chart, Card)
    assert "nog niet vastgelegd" in found.map.reason


def test_the_environment_names_the_municipality(run, monkeypatch):
    monkeypatch.setenv(lab.PARAMS_VARIABLE, "params/raalte.yml")
    assert explorer.start("params/dalfsen.yml").params.naam == "Raalte"


def test_lab_is_started_without_a_shell_and_without_folders_of_a_batch(tmp_path, monkeypatch):
    asked = lab.command(tmp_path, port=9999, browser=False)
    assert asked[:4] == [sys.executable, "-m", "jupyterlab", str(tmp_path / "notebooks" / "verkenner.ipynb")]
    assert {"--no-browser", "--port=9999", "-y"} < set(asked)
    assert "--no-browser" not in lab.command(tmp_path)
    monkeypatch.setenv(RELEASE_VARIABLE, "x")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "y")
    settings = lab.environment(paths.params() / "raalte.yml")
    assert RELEASE_VARIABLE not in settings
    assert settings[lab.PARAMS_VARIABLE] == "params/raalte.yml"
    first, second = settings["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert (Path(first) / "labconfig" / "default_setting_overrides.json").is_file()
    assert second == "y"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("deaf", [False, True])
def test_nothing_is_left_running(tmp_path, sign, deaf):
    """JupyterLab is stood in for by a process that may not listen to what it is asked."""
    child = "import os, signal, time; open('pid', 'w').write(str(os.getpid()))\n"
    child += "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if deaf else ""
    child += "open('ready', 'w'); time.sleep(60)"
    parent = (
        "import os, sys; from analysis.explorer import lab; lab.PATIENCE_SECONDS = 0.3\n"
        "sys.exit(lab.run([sys.executable, '-c', sys.argv[1]], os.environ))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent, child],
        cwd=tmp_path,
        env=os.environ | {paths.ROOT_VARIABLE: str(tmp_path)},
    )
    until = time.monotonic() + 20
    while not (tmp_path / "ready").exists() and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(sign)
    assert process.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_explore_makes_the_release_only_when_it_is_due(tmp_path, monkeypatch):
    for name in ("data", "params", "notebooks"):
        shutil.copytree(REAL / name, tmp_path / name)
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    asked = []
    monkeypatch.setattr(lab, "run", lambda *given: asked.append(given) or 0)
    said = [
        CliRunner().invoke(cli.main, ["explore", str(tmp_path / "params" / "raalte.yml"), *more])
        for more in ([], ["--no-browser", "--port", "9123"])
    ]
    assert [each.exit_code for each in said] == [0, 0], said[0].output
    assert "Cijfers van Raalte gemaakt" in said[0].output
    assert "Cijfers van Raalte ongewijzigd" in said[1].output
    assert (tmp_path / "outputs" / "raalte" / "2025" / "release" / "cijfers.parquet").is_file()
    assert "--port=9123" in asked[1][0]
    assert asked[0][1][lab.PARAMS_VARIABLE] == "params/raalte.yml"


def test_explore_refuses_params_that_are_not_there():
    said = CliRunner().invoke(cli.main, ["explore", str(paths.params() / "dalfse.yml")])
    assert said.exit_code == 2
    assert "Traceback" not in said.output


def test_a_notebook_that_is_saved_holds_a_still_picture_beside_the_widgets(real, run, monkeypatch):
    shown = []
    monkeypatch.setattr(screen, "display", lambda data, **_: shown.append(data))
    screen.Screen(real, run).show()
    (data,) = shown
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert page.ONLY_IN_LAB in data["text/html"]
    assert data["text/html"].count("data:image/png;base64,") == 2


@pytest.mark.parametrize(
    ("content", "there"), [({"allow_stdin": False}, False), ({"allow_stdin": True}, True), ({}, True)]
)
def test_who_cannot_be_asked_anything_is_nobody(monkeypatch, content, there):
    shell = SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda _: {"content": content}))
    monkeypatch.setattr(page, "get_ipython", lambda: shell)
    assert page.somebody_is_there() is there


def test_without_a_notebook_the_widgets_are_made(monkeypatch):
    monkeypatch.setattr(page, "get_ipython", lambda: None)
    assert page.somebody_is_there()
