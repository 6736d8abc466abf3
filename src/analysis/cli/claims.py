"""`kernmonitor check concept.md --as beweringen`: the sentences of a draft against the published numbers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.model.params import Params, read_params


def check_draft(file: Path, params_file: Path | None, *, as_json: bool) -> None:
    """Print what came out of every sentence with a number or comparison; raises `InputError` for what cannot be."""
    # Imported here: see `analysis.cli`.
    from analysis.release.store import read_release
    from analysis.topics.claims_rules import CONTRADICTED
    from analysis.topics.drafts import check_claims, summary

    params = read_params(params_file) if params_file else _only_params()
    found = check_claims(file, read_release(paths.latest(params.folder()) / "release"))
    wrong = [one for one in found if one.word == CONTRADICTED]
    if as_json:
        content = {
            "bestand": file.name,
            "goed": not wrong,
            "samenvatting": summary(found),
            "beweringen": [one.as_dict() for one in found],
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        if wrong:
            raise click.exceptions.Exit(2)
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
    found, expected = f"{len(ready)} gemeenten met vrijgegeven cijfers", "een params-bestand"
    action = "Noem het, bijvoorbeeld --for params/dalfsen.yml, en maak zo nodig eerst de vrijgave."
    problem = Problem("params", "--for", found, expected, action)
    raise InputError("Van welke gemeente is dit concept?", [problem])
