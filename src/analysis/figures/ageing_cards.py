"""The cards and sentences of the ageing scenario: lines with a range for the gemeente, ranges for the kernen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import Facts, example_mark, facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures.ageing import CARERS, MEASURES, OVER_75, OVER_85, Measure, Outlook, outlook
from analysis.policy.scenario import Scenario, read_scenario
from analysis.release.release import Release

HEIGHT = 2.9  # inch
LINE = 0.5  # inch per kern
MISSING = "Haal de leeftijdsgroepen en het inwonertal uit hetzelfde jaar op bij CBS."


def scenario(release: Release) -> Card | Gap:
    """Draw per measure the middle and the range of all assumptions, from the known year to the last."""
    assumed = read_scenario(release.gemeente)
    title = "Hoe vergrijst de gemeente, als deze aannames uitkomen?"
    found = outlook(release, assumed, release.gemeente)
    if found is None:
        reason = f"Van {release.naam} zijn niet alle leeftijdsgroepen bekend."
        return Gap("scenario_vergrijzing", title, reason, MISSING)
    facts = _facts(release, [found])
    first, last = found.years[0], found.years[-1]
    subtitle = f"Scenario voor {release.naam}, {first} tot {last}, met de marge van alle aannames samen"
    figure = canvas(title, subtitle, facts, height=HEIGHT)
    for ax, measure in zip(figure.subplots(1, len(MEASURES)), MEASURES, strict=True):
        _draw_fan(ax, found, measure)
    parts = [f"{m.name}: {first} {found.text(m, first)}, {last} {found.text(m, last)}" for m in MEASURES]
    return Card(
        id="scenario_vergrijzing",
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=_numbers(release, [found]),
        shown=_table(found),
        alt=f"Drie lijndiagrammen met een marge. {'. '.join(parts)}.{example_mark(facts)}",
        level="gemeente",
        notes=(*_limits(found), *_assumptions(assumed)),
    )


def scenario_kernen(release: Release) -> Card | Gap:
    """Draw per kern the range of people of 75 and over and of possible carers in the last year."""
    assumed = read_scenario(release.gemeente)
    title = f"Hoe vergrijzen de kernen tot {assumed.tot_jaar}, als deze aannames uitkomen?"
    all_found = [outlook(release, assumed, code) for code in release.kernen()]
    found = [one for one in all_found if one is not None]
    if not found:
        reason = f"Van de kernen van {release.naam} zijn geen leeftijdsgroepen bekend."
        return Gap("scenario_kernen", title, reason, MISSING)
    facts = _facts(release, found)
    subtitle = f"Scenario per kern met buitengebied, {assumed.tot_jaar}, met de marge van alle aannames samen"
    figure = canvas(title, subtitle, facts, height=0.7 + LINE * len(found))
    left, right = figure.subplots(1, 2, sharey=True)
    _draw_ranges(left, found, OVER_75)
    _draw_ranges(right, found, CARERS)
    left.set_yticks(range(len(found)), [release.catalogue.name(one.area) for one in found])
    left.set_ylim(len(found) - 0.4, -0.6)
    last = found[0].years[-1]
    parts = [
        f"{release.catalogue.name(one.area)}: {OVER_75.short} {one.text(OVER_75, last)}, "
        f"{CARERS.short} {one.text(CARERS, last)}"
        for one in found
    ]
    small = [release.catalogue.name(one.area) for one in found if not one.pointed]
    notes = ["Per kern is de marge ruimer dan hier staat: verhuizingen van enkele gezinnen tellen er zwaar."]
    if small:
        limit = dutch.number(assumed.kleinste_gebied)
        notes.append(
            f"Geen middelste schatting, want minder dan {limit} inwoners: {dutch.enumeration(small)}."
        )
    return Card(
        id="scenario_kernen",
        title=title,
        subtitle=subtitle,
        figure=figure,
        facts=facts,
        numbers=_numbers(release, found),
        shown=_table_kernen(release, found, last),
        alt=f"Marges per kern. {'. '.join(parts)}.{example_mark(facts)}",
        level="kern",
        notes=(*notes, *_assumptions(assumed)),
    )


def enough_support(release: Release) -> tuple[str, ...]:
    """Answer the question whether there will be enough support, as far as ages can answer it."""
    assumed = read_scenario(release.gemeente)
    found = outlook(release, assumed, release.gemeente)
    if found is None:
        return ("Of er straks genoeg mantelzorgers zijn, is zonder leeftijden niet te zeggen.",)
    first, last = found.years[0], found.years[-1]
    least, most = found.change[CARERS]
    if most < 0:
        change = f"In elke variant daalt dat, met {_percent(most)} tot {_percent(least)}."
    elif least > 0:
        change = f"In elke variant stijgt dat, met {_percent(least)} tot {_percent(most)}."
    else:
        change = "Of dat daalt of stijgt, hangt af van de aannames."
    sentences = [
        assumed.vraag,
        f"Volgens het scenario heeft {release.naam} in {last} {found.text(OVER_85, last)} inwoners van 85 jaar "
        f"en ouder; in {first} waren dat er naar schatting {found.text(OVER_85, first)}.",
        f"Per 85-plusser zijn er in {last} {found.text(CARERS, last)} mensen van 50 tot en met 74 jaar, "
        f"tegen {found.text(CARERS, first)} in {first}.",
        change,
        "Hoeveel van hen mantelzorg kunnen of willen geven, zegt een leeftijd niet.",
    ]
    return tuple(sentences)


def _percent(change: float) -> str:
    return dutch.percentage(abs(100 * change), 0)


def _facts(release: Release, found: Sequence[Outlook]) -> Facts:
    """Return what a scenario rests on: an estimate, whatever the status of the numbers it starts from."""
    rows = pd.concat([one.rows for one in found], ignore_index=True).assign(methode="berekend")
    facts = facts_of(rows, release.catalogue)
    return replace(facts, statuses=tuple(dict.fromkeys([*facts.statuses, "modelschatting"])))


def _limits(found: Outlook) -> tuple[str, ...]:
    return (
        "Dit is een scenario en geen prognose: het zegt wat er gebeurt als de aannames uitkomen.",
        f"Het begint bij vijf brede leeftijdsgroepen van {found.years[0]}. Hoeveel mensen daarvan 75 of 85 zijn, "
        "is geschat; daarom heeft ook het eerste jaar een marge.",
        "Mannen en vrouwen zijn niet apart gerekend. Verhuizen is gerekend tot 75 jaar.",
        "Met elk jaar leeftijd apart uit de tabel van CBS wordt de marge veel smaller.",
    )


def _assumptions(assumed: Scenario) -> tuple[str, ...]:
    return tuple(
        dutch.sentence(
            f"Aanname: {one.naam[:1].lower()}{one.naam[1:]}: {_short(one.laag)} (laag), {_short(one.midden)} "
            f"(midden) en {_short(one.hoog)} (hoog). Bron: {one.bron}"
        )
        for one in assumed.assumptions
    )


def _short(value: float) -> str:
    text = dutch.number(value, 3)
    return text.rstrip("0").rstrip(",")


def _draw_fan(ax: Axes, found: Outlook, measure: Measure) -> None:
    years, colour = list(found.years), style.house().own
    low, high = found.low[measure], found.high[measure]
    ax.fill_between(years, low, high, color=colour, alpha=0.18, linewidth=0)
    for bound, dash, name in ((high, "--", "hoog"), (low, ":", "laag")):
        ax.plot(years, bound, dash, color=colour, linewidth=1.3)
        ax.annotate(
            name, (years[-1], bound[-1]), xytext=(3, 0), textcoords="offset points", va="center", size=9
        )
    if found.pointed:
        middle = found.middle[measure]
        ax.plot(years, middle, "-", color=colour, linewidth=2.2)
        ax.annotate(
            "midden", (years[-1], middle[-1]), xytext=(3, 0), textcoords="offset points", va="center", size=9
        )
    ax.set_title(measure.short, size=10.5, loc="left", weight="bold")
    ax.set_ylim(0, float(high.max()) * 1.1)
    ax.set_xlim(years[0], years[-1])
    ax.set_xticks([years[0], (years[0] + years[-1]) // 2, years[-1]])
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: dutch.number(value)))
    ax.set(xlabel="", ylabel="")


def _draw_ranges(ax: Axes, found: Sequence[Outlook], measure: Measure) -> None:
    for place, one in enumerate(found):
        low, high = one.low[measure][-1], one.high[measure][-1]
        ax.barh(
            place + 0.12, high - low, left=low, height=0.26, color=style.house().other, edgecolor=style.INK
        )
        if one.pointed:
            middle = one.middle[measure][-1]
            ax.plot([middle, middle], [place - 0.05, place + 0.29], color=style.INK, linewidth=2.5)
        ax.annotate(
            one.text(measure, one.years[-1]),
            (0, place - 0.24),
            xytext=(2, 0),
            textcoords="offset points",
            va="center",
            size=9.5,
        )
    ax.set_title(measure.short, size=10.5, loc="left", weight="bold")
    ax.set_xlim(0, max(one.high[measure][-1] for one in found) * 1.12)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: dutch.number(value)))
    ax.grid(visible=False, axis="y")
    ax.set(xlabel="", ylabel="")


def _numbers(release: Release, found: Sequence[Outlook]) -> pd.DataFrame:
    """Return the numbers of every year and measure, people in tens."""
    lines = []
    for one in found:
        for measure in MEASURES:
            for at, year in enumerate(one.years):
                bounds = [one.low, one.middle, one.high] if one.pointed else [one.low, None, one.high]
                values = [None if b is None else round(float(b[measure][at]), 1) for b in bounds]
                if not measure.decimals:
                    values = [None if v is None else round(v / 10) * 10 for v in values]
                lines.append((release.catalogue.name(one.area), measure.name, year, *values))
    return pd.DataFrame(lines, columns=["Gebied", "Onderwerp", "Jaar", "Laag", "Midden", "Hoog"])


def _table(found: Outlook) -> pd.DataFrame:
    years = [year for year in found.years if year == found.years[0] or year % 10 == 0]
    years = sorted({*years, found.years[-1]})
    return pd.DataFrame(
        {"Onderwerp": [measure.name for measure in MEASURES]}
        | {str(year): [found.text(measure, year) for measure in MEASURES] for year in years}
    )


def _table_kernen(release: Release, found: Sequence[Outlook], year: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"Gebied": [release.catalogue.name(one.area) for one in found]}
        | {measure.name: [one.text(measure, year) for one in found] for measure in MEASURES}
    )
