"""`kernmonitor check` and `template`: files that somebody delivers, before they become figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from analysis.cli.names import ParamsFile
from analysis.ground import dutch
from analysis.ground.errors import InputError, Problem
from analysis.model.params import read_params
from analysis.model.protection import GateRule

DEFINITIONS = "data/bronnen.yml"
CLAIMS = "beweringen"  # a text of sentences instead of a file of numbers


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--as",
    "kind",
    metavar="NAME",
    help="What kind of file it is: an entry of data/bronnen.yml, or beweringen for a text.",
)
@click.option("--for", "params_file", type=ParamsFile(), metavar="PARAMS", help="Whose file it is.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--definitions",
    type=click.Path(path_type=Path),
    metavar="YAML",
    help=f"Definitions to use instead of {DEFINITIONS}.",
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--sources", is_flag=True, help="Ask the online sources whether they still look as expected.")
def check(
    file: Path | None,
    kind: str | None,
    params_file: Path | None,
    as_json: bool,
    definitions: Path | None,
    strict: bool,
    sources: bool,
) -> None:
    """
    Check a delivered file against the definition of its source; nothing is changed.

    Prints everything that is wrong, with row, column, what was found and what to do. Exit code 2 when
    the file cannot be used. --as beweringen holds the sentences of a draft against the published numbers;
    exit code 2 when one contradicts them. With --sources: compare the columns of the online sources with what is expected.
    """
    if sources:
        from analysis.cli.fetch import check_sources

        check_sources()
        return
    if file is None or kind is None:
        raise _what_is_asked(file)
    if kind == CLAIMS:
        from analysis.cli.claims import check_draft

        check_draft(file, params_file, as_json=as_json)
        return
    # Imported here: see `analysis.cli`.
    from analysis.model.catalogue import read_catalogue
    from analysis.prepare.admit import delivered_problems
    from analysis.prepare.delivered import context_of, definition_of, with_own_goals
    from analysis.sources.files.check import check_file

    gemeente = _gemeente(params_file)
    definition = definition_of(kind, definitions)
    # Who brings definitions of their own means what stands in them.
    definition = definition if definitions else with_own_goals(definition, gemeente)
    catalogue = read_catalogue()
    report = check_file(file, definition, context_of(gemeente, catalogue))
    report = replace(report, problems=(*report.problems, *delivered_problems(report, catalogue)))
    fatal = report.problems if strict else report.errors
    if as_json:
        shown = report.problems[: InputError.SHOWN]
        content = {
            "bestand": report.name,
            "definitie": kind,
            "goed": not fatal,
            "rijen": report.rows,
            "fouten": len(report.errors),
            "waarschuwingen": len(report.warnings),
            "problemen": [problem.as_dict() for problem in shown],
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        for problem in report.warnings[: InputError.SHOWN] if not strict else ():
            click.echo(f"Let op: {problem}")
        if not fatal:
            click.echo(
                f"{report.name} is bruikbaar als {kind}: {dutch.counted(report.rows, 'rij', 'rijen')} gelezen."
            )
    if fatal and not as_json:
        raise InputError(
            f"{report.name} is niet bruikbaar als {kind} ({dutch.counted(len(fatal), 'punt', 'punten')}).",
            fatal,
        )
    if fatal:
        raise click.exceptions.Exit(2)


@click.command()
@click.argument("kind", metavar="NAME")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; NAME.xlsx by default.")
@click.option("--for", "params_file", type=ParamsFile(), metavar="PARAMS", help="Whose file it will be.")
@click.option(
    "--example",
    is_flag=True,
    help="Add a sheet with made-up rows that shows how it is meant; it is never read.",
)
@click.option("--force", is_flag=True, help="Overwrite a file that exists.")
def template(kind: str, output: Path | None, params_file: Path | None, example: bool, force: bool) -> None:
    """Write an Excel file to fill in, with drop-down lists and Dutch help, e.g. `template jeugdhulp`."""
    from analysis.prepare.delivered import context_of, definition_of, with_own_goals
    from analysis.sources.template import write_template

    definition = definition_of(kind)
    if not definition.eigen:
        problem = Problem(DEFINITIONS, "", f'"{kind}"', "een bestand van de gemeente zelf", "Kies een ander.")
        raise InputError(f"Voor {kind} is er geen sjabloon: dat bestand komt van een ander.", [problem])
    target = output or Path(f"{kind}.xlsx")
    if target.exists() and not force:
        problem = Problem(
            str(target),
            "",
            "een bestand dat er al is",
            "een nieuwe naam",
            "Kies een andere naam, of --force.",
        )
        raise InputError("Er is niets geschreven.", [problem])
    if not target.parent.is_dir():
        problem = Problem(
            str(target), "", "een map die er niet is", "een bestaande map", "Maak de map eerst."
        )
        raise InputError("Er is niets geschreven.", [problem])
    gemeente = _gemeente(params_file)
    definition = with_own_goals(definition, gemeente)
    context = context_of(gemeente)
    gate = read_params(params_file).poort if params_file else GateRule()
    write_template(
        definition,
        target,
        areas=context.areas,
        name=kind,
        gemeente=gemeente,
        years=(context.today.year - 1,),
        example=example,
        rule=gate.for_source(definition.bron).words,
    )
    click.echo(f"{target} geschreven. Vul het in en controleer het: kernmonitor check {target} --as {kind}")


def _what_is_asked(file: Path | None) -> InputError:
    """Say what a check needs, and which kinds of files there are; the name of a file often begins with its kind."""
    from analysis.prepare.delivered import kinds

    known = [*kinds(), CLAIMS]
    name = str(file) if file is not None else "mijn_bestand.xlsx"
    guess = next(
        (kind for kind in sorted(known, key=len, reverse=True) if Path(name).stem.startswith(kind)), ""
    )
    problem = Problem(
        "kernmonitor check",
        "" if file is None else "--as",
        "geen bestand" if file is None else "niets",
        f"een bestand en met --as wat voor bestand het is: {', '.join(known)}; of alleen --sources",
        f"Draai bijvoorbeeld: kernmonitor check {name} --as {guess or known[0]}.",
    )
    return InputError("Zeg welk bestand het is, en wat voor bestand.", [problem])


def _gemeente(params_file: Path | None) -> str:
    """Return whose file it is; without a params file the one gemeente that has kernen, if there is one."""
    if params_file is not None:
        return read_params(params_file).gemeente
    from analysis.prepare.delivered import gemeenten_with_kernen

    known = gemeenten_with_kernen()
    return known[0] if len(known) == 1 else ""
