"""Showing any hidden number again turns the audit red: the tests can fail, and nothing is hidden for nothing."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.privacy import after_the_rule, tables
from tests.unit.real_release import dalfsen

from analysis.audit.facts import Fact
from analysis.audit.findings import attack
from analysis.ground import paths
from analysis.model import tidy
from analysis.model.params import read_params
from analysis.model.protection import GateRule
from analysis.model.tidy import conform
from analysis.release.cells import EXTRA, Row, keys_of
from analysis.release.gate import protect, row_by_row
from analysis.release.relations import parts_of
from analysis.release.suppress import choose, exposed
from analysis.sources.embedded import read_placed

pytestmark = pytest.mark.slow

TABLES = 15


@pytest.fixture(scope="module")
def gated_tables():
    """Return tables of 5 kernen by 4 kinds of care, with what the gate hides besides the small counts."""
    systems = [(table, after_the_rule(table)) for table in tables(TABLES)]
    return [(table, system, choose(system)) for table, system in systems]


def test_after_the_gate_no_random_table_gives_a_small_count_away(gated_tables):
    for _, system, rows in gated_tables:
        assert not exposed(system, rows)


def test_showing_an_extra_hidden_number_of_a_random_table_exposes_a_small_one(gated_tables):
    seen = 0
    for _, system, rows in gated_tables:
        for row in rows:
            seen += 1
            assert exposed(system, rows - {row}), row
    assert seen > 2


def test_showing_a_small_number_of_a_random_table_exposes_it(gated_tables):
    for table, system, rows in gated_tables[:5]:
        for cell in system.sensitive:
            shown = {cell: (float(table[cell]), float(table[cell]))}
            bounds = system.hiding(rows) | shown
            changed = type(system)(bounds, system.equations, system.sensitive)
            assert cell in exposed(changed), cell


@pytest.fixture(scope="module")
def real():
    """Return the release of Dalfsen, its reasons and the numbers before the gate."""
    release = dalfsen()
    params = read_params(paths.params() / "dalfsen.yml")
    raw = conform(read_placed(list(release.catalogue.sources)))
    parts = parts_of(release.areas)
    own = raw[raw["indicator"].map(lambda one: release.catalogue[one].eigen_registratie).astype(bool)]
    gated = protect(tidy.conform(own), release.catalogue, params.poort, parts)
    return release.catalogue, parts, own.reset_index(drop=True), gated, params.poort


def test_the_release_of_dalfsen_gives_nothing_away(real):
    catalogue, parts, _, gated, rule = real
    assert gated.reasons
    assert attack(gated.table, catalogue, parts, rule, reasons=gated.reasons) == []


def test_showing_a_hidden_number_of_dalfsen_turns_the_audit_red(real):
    catalogue, parts, raw, gated, rule = real
    keys = keys_of(gated.table)
    assert keys == keys_of(raw)
    for row in gated.reasons:
        # An outsider who reads the number has it, and perhaps a neighbour as well.
        assert attack_with_shown(gated.table, raw, row, catalogue, parts, rule, gated.reasons), row


def attack_with_shown(table, raw, row: Row, catalogue, parts, rule, reasons):
    """Return what is exposed when one hidden number stands in a figure as it was before the gate."""
    value = float(raw.loc[keys_of(raw).index(row), "teller"])
    fact = Fact((row,), "teller", value, 0, percent=False, text=f"{value:g}", file="kaart.html")
    return attack(table, catalogue, parts, rule, reasons=reasons, facts=[fact])


@pytest.mark.parametrize("seed", range(6))
def test_a_random_release_gives_nothing_away_and_hides_nothing_for_nothing(seed, table, catalogue):
    rng = np.random.default_rng(seed)
    kernen = [f"KERNGEBIED-GM0148-{name}" for name in ("noord", "midden", "zuid", "oost")]
    parts = {"GM0148": frozenset("abcd")} | {
        kern: frozenset(letter) for kern, letter in zip(kernen, "abcd", strict=True)
    }
    rows, rule = [], GateRule()
    for periode in ("2021", "2022", "2023"):
        tellers, noemers = rng.poisson([40, 20, 8, 5]), rng.integers(200, 600, 4)
        everything = [*zip(kernen, tellers, noemers, strict=True), ("GM0148", tellers.sum(), noemers.sum())]
        rows += [
            {
                "indicator": "zorg_aandeel",
                "gebied": area,
                "periode": periode,
                "teller": teller,
                "noemer": noemer,
                "waarde": 100 * teller / noemer,
                # A source that publishes the total exactly makes it harder.
                "methode": "bron" if area == "GM0148" and seed % 2 else "telling",
            }
            for area, teller, noemer in everything
        ]
    gated = protect(table(*rows), catalogue, rule, parts)
    assert attack(gated.table, catalogue, parts, rule, reasons=gated.reasons) == []
    extra = [row for row, why in gated.reasons.items() if why == EXTRA]
    for row in extra:
        shown = {other: why for other, why in gated.reasons.items() if other != row}
        again = unhidden(gated.table, table(*rows), row, catalogue, rule, parts)
        assert attack(again, catalogue, parts, rule, reasons=shown), row


def unhidden(gated, raw, row: Row, catalogue, rule, parts):
    """Return the table with one row as the gate would show it."""
    place = keys_of(gated).index(row)
    changed = gated.copy()
    changed.loc[place] = row_by_row(raw, catalogue, rule).table.loc[place]
    return changed
