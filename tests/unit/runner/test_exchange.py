"""A parcel comes back as it was put there, or not at all; a place that does not serve is refused with what to do."""

from __future__ import annotations

import hashlib
import importlib
import sys
import uuid
from pathlib import Path

import pytest

pytest.importorskip("fsspec")

from analysis.errors import InputError
from analysis.runner import exchange
from analysis.runner.exchange import Exchange, ExchangeError, Parcel, opened, packed
from analysis.runner.receipt import file_hashes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Coördinatie één"
    (made / "onder" / "leeg").mkdir(parents=True)
    (made / "cijfers.csv").write_text("gebied;waarde\n" * 1000, encoding="utf-8")
    (made / "onder" / "café.bin").write_bytes(bytes(range(256)))
    (made / ".gelezen.json").write_text("{}", encoding="utf-8")
    return made


@pytest.fixture(params=["memory", "file"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Exchange:
    base = f"memory://{uuid.uuid4().hex}" if request.param == "memory" else (tmp_path / "daar").as_uri()
    return opened(base)


def test_a_folder_comes_back_as_it_was(place: Exchange, folder: Path, tmp_path: Path):
    parcel = place.put(folder, "een")
    place.fetch(parcel, tmp_path / "terug")
    assert file_hashes(tmp_path / "terug") == file_hashes(folder)
    assert (tmp_path / "terug" / "onder" / "leeg").is_dir()


def test_what_stays_here_does_not_go(place: Exchange, folder: Path, tmp_path: Path):
    place.fetch(place.put(folder, "een", without=["cijfers.csv"]), tmp_path / "terug")
    assert set(file_hashes(folder)) - set(file_hashes(tmp_path / "terug")) == {"cijfers.csv"}


def test_the_same_folder_is_the_same_parcel_whenever_it_was_made(folder: Path):
    before = packed(folder)
    (folder / "cijfers.csv").touch()
    assert packed(folder) == before
    assert len(before) < 5_000


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: b"", lambda data: data + b"x"])
def test_half_a_parcel_or_another_one_is_refused_before_anything_is_unpacked(
    folder: Path, tmp_path: Path, change
):
    place = opened((tmp_path / "daar").as_uri())
    parcel = place.put(folder, "een")
    (lies,) = (tmp_path / "daar").rglob("een.zip")
    lies.write_bytes(change(lies.read_bytes()))
    with pytest.raises(ExchangeError, match="niet wat er is neergezet"):
        place.fetch(parcel, tmp_path / "terug")
    assert not (tmp_path / "terug").exists()


def test_a_parcel_that_is_not_there_is_named(place: Exchange, tmp_path: Path):
    with pytest.raises(ExchangeError, match=r"halen van weg\.zip is niet gelukt \(FileNotFoundError"):
        place.fetch(Parcel("weg.zip", hashlib.sha256().hexdigest()), tmp_path / "terug")


def test_a_parcel_of_before_leaves_nothing_in_a_folder(place: Exchange, folder: Path, tmp_path: Path):
    target = tmp_path / "terug"
    target.mkdir()
    (target / "oud.txt").touch()
    place.fetch(place.put(folder, "een"), target)
    assert file_hashes(target) == file_hashes(folder)


def test_nothing_is_left_after_the_sweep(folder: Path, tmp_path: Path):
    place = opened((tmp_path / "daar").as_uri())
    one = place.put(folder, "een")
    place.put(folder, "twee")
    place.drop(one)
    place.drop(one)  # gone already: no matter
    assert sorted(path.name for path in (tmp_path / "daar").rglob("*.zip")) == ["twee.zip"]
    place.sweep()
    place.sweep()
    assert list((tmp_path / "daar").iterdir()) == []


def test_two_batches_do_not_meet(tmp_path: Path, folder: Path):
    one, other = (opened((tmp_path / "daar").as_uri()) for _ in range(2))
    parcel = one.put(folder, "een")
    other.sweep()
    one.fetch(parcel, tmp_path / "terug")


def test_whoever_sees_another_place_under_the_same_address_is_told(tmp_path: Path):
    place = opened((tmp_path / "daar").as_uri())
    place.find_trial()
    with pytest.raises(ExchangeError, match="proefbestand lezen is niet gelukt"):
        Exchange((tmp_path / "elders" / "kernmonitor-1").as_uri()).find_trial()
    (trial,) = (tmp_path / "daar").rglob("proef")
    trial.write_text("van een ander", encoding="utf-8")
    with pytest.raises(ExchangeError, match="iets anders"):
        place.find_trial()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("bucket/map", "een adres zoals s3://bucket/map"),
        ("onbekend://bucket", "Protocol not known"),
    ],
)
def test_what_is_no_address_is_refused(url: str, said: str):
    with pytest.raises(InputError, match="niets gemaakt") as caught:
        opened(url)
    assert f'"{url}"' in str(caught.value)
    assert said in str(caught.value)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path):
    (tmp_path / "bestand").touch()
    with pytest.raises(InputError, match="niet te gebruiken") as caught:
        opened((tmp_path / "bestand" / "map").as_uri())
    assert "proefbestand schrijven is niet gelukt" in str(caught.value)
    assert "Controleer adres, sleutels en rechten" in str(caught.value)


def test_without_the_package_for_it_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    known = importlib.import_module("fsspec.registry")._registry
    monkeypatch.delitem(known, "s3", raising=False)
    with pytest.raises(InputError, match="niet te gebruiken") as caught:
        opened("s3://bucket/map")
    assert exchange.INSTALL in str(caught.value)
