"""The table as a reader sees it, and its place in the document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.scorecard.items import Item
from tests.scorecard.results import Tally, total, without_result

BEGIN, END = "<!-- scorebord: begin -->", "<!-- scorebord: eind -->"
MET, NOT_MET, NOT_TESTED = "gehaald", "**niet gehaald**", "niet getoetst"
HEAD = ("", "belofte", "proef", "uitkomst", "gemeten")


def outcome(item: Item, results: dict[str, Tally]) -> str:
    """Return the word for an item; met only when every test of it passed and none was skipped whole."""
    if total(item.tests, results).failed:
        return NOT_MET
    return NOT_TESTED if not item.tests or without_result(item.tests, results) else MET


def measured(item: Item, results: dict[str, Tally]) -> str:
    """Return what the tests measured, and how many of their cases went well."""
    tally = total(item.tests, results)
    number = tally.passed + tally.failed
    if not number:
        return ""
    cases = f"{tally.passed} van {number} proeven goed"
    skipped = [f"{tally.skipped} overgeslagen"] if tally.skipped else []
    return "; ".join([*tally.measured, cases, *skipped])


def table(items: Sequence[Item], results: dict[str, Tally]) -> str:
    """Return the table in Markdown; each test file is a link."""
    lines = [_row(HEAD), _row(["---"] * len(HEAD))]
    for item in items:
        how = f"{item.how}: {_links(item)}" if item.tests else item.how
        lines.append(_row([item.id, item.promise, how, outcome(item, results), measured(item, results)]))
    return "\n".join(lines)


def written_into(text: str, content: str) -> str:
    """
    Return a document with the part between the markers replaced.

    Raises
    ------
    ValueError
        The markers do not stand in it once each, in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise ValueError(f"{BEGIN} and {END} should stand in the document once")
    return f"{before}{BEGIN}\n{content}\n{END}{after}"


def write(document: Path, content: str) -> None:
    """Write the table into the document."""
    text = written_into(document.read_text(encoding="utf-8"), content)
    document.write_text(text, encoding="utf-8", newline="\n")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _links(item: Item) -> str:
    files = dict.fromkeys(test.partition("::")[0] for test in item.tests)
    return ", ".join(
        f"[{Path(file).stem.removeprefix('test_').replace('_', ' ')}](../tests/{file})" for file in files
    )
