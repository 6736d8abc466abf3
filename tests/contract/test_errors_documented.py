"""docs/fouten.md explains every code that a message can have, and no other, with examples that are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.bad_input import overview
from tests.bad_input.cases import all_cases

ROOT = Path(__file__).resolve().parents[2]
CODES = overview.read_codes()
CASES = all_cases()
# What `analysis.ground.messages` makes a message of; a code may have several cases.
OF_THE_MESSAGE = {"gevonden", "verwacht", "actie", "maker", "gevallen"}
SOURCES = [file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py")]
KEYS = [
    key
    for code, about in CODES.items()
    for key in (f"{code} {case}".strip() for case in about.get("gevallen", [""]))
]


def in_source() -> set[str]:
    """Return the codes that stand in the code as a text of their own."""
    files = (ROOT / "src").rglob("*.py")
    return {
        code
        for file in files
        for code in re.findall(r'"(F[0-9]{3})(?: [a-z0-9-]+)?"', file.read_text(encoding="utf-8"))
    }


def in_cases() -> dict[str, set[str]]:
    """Return per code how serious it is in the reports of the cases."""
    found: dict[str, set[str]] = {}
    for case in CASES:
        for one in case.expected:
            found.setdefault(one["code"], set()).add(one["ernst"])
    return found


def test_every_code_in_the_source_is_explained_and_every_explained_code_is_used():
    assert set(CODES) == in_source()
    assert set(in_cases()) <= set(CODES)


def test_the_document_is_what_the_command_makes_of_the_cases():
    made = overview.DOCUMENT.read_text(encoding="utf-8")
    assert made == overview.document(), "python tests/bad_input/overview.py"


@pytest.mark.parametrize("code", CODES)
def test_a_code_says_what_it_means_and_what_to_do_in_whole_sentences(code: str):
    about = CODES[code]
    assert set(about) - {"voorbeeld", *OF_THE_MESSAGE} == {"soort", "wat", "doe"}
    assert about["wat"].endswith(".")
    assert about["doe"].endswith(".")
    assert code[1] in overview.CHAPTERS


@pytest.mark.parametrize("code", CODES)
def test_an_example_is_a_message_with_this_code(code: str):
    message = CODES[code].get("voorbeeld") or overview.example(code, CASES)
    shape = rf"(?:{overview.WARNING})?{code} .+: gevonden .+; verwacht: .+\. .+[.?]"
    assert re.fullmatch(shape, message)
    assert message.startswith(overview.WARNING) <= (CODES[code]["soort"] != "fout")


WITH_WORDS = [
    code for code, about in CODES.items() if "voorbeeld" in about and {"verwacht", "gevallen"} & set(about)
]


def pattern_of(words: dict[str, str]) -> str:
    """Return what a message with these words looks like; what a call fills in may be anything."""
    parts = [
        re.sub(r"\\\{\w+\\\}", ".*", re.escape(" ".join(str(words.get(part, "{any}")).split())))
        for part in ("gevonden", "verwacht", "actie")
    ]
    return f".*: gevonden .*?{parts[0]}.*; verwacht: {parts[1]}\\. {parts[2].removesuffix(re.escape('.'))}.*"


@pytest.mark.parametrize("code", WITH_WORDS)
def test_a_written_example_has_the_words_of_the_message(code: str):
    about = CODES[code]
    # A message has words for what was expected, of its own case or of all cases of the code.
    cases = [one for one in ({}, *about.get("gevallen", {}).values()) if "verwacht" in {**about, **one}]
    example = " ".join(about["voorbeeld"].split())
    assert any(re.fullmatch(pattern_of({**about, **case}), example) for case in cases)


@pytest.mark.parametrize("code", sorted(in_cases()))
def test_how_serious_a_code_is_said_to_be_is_how_the_cases_report_it(code: str):
    kind = CODES[code]["soort"]
    assert kind == "beide" or in_cases()[code] == {kind}


def test_the_document_has_a_section_a_code_and_a_row_a_case():
    text = overview.DOCUMENT.read_text(encoding="utf-8")
    assert re.findall(r"^### (F\d+)$", text, flags=re.M) == sorted(CODES)
    assert re.findall(r"^\| (\d+) \|", text, flags=re.M) == [str(case.number) for case in CASES]


@pytest.mark.parametrize("key", [key for key in KEYS if {"verwacht", "gevallen"} & set(CODES[key[:4]])])
def test_a_message_of_the_table_is_used_and_is_whole(key: str):
    about = CODES[key[:4]]
    words = {**about, **about.get("gevallen", {}).get(key[5:], {})}
    assert set(words) - OF_THE_MESSAGE <= {"soort", "wat", "doe", "voorbeeld"}
    assert words["soort"] in overview.KINDS
    assert words["verwacht"]
    assert words.get("actie", "Zie de cel.").endswith((".", "}", "?"))
    assert any(f'"{key}"' in text for text in SOURCES)
