"""What stands on the screen for one choice, and the page that stays when nobody is there to choose."""

from __future__ import annotations

from dataclasses import dataclass

from IPython import get_ipython

from analysis.cards.card import Card
from analysis.explorer import markup
from analysis.explorer.choices import Choice
from analysis.explorer.results import Result, result
from analysis.explorer.verdict import sentences
from analysis.release.release import Release

ONLY_IN_LAB = (
    "Deze verkenner werkt alleen in JupyterLab; open hem met kernmonitor explore. "
    "Hieronder staat een stilstaand beeld."
)


@dataclass(frozen=True)
class View:
    """What stands on the screen for one choice, ready to show."""

    heading: str = ""
    chart: str = ""
    map: str = ""
    table: str = ""
    has_chart: bool = False
    has_map: bool = False


def view(release: Release, choice: Choice) -> View:
    """Draw a choice."""
    found: Result = result(release, choice)
    said = sentences(release, found.choice)
    return View(
        markup.heading(found.title, said, is_example=found.is_example),
        markup.picture(found.chart),
        markup.picture(found.map),
        markup.table(found.chart if isinstance(found.chart, Card) else found.map),
        has_chart=isinstance(found.chart, Card),
        has_map=isinstance(found.map, Card),
    )


def still(shown: View) -> dict[str, str]:
    """
    Return what a page shows that has no kernel behind it, by kind of output.

    A widget on such a page is an empty place that asks a server of somebody else for its code.
    """
    parts = (markup.message(ONLY_IN_LAB), shown.heading, shown.chart, shown.map, shown.table)
    return {"text/html": markup.STYLE + "".join(parts), "text/plain": ONLY_IN_LAB}


def somebody_is_there() -> bool:
    """
    Return whether who asked for this cell can be asked something back.

    nbconvert, papermill and nbval say in each request that they cannot; JupyterLab says that it can.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return True
    return bool(kernel.get_parent("shell").get("content", {}).get("allow_stdin", True))
