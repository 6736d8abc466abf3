import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics.aggregation import aggregate_counts, aggregate_shares, weakest
from analysis.statistics.intervals import wilson

pytestmark = pytest.mark.slow

steady = settings(deadline=None, derandomize=True, max_examples=40)
KERNEN = {"BU1": "KERN-A", "BU2": "KERN-A", "BU3": "KERN-A", "BU4": "KERN-B"}
COUNTS = ("teller", "noemer")


def table(*rows, **columns):
    """Rows of (buurt, teller, noemer, status)."""
    return pd.DataFrame(rows, columns=["gebied", "teller", "noemer", "status"]).assign(**columns)


def full(**changes):
    rows = {
        "BU1": ("BU1", 10, 100, "definitief"),
        "BU2": ("BU2", 30, 150, "definitief"),
        "BU3": ("BU3", 5, 50, "definitief"),
        "BU4": ("BU4", 8, 80, "definitief"),
    }
    return table(*(rows | changes).values())


def kern_a(result):
    return result.set_index("gebied").loc["KERN-A"]


cells = st.lists(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=8
)


def as_kern(pairs, status="definitief"):
    frame = table(*((f"BU{i}", k, n, status) for i, (k, n) in enumerate(pairs)))
    return frame, dict.fromkeys(frame["gebied"], "KERN-A")


class TestCounts:
    def test_counts_are_summed(self):
        result = aggregate_counts(full(), KERNEN, columns=COUNTS)
        assert result["gebied"].tolist() == ["KERN-A", "KERN-B"]
        assert result["teller"].tolist() == [45, 8]
        assert result["noemer"].tolist() == [300, 80]
        assert result["status"].tolist() == ["definitief", "definitief"]

    @pytest.mark.parametrize("status", ["onderdrukt", "ontbreekt", "te weinig waarnemingen"])
    def test_a_buurt_without_a_value_takes_the_value_of_its_kern_only(self, status):
        result = aggregate_counts(full(BU2=("BU2", np.nan, 150, status)), KERNEN, columns=COUNTS)
        assert np.isnan(kern_a(result)["teller"])
        assert kern_a(result)["status"] == status
        assert result.loc[1, "teller"] == 8

    def test_a_buurt_that_the_table_lacks_is_missing(self):
        result = aggregate_counts(full().query("gebied != 'BU3'"), KERNEN, columns=COUNTS)
        assert kern_a(result)["status"] == "ontbreekt"
        assert np.isnan(kern_a(result)[["teller", "noemer"]].astype(float)).all()

    def test_a_hidden_number_behind_a_status_is_not_used(self):
        result = aggregate_counts(full(BU2=("BU2", 3, 150, "onderdrukt")), KERNEN, columns=COUNTS)
        assert np.isnan(kern_a(result)["teller"])

    def test_not_applicable_adds_nothing(self):
        result = aggregate_counts(
            full(BU3=("BU3", np.nan, np.nan, "niet van toepassing")), KERNEN, columns=COUNTS
        )
        assert kern_a(result)[["teller", "noemer", "status"]].tolist() == [40, 250, "definitief"]
        alone = aggregate_counts(
            full(BU4=("BU4", np.nan, np.nan, "niet van toepassing")), KERNEN, columns=COUNTS
        )
        assert alone.loc[1, "status"] == "niet van toepassing"
        assert np.isnan(alone.loc[1, "teller"])

    def test_indicators_and_periods_are_kept_apart(self):
        both = pd.concat([full().assign(indicator="x"), full().assign(indicator="y", teller=1)])
        result = aggregate_counts(both, KERNEN, columns=COUNTS, by=["indicator"])
        assert result[["indicator", "gebied", "teller"]].to_numpy().tolist() == [
            ["x", "KERN-A", 45],
            ["x", "KERN-B", 8],
            ["y", "KERN-A", 3],
            ["y", "KERN-B", 1],
        ]

    def test_a_buurt_that_one_year_lacks_is_missing_in_that_year_only(self):
        years = pd.concat([full().assign(periode="2023"), full().assign(periode="2024")], ignore_index=True)
        result = aggregate_counts(years.drop(index=0), KERNEN, columns=COUNTS, by=["periode"]).set_index(
            ["periode", "gebied"]
        )
        assert result.loc[("2023", "KERN-A"), "status"] == "ontbreekt"
        assert result.loc[("2024", "KERN-A"), "teller"] == 45

    def test_one_count_column_and_a_series_as_mapping(self):
        people = full().drop(columns="noemer").rename(columns={"teller": "inwoners"})
        result = aggregate_counts(people, pd.Series(KERNEN), columns=["inwoners"])
        assert result["inwoners"].tolist() == [45, 8]

    def test_a_buurt_outside_every_kern_is_left_out(self):
        result = aggregate_counts(full(), KERNEN | {"BU4": np.nan}, columns=COUNTS)
        assert result["gebied"].tolist() == ["KERN-A"]

    @pytest.mark.parametrize(
        ("frame", "mapping", "message"),
        [
            (full(), {"BU1": "KERN-A"}, r"3 buurt\(en\) without a kern: \['BU2', 'BU3', 'BU4'\]"),
            (pd.concat([full(), full().head(1)]), KERNEN, r"1 row\(s\) .* \['BU1'\]"),
            (full(BU1=("BU1", np.nan, 100, "definitief")), KERNEN, r"no teller: \['BU1'\]"),
            (full(BU1=("BU1", 1, 100, "geheim")), KERNEN, r"unknown status \['geheim'\]"),
            (full().drop(columns="status"), KERNEN, r"lacks the column\(s\) \['status'\]"),
        ],
    )
    def test_refusals_name_the_buurten(self, frame, mapping, message):
        with pytest.raises(ValueError, match=message):
            aggregate_counts(frame, mapping, columns=COUNTS)

    def test_the_input_is_left_alone(self):
        frame = full()
        aggregate_counts(frame, KERNEN, columns=COUNTS)
        aggregate_shares(frame, KERNEN)
        pd.testing.assert_frame_equal(frame, full())


class TestStatus:
    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            (["definitief", "voorlopig"], "voorlopig"),
            (["modelschatting", "voorlopig"], "modelschatting"),
            (["voorbeeld", "modelschatting", "definitief"], "voorbeeld"),
            (["voorbeeld", "onderdrukt"], "onderdrukt"),
            (["onderdrukt", "ontbreekt", "te weinig waarnemingen"], "ontbreekt"),
            (["niet van toepassing", "definitief"], "definitief"),
        ],
    )
    def test_the_weakest_part_decides(self, parts, expected):
        assert weakest(pd.Series(parts)) == expected
        assert weakest(pd.Series(parts[::-1])) == expected

    def test_no_parts_have_no_status(self):
        with pytest.raises(ValueError, match="empty"):
            weakest(pd.Series([], dtype=str))


class TestShares:
    def test_the_share_is_calculated_again_and_never_averaged(self):
        a = kern_a(aggregate_shares(full(), KERNEN))
        assert a["waarde"] == 45 / 300
        assert a["waarde"] != np.mean([0.1, 0.2, 0.1])

    @steady
    @given(cells)
    def test_plain_counts_give_the_wilson_interval_of_the_sum(self, pairs):
        a = aggregate_shares(*as_kern(pairs)).iloc[0]
        lower, upper = wilson(sum(k for k, _ in pairs), sum(n for _, n in pairs))
        assert (a["ondergrens"], a["bovengrens"]) == (pytest.approx(lower), pytest.approx(upper))

    @steady
    @given(cells, st.sampled_from([0, 5, 10]))
    def test_bounds_hold_the_share_and_stay_in_0_1(self, pairs, rounding):
        a = aggregate_shares(*as_kern(pairs), rounding=rounding).iloc[0]
        assert 0 <= a["ondergrens"] <= a["waarde"] + 1e-12
        assert a["waarde"] - 1e-12 <= a["bovengrens"] <= 1

    @steady
    @given(cells, st.integers(0, 7), st.integers(0, 200))
    def test_a_suppressed_buurt_widens_and_never_vanishes(self, pairs, teller, more):
        noemer = teller + more + 1
        known, mapping = as_kern([*pairs, (teller, noemer)])
        hidden = known.copy()
        hidden.loc[len(pairs), ["teller", "status"]] = [np.nan, "onderdrukt"]
        before, after = (aggregate_shares(frame, mapping).iloc[0] for frame in (known, hidden))
        assert after["ondergrens"] <= before["ondergrens"] + 1e-12
        assert after["bovengrens"] >= before["bovengrens"] - 1e-12
        assert after["bovengrens"] - after["ondergrens"] > before["bovengrens"] - before["ondergrens"]
        assert after["noemer"] == before["noemer"]
        assert after["status"] == "onderdrukt"
        assert np.isnan(after["waarde"])

    def test_the_range_of_a_suppressed_cell_by_hand(self):
        frame = full(BU3=("BU3", np.nan, 50, "onderdrukt"))
        a = kern_a(aggregate_shares(frame, KERNEN))
        assert a["ondergrens"] == pytest.approx(wilson(40, 300)[0])
        assert a["bovengrens"] == pytest.approx(wilson(47, 300)[1])

    def test_a_suppressed_cell_is_cut_at_its_noemer(self):
        frame = full(BU3=("BU3", np.nan, 4, "onderdrukt"))
        a = kern_a(aggregate_shares(frame, KERNEN))
        assert a["bovengrens"] == pytest.approx(wilson(44, 254)[1])

    def test_the_range_of_rounded_cells_by_hand(self):
        a = kern_a(aggregate_shares(full(), KERNEN, rounding=5))
        assert a["ondergrens"] == pytest.approx(wilson(300 * 37.5 / 307.5, 300)[0])
        assert a["bovengrens"] == pytest.approx(wilson(300 * 52.5 / 292.5, 300)[1])

    @steady
    @given(cells)
    def test_rounding_widens(self, pairs):
        frame, mapping = as_kern(pairs)
        exact, rounded = (aggregate_shares(frame, mapping, rounding=r).iloc[0] for r in (0, 5))
        assert rounded["ondergrens"] <= exact["ondergrens"] + 1e-12
        assert rounded["bovengrens"] >= exact["bovengrens"] - 1e-12

    def test_a_missing_buurt_makes_its_kern_missing(self):
        result = aggregate_shares(full(BU2=("BU2", np.nan, np.nan, "ontbreekt")), KERNEN)
        numbers = ["teller", "noemer", "waarde", "ondergrens", "bovengrens"]
        assert kern_a(result)[numbers].isna().all()
        assert result.loc[1, "waarde"] == 0.1

    def test_a_suppressed_buurt_of_unknown_size_has_no_bounds_but_keeps_its_status(self):
        a = kern_a(aggregate_shares(full(BU2=("BU2", np.nan, np.nan, "onderdrukt")), KERNEN))
        assert a[["ondergrens", "bovengrens"]].isna().all()
        assert a["status"] == "onderdrukt"

    def test_nobody_in_the_noemer_is_not_applicable(self):
        result = aggregate_shares(full(BU4=("BU4", 0, 0, "definitief")), KERNEN)
        assert result.loc[1, "status"] == "niet van toepassing"
        assert result.loc[1, ["waarde", "ondergrens", "noemer"]].isna().all()

    @pytest.mark.parametrize("teller", [0, 20])
    def test_none_of_20_and_20_of_20(self, teller):
        result = aggregate_shares(full(BU4=("BU4", teller, 20, "definitief")), KERNEN)
        assert result.loc[1, "waarde"] == teller / 20
        assert result.loc[1, ["ondergrens", "bovengrens"]].tolist() == pytest.approx(wilson(teller, 20))

    @pytest.mark.parametrize(
        ("frame", "message"),
        [
            (full(BU1=("BU1", 101, 100, "definitief")), r"above its noemer: \['BU1'\]"),
            (full(BU1=("BU1", -1, 100, "definitief")), "teller below 0"),
        ],
    )
    def test_refusals(self, frame, message):
        with pytest.raises(ValueError, match=message):
            aggregate_shares(frame, KERNEN)

    def test_rounding_may_put_a_teller_just_above_its_noemer(self):
        frame = full(BU4=("BU4", 10, 5, "definitief"))
        assert aggregate_shares(frame, KERNEN, rounding=5).loc[1, "waarde"] == 1
