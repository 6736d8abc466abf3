"""Three kernen in two readings; what moves within a kern does not break it."""

import numpy as np
import pandas as pd
import pytest

from analysis.ground import paths
from analysis.model import geo, tidy
from analysis.model.boundaries import read_changes, read_recode
from analysis.prepare.boundaries import area_breaks, recode

A, B, C, D = (f"BU0148010{n}" for n in range(1, 5))
WIJK, GEMEENTE = "WK014801", "GM0148"
NOORD, ZUID = "KERN-GM0148-noord", "KERN-GM0148-zuid"
KERNEN = pd.Series({A: NOORD, B: NOORD, C: ZUID, D: ZUID})


def changes(*rows):
    return pd.DataFrame(rows, columns=["gebied", "jaar", "indelingswijziging"])


def moves(*rows):
    table = pd.DataFrame(rows, columns=["jaar", "oud", "nieuw", "aandeel"])
    return table.astype({"jaar": "int64", "aandeel": "float64"})


def counts(*rows, indicator="inwoners"):
    """Make rows of (buurt, year, value), the value a status where it is none."""
    return tidy.conform(
        pd.DataFrame(
            [
                {
                    "indicator": indicator,
                    "gebied": area,
                    "periode": year,
                    "waarde": np.nan if isinstance(value, str) else value,
                    "status": value if isinstance(value, str) else "definitief",
                    "methode": "geen" if isinstance(value, str) else "telling",
                    "bron": "telling",
                }
                for area, year, value in rows
            ]
        )
    )


def found(table):
    """Return per buurt and year the value, or the status where there is none."""
    return {
        (row.gebied, row.periode): row.status if np.isnan(row.waarde) else row.waarde
        for row in table.itertuples()
    }


def broken(*arguments, **options):
    return area_breaks(*arguments, **options)["gebied"].tolist()


def test_a_kern_breaks_when_one_of_its_buurten_does():
    breaks = area_breaks(changes((A, 2024, 3), (C, 2024, 1)), [KERNEN], moves())
    assert breaks["gebied"].tolist() == [A, NOORD]
    assert breaks["jaar"].tolist() == [2024, 2024]
    assert not breaks["omgerekend"].any()


def test_wijk_and_gemeente_have_a_mark_of_their_own():
    whole = pd.Series(GEMEENTE, index=KERNEN.index)
    assert broken(changes((A, 2024, 3)), [KERNEN, whole], moves()) == [A, NOORD]
    assert broken(changes((WIJK, 2024, 3), (GEMEENTE, 2024, 3)), [KERNEN], moves()) == [GEMEENTE, WIJK]


def test_what_moved_within_a_kern_does_not_break_it():
    inside = moves((2024, A, B, np.nan), (2024, A, A, np.nan))
    assert broken(changes((A, 2024, 3), (B, 2024, 3)), [KERNEN], inside) == [A, B]


def test_what_moved_from_kern_to_kern_breaks_both():
    across = moves((2024, A, C, np.nan), (2024, A, A, np.nan))
    breaks = area_breaks(changes((A, 2024, 3), (C, 2024, 3)), [KERNEN], across)
    assert breaks["gebied"].tolist() == [A, C, NOORD, ZUID]
    assert not breaks["omgerekend"].any()  # nobody knows how many went


def test_known_shares_undo_the_break_for_counts():
    across = moves((2024, A, C, 0.25), (2024, A, A, 0.75))
    breaks = area_breaks(changes((A, 2024, 3), (C, 2024, 3)), [KERNEN], across)
    assert breaks["omgerekend"].all()
    assert len(breaks) == 4


def test_shares_of_another_year_undo_nothing():
    breaks = area_breaks(changes((A, 2024, 3)), [KERNEN], moves((2023, A, A, 1.0)))
    assert not breaks["omgerekend"].any()


def test_a_new_code_alone_is_no_break_once_the_old_one_is_known():
    assert broken(changes((A, 2024, 2)), [KERNEN], moves()) == [A, NOORD]
    assert broken(changes((A, 2024, 2)), [KERNEN], moves((2024, "BU01480199", A, 1.0))) == []


def test_a_reason_names_the_buurten_that_changed():
    breaks = area_breaks(changes((A, 2024, 3), (B, 2024, 3)), [KERNEN], moves(), {A: "Centrum"})
    reasons = dict(zip(breaks["gebied"], breaks["waarom"], strict=True))
    assert reasons[A] == f"de indeling van buurt Centrum ({A}) is veranderd"
    assert reasons[NOORD] == f"de indeling van de buurten Centrum ({A}) en {B} is veranderd"


def test_lemelerveld_breaks_as_a_built_up_kern_and_not_with_its_surroundings():
    folder = paths.data() / "geo" / "GM0148"
    buurten = geo.read_areas(folder / "buurten_2025.geojson")
    indeling = geo.read_kernindeling(folder / "kernindeling.csv", buurten)
    readings = [geo.kern_by_buurt(indeling, "GM0148", reading) for reading in geo.READINGS]
    assert broken(read_changes(folder), readings, read_recode(folder)) == [
        "BU01480302",
        "BU01480306",
        "KERN-GM0148-buitengebied",
        "KERN-GM0148-lemelerveld",
    ]


SPLIT = moves((2024, A, C, 0.25), (2024, A, A, 0.75))


def test_counts_of_before_go_to_the_buurten_of_the_map():
    table = counts((A, "2023", 100), (C, "2023", 10), (A, "2024", 80), (C, "2024", 40), (D, "2023", 7))
    result = recode(table, SPLIT, 2025, countable=["inwoners"])
    assert found(result) == {
        (A, "2023"): 75,
        (C, "2023"): 35,
        (D, "2023"): 7,
        (A, "2024"): 80,
        (C, "2024"): 40,
    }
    carried = result.set_index(["gebied", "periode"])["methode"]
    assert carried[(A, "2023")] == carried[(C, "2023")] == "aggregatie"
    assert carried[(D, "2023")] == carried[(A, "2024")] == "telling"


def test_nobody_is_lost_or_counted_twice():
    table = counts((A, "2022", 101), (B, "2022", 50), (C, "2022", 9))
    steps = moves((2023, A, B, 0.3), (2023, A, D, 0.7), (2024, B, C, 1.0))
    result = recode(table, steps, 2024, countable=["inwoners"])
    assert result["waarde"].sum() == pytest.approx(160)
    assert found(result) == pytest.approx({(C, "2022"): 9 + 50 + 30.3, (D, "2022"): 70.7})


@pytest.mark.parametrize("status", ["onderdrukt", "ontbreekt", "te weinig waarnemingen"])
def test_a_part_that_is_not_known_leaves_no_number(status):
    result = recode(counts((A, "2023", status), (C, "2023", 10)), SPLIT, 2025, countable=["inwoners"])
    assert found(result) == {(A, "2023"): status, (C, "2023"): status}
    assert set(result["methode"]) == {"geen"}


def test_a_part_that_the_source_does_not_have_is_missing():
    result = recode(counts((C, "2023", 10)), SPLIT, 2025, countable=["inwoners"])
    assert found(result) == {(A, "2023"): "ontbreekt", (C, "2023"): "ontbreekt"}


def test_a_part_to_which_it_does_not_apply_adds_nothing():
    table = counts((A, "2023", "niet van toepassing"), (C, "2023", 10))
    result = recode(table, SPLIT, 2025, countable=["inwoners"])
    assert found(result) == {(A, "2023"): "niet van toepassing", (C, "2023"): 10}


def test_the_weakest_part_gives_its_status():
    table = counts((A, "2023", 100), (C, "2023", 10)).assign(status=["voorlopig", "definitief"])
    result = recode(table, SPLIT, 2025, countable=["inwoners"]).set_index("gebied")["status"]
    assert result[C] == "voorlopig"


def test_a_map_of_before_the_change_changes_nothing():
    table = counts((A, "2023", 100), (C, "2023", 10))
    pd.testing.assert_frame_equal(recode(table, SPLIT, 2023, countable=["inwoners"]), table)


@pytest.mark.parametrize("steps", [SPLIT.assign(aandeel=np.nan), SPLIT.iloc[:0]], ids=["unknown", "none"])
def test_without_shares_nothing_is_carried_over(steps):
    table = counts((A, "2023", 100), (C, "2023", 10))
    pd.testing.assert_frame_equal(recode(table, steps, 2025, countable=["inwoners"]), table)


def test_a_share_is_never_divided():
    table = counts((A, "2023", 12.5), (C, "2023", 14.0), indicator="eenzaam")
    pd.testing.assert_frame_equal(recode(table, SPLIT, 2025, countable=["inwoners"]), table)


def test_a_new_code_takes_all_rows_along():
    old = "BU01480199"
    both = [counts((old, "2023", 100)), counts((old, "2023", 12.5), indicator="eenzaam")]
    table = tidy.conform(pd.concat([*both, counts((A, "2024", 101))]))
    result = recode(table, moves((2024, old, A, 1.0)), 2025, countable=["inwoners"])
    assert set(result["gebied"]) == {A}
    assert set(result["methode"]) == {"telling"}
    assert sorted(result["waarde"]) == [12.5, 100, 101]
