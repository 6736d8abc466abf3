"""
Own files beside each other and beside what was fetched: none takes a number of another away.

Every template of `data/bronnen.yml` is filled in, and delivered with one half of the others and with all of them. Those
that ask about the same subject are in other halves.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
from tests.filled import deliver, indicators_of, templates
from tests.recorded.fixtures import fetched_root, recorded_server

from analysis.ground import paths
from analysis.model import tidy
from analysis.model.params import read_params
from analysis.prepare import admit
from analysis.release import build as release_build
from analysis.release.store import read_release

__all__ = ["fetched_root", "recorded_server"]

GEMEENTE, YEAR = "GM0148", 2025
EMPTY = "BU01480207"
KEY = ["indicator", "gebied", "periode"]
ALL = tuple(templates())
HALF = ("jeugdhulp", "burgerpeiling", "partners")
HALVES = (HALF, tuple(name for name in ALL if name not in HALF))
# Of the others no number comes into the release; they are delivered beside these.
WITH_NUMBERS = tuple(name for name in ALL if indicators_of(templates()[name]))


class Checkout:
    """A checkout with or without what was fetched, of which the release is made again for each choice of files."""

    def __init__(self, root: Path, place: Path) -> None:
        self.root, self.place = root, place

    @functools.cache  # noqa: B019  it lives as long as this module
    def numbers(self, *names: str) -> pd.DataFrame:
        """Return the rows that figures are drawn from, with these templates delivered."""
        shutil.rmtree(self.root / "data" / "eigen", ignore_errors=True)
        folder = self.place / "-".join(("eigen", *names)) / "release"
        folder.mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(paths.ROOT_VARIABLE, str(self.root))
            for name in names:
                deliver(name, GEMEENTE, YEAR)
            release_build.build_release(read_params(self.root / "params" / "dalfsen.yml"), folder)
            release = read_release(folder)
        return release.rows(list(release.catalogue.indicators)).set_index(KEY)


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> Iterator[None]:
    """Read what was fetched once, as it stays the same; and let nobody attack, which changes no number."""
    with pytest.MonkeyPatch.context() as patch:
        kept: dict[str, object] = {}
        real = admit.read_fetched

        def read(*asked: object) -> object:
            root = str(paths.root())
            if root not in kept:
                kept[root] = real(*asked)
            return kept[root]

        patch.setattr(admit, "read_fetched", read)
        patch.setattr(release_build, "intervals_of", lambda *_: {})
        yield


@pytest.fixture(scope="module")
def fetched(fetched_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    root = tmp_path_factory.mktemp("samen")
    shutil.copytree(fetched_root, root, dirs_exist_ok=True)
    return Checkout(root, tmp_path_factory.mktemp("vrijgaven"))


@pytest.fixture(scope="module")
def unfetched(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    root = tmp_path_factory.mktemp("zonder")
    for name in ("data", "params", "notebooks"):
        shutil.copytree(paths.root() / name, root / name)
    return Checkout(root, tmp_path_factory.mktemp("vrijgaven_zonder"))


def asked_by(names: Sequence[str]) -> set[str]:
    return {indicator for name in names for indicator in indicators_of(templates()[name])}


def of(numbers: pd.DataFrame, indicators: set[str]) -> pd.DataFrame:
    return numbers[numbers.index.get_level_values("indicator").isin(indicators)]


def lost(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Return what had a number before and has none or another one after; what the gate hides is not lost."""
    known = before[before["status"].isin(tidy.WITH_VALUE)]
    now = after.reindex(known.index)
    kept = (now["status"] == "onderdrukt") | (
        (now["waarde"] == known["waarde"]) & (now["bron"] == known["bron"])
    )
    return [" ".join(map(str, key)) for key in known.index[~kept]]


@pytest.mark.parametrize("names", [*HALVES, ALL], ids="+".join)
def test_no_number_of_another_series_is_lost_by_a_file(fetched, names):
    before = fetched.numbers()
    others = before[~before.index.get_level_values("indicator").isin(asked_by(names))]
    assert len(others) > 5000
    assert lost(others, fetched.numbers(*names)) == []


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_all_files_together_say_what_each_of_them_says_in_its_half(fetched, name):
    """What any two of other halves do to each other shows here too: a number that one takes away does not come back."""
    half = next(names for names in HALVES if name in names)
    said, together = of(fetched.numbers(*half), asked_by([name])), fetched.numbers(*ALL)
    known = said[said["status"].isin(tidy.WITH_VALUE)]
    assert set(known["bron"]) >= {templates()[name].bron}, "what is of its own half took it away"
    assert len(known) > 5
    assert lost(said, together) == []
    assert together.loc[known.index, "status"].isin(tidy.WITH_VALUE).all(), (
        "what is hidden cannot be seen to be lost"
    )


def test_without_anything_fetched_no_number_is_lost_either(unfetched):
    before = unfetched.numbers()
    others = before[~before.index.get_level_values("indicator").isin(asked_by(ALL))]
    assert lost(others, unfetched.numbers(*ALL)) == []


def test_fetching_takes_no_number_away(fetched, unfetched):
    before = unfetched.numbers()
    known = before.index[before["waarde"].notna()]
    now = fetched.numbers().loc[known]
    gone = now[now["waarde"].isna()]
    # The answers say that nobody lives there, and so that there is nothing to count.
    assert set(gone.index.get_level_values("gebied")) <= {EMPTY}
    assert set(gone["status"]) <= {"niet van toepassing"}
