"""The table of messages: each call gives what its words leave open, and the place is said once."""

from __future__ import annotations

import ast
import string
from pathlib import Path

from analysis.ground import messages

SOURCE = Path(messages.__file__).parents[1]
CALLS = ("message", "problem", "refused", "failed", "_failed", "problem_at", "wrong", "must", "_each", "_at")


def calls():
    """Yield where each call stands, its keys and the names it gives; None where it gives more than can be read here."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            keys = [
                one.value
                for argument in node.args[:2]
                for one in ast.walk(argument)
                if isinstance(one, ast.Constant) and str(one.value)[:4] in messages.table()
            ]
            if name in CALLS and keys:
                given = {keyword.arg for keyword in node.keywords}
                yield f"{path.stem}:{node.lineno}", keys, given


def left_open(key):
    code, _, case = key.partition(" ")
    words = messages.table()[code]
    words = {**words, **words["gevallen"][case]} if case else words
    text = "".join(str(words.get(part, "")) for part in ("gevonden", "verwacht", "actie"))
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_call_gives_what_the_words_leave_open():
    found = list(calls())
    assert len(found) > 100
    lacking = [
        (place, key, left_open(key) - given)
        for place, keys, given in found
        for key in keys
        if None not in given and not left_open(key) <= given
    ]
    assert lacking == []


def test_a_key_of_several_cases_takes_the_words_of_its_own_case_and_what_they_share():
    one = messages.message("F150 maand", month="13")
    other = messages.message("F150 dag")
    assert one.expected == other.expected
    assert "13" in one.action != other.action


def test_a_message_is_a_warning_where_the_table_says_so_and_else_where_it_is_told():
    assert messages.message("F136").warning
    assert messages.message("F104 gelezen").warning
    assert not messages.message("F104 anders", encoding="utf-8").warning
    assert messages.message("F104 anders", encoding="utf-8").at("a.csv", warning=True).warning


def test_the_place_and_what_was_found_are_those_of_the_call():
    problem = messages.problem("F304", "a.xlsx", 3, "n", '"#N/B"', cell="B3", spot="B3")
    assert problem.place == 'rij 3, kolom "n", cel B3'
    assert problem.found == '"#N/B"'
    assert "cel B3" in problem.action
    assert messages.problem("F134 kop", "a.csv", 1).found == "alleen een kopregel"


def test_that_more_rows_have_the_same_is_said_in_one_or_more():
    assert messages.and_more(1, "rij", "rijen") == ""
    assert messages.and_more(2, "rij", "rijen") == " Hetzelfde geldt voor nog 1 rij."
    assert messages.and_more(1002, "rij", "rijen") == " Hetzelfde geldt voor nog 1.001 rijen."
