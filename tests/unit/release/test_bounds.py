"""Bounds come from counts, after the gate, and never over those of a source."""

from __future__ import annotations

import pytest
from tests.unit.real_release import dalfsen

from analysis.model.tidy import WITH_VALUE


def test_every_share_with_counts_has_bounds_that_hold_it():
    release = dalfsen()
    table = release.table
    shares = table[[release.catalogue[i].is_share for i in table["indicator"]]]
    known = shares[shares["status"].isin(WITH_VALUE) & shares["teller"].notna() & (shares["noemer"] > 0)]
    assert len(known) > 100
    counted = known["bron"].map(lambda source: release.catalogue.source(source).marge == "telling")
    bounded = known[known["ondergrens"].notna()]
    # Only what counts everybody, and did not round, has no range.
    assert counted[known["ondergrens"].isna()].all()
    assert len(bounded) > 100
    assert (bounded["ondergrens"] <= bounded["waarde"]).all()
    assert (bounded["waarde"] <= bounded["bovengrens"]).all()


def test_own_registrations_have_bounds_of_the_rounded_counts():
    rows = dalfsen().rows("jeugdhulp_aandeel_tot_21_registratie", ["GM0148"], "2024")
    (row,) = rows.itertuples()
    assert (row.teller % 5, row.noemer % 5) == (0, 0)
    assert row.waarde == pytest.approx(100 * row.teller / row.noemer)


def test_a_published_share_without_counts_gets_none():
    rows = dalfsen().rows("laaggeletterden", ["GM0148"], "2021")
    assert rows["ondergrens"].isna().all()
