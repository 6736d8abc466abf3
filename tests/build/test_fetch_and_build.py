"""From the network and from the municipality's own files to the release: what is real takes the place of what is not."""

from __future__ import annotations

import functools
import importlib
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import requests
from tests.build.conftest import Project
from tests.recorded.fixtures import addresses, running

from analysis.build.key import delivered_hash, public_inputs, read_shared
from analysis.ground import paths
from analysis.model import geo, tidy
from analysis.model.catalogue import read_catalogue
from analysis.model.params import read_params
from analysis.model.tidy import conform
from analysis.prepare.calibration import STEP
from analysis.prepare.delivered import read_own
from analysis.prepare.fetched import read_fetched
from analysis.release.gate import row_by_row
from analysis.sources import http
from analysis.sources.embedded import read_country, read_placed
from analysis.sources.fetch import neighbours_on

cli_fetch = importlib.import_module("analysis.cli.fetch")  # the package has a command of this name

KEY = ["indicator", "gebied", "periode"]
JEUGDHULP = "jeugdhulp_aandeel_tot_21_registratie"
# Nobody publishes what is made up in the project; here is a series that somebody does.
POOR = "aandeel_personen_in_armoede"
MADE_UP = f"{POOR},GM0148,2024,3.1,,,,,,voorbeeld,bron,voorbeeld_burgerpeiling\n"
ONE_SOURCE = ("--only", "rivm_jongvolwassenen")
FIVE = {"GM0148": "Dalfsen", "GM0175": "Ommen", "GM0177": "Raalte", "GM0193": "Zwolle", "GM0150": "Deventer"}
WITHOUT_AREAS = "gemeente: {code}\nnaam: {name}\neditie: 2025\nnotebooks: [1_een]\n"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as context:
        yield context


def behave(patch: pytest.MonkeyPatch, server: str, behaviour: str = "") -> None:
    for variable, address in addresses(server, behaviour).items():
        patch.setenv(variable, address)


def move_to(patch: pytest.MonkeyPatch, root: Path) -> None:
    patch.setenv(paths.ROOT_VARIABLE, str(root))
    patch.chdir(root)


@pytest.fixture(scope="module")
def fetched(tmp_path_factory, server, patch):
    """Return a project that was fetched and built once, with what the two commands said; read it only."""
    root = tmp_path_factory.mktemp("opgehaald") / "gedeelde map Coördinatie"
    root.mkdir()
    behave(patch, server)
    patch.setattr(http, "Client", functools.partial(http.Client, backoff=0, longest_wait=0, retries=2))
    move_to(patch, root)
    project = Project(root)
    project.notebook("1_een")
    project.params_file = project.usual_params("1_een")
    examples = root / "data" / "voorbeeld" / "burgerpeiling.csv"
    examples.write_text(examples.read_text(encoding="utf-8") + MADE_UP, encoding="utf-8")
    project.fetching = project.run("fetch", project.params_file)
    project.building = project.run("build", project.params_file, "--only", "release")
    return project


@pytest.fixture
def here(fetched, patch):
    """Return the fetched project, as the place where commands work."""
    move_to(patch, fetched.root)
    return fetched


@pytest.fixture
def copied(fetched, tmp_path, patch, server):
    """Return a copy of the fetched project, to change."""
    root = tmp_path / "kopie"
    shutil.copytree(fetched.root, root)
    behave(patch, server)
    move_to(patch, root)
    return reopened(root)


@pytest.fixture
def fresh(fetched, tmp_path, patch, server):
    """Return a project in which nothing was fetched or built."""
    root = tmp_path / "nieuw"
    shutil.copytree(fetched.root, root, ignore=shutil.ignore_patterns("raw", "outputs"))
    behave(patch, server)
    move_to(patch, root)
    return reopened(root)


def reopened(root: Path) -> Project:
    project = Project.__new__(Project)
    project.root = root
    project.params_file = root / "params" / "dalfsen.yml"
    return project


def release_of(project: Project) -> Path:
    return project.outputs / "dalfsen" / "2025" / "release"


def numbers(project: Project) -> pd.DataFrame:
    return pd.read_parquet(release_of(project) / "cijfers.parquet")


def about(project: Project) -> dict:
    return json.loads((release_of(project) / "release.json").read_text(encoding="utf-8"))


def snapshots(project: Project) -> list[str]:
    raw = project.root / "data" / "raw"
    return sorted(path.parent.relative_to(raw).as_posix() for path in raw.glob("*/*/*/herkomst.yml"))


def served(project: Project) -> pd.DataFrame:
    """Return the numbers that were fetched, with a value."""
    maps = [project.root / "data" / "geo" / "gemeenten_regio_2025.geojson"]
    rows = read_fetched("GM0148", neighbours_on(maps), read_catalogue()).rows
    return rows[rows["waarde"].notna()]


def brought_in(project: Project) -> str:
    """Return what the key of the release is made of, as far as it was fetched or delivered."""
    return public_inputs(read_params(project.params_file), read_shared())["bronnen"] + delivered_hash(
        "GM0148"
    )


# What is fetched, and what is said of it.


def test_everything_that_is_asked_is_kept_and_listed(here):
    result, kept = here.fetching, snapshots(here)
    assert result.exit_code == 0, result.output
    assert f"Nieuw: {len(kept)}\n" in result.output
    assert "  cbs_kwb 2024, 56 rijen, versie 2025-03-27\n" in result.output
    assert "  buurten 2025, 38 rijen, versie 2025\n" in result.output
    assert {part.partition("/")[0] for part in kept} == {
        "cbs_jeugdzorg_wijk",
        "cbs_kwb",
        "cbs_wmo_wijk",
        "pdok_wijken_buurten",
        "rivm_gezondheid",
        "rivm_jongvolwassenen",
    }


def test_no_number_of_an_indicator_that_was_served_is_fictional(here):
    assert here.building.exit_code == 0, here.building.output
    own = {code for code, area in read_catalogue().areas.items() if area.hoort_bij == "GM0148"} | {"GM0148"}
    rows = served(here)
    real = set(rows.loc[rows["gebied"].isin(own), "indicator"])
    embedded = conform(read_placed(list(read_catalogue().sources)))
    assert real & set(embedded.loc[embedded["status"] == "voorbeeld", "indicator"]) == {POOR}

    table = numbers(here)

    fictional = table[table["status"] == "voorbeeld"]
    assert not set(fictional["indicator"]) & real
    assert POOR in set(table.loc[table["status"].isin(["definitief", "voorlopig"]), "indicator"])
    # What nobody served stays fictional, and is named.
    assert JEUGDHULP in set(fictional["indicator"])
    assert "jeugdhulp (4 indicatoren)" in here.building.output


def test_an_embedded_copy_of_a_number_that_was_fetched_is_gone(here):
    fetched_rows = served(here)
    embedded = conform(read_placed(list(read_catalogue().sources)))
    copies = embedded.merge(fetched_rows[KEY].drop_duplicates(), on=KEY)
    copies = copies[(copies["gebied"] == "GM0148") & (copies["status"] != "voorbeeld")]
    assert {"cbs_kwb_2024"} <= set(copies["bron"])
    table = numbers(here)
    assert table.merge(copies[[*KEY, "bron"]], on=[*KEY, "bron"]).empty
    kept = table.merge(copies[KEY].drop_duplicates(), on=KEY)
    assert set(kept["bron"]) <= set(fetched_rows["bron"])


def test_a_number_of_the_tables_of_the_country_gives_way_to_the_same_one_that_was_fetched(here):
    country = read_country("GM0148", [])
    both = country[country["gebied"] == "GM0148"].merge(served(here), on=list(tidy.KEY))
    other = both[both["waarde_x"] != both["waarde_y"]]
    assert set(other["bron"]) >= {"cbs_kwb", "rivm_gezondheid"}
    now = numbers(here).merge(other, on=list(tidy.KEY))
    assert len(now) == len(other)
    assert (now["waarde"] == now["waarde_y"]).all()


def test_the_release_says_when_its_sources_were_fetched(here):
    origin = about(here)["opgehaald"]
    assert set(origin) == {
        "cbs_jeugdzorg_wijk",
        "cbs_kwb",
        "cbs_wmo_wijk",
        "rivm_gezondheid",
        "rivm_jongvolwassenen",
    }
    assert origin["rivm_gezondheid"]["versie"] == "2025-10-02"
    assert {entry["melding"] for entry in origin.values()} == {""}


def test_kernen_are_added_up_from_the_buurten_that_were_fetched(here):
    rows = numbers(here)
    rows = rows[(rows["indicator"] == "inwoners") & (rows["periode"] == "2024") & (rows["bron"] == "cbs_kwb")]
    value = rows.set_index("gebied")["waarde"]
    kernen = value[value.index.str.startswith("KERNGEBIED-GM0148-")]
    buurten = value[value.index.str.startswith("BU0148")]
    assert len(kernen) == 5
    folder = here.root / "data" / "geo" / "GM0148"
    indeling = geo.read_kernindeling(
        folder / "kernindeling.csv", geo.read_areas(folder / "buurten_2025.geojson")
    )
    parts = buurten.groupby(geo.kern_by_buurt(indeling, "GM0148", "kerngebied"))
    # Buurten are rounded, and held to their wijk and gemeente before they are added up.
    assert ((kernen - parts.sum()).abs() <= STEP * parts.size()).all()
    assert kernen.sum() != buurten.sum()


def test_what_cbs_marked_as_changed_breaks_a_series(here):
    breaks = pd.read_parquet(release_of(here) / "grenzen.parquet")
    marked = breaks[(breaks["gebied"] == "BU01480301") & (breaks["jaar"] == 2023)]
    assert len(marked) == 1


# Fetched again.


def test_a_second_time_nothing_is_new_and_nothing_is_due(copied):
    before, key = snapshots(copied), brought_in(copied)
    result = copied.run("fetch", copied.params_file)
    assert result.exit_code == 0, result.output
    assert result.output == f"Ongewijzigd sinds de vorige keer: {len(before)}\n"
    assert snapshots(copied) == before
    assert brought_in(copied) == key


def test_other_numbers_are_a_new_version_beside_the_old_one(copied, server, patch):
    before, key = snapshots(copied), brought_in(copied)
    behave(patch, server, "changed")
    result = copied.run("fetch", copied.params_file, *ONE_SOURCE)
    assert result.exit_code == 0, result.output
    assert "Nieuw: 1\n" in result.output
    assert "F504" in result.output  # under the same version
    assert set(before) < set(snapshots(copied))
    assert brought_in(copied) != key


def test_a_source_that_is_down_leaves_the_earlier_version_in_use(copied, server, patch):
    before = snapshots(copied)
    behave(patch, server, "500")
    result = copied.run("fetch", copied.params_file, *ONE_SOURCE)
    assert result.exit_code == 0, result.output
    assert "de laatste goede versie blijft in gebruik: 1\n" in result.output
    assert "  rivm_jongvolwassenen 2024, 17 rijen, versie 2025-09-22\n" in result.output
    assert "F502" in result.output
    assert snapshots(copied) == before


def test_offline_keeps_what_is_there(copied):
    before = snapshots(copied)
    result = copied.run("fetch", copied.params_file, "--offline")
    assert result.exit_code == 0, result.output
    assert f"de laatste goede versie blijft in gebruik: {len(before)}\n" in result.output
    assert "F505" in result.output
    assert snapshots(copied) == before


def test_offline_without_anything_fails(fresh, patch, server):
    behave(patch, server, "gone")  # who asks all the same gets another message
    result = fresh.run("fetch", fresh.params_file, "--offline")
    assert result.exit_code == 1
    assert "Mislukt, en er is geen eerdere versie: 18\n" in result.output
    assert "F505" in result.output
    assert "F240" not in result.output
    assert snapshots(fresh) == []


def test_one_table_that_fails_stops_no_other(fresh):
    file = fresh.root / "data" / "tabellen.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("50140NED", "50141NED"), encoding="utf-8")
    result = fresh.run("fetch", fresh.params_file, *ONE_SOURCE, "--only", "cbs_wmo_wijk")
    assert result.exit_code == 1
    assert "Nieuw: 1\n  cbs_wmo_wijk 86158NED" in result.output
    assert "Mislukt, en er is geen eerdere versie: 1\n  rivm_jongvolwassenen 2024\n" in result.output
    assert "F240" in result.output
    assert len(snapshots(fresh)) == 1


# What is asked.


@pytest.fixture
def asked(monkeypatch) -> Counter[str]:
    """Return how often each table and layer is asked; the parts of one question begin with one TableInfos."""
    found: Counter[str] = Counter()
    real = requests.Session.get

    def get(session: requests.Session, url: str, *arguments: object, **options: object) -> requests.Response:
        path = url.partition("?")[0].split("/")
        if path[-1] in ("TableInfos", "items"):
            found[path[-2]] += 1
        return real(session, url, *arguments, **options)

    monkeypatch.setattr(requests.Session, "get", get)
    return found


def five_gemeenten(project: Project) -> list[Path]:
    return [
        project.params(WITHOUT_AREAS.format(code=code, name=name), f"{name.lower()}.yml")
        for code, name in FIVE.items()
    ]


@pytest.mark.parametrize("how", [("--national",), ()])
def test_for_five_gemeenten_each_table_is_asked_once(fresh, asked, how):
    result = fresh.run("fetch", *five_gemeenten(fresh), *ONE_SOURCE, "--only", "pdok_wijken_buurten", *how)
    assert result.exit_code == 0, result.output
    assert asked == {"50140NED": 1, "buurten": 1, "wijken": 1, "gemeenten": 1}
    assert [part.split("/")[1] for part in snapshots(fresh)][:3] == [
        "buurten-2025-alle",
        "gemeenten-2025-alle",
        "wijken-2025-alle",
    ]
    # Each of them finds its numbers in the copy of the whole country.
    rows = {code: read_fetched(code, [], read_catalogue()).rows for code in ("GM0148", "GM0175")}
    assert [code for code in rows if code in set(rows[code]["gebied"])] == ["GM0148", "GM0175"]


def test_per_gemeente_each_table_is_asked_for_each(fresh, asked):
    result = fresh.run("fetch", *five_gemeenten(fresh)[:3], *ONE_SOURCE)
    assert result.exit_code == 0, result.output
    assert asked == {"50140NED": 3}
    assert len(snapshots(fresh)) == 3


def test_two_editions_of_a_gemeente_are_asked_once(fresh, asked):
    text = fresh.params_file.read_text(encoding="utf-8")
    other = fresh.params(text.replace("editie: 2025", "editie: 2024"), "dalfsen_2024.yml")
    result = fresh.run("fetch", fresh.params_file, other, *ONE_SOURCE)
    assert result.exit_code == 0, result.output
    assert asked == {"50140NED": 1}


def test_each_gemeente_is_asked_with_the_neighbours_on_its_own_map(fresh):
    geo = fresh.root / "data" / "geo"
    content = json.loads((geo / "gemeenten_regio_2025.geojson").read_text(encoding="utf-8"))
    content["features"] = [
        one for one in content["features"] if one["properties"]["gebied"] in ("GM0177", "GM0193")
    ]
    (geo / "klein.geojson").write_text(json.dumps(content), encoding="utf-8")
    text = WITHOUT_AREAS.format(code="GM0193", name="Zwolle") + "regiokaart: data/geo/klein.geojson\n"
    assert fresh.run("fetch", fresh.params_file, fresh.params(text, "zwolle.yml"), *ONE_SOURCE).exit_code == 0
    assert len(served(fresh)) > 0  # a build asks for the copy with the neighbours on its map
    assert len(read_fetched("GM0193", neighbours_on([geo / "klein.geojson"]), read_catalogue()).rows) > 0


def test_dry_run_names_what_would_be_asked_and_writes_nothing(fresh, asked, hashes):
    before = hashes(fresh.root)
    result = fresh.run("fetch", fresh.params_file, "--dry-run", *ONE_SOURCE, "--only", "pdok_wijken_buurten")
    assert result.exit_code == 0
    first, young, *layers = result.output.splitlines()
    assert first == "Dit zou worden gevraagd; er is niets opgehaald."
    # With the place where it will be kept behind it.
    assert young.startswith("  rivm_jongvolwassenen 2024 (rivm_jongvolwassenen/50140NED-GM0148-")
    assert layers == [
        f"  {layer} 2025 (pdok_wijken_buurten/{layer}-2025-GM0148)"
        for layer in ("buurten", "wijken", "gemeenten")
    ]
    assert not asked
    assert hashes(fresh.root) == before


def test_dry_run_for_the_whole_country_says_so(fresh, asked):
    result = fresh.run("fetch", fresh.params_file, "--dry-run", "--national", "--only", "cbs_wmo_wijk")
    assert result.output.splitlines()[1].startswith("  cbs_wmo_wijk 86158NED (cbs_wmo_wijk/86158NED-alle-")
    assert not asked


def test_an_address_that_is_not_safe_stops_before_anything(fresh, asked, monkeypatch):
    monkeypatch.setenv("KERNMONITOR_CBS_URL", "http://statistiek.example")
    for command in (("fetch", fresh.params_file), ("check", "--sources")):
        result = fresh.run(*command)
        assert result.exit_code == 2, result.output
        assert "F245 KERNMONITOR_CBS_URL" in result.output
    assert not asked
    assert snapshots(fresh) == []


def test_a_source_that_sends_people_elsewhere_leaves_the_earlier_version_in_use(copied, server, patch):
    before = snapshots(copied)
    behave(patch, server, "elsewhere")
    result = copied.run("fetch", copied.params_file, *ONE_SOURCE)
    assert result.exit_code == 0, result.output
    assert "F244" in result.output
    assert "https://statistiek.example" in result.output
    assert snapshots(copied) == before


def test_who_looks_at_a_terminal_sees_which_table_is_asked_and_how_far_it_is(fresh, monkeypatch):
    shown: list[str] = []
    real = cli_fetch.tqdm

    class Bar(real):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options | {"disable": False, "file": io.StringIO()})

        def set_postfix_str(self, text: str, *arguments: object) -> None:
            shown.append(text)

    monkeypatch.setattr(cli_fetch, "tqdm", Bar)
    result = fresh.run("fetch", fresh.params_file, *ONE_SOURCE, "--only", "cbs_wmo_wijk")
    assert result.exit_code == 0, result.output
    assert shown[0].startswith("rivm_jongvolwassenen 2024: ")
    assert shown[0].endswith(" rijen")
    assert "cbs_wmo_wijk 86158NED: 15 rijen" in shown
    assert shown[-1] == ""


def test_a_source_that_is_not_known_names_the_nearest(fresh, asked):
    result = fresh.run("fetch", fresh.params_file, "--only", "rivm_gezondhied", "--only", "cbs_kwb")
    assert result.exit_code == 2
    assert '"rivm_gezondhied"' in result.output
    assert 'Bedoelt u "rivm_gezondheid"?' in result.output
    assert not asked
    assert snapshots(fresh) == []


# Own files of the municipality.

COUNTS = {
    "Dalfsen en buitengebied": (241, 2710),
    "Hoonhorst en buitengebied": (7, 402),
    "Lemelerveld en buitengebied": (101, 1188),
    "Nieuwleusen en buitengebied": (203, 2256),
    "Oudleusen en buitengebied": (31, 431),
    "Gemeente Dalfsen": (583, 6987),
}


def fill_in(project: Project, counts: dict[str, tuple[object, object]], name: str = "jeugdhulp.xlsx") -> Path:
    """Return the template of jeugdhulp, filled in as somebody does it in Excel."""
    file = project.root / name
    made = project.run("template", "jeugdhulp", "--output", file, "--force")
    assert made.exit_code == 0, made.output
    book = openpyxl.load_workbook(file)
    sheet = book["invullen"]
    for area, year, teller, noemer in sheet.iter_rows(min_row=2, max_col=4):
        if area.value in counts:
            year.value = 2024
            teller.value, noemer.value = counts[area.value]
    book.save(file)
    return file


def deliver(project: Project, file: Path, gemeente: str = "GM0148", name: str = "") -> Path:
    folder = project.root / "data" / "eigen" / gemeente
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, folder / (name or file.name)))


def test_a_template_filled_in_takes_the_place_of_the_fictional_numbers(fresh, hashes):
    file = fill_in(fresh, COUNTS)
    checked = fresh.run("check", file, "--as", "jeugdhulp", "--strict")
    assert checked.exit_code == 0, checked.output
    assert checked.output == "jeugdhulp.xlsx is bruikbaar als jeugdhulp: 6 rijen gelezen.\n"
    deliver(fresh, file)

    assert fresh.run("build", fresh.params_file, "--only", "release").exit_code == 0

    rows = numbers(fresh)
    rows = rows[rows["indicator"] == JEUGDHULP].set_index("gebied")
    assert set(rows["bron"]) == {"eigen_jeugdhulp"}
    assert set(rows["periode"]) == {"2024"}
    dalfsen = rows.loc["KERNGEBIED-GM0148-dalfsen"]
    # Counts are rounded to 5 and the share is calculated again.
    assert (dalfsen["teller"], dalfsen["noemer"], dalfsen["status"]) == (240, 2710, "definitief")
    assert dalfsen["waarde"] == pytest.approx(100 * 240 / 2710)
    # 7 of 402: nothing may be left of it.
    hidden = rows.loc["KERNGEBIED-GM0148-hoonhorst"]
    assert hidden["status"] == "onderdrukt"
    assert hidden[["waarde", "teller", "noemer", "n", "ondergrens", "bovengrens"]].isna().all()
    assert about(fresh)["eigen_bestanden"] == ["jeugdhulp.xlsx"]
    # The other lines of the registration were not delivered, and stay fictional.
    assert about(fresh)["voorbeeld"]["voorbeeld_jeugdhulp"] == 3

    # A later file with an error stops the build before anything is replaced.
    before = hashes(fresh.outputs)
    deliver(fresh, fill_in(fresh, COUNTS | {"Oudleusen en buitengebied": (500, 431)}))
    result = fresh.run("build", fresh.params_file, "--only", "release")
    assert result.exit_code == 2
    assert "De eigen bestanden van GM0148 kloppen niet (2 punten)." in result.output
    assert "F223 data/eigen/GM0148/jeugdhulp.xlsx, rij 6" in result.output
    assert "F137 data/eigen/GM0148/jeugdhulp.xlsx" in result.output  # and the parts are more than the total
    assert hashes(fresh.outputs) == before


@pytest.mark.parametrize("teller", [0, 7, 8])
def test_zero_to_seven_are_hidden(fresh, teller):
    deliver(fresh, fill_in(fresh, COUNTS | {"Hoonhorst en buitengebied": (teller, 402)}))
    catalogue = read_catalogue()
    rows = row_by_row(
        tidy.conform(read_own("GM0148", catalogue).rows), catalogue, read_params(fresh.params_file).poort
    ).table
    status = rows.set_index("gebied").loc["KERNGEBIED-GM0148-hoonhorst", "status"]
    assert status == ("onderdrukt" if teller <= 7 else "definitief")


def test_a_file_of_an_unknown_kind_is_named_with_what_is_known(fresh):
    folder = fresh.root / "data" / "eigen" / "GM0148"
    folder.mkdir(parents=True)
    (folder / "jeugd 2025.csv").write_text("gebied;jaar\n", encoding="utf-8")
    result = fresh.run("build", fresh.params_file, "--only", "release")
    assert result.exit_code == 2
    assert "data/eigen/GM0148/jeugd 2025.csv" in result.output
    assert "jeugdhulp, jeugdhulp_maand, mantelzorg" in result.output
    assert not release_of(fresh).exists()


def test_a_release_rests_on_its_own_files_and_not_on_those_of_another(copied):
    key = brought_in(copied)
    deliver(copied, copied.params_file, "GM0177", "jeugdhulp.csv")
    deliver(copied, copied.params_file, name="~$jeugdhulp.xlsx")  # a workbook that is open in Excel
    assert brought_in(copied) == key
    placed = deliver(copied, copied.params_file, name="jeugdhulp.csv")
    delivered = brought_in(copied)
    placed.write_text("gebied;jaar\n", encoding="utf-8")
    assert len({key, delivered, brought_in(copied)}) == 3


def test_a_release_rests_on_its_own_snapshots_and_not_on_those_of_another(copied):
    key = brought_in(copied)
    other = copied.params(WITHOUT_AREAS.format(code="GM0175", name="Ommen"), "ommen.yml")
    assert copied.run("fetch", other, *ONE_SOURCE).exit_code == 0
    assert copied.run("fetch", other, *ONE_SOURCE, "--offline").exit_code == 0  # keeps an earlier version
    assert brought_in(copied) == key
    assert copied.run("fetch", copied.params_file, *ONE_SOURCE, "--offline").exit_code == 0
    kept = brought_in(copied)  # the release says that a number is not the newest
    assert copied.run("fetch", copied.params_file, *ONE_SOURCE, "--national").exit_code == 0
    assert len({key, kept, brought_in(copied)}) == 3
