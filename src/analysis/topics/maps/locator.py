"""Where is it? One area in its gemeente, without any number but its surface."""

from __future__ import annotations

from analysis.cards.card import Card, Gap
from analysis.cards.make import make_card
from analysis.charts import style
from analysis.charts.base import axes
from analysis.ground import dutch
from analysis.ground.palette import INK, LAND
from analysis.model.tidy import WITH_VALUE
from analysis.release.release import Release
from analysis.topics.maps import outlines
from analysis.topics.maps.choropleth import BOUNDARIES, PEOPLE

HEIGHT = 2.6  # inch


def locator(release: Release, area: str) -> Card | Gap:
    """Draw where a kern or the gemeente lies, with its inhabitants and surface in words."""
    identity, name = "ligging", release.catalogue.name(area)
    title = f"Waar ligt {name}?"
    own = release.areas[(release.areas["gebied"] == area) & (release.areas["laag"] == "buurten")]
    people_row = release.last(PEOPLE, area)
    if own.empty or people_row is None or people_row["status"] not in WITH_VALUE:
        reason = f"Van {name} is de grens of het inwonertal niet bekend."
        return Gap(identity, title, reason, "Voeg de buurten toe.")
    rows = people_row.to_frame().T.astype(release.no_rows.dtypes)
    surface = dutch.number(float(own["km2"].iloc[0]), 1)
    people, year = dutch.number(float(rows["waarde"].iloc[0])), str(rows["periode"].iloc[0])
    subtitle = f"{people} inwoners ({year}), {surface} km² volgens de vereenvoudigde grens"
    ax = axes(HEIGHT)
    ax.axis("off")
    kernen, gemeente = outlines.kernen(release, "kern"), outlines.own(release, "gemeente")
    outlines.fill(ax, kernen.outlines, facecolor=LAND, edgecolor="white", linewidth=0.8)
    outlines.fill(ax, outlines.Ground(own).outlines, facecolor=style.house().own, edgecolor="none")
    outlines.fill(ax, gemeente.outlines, facecolor="none", edgecolor=INK, linewidth=1)
    alt = f"Kaartje van {release.naam} met {name} gekleurd. {subtitle}."
    return make_card(release, rows, ax, (identity, title, subtitle), alt, level="kern", also=(BOUNDARIES,))
