"""What the verkenner shows, as HTML: picture, table, mark and message. Every text is escaped here."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from analysis.cards.card import Card, Gap
from analysis.cards.facts import EXAMPLE
from analysis.charts.drawing import screen
from analysis.ground import dutch, palette
from analysis.ground.literal import NO_FORMULAS, literal

TEXT_COLUMNS = ("Gebied", "Onderwerp", "Periode", "Eenheid", "Status")

STYLE = f"""<style>
.verkenner p, .verkenner h3, .verkenner table {{ font-size: 14px; line-height: 1.45; margin: 0 0 8px; }}
.verkenner h3 {{ font-size: 20px; margin: 12px 0 6px; font-weight: 700; }}
.verkenner img {{ width: 100%; max-width: 740px; height: auto; background: #fff; border: 1px solid {palette.GRID}; }}
.verkenner .voorbeeld {{ background: {palette.EXAMPLE}; color: #fff; font-weight: 700; padding: 6px 10px; }}
.verkenner .leemte {{ border-left: 4px solid {palette.LINE}; padding: 6px 10px; }}
.verkenner [role=status] {{ white-space: pre-line; }}
.verkenner table {{ border-collapse: collapse; width: 100%; }}
.verkenner caption {{ text-align: left; font-weight: 700; padding: 4px 0; color: inherit; }}
.verkenner th, .verkenner td {{ padding: 4px 16px 4px 0; text-align: left; border-bottom: 1px solid {palette.GRID}; }}
.verkenner .getal {{ text-align: right; font-variant-numeric: tabular-nums; }}
</style>"""


def wrapped(*parts: str) -> str:
    """Put parts under the style of the verkenner."""
    return f'<div class="verkenner {NO_FORMULAS}" lang="nl">{"".join(parts)}</div>'


def heading(title: str, sentences: Sequence[str], *, is_example: bool) -> str:
    """Return the heading, the mark of fictional numbers and what the numbers say."""
    mark = f'<p class="voorbeeld">{EXAMPLE}: verzonnen, niet gebruiken voor beleid.</p>' if is_example else ""
    said = "".join(f"{literal(dutch.sentence(sentence))} " for sentence in sentences)
    return wrapped(f"<h3>{literal(title)}</h3>", mark, f"<p>{said}</p>" if said else "")


def picture(made: Card | Gap) -> str:
    """Return the picture of a card with its alt text, or the sentence that says why there is none."""
    if isinstance(made, Gap):
        text = " ".join(dutch.sentence(part) for part in (made.reason, made.action) if part)
        return wrapped(f'<p class="leemte">{literal(text)}</p>')
    data = base64.b64encode(screen(made.drawn)).decode("ascii")
    return wrapped(f'<img alt="{literal(made.alt)}" src="data:image/png;base64,{data}">')


def table(made: Card | Gap) -> str:
    """Return the table beside a card, with what to keep in mind below it; nothing for a gap."""
    if isinstance(made, Gap):
        return ""
    columns = [str(column) for column in made.shown.columns]
    sides = [
        "" if place == 0 or column in TEXT_COLUMNS else ' class="getal"'
        for place, column in enumerate(columns)
    ]
    head = "".join(
        f'<th scope="col"{side}>{literal(column)}</th>' for column, side in zip(columns, sides, strict=True)
    )
    rows = [
        "".join(f"<td{side}>{literal(str(cell))}</td>" for cell, side in zip(row, sides, strict=True))
        for row in made.shown.to_numpy().tolist()
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    notes = " ".join([*made.notes, *made.facts.caveats])
    return wrapped(
        f"<table><caption>{literal(made.caption)}</caption>",
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
        f"<p>{literal(notes)}</p>" if notes else "",
        f"<p>{literal(made.facts.footnote)}</p>",
    )


def message(text: str) -> str:
    """Return a line that a screen reader says aloud when it changes."""
    lines = "\n".join(literal(line) for line in text.splitlines())
    return wrapped(f'<p role="status">{lines}</p>') if text else ""
