"""An area is held against the rest of its gemeente, never against the whole that holds it."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.unit.real_release import dalfsen

from analysis.release.verdicts import REST, verdicts

KERN = "KERNGEBIED-GM0148-nieuwleusen"


def test_a_kern_is_compared_with_the_rest_and_never_with_the_whole():
    lines = verdicts(dalfsen(), KERN)
    assert REST in set(lines["vergelijking"])
    assert "GM0148" not in set(lines["vergelijking"])


def test_the_rest_is_the_whole_minus_the_kern():
    release = dalfsen()
    indicator = "aandeel_65plus"
    (line,) = verdicts(release, KERN, (indicator,)).query("vergelijking == @REST").itertuples()
    kern = release.rows(indicator, [KERN], line.periode).iloc[0]
    whole = release.table.query(
        "indicator == @indicator and gebied == 'GM0148' and bron == @kern.bron and periode == @kern.periode"
    ).iloc[0]
    teller, noemer = whole["teller"] - kern["teller"], whole["noemer"] - kern["noemer"]
    assert line.vergelijk_waarde == pytest.approx(100 * teller / noemer)
    # A full count: what rounding leaves of the difference, and nothing that chance takes off.
    assert line.verschil == pytest.approx(kern["waarde"] - 100 * teller / noemer)
    clear = (line.verschil_onder > 0 or line.verschil_boven < 0) and abs(line.verschil) >= 2
    assert (line.woord in ("hoger", "lager")) == clear
    assert line.kans != line.kans


def test_a_value_without_margin_is_never_called_higher_or_lower():
    lines = verdicts(dalfsen(), "GM0148")
    # Who counted everybody has no margin to give.
    counted = lines["bron"].map(lambda source: dalfsen().catalogue.source(source).marge == "telling")
    bare = lines[
        ~counted & lines["ondergrens"].isna() & lines["waarde"].notna() & (lines["vergelijking"] != "")
    ]
    assert len(bare) > 30
    assert set(bare["woord"]) == {"niet te vergelijken"}


def test_too_few_respondents_stay_in_the_profile_without_a_value():
    lines = verdicts(dalfsen(), "KERNGEBIED-GM0148-hoonhorst", ("mantelzorg_geeft",))
    assert lines["status"].tolist() == ["te weinig waarnemingen"]
    assert lines["waarde"].isna().all()


def test_a_direction_is_needed_for_a_judgement():
    lines = verdicts(dalfsen(), "GM0148")
    neutral = [dalfsen().catalogue[i].richting == "neutraal" for i in lines["indicator"]]
    assert not set(lines[neutral]["oordeel"]) & {"gunstiger", "ongunstiger"}
    assert "ongunstiger" in set(lines[[not n for n in neutral]]["oordeel"])


def test_the_last_row_is_a_real_one_where_there_is_one():
    release = dalfsen()
    row = release.last("aandeel_65plus", "GM0148")
    assert (row["periode"], row["status"]) == ("2025", "definitief")
    assert release.last("aandeel_65plus", KERN)["periode"] == "2024"
    assert release.last("aandeel_65plus", "GM0361") is None  # no neighbour


def test_the_choice_of_rows_does_not_depend_on_the_order_of_the_table():
    release = dalfsen()
    shuffled = type(release)(
        release.gemeente,
        release.naam,
        release.table.sample(frac=1, random_state=1),
        release.areas,
        release.catalogue,
        release.compare,
    )
    pd.testing.assert_frame_equal(release.rows("inwoners"), shuffled.rows("inwoners"))


def test_of_a_full_count_the_worst_that_rounding_can_do_is_taken_off_on_both_sides():
    lines = verdicts(dalfsen(), "KERNGEBIED-GM0148-hoonhorst", ("aandeel_eenpersoonshuishoudens",))
    (line,) = lines.query("vergelijking == @REST").itertuples()
    # 22,6% of 375 households rounded to 5, against 27,2%: at worst 3,0 points are left of the 4,6.
    assert line.verschil_boven == pytest.approx(-3.0, abs=0.1)
    assert line.verschil_onder == pytest.approx(-6.2, abs=0.1)
    assert line.woord == "lager"
