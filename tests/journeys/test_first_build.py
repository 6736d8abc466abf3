"""Somebody downloads the project and builds: an annex with every chapter, whose links work, that says what is made up."""

from __future__ import annotations

from tests.journeys.conftest import Page

KERNEN = ("Dalfsen", "Hoonhorst", "Lemelerveld", "Nieuwleusen", "Oudleusen")


def test_the_annex_stands_where_the_last_line_says(first_build):
    page = first_build.root / "outputs" / "dalfsen" / "2025" / "bijlage.html"
    assert f"Bijlage: {page}" in first_build.output
    assert page.is_file()
    assert page.with_name("samenvatting.html").is_file()


def test_every_kern_and_chapter_is_in_it_and_every_link_leads_somewhere(first_build):
    page = Page.annex(first_build.root)
    assert page.missing_files() == []
    people = page.numbers("Hoeveel mensen wonen er in elke kern?")
    assert {name.partition(" ")[0] for name in people} >= set(KERNEN)
    assert all(value.replace(".", "").isdigit() for value in people.values())
    chapters = " ".join(one.get_text(" ") for one in page.soup.find_all("h2"))
    for word in ("kernen", "Mantelzorg", "Laaggeletterdheid", "Jeugdhulp"):
        assert word in chapters
    assert "Nieuwleusen en buitengebied" in page.text
    assert len(page.figures()) >= 25


def test_every_figure_can_be_downloaded_for_print_and_as_numbers(first_build):
    page = Page.annex(first_build.root)
    for figure in page.soup.select("article.figuur"):
        kinds = {link["download"].rpartition(".")[2] for link in figure.select("a[download]")}
        assert {"png", "svg", "xlsx", "csv"} <= kinds


def test_what_is_made_up_says_so_and_the_build_says_which_to_deliver(first_build):
    page = Page.annex(first_build.root)
    assert "Voorbeeldcijfers" in page.told("Hoeveel inwoners geven mantelzorg?")
    assert "Voorbeeldcijfers" not in page.told("Hoeveel inwoners zijn laaggeletterd?")
    last = first_build.output.partition("Nog voorbeeldcijfers: ")[2]
    for source in ("burgerpeiling", "jeugdhulp", "mantelzorg"):
        assert source in last
    assert "kerncijfers" not in last
    assert "docs/eigen_bestanden.md" in last


def test_building_again_makes_nothing(first_build, tmp_path):
    checkout = first_build.copied(tmp_path / "kopie")
    page = checkout.root / "outputs" / "dalfsen" / "2025" / "bijlage.html"
    before = page.stat().st_mtime_ns
    again = checkout.run("build", "params/dalfsen.yml", "--formats", "html", "--formats", "samenvatting.html")
    assert again.exit_code == 0, again.output
    assert "Niets te doen" in again.output
    assert page.stat().st_mtime_ns == before
