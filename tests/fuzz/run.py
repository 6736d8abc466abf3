"""Mutate, read, judge: one case by its number, so that every finding can be repeated."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.fuzz import (
    mutate_bytes,
    mutate_dialects,
    mutate_maps,
    mutate_tables,
    mutate_workbooks,
    mutate_yaml,
)
from tests.fuzz.meaning import sound
from tests.fuzz.mutants import Mutant, Mutator
from tests.fuzz.seeds import Seed, all_seeds, place
from tests.fuzz.worker import Job, Outcome, Reader

LARGE = 7_000
YAML = ("params", "definities", "tabellen")

# Family -> its mutators, how many cases a run without a clock has.
FAMILIES: dict[str, tuple[Sequence[Mutator], int]] = {
    "bytes": (mutate_bytes.MUTATORS, 165),
    "cells": (mutate_tables.CELLS, 210),
    "rows": (mutate_tables.ROWS, 80),
    "columns": (mutate_tables.COLUMNS, 80),
    "dialects": (mutate_dialects.MUTATORS, 100),
    "workbooks": (mutate_workbooks.MUTATORS, 30),
    "maps": (mutate_maps.MUTATORS, 50),
    "yaml": (mutate_yaml.MUTATORS, 65),
}


@dataclass(frozen=True)
class Finding:
    """A case that went wrong, and where its file was kept."""

    case: str
    seed: str
    what: str
    words: str
    kept: Path

    def __str__(self) -> str:
        return (
            f"{self.case}: {self.seed}, {self.what}\n    {self.words.strip()[-1500:]}\n    file: {self.kept}"
        )


@dataclass
class Fuzzer:
    """Seeds, a worker, and the folders they use."""

    folder: Path
    keep: Path

    def __post_init__(self) -> None:
        self.work = self.folder / "werk"
        self.work.mkdir(parents=True)
        self.reader = Reader(self.work)

    @cached_property
    def seeds(self) -> list[Seed]:
        return all_seeds(self.reader, self.folder)

    def fitting(self, family: str) -> list[Seed]:
        if family == "yaml":
            return [seed for seed in self.seeds if seed.target in YAML]
        if family == "maps":
            return [seed for seed in self.seeds if seed.suffix == ".geojson"]
        if family == "workbooks":
            return [seed for seed in self.seeds if seed.suffix == ".xlsx"]
        if family == "bytes":
            return self.seeds
        return [seed for seed in self.seeds if seed.matrix is not None]

    def make(self, case: str) -> tuple[Seed, Mutant | None]:
        """Return the seed and the mutant of a case such as "cells:12"; the same ones each time."""
        family = case.partition(":")[0]
        rng = random.Random(case)
        fitting = self.fitting(family)
        # A large file takes as long as many small ones, and shows little more.
        [seed] = rng.choices(fitting, [0.2 if len(one.data) > LARGE else 1 for one in fitting])
        return seed, rng.choice(FAMILIES[family][0])(rng, seed)

    def run(self, case: str) -> Finding | None:
        seed, mutant = self.make(case)
        if mutant is None:
            return None
        outcome = self.read(seed, mutant)
        words = sound(outcome, seed.target) or self._changed(mutant) or mutant.judge(outcome)
        if not words:
            return None
        kept = place(mutant.parts, mutant.file, self.keep / case.replace(":", "-"))
        return Finding(case, seed.name, mutant.what, words, kept)

    def read(self, seed: Seed, mutant: Mutant) -> Outcome:
        path = place(mutant.parts, mutant.file, self.folder / "invoer")
        job = Job(seed.target, str(path), seed.definition)
        outcome = self.reader.read(job)
        # A machine that is busy elsewhere is no hang: that is one only when it happens again.
        return self.reader.read(job) if outcome.broken.startswith("not ready") else outcome

    def _changed(self, mutant: Mutant) -> str:
        there = {path.name: path.read_bytes() for path in (self.folder / "invoer").iterdir()}
        if there == dict(mutant.parts):
            return ""
        return f"the delivered file was changed, or something was left beside it: {sorted(there)}"
