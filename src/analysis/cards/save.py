"""The files of what a notebook shows: the same card gives the same bytes, and one that cannot say its source none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.cards.card import AreaSheet, Card, Content, Gap
from analysis.cards.facts import EXAMPLE
from analysis.ground.errors import CardError
from analysis.ground.spreadsheet import write_csv, write_xlsx

SHORTEST_ALT = 40


def save(result: Card | Gap | AreaSheet, folder: Path, *, digest: str = "") -> Content:
    """
    Write the files of a card (csv, xlsx, json; png, svg and page where it has them), a gap or a sheet.

    Returns what the JSON holds, of which the annex is built. Raises `CardError` for an id that is no safe file name, no
    alt text, no source, no numbers, or fictional numbers that do not say so.
    """
    if isinstance(result, Card):
        _refuse("De figuur", result)
        result = _save_files(result, folder, digest)
    elif isinstance(result, AreaSheet):
        _refuse("Het blad", result)
        _write(folder / result.file, result.page)
    return write_json(folder / f"{result.id}.json", result.content())


def write_json(path: Path, content: Mapping[str, object]) -> Content:
    """Write JSON with sorted keys, readable and the same every time; return what was written."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=list)
    _write(path, text + "\n")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _save_files(card: Card, folder: Path, digest: str) -> Card:
    """Write all files of a card but its json; return it with their names."""
    base = folder / card.id
    files, size = {}, (0.0, 0.0)
    if card.figure is not None:
        width, height = card.figure.get_size_inches()
        size = round(float(width), 3), round(float(height), 3)
        for kind, content in zip(("png", "svg"), card.picture(), strict=True):
            files[kind] = f"{card.id}.{kind}"
            (folder / files[kind]).write_bytes(content)
    about = {
        "titel": card.title,
        "ondertitel": card.subtitle,
        "bron": card.facts.source_line,
        "status": EXAMPLE if card.facts.is_example else ", ".join(card.facts.statuses),
        "let op": " ".join([*card.notes, *card.facts.caveats]),
        "alternatieve tekst": card.alt,
    }
    write_csv(card.numbers, base.with_suffix(".csv"))
    write_xlsx(card.numbers, base.with_suffix(".xlsx"), about=about)
    files |= {kind: f"{card.id}.{kind}" for kind in ("csv", "xlsx")}
    if card.page:
        files["html"] = f"{card.id}.html"
        _write(folder / files["html"], card.page)
    return replace(card, files=files, size=size, digest=digest)


def _refuse(what: str, result: Card | AreaSheet) -> None:
    if reasons := "; ".join(_unfinished(result)):
        raise CardError(f'{what} "{result.id}" wordt niet gepubliceerd: {reasons}.')


def _unfinished(result: Card | AreaSheet) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", result.id):
        yield "de naam is geen veilige bestandsnaam: kleine letters, cijfers, _ en -"
    if len(result.alt.strip()) < SHORTEST_ALT:
        yield f"de alternatieve tekst is korter dan {SHORTEST_ALT} tekens"
    facts = result.facts
    if isinstance(result, Card):
        if not facts.source_line:
            yield "er is geen bronregel"
        if result.numbers is None or result.numbers.empty:
            yield "er zijn geen cijfers"
        if facts.is_example and EXAMPLE not in result.alt:
            yield f"de cijfers zijn verzonnen en de alternatieve tekst zegt niet {EXAMPLE}"
    else:
        if facts.indicators and not facts.source_line:
            yield "bij de cijfers is geen bronregel"
        if facts.is_example and not (EXAMPLE in result.alt and EXAMPLE in result.page):
            yield f"de cijfers zijn verzonnen en het blad zegt niet {EXAMPLE}"
