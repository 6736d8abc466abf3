"""The six dimensions of Positieve Gezondheid as a spider web, the own area among those it is compared with."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np

from analysis import dutch
from analysis.cards import style
from analysis.cards.facts import facts_of
from analysis.cards.frame import Card, Gap, canvas
from analysis.figures._build import as_card, has_value, level_note, written
from analysis.release.release import Release

HEIGHT = 4.3  # inch
LINES = (("-", "o"), ("--", "s"), (":", "D"))


def spider(
    release: Release,
    dimensions: Mapping[str, str],
    areas: Sequence[str],
    period: str,
    *,
    title: str,
    subtitle: str,
    identity: str,
) -> Card | Gap:
    """
    Draw one share per dimension, all on one scale from 0 to 100 per cent, further out is more favourable.

    Parameters
    ----------
    release : Release
        Numbers.
    dimensions : mapping of str to str
        Indicator by name of the dimension; each with `hoger is gunstig`.
    areas : sequence of str
        Area codes, the own one first; at most three.
    period : str
        Period of all.
    title, subtitle, identity : str
        Of the card.

    Returns
    -------
    Card or Gap
        A gap when the own area misses a dimension: a web with a hole suggests a zero.

    Raises
    ------
    ValueError
        An indicator for which higher is not favourable: outward would mean two things.
    """
    wrong = [i for i in dimensions.values() if release.catalogue[i].richting != "hoger is gunstig"]
    if wrong:
        raise ValueError(f"A spider takes indicators with 'hoger is gunstig' only, not {wrong}.")
    rows = release.rows(list(dimensions.values()), areas, period)
    known = rows[has_value(rows)]
    own = known[known["gebied"] == areas[0]].set_index("indicator")["waarde"]
    if missing := [name for name, indicator in dimensions.items() if indicator not in own.index]:
        place = release.catalogue.name(areas[0])
        about = f"over: {dutch.enumeration([m.lower() for m in missing])}"
        if len(missing) == len(dimensions):
            about = "per dimensie"
        reason = f"Voor {place} zijn er geen cijfers {about}."
        return Gap(
            identity, title, reason, "Voeg een meting per kern toe, bijvoorbeeld met de leefplekmeter."
        )
    facts = facts_of(rows, release.catalogue)
    figure = canvas(title, subtitle, facts, height=HEIGHT)
    ax = figure.add_subplot(projection="polar")
    angles = np.linspace(0, 2 * math.pi, len(dimensions), endpoint=False)
    ax.set_theta_offset(math.pi / 2)  # type: ignore[attr-defined]
    ax.set_theta_direction(-1)  # type: ignore[attr-defined]
    present = [area for area in areas if (known["gebied"] == area).any()]
    colours = style.series()
    # The own area last, so that it lies on top.
    for position in reversed(range(len(present))):
        values = known[known["gebied"] == present[position]].set_index("indicator")["waarde"]
        ring = [float(values.get(indicator, np.nan)) for indicator in dimensions.values()]
        dash, marker = LINES[position]
        ax.plot(
            [*angles, angles[0]],
            [*ring, ring[0]],
            dash,
            marker=marker,
            markersize=5,
            color=colours[position],
            linewidth=2.2 if position == 0 else 1.5,
            label=release.catalogue.name(present[position]),
        )
    ax.fill(
        angles,
        own[list(dimensions.values())].to_numpy(dtype=float),
        color=mpl.colors.to_rgba(colours[0], 0.12),
    )
    labels = [
        f"{name}\n{textwrap.fill(release.catalogue[i].kort, 22)}\n{written(own[i], release.catalogue[i])}"
        for name, i in dimensions.items()
    ]
    ax.set_xticks(angles, labels, size=9)
    ax.tick_params(axis="x", pad=11)
    # Names point away from the web, so that none lies on it.
    for angle, tick in zip(angles, ax.get_xticklabels(), strict=True):
        side = math.sin(angle)
        tick.set_horizontalalignment("center" if abs(side) < 0.1 else "left" if side > 0 else "right")
    ax.set_ylim(0, 100)
    ax.set_yticks([25, 50, 75, 100], ["25%", "50%", "75%", "100%"], size=9, color=style.QUIET)
    ax.set_rlabel_position(30)  # type: ignore[attr-defined]
    ax.grid(visible=True, axis="both", color="#d5d5d5")
    handles, names = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], names[::-1], loc="upper left", bbox_to_anchor=(-0.55, 1.12), borderaxespad=0)
    found = dutch.extremes(
        (value, release.catalogue[str(name)].kort, written(value, release.catalogue[str(name)]))
        for name, value in own.items()
    )
    alt = (
        f"Spinnenweb met zes dimensies. {subtitle}. In {release.catalogue.name(areas[0])} "
        f"{found.verb} het hoogst {found.high} met {found.top}, het laagst {found.low} met {found.bottom}."
        if not found.equal
        else f"Spinnenweb met zes dimensies. {subtitle}. In {release.catalogue.name(areas[0])} zijn ze alle zes {found.top}."
    )
    level = "gemeente" if areas[0].startswith("GM") else "kern"
    return as_card(
        release,
        rows,
        figure,
        facts,
        identity=identity,
        title=title,
        subtitle=subtitle,
        alt=alt,
        level=level,
        notes=[
            "Elke dimensie is hier één vraag uit de monitor. Dat is maar een deel van wat de dimensie bedoelt.",
            *level_note(level, release.naam),
        ],
    )
