"""The overview of a batch: every gemeente a row, failures first, nothing of a message taken for a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.annex.gallery import OverviewLine, write_overview


@pytest.fixture
def page(tmp_path: Path) -> BeautifulSoup:
    good, bad = tmp_path / "één dorp" / "2025", tmp_path / "zwolle" / "2025"
    for folder in (good, bad / "fouten" / "01_een"):
        folder.mkdir(parents=True)
    (good / "bijlage.html").touch()
    (bad / "fouten" / "01_een" / "log.txt").touch()
    failed = {"01_een": "cel 3: <b>stuk</b> & klaar", "release": "geen bestand"}
    lines = [
        OverviewLine("Zwolle", "GM0193", 2025, bad, made=("release",), skipped=("bijlage",), failed=failed),
        OverviewLine("Één dorp", "GM9001", 2025, good, made=("release", "01_een"), kept=("02_twee",)),
        OverviewLine("Aalst", "GM9002", 2025, tmp_path / "aalst" / "2025", kept=("release",)),
    ]
    return BeautifulSoup(write_overview(lines, tmp_path).read_text(encoding="utf-8"), "html.parser")


def test_every_gemeente_has_a_row_with_what_came_of_it(page: BeautifulSoup):
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in page.select("tbody tr")
    ]
    assert [row[:8] for row in rows] == [
        ["Aalst", "GM9002", "2025", "ongewijzigd", "0", "1", "0", "0"],
        ["Zwolle", "GM0193", "2025", "mislukt", "1", "0", "1", "2"],
        ["Één dorp", "GM9001", "2025", "gemaakt", "2", "1", "0", "0"],
    ]


def test_what_failed_says_why_and_leads_to_its_log(page: BeautifulSoup):
    section = page.find("section", {"aria-labelledby": "kop-mislukt"})
    assert [item.find("strong").text for item in section.find_all("li")] == ["01_een", "release"]
    assert section.find(class_="reden").text == "cel 3: <b>stuk</b> & klaar"
    assert [link["href"] for link in section.find_all("a")] == ["zwolle/2025/fouten/01_een/log.txt"]


def test_links_lead_to_documents_that_are_there(page: BeautifulSoup):
    links = [link["href"] for link in page.select("tbody a")]
    assert links == ["%C3%A9%C3%A9n%20dorp/2025/bijlage.html"]


def test_the_page_says_how_many(page: BeautifulSoup):
    said = page.find("header").find("p").text
    assert said == "3 gemeenten: 1 gemaakt, 1 ongewijzigd, 1 met iets dat is mislukt."


def test_a_batch_without_failures_says_so(tmp_path: Path):
    text = write_overview([OverviewLine("Aalst", "GM9002", 2025, tmp_path)], tmp_path).read_text(
        encoding="utf-8"
    )
    assert "Er is niets mislukt." in text
