"""One area in one page: how far each share lies from what it is compared with, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import MARGIN, WIDTH, Card, Gap, canvas
from analysis.colours import VERDICT_GREY
from analysis.figures._build import as_card, has_value, level_note, written
from analysis.release.profile import REST, profile
from analysis.release.release import Release
from analysis.tidy import STATUS_TEXT

LINE = 0.215  # inch per row
NUMBERS = 1.35  # inch beside the chart for two columns of numbers
COLUMNS = (0.48, 1.0)  # right edges of those columns, as part of their width
LEGEND = 0.55  # inch below the chart

# Form carries the verdict, colour only repeats it: marker, filled, text.
VERDICTS = {
    "gunstiger": ("o", True, "gunstiger"),
    "ongunstiger": ("D", True, "ongunstiger"),
    "hoger": ("^", True, "hoger"),
    "lager": ("v", True, "lager"),
    "geen duidelijk verschil": ("o", False, "geen duidelijk verschil"),
    "te weinig gegevens": ("x", True, "te weinig gegevens"),
    "niet te vergelijken": ("s", False, "zonder marge: niet te toetsen"),
}


def spine(
    release: Release,
    area: str,
    *,
    centre: str,
    title: str,
    identity: str = "wijkprofiel",
    themes: Collection[str] = (),
) -> Card | Gap:
    """
    Draw the shares of an area as distance to one comparison, in percentage points.

    Parameters
    ----------
    release : Release
        Numbers.
    area : str
        Area code.
    centre : str
        What the middle line is: `rest` (of the gemeente) or an area code.
    title : str
        The question.
    identity : str
        Id of the card.
    themes : collection of str
        Themes of the catalogue to keep to; all when empty.

    Returns
    -------
    Card or Gap
        A gap when no share can be compared. Every share of the area has a line;
        one that is hidden or rests on too few people says so in words.
    """
    name = release.catalogue.name(area)
    compared = profile(release, area)
    entries = [release.catalogue[i] for i in compared["indicator"]]
    shares = compared[[e.is_share and (not themes or e.thema in themes) for e in entries]]
    lines = shares[(shares["vergelijking"] == centre) | ~has_value(shares)].drop_duplicates("indicator")
    if not (lines["vergelijking"] == centre).any():
        reason = f"Voor {name} is er geen aandeel dat met {_named(centre, release)} te vergelijken is."
        return Gap(identity, title, reason, "Voeg cijfers toe met een teller en een noemer.")
    order = {i: (release.catalogue[i].thema, release.catalogue[i].kort) for i in lines["indicator"]}
    lines = lines.sort_values("indicator", key=lambda c: c.map(order), ignore_index=True)
    rows = pd.concat(
        [release.rows(line.indicator, [area], line.periode) for line in lines.itertuples()], ignore_index=True
    )
    facts = facts_of(rows, release.catalogue)
    subtitle = f"Verschil met {_named(centre, release)} in procentpunt, per onderwerp het laatste jaar"
    rows_drawn = len(lines) + len({theme for theme, _ in order.values()})
    figure = canvas(title, subtitle, facts, height=0.5 + LINE * rows_drawn + LEGEND)
    grid = figure.subplots(
        2,
        2,
        gridspec_kw={
            "width_ratios": [WIDTH - NUMBERS, NUMBERS],
            "height_ratios": [0.5 + LINE * rows_drawn, LEGEND],
            "wspace": 0,
            "hspace": 0,
        },
    )
    for ax in (grid[0, 1], grid[1, 0], grid[1, 1]):
        ax.axis("off")
    _draw(grid[0, 0], grid[0, 1], grid[1, 0], lines, shares, release, centre)
    clear = lines[lines["oordeel"].isin(["gunstiger", "ongunstiger", "hoger", "lager"])]
    card = as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=_alt(clear, lines, release, name, centre),
        level="gemeente" if area.startswith("GM") else "kern",
        notes=[
            "Geen duidelijk verschil is geen bewijs dat het gelijk is. Ook zonder verschil kan er een probleem zijn.",
            f"Er zijn {len(lines)} onderwerpen vergeleken. Bij zoveel kan één verschil toeval zijn.",
            *_others_note(shares, release, centre),
            *(level_note("gemeente", release.naam) if area.startswith("GM") else ()),
        ],
        table=_table(lines, release, centre),
    )
    return replace(card, numbers=_with_compared(card.numbers, lines, shares, release))


def _with_compared(
    numbers: pd.DataFrame, lines: pd.DataFrame, shares: pd.DataFrame, release: Release
) -> pd.DataFrame:
    """Add what each line is compared with to the numbers behind the figure: it is drawn as well."""
    known = shares[shares["vergelijking"] != ""]
    beside = known.pivot_table(index="indicator", columns="vergelijking", values="vergelijk_waarde")
    beside = beside.reindex(index=lines["indicator"], columns=list(dict.fromkeys(known["vergelijking"])))
    beside.columns = [f"Daar: {_named(code, release)}" for code in beside.columns]
    return numbers.join(beside.reset_index(drop=True))


def _others_note(shares: pd.DataFrame, release: Release, centre: str) -> list[str]:
    codes = dict.fromkeys(shares.loc[~shares["vergelijking"].isin([centre, REST, ""]), "vergelijking"])
    names = dutch.enumeration([release.catalogue.name(code) for code in codes])
    return [f"De streepjes zijn andere gebieden. Dat zijn: {names}."] if names else []


def _named(code: str, release: Release) -> str:
    return f"de rest van {release.naam}" if code == REST else release.catalogue.name(code)


def _draw(
    ax: Axes,
    numbers: Axes,
    below: Axes,
    lines: pd.DataFrame,
    shares: pd.DataFrame,
    release: Release,
    centre: str,
) -> None:
    place, labels, bold = 0, [], []
    theme = ""
    used: set[str] = set()
    others = shares[~shares["vergelijking"].isin([centre, REST, ""])]
    beside = {
        indicator: marks.tolist() for indicator, marks in others.groupby("indicator")["vergelijk_waarde"]
    }
    across: list[float] = []
    down: list[int] = []
    reach = 5.0
    for line in lines.itertuples():
        entry = release.catalogue[line.indicator]
        if entry.thema != theme:
            theme = entry.thema
            labels.append(theme[:1].upper() + theme[1:])
            bold.append(True)
            place += 1
        labels.append(f"{entry.kort} ({line.periode[:4]})")
        bold.append(False)
        if line.vergelijking != centre:
            # On white, because the middle line would run through the words.
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
            ax.text(
                0,
                place,
                STATUS_TEXT[line.status],
                ha="center",
                va="center",
                size=9,
                color=style.QUIET,
                bbox=box,
            )
        else:
            used.add(line.oordeel)
            reach = max(reach, _draw_line(ax, line, place))
            for mark in beside.get(line.indicator, ()):
                across.append(mark - line.vergelijk_waarde)
                down.append(place)
            for column, value in zip(COLUMNS, (line.waarde, line.vergelijk_waarde), strict=True):
                numbers.text(column, place, written(value, entry), ha="right", va="center", size=9)
        place += 1
    reach = max(reach, _draw_others(ax, across, down))
    ax.axvline(0, color=style.INK, linewidth=1.2, zorder=1)
    ax.set_yticks(range(len(labels)), labels, size=9)
    for tick, is_theme in zip(ax.get_yticklabels(), bold, strict=True):
        tick.set_fontweight("bold" if is_theme else "regular")
    ax.set_ylim(len(labels) - 0.5, -1.4)
    ax.set_xlim(-reach * 1.08, reach * 1.08)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{'+' if value > 0 else ''}{dutch.number(value)}".replace("-", "−"))
    )
    numbers.set_xlim(0, 1)
    numbers.set_ylim(ax.get_ylim())
    for column, text in zip(COLUMNS, ("hier", "daar"), strict=True):
        numbers.text(column, -1.0, text, ha="right", va="center", size=9, weight="bold")
    for x, text, align in ((0.01, "lager", "left"), (0.99, "hoger", "right")):
        ax.annotate(
            text,
            (x, -1.0),
            xycoords=("axes fraction", "data"),
            ha=align,
            va="center",
            size=9,
            color=style.QUIET,
        )
    handles = [_handle(verdict) for verdict in VERDICTS if verdict in used]
    if across:
        handles.append(
            Line2D(
                [],
                [],
                marker="|",
                linestyle="",
                color="#6b6b6b",
                markersize=9,
                markeredgewidth=1.6,
                label="andere gebieden",
            )
        )
    figure = below.figure
    assert isinstance(figure, Figure)  # noqa: S101  axes of canvas() lie in a figure
    _, bottom, _, _ = figure.get_layout_engine().get()["rect"]  # type: ignore[union-attr]
    # Just above the source line, in the room that the empty axes below the chart keep free.
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(MARGIN / WIDTH, bottom),
        ncols=3,
        borderaxespad=0,
        handletextpad=0.2,
        columnspacing=1.2,
        fontsize=9,
    )


def _draw_others(ax: Axes, across: Sequence[float], down: Sequence[int]) -> float:
    """Draw the other areas, all at once; return how far from the middle they reach."""
    if not across:
        return 0.0
    ax.plot(across, down, "|", color="#6b6b6b", markersize=9, markeredgewidth=1.6, zorder=2)
    return max(map(abs, across))


def _draw_line(ax: Axes, line: object, place: int) -> float:
    """Draw the mark of one line with its bounds; return how far from the middle it reaches."""
    value, low, high, middle = (
        float(getattr(line, name)) for name in ("waarde", "ondergrens", "bovengrens", "vergelijk_waarde")
    )
    marker, filled, _ = VERDICTS[line.oordeel]  # type: ignore[attr-defined]
    colour = _colour(line.oordeel)  # type: ignore[attr-defined]
    if not np.isnan(low):
        ax.hlines(place, low - middle, high - middle, color=colour, linewidth=1.5, zorder=3)
    ax.plot(
        value - middle,
        place,
        marker,
        markersize=6.5,
        color=colour,
        markerfacecolor=colour if filled else "white",
        markeredgewidth=1.4,
        zorder=4,
    )
    return float(np.nanmax(np.abs([value - middle, low - middle, high - middle])))


def _colour(verdict: str) -> str:
    return {"gunstiger": style.house().own, "ongunstiger": style.house().accent}.get(verdict, VERDICT_GREY)


def _handle(verdict: str) -> Line2D:
    marker, filled, label = VERDICTS[verdict]
    colour = _colour(verdict)
    return Line2D(
        [],
        [],
        marker=marker,
        linestyle="",
        color=colour,
        markerfacecolor=colour if filled else "white",
        markersize=6.5,
        label=label,
    )


def _alt(clear: pd.DataFrame, lines: pd.DataFrame, release: Release, name: str, centre: str) -> str:
    text = f"Profiel van {name}: {len(lines)} onderwerpen vergeleken met {_named(centre, release)}. "
    untested = int((lines["oordeel"] == "niet te vergelijken").sum())
    if untested:
        text += f"Bij {untested} geeft de bron geen marge; daar is een verschil niet te toetsen. "
    if clear.empty:
        return text if untested == len(lines) else text + "Bij de rest is er geen duidelijk verschil."
    gaps = (clear["waarde"] - clear["vergelijk_waarde"]).abs()
    named = []
    for row in clear[np.isclose(gaps, gaps.max())].itertuples():
        entry = release.catalogue[str(row.indicator)]
        here, there = written(float(row.waarde), entry), written(float(row.vergelijk_waarde), entry)
        named.append(f"{entry.kort}, {here} tegen {there}")
    return f"{text}Duidelijk verschil bij {len(clear)}. Het grootst: {dutch.few(named, 3)}."


def _table(lines: pd.DataFrame, release: Release, centre: str) -> pd.DataFrame:
    def row(line: object) -> dict[str, str]:
        entry = release.catalogue[line.indicator]  # type: ignore[attr-defined]
        known = line.vergelijking == centre  # type: ignore[attr-defined]
        return {
            "Onderwerp": entry.kort,
            "Jaar": line.periode[:4],  # type: ignore[attr-defined]
            "Hier": written(line.waarde, entry) if known else STATUS_TEXT[line.status],  # type: ignore[attr-defined]
            "Daar": written(line.vergelijk_waarde, entry) if known else "",  # type: ignore[attr-defined]
            "Oordeel": line.oordeel,  # type: ignore[attr-defined]
        }

    return pd.DataFrame([row(line) for line in lines.itertuples()])
