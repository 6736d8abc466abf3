"""The words in a PDF: what its pages show, and the alternative texts of its figures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

TEXT_OPERATORS = "Tf Tj TJ ' \" ET"  # the others draw: most of a page is lines
_CHARACTER = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", re.S)


def pdf_texts(data: bytes) -> tuple[list[str], list[str]]:
    """Return the text of each page of a PDF, in the order in which it is drawn, and its alternative texts."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        # A line of a sentence and a cell of a table are each a block: only together do they say something.
        pages = [" ".join(_page_texts(page)) for page in pdf.pages]
        dictionaries = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        return pages, [str(one["/Alt"]) for one in dictionaries if "/Alt" in one]


def _page_texts(page: Any) -> Iterator[str]:
    fonts = {name: _letters(font) for name, font in (page.resources.get("/Font") or {}).items()}
    letters: dict[bytes, str] = {}
    words: list[str] = []
    for instruction in pikepdf.parse_content_stream(page, TEXT_OPERATORS):
        operands, operator = list(instruction.operands), instruction.operator
        if str(operator) == "Tf":
            letters = fonts.get(str(operands[0]), {})
        elif str(operator) in ("Tj", "TJ", "'", '"'):
            shown = operands[-1] if str(operator) != "TJ" else operands[0]
            parts = (
                [shown]
                if isinstance(shown, pikepdf.String)
                else [p for p in shown if isinstance(p, pikepdf.String)]
            )
            words += [_word(bytes(part), letters) for part in parts]
        elif str(operator) == "ET":
            yield "".join(words)
            words = []


def _letters(font: Any) -> dict[bytes, str]:
    """Return which letters the codes of a font stand for; nothing for a font with the usual codes."""
    if "/ToUnicode" not in font:
        return {}
    found: dict[bytes, str] = {}
    table = font["/ToUnicode"].read_bytes().decode("latin-1")
    for body in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, text in _CHARACTER.findall(body):
            found[bytes.fromhex(code)] = _unicode(text)
    for body in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, start, listed in _RANGE.findall(body):
            count = int(last, 16) - int(first, 16) + 1
            texts = [_unicode(one) for one in re.findall(r"<([0-9A-Fa-f]+)>", listed)]
            texts = texts or [_unicode(f"{int(start, 16) + step:04X}") for step in range(count)]
            for step, text in enumerate(texts):
                found[(int(first, 16) + step).to_bytes(len(first) // 2, "big")] = text
    return found


def _unicode(code: str) -> str:
    text = bytes.fromhex(code).decode("utf-16-be", errors="ignore")
    # One sign stands for a hyphen and for a break in a word; a font that met the break first calls both so.
    return text.replace("\u00ad", "-")


def _word(codes: bytes, letters: dict[bytes, str]) -> str:
    if not letters:
        return codes.decode("latin-1")
    size = len(next(iter(letters)))
    return "".join(letters.get(codes[at : at + size], "") for at in range(0, len(codes), size))
