"""What one source file imports of the package, which names of it are used, and whether importing it does more."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

ALL = "*"
# Ways to reach a module that cannot be read from the source.
_DYNAMIC = {"__import__", "import_module", "globals", "eval", "exec"}

IsPackage = Callable[[str], bool | None]


class Use(NamedTuple):
    """A module and a name in it; no name for the module itself, `*` for what cannot be told."""

    module: str
    name: str


@dataclass(frozen=True)
class Facts:
    """
    What a source file says about others.

    Attributes
    ----------
    uses : frozenset of Use
        Of this package, at the top and inside functions.
    libraries : frozenset of str
        First part of the name of everything else that is imported.
    passed_on : mapping of str to Use
        Names that it takes from elsewhere, for who imports it.
    constants : frozenset of str
        Names that it gives a plain value.
    passes_on : bool
        It holds imports and plain values and nothing else, so that one may look through it.
    is_loud : bool
        Importing it may do more than define names.
    """

    uses: frozenset[Use]
    libraries: frozenset[str] = field(repr=False)
    passed_on: Mapping[str, Use] = field(repr=False)
    constants: frozenset[str] = field(repr=False)
    passes_on: bool
    is_loud: bool


def read_facts(text: str, inside: str, root: str, is_package: IsPackage) -> Facts:
    """
    Read the facts from a source text.

    Parameters
    ----------
    text : str
        Python.
    inside : str
        Package that it lies in, for relative imports.
    root : str
        Name of the package that counts.
    is_package : callable
        Whether a name is a package, a module (False) or neither (None).
    """
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))  # once: the walk is what takes time
    uses: set[Use] = set()
    libraries: set[str] = set()
    passed_on: dict[str, Use] = {}
    packages: dict[str, str] = {}  # names in this file that stand for a package
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == root:
                    uses.add(Use(alias.name, ALL))
                    # `import analysis.x` gives the name `analysis`, by which all can be reached.
                    uses |= set() if alias.asname else {Use(root, ALL)}
                else:
                    libraries.add(alias.name.partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, inside)
            if module.partition(".")[0] != root:
                libraries.add(module.partition(".")[0])
                continue
            for alias in node.names:
                use = _use_of(module, alias.name, is_package)
                uses.add(use)
                passed_on[alias.asname or alias.name] = use
                if use.name == "" and is_package(use.module):
                    packages[alias.asname or alias.name] = use.module
    uses |= set(_looked_up(nodes, packages))
    if any(_is_dynamic(node) for node in nodes):
        uses.add(Use(root, ALL))
    constants = frozenset(_constants(tree))
    return Facts(
        frozenset(uses),
        frozenset(libraries),
        passed_on,
        constants,
        passes_on=all(_only_names(one) for one in tree.body),
        is_loud=any(_does_more(one, passed_on) for one in tree.body),
    )


def _absolute(node: ast.ImportFrom, inside: str) -> str:
    if not node.level:
        return node.module or ""
    parts = inside.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _use_of(module: str, name: str, is_package: IsPackage) -> Use:
    inner = f"{module}.{name}"
    return Use(inner, "") if name != ALL and is_package(inner) is not None else Use(module, name)


def _looked_up(nodes: Sequence[ast.AST], packages: Mapping[str, str]) -> Iterator[Use]:
    """Yield what is taken from packages by a dot; a package that is used in any other way counts whole."""
    if not packages:
        return
    plain = set()
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in packages:
            plain.add(id(node.value))
            yield Use(packages[node.value.id], node.attr if isinstance(node.ctx, ast.Load) else ALL)
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in packages and id(node) not in plain:
            yield Use(packages[node.id], ALL)


def _is_dynamic(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in _DYNAMIC
    if not isinstance(node, ast.Attribute):
        return False
    modules = node.attr == "modules" and isinstance(node.value, ast.Name) and node.value.id == "sys"
    return modules or node.attr == "import_module"


def _constants(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and _is_plain(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _is_plain(value: ast.expr) -> bool:
    return all(isinstance(one, ast.Constant | ast.List | ast.Tuple | ast.Load) for one in ast.walk(value))


def _only_names(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        return _is_plain(node.value) and all(isinstance(target, ast.Name) for target in node.targets)
    return isinstance(node, ast.Import | ast.ImportFrom)


def _does_more(node: ast.stmt, own: Mapping[str, Use]) -> bool:
    """Whether a statement at the top of a module may change something outside it."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return False
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        # A decorator is a call, with or without brackets.
        return any(_is_function_of(one, own) or _calls(one, own) for one in node.decorator_list)
    if isinstance(node, ast.If):
        return _calls(node.test, own) or any(_does_more(one, own) for one in [*node.body, *node.orelse])
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        named = all(isinstance(one, ast.Name | ast.Tuple) for one in targets)
        return not named or (node.value is not None and _calls(node.value, own))
    return True


def _calls(value: ast.expr, own: Mapping[str, Use]) -> bool:
    """Whether an expression calls a function of this package; making an object of a class (Capital) defines a name."""
    return any(_is_function_of(node.func, own) for node in ast.walk(value) if isinstance(node, ast.Call))


def _is_function_of(called: ast.expr, own: Mapping[str, Use]) -> bool:
    last = called.attr if isinstance(called, ast.Attribute) else ""
    while isinstance(called, ast.Attribute):
        called = called.value
    name = called.id if isinstance(called, ast.Name) else ""
    return name in own and not (last or name)[:1].isupper()
