"""A gemeente that nobody prepared: fetch its buurten, take the proposed kernindeling, correct it, build."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from tests.build.conftest import Project
from tests.recorded.fixtures import addresses, recorded_server

from analysis import geo
from analysis.catalogue import read_catalogue
from analysis.release.store import read_release

__all__ = ["recorded_server"]

PARAMS = "gemeente: GM0148\nnaam: Proefstad\neditie: 2025\nvergelijk: [NL00]\nnotebooks: [01_een]\n"
AREAS = """\
gebieden:
  buurten: data/geo/GM0148/buurten_2025.geojson
  kernindeling: data/geo/GM0148/kernindeling.csv
"""


@pytest.fixture
def new(project: Project, recorded_server, monkeypatch) -> Project:
    """Return a project that knows nothing of the areas of GM0148, with its layers fetched."""
    for name, value in addresses(recorded_server).items():
        monkeypatch.setenv(name, value)
    folder = project.root / "data" / "geo"
    shutil.rmtree(folder / "GM0148")
    known = (folder / "gebieden.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in known if "0148" not in line.split(",")[0] or line.startswith("GM0148")]
    (folder / "gebieden.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    project.notebook("01_een")
    project.params(PARAMS, "proefstad.yml")
    return project


def test_from_nothing_to_figures_per_kern(new: Project):
    refused = new.run("areas", "params/proefstad.yml")
    assert refused.exit_code == 2
    assert "kernmonitor fetch" in refused.output
    fetched = ("--only", "pdok_wijken_buurten", "--only", "cbs_kwb")
    assert new.run("fetch", "params/proefstad.yml", *fetched).exit_code == 0
    made = new.run("areas", "params/proefstad.yml")
    assert made.exit_code == 0, made.output
    assert "kernindeling: data/geo/GM0148/kernindeling.csv" in made.output

    folder = new.root / "data" / "geo" / "GM0148"
    buurten = geo.read_areas(folder / "buurten_2025.geojson")
    indeling = pd.read_csv(folder / "kernindeling.csv", dtype=str)
    assert len(buurten) == len(indeling) == 36
    assert set(indeling["onzeker"]) == {"1"}
    assert sorted(indeling["kern"].unique()) == ["Dalfsen", "Lemelerveld", "Nieuwleusen"]

    indeling.loc[indeling["buurt"] == "BU01480116", ["kern", "kerngebied"]] = "Hoonhorst"
    indeling.to_csv(folder / "kernindeling.csv", index=False)
    again = new.run("areas", "params/proefstad.yml")
    assert "kernindeling.csv geschreven" not in again.output
    assert read_catalogue().name("KERN-GM0148-hoonhorst") == "Hoonhorst"
    assert read_catalogue().name("WK014801") == "Wijk Dalfsen"

    new.params(PARAMS + AREAS, "proefstad.yml")
    built = new.run("build", "params/proefstad.yml", "--only", "release")
    assert built.exit_code == 0, built.output
    release = read_release(new.outputs / "proefstad" / "2025" / "release")
    rows = release.rows("inwoners", release.kernen(), "2024")
    assert rows["waarde"].notna().all()
    assert set(rows["status"]) == {"definitief"}
    assert rows["bron"].unique().tolist() == ["cbs_kwb"]
