"""What the chapters of an annex and its comparisons name: themes, areas, sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from analysis.ground.errors import Problem, did_you_mean
from analysis.ground.messages import problem_at
from analysis.model import policy_files
from analysis.model.areas import Area
from analysis.model.catalogue import Catalogue
from analysis.model.params import Params

THEME, AREA = "thema", "gebied"  # parameters of notebooks
WIDER = ("regio", "provincie", "klasse", "land")
# Policy beside the files of a gemeente: the scenario, and what inhabitants said.
SCENARIO, SAID = "scenario", "uitspraken"
# Which policy the notebooks of this project read; another one may read every file that the gemeente has.
READ_BY: Mapping[str, frozenset[str]] = {
    "01_kernkaarten": frozenset(),
    "02_wijkprofiel": frozenset({SAID}),
    "03_mantelzorg": frozenset(),
    "04_laaggeletterdheid": frozenset(),
    "05_jeugdhulp": frozenset(),
    "06_thema": frozenset(),  # themes are held against what there is by `policy.theme_problems`
    "07_bevolking": frozenset({policy_files.EXPECTED, SCENARIO}),
    "08_prioriteiten": frozenset({policy_files.BUDGET, policy_files.GOALS, policy_files.PRIORITIES}),
    "09_doelenboom": frozenset({policy_files.BUDGET, policy_files.GOALS, policy_files.PERFORMANCE}),
    "10_beweringen": frozenset({policy_files.BUDGET, policy_files.GOALS, policy_files.CLAIMS}),
    "11_partners": frozenset({policy_files.CONSULTATION, policy_files.MEETINGS, policy_files.REGISTER}),
}

Choices = Mapping[str, Collection[str]]


def policy_read(notebooks: Iterable[str]) -> frozenset[str]:
    """Return which policy some notebooks read, by their names."""
    return frozenset().union(*(READ_BY.get(name, policy_files.CONTENT) for name in notebooks))


def chapter_problems(
    file: str, choices: Choices, params: Params, catalogue: Catalogue, themes: Collection[str]
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
