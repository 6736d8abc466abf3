"""Whether a number belongs to the subject that stands near it: "1.591 laaggeletterden", not "12 bankjes"."""

from __future__ import annotations

import re

from analysis.topics.drafts.people import EVERYBODY
from analysis.topics.drafts.quantities import COUNT, RATE, SHARE
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.said import Part, UnderstoodSentence, loose_tokens
from analysis.topics.drafts.segments import Segment
from analysis.topics.drafts.words import Token, stems_of

# After a count without a noun, "Dalfsen 29.683 in 2024".
_AFTER = ("in", "op", "per", "tegen", "naar", "over", "begin", "eind", "jaar")
# "onder 510 inwoners" and "de 360 deelnemers" are who were asked.
_ASKED = re.compile(
    r"\b(?:onder|(?<!is )(?<!was )met|voor|aan|bij|van(?: de| alle)?|om|de|deze)\s+(?:\w+\s+)?$", re.I
)
# "725 inwoners met een uitkering" are not all inhabitants.
_QUALIFIED = re.compile(
    r"^\s*(?:met|die|zonder|voor|tussen|boven|onder|waarvan|zoals|extra|meer|minder)\b", re.I
)


def is_tied(part: Part, said: UnderstoodSentence, reader: DraftReader) -> bool:
    """
    Whether the words around a number leave no doubt that it is the number of its subject.

    A share, an amount or an age in years is; a count when what is counted follows on it, or nothing does.
    """
    if part.quantity.kind not in (COUNT, RATE):
        return part.quantity.kind != SHARE or not _is_of_something_else(part, said, reader)
    following = [token for token in said.tokens if token.start >= part.quantity.end]
    words = {said.tokens[number] for topic in part.topics for number in topic.tokens}
    counted = stems_of(reader.words.iedereen)
    noun = following[0] if following else None
    if noun is None or not _is_next(noun, part, said):
        return True
    if noun in words or noun.stem in counted:
        rest = said.text[noun.end :]
        general = noun not in words or part.topics[0].indicators == ("inwoners",)
        if general and _ASKED.search(said.text[: part.quantity.start]):
            return False
        return not _QUALIFIED.match(rest) and (noun in words or _is_about_everybody(part, noun))
    return noun.word in _AFTER or (noun.word == "tot" and bool(part.quantity.in_range))


def is_aside(part: Part, said: UnderstoodSentence) -> bool:
    """Whether a count only says out of how many: "van de 360 deelnemers"."""
    return part.quantity.kind == COUNT and bool(_ASKED.search(said.text[: part.quantity.start]))


def _is_of_something_else(part: Part, said: UnderstoodSentence, reader: DraftReader) -> bool:
    """Whether a share is one of the unknown word behind it: "kinderen in armoede krijgen 100% vergoeding"."""
    after = Segment(part.quantity.end, len(said.text), ())
    return any(_is_next(token, part, said) for token in loose_tokens(said, after, reader)[:1])


def _is_next(noun: Token, part: Part, said: UnderstoodSentence) -> bool:
    return bool(re.fullmatch(r"\s+", said.text[part.quantity.end : noun.start]))


def _is_about_everybody(part: Part, noun: Token) -> bool:
    """Whether "mensen" or "inwoners" is what the subject counts, as in "1.600 inwoners zijn laaggeletterd"."""
    return all(EVERYBODY in base.names for base in part.people if base.start != noun.start)
