"""`kernmonitor audit`: an attack on an edition that was published."""

from __future__ import annotations

from pathlib import Path

import click

from analysis.ground import dutch, paths


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
def audit(folder: Path) -> None:
    """
    Attack an edition that was published, such as outputs/dalfsen/2025.

    Reads every file back, computes what an outsider can still say about each hidden number, and looks
    for paths, names and keys of this machine, for secret files and for digests of them. Exit code 1 when
    something is found.
    """
    from analysis.audit.leaks import secrets_in, traces_in
    from analysis.audit.published import audit_edition

    findings, traces = audit_edition(folder), [*traces_in(folder), *secrets_in(folder)]
    for found in (*findings, *traces):
        click.echo(f"  - {found}")
    number = len(findings) + len(traces)
    if number:
        raise click.exceptions.Exit(1)
    click.echo(f"{paths.relative(folder)}: {dutch.counted(number, 'bevinding', 'bevindingen')}.")
