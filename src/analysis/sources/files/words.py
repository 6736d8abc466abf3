"""Cells that hold a word of a closed list: ja of nee, a choice, an indicator."""

from __future__ import annotations

import difflib

from analysis.sources.files.cell_text import clean, fold
from analysis.sources.files.definitions import Column
from analysis.sources.files.reading import EMPTY, Reading, Trouble

_TRUTH = {
    "ja": True,
    "j": True,
    "waar": True,
    "true": True,
    "nee": False,
    "n": False,
    "onwaar": False,
    "false": False,
}


def read_truth(text: str, column: Column) -> Reading:
    """Read `ja`, `nee`, `J`, `N`, `WAAR` or `ONWAAR`; anything else is F152."""
    word = fold(text)
    if not word:
        return blank(column)
    if word in _TRUTH:
        return Reading(_TRUTH[word])
    return Reading(
        trouble=Trouble("F152", "ja of nee", "Schrijf ja of nee (J, N, WAAR en ONWAAR mogen ook).")
    )


def read_choice(text: str, column: Column) -> Reading:
    """Read a word of `keuzes` and return what it stands for; anything else is F156."""
    word = fold(text)
    if not word:
        return blank(column)
    options = {fold(key): key for key in column.keuzes}
    if word in options:
        return Reading(column.keuzes[options[word]])
    if clean(text) in column.keuzes.values():
        return Reading(clean(text))
    near = difflib.get_close_matches(word, list(options), n=1)
    hint = (
        f'Bedoelt u "{options[near[0]]}"?' if near else "Kies een van deze, of voeg de keuze toe bij keuzes:."
    )
    return Reading(trouble=Trouble("F156", f"een van: {', '.join(column.keuzes)}", hint))


def read_words(text: str, column: Column, *, key: bool) -> Reading:
    """Read free text; only a cell that names the row may not be empty."""
    return Reading(clean(text)) if clean(text) or not key else blank(column)


def blank(column: Column) -> Reading:
    """Return what an empty cell is: nothing in a column that may be empty, else F155."""
    return Reading() if column.leeg or not column.verplicht else Reading(trouble=EMPTY)
