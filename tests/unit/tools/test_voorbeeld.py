"""The fictional figures: the same bytes again, and calibrated on what is published."""

import pandas as pd
import pytest
from tools import voorbeeld
from tools.voorbeeld import rows

from analysis.ground import paths
from analysis.model import tidy
from analysis.model.catalogue import read_catalogue
from analysis.model.protection import GateRule
from analysis.model.tidy import conform
from analysis.release.gate import row_by_row
from analysis.sources.embedded import read_placed

SHARE = "jeugdhulp_aandeel_tot_21_registratie"
LINES = ["jeugdhulp_jeugdigen_actief", "jeugdhulp_jeugdigen_met_recht", "jeugdhulp_voorzieningen_actief"]
# What the preventiebeleid says of Dalfsen beside the others: 1 higher, -1 lower, 0 nothing.
SAID = {
    "vitaliteit_buurt_": 1,
    "tevreden_": 1,
    "tevreden_openbaar_vervoer": -1,
    "inzet_vrijwilligerswerk": 1,
    "inzet_leefbaarheid": -1,
    "inzet_hulp_aan_buren": -1,
    "inzet_aandacht_voor_buren": -1,
}


@pytest.fixture(scope="module")
def tables():
    return voorbeeld.generate()


@pytest.fixture(scope="module")
def catalogue():
    return read_catalogue()


def wide(table, period="2024"):
    """One row per area, one column per indicator."""
    return table[table["periode"] == period].pivot_table(index="gebied", columns="indicator", values="waarde")


class TestFiles:
    def test_generating_again_gives_the_committed_files(self, tables):
        committed = {path.stem: path.read_text(encoding="utf-8") for path in _files()}
        assert {name: rows.csv_text(table) for name, table in tables.items()} == committed

    def test_writing_gives_unix_lines(self, tmp_path):
        written = voorbeeld.write(tmp_path / "new")
        assert [path.name for path in written] == [f"{name}.csv" for name in voorbeeld.generate()]
        assert all(b"\r" not in path.read_bytes() and path.read_bytes().endswith(b"\n") for path in written)

    def test_a_file_read_back_is_the_table(self, tables):
        for path in _files():
            pd.testing.assert_frame_equal(tidy.read_csv(path, name=path.name), tables[path.stem])

    def test_every_value_is_marked_and_nothing_is_negative(self, tables):
        for name, table in tables.items():
            assert set(table["bron"]) == {f"voorbeeld_{name}"}
            assert (table.loc[table["waarde"].notna(), "status"] == "voorbeeld").all()
            assert (table.loc[table["waarde"].isna(), "status"] == "onderdrukt").all()
            numbers = table[list(tidy.NUMBER_COLUMNS)]
            assert not (numbers < 0).any(axis=None)
            assert not (table["teller"] > table["noemer"]).any()

    def test_a_share_is_that_of_its_counts(self, tables):
        table = pd.concat(tables.values())
        shares = table[table["teller"].notna()]
        assert len(shares) > 200
        assert (shares["waarde"] - 100 * shares["teller"] / shares["noemer"]).abs().max() < 0.0001


class TestCatalogue:
    def test_every_indicator_names_the_source_last_and_the_source_says_fictional(self, tables, catalogue):
        for name, table in tables.items():
            source = catalogue.sources[f"voorbeeld_{name}"]
            assert "voorbeeld" in source.beperkingen
            assert source.titel.startswith("Voorbeeldcijfers")
            assert source.naam_kort.startswith("Voorbeeldcijfers (verzonnen)")
            for indicator in table["indicator"].unique():
                assert catalogue[indicator].bron[-1] == source.bron
            assert set(table["gebied"]) <= set(catalogue.areas)

    def test_plain_words_are_short(self, tables, catalogue):
        for indicator in {name for table in tables.values() for name in table["indicator"]}:
            for sentence in catalogue[indicator].uitleg_b1.split("."):
                assert len(sentence.split()) <= 12, indicator

    def test_they_come_with_the_embedded_figures(self, tables, catalogue):
        table = conform(read_placed(list(catalogue.sources)))
        fictional = table["bron"].str.startswith("voorbeeld_")
        assert fictional.sum() == sum(len(part) for part in tables.values())
        assert not (table.loc[~fictional, "status"] == "voorbeeld").any()


class TestJeugdhulp:
    def test_about_ten_per_cent_each_year(self, tables):
        share = _shares(tables, "GM0148")
        assert share.index.tolist() == [str(year) for year in range(2017, 2025)]
        assert share["waarde"].between(9, 11).all()
        assert share["noemer"].between(6900, 7100).all()

    def test_kernen_are_the_gemeente(self, tables):
        table = tables["jeugdhulp"]
        kernen = table[(table["indicator"] == SHARE) & table["gebied"].str.startswith("KERNGEBIED-")]
        sums = kernen.groupby("periode")[["teller", "noemer"]].sum()
        pd.testing.assert_frame_equal(sums, _shares(tables, "GM0148")[["teller", "noemer"]])

    def test_three_lines_in_order_every_month(self, tables):
        table = tables["jeugdhulp"]
        months = table[table["indicator"].isin(LINES)].pivot_table(
            index="periode", columns="indicator", values="waarde"
        )
        assert len(months) == 96
        assert (months[LINES[0]] <= months[LINES[1]]).all()
        assert (months[LINES[1]] <= months[LINES[2]]).all()
        yearly = _shares(tables, "GM0148")["teller"]
        assert (months[LINES[1]] <= months.index.str[:4].map(yearly)).all()

    def test_summer_and_spring_2020_dip(self, tables):
        active = tables["jeugdhulp"].query("indicator == @LINES[0]").set_index("periode")["waarde"]
        for year in range(2017, 2025):
            assert active[f"{year}-08"] < 0.95 * active[f"{year}-03"] or year == 2020
        assert active["2020-04"] < 0.9 * active["2020-02"]

    def test_the_gate_hides_the_two_smallest_kernen_of_2019_and_no_other(self, tables, catalogue):
        released = row_by_row(tables["jeugdhulp"], catalogue, GateRule()).table
        hidden = released[released["status"] == "onderdrukt"]
        assert hidden[["gebied", "periode"]].to_numpy().tolist() == [
            ["KERNGEBIED-GM0148-hoonhorst", "2019"],
            ["KERNGEBIED-GM0148-oudleusen", "2019"],
        ]
        assert hidden[list(tidy.NUMBER_COLUMNS)].isna().all(axis=None)


class TestMantelzorg:
    def test_43_per_cent_does_not_know_the_team(self, tables):
        published = rows.published("preventiebeleid_2022_mantelzorg", "kent_mantelzorgteam_niet", "2019")
        table = tables["mantelzorg"].query("indicator == 'mantelzorg_kent_team_niet'")
        kernen = table[table["gebied"] != "GM0148"]
        assert round(100 * kernen["teller"].sum() / kernen["noemer"].sum()) == published["GM0148"] == 43

    def test_kernen_are_the_gemeente(self, tables):
        whole = tables["mantelzorg"]["gebied"] == "GM0148"
        sums = tables["mantelzorg"][~whole].groupby("indicator")[["teller", "noemer", "n"]].sum()
        gemeente = tables["mantelzorg"][whole].set_index("indicator")[["teller", "noemer", "n"]]
        pd.testing.assert_frame_equal(sums, gemeente)

    def test_load_is_one_answer_and_mostly_not_heavy(self, tables):
        table = tables["mantelzorg"][
            tables["mantelzorg"]["indicator"].str.startswith("mantelzorg_belasting_")
        ]
        load = table.pivot_table(index="gebied", columns="indicator", values="waarde")
        assert load.shape[1] == 5
        assert (load.sum(axis=1) - 100).abs().max() < 0.001
        light = load["mantelzorg_belasting_niet"] + load["mantelzorg_belasting_enigszins"]
        assert (light > 50).all()

    def test_carers_are_the_base_of_what_is_asked_of_them(self, tables):
        table = tables["mantelzorg"]
        carers = table.query("indicator == 'mantelzorg_geeft'").set_index("gebied")["teller"]
        others = table.query("indicator != 'mantelzorg_geeft'")
        assert (others["noemer"] == others["gebied"].map(carers)).all()

    def test_the_gate_shows_only_kernen_with_enough_answers(self, tables, catalogue):
        released = row_by_row(tables["mantelzorg"], catalogue, GateRule()).table
        few, shown = (released["status"] == status for status in ("te weinig waarnemingen", "voorbeeld"))
        # Of what is too small not even the size is shown, or the carers of a kern would be known by it.
        assert released.loc[~shown, "n"].isna().all()
        assert (released.loc[shown, "n"] >= 30).all()
        assert set(released.loc[few, "gebied"].str.split("-").str[-1]) == {"hoonhorst", "oudleusen"}


class TestBurgerpeiling:
    def test_dalfsen_stands_where_the_document_says(self, tables):
        values = wide(tables["burgerpeiling"], "2019").T
        others = values.drop(columns="GM0148")
        assert others.columns.tolist() == ["KLASSE-WEINIG-STEDELIJK", "KLASSE-WELZIJN-PARTICIPATIE", "NL00"]
        checked = 0
        for indicator, row in others.iterrows():
            said = [sign for start, sign in SAID.items() if indicator.startswith(start)]
            if said:
                assert (said[-1] * (values.loc[indicator, "GM0148"] - row) > 0).all(), indicator
                checked += 1
        assert checked == 5 + 8 + 4

    def test_parts_scales_and_respondents(self, tables):
        table = tables["burgerpeiling"]
        assert table["indicator"].nunique() == 5 + 8 + 6
        scores = table[table["indicator"].str.startswith("vitaliteit_")]
        assert scores["waarde"].between(1, 10).all()
        assert table["n"].notna().all()
        assert (table.loc[table["gebied"] == "GM0148", "n"] == 780).all()


class TestRows:
    def test_allot_adds_up_and_gives_nothing_to_nothing(self):
        assert rows.allot(10, [1, 1, 1]) == [4, 3, 3]
        assert rows.allot(7, [0, 2, 5]) == [0, 2, 5]
        assert sum(rows.allot(9560, [0.3, 11, 7.7, 0])) == 9560

    @pytest.mark.parametrize(("count", "rounded"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10)])
    def test_round_to_five(self, count, rounded):
        assert rows.round_to_five(count) == rounded


def _files():
    return sorted((paths.data() / "voorbeeld").glob("*.csv"))


def _shares(tables, area):
    table = tables["jeugdhulp"]
    return table[(table["indicator"] == SHARE) & (table["gebied"] == area)].set_index("periode")
