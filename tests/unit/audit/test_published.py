"""What is hidden in the release and shown in any file is found, in whatever kind of file it stands."""

from __future__ import annotations

import base64
import io
import itertools
import json
import math
import shutil
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pikepdf
import pytest
import typst
from tests.unit.real_release import dalfsen, edition_folder

from analysis.audit import leaks
from analysis.audit.leaks import traces_in, unpacked
from analysis.audit.published import (
    ExposedError,
    audit_edition,
    published_table,
    refuse_exposed,
)
from analysis.audit.reading import published_files
from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.ground.paths import REASONS
from analysis.ground.spreadsheet import write_csv
from analysis.model.catalogue import read_catalogue
from analysis.model.protection import GateRule
from analysis.release.editions import earlier_editions, read_reasons, write_reasons
from analysis.release.reach import protect_returns
from analysis.release.relations import parts_of
from analysis.release.returns import COLUMNS, reach, read_returns

pytestmark = pytest.mark.slow

TOPIC = "Jeugdigen met jeugdhulp, tot 21 jaar (registratie)"
SHORT, INDICATOR = "Jeugdhulp tot 21 jaar, registratie", "jeugdhulp_aandeel_tot_21_registratie"
AREA, HOONHORST = "Hoonhorst en buitengebied", "KERNGEBIED-GM0148-hoonhorst"
SECRET, HIDDEN = "1,5%", "niet getoond"
PEOPLE = "6 jeugdigen"


@pytest.fixture
def edition(tmp_path):
    built = edition_folder()
    folder = shutil.copytree(built, tmp_path / "dalfsen" / "2025")
    shutil.copytree(paths.local(built), paths.make_local(folder), dirs_exist_ok=True)
    return folder


def page(shown):
    return f"""<html lang="nl"><head><title>Bijlage</title></head><body><h2>{TOPIC}, 2019</h2>
<table><caption>{TOPIC}, per kern, 2019</caption><thead><tr><th>Gebied</th><th>Waarde</th></tr></thead>
<tbody><tr><th scope="row">{AREA}</th><td>{shown}</td></tr></tbody></table></body></html>""".encode()


def map_page(shown):
    fields = json.dumps(
        {"gebied": HOONHORST, "naam": AREA, "etiket": shown, "periode": "2019", "onderwerp": INDICATOR}
    )
    return f'<html><script>add({{"features": [{{"properties": {fields}}}]}});</script></html>'.encode()


def drawing(shown):
    texts = f"""<svg xmlns="http://www.w3.org/2000/svg"><g id="text_1"><!-- {SHORT} 2019 --><g transform="translate(9 20)"></g></g>
<g id="text_2"><!-- {AREA} --><g transform="translate(10 101.5) scale(0.1)"></g></g>
<g id="text_3"><!-- {shown} --><g transform="translate(200 102)"></g></g>
<g id="text_4"><!-- 2% --><g transform="translate(200 300)"></g></g></svg>"""
    return texts.encode()


def drawing_in_a_page(shown):
    inside = base64.b64encode(drawing(shown)).decode()
    return f'<html><img src="data:image/svg+xml;base64,{inside}" alt=""></html>'.encode()


def notebook(shown):
    output = {
        "output_type": "display_data",
        "data": {"text/html": page(shown).decode(), "text/plain": "<HTML>"},
    }
    cell = {"cell_type": "code", "source": "nb.show()", "outputs": [output]}
    return json.dumps({"cells": [cell], "nbformat": 4}).encode()


def sentence_in_a_notebook(shown):
    text = f"{TOPIC}: in 2019 kregen in {AREA} {shown} jeugdhulp."
    cell = {"cell_type": "code", "source": "", "outputs": [{"output_type": "stream", "text": [text]}]}
    return json.dumps({"cells": [cell], "nbformat": 4}).encode()


def alt_text(shown):
    return (
        f'<html><img src="a.png" alt="Kaart. {TOPIC}, 2019. Het laagst {AREA} met {shown}."></html>'.encode()
    )


def csv_file(shown):
    return f"\ufeffGebied;Onderwerp;Periode;Waarde\r\n{AREA};{TOPIC};2019;{shown}\r\n".encode()


def csv_of_counts(shown):
    return f"Gebied;Onderwerp;Periode;Teller\r\n{AREA};{TOPIC};2019;{'6' if shown == SECRET else ''}\r\n".encode()


def csv_of_margins(shown):
    margin = "0,7;3,3" if shown == SECRET else ";"
    return f"Gebied;Onderwerp;Periode;Ondergrens;Bovengrens\r\n{AREA};{TOPIC};2019;{margin}\r\n".encode()


def workbook(shown):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("achtergrond")
    sheet.append(["Gebied", "Onderwerp", "Periode", "Waarde"])
    sheet.append([AREA, TOPIC, "2019", 1.5128 if shown == SECRET else None])
    sheet.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def document(shown):
    def paragraph(text):
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    cells = [["Gebied", "Waarde"], [AREA, shown]]
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in cells
    )
    xml = f"<w:document><w:body>{paragraph(f'{TOPIC}, 2019')}<w:tbl>{rows}</w:tbl></w:body></w:document>"
    return archive("word/document.xml", xml.encode())


def document_with_a_picture(shown):
    xml = f'<w:document><w:p><wp:docPr id="1" descr="{TOPIC}, 2019. {AREA} met {shown}."/></w:p></w:document>'
    return archive("word/document.xml", xml.encode())


def archive(name, data):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data)
    return target.getvalue()


def printed(shown):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    escaped = TOPIC.replace("(", r"\(").replace(")", r"\)")
    line = f"({escaped}, 2019. {AREA} met {shown}.)"
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    pdf.pages[0].Contents = pdf.make_stream(f"BT /F1 9 Tf {line} Tj ET".encode("latin-1"))
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def typeset(shown):
    """Return a PDF with subset fonts, whose codes mean nothing without their tables."""
    text = f"{TOPIC}, 2019. {AREA} met {shown}."
    return typst.compile(f'#set text(font: "DejaVu Sans Mono", fallback: true)\n#"{text}"'.encode())


def typeset_table(shown):
    caption = f'#"{TOPIC}, per kern met buitengebied, 2019"'
    table = f"#table(columns: 2, [Gebied], [Waarde], [{AREA}], [{shown}], [Oudleusen en buitengebied], [{HIDDEN}])"
    return typst.compile(
        f"Iets anders. In 2021 was het 34%.\n\n{caption}\n{table}\nDaarna volgt tekst.".encode()
    )


def note(shown):
    card = {
        "indicatoren": [INDICATOR],
        "gebieden": [HOONHORST],
        "perioden": ["2019"],
        "alt": f"Staafdiagram. {AREA} met {shown}.",
    }
    return json.dumps(card).encode()


def table_of_a_note(shown):
    card = {"indicatoren": [INDICATOR], "gebieden": [HOONHORST], "perioden": ["2019"]}
    return json.dumps(card | {"tabel": {"kolommen": ["Gebied", "Waarde"], "rijen": [[AREA, shown]]}}).encode()


def geojson(shown):
    fields = {"gebied": HOONHORST, "onderwerp": TOPIC, "periode": "2019", "waarde": shown}
    return json.dumps(
        {"type": "FeatureCollection", "features": [{"properties": fields, "geometry": None}]}
    ).encode()


FILES = {
    "bijlage.html": page,
    "kaart.html": map_page,
    "figuur.svg": drawing,
    "pagina.html": drawing_in_a_page,
    "notebook.ipynb": notebook,
    "zin.ipynb": sentence_in_a_notebook,
    "alt.html": alt_text,
    "cijfers.csv": csv_file,
    "tellers.csv": csv_of_counts,
    "marges.csv": csv_of_margins,
    "cijfers.xlsx": workbook,
    "bijlage.docx": document,
    "plaatje.docx": document_with_a_picture,
    "bijlage.pdf": printed,
    "gezet.pdf": typeset,
    "tabel.pdf": typeset_table,
    "kaart.json": note,
    "tabel.json": table_of_a_note,
    "kaart.geojson": geojson,
}


def test_an_edition_of_dalfsen_without_figures_gives_nothing_away(edition):
    assert audit_edition(edition) == []
    refuse_exposed(edition)


@pytest.mark.parametrize("name", FILES)
def test_a_hidden_number_that_a_file_shows_is_found(edition, name):
    (edition / name).write_bytes(FILES[name](SECRET))
    found = [finding for finding in audit_edition(edition) if finding.gebied == HOONHORST]
    assert [(finding.indicator, finding.periode) for finding in found][:1] == [(INDICATOR, "2019")]
    assert name in found[0].text
    assert "Hoonhorst" in found[0].text


SURVEY = {
    "mantelzorg_geeft": ("Geeft mantelzorg", "Geeft mantelzorg"),
    "mantelzorg_belasting_overbelast": ("Belasting van mantelzorgers: overbelast", "Overbelast"),
}


@pytest.fixture
def about_the_survey(request, monkeypatch):
    """Let the files be about an answer of the survey; return its indicator."""
    topic, short = SURVEY[request.param]
    for constant, value in (("TOPIC", topic), ("SHORT", short), ("INDICATOR", request.param)):
        monkeypatch.setitem(globals(), constant, value)
    return request.param


@pytest.mark.parametrize(
    ("name", "about_the_survey"),
    list(zip(FILES, itertools.cycle(SURVEY), strict=False)),
    indirect=["about_the_survey"],
)
def test_an_answer_of_a_survey_that_a_file_shows_is_found(edition, about_the_survey, name):
    (edition / name).write_bytes(FILES[name](SECRET))
    found = [finding for finding in audit_edition(edition) if finding.gebied == HOONHORST]
    assert about_the_survey in {finding.indicator for finding in found}
    assert any(name in finding.text for finding in found)


@pytest.mark.parametrize("about_the_survey", SURVEY, indirect=True)
def test_the_same_answers_with_the_mark_of_a_hidden_number_give_nothing_away(edition, about_the_survey):
    for name, make in FILES.items():
        (edition / name).write_bytes(make(HIDDEN))
    assert audit_edition(edition) == []


RETURNED = ("bijlage.html", "cijfers.csv", "cijfers.xlsx", "bijlage.docx", "notebook.ipynb", "kaart.geojson")


@pytest.fixture
def with_returns(edition):
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"partner": "Saam", "activiteit": "Maatjesproject", "doel": "3.1", "gebied": area, "jaar": "2019"}
        | {"bereik": float(count), "bereik_status": "niet bekend"}
        for area, count in ((HOONHORST, 6), ("KERNGEBIED-GM0148-dalfsen", 41), ("GM0148", 47))
    ]
    parts = parts_of(gpd.read_parquet(edition / "release" / "gebieden.parquet"))
    shown, reasons = protect_returns(pd.DataFrame(rows), read_catalogue(), GateRule(), parts)
    shown.to_parquet(edition / "release" / "opgaven.parquet", index=False)
    write_reasons(edition, {**read_reasons(edition)[0], **reasons}, GateRule())
    return edition


def test_the_returns_of_an_edition_are_attacked_and_give_nothing_away(with_returns):
    assert audit_edition(with_returns) == []
    assert read_returns(with_returns / "release")["bereik"].isna().sum() == 2


@pytest.mark.parametrize("name", RETURNED)
def test_a_reach_that_a_file_shows_is_found(with_returns, monkeypatch, name):
    for constant, value in (("TOPIC", "Maatjesproject"), ("SHORT", "Maatjesproject")):
        monkeypatch.setitem(globals(), constant, value)
    monkeypatch.setitem(globals(), "INDICATOR", "saam, maatjesproject")
    (with_returns / name).write_bytes(FILES[name]("6 mensen").replace(b"1.5128", b"6"))
    if name == "cijfers.xlsx":
        (with_returns / name).write_bytes(workbook_of(6))
    found = audit_edition(with_returns)
    assert [(one.gebied, one.low, one.high) for one in found][:1] == [(HOONHORST, 6, 6)]


def workbook_of(number):
    book = openpyxl.Workbook()
    book.active.append(["Activiteit", "Gebied", "Jaar", "Bereik"])
    book.active.append(["Maatjesproject", AREA, "2019", number])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_goal_of_one_small_activity_has_no_number(with_returns):
    table = reach(read_returns(with_returns / "release")).set_index("gebied")
    assert math.isnan(table.loc[HOONHORST, "ten_minste"])
    assert table.loc[HOONHORST, "verborgen"] == 1


def test_the_same_files_with_the_mark_of_a_hidden_number_give_nothing_away(edition):
    for name, make in FILES.items():
        (edition / name).write_bytes(make(HIDDEN))
    assert audit_edition(edition) == []


def test_a_file_in_an_archive_is_read(edition):
    (edition / "figurenpakket.zip").write_bytes(archive("hoofdstuk 1/cijfers.csv", csv_file(SECRET)))
    assert "figurenpakket.zip/hoofdstuk 1/cijfers.csv" in str(audit_edition(edition)[0])


def test_a_number_of_people_in_a_sentence_is_found(edition):
    (edition / "zin.ipynb").write_bytes(sentence_in_a_notebook(PEOPLE))
    (finding, *_) = audit_edition(edition)
    assert (finding.gebied, finding.low, finding.high) == (HOONHORST, 6, 6)


def test_a_table_that_a_note_explains_is_about_what_the_note_says(edition):
    # The page does not say which topic or year it is about; the note beside the figure does.
    (edition / "tabel.json").write_bytes(table_of_a_note(SECRET).replace(b'"1,5%"', b'"1,6%"'))
    bare = page("1,6%").decode().replace(TOPIC, "Cijfers").replace("2019", "")
    (edition / "bijlage.html").write_text(bare, encoding="utf-8")
    assert any("1,6%" in str(finding) for finding in audit_edition(edition))


@pytest.mark.parametrize(
    ("lemelerveld", "found_as", "words"),
    [
        (132, {(7, 7)}, "Hoonhorst en Oudleusen, 2019: samen te herleiden tot precies 7"),
        (131, {(1, 7)}, "Hoonhorst, 2019: te herleiden tot 1 tot en met 7"),
    ],
)
def test_a_gemeente_that_is_shown_unrounded_counts_as_known(edition, lemelerveld, found_as, words):
    # 680 is 678 to 682; exactly 678, with shown kernen of 671 or 670, leaves 7 or 8 for the two that are hidden.
    text = f"Gebied;Onderwerp;Periode;Teller\r\nGM0148;{TOPIC};2019;678\r\n"
    for area, count in (("dalfsen", 302), ("lemelerveld", lemelerveld), ("nieuwleusen", 237)):
        text += f"KERNGEBIED-GM0148-{area};{TOPIC};2019;{count}\r\n"
    (edition / "tellers.csv").write_text(text, encoding="utf-8")
    found = audit_edition(edition)
    assert {(finding.low, finding.high) for finding in found} == found_as
    assert words in str([finding.text for finding in found])
    assert "tellers.csv toont 678" in str(found[0])
    assert " min " in str(found[0])


def test_the_previous_edition_beside_it_is_attacked_as_well(edition):
    before = published_table(edition / "release" / "cijfers.csv")
    hidden = (
        (before["indicator"] == INDICATOR) & (before["periode"] == "2019") & (before["gebied"] == HOONHORST)
    )
    before.loc[hidden, ["waarde", "teller", "noemer", "status", "methode"]] = [
        2.5,
        10,
        390,
        "voorbeeld",
        "wilson",
    ]
    rows = before["periode"] < "2020"
    folder = edition.parent / "2024" / "release"
    folder.mkdir(parents=True)
    before[rows].to_parquet(folder / "cijfers.parquet", index=False)
    assert [one.name for one in earlier_editions(edition)] == ["2024"]
    (paths.local(edition) / REASONS).unlink()  # who does not know why it was hidden takes last year's number
    assert {finding.gebied for finding in audit_edition(edition)} == {
        HOONHORST,
        "KERNGEBIED-GM0148-oudleusen",
    } - {"KERNGEBIED-GM0148-oudleusen"}


def test_a_margin_of_95_percent_is_no_number_of_an_area(edition):
    said = f"{TOPIC}, 2019. Gebied 95%-marge Hoonhorst en buitengebied 95%-marge 1, met een 95%-betrouwbaarheidsinterval."
    (edition / "a.txt").write_text(said, encoding="utf-8")
    assert audit_edition(edition) == []
    (edition / "a.txt").write_text(said.replace("95%-marge 1", "95% van 1"), encoding="utf-8")
    assert len(audit_edition(edition)) == 1


@pytest.mark.parametrize("head", ["Periode", "Jaar"])
def test_a_topic_of_the_same_name_in_another_year_is_another_topic(edition, head):
    table = published_table(edition / "release" / "cijfers.csv")
    here = table[(table["indicator"] == INDICATOR) & (table["gebied"] == HOONHORST)]
    known = sorted(set(table["periode"].str[:4]) - set(here["periode"]))  # by another topic
    line = f"{TOPIC};Hoonhorst en buitengebied;{{}};47 %; preventiebeleid 2019-2022"
    for year in (1911, known[0], known[-1]):
        for name, text in (
            ("a.csv", f"Begrip;Gebied;{head};Waarde;Bron\n{line}\n"),
            ("a.txt", line.replace(";", " ")),
        ):
            (edition / name).write_text(text.format(year), encoding="utf-8")
    assert audit_edition(edition) == []
    (edition / "a.txt").write_text(line.replace(";", " ").format(2019), encoding="utf-8")
    assert len(audit_edition(edition)) == 1


DELIVERED = "gebied;jaar;jeugdigen_met_jeugdhulp;jeugdigen_tot_21\n" + "".join(
    f"{area};2025;{count};{people}\n"
    for area, count, people in (("Hoonhorst", 4, 324), ("Oudleusen", 5, 310))
)


def delivered_workbook():
    book = openpyxl.Workbook()
    for line in DELIVERED.splitlines():
        book.active.append([int(cell) if cell.isdecimal() else cell for cell in line.split(";")])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def delivered_file(edition, suffix):
    """Return a file that somebody delivered, beside the edition."""
    own = edition.parent / "eigen" / f"jeugdhulp{suffix}"
    own.parent.mkdir()
    own.write_bytes(DELIVERED.encode() if suffix == ".csv" else delivered_workbook())
    return own


@pytest.mark.parametrize(
    ("name", "data", "suffix"),
    [
        ("jeugdhulp.csv", DELIVERED.encode(), ".csv"),
        ("07_bevolking/x.csv", DELIVERED.encode(), ".xlsx"),
        ("rijen.csv", b"bladzijde;a;b;c\n" + DELIVERED.splitlines()[1].encode(), ".csv"),
        ("rijen.csv", b"bladzijde;a;b;c\n" + DELIVERED.splitlines()[1].encode(), ".xlsx"),
        ("komma.csv", DELIVERED.replace(";", ",").encode(), ".csv"),
        ("x.zip", archive("deel/jeugdhulp.csv", DELIVERED.encode()), ".csv"),
        ("x.xlsx", delivered_workbook(), ".csv"),
        ("x.xlsx", delivered_workbook(), ".xlsx"),
    ],
)
def test_a_copy_of_what_was_delivered_is_found(edition, monkeypatch, name, data, suffix):
    own = delivered_file(edition, suffix)
    monkeypatch.setattr(leaks, "secret_files", lambda _: [own])
    (edition / name).parent.mkdir(exist_ok=True)
    (edition / name).write_bytes(data)
    with pytest.raises(ExposedError, match=f"1 bevinding: hier zou .*\n.*{name}: .*{own.name}"):
        refuse_exposed(edition)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_was_delivered_and_copied_nowhere_is_no_finding(edition, monkeypatch, suffix):
    own = delivered_file(edition, suffix)
    monkeypatch.setattr(leaks, "secret_files", lambda _: [own])
    assert audit_edition(edition) == []


def test_build_is_told_what_to_do_with_a_finding(edition):
    (edition / "cijfers.csv").write_bytes(csv_file(SECRET))
    with pytest.raises(ExposedError, match="1 verborgen getal is te herleiden") as caught:
        refuse_exposed(edition)
    assert "Weg: cijfers.csv toont 1,5%" in str(caught.value)


def test_an_empty_folder_is_no_edition(tmp_path):
    with pytest.raises(InputError, match="niets gepubliceerd"):
        audit_edition(tmp_path)


def test_why_a_number_was_hidden_stands_in_no_published_file(edition):
    reasons, rule = read_reasons(edition)
    assert {row.gebied for row in reasons if row.indicator == INDICATOR} == {
        HOONHORST,
        "KERNGEBIED-GM0148-oudleusen",
    }
    assert rule == GateRule()
    names = {path.name for path in published_files(edition)}
    assert names == {
        "cijfers.csv",
        "cijfers.parquet",
        "gebieden.parquet",
        "grenzen.parquet",
        "opgaven.parquet",
        "release.json",
    }
    for path in published_files(edition):
        assert b"kleine teller" not in path.read_bytes()


def test_the_release_is_read_back_as_it_was(edition):
    pd.testing.assert_frame_equal(
        published_table(edition / "release" / "cijfers.csv"),
        dalfsen().table,
        check_dtype=False,
        check_column_type=False,
    )


@pytest.mark.parametrize(
    "text",
    [
        "gelezen uit /home/jansen/cijfers.csv",
        r"C:\Users\jansen\cijfers.csv",
        "file:///data/cijfers.csv",
        r"\\sfs03\afdelingdata$\cijfers.csv",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "door n.jansen-de-vries",
    ],
)
@pytest.mark.parametrize("pack", ["plain", "zip", "page", "pdf"])
def test_a_folder_a_key_or_a_name_is_found_however_it_is_packed(tmp_path, text, pack):
    data = text.encode()
    if pack == "zip":
        data = archive("binnen.txt", data)
    elif pack == "page":
        data = b'<img src="data:text/plain;base64,' + base64.b64encode(data + b" " * 40) + b'">'
    elif pack == "pdf":
        pdf = pikepdf.new()
        pdf.Root.Extra = pdf.make_stream(data * 20)
        target = io.BytesIO()
        pdf.save(target, compress_streams=True)
        data = target.getvalue()
    (tmp_path / "bestand").write_bytes(data)
    assert len(traces_in(tmp_path, words=["n.jansen-de-vries"])) >= 1


def test_ordinary_words_are_no_traces(tmp_path):
    text = "Zie https://www.dalfsen.nl/home/nieuws en 3/4 van de jansenstraat; en/of. Bron: CBS."
    (tmp_path / "tekst.txt").write_text(text, encoding="utf-8")
    assert traces_in(tmp_path, words=["jansen"]) == []


def test_packed_bytes_are_all_seen():
    inner = archive("a.xlsx", archive("b.xml", b"diep"))
    assert b"diep" in [data for _, data in unpacked("pakket.zip", inner)]


def test_written_tables_are_read_back(tmp_path):
    write_csv(pd.DataFrame({"Gebied": [AREA], "Waarde": [1.5]}), tmp_path / "a.csv")
    assert "1,5" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
