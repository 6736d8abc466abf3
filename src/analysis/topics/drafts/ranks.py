"""Which kern is the largest, the second or the smallest by inhabitants; other orders are said not to be tested."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.ground import dutch
from analysis.topics.claims_check import CONTRADICTED, HOLDS
from analysis.topics.drafts.reader import DraftReader
from analysis.topics.drafts.readings import values
from analysis.topics.drafts.said import UnderstoodSentence, loose_tokens
from analysis.topics.drafts.segments import Segment
from analysis.topics.drafts.verdict import UNTESTED, Verdict

_NTH = {"tweede": 2, "derde": 3, "vierde": 4, "op een na": 2, "op één na": 2, "op twee na": 3}
_RANK = re.compile(
    rf"\b(?:(?P<nth>{'|'.join(_NTH)})\s*)?(?P<most>grootste|kleinste)?\s*(?:kern|dorp|woonkern)\b(?!\s+(?-i:[A-ZÀ-Ý]))",
    re.I,
)
_OTHER = re.compile(r"\b(?:hoogste?|laagste?|meeste?|minste?|grootste|kleinste|koploper|vaakst)\b", re.I)
_ONE, _READINGS = 1, ("KERN-", "KERNGEBIED-")


def judge_rank(said: UnderstoodSentence, reader: DraftReader) -> Iterator[Verdict]:
    """Yield what comes of a rank in a sentence; nothing when there is none."""
    found = _RANK.search(said.text)
    if found and (found["nth"] or found["most"]):
        yield _of_kernen(said, found, reader)
    elif (other := _OTHER.search(said.text)) and (said.topics or said.parts):
        yield Verdict(
            UNTESTED, f"Wat het “{other[0].lower()}” is, toetsen wij alleen van het aantal inwoners per kern."
        )


def _of_kernen(said: UnderstoodSentence, found: re.Match[str], reader: DraftReader) -> Verdict:
    gemeente = reader.release.gemeente
    named = [place for place in said.places if place.areas != (gemeente,) and place.start < found.start()]
    if len(named) != _ONE or not named[0].areas or not named[0].areas[0].startswith(_READINGS):
        return Verdict(UNTESTED, "Van welke kern de zin de rang noemt, herkennen wij niet.")
    place = _NTH[found["nth"].lower()] if found["nth"] else 1
    smallest = (found["most"] or "").lower() == "kleinste"
    words, shown = set(), []
    for prefix in _READINGS:
        for period, order in _orders(prefix, said, reader):
            ranked = order[::-1] if smallest else order
            mine = [code for code, _ in ranked[place - 1 : place]]
            words.add(HOLDS if set(mine) & {*named[0].areas, *named[0].others} else CONTRADICTED)
            listed = [f"{reader.release.catalogue.name(code)} {dutch.number(count)}" for code, count in order]
            shown.append(f"Inwoners ({dutch.period(period)}): {dutch.enumeration(listed)}.")
    if not words:
        return Verdict(UNTESTED, "Er is geen jaar met het aantal inwoners van elke kern.")
    loose = loose_tokens(said, Segment(0, len(said.text), ()), reader)
    if any(not found.start() <= token.start < found.end() for token in loose):
        return Verdict(UNTESTED, f"De zin zegt meer dan wij begrijpen. {' '.join(shown)}")
    if len(words) == _ONE:
        return Verdict(words.pop(), " ".join(shown))
    return Verdict(UNTESTED, f"Het hangt ervan af of het buitengebied meetelt. {' '.join(shown)}")


def _orders(
    prefix: str, said: UnderstoodSentence, reader: DraftReader
) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    """Yield the last period in which every kern has a number, with the kernen from large to small."""
    table = reader.release.own_areas("kern", prefix=prefix)
    codes = [
        code for code, name in zip(table["gebied"], table["naam"], strict=True) if name != "Buitengebied"
    ]
    known = {
        code: {str(row["periode"]): float(row["waarde"]) for row in values(reader, "inwoners", code)}
        for code in codes
    }
    shared = set.intersection(*(set(one) for one in known.values())) if known else set()
    wanted = [one for one in shared if one[:4] in said.years] if said.years else list(shared)
    if wanted:
        period = max(wanted)
        order = [(code, known[code][period]) for code in codes]
        # Two that are equal have no order.
        if len({count for _, count in order}) == len(order):
            yield period, sorted(order, key=lambda one: -one[1])
