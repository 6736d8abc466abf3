"""The fixed anatomy of a notebook: it says what to show, in which order and why; all else is in src/analysis."""

import ast
import io
import json
import re
import tokenize

import pytest

from analysis.ground import paths

MAY_IMPORT = {"charts", "notebook"}
ROOMS = {"analysis.cards", "analysis.charts", "analysis.topics"}
SAYS = ("# ", "**Vraag.** ", "**Voor wie.** ", "**Wat hier niet uit volgt.** ")
FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.Try,
    ast.With,
    ast.While,
    ast.Global,
)
NOTEBOOKS = sorted(paths.notebooks().glob("[0-9]*.ipynb"))
PARAMETERS, KEPT, COMPARED = "parameters", "keep_output", "nbval-check-output"
LONGEST = 10
ENDS = "nb.export(run)\nnb.footer(run)"


def source(cell):
    return "".join(cell["source"])


def tags(cell):
    return cell["metadata"].get("tags", [])


def of_kind(book, kind):
    return [cell for cell in book["cells"] if cell["cell_type"] == kind]


def tagged(book, tag):
    return [cell for cell in book["cells"] if tag in tags(cell)]


def wrong_with_opening(book):
    first = book["cells"][0]
    if first["cell_type"] != "markdown":
        return ["the first cell is no text"]
    lines = source(first).splitlines()
    return [
        f"the first cell lacks {start!r}"
        for start in SAYS
        if not any(line.startswith(start) for line in lines)
    ]


def wrong_with_parameters(book):
    cells = tagged(book, PARAMETERS)
    if len(cells) != 1:
        return [f"{len(cells)} cells are tagged {PARAMETERS}"]
    text = source(cells[0])
    wrong = []
    for node in ast.parse(text).body:
        if not (isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)):
            wrong.append(f"parameters: line {node.lineno} is no name with a plain value")
        elif "=" in str(node.value.value):
            wrong.append(f"parameters: the value on line {node.lineno} holds =")
        elif node.lineno not in commented(text) and node.lineno - 1 not in commented(text):
            wrong.append(f"parameters: no comment at line {node.lineno}")
    return wrong


def commented(text):
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0] for token in tokens if token.type == tokenize.COMMENT and token.string.strip("# ")}


def wrong_with_code(book):
    wrong = []
    for cell in of_kind(book, "code"):
        text = source(cell)
        if len(text.splitlines()) > LONGEST:
            wrong.append(f"more than {LONGEST} lines: {text.splitlines()[0]}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, FORBIDDEN) or (
                isinstance(node, ast.Call) and called(node) in ("open", "exec", "eval")
            ):
                wrong.append(
                    f"{type(node).__name__} {called(node)}: {ast.unparse(node)[:60]}".replace("  ", " ")
                )
            elif isinstance(node, ast.Import):
                wrong.append(f"import of {ast.unparse(node)}")
            elif isinstance(node, ast.ImportFrom):
                allowed = node.module in ROOMS or (
                    node.module == "analysis" and {alias.name for alias in node.names} <= MAY_IMPORT
                )
                wrong.extend([] if allowed else [f"import of {ast.unparse(node)}"])
    return wrong


def called(node):
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def wrong_with_text(book):
    """Numbers in prose grow old: they come from `nb.lead`."""
    return [
        f"digits in text: {line}"
        for cell in of_kind(book, "markdown")
        for line in re.findall(r".*\d.*", source(cell))
    ]


def wrong_with_outputs(book):
    wrong = []
    checks = [cell for cell in of_kind(book, "code") if "nb.check(" in source(cell)]
    if len(checks) != 1 or tagged(book, KEPT) != checks or tagged(book, COMPARED) != checks:
        wrong.append(f"the check cell, and it alone, is tagged {KEPT} and {COMPARED}")
    for cell in of_kind(book, "code"):
        if cell in checks:
            printed = "".join("".join(output.get("text", "")) for output in cell["outputs"])
            if not printed.strip():
                wrong.append("the check cell has no stored output: nbval would compare nothing")
            if cell["execution_count"] is None:
                wrong.append("the check cell has no execution count: nbval would skip it")
            if any(
                output["output_type"] != "stream" or output["name"] != "stdout" for output in cell["outputs"]
            ):
                wrong.append("the check cell stored something else than what it printed")
        elif cell["outputs"] or cell["execution_count"] is not None:
            wrong.append(f"stored output or count: {source(cell).splitlines()[0]}")
    return wrong


def wrong_with_frame(book, name):
    wrong = [] if 7 <= len(book["cells"]) <= 15 else [f"{len(book['cells'])} cells"]
    code = [source(cell).strip() for cell in of_kind(book, "code")]
    if source(book["cells"][-1]) != ENDS:
        wrong.append("it does not end with nb.export(run) and nb.footer(run)")
    start = next((text for text in code if f'run = nb.start(params_file, "{name}"' in text), "")
    if "release = nb.load(run)" not in start:
        wrong.append("it does not start with its own name and its release")
    return wrong


def problems(book, name):
    checks = (wrong_with_opening, wrong_with_parameters, wrong_with_code, wrong_with_text, wrong_with_outputs)
    return [problem for check in checks for problem in check(book)] + wrong_with_frame(book, name)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_has_the_fixed_anatomy(notebook):
    assert problems(json.loads(notebook.read_text(encoding="utf-8")), notebook.stem) == []


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 2


def code_cell(text, *names, outputs=(), count=None):
    return {
        "cell_type": "code",
        "source": text,
        "metadata": {"tags": list(names)},
        "outputs": list(outputs),
        "execution_count": count,
    }


def text_cell(text):
    return {"cell_type": "markdown", "source": text, "metadata": {}}


OPENING = "# Proef\n\n**Vraag.** Hoe?\n\n**Voor wie.** Ons.\n\n**Wat hier niet uit volgt.** Niets."
START = """\
from analysis.topics import themes
from analysis import notebook as nb

run = nb.start(params_file, "01_proef")
release = nb.load(run)"""
PRINTED = {"output_type": "stream", "name": "stdout", "text": ["inwoners 5\n"]}


def good():
    return [
        text_cell(OPENING),
        code_cell('# Welk bestand\nparams_file = "params/dalfsen.yml"', PARAMETERS),
        code_cell(START),
        code_cell('nb.check(release, ["inwoners"])', KEPT, COMPARED, outputs=[PRINTED], count=1),
        text_cell("## Hoe oud zijn de inwoners?"),
        code_cell('nb.show(themes.ages(release, "2021"), run)'),
        code_cell(ENDS),
    ]


def test_a_good_notebook_passes():
    assert problems({"cells": good()}, "01_proef") == []


@pytest.mark.parametrize(
    ("position", "cell"),
    [
        (0, text_cell(OPENING.replace("# Proef", "Proef"))),
        (0, text_cell(OPENING.replace("**Vraag.**", "Vraag:"))),
        (0, text_cell(OPENING.replace("**Voor wie.**", ""))),
        (0, text_cell(OPENING.replace("**Wat hier niet uit volgt.**", ""))),
        (0, code_cell("release")),
        (1, code_cell('params_file = "params/dalfsen.yml"', PARAMETERS)),
        (1, code_cell('# Bestand\nparams_file = "a=b"', PARAMETERS)),
        (1, code_cell("# Bestand\nparams_file = str(5)", PARAMETERS)),
        (1, code_cell('# Bestand\nparams_file = "a"')),
        (5, code_cell("import pandas as pd")),
        (5, code_cell("from analysis.release.store import read_release")),
        (5, code_cell("from analysis import sources")),
        (5, code_cell("def f():\n    return 1")),
        (5, code_cell("class A:\n    pass")),
        (5, code_cell("f = lambda: 1")),
        (5, code_cell("try:\n    a = 1\nexcept KeyError:\n    a = 2")),
        (5, code_cell("with a as b:\n    c = b")),
        (5, code_cell('text = open("a.csv")')),
        (5, code_cell("\n".join(["a = b"] * 11))),
        (2, code_cell(START, outputs=[PRINTED])),
        (2, code_cell(START, count=3)),
        (3, code_cell('nb.check(release, ["inwoners"])', KEPT, COMPARED, count=1)),
        (3, code_cell('nb.check(release, ["inwoners"])', KEPT, COMPARED, outputs=[PRINTED])),
        (3, code_cell('nb.check(release, ["inwoners"])', KEPT, outputs=[PRINTED], count=1)),
        (3, code_cell('nb.check(release, ["inwoners"])', COMPARED, outputs=[PRINTED], count=1)),
        (3, code_cell('nb.check(release, ["inwoners"])', KEPT, COMPARED, outputs=[PRINTED | {"name": "stderr"}], count=1)),
        (4, text_cell("## Hoe oud zijn de inwoners?\n\nIn 2021 was 17% jong.")),
        (4, text_cell("## De cijfers van 2021")),
        (2, code_cell(START.replace("01_proef", "02_ander"))),
        (2, code_cell(START.removesuffix("release = nb.load(run)"))),
        (6, code_cell("nb.export(run)")),
        (6, code_cell("nb.footer(run)")),
    ],
)  # fmt: skip
def test_a_notebook_that_breaks_one_rule_is_caught(position, cell):
    cells = good()
    cells[position] = cell
    assert problems({"cells": cells}, "01_proef") != []


@pytest.mark.parametrize("count", [6, 16])
def test_a_notebook_has_7_to_15_cells(count):
    cells = good()
    cells[5:6] = [cells[5]] * (count - 6)
    assert problems({"cells": cells}, "01_proef") == [f"{count} cells"]
