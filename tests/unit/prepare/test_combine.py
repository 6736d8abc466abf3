"""Which number counts when several deliver it."""

import pandas as pd
import pytest

from analysis.model import tidy
from analysis.prepare.combine import combine, published_first
from analysis.prepare.kernen import published_shares

OWN = {"GM0148", "KERN-GM0148-noord"}
NORTH = "KERN-GM0148-noord"


def found(rows):
    columns = ["indicator", "gebied", "periode", "bron"]
    return sorted(rows[columns].itertuples(index=False, name=None))


def fictional(table, *rows):
    return table(*rows, status="voorbeeld", bron="voorbeeld_x")


def test_with_nothing_live_everything_stays(table):
    embedded = fictional(table, {"waarde": 1})
    assert combine(embedded, tidy.empty(), OWN).equals(embedded)


def test_a_fictional_series_gives_way_as_a_whole(table):
    embedded = fictional(
        table,
        {"waarde": 1, "periode": "2019"},
        {"waarde": 2, "gebied": NORTH},
        {"waarde": 3, "indicator": "jong"},
    )
    live = table({"waarde": 9, "periode": "2024", "bron": "eigen"})
    assert found(combine(embedded, live, OWN)) == [
        ("inwoners", "GM0148", "2024", "eigen"),
        ("jong", "GM0148", "2024", "voorbeeld_x"),
    ]


def test_what_the_gate_or_a_gap_took_from_a_fictional_series_goes_with_it(table):
    embedded = pd.concat(
        [
            fictional(table, {"waarde": 1}),
            table({"gebied": NORTH}, status="ontbreekt", methode="geen", bron="voorbeeld_x"),
        ]
    )
    live = table({"waarde": 9, "bron": "eigen"})
    assert set(combine(embedded, live, OWN)["bron"]) == {"eigen"}


@pytest.mark.parametrize(
    "other",
    [{"gebied": "NL00", "waarde": 9}, {"waarde": None, "status": "ontbreekt", "methode": "geen"}],
)
def test_only_a_number_of_the_municipality_itself_pushes_out_a_fictional_one(table, other):
    embedded = fictional(table, {"waarde": 1})
    result = combine(embedded, table(other, bron="cbs"), OWN)
    assert ("inwoners", "GM0148", "2024", "voorbeeld_x") in found(result)
    assert len(result) == 2


def test_what_was_made_up_for_another_gemeente_has_no_place(table):
    """Dalfsen's example numbers stood on the map of Ommen, and were counted as Ommen's."""
    mine = fictional(table, {"waarde": 1}, {"waarde": 2, "gebied": "NL00"})
    other = fictional(
        table,
        {"waarde": 3, "gebied": "GM0175"},
        {"waarde": 4, "gebied": "KERN-GM0175-ommen"},
        {"waarde": 5, "gebied": "BU01750001"},
        {"waarde": 6, "gebied": "GM0175", "indicator": "jong"},
        {"waarde": 7, "gebied": "NL00", "indicator": "jong"},
        {"waarde": None, "gebied": "GM0177", "status": "ontbreekt", "methode": "geen"},
    )
    real = table({"waarde": 8, "gebied": "GM0175"})
    both = tidy.conform(pd.concat([mine, other, real]))
    kept = tidy.conform(pd.concat([mine, real]))
    assert found(combine(both, tidy.empty(), OWN)) == found(kept)
    assert found(combine(both, table({"waarde": 9, "bron": "eigen"}), OWN)) == [
        ("inwoners", "GM0148", "2024", "eigen"),
        ("inwoners", "GM0175", "2024", "telling"),
    ]
    assert found(combine(both, tidy.empty(), {"GM0193"})) == found(real)


def test_a_real_copy_gives_way_only_where_the_same_number_was_fetched(table):
    embedded = table({"waarde": 1}, {"waarde": 2, "periode": "2010"}, {"waarde": 3, "gebied": "NL00"})
    live = table(
        {"waarde": 5, "bron": "cbs"},
        {"waarde": None, "gebied": "NL00", "status": "ontbreekt", "methode": "geen", "bron": "cbs"},
    )
    assert found(combine(embedded, live, OWN)) == [
        ("inwoners", "GM0148", "2010", "telling"),
        ("inwoners", "GM0148", "2024", "cbs"),
        ("inwoners", "NL00", "2024", "cbs"),
        ("inwoners", "NL00", "2024", "telling"),
    ]


def test_a_published_number_goes_before_a_sum_of_the_same_source(table):
    sums = table({"waarde": 10}, {"waarde": 20, "gebied": NORTH}, {"waarde": 30, "bron": "gids"})
    published = table({"waarde": 11}, {"waarde": 21, "gebied": "NL00"})
    result = published_first(published, [sums])
    assert found(result) == [
        ("inwoners", "GM0148", "2024", "gids"),
        ("inwoners", "GM0148", "2024", "telling"),
        ("inwoners", NORTH, "2024", "telling"),
        ("inwoners", "NL00", "2024", "telling"),
    ]
    assert result["waarde"].tolist() == [30, 11, 20, 21]


@pytest.mark.parametrize(
    ("status", "value"),
    [
        ("ontbreekt", 10),
        ("onderdrukt", None),
        ("te weinig waarnemingen", None),
        ("niet van toepassing", None),
    ],
)
def test_only_a_published_row_without_a_number_makes_room_for_a_sum(table, status, value):
    published = table({"waarde": None, "status": status, "methode": "geen"})
    [row] = published_first(published, [table({"waarde": 10})]).itertuples()
    assert (row.waarde if value else None) == value
    assert row.status == ("definitief" if value else status)


def test_a_sum_without_a_number_takes_no_published_row_away(table):
    gone = table({"waarde": None, "status": "ontbreekt", "methode": "geen"})
    assert published_first(table({"waarde": 11}), [gone])["waarde"].tolist() == [11]
    assert published_first(gone, [gone])["status"].tolist() == ["ontbreekt"]


# Shares of two counts that were published.


@pytest.fixture
def counts(table):
    def made(*areas, status="definitief"):
        rows = []
        for area, teller, noemer in areas:
            for indicator, value in (("eenpersoonshuishoudens", teller), ("huishoudens", noemer)):
                known = (
                    {"status": status} if value is not None else {"status": "ontbreekt", "methode": "geen"}
                )
                rows.append({"indicator": indicator, "gebied": area, "waarde": value} | known)
        return table(*rows, bron="cbs_kwb")

    return made


def shares(rows, catalogue):
    tables = published_shares(rows, catalogue)
    return tidy.conform(pd.concat([tidy.empty(), *tables])).set_index(["indicator", "gebied"])


def test_a_share_is_made_of_its_two_counts_per_area(counts, real_catalogue):
    rows = shares(counts(("GM0148", 3012, 11432), ("BU01480101", 25, 100)), real_catalogue)
    share = rows.loc[("aandeel_eenpersoonshuishoudens", "GM0148")]
    assert share["waarde"] == pytest.approx(100 * 3012 / 11432)
    assert (share["status"], share["methode"], share["bron"]) == ("definitief", "aggregatie", "cbs_kwb")
    assert rows.loc[("aandeel_eenpersoonshuishoudens", "BU01480101"), "waarde"] == pytest.approx(25)
    assert set(rows.index.get_level_values(0)) == {"aandeel_eenpersoonshuishoudens"}


def test_bounds_allow_for_rounding_of_wijken_and_buurten_and_not_above(counts, real_catalogue):
    areas = [("GM0148", 25, 100), ("NL00", 25, 100), ("WK014801", 25, 100), ("BU01480101", 25, 100)]
    rows = shares(counts(*areas), real_catalogue).droplevel(0)
    width = rows["bovengrens"] - rows["ondergrens"]
    # Above wijken CBS gives exact counts, and a full count has no other margin than its rounding.
    assert width[["GM0148", "NL00"]].isna().all()
    assert width["WK014801"] == width["BU01480101"] > 2


@pytest.mark.parametrize("area", [("GM0148", None, 100), ("GM0148", 25, None)])
def test_without_one_of_the_counts_there_is_no_share(counts, real_catalogue, area):
    rows = shares(counts(area), real_catalogue)
    assert rows["waarde"].isna().all()
    assert set(rows["status"]) == {"ontbreekt"}
    assert set(rows["methode"]) == {"geen"}


def test_a_share_of_preliminary_counts_is_preliminary(counts, real_catalogue):
    assert set(shares(counts(("GM0148", 1, 4), status="voorlopig"), real_catalogue)["status"]) == {
        "voorlopig"
    }


def test_an_area_that_its_source_does_not_count_has_no_share_that_is_missing(counts, table, real_catalogue):
    """A delivered file brings kernen; CBS publishes nothing of them, and their share is a sum of buurten."""
    own = table(
        {"indicator": "jeugdhulp_aandeel_tot_21_registratie", "gebied": NORTH, "waarde": 9}, bron="eigen"
    )
    other_year = counts(("BU01480101", 30, 100)).assign(periode="2023")
    rows = pd.concat([counts(("GM0148", 3012, 11432), ("BU01480101", 25, 100)), own, other_year])
    made = shares(tidy.conform(rows), real_catalogue).reset_index()
    assert made[["gebied", "periode"]].to_numpy().tolist() == [
        ["BU01480101", "2023"],
        ["BU01480101", "2024"],
        ["GM0148", "2024"],
    ]
    assert made["waarde"].notna().all()


def test_of_nothing_there_are_no_shares(table, real_catalogue):
    assert published_shares(tidy.empty(), real_catalogue) == []
    assert shares(table({"waarde": 5}), real_catalogue).empty
