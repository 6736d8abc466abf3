"""The policy of a gemeente and its themes, as far as the notebooks of its annex read them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from analysis.ground import paths, text_files
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.messages import problem, problem_at
from analysis.ground.strict_yaml import load
from analysis.model import goals, policy_files
from analysis.model.catalogue import Catalogue
from analysis.topics import policy as own_policy
from analysis.topics import references, statements, themes_policy
from analysis.topics.agenda import read_inputs
from analysis.topics.claims_policy import read_claims
from analysis.topics.consultation import read_consultation, read_meetings
from analysis.topics.expectation import read_expected
from analysis.topics.partners import read_register
from analysis.topics.performance import read_performance
from analysis.topics.references import Kind, Named

T = TypeVar("T")

# Policy beside the files of a gemeente: what inhabitants said.
SAID = "uitspraken"
# Which policy the notebooks of this project read; another one may read every file that the gemeente has.
READ_BY: Mapping[str, frozenset[str]] = {
    "01_kernkaarten": frozenset(),
    "02_wijkprofiel": frozenset({SAID}),
    "03_mantelzorg": frozenset(),
    "04_laaggeletterdheid": frozenset(),
    "05_jeugdhulp": frozenset(),
    "06_thema": frozenset(),  # themes are held against what there is by `policy.theme_problems`
    "07_bevolking": frozenset({policy_files.EXPECTED}),
    "08_prioriteiten": frozenset({policy_files.BUDGET, policy_files.GOALS, policy_files.PRIORITIES}),
    "09_doelenboom": frozenset({policy_files.BUDGET, policy_files.GOALS, policy_files.PERFORMANCE}),
    "10_beweringen": frozenset({policy_files.BUDGET, policy_files.GOALS, policy_files.CLAIMS}),
    "11_partners": frozenset({policy_files.CONSULTATION, policy_files.MEETINGS, policy_files.REGISTER}),
}


def policy_read(notebooks: Iterable[str]) -> frozenset[str]:
    """Return which policy some notebooks read, by their names."""
    return frozenset().union(*(READ_BY.get(name, policy_files.CONTENT) for name in notebooks))


class _AnyNode(frozenset[str]):
    """Stands for the nodes of a tree that cannot be read: whether a node is in it is not asked then."""

    def __contains__(self, node: object) -> bool:
        return True


@dataclass
class PolicyCheck:
    """What one gemeente says, and what there is to name."""

    gemeente: str
    edition: int
    catalogue: Catalogue
    kernen: frozenset[str]  # their names; none are known before there is a kernindeling
    reads: frozenset[str]  # which policy its notebooks read, as in `READ_BY`
    posts: Collection[str] = ()  # lines of its budget
    nodes: Collection[str] = _AnyNode()  # of its goal tree
    problems: list[Problem] = field(default_factory=list)  # found so far

    def has(self, name: str) -> bool:
        """Whether the gemeente has a file."""
        return policy_files.has_policy(self.gemeente, name)

    def file(self, name: str) -> Path:
        """Return where a file of its policy lies."""
        return policy_files.policy_file(self.gemeente, name)

    def tried(self, read: Callable[[], T]) -> T | None:
        """Return what a reader gives, or nothing: what is wrong with it is kept, and the next file is read."""
        try:
            return read()
        except InputError as error:
            self.problems.extend(error.problems)
            return None

    def named(self, path: Path, found: Named) -> None:
        """Hold what a file names against what there is."""
        known: dict[Kind, Collection[str]] = {
            "indicator": self.catalogue.indicators,
            "gebied": self.catalogue.areas,
            "bron": self.catalogue.sources,
            "post": self.posts,
        }
        if self.kernen:
            known["kern"] = self.kernen
        self.problems.extend(references.problems(paths.relative(path), found, known))


def readers(check: PolicyCheck) -> dict[str, tuple[Callable[[], Any], Callable[[Any], Named] | None]]:
    """Return by file of policy what reads it, and what tells which names it has."""
    gemeente, nodes, known = check.gemeente, check.nodes, check.catalogue
    priorities = partial(read_inputs, gemeente, nodes, known.indicators, known.areas)
    return {
        policy_files.PERFORMANCE: (partial(read_performance, gemeente, nodes), None),
        policy_files.PRIORITIES: (priorities, references.of_priorities),
        policy_files.CLAIMS: (partial(read_claims, gemeente), references.of_claims),
        policy_files.CONSULTATION: (partial(read_consultation, gemeente), references.of_consultation),
        policy_files.MEETINGS: (partial(read_meetings, gemeente), references.of_meetings),
        policy_files.REGISTER: (
            partial(read_register, gemeente),
            lambda table: references.of_rows(table.astype(str).to_dict("records"), gemeente),
        ),
        policy_files.EXPECTED: (partial(read_expected, gemeente), None),
    }


def policy_problems(check: PolicyCheck) -> Iterator[Problem]:
    """Yield everything that is wrong with the files that the notebooks read, and that only their neighbours show."""
    if check.reads & {policy_files.BUDGET, policy_files.GOALS}:
        check.posts = _budget(check)
    if policy_files.GOALS in check.reads:
        check.nodes = _goals(check)
    for name, (read, names) in readers(check).items():
        content = check.tried(read) if name in check.reads and check.has(name) else None
        if content is not None and names:
            check.named(check.file(name), names(content))
        if content is not None and name == policy_files.CLAIMS:
            check.problems.extend(references.claim_periods(paths.relative(check.file(name)), content))
    if SAID in check.reads:
        _statements(check)
    yield from check.problems
    yield from _not_read(check.gemeente)


def theme_problems(
    names: Collection[str], gemeente: str, edition: int, catalogue: Catalogue
) -> Iterator[Problem]:
    """
    Yield what is wrong with the themes of an annex, and as a warning which readings are of another edition.

    A name of a theme that does not exist is left to who named it.
    """
    content = _goals_file(gemeente) if policy_files.has_policy(gemeente, policy_files.GOALS) else None
    nodes = None if content is None else {node.id for node in content.knopen}
    for name in sorted(set(names) & set(themes_policy.theme_names())):
        try:
            theme = themes_policy.read_theme(name, gemeente, edition)
        except InputError as error:
            yield from error.problems
            if (theme := error.rest) is None:
                continue
        yield from themes_policy.block_problems(name, theme, catalogue.indicators)
        own = nodes if gemeente in (theme.gemeente, theme.duiding.gemeente) else None
        yield from themes_policy.reference_problems(name, theme, catalogue.areas, catalogue.sources, own)
        if theme.is_outdated(gemeente, edition):
            file, place = themes_policy.theme_file(name), 'sleutel "duiding.geldig_voor"'
            yield problem_at("F627", file, place, written=theme.duiding.geldig_voor, edition=edition)


def _budget(check: PolicyCheck) -> Collection[str]:
    """Read the budget and return its lines, also when something else is wrong with it."""
    if not check.has(policy_files.BUDGET):
        return ()
    check.tried(lambda: own_policy.read_budget(check.gemeente))
    try:
        rows = text_files.read_rows(check.file(policy_files.BUDGET), required=own_policy.COLUMNS)
    except InputError:  # said already
        return ()
    check.named(check.file(policy_files.BUDGET), references.of_rows(rows, check.gemeente))
    return {row["post"] for row in rows} - {own_policy.TOTAL}


def _goals(check: PolicyCheck) -> Collection[str]:
    """Read the goal tree and return its nodes, also when it names what is not there."""
    if not check.has(policy_files.GOALS):
        return _AnyNode()
    of_catalogue = {entry.id: entry.doel for entry in check.catalogue.indicators.values()}
    areas = check.catalogue.areas
    check.tried(lambda: goals.read_goals(check.gemeente, of_catalogue, check.posts, areas))
    content = _goals_file(check.gemeente)
    if content is None:
        return _AnyNode()
    check.named(check.file(policy_files.GOALS), references.of_goals(content))
    return {node.id for node in content.knopen}


def _goals_file(gemeente: str) -> goals.GoalTree | None:
    try:
        return load(policy_files.policy_file(gemeente, policy_files.GOALS), goals.GoalTree)
    except InputError as error:  # said where the tree is read
        return cast("goals.GoalTree | None", error.rest)


def _statements(check: PolicyCheck) -> None:
    for name, read in (
        (statements.SAID_FILE, statements.read_uitspraken),
        (statements.ASKED_FILE, statements.read_gespreksvragen),
    ):
        rows = check.tried(read)
        if rows is not None:
            path = paths.data() / policy_files.FOLDER / name
            check.named(path, references.of_rows(rows, check.gemeente))


def _not_read(gemeente: str) -> Iterator[Problem]:
    """Yield, as warnings, the files in the folder of policy that nothing reads: a copy, or a name with a typo."""
    folder = policy_files.policy_file(gemeente, policy_files.GOALS).parent
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name not in policy_files.CONTENT and not path.name.startswith("."):
            otherwise = "Haal het weg, of geef het een naam die gelezen wordt."
            action = did_you_mean(path.name, policy_files.CONTENT, otherwise)
            yield problem("F629", paths.relative(path), known=", ".join(policy_files.CONTENT), action=action)
