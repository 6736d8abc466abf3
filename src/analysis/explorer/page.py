"""What the verkenner shows of one choice, as HTML in which every text is escaped, and its errors as Dutch sentences."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from IPython import get_ipython
from IPython.display import HTML, display

from analysis import notebook as nb
from analysis.cards.card import Card, Gap
from analysis.cards.facts import EXAMPLE
from analysis.charts.drawing import screen
from analysis.explorer.choices import Choice
from analysis.explorer.lab import PARAMS_VARIABLE
from analysis.explorer.results import result, sentences
from analysis.ground import dutch, palette, unexpected
from analysis.ground.errors import AnalysisError, InputError
from analysis.ground.literal import NO_FORMULAS, literal
from analysis.release.release import Release

NOTEBOOK = "verkenner"
TEXT_COLUMNS = ("Gebied", "Onderwerp", "Periode", "Eenheid", "Status")
ONLY_IN_LAB = (
    "Deze verkenner werkt alleen in JupyterLab; open hem met kernmonitor explore. "
    "Hieronder staat een stilstaand beeld."
)
STYLE = f"""<style>
.verkenner p, .verkenner h3, .verkenner table {{ font-size: 14px; line-height: 1.45; margin: 0 0 8px; }}
.verkenner h3 {{ font-size: 20px; margin: 12px 0 6px; font-weight: 700; }}
.verkenner img {{ width: 100%; max-width: 740px; height: auto; background: {palette.PAPER}; border: 1px solid {palette.GRID}; }}
.verkenner .voorbeeld {{ background: {palette.EXAMPLE}; color: {palette.PAPER}; font-weight: 700; padding: 6px 10px; }}
.verkenner .leemte {{ border-left: 4px solid {palette.LINE}; padding: 6px 10px; }}
.verkenner [role=status] {{ white-space: pre-line; }}
.verkenner table {{ border-collapse: collapse; width: 100%; }}
.verkenner caption {{ text-align: left; font-weight: 700; padding: 4px 0; color: inherit; }}
.verkenner th, .verkenner td {{ padding: 4px 16px 4px 0; text-align: left; border-bottom: 1px solid {palette.GRID}; }}
.verkenner .getal {{ text-align: right; font-variant-numeric: tabular-nums; }}
</style>"""


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
    found = result(release, choice)
    head = heading(found.title, sentences(release, found.choice), is_example=found.is_example)
    there = [isinstance(one, Card) for one in (found.chart, found.map)]
    beside = table(found.chart if there[0] else found.map)
    return View(head, picture(found.chart), picture(found.map), beside, *there)


def still(shown: View) -> dict[str, str]:
    """Return what a page shows that has no kernel behind it: there a widget asks somebody else's server for its code."""
    parts = (message(ONLY_IN_LAB), shown.heading, shown.chart, shown.map, shown.table)
    return {"text/html": STYLE + "".join(parts), "text/plain": ONLY_IN_LAB}


def somebody_is_there() -> bool:
    """Return whether who asked for this cell can be asked something back: nbconvert and papermill say they cannot."""
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return True
    return bool(kernel.get_parent("shell").get("content", {}).get("allow_stdin", True))


def begin(params_file: str) -> nb.Run:
    """Start the run of the municipality that the environment names, else that of the parameters cell."""
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((AnalysisError,), _say)
    return nb.start(os.environ.get(PARAMS_VARIABLE) or params_file, NOTEBOOK)


def _say(_shell: Any, _kind: type[Exception], error: Exception, *_: object, **__: object) -> list[str]:
    """Show an error of this suite in a notebook; the cell still counts as failed."""
    display(HTML(STYLE + message(str(error))))
    return []


def in_words(error: Exception) -> str:
    """Return an error as a Dutch sentence: what can be mended says how itself, of anything else a file has the rest."""
    return str(error) if isinstance(error, InputError) else unexpected.in_words(error, "Deze keuze tonen")


def heading(title: str, said: Sequence[str], *, is_example: bool) -> str:
    """Return the heading, the mark of fictional numbers and what the numbers say."""
    mark = f'<p class="voorbeeld">{EXAMPLE}: verzonnen, niet gebruiken voor beleid.</p>' if is_example else ""
    text = "".join(f"{literal(dutch.sentence(sentence))} " for sentence in said)
    return _styled(f"<h3>{literal(title)}</h3>", mark, f"<p>{text}</p>" if text else "")


def picture(made: Card | Gap) -> str:
    """Return the picture of a card with its alt text, or the sentence that says why there is none."""
    if isinstance(made, Gap):
        text = " ".join(dutch.sentence(part) for part in (made.reason, made.action) if part)
        return _styled(f'<p class="leemte">{literal(text)}</p>')
    data = base64.b64encode(screen(made.drawn)).decode("ascii")
    return _styled(f'<img alt="{literal(made.alt)}" src="data:image/png;base64,{data}">')


def table(made: Card | Gap) -> str:
    """Return the table beside a card, with what to keep in mind below it; nothing for a gap."""
    if isinstance(made, Gap):
        return ""
    columns = list(made.shown.columns)
    plain = {columns[0], *TEXT_COLUMNS}
    sides = ["" if column in plain else ' class="getal"' for column in columns]

    def line(cells: Sequence[str], tag: str, scope: str = "") -> str:
        pairs = zip(cells, sides, strict=True)
        return "".join(f"<{tag}{scope}{side}>{literal(cell)}</{tag}>" for cell, side in pairs)

    head = line(columns, "th", ' scope="col"')
    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in made.cells())
    notes = " ".join([*made.notes, *made.facts.caveats])
    return _styled(
        f"<table><caption>{literal(made.caption)}</caption>",
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
        f"<p>{literal(notes)}</p>" if notes else "",
        f"<p>{literal(made.facts.footnote)}</p>",
    )


def message(text: str) -> str:
    """Return a line that a screen reader says aloud when it changes."""
    lines = "\n".join(literal(line) for line in text.splitlines())
    return _styled(f'<p role="status">{lines}</p>') if text else ""


def _styled(*parts: str) -> str:
    """Put parts under the style of the verkenner."""
    return f'<div class="verkenner {NO_FORMULAS}" lang="nl">{"".join(parts)}</div>'
