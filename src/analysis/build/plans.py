"""Which editions are meant: the params file of every gemeente, the folder of its edition, and its plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.build.inputs.check import read_plans
from analysis.build.plan import Plan
from analysis.ground import paths
from analysis.ground.errors import InputError, Problem
from analysis.ground.folders import choice_problem
from analysis.model.national import all_gemeenten, params_files
from analysis.model.params import Params


def plans_of(
    files: Sequence[Path], gemeenten: str | None = None, out: Path | None = None
) -> tuple[list[Plan], list[Problem]]:
    """
    Return the plan of every edition that is meant, and warnings, when all that they read fits together.

    Parameters
    ----------
    files : sequence of Path
        Params files.
    gemeenten : str, optional
        Which gemeenten to build from the one file that they share.
    out : Path, optional
        Where the editions come, instead of where their params say.

    Raises
    ------
    InputError
        Gemeenten that nobody knows, no place for outputs, or anything that does not fit: all at once.
    """
    return read_plans(_files_of(files, gemeenten), _folder_of(out))


def _files_of(files: Sequence[Path], gemeenten: str | None) -> list[Path]:
    if gemeenten is None:
        if [path.resolve() for path in files] == [paths.national().resolve()]:
            found, expected = "geen gemeenten", "welke gemeenten"
            action = "Zet er --gemeenten alle achter, of een lijst zoals --gemeenten GM0148,GM0177."
            problem = Problem(paths.relative(files[0]), "", found, expected, action)
            raise InputError("Dit bestand geldt voor alle gemeenten; zeg welke u wilt.", [problem])
        return list(files)
    national = list(files) or [paths.national()]
    if len(national) > 1:
        found, expected = f"{len(national)} bestanden", "één bestand voor alle gemeenten"
        action = "Noem alleen params/landelijk.yml, of laat --gemeenten weg."
        raise InputError("Dit past niet samen.", [Problem("--gemeenten", "", found, expected, action)])
    return params_files(national[0], all_gemeenten(gemeenten), paths.gemeente_files())


def _folder_of(out: Path | None) -> Callable[[Params], Path]:
    """Return what gives the folder of an edition; the same is asked of `--out` as of a folder in params."""
    if out is None:
        return Params.folder
    if wrong := choice_problem(str(out.absolute())):
        expected, action, code = wrong
        problem = Problem("--out", "", f'"{out}"', expected, action, code)
        raise InputError("Hier kan geen uitvoer komen; er is niets gestart.", [problem])
    return lambda params: out / params.slug / str(params.editie)
