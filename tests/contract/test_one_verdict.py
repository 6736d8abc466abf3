"""A comparing word is chosen in one place: no sentence, caption or alt text is made elsewhere that holds one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "analysis"
# Whoever says one of these says how two numbers stand to each other.
WORDS = re.compile(
    r"\b(?:hoger|hogere|hoogste?|lager|lagere|laagste?|gestegen|stijgt|gedaald|daalt|toegenomen|afgenomen"
    r"|gunstiger|ongunstiger|vaker|vaakst|meeste|(?<!ten )minste|grootste?|kleinste?|iets (?:meer|minder)|(?:meer|minder) dan)\b",
    re.IGNORECASE,
)
# Where such a word may stand, and why it is no verdict about numbers of an edition.
MAY = {
    "statistics/comparison.py": "the words themselves",
    "statistics/trend.py": "the words of a trend, which is a test of its own",
    "release/verdicts.py": "what is said of one pair",
    "topics/verdict_words.py": "what is said of verdicts",
    "topics/drafts/*": "recognises the words of somebody else",
    "topics/claims*.py": "recognises the words of the documents",
    "model/catalogue.py": "the direction of an indicator",
    "model/rules/*": "messages about rows that cannot be",
    "sources/*": "messages about files and services",
    "sources/*/*": "messages about files and services",
    "prepare/*": "messages about rows",
    "cli/*": "messages about commands",
    "build/*": "messages about a build",
}
# One text each, which compares no two estimates.
SENTENCES = {
    "Op {} woonden de meeste mensen in {}: {}.": "full counts; ties are named together",
    "We spreken pas van hoger of lager als het verschil groter is dan het toeval.": "the rule itself",
    "Hoger of lager is hier niet beter: voor deze cijfers is geen gunstige richting vastgesteld.": "no direction",
    "hoger of lager is hier niet beter": "no direction",
    "hoger is gunstig": "the direction of an indicator",
    "lager is gunstig": "the direction of an indicator",
    "A spider takes indicators with 'hoger is gunstig' only, not {}.": "for developers",
    "Tabel: {} cijfers zijn niet vergeleken. De meeste: {}{} over {}.": "counts of numbers, not of people",
    "Tabel met {} posten. Totaal {} in {} en {} in {}: {}. Het meest daalt {}: {}.": "euros of a budget are exact",
    "Wie antwoordde, mocht meer noemen. De delen zijn samen meer dan 100%.": "no comparison",
    "Ten minste is het bereik van de grootste activiteit. Deelnames samen telt mensen dubbel.": "counts as returned",
    "minder dan {}": "a class of a map",
    "Laagste gemeente in de regio": "the end of a range that the document gives",
    "Hoogste gemeente in de regio": "the end of a range that the document gives",
    "Hoeveel mensen in Nederland lezen op het laagste niveau?": "the name of a level",
    "Laagste": "the end of a range",
    "Hoogste": "the end of a range",
    "Meeste mensen": "the end of a range",
    "Minste mensen": "the end of a range",
    "laagste": "a column of a check table",
    "hoogste": "a column of a check table",
    "niet meer dan": "a relation of counts",
    "Minste aantal deelnemers, als dat meer is dan de catalogus zegt": "a setting",
    "meer dan {} blokken in elkaar": "a message about a file",
}


def spoken(path: Path) -> Iterator[str]:
    """Yield every text of a module that may reach a reader: no docstring, and not the patterns of regular expressions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value


def found_in(folder: Path) -> list[tuple[str, str]]:
    found = []
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder)
        if not any(name.match(pattern) for pattern in MAY):
            found += [(name.as_posix(), text) for text in spoken(path) if WORDS.search(text)]
    return found


def test_no_other_module_writes_a_comparing_word():
    assert [one for one in found_in(SOURCE) if one[1] not in SENTENCES] == []


def test_every_exception_is_still_there():
    texts = {text for _, text in found_in(SOURCE)}
    assert [one for one in SENTENCES if one not in texts] == []
    assert [one for one in MAY if not list(SOURCE.glob(one))] == []


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ('def f(x):\n    return f"Dat is hoger dan in {x}."', True),
        ('A = {"a": "Het hoogst is Dalfsen."}', True),
        ('def f():\n    """Return the hoogste."""\n    return "Van 3 tot 5"', False),
        ('A = "er doet iets meer mee"', True),
    ],
)
def test_a_planted_word_is_caught(tmp_path, source, caught):
    (tmp_path / "page.py").write_text(source, encoding="utf-8")
    assert bool(found_in(tmp_path)) is caught
