"""The widgets of the verkenner: six drop-downs, a chart, a map, a table, and two buttons that keep a figure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]
from IPython.display import display

from analysis.cards.card import Card
from analysis.cards.save import save
from analysis.explorer import choices
from analysis.explorer.choices import Choice, Option
from analysis.explorer.page import STYLE, View, in_words, message, still, view
from analysis.explorer.results import result
from analysis.ground import paths
from analysis.notebook import Run
from analysis.release.release import Release

# Somebody who walks through a list with the arrow keys waits for one picture, not for all of them.
PAUSE_SECONDS = 0.15
REMEMBERED = 24

IN_ONE_YEAR: Option = ("Gebieden naast elkaar", "")
OVER_TIME: Option = ("Ontwikkeling", "ontwikkeling")


class Screen:
    """One verkenner in one notebook."""

    def __init__(self, release: Release, run: Run) -> None:
        self.release, self.run = release, run
        self.offered = choices.choices(release)
        self.drawn: Choice | None = None
        self._quiet = False
        self._waiting: asyncio.TimerHandle | None = None
        self.view = View()
        self._drawn = lru_cache(maxsize=REMEMBERED)(lambda choice: view(release, choice))
        begin = choices.first(release)
        self.area = _dropdown("Gebied", self.offered.areas, begin.area)
        theme = self.offered.theme_of(begin.indicator)
        self.theme = _dropdown("Thema", self.offered.themes, theme)
        self.subject = _dropdown("Onderwerp", self.offered.indicators[theme], begin.indicator)
        self.comparison = _dropdown("Vergelijking", choices.comparisons(release, begin), begin.comparison)
        self.kind = _dropdown("Grafiek", (IN_ONE_YEAR, OVER_TIME), IN_ONE_YEAR[1])
        self.period = _dropdown("Jaar", choices.periods(release, begin), begin.period)
        self.heading, self.chart, self.map = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.table, self.message = widgets.HTML(), widgets.HTML()
        self.kept = {"chart": widgets.HTML(), "map": widgets.HTML()}
        self.keep_chart = _button("Bewaar deze figuur", "Bewaar de grafiek als png, svg, csv, xlsx en json")
        self.keep_map = _button("Bewaar deze kaart", "Bewaar de kaart als png, svg, csv, xlsx, json en html")
        self.keep_chart.on_click(lambda _: self.keep("chart"))
        self.keep_map.on_click(lambda _: self.keep("map"))
        for control in self.controls:
            control.observe(self._changed, names="value")
        self._offer()

    @property
    def controls(self) -> tuple[widgets.Dropdown, ...]:
        """The drop-downs, in the order of reading."""
        return (self.area, self.theme, self.subject, self.comparison, self.kind, self.period)

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        controls = (self.area, self.subject, self.comparison, self.period)
        area, subject, comparison, period = (one.value for one in controls)
        return Choice(area, subject, comparison, period, over_time=self.kind.value == OVER_TIME[1])

    def show(self) -> None:
        """Put everything in the notebook and draw what it opens with."""
        wide = widgets.Layout(display="flex", flex_flow="row wrap", width="100%")
        side = widgets.Layout(flex="1 1 420px", min_width="0", max_width="742px", margin="0 16px 8px 0")
        self.draw()
        style = widgets.HTML(STYLE, layout=widgets.Layout(display="none"))
        controls = widgets.Box(self.controls, layout=wide)
        left = widgets.VBox([self.chart, self.keep_chart, self.kept["chart"], self.table], layout=side)
        right = widgets.VBox([self.map, self.keep_map, self.kept["map"]], layout=side)
        both = widgets.Box([left, right], layout=wide)
        whole = widgets.VBox([style, controls, self.message, self.heading, both])
        # A saved notebook that somebody else opens has no kernel behind its widgets: there the page stands.
        display(whole._repr_mimebundle_() | still(self.view), raw=True)

    def draw(self) -> None:
        """Draw the choice, unless it already stands there; an error becomes a sentence."""
        self._waiting = None
        choice = self.choice
        if choice == self.drawn:
            self.message.value = ""
            return
        try:
            self.view = self._drawn(choice)
        except Exception as error:
            self.view = View()
            self.message.value = message(in_words(error))
        else:
            self.message.value = ""
        self.drawn = choice
        for each in self.kept.values():
            each.value = ""
        self.heading.value, self.table.value = self.view.heading, self.view.table
        self.chart.value, self.map.value = self.view.chart, self.view.map
        self.keep_chart.disabled, self.keep_map.disabled = not self.view.has_chart, not self.view.has_map

    def keep(self, which: str) -> None:
        """Write the card files of the chart or the map, made anew so that they are those of the batch."""
        try:
            found = result(self.release, self.choice)
            card = found.chart if which == "chart" else found.map
            if not isinstance(card, Card):
                text = "Er is hier geen figuur om te bewaren."
            else:
                digest = self.release.stamp(card.facts.indicators, card.facts.areas)
                kinds = save(card, self.run.folder, digest=digest)["bestanden"]
                others = ", ".join(kind for kind in kinds if kind != "png")
                path = paths.relative(self.run.folder / f"{card.id}.png")
                text = f"Bewaard: {path} (ook als {others} en json)."
        except Exception as error:
            text = in_words(error)
        self.kept[which].value = message(text)

    def _changed(self, change: dict[str, Any]) -> None:
        if self._quiet:
            return
        if change["owner"] is self.theme:
            options = self.offered.indicators[self.theme.value]
            with self._quietly():
                _fill(self.subject, options, choices.first_indicator(self.release, options, self.area.value))
        self._offer()
        self.message.value = message("Bezig met tekenen …")
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            self._waiting = asyncio.get_running_loop().call_later(PAUSE_SECONDS, self.draw)
        except RuntimeError:  # no loop: not in a notebook
            self.draw()

    def _offer(self) -> None:
        """Offer the comparisons, kinds and periods that go with what is chosen."""
        try:
            choice = choices.settle(self.release, self.choice)
            compared = choices.comparisons(self.release, choice)
            years = choices.periods(self.release, choice) or (("geen cijfers", ""),)
            kinds = (
                (IN_ONE_YEAR, OVER_TIME) if choices.can_go_over_time(self.release, choice) else (IN_ONE_YEAR,)
            )
        except Exception as error:
            self.message.value = message(in_words(error))
            return
        with self._quietly():
            _fill(self.comparison, compared, choice.comparison)
            _fill(self.period, years, choice.period)
            _fill(self.kind, kinds, OVER_TIME[1] if choice.over_time else IN_ONE_YEAR[1])

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Change drop-downs without taking that for a choice."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def _dropdown(description: str, options: tuple[Option, ...], value: str) -> widgets.Dropdown:
    layout = widgets.Layout(flex="1 1 380px", width="auto", max_width="560px", margin="2px 16px 2px 0")
    about = {"description": description, "style": {"description_width": "92px"}, "layout": layout}
    return widgets.Dropdown(options=options or (("geen", ""),), value=value, **about)


def _fill(control: widgets.Dropdown, options: tuple[Option, ...], value: str) -> None:
    if tuple(control.options) != tuple(options):
        control.options = options
    if control.value != value:
        control.value = value


def _button(description: str, tooltip: str) -> widgets.Button:
    layout = widgets.Layout(width="200px", align_self="flex-start", margin="0 0 8px 0")
    return widgets.Button(description=description, tooltip=tooltip, layout=layout)
