"""What every journey asks of what the user ends up with: what a page says, which files there are, with which numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from bs4 import BeautifulSoup, Tag
from tests.recorded.fixtures import fetched_root, recorded_server

__all__ = ["fetched_root", "recorded_server"]


HEADINGS = ("h2", "h3", "h4", "h5")


class Page:
    """A page as its reader finds it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        self.text = _words(self.soup)

    @classmethod
    def annex(cls, root: Path, gemeente: str = "dalfsen", edition: int = 2025) -> Page:
        """Open the annex of an edition."""
        return cls(root / "outputs" / gemeente / str(edition) / "bijlage.html")

    @property
    def made_up(self) -> list[str]:
        """The questions of figures that rest on fictional numbers."""
        return [
            _words(one.find(HEADINGS))
            for one in self.soup.select("article.figuur")
            if "Voorbeeldcijfers" in told(one)
        ]

    def figures(self) -> list[str]:
        """Return the question of each figure, in the order of the page."""
        return [_words(one.find(HEADINGS)).partition(": ")[2] for one in self.soup.select("article.figuur")]

    def figure(self, question: str) -> Tag:
        """Return one figure by (a part of) its question."""
        [found] = [
            one for one in self.soup.select("article.figuur") if question in _words(one.find(HEADINGS))
        ]
        return found

    def told(self, question: str) -> str:
        """Return all that stands with a figure, what is said to who cannot see it included."""
        return told(self.figure(question))

    def numbers(self, question: str) -> dict[str, str]:
        """Return the first two columns of the table beside a figure."""
        rows = self.figure(question).select("tbody tr")
        return {_words(row.find("th")): _words(row.find("td")) for row in rows}

    def missing_files(self) -> list[str]:
        """Return what the page leads to that is not there."""
        kinds = (("img", "src"), ("a", "href"), ("link", "href"))
        named = {str(one.get(key, "")) for tag, key in kinds for one in self.soup.find_all(tag)}
        local = {one.partition("#")[0] for one in named if ":" not in one}
        return sorted(one for one in local if one and not (self.file.parent / one).exists())


def told(figure: Tag) -> str:
    """Return all that stands with a figure, what is said to who cannot see it included."""
    picture = figure.find("img")  # a table has none
    return f"{picture['alt'] if picture else ''} {_words(figure)}"


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split()).replace(" : ", ": ")


def release_of(root: Path, gemeente: str = "dalfsen", edition: int = 2025) -> pd.DataFrame:
    """Return the numbers that were released, by indicator, area and period; those of several sources below each other."""
    table = pd.read_parquet(root / "outputs" / gemeente / str(edition) / "release" / "cijfers.parquet")
    return table.set_index(["indicator", "gebied", "periode"]).sort_index()
