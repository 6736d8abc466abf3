"""
An attack tried afresh, with the published files alone, on ten made-up gemeenten with three editions each.

It shares no arithmetic with the product: a linear program of its own, written from what docs/betrouwbaarheid.md
tells any reader of the rule.
"""

from __future__ import annotations

import io
import math
from functools import cache
from itertools import cycle

import numpy as np
import pandas as pd
import pytest
from benchmarks.gemeenten import EDITIONS, GIVES, gemeente
from scipy.optimize import linprog
from scipy.sparse import csr_array

from analysis.model import tidy
from analysis.model.catalogue import read_catalogue
from analysis.model.protection import GateRule
from analysis.release.editions import Publication
from analysis.release.gate import protect
from analysis.release.reach import protect_returns, reach_of
from analysis.topics.mantelzorg import LOAD

pytestmark = pytest.mark.slow

RULE, LEAST, STEP, ANSWERS = GateRule(), 8, 5, 30
SHOWN = {"definitief", "voorlopig"}


class Outsider:
    """Somebody with the csv files of every edition, a map and the rule."""

    def __init__(self, tables, parts, reasons=None):
        self.parts, self.reasons = parts, reasons
        self.bounds, self.lines = {}, []
        newest = len(tables) - 1
        for number, table in enumerate(tables):
            for row in table.to_dict("records"):
                self.read(number, row, reasons if number == newest else None)
            self.add_up(number)
        self.newest = newest
        fixed = list(self.lines)
        for number in range(newest):  # an edition that does not fit as a whole is left out as a whole
            before = len(self.lines)
            self.suppose_nothing_was_revised(number)
            if not self.fits():
                del self.lines[before:]
        self.tied = len(self.lines) > len(fixed)

    def read(self, number, row, reasons):
        share = row["indicator"] not in (
            "jeugdhulp_jeugdigen_actief",
            "jeugdhulp_jeugdigen_met_recht",
        ) and not row["indicator"].startswith("stichting")
        key = (number, row["indicator"], row["gebied"], row["periode"])
        survey = row["indicator"].startswith("mantelzorg")
        count, base, rest = (math.inf,) * 2, (0.0, math.inf), (0.0, math.inf)
        count = (0.0, math.inf)
        if row["status"] in SHOWN and row["methode"] == "bron":
            count = (row["waarde"], row["waarde"])
        elif row["status"] in SHOWN:
            count = around(row["teller"] if share else row["waarde"], LEAST)
            if share:
                base, rest = around(row["noemer"], ANSWERS if survey else 0), (LEAST, math.inf)
        elif row["status"] == "te weinig waarnemingen":
            base = (0.0, ANSWERS - 1.0)
        elif row["status"] == "ontbreekt":
            return
        elif reasons is not None:
            why = reasons[row["indicator"], row["gebied"], row["periode"], row["bron"]]
            count = {"kleine teller": (0.0, LEAST - 1.0)}.get(why, (LEAST, math.inf))
            if share:
                rest = {"kleine rest": (0.0, LEAST - 1.0), "aanvullend": (LEAST, math.inf)}.get(why, rest)
        self.bounds[(*key, "teller")] = count
        if share:
            self.bounds[(*key, "noemer")], self.bounds[(*key, "rest")] = base, rest
            self.lines.append({(*key, "teller"): 1, (*key, "rest"): 1, (*key, "noemer"): -1})

    def add_up(self, number):
        whole = max(self.parts, key=lambda area: len(self.parts[area]))
        for cell in [one for one in self.bounds if one[0] == number and one[2] == whole and one[4] != "rest"]:
            kernen = [(number, cell[1], area, cell[3], cell[4]) for area in self.parts if area != whole]
            if any(one in self.bounds for one in kernen):
                for one in kernen:
                    self.bounds.setdefault(one, (0.0, math.inf))
                self.lines.append({cell: -1} | dict.fromkeys(kernen, 1))
        for cell in [one for one in self.bounds if one[0] == number and one[4] == "noemer"]:
            _, indicator, area, year, _ = cell
            if indicator.startswith("mantelzorg") and indicator != GIVES:
                self.lines.append({cell: 1, (number, GIVES, area, year, "teller"): -1})
            if indicator == LOAD[0]:
                answers = [(number, one, area, year, "teller") for one in LOAD]
                self.lines.append({cell: -1} | dict.fromkeys(answers, 1))

    def suppose_nothing_was_revised(self, number):
        for cell in [one for one in self.bounds if one[0] == number and one[4] != "rest"]:
            now = (self.newest, *cell[1:])
            if now in self.bounds:
                (low, high), (least, most) = self.bounds[cell], self.bounds[now]
                if max(low, least) <= min(high, most):
                    self.lines.append({cell: 1, now: -1})

    def arrays(self):
        names = list(self.bounds)
        place = {cell: number for number, cell in enumerate(names)}
        terms = [(line, place[cell], x) for line, one in enumerate(self.lines) for cell, x in one.items()]
        rows, columns, factors = zip(*terms, strict=True)
        matrix = csr_array((factors, (rows, columns)), shape=(len(self.lines), len(names)), dtype=float)
        return place, matrix, np.array([self.bounds[cell] for cell in names])

    def fits(self):
        _, matrix, bounds = self.arrays()
        return solve(np.zeros(len(bounds)), matrix, bounds) is not None

    def intervals(self, wanted):
        """Return what can be computed of each sum of cells."""
        place, matrix, bounds = self.arrays()
        goals = {
            cells: np.bincount([place[cell] for cell in cells], minlength=len(bounds)) for cells in wanted
        }
        seen = {cells: [math.inf, -math.inf] for cells in wanted}

        def look(goal):
            table = solve(goal, matrix, bounds)
            for cells, one in goals.items():
                value = float(one @ table) if table is not None else math.nan
                if value == value:
                    seen[cells] = [min(seen[cells][0], value), max(seen[cells][1], value)]
            return table

        everything = sum(goals.values())
        assert look(everything) is not None
        look(-everything)
        chance = np.random.default_rng(0)
        for _ in range(4):
            look(sum(goal * chance.choice([-1, 1]) for goal in goals.values()))
        found = {}
        for cells, goal in goals.items():
            low, high = seen[cells]
            # Two tables that fit are enough to know that it is uncertain.
            if safe(math.ceil(low - 1e-6), math.floor(high + 1e-6)):
                found[cells] = (low, high)
                continue
            ends = []
            for sign in (1.0, -1.0):
                table = look(sign * goal)
                ends.append(float(goal @ table) if table is not None else math.inf)
            found[cells] = (
                math.ceil(ends[0] - 1e-6),
                ends[1] if math.isinf(ends[1]) else math.floor(ends[1] + 1e-6),
            )
        return found


def around(value, least):
    assert value % STEP == 0, "a number that was not rounded"
    return max(value - 2.0, least), value + 2.0


def solve(goal, matrix, bounds):
    found = linprog(goal, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds, method="highs")
    return found.x if found.status == 0 else None


def safe(low, high):
    return high - low >= STEP and (low <= 0 or high >= LEAST)


def as_read(table):
    """Return a table as anybody has it who opens the csv."""
    return pd.read_csv(io.StringIO(table.to_csv(index=False)), dtype={"periode": str})


@cache
def published(seed):
    """Return a gemeente with what its three editions published, of the table and of the returns."""
    made, catalogue = gemeente(seed), read_catalogue()
    tables, reach = [], []
    for name in EDITIONS:
        gated = protect(made.editions[name], catalogue, RULE, made.parts, tables)
        tables.append(Publication(name, gated.table, RULE, gated.reasons))
        returns, why = protect_returns(made.returns[name], catalogue, RULE, made.parts, reach)
        reach.append(Publication(name, reach_of(returns, catalogue, made.parts)[0], RULE, why))
    return made, tables, reach


def secrets(raw, table):
    """Return the counts that must stay secret: small ones, few others, and those of too few answers."""
    whole = raw.merge(
        table[["indicator", "gebied", "periode", "status"]], on=["indicator", "gebied", "periode"]
    )
    for row in whole.to_dict("records"):
        count = row["teller"] if row["teller"] == row["teller"] else row["waarde"]
        few = row["status_y"] == "te weinig waarnemingen"
        if few or count < LEAST:
            yield row, "teller"
        if row["noemer"] == row["noemer"] and (few or row["noemer"] - count < LEAST):
            yield row, "rest"


@pytest.mark.parametrize(("seed", "known"), list(zip(range(10), cycle(["rule", "reasons"]), strict=False)))
def test_ten_gemeenten_give_nothing_away(seed, known):
    made, tables, reach = published(seed)
    raw = made.editions[EDITIONS[-1]]
    for editions, truth in ((tables, raw), (reach, None)):
        newest = editions[-1]
        reasons = newest.reasons if known == "reasons" else None
        outsider = Outsider([as_read(one.table) for one in editions], made.parts, reasons)
        if truth is None:
            truth, _ = reach_of(made.returns[EDITIONS[-1]], read_catalogue(), made.parts)
            truth = truth[truth["methode"] != "bron"]
        wanted, sums, true = [], {}, {}
        for row, what in secrets(truth, newest.table):
            cell = (2, row["indicator"], row["gebied"], row["periode"], what)
            wanted.append((cell,))
            count = row["teller"] if row["teller"] == row["teller"] else row["waarde"]
            true[cell] = count if what == "teller" else row["noemer"] - count
            if row["gebied"] != made.code:
                sums.setdefault((row["indicator"], row["periode"], what), []).append(cell)
        together = [tuple(cells) for cells in sums.values() if len(cells) > 1]
        found = outsider.intervals([*wanted, *together])
        exposed = {
            cells: interval
            for cells, interval in found.items()
            if not safe(*interval)
            and not (len(cells) > 1 and interval[0] >= LEAST)
            # Who supposes that a number was not revised where it was, is wrong: he has learnt nothing.
            and interval[0] <= sum(true[cell] for cell in cells) <= interval[1]
        }
        assert exposed == {}
        assert wanted


@pytest.mark.parametrize("seed", range(10))
def test_no_small_count_is_in_what_ten_gemeenten_publish(seed):
    _, tables, reach = published(seed)
    for edition in (*tables, *reach):
        table = edition.table[edition.table["methode"] != "bron"]
        counted = table["teller"].where(table["teller"].notna(), table["waarde"])
        assert not counted[table["status"].isin(SHOWN)].between(1, LEAST - 1).any()
        assert not (table["noemer"] - table["teller"]).between(0, 2).any()
        hidden = table[~table["status"].isin(tidy.WITH_VALUE)]
        assert hidden[list(tidy.NUMBER_COLUMNS)].isna().all(axis=None)


def test_the_attack_finds_what_is_there():
    # Without protection of the sums, the same attacker has the smallest kern of a survey exactly.
    made, tables, _ = published(0)
    exact = as_read(made.editions[EDITIONS[0]]).assign(methode="telling")
    outsider = Outsider([as_read(tables[0].table)], made.parts)
    for row in exact.to_dict("records"):
        for what in ("teller", "noemer"):
            cell = (0, row["indicator"], row["gebied"], row["periode"], what)
            if row["gebied"] != list(made.parts)[-2] and cell in outsider.bounds and row[what] == row[what]:
                outsider.bounds[cell] = (row[what], row[what])
    last = (0, GIVES, list(made.parts)[-2], "2023", "teller")
    low, high = outsider.intervals([(last,)])[(last,)]
    assert low == high
