"""A mutated file, and what it may mean."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.fuzz.meaning import Judge, anything
from tests.fuzz.seeds import Seed


@dataclass(frozen=True)
class Mutant:
    """The parts of a file; `what` says in words what was done to it."""

    what: str
    parts: Mapping[str, bytes] = field(repr=False)
    file: str
    judge: Judge = anything


Mutator = Callable[[random.Random, Seed], Mutant | None]


def mutant(seed: Seed, what: str, data: bytes, judge: Judge = anything) -> Mutant:
    return Mutant(what, seed.with_data(data), seed.file, judge)
