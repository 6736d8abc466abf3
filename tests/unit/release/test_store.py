import io
import json

import geopandas.testing
import pandas as pd
import pytest

from analysis.ground.errors import InputError
from analysis.model.tidy import TEXT_COLUMNS
from analysis.release.release import no_boundaries
from analysis.release.store import TEXT, read_about, read_release, read_table, write_release

ABOUT = {"gemeente": "GM0148", "naam": "Dalfsen", "vergelijk": ["PV23", "NL00"]}


@pytest.fixture
def numbers(table):
    return table(
        {"waarde": 1234.5}, {"gebied": "NL00", "waarde": None, "status": "onderdrukt", "methode": "geen"}
    )


def test_what_was_written_is_read_back(tmp_path, numbers, areas):
    digest = write_release(tmp_path, numbers, areas, ABOUT)
    release = read_release(tmp_path)
    pd.testing.assert_frame_equal(release.table, numbers.astype(dict.fromkeys(TEXT_COLUMNS, TEXT)))
    geopandas.testing.assert_geodataframe_equal(release.areas, areas)
    assert (release.gemeente, release.naam, release.compare) == ("GM0148", "Dalfsen", ("PV23", "NL00"))
    assert release.files["cijfers.parquet"] == read_about(tmp_path)["digest"] == digest
    assert len(digest) == 64


def test_the_csv_opens_in_dutch_excel(tmp_path, numbers, areas):
    write_release(tmp_path, numbers, areas, ABOUT)
    content = (tmp_path / "cijfers.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfindicator;gebied;periode;waarde;")
    assert b"inwoners;GM0148;2024;1234,5;;;;;;definitief;telling;telling\r\n" in content
    assert b"inwoners;NL00;2024;;;;;;;onderdrukt;geen;telling\r\n" in content


def test_the_note_says_what_is_in_it_and_is_readable(tmp_path, numbers, areas):
    write_release(tmp_path, numbers, areas, ABOUT | {"rijen": 2, "naam": "Súdwest"})
    text = (tmp_path / "release.json").read_text(encoding="utf-8")
    assert json.loads(text)["rijen"] == 2
    assert "Súdwest" in text


def test_the_same_numbers_give_the_same_bytes(tmp_path, numbers, areas):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_release(tmp_path / name, numbers.copy(), areas.copy(), ABOUT)
    files = ("cijfers.parquet", "cijfers.csv", "gebieden.parquet", "grenzen.parquet", "release.json")
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_digest_changes_when_one_number_changes(tmp_path, numbers, areas):
    first = write_release(tmp_path, numbers, areas, ABOUT)
    assert write_release(tmp_path, numbers.assign(waarde=[1234.6, None]), areas, ABOUT) != first
    assert write_release(tmp_path, numbers, areas, ABOUT) == first


@pytest.mark.parametrize("gone", ["cijfers.parquet", "gebieden.parquet", "grenzen.parquet", "release.json"])
def test_a_release_that_is_not_complete_says_how_to_make_one(tmp_path, numbers, areas, gone):
    write_release(tmp_path, numbers, areas, ABOUT)
    (tmp_path / gone).unlink()
    with pytest.raises(InputError, match="vrijgegeven cijfers zijn er nog niet") as caught:
        read_release(tmp_path)
    [problem] = caught.value.problems
    assert problem.expected == gone
    assert "kernmonitor build" in problem.action


NOORD = "KERN-GM0148-noord"


@pytest.fixture
def moved():
    rows = [(NOORD, 2020, "de grens is veranderd", False), (NOORD, 2023, "de grens is veranderd", True)]
    return pd.DataFrame(rows, columns=list(no_boundaries())).astype(no_boundaries().dtypes)


def test_all_that_a_release_says_is_of_the_moment_it_was_read(tmp_path, numbers, areas, moved):
    write_release(tmp_path, numbers, areas, ABOUT, moved)
    release = read_release(tmp_path)
    write_release(tmp_path, numbers, areas.iloc[:1], ABOUT)
    assert (len(release.areas), len(release.boundaries)) == (len(areas), len(moved))


def test_areas_that_changed_are_read_back(tmp_path, numbers, areas, moved):
    write_release(tmp_path, numbers, areas, ABOUT, moved)
    pd.testing.assert_frame_equal(read_release(tmp_path).boundaries, moved)


def test_a_release_in_which_no_area_changed_says_so(tmp_path, numbers, areas):
    write_release(tmp_path, numbers, areas, ABOUT)
    pd.testing.assert_frame_equal(read_release(tmp_path).boundaries, no_boundaries())


def test_a_table_is_read_as_pandas_reads_it_with_texts_of_python(table):
    written = io.BytesIO()
    numbers = table(
        {"waarde": 1.5}, {"gebied": "NL00", "waarde": None, "status": "ontbreekt", "methode": "geen"}
    )
    numbers.to_parquet(written, index=False)
    found = read_table(written.getvalue())
    same = pd.read_parquet(written).astype(dict.fromkeys(TEXT_COLUMNS, TEXT))
    pd.testing.assert_frame_equal(found, same)


def test_a_text_that_is_not_there_is_nan():
    written = io.BytesIO()
    pd.DataFrame({"a": ["x", None]}).to_parquet(written, index=False)
    found = read_table(written.getvalue())["a"]
    assert (found.dtype, found.isna().tolist()) == (TEXT, [False, True])
