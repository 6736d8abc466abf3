"""`kernmonitor build`, `list`, `explore` and `schema`: from params files to the annex."""

from __future__ import annotations

import os
import sys
import time
import webbrowser
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import click
from tqdm import tqdm

from analysis import paths
from analysis.cli.country import build_many, desk_of, files_of, folder_of, plans_of, with_tls
from analysis.cli.dry_run import say_what_is_due
from analysis.cli.names import ParamsFile, parts_meant
from analysis.cli.publish import publish_and_log
from analysis.cli.say import say_what_was_done
from analysis.cli.stopped import told
from analysis.errors import AnalysisError
from analysis.explorer import lab
from analysis.literal import for_terminal
from analysis.national import ALL
from analysis.params import Params, read_all, schema_text
from analysis.runner.batch import ATTENTION, KEPT, run_batch
from analysis.runner.disk import advice
from analysis.runner.due import due
from analysis.runner.events import Log, open_log
from analysis.runner.forecast import Forecast, in_words, read_seconds
from analysis.runner.lines import Tls
from analysis.runner.plan import ANNEX, RELEASE, Plan, make_plan

# Those of `annex.write`, which is imported only when an annex is written.
FORMATS = (
    "html",
    "pdf",
    "docx",
    "samenvatting.html",
    "samenvatting.pdf",
    "samenvatting.docx",
    "figurenpakket",
    "pptx",
)

BAR = "{desc}: {n_fmt} van {total_fmt} |{bar}| {elapsed}{postfix}"

FILES = click.argument("files", nargs=-1, required=True, type=ParamsFile(), metavar="PARAMS...")


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
    type=click.Choice(FORMATS),
    metavar="FORMAT",
    help=f"Only this format of the annex, repeatable; all by default: {', '.join(FORMATS)}.",
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
@with_tls
@click.option(
    "--exchange",
    metavar="URL",
    help="Where --scheduler's workers fetch and leave their work when they share no disk, such as s3://bucket/x.",
)
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
    tls: Tls,
    exchange: str | None,
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
    plans = plans_of(files_of(files, gemeenten), folder_of(out))
    parts = parts_meant(only, plans)
    if dry_run:
        say_what_is_due(plans, parts, force=force)
        return
    many = len(plans) > 1 or tls.is_given or any(one is not None for one in (gemeenten, scheduler, exchange))
    outputs = (out or paths.root() / "outputs") if many else plans[0].folder
    with nullcontext() if log_file is None else open_log(log_file) as file:
        log = Log(file)
        if many:
            desk = desk_of(scheduler, exchange, tls, jobs=jobs, warm=warm)
            failed = build_many(
                plans, parts, desk=desk, force=force, formats=formats, outputs=outputs, log=log
            )
        else:
            failed = _build(plans[0], parts, jobs=jobs, warm=warm, force=force, formats=formats, log=log)
    if open_page and not failed and (many or not parts or ANNEX in parts):
        webbrowser.open((outputs / ("overzicht.html" if many else "bijlage.html")).resolve().as_uri())
    if failed:
        click.echo("\nMislukt:", err=True)
        for name, reason in failed.items():
            click.echo(f"  {name}: {for_terminal(reason)}", err=True)
        if text := advice(outputs, failed.values()):
            click.echo(text, err=True)
        raise click.exceptions.Exit(1)


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
    (plan,) = plans_of([file], Params.folder)
    result = run_batch(plan, only=frozenset({RELEASE}), report=lambda *texts: click.echo(" ".join(texts)))
    if result.failed:
        raise AnalysisError("\n".join(result.failed.values()))
    click.echo(
        f"Cijfers van {plan.params.naam} {'gemaakt' if result.made else 'ongewijzigd'}; JupyterLab start."
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


def _build(
    plan: Plan,
    parts: frozenset[str],
    *,
    jobs: int,
    warm: bool,
    force: bool,
    formats: tuple[str, ...],
    log: Log,
) -> dict[str, str]:
    """Run one plan and write its annex; return what failed."""
    started = time.monotonic()
    name = f"{plan.params.naam} {plan.params.editie}"
    todo, annex = due(plan, force=force, only=parts), not parts or ANNEX in parts
    shown = sys.stderr.isatty() and bool(todo)
    forecast = Forecast(todo, read_seconds(plan.folder), jobs)
    with tqdm(total=len(todo), desc=name, bar_format=BAR, disable=not shown) as bar:
        report = _reporter(plan, name, bar, set(todo), forecast)
        result = run_batch(
            plan, jobs=jobs, warm=warm, force=force, only=parts, report=report, log=log, annex_follows=annex
        )
    if not result.failed and annex:
        publish_and_log(plan, result, force=force, formats=formats, log=log)
    seconds = time.monotonic() - started
    log.end(result.made, result.kept, result.failed, seconds)
    say_what_was_done(plan, result, seconds)
    return {f"{name}, {part}": reason for part, reason in result.failed.items()}


def _reporter(
    plan: Plan,
    name: str,
    bar: tqdm,  # type: ignore[type-arg]
    todo: set[str],
    forecast: Forecast,
) -> Callable[[str, str], None]:
    def report(part: str, text: str) -> None:
        if bar.disable and text != KEPT:
            click.echo(f"{name}: {part} {text}")
        elif part == ATTENTION:
            bar.write(f"{name}: {part} {text}")
        if part in todo:
            forecast.done(part, None if text == KEPT else read_seconds(plan.folder).get(part))
            bar.set_postfix_str(in_words(forecast.seconds), refresh=False)
            bar.update()

    return report
