"""`kernmonitor build`, `list`, `explore` and `schema`: from params files to the annex."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from analysis.build import stale
from analysis.build.cluster import Tls
from analysis.build.edition import build_edition
from analysis.build.editions import build_many, plans_of
from analysis.build.events import Log, log_to
from analysis.build.plan import ANNEX, RELEASE, Plan, Wanted, make_plan
from analysis.build.preflight import advice
from analysis.cli.screen import BuildScreen, name_of, say_what_is_due, say_what_was_done
from analysis.cli.stopped import told
from analysis.explorer import lab
from analysis.ground import paths
from analysis.ground.characters import for_terminal
from analysis.ground.errors import AnalysisError
from analysis.ground.formats import NAMES as FORMAT_NAMES
from analysis.model.national import ALL
from analysis.model.params import read_all, schema_text


class ParamsFile(click.Path):
    """A params file, by its path or by its name alone: `dalfsen` is `params/dalfsen.yml`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path that is meant; whether it is there says who reads it."""
        return paths.params_file(Path(str(super().convert(value, param, ctx))))


FILES = click.argument("files", nargs=-1, required=True, type=ParamsFile(), metavar="PARAMS...")
PEM = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=ParamsFile(), metavar="[PARAMS]...")
@click.option(
    "--gemeenten",
    metavar="LIST",
    help=f"Build these from one file for the whole country (params/landelijk.yml by default): {ALL}, "
    "or codes or names with commas, such as GM0148,GM0177.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to instead of outputs/.")
@click.option(
    "--only",
    multiple=True,
    metavar="PART",
    help="Only this part: release, annex, a run or all runs of a notebook; repeatable.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    default=min(2, os.cpu_count() or 1),
    show_default=True,
    help="Notebooks at the same time.",
)
@click.option(
    "--formats",
    multiple=True,
    type=click.Choice(FORMAT_NAMES),
    metavar="FORMAT",
    help=f"Only this format of the annex, repeatable; all by default: {', '.join(FORMAT_NAMES)}.",
)
@click.option("--force", is_flag=True, help="Make everything again, also what has not changed.")
@click.option(
    "--warm/--cold",
    default=True,
    show_default=True,
    help="Kernels that start with the libraries loaded, where the system can; the outputs are the same.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Do the work on the workers of this dask scheduler, such as tls://host:8786; see docs/schalen.md.",
)
@click.option("--tls-ca", type=PEM, metavar="FILE", help="PEM of who signed for --scheduler and its workers.")
@click.option("--tls-cert", type=PEM, metavar="FILE", help="PEM of the certificate to show to --scheduler.")
@click.option("--tls-key", type=PEM, metavar="FILE", help="PEM of the key of --tls-cert.")
@click.option("--dry-run", is_flag=True, help="Say what would be made and which numbers change, and stop.")
@click.option(
    "--log",
    "log_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Add every event to this file, one JSON line each; for machines.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the annex in the browser when it is ready.")
@told
def build(
    files: tuple[Path, ...],
    gemeenten: str | None,
    out: Path | None,
    only: tuple[str, ...],
    jobs: int,
    formats: tuple[str, ...],
    force: bool,
    warm: bool,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    dry_run: bool,
    log_file: Path | None,
    open_page: bool,
) -> None:
    """
    Build the annex of one or more municipalities from their params files.

    What has not changed since the last build is kept. A notebook that fails does
    not stop the others, and its previous output stays.
    """
    if not files and gemeenten is None:
        raise click.UsageError("Noem een params-bestand, of --gemeenten.")
    if scheduler is not None and out is not None:
        out = out.absolute()  # workers stand in folders of their own
    plans, wanted = _planned(files, Wanted(frozenset(), formats, force, jobs, warm), only, gemeenten, out)
    if dry_run:
        say_what_is_due(plans, wanted)
        return
    tls = Tls(tls_ca, tls_cert, tls_key)
    many = len(plans) > 1 or gemeenten is not None or scheduler is not None or tls != Tls()
    counted = [wanted.parts_of(plan) if many else stale.standing(plan, wanted).due for plan in plans]
    with log_to(log_file) as log, BuildScreen(plans, counted, many=many) as screen:
        logs = [log.of_one(plan, screen.reporter(plan)) for plan in plans]
        if many:
            outputs = out or paths.root() / "outputs"
            done, page = build_many(plans, wanted, logs, outputs, screen.say, screen.ready, scheduler, tls)
        else:
            done = [build_edition(plans[0], wanted, logs[0])]
            page = plans[0].folder / "bijlage.html"
    if many:
        click.echo(f"Overzicht: {page}")
    else:
        say_what_was_done(done[0])
    failed = {f"{name_of(one.plan)}, {part}": why for one in done for part, why in one.failed.items()}
    if failed:
        click.echo("\nMislukt:", err=True)
        for name, reason in failed.items():
            click.echo(f"  {name}: {for_terminal(reason)}", err=True)
        if text := advice(page.parent, failed.values()):
            click.echo(text, err=True)
        raise click.exceptions.Exit(1)
    if open_page and (many or any(ANNEX in (*one.made, *one.kept) for one in done)):
        webbrowser.open(page.resolve().as_uri())


def _planned(
    files: Sequence[Path],
    wanted: Wanted,
    only: Sequence[str] = (),
    gemeenten: str | None = None,
    out: Path | None = None,
) -> tuple[list[Plan], Wanted]:
    """Return what is meant, and say what somebody should know before it starts."""
    plans, wanted, warnings = plans_of(files, wanted, only, gemeenten, out)
    for warning in warnings:
        click.echo(f"Let op: {warning}")
    return plans, wanted


@click.command("list")
@FILES
def list_parts(files: tuple[Path, ...]) -> None:
    """List the parts of a build: the release, each notebook with its parameters, the annex."""
    for path, params in read_all(list(files)).items():
        plan = make_plan(params, path, params.folder())
        click.echo(
            f"{params.naam} ({params.gemeente}), editie {params.editie}: {paths.relative(plan.folder)}"
        )
        for task in plan.tasks:
            given = ", ".join(f"{name}={value}" for name, value in task.parameters.items())
            click.echo(f"  {task.id}  ({given})")


@click.command()
@click.argument("file", type=ParamsFile(), metavar="PARAMS")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to use instead of the first free one.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
def explore(file: Path, port: int | None, no_browser: bool) -> None:
    """
    Open the interactive notebook of one municipality in JupyterLab; Ctrl-C ends it.

    Its release is made first, when it is due.
    """
    [plan], wanted = _planned([file], Wanted(), [RELEASE])
    log = Log().of_one(plan, lambda part, text: click.echo(f"{part} {text}"))
    done = build_edition(plan, wanted, log)
    if done.failed:
        raise AnalysisError("\n".join(done.failed.values()))
    click.echo(
        f"Cijfers van {plan.params.naam} {'gemaakt' if done.made else 'ongewijzigd'}; JupyterLab start."
    )
    code = lab.run(lab.command(paths.root(), port=port, browser=not no_browser), lab.environment(file))
    if code:
        raise click.exceptions.Exit(1)


@click.command()
def schema() -> None:
    """Write the JSON schema of the params files, which lets an editor complete their keys."""
    target = paths.params() / "schema" / "gemeente.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(schema_text(), encoding="utf-8", newline="\n")
    click.echo(f"{paths.relative(target)} geschreven.")
