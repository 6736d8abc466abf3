import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics.aggregation import aggregate_estimates

pytestmark = pytest.mark.slow

steady = settings(deadline=None, derandomize=True, max_examples=40)
KERNEN = {"BU1": "KERN-A", "BU2": "KERN-A", "BU3": "KERN-B"}
COLUMNS = ["gebied", "waarde", "ondergrens", "bovengrens", "noemer", "status"]


def table(**changes):
    rows = {
        "BU1": ("BU1", 20.0, 16.0, 25.0, 100, "modelschatting"),
        "BU2": ("BU2", 10.0, 7.0, 14.0, 300, "modelschatting"),
        "BU3": ("BU3", 50.0, 40.0, 60.0, 20, "definitief"),
    }
    return pd.DataFrame((rows | changes).values(), columns=COLUMNS)


def kern_a(*arguments, **options):
    return aggregate_estimates(*arguments, **options).set_index("gebied").loc["KERN-A"]


def test_weighted_by_the_own_noemer_and_not_averaged():
    a = kern_a(table(), KERNEN)
    assert a["waarde"] == pytest.approx((20 * 100 + 10 * 300) / 400)
    assert a["noemer"] == 400
    assert a["status"] == "modelschatting"


def test_independent_and_shared_margins_by_hand():
    a = kern_a(table(), KERNEN)
    assert a["ondergrens"] == pytest.approx(12.5 - np.hypot(1, 2.25))
    assert a["bovengrens"] == pytest.approx(12.5 + np.hypot(0.25 * 5, 0.75 * 4))
    assert a["ondergrens_gedeeld"] == pytest.approx(12.5 - (1 + 2.25))
    assert a["bovengrens_gedeeld"] == pytest.approx(12.5 + (1.25 + 3))


def test_rounding_by_hand():
    a = kern_a(table(), KERNEN, rounding=1)
    assert a["bovengrens"] == pytest.approx(kern_a(table(), KERNEN)["bovengrens"] + 0.5)


values = st.tuples(st.floats(0, 100), st.floats(0, 30), st.floats(0, 30), st.integers(1, 5000))


@steady
@given(st.lists(values, min_size=1, max_size=6), st.sampled_from([0, 1]))
def test_bounds_hold_the_value_and_stay_within_the_limits(rows, rounding):
    frame = pd.DataFrame(
        [
            (f"BU{i}", p, max(p - below, 0), min(p + above, 100), n, "modelschatting")
            for i, (p, below, above, n) in enumerate(rows)
        ],
        columns=COLUMNS,
    )
    mapping = dict.fromkeys(frame["gebied"], "KERN-A")
    a = kern_a(frame, mapping, rounding=rounding, limits=(0, 100))
    assert -1e-9 <= a["ondergrens_gedeeld"] <= a["ondergrens"] + 1e-9 <= a["waarde"] + 2e-9
    assert a["waarde"] - 2e-9 <= a["bovengrens"] <= a["bovengrens_gedeeld"] + 1e-9 <= 100 + 2e-9
    assert frame["waarde"].min() - 1e-9 <= a["waarde"] <= frame["waarde"].max() + 1e-9


def test_a_suppressed_buurt_leaves_no_value_and_no_bounds():
    frame = table(BU2=("BU2", np.nan, np.nan, np.nan, 300, "onderdrukt"))
    a = kern_a(frame, KERNEN)
    assert a[["waarde", "ondergrens", "bovengrens"]].isna().all()
    assert a["status"] == "onderdrukt"


def test_a_missing_buurt_makes_its_kern_missing_and_no_other():
    result = aggregate_estimates(table().drop(index=0), KERNEN)
    assert result["status"].tolist() == ["ontbreekt", "definitief"]
    assert np.isnan(result["waarde"]).tolist() == [True, False]


def test_a_value_published_without_margin_takes_the_bounds_away_not_the_value():
    a = kern_a(table(BU2=("BU2", 10.0, np.nan, np.nan, 300, "modelschatting")), KERNEN)
    assert a["waarde"] == 12.5
    assert a[["ondergrens", "bovengrens"]].isna().all()


def test_not_applicable_adds_nothing_and_nobody_gives_no_value():
    frame = table(BU1=("BU1", np.nan, np.nan, np.nan, np.nan, "niet van toepassing"))
    assert kern_a(frame, KERNEN)["waarde"] == 10
    alone = aggregate_estimates(table(BU3=("BU3", 50.0, 40.0, 60.0, 0, "definitief")), KERNEN)
    assert alone.loc[1, "status"] == "niet van toepassing"
    assert np.isnan(alone.loc[1, "waarde"])


def test_refusals():
    with pytest.raises(ValueError, match=r"lacks .*'bovengrens'"):
        aggregate_estimates(table().drop(columns="bovengrens"), KERNEN)
    with pytest.raises(ValueError, match=r"no noemer: \['BU2'\]"):
        aggregate_estimates(table(BU2=("BU2", 10.0, 7.0, 14.0, np.nan, "definitief")), KERNEN)
