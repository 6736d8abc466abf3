"""`kernmonitor check`, `template` and `audit`: what somebody delivers, before it becomes figures, and what was published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from analysis.cli.build import ParamsFile
from analysis.ground import dutch, paths
from analysis.ground.errors import InputError, Problem
from analysis.model.params import Params, read_params
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
        _check_draft(file, params_file, as_json=as_json)
        return
    # Imported here: see `analysis.cli`.
    from analysis.model.catalogue import read_catalogue
    from analysis.prepare.admit import delivered_problems
    from analysis.prepare.delivered import context_of, definition_of, with_own_goals
    from analysis.sources.files.check import check_file

    gemeente, catalogue = _gemeente(params_file), read_catalogue()
    definition = definition_of(kind, definitions)
    # Who brings definitions of their own means what stands in them.
    definition = definition if definitions else with_own_goals(definition, gemeente)
    report = check_file(file, definition, context_of(gemeente, catalogue))
    report = replace(report, problems=(*report.problems, *delivered_problems(report, catalogue)))
    fatal = report.problems if strict else report.errors
    if as_json:
        content = {
            "bestand": report.name,
            "definitie": kind,
            "goed": not fatal,
            "rijen": report.rows,
            "fouten": len(report.errors),
            "waarschuwingen": len(report.warnings),
            "problemen": [problem.as_dict() for problem in report.problems[: InputError.SHOWN]],
        }
        _say_as_json(content, good=not fatal)
        return
    for problem in report.warnings[: InputError.SHOWN] if not strict else ():
        click.echo(f"Let op: {problem}")
    if fatal:
        points = dutch.counted(len(fatal), "punt", "punten")
        raise InputError(f"{report.name} is niet bruikbaar als {kind} ({points}).", fatal)
    click.echo(
        f"{report.name} is bruikbaar als {kind}: {dutch.counted(report.rows, 'rij', 'rijen')} gelezen."
    )


@click.command()
@click.argument("kind", metavar="NAME")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; NAME.xlsx by default.")
@click.option("--for", "params_file", type=ParamsFile(), metavar="PARAMS", help="Whose file it will be.")
@click.option("--force", is_flag=True, help="Overwrite a file that exists.")
def template(kind: str, output: Path | None, params_file: Path | None, force: bool) -> None:
    """Write an Excel file to fill in, with drop-down lists and Dutch help, e.g. `template jeugdhulp`."""
    from analysis.prepare.delivered import context_of, definition_of, with_own_goals
    from analysis.sources.template import write_template

    definition = definition_of(kind)
    if not definition.eigen:
        summary = f"Voor {kind} is er geen sjabloon: dat bestand komt van een ander."
        expected = "een bestand van de gemeente zelf"
        raise InputError.of(summary, DEFINITIONS, "", f'"{kind}"', expected, "Kies een ander.")
    target = output or Path(f"{kind}.xlsx")
    words = None
    if target.exists() and not force:
        words = "een bestand dat er al is", "een nieuwe naam", "Kies een andere naam, of --force."
    elif not target.parent.is_dir():
        words = "een map die er niet is", "een bestaande map", "Maak de map eerst."
    if words:
        raise InputError.of("Er is niets geschreven.", str(target), "", *words)
    gemeente = _gemeente(params_file)
    definition, context = with_own_goals(definition, gemeente), context_of(gemeente)
    gate = read_params(params_file).poort if params_file else GateRule()
    write_template(
        definition,
        target,
        areas=context.areas,
        name=kind,
        gemeente=gemeente,
        years=(context.today.year - 1,),
        rule=gate.for_source(definition.bron).words,
    )
    click.echo(f"{target} geschreven. Vul het in en controleer het: kernmonitor check {target} --as {kind}")


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


def _say_as_json(content: Mapping[str, object], *, good: bool) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    if not good:
        raise click.exceptions.Exit(2)


def _check_draft(file: Path, params_file: Path | None, *, as_json: bool) -> None:
    """
    Print what came out of every sentence with a number or comparison.

    Raises `InputError`: a sentence contradicts the numbers; names each with the number that it should fit.
    """
    # Imported here: see `analysis.cli`.
    from analysis.release.store import read_release
    from analysis.topics.drafts.check import check_claims, contradicted, summary

    params = read_params(params_file) if params_file else _only_params()
    found = check_claims(file, read_release(paths.latest(params.folder()) / "release"))
    wrong = contradicted(found)
    if as_json:
        content = {"bestand": file.name, "goed": not wrong, "samenvatting": summary(found)}
        _say_as_json(content | {"beweringen": [one.as_dict() for one in found]}, good=not wrong)
        return
    for one in found:
        click.echo(f"regel {one.line}, {one.word}: {one.text}\n  {one.reason}")
    click.echo(summary(found))
    if wrong:
        action = "Pas de zin aan, of noem de bron."
        problems = [
            Problem(file.name, f"regel {one.line}", one.text.rstrip("."), one.reason.rstrip("."), action)
            for one in wrong
        ]
        raise InputError(f"{file.name} spreekt de cijfers tegen.", problems)


def _only_params() -> Params:
    """Return the params of the one gemeente whose numbers were released; asks when it is not clear."""
    known = [read_params(path) for path in paths.gemeente_files()]
    ready = [params for params in known if (paths.latest(params.folder()) / "release").is_dir()]
    if len(ready) == 1:
        return ready[0]
    found = f"{len(ready)} gemeenten met vrijgegeven cijfers"
    action = "Noem het, bijvoorbeeld --for params/dalfsen.yml, en maak zo nodig eerst de vrijgave."
    summary = "Van welke gemeente is dit concept?"
    raise InputError.of(summary, "params", "--for", found, "een params-bestand", action)


def _what_is_asked(file: Path | None) -> InputError:
    """Say what a check needs, and which kinds of files there are; the name of a file often begins with its kind."""
    from analysis.prepare.delivered import kinds

    known = [*kinds(), CLAIMS]
    name = str(file) if file is not None else "mijn_bestand.xlsx"
    named = [kind for kind in known if Path(name).stem.startswith(kind)]
    guess = max(named, key=len, default=known[0])
    place, found = ("", "geen bestand") if file is None else ("--as", "niets")
    expected = f"een bestand en met --as wat voor bestand het is: {', '.join(known)}; of alleen --sources"
    action = f"Draai bijvoorbeeld: kernmonitor check {name} --as {guess}."
    summary = "Zeg welk bestand het is, en wat voor bestand."
    return InputError.of(summary, "kernmonitor check", place, found, expected, action)


def _gemeente(params_file: Path | None) -> str:
    """Return whose file it is; without a params file the one gemeente that has kernen, if there is one."""
    if params_file is not None:
        return read_params(params_file).gemeente
    from analysis.prepare.delivered import gemeenten_with_kernen

    known = gemeenten_with_kernen()
    return known[0] if len(known) == 1 else ""
