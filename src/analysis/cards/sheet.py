"""A sheet is one printed page: a card without a picture of its own, saved as a page and a note of what is on it."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from matplotlib.figure import Figure

from analysis.cards import style
from analysis.cards.facts import EXAMPLE, Facts
from analysis.cards.frame import SHORTEST_ALT, write_json
from analysis.cards.picture import Canvas
from analysis.errors import CardError
from analysis.release.release import Release

MAP_HEIGHT = 1.3  # inch
AROUND = 0.3  # of the width of a gemeente, shown of its neighbours
OUTSIDE = "-buitengebied"  # how the code ends of all that lies outside the built-up kernen


@dataclass(frozen=True)
class Sheet:
    """
    One page, ready for the printer.

    Attributes
    ----------
    id : str
        File name without extension.
    title, subtitle : str
        What it is, and of which area.
    area : str
        Area code.
    page : str
        A complete page of HTML that asks nobody for anything.
    facts : Facts
        What its numbers rest on.
    documents : tuple of str
        Ids in `data/bronnen.csv` of what it quotes beside the numbers.
    alt : str
        What stands on it, for who cannot see it and for who has not opened it.
    digest : str
        sha256 of the rows of the release that it shows.
    """

    id: str
    title: str
    subtitle: str
    area: str
    page: str = field(repr=False)
    facts: Facts = field(repr=False)
    documents: tuple[str, ...]
    alt: str
    digest: str

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators whose numbers are shown."""
        return self.facts.indicators

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the numbers and the documents quoted, each once."""
        return tuple(dict.fromkeys([*self.facts.sources, *self.documents]))

    @property
    def is_example(self) -> bool:
        """Whether any number is fictional."""
        return self.facts.is_example


def save_sheet(sheet: Sheet, folder: Path) -> dict[str, object]:
    """
    Write the page of a sheet and its json.

    Parameters
    ----------
    sheet : Sheet
        The page.
    folder : Path
        Where to; it exists.

    Returns
    -------
    dict
        What the json holds; `soort` is `blad`.

    Raises
    ------
    CardError
        An id that is no safe file name, no alt text, numbers without a source, or
        fictional numbers that do not say so on the page and in the alt text.
    """
    _refuse_unfinished(sheet)
    name = f"{sheet.id}.html"
    (folder / name).write_text(sheet.page, encoding="utf-8", newline="\n")
    content = {
        "soort": "blad",
        "id": sheet.id,
        "titel": sheet.title,
        "ondertitel": sheet.subtitle,
        "alt": sheet.alt,
        "bron": sheet.facts.source_line,
        "bronnen": sheet.sources,
        "indicatoren": sheet.indicators,
        "gebieden": (sheet.area,),
        "perioden": sheet.facts.periods,
        "status": sheet.facts.statuses,
        "beperkingen": sheet.facts.caveats,
        "voorbeeldcijfers": sheet.is_example,
        "bestanden": {"html": name},
        "vrijgave": sheet.digest,
    }
    return write_json(folder / f"{sheet.id}.json", content)


def _refuse_unfinished(sheet: Sheet) -> None:
    wrong = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", sheet.id):
        wrong.append("de naam is geen veilige bestandsnaam: kleine letters, cijfers, _ en -")
    if len(sheet.alt.strip()) < SHORTEST_ALT:
        wrong.append(f"de alternatieve tekst is korter dan {SHORTEST_ALT} tekens")
    if sheet.indicators and not sheet.facts.source_line:
        wrong.append("bij de cijfers is geen bronregel")
    if sheet.is_example and not (EXAMPLE in sheet.alt and EXAMPLE in sheet.page):
        wrong.append(f"de cijfers zijn verzonnen en het blad zegt niet {EXAMPLE}")
    if wrong:
        raise CardError(f'Het blad "{sheet.id}" wordt niet gepubliceerd: {"; ".join(wrong)}.')


def where(release: Release, area: str) -> tuple[str, str]:
    """
    Draw where an area lies: a kern in its gemeente, a gemeente among its neighbours.

    Parameters
    ----------
    release : Release
        Areas.
    area : str
        A kern, in either reading, or the gemeente.

    Returns
    -------
    tuple of str
        A data URI and what it shows in words; both empty where there is nothing to lie in.
    """
    whole = area == release.gemeente
    reading = f"{area.split('-')[0]}-"
    layer = (
        release.areas[release.areas["laag"] == "regio"]
        if whole
        else release.own_areas("kern", prefix=reading)
    )
    own = layer[layer["gebied"] == area]
    if own.empty or len(layer) < 2:
        return "", ""
    west, south, east, north = (own if whole else layer).total_bounds
    side = AROUND * (east - west) if whole else 0.01 * (east - west)
    west, south, east, north = west - side, south - side, east + side, north + side
    figure = Figure(figsize=(MAP_HEIGHT * (east - west) / (north - south), MAP_HEIGHT))
    Canvas(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.axis("off")
    colour = style.house().own
    layer.plot(ax=ax, facecolor="#e9eef0", edgecolor=style.LINE, linewidth=0.6)
    own.plot(ax=ax, facecolor=colour, edgecolor=colour, linewidth=0.6)
    if not whole:
        built = release.own_areas("kern", prefix="KERN-")
        built[~built["gebied"].str.endswith(OUTSIDE)].plot(ax=ax, facecolor=style.house().other)
    ax.set(xlim=(west, east), ylim=(south, north))
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    place = "tussen de gemeenten eromheen" if whole else f"in de gemeente {release.naam}"
    return data_uri(buffer.getvalue(), "image/svg+xml"), f"Kaartje: {own['naam'].iloc[0]} gekleurd, {place}."


def data_uri(content: bytes, kind: str) -> str:
    """Return a file as an address that holds the file itself."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
