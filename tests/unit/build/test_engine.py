from __future__ import annotations

from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.build.checks import problems
from analysis.build.engine import normalise


def test_what_was_printed_in_one_go_is_one_text_however_slow_the_machine_was():
    parts = [new_output("stream", name="stdout", text=text) for text in ("een\n", "twee\n")]
    parts.insert(1, new_output("stream", name="stderr", text="let op\n"))
    parts.append(new_output("stream", name="stdout", text="klaar\n"))
    book = new_notebook(cells=[new_code_cell("", outputs=parts)])
    assert problems(book, "klaar") == []
    normalise(book)
    said = [(output["name"], output["text"]) for output in book.cells[0].outputs]
    assert said == [("stdout", "een\n"), ("stderr", "let op\n"), ("stdout", "twee\nklaar\n")]
