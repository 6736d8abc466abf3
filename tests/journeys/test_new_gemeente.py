"""A gemeente that nobody prepared: fetch, take the proposed kernindeling, correct it, build, and read the annex."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from tests.conftest import Checkout
from tests.journeys.conftest import Page
from tests.recorded.fixtures import addresses

from analysis.model import geo
from analysis.topics import statements

PARAMS = """\
gemeente: GM0148
naam: Proefstad
editie: 2025
vergelijk: [NL00]
notebooks:
  - 01_kernkaarten
  - 05_jeugdhulp
"""
AREAS = """\
gebieden:
  buurten: data/geo/GM0148/buurten_2025.geojson
  kernindeling: data/geo/GM0148/kernindeling.csv
"""
ME = "params/proefstad.yml"


@pytest.fixture(scope="module")
def new(recorded_server, tmp_path_factory):
    """Return a project that knows nothing of the areas or the numbers of GM0148."""
    checkout = Checkout.fresh(tmp_path_factory.mktemp("nieuw") / "project")
    (checkout.root / "params" / "dalfsen.yml").unlink()
    folder = checkout.root / "data" / "geo"
    shutil.rmtree(folder / "GM0148")
    for name in ("voorbeeld", "beleid/GM0148"):
        shutil.rmtree(checkout.root / "data" / name)
    known = (folder / "gebieden.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in known if "0148" not in line.split(",")[0] or line.startswith("GM0148")]
    (folder / "gebieden.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    for name in (
        statements.SAID_FILE,
        statements.ASKED_FILE,
    ):  # what was said about the kernen of Dalfsen
        path = checkout.root / "data" / "beleid" / name
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    (checkout.root / ME).write_text(PARAMS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in addresses(recorded_server).items():
            patch.setenv(name, value)
        yield checkout


@pytest.fixture(scope="module")
def built(new):
    """Go all the way."""
    refused = new.run("areas", ME)
    assert refused.exit_code == 2
    assert "kernmonitor fetch" in refused.output
    fetched = new.run("fetch", ME)
    assert fetched.exit_code == 0, fetched.output
    made = new.run("areas", ME)
    assert made.exit_code == 0, made.output
    assert "kernindeling: data/geo/GM0148/kernindeling.csv" in made.output

    folder = new.root / "data" / "geo" / "GM0148"
    indeling = pd.read_csv(folder / "kernindeling.csv", dtype=str)
    assert len(geo.read_areas(folder / "buurten_2025.geojson")) == len(indeling) == 36
    assert set(indeling["onzeker"]) == {"1"}
    assert sorted(indeling["kern"].unique()) == ["Dalfsen", "Lemelerveld", "Nieuwleusen"]
    indeling.loc[indeling["buurt"] == "BU01480116", ["kern", "kerngebied"]] = "Hoonhorst"
    indeling.to_csv(folder / "kernindeling.csv", index=False)
    again = new.run("areas", ME)
    assert "kernindeling.csv geschreven" not in again.output

    (new.root / ME).write_text(PARAMS + AREAS, encoding="utf-8")
    done = new.run("build", ME, "--formats", "html")
    assert done.exit_code == 0, done.output
    return new, done.output


def test_the_annex_has_the_kernen_as_they_were_corrected(built):
    page = Page.annex(built[0].root, "proefstad")
    people = page.numbers("Hoeveel mensen wonen er in elke kern?")
    assert {name.removesuffix(" en buitengebied") for name in people} == {
        "Dalfsen",
        "Hoonhorst",
        "Lemelerveld",
        "Nieuwleusen",
    }
    assert all(value.replace(".", "").isdigit() for value in people.values())
    assert page.missing_files() == []


def test_shares_per_kern_are_worked_out_from_its_buurten(built):
    page = Page.annex(built[0].root, "proefstad")
    shares = page.numbers("65 jaar en ouder: hoe verschilt het per kern?")
    assert len(shares) == 4
    assert all(value.endswith("%") for value in shares.values())
    # Nobody has decided yet which buurt belongs where.
    assert "nog niet zeker" in page.told("65 jaar en ouder: hoe verschilt het per kern?")


def test_nothing_in_it_is_made_up(built):
    checkout, output = built
    assert "Nog voorbeeldcijfers" not in output
    assert Page.annex(checkout.root, "proefstad").made_up == []
