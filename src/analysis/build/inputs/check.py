"""From params files to plans that may start: every problem of every file at once, and nothing written before that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from analysis.annex.plan import read_plan
from analysis.build.key import read_shared
from analysis.build.plan import Plan, declared, make_plan
from analysis.build.stale import was_checked
from analysis.ground import dutch, paths, text_files
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem, problem_at
from analysis.model.areas import Area
from analysis.model.catalogue import Catalogue, read_catalogue
from analysis.model.params import Params, Read, read_each
from analysis.sources.tables import read_tables
from analysis.topics.themes_policy import theme_names

THEME, AREA = "thema", "gebied"  # parameters of notebooks
WIDER = ("regio", "provincie", "klasse", "land")
SUMMARY = "Wat deze bouw leest, past niet bij elkaar; er is niets gestart en niets geschreven."


def read_plans(
    files: Sequence[Path], folder: Callable[[Params], Path] | None = None
) -> tuple[list[Plan], list[Problem]]:
    """
    Return the plan of every params file, once all that its build reads was held against each other, and warnings.

    What a release was made of was looked at before it was made, and is not looked at again as long as it
    is the same: a build with nothing to do answers at once. `folder` gives the folder of an edition; by default
    the one that its params name.

    Raises `InputError`: every problem of params, themes, policy, areas and tables together.
    """
    shared = read_shared()
    found: list[Problem] = []
    plans: list[Plan] = []
    read = read_each(files, folder)
    for one in read:
        found.extend(one.problems)
        if one.params is not None:
            try:
                plans.append(make_plan(one.params, one.path, (folder or Params.folder)(one.params), shared))
            except InputError as error:
                found.extend(error.problems)
    good = {plan.params_file for plan in plans if was_checked(plan)} if not found else set()
    found.extend(_problems(read, good))
    problems = list(dict.fromkeys(found))
    if errors := [one for one in problems if not one.warning]:
        raise InputError(SUMMARY, errors)
    return plans, problems


def _problems(read: Sequence[Read], good: set[str]) -> Iterator[Problem]:
    due = [one for one in read if one.params is not None and paths.relative(one.path) not in good]
    yield from _tried(read_plan)
    yield from _folders_of_nobody()
    if not due:
        return
    try:
        shared = read_catalogue()
    except InputError as error:
        yield from error.problems
        return
    yield from shared_problems(shared)
    for one in due:
        assert one.params is not None  # noqa: S101  of `due`
        yield from problems_of(one.params, paths.relative(one.path), shared)


def _folders_of_nobody() -> Iterator[Problem]:
    """Yield F256, a warning: own files in the folder of a gemeente that no params file is of."""
    written = re.compile(r"^gemeente: *['\"]?(?:GM)?0*([0-9]+)", re.MULTILINE)
    known = set()
    for path in paths.gemeente_files():
        with suppress(InputError):  # who builds it says why it cannot be read
            if named := written.search(text_files.read_text(path)):
                known.add(f"GM{named[1]:0>4}")
    for folder in sorted(one for one in (paths.data() / "eigen").glob("GM*") if one.is_dir()):
        files = [path.name for path in sorted(folder.iterdir()) if path.name[0] not in ".~"]
        if files and folder.name not in known:
            action = did_you_mean(folder.name, known, "Maak een params-bestand, of haal de map weg.")
            where = f"data/eigen/{folder.name}", None, None, dutch.few(files)
            yield problem("F256 gemeente", *where, known=", ".join(sorted(known)), action=action)


def shared_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """Yield what is wrong with files that every gemeente rests on."""
    # Imported here and below: a build with nothing to do must not wait for pandas and geopandas.
    from analysis.build.inputs.tables import AREA, table_problems
    from analysis.model.tidy import CONTRACT
    from analysis.prepare.admit import embedded_problems

    found = list(table_problems(catalogue))
    yield from found
    if any(not one.warning for one in found):
        # Nothing is made now: the rest of what is wrong with these tables is said here. One cell is one message.
        told = {(one.file, one.column, CONTRACT) for one in found if one.code == AREA}
        rest = embedded_problems(catalogue)
        yield from (one for one in rest if (one.file, one.column, one.code) not in told)
    yield from _tried(lambda: read_tables(indicators=catalogue.indicators))


def problems_of(params: Params, file: str, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield everything that does not fit of one gemeente, as far as its params can be used, and as warnings what is left out."""
    from analysis.build.inputs.areas import area_problems, kernen_of
    from analysis.build.inputs.policy import PolicyCheck, policy_problems, policy_read, theme_problems

    if (paths.root() / params.huisstijl.word).is_file():
        from analysis.annex.word import template_problems

        yield from template_problems(params.huisstijl.word)
    yield from compared_problems(file, params, catalogue)
    yield from source_problems(file, params, catalogue)
    areas = list(area_problems(params, file, catalogue))
    yield from areas
    if any(one.code in ("F430", "F431") and not one.warning for one in areas):
        return  # whose annex it is has to be settled first: the rest would be held against another gemeente
    choices = _choices(params)
    yield from chapter_problems(file, choices, params, catalogue, theme_names())
    kernen = kernen_of(params.gebieden.kernindeling if params.gebieden else "", params.gemeente, catalogue)
    reads = policy_read(chapter.notebook for chapter in params.notebooks)
    yield from policy_problems(PolicyCheck(params.gemeente, params.editie, catalogue, kernen, reads))
    themes = {value for name, values in choices.items() if name.endswith(f", {THEME}") for value in values}
    yield from theme_problems(themes, params.gemeente, params.editie, catalogue)


def _choices(params: Params) -> dict[str, list[str]]:
    """Return the values of each parameter of the chapters, by notebook and parameter; defaults of a notebook too."""
    found: dict[str, list[str]] = defaultdict(list)
    for chapter in params.notebooks:
        try:
            known = declared(paths.notebooks() / f"{chapter.notebook}.ipynb")
        except InputError:  # said by the plan
            continue
        for name, value in {**known, **chapter.parameters}.items():
            values = value if isinstance(value, tuple) else (value,)
            found[f"{chapter.notebook}, {name}"].extend(str(one) for one in values)
    return found


def chapter_problems(
    file: str,
    choices: Mapping[str, Collection[str]],
    params: Params,
    catalogue: Catalogue,
    themes: Collection[str],
) -> Iterator[Problem]:
    """
    Yield the themes and areas that chapters name and that are not there.

    `choices` are the values of each parameter of each chapter, defaults of the notebooks too: `02_wijkprofiel, gebied`.
    """
    known = {THEME: themes, AREA: own_areas(params.gemeente, catalogue)}
    for name, values in choices.items():
        notebook, _, parameter = name.partition(", ")
        for value in values if parameter in known else ():
            if value not in known[parameter]:
                some = f"Kies uit: {', '.join(sorted(known[parameter])[:8])}."
                action = did_you_mean(str(value), known[parameter], some)
                key = "F619 thema" if parameter == THEME else "F619 gebied"
                where = file, f'notebook {notebook}, parameter "{parameter}"', f'"{value}"'
                yield problem_at(key, *where, gemeente=params.gemeente, action=action)


def own_areas(gemeente: str, catalogue: Catalogue) -> dict[str, Area | None]:
    """Return the gemeente and the areas that belong to it."""
    own: dict[str, Area | None] = {
        code: area for code, area in catalogue.areas.items() if area.hoort_bij == gemeente
    }
    return {gemeente: catalogue.areas.get(gemeente)} | own


def compared_problems(file: str, params: Params, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield the areas to compare with that do not exist, are of the own gemeente, or stand there twice."""
    known = {code: area for code, area in catalogue.areas.items() if area.niveau in (*WIDER, "gemeente")}
    asked = [("regio", params.regio)] if params.regio else []
    asked += [("vergelijk", code) for code in params.vergelijk]
    seen: set[str] = set()
    for key, code in asked:
        place = f'sleutel "{key}"'
        if code == params.gemeente:
            yield problem_at("F620 eigen", file, place, f'"{code}"')
        elif code not in known:
            yield problem_at("F620 onbekend", file, place, f'"{code}"', action=did_you_mean(code, known))
        elif key == "regio" and known[code].niveau not in WIDER:
            yield problem_at("F620 regio", file, place, f'"{code}"')
        elif code in seen:
            yield problem_at("F620 twee", file, place, f'"{code}" nog een keer')
        seen.add(code)


def source_problems(file: str, params: Params, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield the rules of the gate for a source that nobody knows: they would protect nothing."""
    for source in params.poort.bronnen:
        if source not in catalogue.sources:
            place, action = f'sleutel "poort.bronnen.{source}"', did_you_mean(source, catalogue.sources)
            yield problem_at("F628", file, place, f'"{source}"', action=action)


def _tried(read: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        read()
    except InputError as error:
        return error.problems
    return ()
