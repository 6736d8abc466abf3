"""
The same map as one self-contained page: no request to anyone, readable without the map.

folium renders every string as a Jinja2 template and does not escape HTML, so no text reaches it but through
`literal()`; identifiers come from a counter, so that the same map gives the same bytes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import branca.element
import folium

from analysis.cards.card import Card
from analysis.ground import paths
from analysis.ground.literal import literal
from analysis.ground.page_templates import data_uri, environment
from analysis.ground.palette import INK, MISSING_FILL, WEB_EDGE
from analysis.topics.maps.draw import MapLayer

# Where the geometry of an area comes in the script: folium is given its place instead. No name has a quote left.
_GEOMETRY = re.compile(r'\{"type": "(\d+)"\}')

# Leaflet's own controls speak English and measure in miles; its areas show a tooltip when they are reached
# with the keyboard, but cannot be reached.
_CONTROLS = """
L.control.zoom({{zoomInTitle: "Inzoomen", zoomOutTitle: "Uitzoomen"}}).addTo({map});
L.control.scale({{imperial: false}}).addTo({map});
{map}.attributionControl.setPrefix("Leaflet");
{map}.eachLayer(function (group) {{
  if (!group.eachLayer || !group.getTooltip()) return;
  group.eachLayer(function (area) {{
    var shape = area.getElement(), shown = area.feature.properties, plain = function (text) {{
      return new DOMParser().parseFromString(text, "text/html").documentElement.textContent;
    }};
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("role", "img");
    shape.setAttribute("aria-label", plain(shown.naam) + ": " + plain(shown.etiket));
    shape.addEventListener("keydown", function (event) {{ if (event.key === "Escape") group.closeTooltip(); }});
  }});
}});
"""


def page(card: Card, layer: MapLayer) -> Card:
    """Return the card with its page: the printed map, its table, and the interactive map if Leaflet is installed."""
    leaflet = _leaflet()
    script, body = _interactive(layer) if leaflet else ("", "")
    template = environment("analysis.topics.maps").get_template("kaart.html.j2")
    text = template.render(
        card=card,
        picture=data_uri(card.picture().svg, "image/svg+xml"),
        columns=list(card.shown.columns),
        rows=card.cells(),
        missing=MISSING_FILL,
        leaflet=leaflet,
        map_html=body,
        scripts=[leaflet["js"], script] if leaflet else [],
        legend=layer.legend,
        has_missing=None in layer.colours,
    )
    return replace(card, page=text)


def _interactive(layer: MapLayer) -> tuple[str, str]:
    """Return the script and the element of the Leaflet map, both rendered by folium."""
    ground = layer.ground
    # Only what is shown is published.
    features = []
    shown = zip(ground.codes, ground.names, layer.labels, layer.colours, strict=True)
    for place, (code, name, label, colour) in enumerate(shown):
        about = {"gebied": literal(code), "naam": literal(name), "etiket": literal(label)}
        about |= {"kleur": colour or MISSING_FILL, "streep": "" if colour else "4 3"}
        features.append({"type": "Feature", "geometry": {"type": str(place)}, "properties": about})
    west, south, east, north = ground.world.total_bounds.tolist()
    with _counted_ids():
        chart = folium.Map(tiles=None, zoom_snap=0.25, attr="", zoom_control=False, height=520)
        # Links to Leaflet and more: this page has its own, and each would be a template.
        chart.default_js, chart.default_css = [], []
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            name=literal("kernen"),
            style_function=lambda feature: {
                "fillColor": feature["properties"]["kleur"],
                "dashArray": feature["properties"]["streep"],
                "fillOpacity": 1,
                "color": WEB_EDGE,
                "weight": 1.2,
            },
            highlight_function=lambda _: {"weight": 3.5, "color": INK},
            tooltip=folium.GeoJsonTooltip(fields=["naam", "etiket"], labels=False, sticky=True),
        ).add_to(chart)
        chart.fit_bounds([[south, west], [north, east]])
        chart.render()
        figure = chart.get_root()
        script = _GEOMETRY.sub(lambda found: ground.geojson[int(found[1])], figure.script.render())
        return script + _CONTROLS.format(map=chart.get_name()), figure.html.render()


@contextmanager
def _counted_ids() -> Iterator[None]:
    """Give branca's elements numbers instead of random ids, so that pages do not differ per run."""
    original = branca.element.Element._generate_id
    counter = itertools.count(1)
    branca.element.Element._generate_id = classmethod(lambda _cls: f"{next(counter):032x}")
    try:
        yield
    finally:
        branca.element.Element._generate_id = original


@cache
def _leaflet() -> dict[str, str] | None:
    """Return Leaflet's script and style sheet with its pictures inlined, or None when it is not installed."""
    folder = paths.leaflet()
    if not (folder / "leaflet.js").is_file():
        return None

    def picture(match: re.Match[str]) -> str:
        return f"url({data_uri((folder / match[1]).read_bytes(), 'image/png')})"

    css, script = ((folder / f"leaflet.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    css = re.sub(r"url\((images/[\w.-]+)\)", picture, css)
    return {"js": re.sub(r"//# sourceMappingURL=.*", "", script), "css": css}
