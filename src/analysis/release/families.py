"""Which indicators of the catalogue hang together, so that one can give another away."""

from __future__ import annotations

from collections import defaultdict

from analysis.model.catalogue import Catalogue

# Levels of areas that hold more than one municipality.
WIDER = ("regio", "provincie", "klasse", "land")


def families_of(catalogue: Catalogue) -> dict[str, str]:
    """
    Return per indicator the first of those it hangs together with; itself when there are none.

    Kinds hang together with their total, a question with those that follow on it, answers with
    each other, and a count with those that it is never above.
    """
    linked: dict[str, set[str]] = defaultdict(set)
    answers: dict[str, str] = {}
    for entry in catalogue.indicators.values():
        others = {*entry.onderdelen, *entry.hooguit, entry.vervolg_op} - {""}
        if entry.antwoord_op:
            others.add(answers.setdefault(entry.antwoord_op, entry.id))
        for other in others:
            linked[entry.id].add(other)
            linked[other].add(entry.id)
    family: dict[str, str] = {}
    for start in sorted({*catalogue.indicators, *linked}):
        todo = [start] if start not in family else []
        while todo:
            one = todo.pop()
            if one not in family:
                family[one] = start
                todo += linked[one]
    return family
