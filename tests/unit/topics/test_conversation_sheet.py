"""The conversation sheet: three parts that never mix, a gap that is said, a fictional number that is marked."""

import json
import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from analysis.cards.save import save
from analysis.ground import paths
from analysis.ground.errors import CardError, InputError
from analysis.model import geo
from analysis.topics import statements as module
from analysis.topics.conversation_sheet import gesprekspapier
from analysis.topics.statements import read_gespreksvragen, read_uitspraken

pytestmark = pytest.mark.slow

DALFSEN = paths.data() / "geo" / "GM0148"
NOORD = "KERNGEBIED-GM0148-noord"
ATTACKS = ('<script>alert("x")</script>', "{{ 7 * 7 }}", '"><img src=x onerror=alert(1)>', "</style>")


def part(page, name):
    """Return one of the three parts of the page."""
    found = re.search(rf'<section class="{name}".*?</section>', page, re.DOTALL)
    assert found, name
    return unescape(found[0])


def lines_of(page):
    return re.findall(r'<th scope="row">(.*?)(?: <small>.*?)?</th>', part(page, "cijfers"))


def words_per_sentence(text):
    return [len(sentence.split()) for sentence in re.split(r"[.?!:]\s+", text) if sentence]


@pytest.fixture(scope="module")
def dalfsen_areas():
    buurten = geo.read_areas(DALFSEN / "buurten_2025.geojson")
    indeling = geo.read_kernindeling(DALFSEN / "kernindeling.csv", buurten)
    return geo.areas_of_gemeente("GM0148", "Dalfsen", buurten, indeling, pd.Series(dtype=str))


@pytest.fixture(scope="module")
def dalfsen(make_release, table, dalfsen_areas):
    """Return the real kernen of Dalfsen with inhabitants and one share."""
    kernen = dalfsen_areas.loc[dalfsen_areas["niveau"] == "kern", "gebied"]
    rows = [{"gebied": code, "waarde": 1000} for code in [*kernen, "GM0148"]]
    rows += [share(code, 40, 100) for code in kernen] + [share("GM0148", 300, 1000)]
    return make_release(table(*rows), areas=dalfsen_areas)


def share(area, k, noemer, indicator="tevreden", **other):
    value = 100 * k / noemer
    return {
        "indicator": indicator,
        "gebied": area,
        "waarde": value,
        "ondergrens": value - 5,
        "bovengrens": value + 5,
        "teller": k,
        "noemer": noemer,
        "methode": "wilson",
    } | other


@pytest.fixture
def noord(make_release, table):
    """Return a function that makes the sheet of Noord: 300 of 500 against 300 of 1500 in the rest."""

    def made(*rows, **shared):
        usual = [{"gebied": NOORD, "waarde": 500}, share(NOORD, 300, 500), share("GM0148", 600, 2000)]
        return gesprekspapier(make_release(table(*(rows or usual), **shared)), NOORD)

    return made


@pytest.fixture
def beleid(monkeypatch, tmp_path):
    """Return a function that puts other statements and questions in place of the real ones."""

    def put(statements=(), questions=()):
        folder = tmp_path / "beleid"
        folder.mkdir(exist_ok=True)
        for file, columns, rows in (
            ("uitspraken_kernen.csv", module.SAID, statements),
            ("gespreksvragen.csv", module.ASKED, questions),
        ):
            pd.DataFrame(rows, columns=list(columns)).to_csv(folder / file, index=False, encoding="utf-8")
        monkeypatch.setattr(module.paths, "data", lambda: tmp_path)

    return put


def statement(text="Er is een club.", kern="Noord", kind="professioneel oordeel"):
    return ("GM0148", kern, text, kind, "telling", "12-13", "2021")


# --- the three parts


def test_the_sheet_has_three_parts_in_dutch_on_its_own_page(noord):
    page = noord().page
    assert page.startswith('<!DOCTYPE html>\n<html lang="nl">')
    assert [part(page, name)[:8] for name in ("cijfers", "uitspraken", "vragen")] == ["<section"] * 3
    assert not re.search(r'(src|href)="(?!data:)', page)


def test_what_professionals_said_is_never_among_the_numbers(dalfsen):
    statements = [row["uitspraak"] for row in read_uitspraken()]
    for area in [*dalfsen.own_areas("kern")["gebied"], "GM0148"]:
        page = gesprekspapier(dalfsen, area).page
        for text in statements:
            assert text not in part(page, "cijfers")
            assert text not in part(page, "vragen")


def test_numbers_are_never_among_what_professionals_said(noord):
    page = noord().page
    assert "60,0%" in part(page, "cijfers")
    assert "%" not in part(page, "uitspraken") + part(page, "vragen")


def test_what_professionals_said_is_labelled_and_has_its_source_and_line(dalfsen):
    said = part(gesprekspapier(dalfsen, "KERNGEBIED-GM0148-nieuwleusen").page, "uitspraken")
    assert "Oordeel van professionals, geen cijfer" in said
    assert "expertmeetings 2021" in said
    assert "r. 2559" in said


def test_a_kern_nobody_spoke_of_is_said_in_words(dalfsen):
    said = part(gesprekspapier(dalfsen, "KERNGEBIED-GM0148-hoonhorst").page, "uitspraken")
    assert "Over Hoonhorst is in de bijeenkomsten niets gezegd." in said
    assert "<h3>Over Hoonhorst</h3>" not in said
    assert "<h3>Over alle kernen</h3>" in said


def test_every_kern_of_the_kernindeling_has_its_sheet_with_its_own_statements(dalfsen):
    indeling = pd.read_csv(DALFSEN / "kernindeling.csv", dtype=str)
    statements = read_uitspraken()
    for reading in geo.READINGS:
        for kern in indeling[reading].unique():
            page = gesprekspapier(dalfsen, geo.kern_code("GM0148", kern, reading)).page
            assert f"<h1>{kern}</h1>" in page
            said = part(page, "uitspraken")
            shown = {row["kern"] for row in statements if row["uitspraak"] in said}
            own = {row["uitspraak"] for row in statements if row["kern"] == kern}
            assert all(text in said for text in own)
            assert ("niets gezegd" in said) == (not own)
            assert "Alle" in shown


def test_the_gemeente_tells_which_kern_has_statements_and_which_has_none(dalfsen):
    said = part(gesprekspapier(dalfsen, "GM0148").page, "uitspraken")
    counted = pd.Series([row["kern"] for row in read_uitspraken()]).value_counts()
    assert f"Nieuwleusen ({counted['Nieuwleusen']})" in said
    assert "Over Hoonhorst is in de bijeenkomsten niets gezegd." in said
    assert "Synergie" not in said


def test_the_kern_dalfsen_is_not_the_gemeente_dalfsen(dalfsen):
    kern = gesprekspapier(dalfsen, "KERNGEBIED-GM0148-dalfsen").page
    whole = gesprekspapier(dalfsen, "GM0148").page
    assert "Rosengaerde" in kern
    assert "Rosengaerde" not in whole
    assert "<h1>Gemeente Dalfsen</h1>" in whole


def test_questions_are_those_of_the_kern_then_of_all_with_lines_to_write_on(dalfsen):
    asked = part(gesprekspapier(dalfsen, "KERNGEBIED-GM0148-nieuwleusen").page, "vragen")
    assert (
        asked.index("meer aandacht nodig") < asked.index("verhaal achter") < asked.index("Wat gaat hier goed")
    )
    assert asked.count('class="lijnen"') == asked.count("<li>") == 6
    assert "stil leed" not in asked


def test_another_gemeente_does_not_get_what_was_said_in_dalfsen(make_release, table, areas):
    release = make_release(
        table({"gebied": "GM0177", "waarde": 5}), gemeente="GM0177", naam="Raalte", areas=areas
    )
    sheet = gesprekspapier(release, "GM0177")
    assert "Over Raalte zijn geen uitspraken van professionals vastgelegd." in part(sheet.page, "uitspraken")
    assert "Kijk wat past" not in sheet.page
    assert part(sheet.page, "vragen").count("<li>") == 1
    assert sheet.documents == ()


# --- the numbers


def test_a_line_gives_both_values_the_word_and_the_year(noord):
    numbers = part(noord().page, "cijfers")
    assert "60,0%" in numbers
    assert "20,0%" in numbers
    assert "hoger" in numbers
    assert "Rest van de gemeente" in numbers
    assert "2024" in numbers


def test_at_most_eight_lines_the_clear_ones_first(make_release, table, catalogue):
    names = [f"k{n}" for n in range(12)]
    entries = {name: catalogue["tevreden"].model_copy(update={"id": name, "naam": name}) for name in names}
    more = replace(catalogue, indicators={**catalogue.indicators, **entries})
    rows = [share(NOORD, 250 + 10 * n * (n > 4), 500, name) for n, name in enumerate(names)]
    rows += [share("GM0148", 1000, 2000, name) for name in names]
    shown = lines_of(gesprekspapier(make_release(table(*rows), catalogue=more), NOORD).page)
    # Twelve compared: seven differ clearly, of which the five clearest, then three that do not.
    assert shown == ["k11", "k10", "k9", "k8", "k7", "k0", "k1", "k2"]


def test_real_numbers_go_before_fictional_ones_where_both_are_clear(noord):
    rows = [
        share(NOORD, 400, 500, "tevreden", status="voorbeeld"),
        share("GM0148", 600, 2000, "tevreden", status="voorbeeld"),
        share(NOORD, 300, 500, "eenzaam"),
        share("GM0148", 600, 2000, "eenzaam"),
    ]
    assert lines_of(noord(*rows).page) == ["Eenzame inwoners", "Tevreden inwoners"]


def test_a_count_of_people_is_no_line_and_too_few_respondents_neither(noord):
    rows = [
        {"gebied": NOORD, "waarde": 500},
        {"gebied": "NL00", "waarde": 17_000_000},
        share(NOORD, 5, 10, "peiling", n=10),
        share("NL00", 50, 100, "peiling", n=100),
    ]
    page = noord(*rows).page
    assert lines_of(page) == []
    assert "Voor dit gebied zijn er geen cijfers om te vergelijken." in page


def test_a_small_number_of_respondents_is_told(noord):
    rows = [share(NOORD, 20, 53, n=53), share("GM0148", 600, 2000, n=2000)]
    assert "53 deelnemers" in part(noord(*rows).page, "cijfers")
    rows = [share(NOORD, 200, 530, n=530), share("GM0148", 600, 2000, n=2000)]
    assert "deelnemers" not in part(noord(*rows).page, "cijfers")


def test_what_is_missing_is_told(noord):
    rows = [
        share(NOORD, 300, 500),
        share("GM0148", 600, 2000),
        {"indicator": "zorg_aantal", "gebied": NOORD, "status": "onderdrukt", "methode": "geen"},
        {"indicator": "peiling", "gebied": NOORD, "status": "te weinig waarnemingen", "methode": "geen"},
    ]
    numbers = part(noord(*rows).page, "cijfers")
    assert "Niet getoond: 1 cijfer over te weinig mensen." in numbers
    assert "Bij 1 cijfer deden te weinig mensen mee." in numbers
    assert "Geen cijfer betekent niet: geen probleem." in numbers


def test_themes_without_a_number_or_with_only_fictional_ones_are_named(dalfsen, real_catalogue, table):
    area = "KERNGEBIED-GM0148-hoonhorst"
    rows = [
        {"gebied": area, "waarde": 9},
        {"indicator": "huishoudens", "gebied": area, "waarde": 4, "status": "voorbeeld"},
    ]
    rows = [row | {"bron": "gemeentegids_2018"} for row in rows]
    release = replace(dalfsen.with_table(table(*rows)), catalogue=real_catalogue)
    numbers = part(gesprekspapier(release, area).page, "cijfers")
    assert "Alleen verzonnen cijfers zijn er over huishoudens." in numbers
    assert "mantelzorg" in numbers.split("Geen cijfers zijn er over")[1].split(".")[0]


def test_an_uncertain_border_is_told(make_release, table):
    numbers = table({"gebied": "KERNGEBIED-GM0148-midden", "waarde": 5})
    page = gesprekspapier(make_release(numbers), "KERNGEBIED-GM0148-midden").page
    assert "nog niet zeker" in page


@pytest.mark.parametrize("fictional", [NOORD, "GM0148"])
def test_fictional_numbers_carry_the_mark_wherever_they_stand(noord, fictional):
    rows = [
        share(area, k, n, status="voorbeeld" if area == fictional else "definitief")
        for area, k, n in ((NOORD, 300, 500), ("GM0148", 600, 2000))
    ]
    sheet = noord(*rows)
    assert sheet.facts.is_example
    assert "Voorbeeldcijfers: alle cijfers in deze tabel zijn verzonnen." in sheet.page
    assert '<td class="tag">Voorbeeldcijfers</td>' in sheet.page
    assert "Voorbeeldcijfers" in sheet.alt


def test_a_fictional_number_of_inhabitants_carries_the_mark(noord):
    sheet = noord({"gebied": NOORD, "waarde": 500, "status": "voorbeeld"})
    assert "Voorbeeldcijfers: het inwonertal is verzonnen." in sheet.page
    assert '<small class="tag">Voorbeeldcijfers</small>' in sheet.page


def test_real_numbers_carry_no_mark(noord):
    sheet = noord()
    assert not sheet.facts.is_example
    assert "Voorbeeldcijfers" not in sheet.page + sheet.alt


# --- the page as a whole


def test_the_same_sheet_is_the_same_bytes(noord):
    assert noord().page == noord().page


def test_names_and_texts_that_are_attacks_are_shown_as_they_are(
    beleid, make_release, table, areas, catalogue
):
    text = " ".join(ATTACKS)
    beleid([statement(text, kern=text)], [("GM0148", "Alle", text, "telling", text)])
    named = areas.assign(naam=text)
    entry = catalogue["tevreden"].model_copy(update={"naam": text, "leeftijd": f"{text} 1"})
    sources = {
        key: source.model_copy(update={"naam_kort": text}) for key, source in catalogue.sources.items()
    }
    wrong = replace(catalogue, indicators={**catalogue.indicators, "tevreden": entry}, sources=sources)
    numbers = table(share(NOORD, 300, 500), share("GM0148", 600, 2000))
    release = make_release(numbers, areas=named, catalogue=wrong, naam=text)
    page = gesprekspapier(release, NOORD).page
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; {{ 7 * 7 }}" in page
    assert not re.search(r"<script|<img src=x", page)
    assert page.count("</style>") == 1


def test_the_foot_has_edition_and_stamp(make_release, table):
    release = make_release(table({"gebied": NOORD, "waarde": 5}))
    page = gesprekspapier(release, NOORD, edition=2025).page
    assert "editie 2025" in page
    assert f"<code>{release.stamp(['inwoners'], [NOORD])[:12]}</code>" in page
    assert "editie" not in gesprekspapier(release, NOORD).page


def test_a_gemeente_without_kernen_or_neighbours_has_no_map(make_release, table, areas):
    alone = areas[areas["gebied"] == "GM0148"].reset_index(drop=True)
    page = gesprekspapier(make_release(table({"waarde": 5}), areas=alone), "GM0148").page
    assert "<img" not in page


def test_an_area_of_elsewhere_is_refused(release):
    with pytest.raises(InputError, match="hoort niet bij Dalfsen"):
        gesprekspapier(release, "KERN-GM0160-noord")


# --- the files in data/beleid


def test_statements_and_questions_are_about_kernen_that_exist():
    indeling = pd.read_csv(DALFSEN / "kernindeling.csv", dtype=str)
    kernen = set(indeling["kern"]) | set(indeling["kerngebied"]) | {"Alle"}
    assert {row["kern"] for row in read_uitspraken()} <= kernen
    assert {row["kern"] for row in read_gespreksvragen()} <= kernen | {"Gemeente"}
    assert {row["gemeente"] for row in read_uitspraken()} == {"GM0148"}


def test_statements_and_questions_name_a_source_and_a_line(real_catalogue):
    for row in [*read_uitspraken(), *read_gespreksvragen()]:
        assert row["bron"] in real_catalogue.sources
        assert bool(re.fullmatch(r"\d+(-\d+)?( en \d+(-\d+)?)?", row["regel"])) == (
            row["bron"] != "kernmonitor"
        )


def test_sentences_are_short():
    texts = [row["uitspraak"] for row in read_uitspraken()] + [row["vraag"] for row in read_gespreksvragen()]
    counts = [count for text in texts for count in words_per_sentence(text)]
    assert max(counts) <= 20
    assert sum(counts) / len(counts) <= 12


def test_a_statement_of_another_kind_is_refused(beleid):
    beleid([statement(kind="meting")])
    with pytest.raises(InputError, match="meting"):
        read_uitspraken()


def test_an_empty_cell_is_refused(beleid):
    beleid([statement(text="")])
    with pytest.raises(InputError, match='rij 2, kolom "uitspraak"'):
        read_uitspraken()


def test_a_missing_column_is_refused(beleid):
    beleid()
    file = module.paths.data() / "beleid" / "gespreksvragen.csv"
    file.write_text("gemeente,kern,bron,regel\n", encoding="utf-8")
    with pytest.raises(InputError, match='kolom "vraag"'):
        read_gespreksvragen()


# --- saved


def test_a_sheet_is_saved_as_a_page_and_a_note(noord, tmp_path):
    sheet = noord()
    content = save(sheet, tmp_path)
    assert (tmp_path / f"{sheet.id}.html").read_text(encoding="utf-8") == sheet.page
    assert json.loads((tmp_path / f"{sheet.id}.json").read_text(encoding="utf-8")) == content
    assert content["soort"] == "blad"
    assert content["indicatoren"] == ["inwoners", "tevreden"]
    assert content["bestanden"] == {"html": f"{sheet.id}.html"}
    assert content["bronnen"] == ["telling", "cbs_wijk_buurtkaart_2025", "preventiebeleid_2022"]
    assert content["voorbeeldcijfers"] is False


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"id": "../weg"}, "veilige bestandsnaam"),
        ({"alt": "kort"}, "alternatieve tekst"),
        ({"page": "leeg"}, "Voorbeeldcijfers"),
    ],
)
def test_an_unfinished_sheet_is_refused(noord, tmp_path, changed, reason):
    fictional = noord(share(NOORD, 300, 500, status="voorbeeld"), share("GM0148", 600, 2000))
    with pytest.raises(CardError, match=reason):
        save(replace(fictional, **changed), tmp_path)
    assert not list(tmp_path.iterdir())
