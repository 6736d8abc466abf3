"""Characters that nobody sees, or that make a text look like another one on a page, in a log and a terminal."""

from __future__ import annotations

import re
import unicodedata

# Line breaks and tabs belong in a text of several lines; where they do not, `hidden` finds those too.
_BREAKS = "\t\n\r"
# Control characters, soft hyphen, joiners and fillers of no width, direction marks (Trojan Source,
# CVE-2021-42574), line and paragraph separators, private use, halves of a pair, tags, what is no character.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ue000-\uf8ff\ud800-\udfff\U000e0000-\U000e007f\U000f0000-\U0010ffff"
)
HIDDEN = re.compile(f"[{_UNSEEN}]")
_IN_A_MESSAGE = re.compile(f"[{_UNSEEN}\r]")
_HIDDEN_ON_A_LINE = re.compile(f"[{_UNSEEN}{_BREAKS}]")
# Of a message: a value of 200,000 characters is named by its start.
LONGEST_SHOWN = 300


def hidden(text: str, *, lines: bool = False) -> str:
    """
    Say in Dutch which unseen characters a text holds, and where the first stands; "" when it holds none.

    A name may have no line breaks and tabs either, a text of several `lines` may.
    """
    found = [*(HIDDEN if lines else _HIDDEN_ON_A_LINE).finditer(text)]
    if not found:
        return ""
    kinds = dict.fromkeys(f"U+{ord(one.group()):04X}" for one in found)
    return f"teken {found[0].start() + 1} is {', '.join(list(kinds)[:5])}"


def foreign_letter(text: str) -> str:
    """Name the first letter that is not Latin, such as a Cyrillic a: a look-alike, or no folder; "" for none."""
    for place, letter in enumerate(unicodedata.normalize("NFC", text), start=1):
        name = unicodedata.name(letter, "")
        if unicodedata.category(letter).startswith("L") and not name.startswith(("LATIN", "MODIFIER")):
            return f"letter {place} is U+{ord(letter):04X} ({name.title()}), geen Latijnse letter"
    return ""


def plain(text: str) -> str:
    """Return a text as somebody reads it: without case, doubled spaces or unseen characters."""
    seen = _HIDDEN_ON_A_LINE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(seen.split()).casefold()


def visible(text: str) -> str:
    """Write unseen characters as their number: a message does not do to a terminal what a bad file would."""
    return _HIDDEN_ON_A_LINE.sub(lambda one: f"<U+{ord(one.group()):04X}>", text)


def for_terminal(text: object) -> str:
    """Return a message of several lines in which what a terminal obeys, or nobody sees, is named."""
    return _IN_A_MESSAGE.sub(lambda one: f"<U+{ord(one.group()):04X}>", str(text))


def shortened(text: str, most: int = LONGEST_SHOWN) -> str:
    """Return the start of a text that is too long for a message, with how long it is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} tekens)"
