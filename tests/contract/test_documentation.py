"""The documentation is complete, points to things that exist, and its worked examples work."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from pydantic import BaseModel
from tests.recorded.fixtures import addresses, recorded_server

from analysis.ground import paths, yaml_document
from analysis.model import boundaries, catalogue, geo, params, tidy
from analysis.prepare.boundaries import BREAK_COLUMNS
from analysis.release.build import build_release
from analysis.sources.files import definitions
from analysis.sources.http import SERVICES
from analysis.sources.snapshots import Store, read_attempts, remember
from analysis.sources.tables import NetworkTables, read_tables
from analysis.topics.themes_policy import Theme

__all__ = ["recorded_server"]

ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.md")]
    if not {"raw", "eigen"} & set(path.parts)
)
# Written by hand as well.
OTHERS = [ROOT / name for name in ("publiccode.yml", "LICENSE", "environment.yml", "Makefile")]
EXAMPLE_PARAMS, EXAMPLE_ENTRY = "params/ommen.yml", "data/catalogus/moestuin.yml"
# Named in the texts, made or filled by whoever works with the project.
NOT_IN_GIT = ("outputs", "data/raw", "data/eigen", "data/voorbeeld", EXAMPLE_PARAMS, EXAMPLE_ENTRY)
FOLDERS = ("src", "data", "docs", "params", "notebooks", "tests", "tools", "benchmarks", "outputs")
HOSTS = {
    "example.org",
    "opendata.cbs.nl",
    "proxy.example.org:8080",
    "eur-lex.europa.eu",
    "joinup.ec.europa.eu",
    "osv.dev",
    "keepachangelog.com",
    "semver.org",
}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without_blocks(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S)


def blocks(name: str, language: str) -> list[str]:
    """Return the code blocks of one language in a text, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(name), flags=re.M | re.S)


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Yield the keys of a model and of the models inside it, with dots."""
    for name, field in model.model_fields.items():
        yield prefix + name
        for inner in models_in(field.annotation):
            yield from keys(inner, f"{prefix}{name}.")


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from models_in(argument)


def header(path: str) -> set[str]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return set(next(csv.reader(file)))


def terms() -> dict[str, list[list[str]]]:
    """Return the rows of each table in begrippen.md, by heading."""
    sections = re.split(r"^## (.+)$", text_of("docs/begrippen.md"), flags=re.M)[1:]
    found = {}
    for heading, body in zip(sections[::2], sections[1::2], strict=True):
        rows = [line for line in body.splitlines() if line.startswith("|")][2:]
        found[heading] = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return found


AREA_FILES = ("data/geo/gebieden.csv", "data/geo/GM0148/kernindeling.csv", "data/geo/GM0148/woonkernen.csv")
WANTED = {
    "Kolommen van de tabelafspraak": set(tidy.COLUMNS),
    # `bron` is a method as well as a column; it is explained below the table.
    "Statussen en methoden": {*tidy.STATUSES, *tidy.METHODS} - {"bron"},
    "Sleutels in params": set(keys(params.Params)),
    "Sleutels in de catalogus": set(keys(catalogue.Indicator)),
    "Kolommen van `bronnen.csv`": {*keys(catalogue.Source), *header("data/bronnen.csv")},
    "Kolommen van de gebieden": {
        *keys(catalogue.Area),
        *geo.INDELING_COLUMNS,
        *geo.AREA_COLUMNS,
        *(column for file in AREA_FILES for column in header(file)),
    },
    "Kolommen van de herindelingen": {
        *boundaries.Succession.model_fields,
        *boundaries.BoundaryChange.model_fields,
        *boundaries.RecodedPart.model_fields,
        *BREAK_COLUMNS,
    },
    "Sleutels van `tabellen.yml`": set(keys(NetworkTables)),
    "Sleutels van een thema": set(keys(Theme)),
    # Every assumption has the same keys, and a gemeente may give each of them again.
    "Kolommen van `begroting.csv`": header("data/beleid/GM0148/begroting.csv"),
}


@pytest.mark.parametrize("heading", WANTED)
def test_begrippen_explains_every_column_and_key_and_no_other(heading: str):
    assert {row[0].strip("`") for row in terms()[heading]} == WANTED[heading]


def test_begrippen_explains_what_is_written_with_a_copy(tmp_path: Path):
    day = dt.date(2026, 11, 22)
    store = Store(tmp_path)
    about = {"url": "", "rows": 1, "version": "", "today": day}
    with store.workspace() as folder:
        snapshot, _ = store.add("bron", "deel", folder, **about)
    remember(tmp_path, "bron/deel", day=day, outcome="nieuw", reason="")
    (last,) = read_attempts(tmp_path).values()
    record = yaml.safe_load(snapshot.path("herkomst.yml").read_text(encoding="utf-8"))
    written = {*record, *last}
    assert {row[0].strip("`") for row in terms()["Sleutels van de herkomst"]} == written


@pytest.mark.parametrize("key", [*definitions.Definition.model_fields, *definitions.Column.model_fields])
def test_eigen_bestanden_explains_every_key_of_a_definition(key: str):
    rows = [line for line in text_of("docs/eigen_bestanden.md").splitlines() if line.startswith("| `")]
    assert any(f"`{key}`" in row.split("|")[1] for row in rows)


@pytest.mark.parametrize("name", definitions.read_definitions(ROOT / "data" / "bronnen.yml"))
def test_eigen_bestanden_names_every_kind_of_file(name: str):
    assert f"\n| `{name}` |" in text_of("docs/eigen_bestanden.md")


def test_begrippen_has_three_filled_cells_per_row_and_no_term_twice():
    for heading, rows in terms().items():
        assert [row for row in rows if len(row) != 3 or not all(row)] == [], heading
        names = [row[0] for row in rows]
        assert sorted({name for name in names if names.count(name) > 1}) == [], heading


@pytest.mark.parametrize(
    "value", sorted({*typing.get_args(catalogue.Direction), *typing.get_args(catalogue.Level)})
)
def test_begrippen_names_every_value_of_direction_and_level(value: str):
    assert f"`{value}`" in text_of("docs/begrippen.md")


@pytest.mark.parametrize("key", catalogue.Indicator.model_fields)
def test_nieuwe_indicator_explains_every_catalogue_key(key: str):
    rows = [line for line in text_of("docs/nieuwe_indicator.md").splitlines() if line.startswith("| `")]
    assert any(f"`{key}`" in row.split("|")[1] for row in rows)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_points_to_something(path: Path):
    text = without_blocks(path.read_text(encoding="utf-8"))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = path.parent / target if target else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


def anchors(file: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_is_named_exists(path: Path):
    """A path is an inline code word that starts with a folder of the project; `<name>` stands for anything."""
    missing = []
    for code in re.findall(r"`([^`\n]+)`", without_blocks(path.read_text(encoding="utf-8"))):
        for word in code.replace("\\", "/").split():
            if word.split("/")[0] not in FOLDERS or "/" not in word or word.startswith(NOT_IN_GIT):
                continue
            if not any(ROOT.glob(re.sub(r"<[^>]*>", "*", word.rstrip("/")))):
                missing.append(word)
    assert missing == []


def test_readme_names_the_two_commands_and_the_makefile_has_them():
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), flags=re.M))
    (first, *_) = blocks("README.md", "sh")
    assert re.findall(r"^make (\w+)", first, flags=re.M) == ["bijlage", "test"]
    named = {
        target
        for path in TEXTS
        for target in re.findall(r"[`\n]make (\w+)", path.read_text(encoding="utf-8"))
    }
    assert named <= targets


def test_readme_names_every_notebook_with_its_question():
    readme = text_of("README.md")
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        first = "".join(json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]["source"])
        question = re.search(r"\*\*Vraag\.\*\* (.+)", first)
        assert question, notebook.name
        assert f"| `{notebook.stem}` | {question[1].strip()} |" in readme


def test_readme_and_makefile_install_from_the_lock_files_that_exist():
    existing = {path.name for path in ROOT.glob("*.lock")}
    windows = "".join(blocks("README.md", "powershell"))
    assert set(re.findall(r"-r (\S+)", windows)) == existing
    assert set(re.findall(r"-r (\S+\.lock)", text_of("Makefile"))) == existing
    installs = [line for line in windows.splitlines() if "pip install" in line]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


def test_commands_and_options_in_the_texts_exist():
    from analysis.cli import main

    for path in TEXTS:
        for command, rest in re.findall(r"kernmonitor (?!is\b)([a-z]+)\b([^`\n]*)", code_of(path)):
            assert command in main.commands, f"{path.name}: kernmonitor {command}"
            known = {option for parameter in main.commands[command].params for option in parameter.opts}
            assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= known, f"{path.name}: {rest}"


def code_of(path: Path) -> str:
    """Return what a text has in code: blocks and inline."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"^ *```(?:sh|powershell)\n(.*?)^ *```", text, flags=re.M | re.S)
    return "\n".join([*found, *re.findall(r"`([^`\n]+)`", without_blocks(text))])


@pytest.mark.parametrize("path", [*TEXTS, *OTHERS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_names_a_machine_or_an_unknown_address(path: Path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.…<>*\-/:~])/[A-Za-z][\w.-]*/[\w.-]+", text) == []
    assert re.findall(r"(?<!\w)[A-Za-z]:\\|\\\\\w+\\|file://", text) == []
    # Every computer calls itself so; what may not be named is one in particular.
    assert set(re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text)) <= {"127.0.0.1"}
    named = set(re.findall(r"https?://([^/\s)>\"'`]+)", text))
    assert {host for host in named if not host.endswith(".example")} <= HOSTS  # RFC 2606: nobody's


@pytest.mark.parametrize(
    "pattern", ["*.json", "*.yml", "data/**/*.yml", "params/**/*.yml", "params/**/*.json"]
)
def test_every_json_and_yaml_file_parses(pattern: str):
    files = [file for file in ROOT.glob(pattern) if not {"raw", "eigen"} & set(file.parts)]
    assert files
    for file in files:
        content = (
            json.loads(file.read_text(encoding="utf-8"))
            if file.suffix == ".json"
            else yaml_document.read_document(file).content
        )
        assert content, file.name


def test_publiccode_has_the_mandatory_keys_of_the_standard():
    content = yaml_document.read_document(ROOT / "publiccode.yml").content
    assert content["publiccodeYmlVersion"] == "0.4"
    mandatory = {"name", "url", "releaseDate", "platforms", "categories", "developmentStatus", "softwareType"}
    assert mandatory | {"description", "legal", "maintenance", "localisation"} <= set(content)
    assert content["legal"]["license"] in text_of("LICENSE")
    assert f'license = "{content["legal"]["license"]}"' in text_of("pyproject.toml")
    assert f'version = "{content["softwareVersion"]}"' in text_of("pyproject.toml")
    for words in content["description"].values():
        assert len(words["genericName"]) <= 35
        assert len(words["shortDescription"]) <= 150
        assert 500 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
        assert all((ROOT / picture).is_file() for picture in words.get("screenshots", []))
    assert content["maintenance"]["type"] == "none" or content["maintenance"]["contacts"]
    assert content["localisation"]["availableLanguages"]


def test_the_licence_is_there_in_full():
    text = text_of("LICENSE")
    titles = (
        "Definitions",
        "Scope of the rights granted by the Licence",
        "Communication of the Source Code",
        "Limitations on copyright",
        "Obligations of the Licensee",
        "Chain of Authorship",
        "Disclaimer of Warranty",
        "Disclaimer of Liability",
        "Additional agreements",
        "Acceptance of the Licence",
        "Information to the public",
        "Termination of the Licence",
        "Miscellaneous",
        "Jurisdiction",
        "Applicable Law",
    )
    assert re.findall(r"^(\d+)\. ?(.+)$", text, flags=re.M) == [
        (str(n), title) for n, title in enumerate(titles, 1)
    ]
    assert "‘Compatible Licences’ according to Article 5 EUPL" in text


def test_every_decision_is_in_the_list_and_numbered_once():
    folder = ROOT / "docs" / "besluiten"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    numbers = [name[:4] for name in files]
    assert sorted(set(numbers)) == numbers
    links = re.findall(r"\[(\d+)\]\(([^)]+)\)", text_of("docs/besluiten/README.md"))
    assert links == [(name[:4], name) for name in files]
    for name in files:
        text = text_of(f"docs/besluiten/{name}")
        assert text.startswith(f"# {name[:4]}: ")
        assert all(f"**{part}.**" in text for part in ("What", "Why", "What else"))


def test_readme_has_a_picture_with_alt_text_and_an_english_summary():
    readme = text_of("README.md")
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", readme)
    assert pictures
    assert all(len(alt) > 40 and (ROOT / file).is_file() for alt, file in pictures)
    assert re.findall(r"^## (.+)$", readme, flags=re.M)[-1] == "In English"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the project as docs/nieuwe_indicator.md tells the reader to do, and work in the copy."""
    for folder in ("data", "notebooks", "params"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("raw", "eigen"))
    monkeypatch.setenv(paths.ROOT_VARIABLE, str(tmp_path))
    return tmp_path


def add(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8", newline="\n") as open_file:
        open_file.write(text)


def released(copy: Path, name: str) -> tuple[str, Path]:
    folder = copy / "vrijgave"
    folder.mkdir()
    build_release(params.read_params(copy / "params" / name), folder)
    return (folder / "cijfers.csv").read_text(encoding="utf-8-sig"), folder


def test_the_example_of_nieuwe_indicator_works(copy: Path):
    source, figures = blocks("docs/nieuwe_indicator.md", "csv")
    (entry,) = blocks("docs/nieuwe_indicator.md", "yaml")
    line, golden = blocks("docs/nieuwe_indicator.md", "python")
    add(copy / "data" / "bronnen.csv", source)
    (copy / EXAMPLE_ENTRY).write_text(entry, encoding="utf-8")
    (copy / "data" / "cijfers" / "moestuinonderzoek_2025.csv").write_text(figures, encoding="utf-8")

    table, folder = released(copy, "dalfsen.yml")
    assert "aandeel_met_moestuin;GM0148;2025;38,0;33,0;43,0" in table

    names: dict[str, object] = {}
    exec(compile(golden, "nieuwe_indicator.md", "exec"), names)
    (test,) = [value for name, value in names.items() if name.startswith("test_")]
    test()

    from analysis.release.store import read_release
    from analysis.topics import area_cards

    shown: list[object] = []
    recorder = type("nb", (), {"show": staticmethod(lambda card, run: shown.append(card))})
    exec(line, {"area_cards": area_cards, "nb": recorder, "release": read_release(folder), "run": None})
    assert "38%" in shown[0].alt
    assert "Voorbeeldcijfers" in shown[0].alt


def test_the_example_of_nieuwe_gemeente_works(copy: Path):
    first, areas = blocks("docs/nieuwe_gemeente.md", "yaml")
    indeling, names = blocks("docs/nieuwe_gemeente.md", "csv")
    file = copy / EXAMPLE_PARAMS
    assert first.startswith(f"# {EXAMPLE_PARAMS}\n")
    file.write_text(first, encoding="utf-8")
    assert params.read_params(file).gebieden is None

    folder = copy / "data" / "geo" / "GM0175"
    folder.mkdir()
    (folder / "kernindeling.csv").write_text(indeling, encoding="utf-8")
    (folder / "buurten_2025.geojson").write_text(json.dumps(two_buurten()), encoding="utf-8")
    add(file, areas)
    add(copy / "data" / "geo" / "gebieden.csv", names)
    counts = "".join(
        f"{what},{buurt},2018,{number},,,,,,definitief,telling,kernmonitor\n"
        for buurt, people, land in (("BU01750001", 5000, 4), ("BU01750002", 400, 12))
        for what, number in (("inwoners", people), ("oppervlakte_land", land))
    )
    (copy / "data" / "cijfers" / "proef.csv").write_text(
        f"{','.join(tidy.COLUMNS)}\n{counts}", encoding="utf-8"
    )

    table, _ = released(copy, "ommen.yml")
    assert "inwoners;KERNGEBIED-GM0175-ommen;2018;5400,0;" in table
    assert "bevolkingsdichtheid;KERN-GM0175-ommen;2018;1250,0;" in table
    assert catalogue.read_catalogue().name("KERNGEBIED-GM0175-ommen") == "Ommen en buitengebied"


def test_the_commands_of_nieuwe_gemeente_put_the_buurten_of_pdok_on_the_map(
    copy: Path, recorded_server: str, monkeypatch: pytest.MonkeyPatch
):
    from analysis.cli import main

    for name, value in addresses(recorded_server).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(copy)
    (copy / EXAMPLE_PARAMS).write_text(blocks("docs/nieuwe_gemeente.md", "yaml")[0], encoding="utf-8")
    (text,) = [text for text in blocks("docs/nieuwe_gemeente.md", "sh") if "kernmonitor fetch" in text]
    commands = [line.partition("#")[0].split()[1:] for line in text.splitlines()]
    for command in [[*commands[0], "--only", "pdok_wijken_buurten"], *commands[1:]]:
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output

    folder = copy / "data" / "geo" / "GM0175"
    buurten = geo.read_areas(folder / "buurten_2025.geojson")
    assert buurten["gebied"].str.startswith("BU0175").all()
    indeling = geo.read_kernindeling(folder / "kernindeling.csv", buurten)
    assert list(indeling["buurt"]) == list(buurten["gebied"])
    assert (folder / "gebieden.csv").is_file()


def test_the_examples_of_a_column_and_a_file_are_read(copy: Path):
    column, file = blocks("docs/nieuwe_indicator.md", "yml")
    assert column.removeprefix("- ") in text_of("data/tabellen.yml")
    add(copy / "data" / "bronnen.yml", f"\n{file}")
    known = definitions.read_definitions(copy / "data" / "bronnen.yml")
    assert [one.naam for one in known["moestuinen"].kolommen] == ["gebied", "jaar", "percentage", "n"]
    assert known["moestuinen"].eigen


def test_readme_names_the_services_that_fetch_asks():
    named = {SERVICES[table.dienst][1] for table in read_tables().tabellen.values()} | {SERVICES["pdok"][1]}
    assert all(f"`{address.removeprefix('https://')}`" in text_of("README.md") for address in named)


def two_buurten() -> dict[str, object]:
    """Return two squares beside each other in Rijksdriehoek, of 4 and 8 square kilometres."""
    boxes = {"BU01750001": (224_000, 226_000), "BU01750002": (226_000, 230_000)}
    features = []
    for code, (west, east) in boxes.items():
        ring = [[west, 503_000], [east, 503_000], [east, 505_000], [west, 505_000], [west, 503_000]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        properties = {"gebied": code, "naam": code, "jaar": 2025}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return {"type": "FeatureCollection", "crs": crs, "features": features}
