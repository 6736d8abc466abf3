"""What is still made up: counted in an edition, and listed with who can replace it."""

import json
import re

import pandas as pd
import pytest
from tools.fiction import MADE_UP, MIXED, REAL, WITHOUT, counts, kind_of, markdown

from analysis.ground import paths
from analysis.sources.files.definitions import read_definitions


@pytest.mark.parametrize(
    ("statuses", "kind"),
    [
        ({"definitief", "modelschatting"}, REAL),
        ({"voorbeeld", "voorlopig"}, MIXED),
        ({"voorbeeld", "onderdrukt", "te weinig waarnemingen"}, MADE_UP),
        ({"ontbreekt"}, WITHOUT),
        (set(), WITHOUT),
    ],
)
def test_what_is_hidden_or_missing_makes_no_figure_real(statuses, kind):
    assert kind_of(statuses) == kind


def test_figures_and_their_rows_are_counted_per_chapter(tmp_path):
    for name, status, word in (
        ("02_wijkprofiel-a", "voorbeeld", "Voorbeeldcijfers"),
        ("02_wijkprofiel-b", "definitief", "definitief"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        parts = [{"soort": "tekst"}, {"soort": "figuur", "status": [status], "bestanden": {"csv": "x.csv"}}]
        (folder / "inhoud.json").write_text(json.dumps({"onderdelen": parts}), encoding="utf-8")
        (folder / "x.csv").write_text(f"Waarde;Status\n1;{word}\n2;geen gegevens\n", encoding="utf-8-sig")
    table = counts(tmp_path)
    assert table.loc["02_wijkprofiel"].tolist() == [1, 0, 1, 0, 1, 1]
    assert table.loc["samen"].tolist() == [1, 0, 1, 0, 1, 1]
    assert markdown(table).count("\n") == 4


def listed():
    """Return of each row of the list: starts of indicators, how many they are, and the template."""
    text = (paths.root() / "docs" / "verzonnen.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return [(re.findall(r"`([a-z_0-9]+)`", row[0]), int(row[1]), row[4].strip(" `")) for row in rows]


def test_every_indicator_that_is_made_up_is_listed_once_with_a_template_that_takes_it():
    files = (paths.data() / "voorbeeld").glob("*.csv")
    made_up = {name for path in files for name in pd.read_csv(path, dtype="str")["indicator"]}
    templates = read_definitions(paths.data() / "bronnen.yml")
    found: list[str] = []
    for starts, number, template in listed():
        group = [name for name in sorted(made_up) if name.startswith(tuple(starts))]
        assert len(group) == number, starts
        columns = templates[template].kolommen
        taken = {column.indicator for column in columns} | {
            word for column in columns for word in (column.keuzes or {}).values()
        }
        assert set(group) <= taken, (template, set(group) - taken)
        found += group
    assert sorted(found) == sorted(made_up)
