"""An area is held against the rest of its gemeente, never against the whole that holds it."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.unit.real_release import dalfsen

from analysis.statistics.intervals import difference
from analysis.topics.profile import REST, profile

KERN = "KERNGEBIED-GM0148-nieuwleusen"


def test_a_kern_is_compared_with_the_rest_and_never_with_the_whole():
    lines = profile(dalfsen(), KERN)
    assert REST in set(lines["vergelijking"])
    assert "GM0148" not in set(lines["vergelijking"])


def test_the_rest_is_the_whole_minus_the_kern():
    release = dalfsen()
    indicator = "aandeel_65plus"
    (line,) = profile(release, KERN, (indicator,)).query("vergelijking == @REST").itertuples()
    kern = release.rows(indicator, [KERN], line.periode).iloc[0]
    whole = release.table.query(
        "indicator == @indicator and gebied == 'GM0148' and bron == @kern.bron and periode == @kern.periode"
    ).iloc[0]
    teller, noemer = whole["teller"] - kern["teller"], whole["noemer"] - kern["noemer"]
    assert line.vergelijk_waarde == pytest.approx(100 * teller / noemer)
    gap, low, high = difference(kern["teller"], kern["noemer"], teller, noemer)
    clear = (low > 0 or high < 0) and abs(gap) >= 0.02
    assert (line.woord in ("hoger", "lager")) == clear


def test_a_value_without_margin_is_never_called_higher_or_lower():
    lines = profile(dalfsen(), "GM0148")
    bare = lines[lines["ondergrens"].isna() & lines["waarde"].notna() & (lines["vergelijking"] != "")]
    assert len(bare) > 30
    assert set(bare["woord"]) == {"niet te vergelijken"}


def test_too_few_respondents_stay_in_the_profile_without_a_value():
    lines = profile(dalfsen(), "KERNGEBIED-GM0148-hoonhorst", ("mantelzorg_geeft",))
    assert lines["status"].tolist() == ["te weinig waarnemingen"]
    assert lines["waarde"].isna().all()


def test_a_direction_is_needed_for_a_judgement():
    lines = profile(dalfsen(), "GM0148")
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


def test_a_difference_within_the_rounding_of_the_buurten_is_no_clear_one():
    lines = profile(dalfsen(), "KERNGEBIED-GM0148-hoonhorst", ("aandeel_eenpersoonshuishoudens",))
    (line,) = lines.query("vergelijking == @REST").itertuples()
    assert line.ondergrens <= line.vergelijk_waarde <= line.bovengrens
    assert line.woord == "geen duidelijk verschil"
