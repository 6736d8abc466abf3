"""Codes that ended, marks of areas that changed and who went where, as they lie in `data/geo`."""

import pytest

from analysis.ground import paths
from analysis.ground.errors import InputError
from analysis.model.boundaries import (
    read_changes,
    read_recode,
    read_successions,
    successor,
    written,
)

# The number of gemeenten that CBS gives for 1 January.
GEMEENTEN = {
    2014: 403,
    2015: 393,
    2016: 390,
    2017: 388,
    2018: 380,
    2019: 355,
    2021: 352,
    2022: 345,
    2023: 342,
}


@pytest.fixture(scope="module")
def successions():
    return read_successions()


def put(folder, name, *rows):
    (folder / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder / name


SUCCESSIONS = "jaar,oud,oude_naam,nieuw,nieuwe_naam,bron"
CHANGES = "gebied,jaar,indelingswijziging,bron"
RECODE = "jaar,oud,nieuw,aandeel,bron"


def test_each_year_ends_with_as_many_gemeenten_as_cbs_counts(successions):
    number, known = 408, set()
    for year, expected in GEMEENTEN.items():
        rows = [one for one in successions if one.jaar == year]
        # A code from 1921 on was given in 2014 or later, the others were there already.
        fresh = {one.nieuw for one in rows if int(one.nieuw[2:]) >= 1930 or one.nieuw == "GM1921"} - known
        known |= fresh
        number += len(fresh) - len({one.oud for one in rows})
        assert number == expected, year
    assert {one.jaar for one in successions} == set(GEMEENTEN)


def test_a_code_has_one_name_wherever_it_stands(successions):
    names = {(one.oud, one.oude_naam) for one in successions} | {
        (one.nieuw, one.nieuwe_naam) for one in successions
    }
    assert len({code for code, _ in names}) == len(names)


@pytest.mark.parametrize(
    ("code", "year", "now"),
    [
        ("GM0140", 2018, {"GM0080", "GM1900", "GM1949"}),
        ("GM0788", 2021, {"GM0757", "GM0824", "GM0855", "GM0865"}),
        ("GM0053", 2019, {"GM1966", "GM1969"}),
        ("GM0055", 2014, {"GM0074", "GM0080", "GM1900", "GM1940"}),
        ("GM0457", 2023, {"GM0363"}),
        ("GM0148", None, set()),
        ("GM0080", None, set()),
    ],
)
def test_a_code_that_ended_leads_to_those_of_now(successions, code, year, now):
    found = successor(code, successions)
    assert {one.nieuw for one in found} == now
    assert {one.jaar for one in found} == ({year} if year else set())


def test_a_successor_that_ended_is_followed_in_the_year_of_the_first(successions):
    (found,) = successor("GM0282", successions)
    expected = {
        "jaar": 2015,
        "oud": "GM0282",
        "oude_naam": "Ubbergen",
        "nieuw": "GM1945",
        "nieuwe_naam": "Berg en Dal",
    }
    assert found.model_dump(exclude={"bron"}) == expected


def test_what_became_of_a_code_is_written_out(successions):
    text = "GM0053 (Winsum) is vanaf 2019 GM1966 (Het Hogeland) of GM1969 (Westerkwartier)"
    assert written(successor("GM0053", successions)) == text


def test_every_wrong_cell_of_the_successions_is_named(tmp_path):
    rows = ["19,GM1,A,GM0002,B,x", "2018,GM0001,,WK000201,B,", "2018,GM0003,A,GM0004,B,x"] * 1
    with pytest.raises(InputError) as caught:
        read_successions(put(tmp_path, "h.csv", SUCCESSIONS, *rows, rows[-1]))
    places = [(problem.row, problem.column) for problem in caught.value.problems]
    assert places == [(2, "jaar"), (2, "oud"), (3, "oude_naam"), (3, "nieuw"), (3, "bron"), (5, None)]


def test_the_changes_of_dalfsen_are_read():
    found = read_changes(paths.data() / "geo" / "GM0148")
    assert found.to_dict("records") == [
        {"gebied": code, "jaar": 2025, "indelingswijziging": 3} for code in ("BU01480302", "BU01480306")
    ]


def test_a_gemeente_without_tables_has_no_changes(tmp_path):
    changes, recode = read_changes(tmp_path), read_recode(tmp_path)
    assert changes.empty
    assert recode.empty
    assert list(changes) == ["gebied", "jaar", "indelingswijziging"]
    assert recode["aandeel"].dtype == "float64"


def test_a_mark_that_cbs_does_not_use_is_refused(tmp_path):
    put(tmp_path, "indelingswijziging.csv", CHANGES, "BU01480302,2025,4,x", "KERN-GM0148-a,2025,3,x")
    with pytest.raises(InputError) as caught:
        read_changes(tmp_path)
    assert [(p.row, p.column) for p in caught.value.problems] == [(2, "indelingswijziging"), (3, "gebied")]


def test_shares_that_add_to_one_are_read(tmp_path):
    rows = ["2025,BU01480306,BU01480302,0.25,x", "2025,BU01480306,BU01480306,0.75,x"]
    put(tmp_path, "omnummering.csv", RECODE, *rows)
    assert read_recode(tmp_path)["aandeel"].tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("first", "second", "row"),
    [("0.25", "0.5", 2), ("0.25", "", 2), ("0.5", "0.6", 2)],
    ids=["too little", "half known", "too much"],
)
def test_shares_of_an_old_buurt_add_to_one_or_are_unknown_together(tmp_path, first, second, row):
    rows = [f"2025,BU01480306,BU01480302,{first},x", f"2025,BU01480306,BU01480306,{second},x"]
    put(tmp_path, "omnummering.csv", RECODE, *rows)
    with pytest.raises(InputError) as caught:
        read_recode(tmp_path)
    assert [(p.row, p.column) for p in caught.value.problems] == [(row, "aandeel")]


@pytest.mark.parametrize("share", ["1.5", "-0.1", "25%", "0,5"])
def test_a_share_lies_between_nothing_and_all(tmp_path, share):
    put(tmp_path, "omnummering.csv", RECODE, f'2025,BU01480306,BU01480302,"{share}",x')
    with pytest.raises(InputError, match="een getal van 0 tot 1"):
        read_recode(tmp_path)
