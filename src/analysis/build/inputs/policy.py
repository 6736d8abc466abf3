"""The policy of a gemeente and its themes, as far as the notebooks of its annex read them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from analysis.build.inputs.chapters import SAID, SCENARIO
from analysis.ground import paths, text_files
from analysis.ground.errors import InputError, Problem, did_you_mean
from analysis.ground.strict_yaml import load
from analysis.model import goals, policy_files
from analysis.model.catalogue import Catalogue
from analysis.topics import budget_policy, references, statements, themes_policy
from analysis.topics.ageing import read_scenario, scenario_file
from analysis.topics.agenda import read_inputs
from analysis.topics.claims_policy import read_claims
from analysis.topics.consultation import read_consultation, read_meetings
from analysis.topics.expectation import read_expected
from analysis.topics.partners import read_register
from analysis.topics.performance import read_performance
from analysis.topics.references import Kind

T = TypeVar("T")

NOT_READ = "F629"  # a file in the folder of policy that nothing reads


class _AnyNode(frozenset[str]):
    """Stands for the nodes of a tree that cannot be read: whether a node is in it is not asked then."""

    def __contains__(self, node: object) -> bool:
        return True


@dataclass
class Policy:
    """
    What one gemeente says, and what there is to name.

    Attributes
    ----------
    gemeente : str
        Code.
    edition : int
        Year of the annex.
    catalogue : Catalogue
        Indicators, areas and sources.
    kernen : frozenset of str
        Names of its kernen; none are known before there is a kernindeling.
    reads : frozenset of str
        Which policy its notebooks read, as in `chapters.READ_BY`.
    posts : collection of str
        Lines of its budget.
    nodes : collection of str, optional
        Nodes of its goal tree; None when they are not known.
    problems : list of Problem
        What was found so far.
    """

    gemeente: str
    edition: int
    catalogue: Catalogue
    kernen: frozenset[str]
    reads: frozenset[str]
    posts: Collection[str] = ()
    nodes: Collection[str] | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def known_nodes(self) -> Collection[str]:
        """Nodes to hold a name against: any name is good where the tree cannot be read, which was said already."""
        return _AnyNode() if self.nodes is None else self.nodes

    def tried(self, read: Callable[[], T]) -> T | None:
        """Return what a reader gives, or nothing: what is wrong with it is kept, and the next file is read."""
        try:
            return read()
        except InputError as error:
            self.problems.extend(error.problems)
            return None

    def has(self, name: str) -> bool:
        """Whether the gemeente has a file."""
        return policy_files.has_policy(self.gemeente, name)

    def named(self, name: str, found: references.Named, **also: Collection[str]) -> None:
        """Hold what a file names against what there is."""
        known: dict[Kind, Collection[str]] = {
            "indicator": self.catalogue.indicators,
            "gebied": self.catalogue.areas,
            "bron": self.catalogue.sources,
        }
        if self.kernen:
            known["kern"] = self.kernen
        if "post" in also:
            known["post"] = also["post"]
        self.problems.extend(references.problems(name, found, known))


def policy_problems(policy: Policy) -> Iterator[Problem]:
    """Yield everything that is wrong with the files that the notebooks read, and that only their neighbours show."""
    if policy.reads & {policy_files.BUDGET, policy_files.GOALS}:
        policy.posts = _budget(policy)
    if policy_files.GOALS in policy.reads:
        policy.nodes = _goals(policy)
    for name, check in _CHECKS.items():
        if name in policy.reads:
            check(policy)
    yield from policy.problems
    yield from _not_read(policy.gemeente)


def theme_problems(
    names: Collection[str], gemeente: str, edition: int, catalogue: Catalogue, *, with_nodes: bool = True
) -> Iterator[Problem]:
    """
    Yield what is wrong with the themes of an annex, and as a warning which readings are of another edition.

    Parameters
    ----------
    names : collection of str
        Names of themes; one that does not exist is left to who named it.
    gemeente, edition : str, int
        Whose annex, of which year.
    catalogue : Catalogue
        Indicators, areas and sources.
    with_nodes : bool
        Hold the goal of a theme against the goal tree of the gemeente, where it has one.
    """
    nodes = _node_ids(gemeente) if with_nodes else None
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
            found = f"een duiding van editie {theme.duiding.geldig_voor}, die is weggelaten"
            action = "Lees haar bij de nieuwe cijfers, pas haar aan en zet er de nieuwe editie bij."
            place, expected = 'sleutel "duiding.geldig_voor"', str(edition)
            file = themes_policy.theme_file(name)
            yield Problem(file, place, found, expected, action, themes_policy.OUTDATED, warning=True)


def _file(policy: Policy, name: str) -> str:
    return policy_files.file_name(policy.gemeente, name)


def _budget(policy: Policy) -> Collection[str]:
    """Read the budget and return its lines, also when something else is wrong with it."""
    if not policy.has(policy_files.BUDGET):
        return ()
    policy.tried(lambda: budget_policy.read_budget(policy.gemeente))
    path = policy_files.policy_file(policy.gemeente, policy_files.BUDGET)
    try:
        rows = text_files.read_rows(path, required=budget_policy.COLUMNS)
    except InputError:  # said already
        return ()
    policy.named(_file(policy, policy_files.BUDGET), references.of_rows(rows, policy.gemeente))
    return {row["post"] for row in rows} - {budget_policy.TOTAL}


def _goals(policy: Policy) -> Collection[str] | None:
    """Read the goal tree and return its nodes, also when it names what is not there; None when they are not known."""
    if not policy.has(policy_files.GOALS):
        return None
    of_catalogue = {entry.id: entry.doel for entry in policy.catalogue.indicators.values()}
    areas = policy.catalogue.areas
    policy.tried(lambda: goals.read_goals(policy.gemeente, of_catalogue, policy.posts, areas))
    content = _goals_file(policy.gemeente)
    if content is None:
        return None
    policy.named(_file(policy, policy_files.GOALS), references.of_goals(content))
    return {node.id for node in content.knopen}


def _goals_file(gemeente: str) -> goals.GoalTree | None:
    try:
        return load(policy_files.policy_file(gemeente, policy_files.GOALS), goals.GoalTree)
    except InputError as error:  # said where the tree is read
        return cast("goals.GoalTree | None", error.rest)


def _node_ids(gemeente: str) -> Collection[str] | None:
    content = _goals_file(gemeente) if policy_files.has_policy(gemeente, policy_files.GOALS) else None
    return None if content is None else {node.id for node in content.knopen}


def _performance(policy: Policy) -> None:
    if policy.has(policy_files.PERFORMANCE):
        policy.tried(lambda: read_performance(policy.gemeente, policy.known_nodes))


def _priorities(policy: Policy) -> None:
    if policy.has(policy_files.PRIORITIES):
        known = policy.catalogue
        content = policy.tried(
            lambda: read_inputs(policy.gemeente, policy.known_nodes, known.indicators, known.areas)
        )
        if content is not None:
            policy.named(_file(policy, policy_files.PRIORITIES), references.of_priorities(content))


def _claims(policy: Policy) -> None:
    if (
        policy.has(policy_files.CLAIMS)
        and (content := policy.tried(lambda: read_claims(policy.gemeente))) is not None
    ):
        file = _file(policy, policy_files.CLAIMS)
        policy.named(file, references.of_claims(content), post=policy.posts)
        policy.problems.extend(references.claim_periods(file, content))


def _consultation(policy: Policy) -> None:
    if policy.has(policy_files.CONSULTATION):
        asked = policy.tried(lambda: read_consultation(policy.gemeente))
        if asked is not None:
            policy.named(_file(policy, policy_files.CONSULTATION), references.of_consultation(asked))
    if policy.has(policy_files.MEETINGS):
        meetings = policy.tried(lambda: read_meetings(policy.gemeente))
        if meetings is not None:
            policy.named(_file(policy, policy_files.MEETINGS), references.of_meetings(meetings))


def _register(policy: Policy) -> None:
    if policy.has(policy_files.REGISTER):
        table = policy.tried(lambda: read_register(policy.gemeente))
        if table is not None:
            rows: list[Mapping[str, str]] = [
                {str(key): str(cell) for key, cell in row.items()} for row in table.to_dict("records")
            ]
            policy.named(_file(policy, policy_files.REGISTER), references.of_rows(rows, policy.gemeente))


def _expected(policy: Policy) -> None:
    if policy.has(policy_files.EXPECTED):
        policy.tried(lambda: read_expected(policy.gemeente))


def _scenario(policy: Policy) -> None:
    scenario = policy.tried(lambda: read_scenario(policy.gemeente))
    if scenario is not None and scenario.tot_jaar <= policy.edition:
        expected, file = f"een jaar na de editie {policy.edition}", paths.relative(scenario_file())
        found, action = f'"{scenario.tot_jaar}"', "Kies een later jaar."
        policy.problems.append(
            Problem(file, 'sleutel "tot_jaar"', found, expected, action, policy_files.YEARS)
        )


def _statements(policy: Policy) -> None:
    for name, read in (
        (statements.SAID_FILE, statements.read_uitspraken),
        (statements.ASKED_FILE, statements.read_gespreksvragen),
    ):
        rows = policy.tried(read)
        if rows is not None:
            file = paths.relative(paths.data() / policy_files.FOLDER / name)
            policy.named(file, references.of_rows(rows, policy.gemeente))


_CHECKS: Mapping[str, Callable[[Policy], None]] = {
    policy_files.PERFORMANCE: _performance,
    policy_files.PRIORITIES: _priorities,
    policy_files.CLAIMS: _claims,
    policy_files.CONSULTATION: _consultation,
    policy_files.REGISTER: _register,
    policy_files.EXPECTED: _expected,
    SCENARIO: _scenario,
    SAID: _statements,
}


def _not_read(gemeente: str) -> Iterator[Problem]:
    """Yield, as warnings, the files in the folder of policy that nothing reads: a copy, or a name with a typo."""
    folder = policy_files.policy_file(gemeente, policy_files.GOALS).parent
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name not in policy_files.CONTENT and not path.name.startswith("."):
            action = did_you_mean(
                path.name, policy_files.CONTENT, "Haal het weg, of geef het een naam die gelezen wordt."
            )
            found, expected = (
                "een bestand dat niet gelezen wordt",
                f"een van: {', '.join(policy_files.CONTENT)}",
            )
            yield Problem(paths.relative(path), "", found, expected, action, NOT_READ, warning=True)
