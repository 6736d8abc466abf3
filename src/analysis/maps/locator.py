"""Where is it? One area in its gemeente, without any number but its surface."""

from __future__ import annotations

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import example_mark, facts_of, numbers, shown
from analysis.cards.frame import Card, Gap, canvas
from analysis.maps import ground
from analysis.maps.choropleth import BOUNDARIES, PEOPLE
from analysis.release.release import Release
from analysis.tidy import WITH_VALUE

HEIGHT = 2.6  # inch


def locator(release: Release, area: str) -> Card | Gap:
    """
    Draw where an area lies, with its inhabitants and surface in words.

    Parameters
    ----------
    release : Release
        Areas, and the last known number of inhabitants.
    area : str
        Area code of a kern or the gemeente.

    Returns
    -------
    Card or Gap
        A gap when the area has no boundary or no number of inhabitants.
    """
    identity, name = "ligging", release.catalogue.name(area)
    title = f"Waar ligt {name}?"
    own = release.areas[(release.areas["gebied"] == area) & (release.areas["laag"] == "buurten")]
    people_row = release.last(PEOPLE, area)
    if own.empty or people_row is None or people_row["status"] not in WITH_VALUE:
        return Gap(
            identity, title, f"Van {name} is de grens of het inwonertal niet bekend.", "Voeg de buurten toe."
        )
    rows = people_row.to_frame().T.astype(release.no_rows.dtypes)
    facts = facts_of(rows, release.catalogue, also=(BOUNDARIES,))
    surface = dutch.number(float(own["km2"].iloc[0]), 1)
    people, year = dutch.number(float(rows["waarde"].iloc[0])), str(rows["periode"].iloc[0])
    subtitle = f"{people} inwoners ({year}), {surface} km² volgens de vereenvoudigde grens"
    figure = canvas(title, subtitle, facts, height=HEIGHT)
    ax = figure.subplots()
    ax.axis("off")
    kernen, gemeente = ground.kernen(release, "kern"), ground.own(release, "gemeente")
    ground.fill(ax, kernen.outlines, facecolor="#e9eef0", edgecolor="white", linewidth=0.8)
    ground.fill(ax, ground.Ground(own).outlines, facecolor=style.house().own, edgecolor="none")
    ground.fill(ax, gemeente.outlines, facecolor="none", edgecolor=style.INK, linewidth=1)
    return Card(
        id=identity,
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=numbers(rows, release.catalogue),
        shown=shown(rows, release.catalogue),
        alt=f"Kaartje van {release.naam} met {name} gekleurd. {subtitle}.{example_mark(facts)}",
        level="kern",
    )
