"""One rule: the threshold of the params file holds for whatever leaves the gate, and every text names it."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis.audit.published import audit_edition, published_table
from analysis.ground import paths
from analysis.model.catalogue import read_catalogue
from analysis.model.params import read_params
from analysis.model.protection import GateRule, Protection
from analysis.model.tidy import WITH_VALUE
from analysis.release import build
from analysis.release.cells import own_rows
from analysis.release.intervals import rule_of
from analysis.release.returns import COLUMNS, read_returns

pytestmark = pytest.mark.slow


THRESHOLD = 15


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """Return an edition of Dalfsen with a higher threshold, with returns."""
    folder = tmp_path_factory.mktemp("dalfsen") / "2025"
    (folder / "release").mkdir(parents=True)
    params = read_params(paths.params() / "dalfsen.yml")
    params = params.model_copy(update={"poort": GateRule(drempel=THRESHOLD)})
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"partner": "P", "activiteit": f"A{count}", "doel": "2.2", "gebied": "GM0148", "jaar": "2024"}
        | {"bereik": float(count), "bereik_status": "niet bekend"}
        for count in range(30)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "own_returns", lambda *_: pd.DataFrame(rows))
        build.build_release(params, folder / "release")
    return folder


def test_nothing_up_to_the_threshold_is_in_the_release(edition):
    for table in (
        published_table(edition / "release" / "cijfers.csv"),
        pd.read_parquet(edition / "release" / "cijfers.parquet"),
    ):
        own = own_rows(table, read_catalogue())
        own = own[own["status"].isin(WITH_VALUE) & (own["methode"] != "bron")]
        counted = own["teller"].where(own["noemer"].notna(), own["waarde"])
        assert counted.min() > THRESHOLD
        assert {"eigen_mantelzorg", "voorbeeld_mantelzorg"} & set(own["bron"])


def test_nothing_up_to_the_threshold_is_in_the_returns(edition):
    assert read_returns(edition / "release")["bereik"].min() > THRESHOLD
    assert audit_edition(edition) == []


def test_no_other_place_says_what_is_small():
    source = paths.root() / "src" / "analysis"
    said = re.compile(r"tot en met 7\b|minder dan 8\b|afgerond op 5\b")
    assert [str(file) for file in source.rglob("*.py") if said.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", ["betrouwbaarheid.md", "eigen_bestanden.md"])
def test_the_documents_say_the_usual_rule(name):
    text = " ".join((paths.root() / "docs" / name).read_text(encoding="utf-8").split())
    assert GateRule().for_source("").words in text


@pytest.mark.parametrize(
    ("threshold", "interval", "safe"),
    [
        (7, (0, 7), True),
        (7, (0, 5), False),
        (7, (3, 8), False),  # who is in it knows that it is 7 at most
        (7, (3, 10), True),
        (10, (3, 10), False),
        (10, (3, 12), True),
        (10, (0, 10), True),
    ],
)
def test_what_is_safe_follows_from_the_rule(threshold, interval, safe):
    assert rule_of(Protection(threshold, 5))(*interval) == safe


def test_a_looser_rule_asks_for_no_more_than_it_allows():
    assert rule_of(Protection(3, 1))(0, 3)
    assert not rule_of(Protection(3, 1))(2, 3)
