"""
`kernmonitor build --dry-run`: which parts would be made, and which numbers would change.

Which notebooks read a number that changes is known only once the numbers are. They are therefore made
as a build makes them, in a temporary folder; nothing is written in the project.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from analysis.build.events import KEPT
from analysis.build.plan import ANNEX, RELEASE, Plan, Wanted
from analysis.build.stale import FIRST_RELEASE, Standing, standing
from analysis.ground import dutch, paths

MOST_PLANS = 3  # of more gemeenten making the numbers takes as long as a build
MOST_NUMBERS = 10


def say_what_is_due(plans: Sequence[Plan], wanted: Wanted) -> None:
    """Say of each plan which parts would be made and why, and which would not; raises `InputError` as a build would."""
    for plan in plans:
        click.echo(f"{plan.params.naam}, editie {plan.params.editie}: {paths.relative(plan.folder)}")
        found = standing(plan, wanted)
        maybe = any(reason == FIRST_RELEASE for reason in found.due.values())
        if not maybe or len(plans) > MOST_PLANS:
            _say_parts(plan, found, wanted.parts)
            continue
        click.echo("  De nieuwe cijfers worden uitgerekend, enkele seconden; er wordt niets bewaard.")
        with tempfile.TemporaryDirectory(prefix="kernmonitor-") as place:
            release = Path(place, RELEASE)
            release.mkdir()
            changed = _numbers(plan, release)
            _say_parts(plan, standing(plan, wanted, release), wanted.parts)
        for line in changed:
            click.echo(line)


def _say_parts(plan: Plan, found: Standing, parts: frozenset[str]) -> None:
    for part in plan.parts:
        if parts and part not in {RELEASE, *parts}:
            continue
        reason = found.due.get(part)
        word = "misschien" if reason == FIRST_RELEASE else "maken"
        click.echo(f"  {part}: {f'{word} ({reason})' if reason else KEPT}")
    if found.due and (not parts or ANNEX in parts):
        click.echo(f"  {ANNEX}: maken als er een onderdeel verandert")


def _numbers(plan: Plan, release: Path) -> list[str]:
    """Make the release in a folder of its own; return which numbers differ from those that stand there."""
    # Imported here: see `analysis.cli`.
    from analysis.annex.changes import compare, read_table
    from analysis.model.catalogue import read_catalogue
    from analysis.release.build import build_release

    build_release(plan.params.for_runs(), release, instead_of=plan.folder)
    now, before = read_table(release.parent), read_table(paths.latest(plan.folder))
    if now is None or before is None:
        return []
    both = {column: {*now[column], *before[column]} for column in ("indicator", "gebied")}
    catalogue = read_catalogue(gemeente=plan.params.gemeente)
    changes = compare(now, before, catalogue, both["indicator"], both["gebied"])
    if not changes:
        return ["  Geen enkel cijfer verandert."]
    counts = Counter(change.kind for change in changes)
    kinds = dutch.enumeration([f"{count} {kind}" for kind, count in counts.items()])
    lines = [f"  {dutch.counted(len(changes), 'cijfer verandert', 'cijfers veranderen')}: {kinds}."]
    lines += [
        f"    {one.subject}, {one.area}, {one.period}: {one.before} wordt {one.now}"
        for one in changes[:MOST_NUMBERS]
    ]
    more = len(changes) - MOST_NUMBERS
    return [*lines, f"    … en nog {dutch.number(more)}"] if more > 0 else lines
