"""Cells that hold words: of a closed list (ja of nee, a choice, an indicator), or free text."""

from __future__ import annotations

import difflib

from analysis.printable import SIGN, printable, unprintable
from analysis.sources.files.cell_text import clean, fold, shown
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
        f'Bedoelt u "{options[near[0]]}"?'
        if near
        else "Kies een van deze, of voeg de keuze toe bij keuzes: in data/bronnen.yml."
    )
    return Reading(trouble=Trouble("F156", f"een van: {', '.join(column.keuzes)}", hint))


def read_words(text: str, column: Column, *, key: bool) -> Reading:
    """
    Read free text; only a cell that names the row may not be empty.

    What no letter of the house has is replaced, with F171: nobody who writes the annex can ask what was meant.
    """
    plain = clean(text)
    if not plain:
        return blank(column) if key else Reading("")
    printed = clean(printable(plain))
    if not printed and key:
        return blank(column)
    return Reading(printed, warning=None if printed == plain else _replaced(plain))


def _replaced(text: str) -> Trouble | None:
    """Say which letters of a text were replaced; bullets of Word and the like mean the same and need no word."""
    gone = unprintable(text)
    if not gone:
        return None
    names = ", ".join(f"U+{ord(letter):04X}" for letter in gone[:5]) + (", …" if len(gone) > 5 else "")
    return Trouble(
        "F171",
        "letters, cijfers en leestekens die te drukken zijn",
        f'In de bijlage staat er "{SIGN}" voor in de plaats. Haal het teken weg, of schrijf in woorden wat het zegt.',
        f"{names} in {shown(text)}",
    )


def blank(column: Column) -> Reading:
    """Return what an empty cell is: nothing in a column that may be empty, else F155."""
    return Reading() if column.leeg or not column.verplicht else Reading(trouble=EMPTY)
