"""No message holds Python: not those of the bad inputs, not the documented examples, not what the code writes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.bad_input import overview
from tests.bad_input.cases import all_cases
from tests.conftest import python_in

ROOT = Path(__file__).resolve().parents[2]
TOLD = ("plaats", "gevonden", "verwacht", "actie")
# For developers: arrays and periods of the wrong shape, which no user can give.
FOR_DEVELOPERS = ("statistics",)


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.folder.name)
def test_a_report_of_a_bad_input_holds_no_python(case):
    for one in case.expected:
        assert [python_in(str(one[part])) for part in TOLD if python_in(str(one[part]))] == []


@pytest.mark.parametrize(("code", "about"), overview.read_codes().items())
def test_an_explanation_holds_no_python(code, about):
    cases = [one for case in about.get("gevallen", {}).values() for one in case.values()]
    assert (
        python_in(" ".join([str(text) for name, text in about.items() if name != "gevallen"] + cases)) == []
    )


@pytest.mark.parametrize(
    "message",
    [
        "bij: Count(row=Row(indicator='x', gebied='GM0148'), what='noemer').",
        "gevonden <Noted object at 0x7f00>; verwacht",
        "gevonden nan; verwacht een getal",
        "gevonden None",
        "een van ['a', 'b']",
        "gevonden np.float64(1.0)",
        "op Timestamp('2024-01-01')",
        "in PosixPath('/x')",
    ],
)
def test_python_would_be_seen(message):
    assert python_in(message)


@pytest.mark.parametrize(
    "message", ['gevonden "None"', 'gevonden "nan" in kolom "n"', "12 tot –", "Nationaal"]
)
def test_what_was_found_in_a_file_is_shown_as_it_is(message):
    assert python_in(message) == []


def test_no_text_of_the_code_writes_a_value_as_python_does():
    """`{x!r}` in a text is how a representation gets into a message; a name that a reader knows stands in its place."""
    found = []
    for path in sorted((ROOT / "src" / "analysis").rglob("*.py")):
        if path.parent.name in FOR_DEVELOPERS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
            for node in ast.walk(tree)
            if (isinstance(node, ast.FormattedValue) and node.conversion == ord("r"))
            or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("repr", "ascii")
            )
        ]
    assert found == []
