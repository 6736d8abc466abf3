"""What is mutated: the repaired twins of the bad inputs, filled templates, and the texts that we write ourselves."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from tests.bad_input.cases import all_cases
from tests.fuzz.worker import Job, Outcome, Reader
from tests.unit.sources.test_template import ADDED, FILLED, fill

from analysis.ground import paths
from analysis.prepare.delivered import context_of
from analysis.sources.files.definitions import Definition, read_definitions
from analysis.sources.files.table import own_names
from analysis.sources.files.texts import folded
from analysis.sources.template import write_template

SHEET = "invullen"


@dataclass(frozen=True)
class Matrix:
    """The cells of a table: text in a text file, values in a workbook."""

    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    names: tuple[str, ...]  # per column the name of the definition, "" where it has none

    def where(self, *kinds: str, of: Definition) -> list[int]:
        return [place for place, name in enumerate(self.names) if name and of.column(name).soort in kinds]


@dataclass(frozen=True)
class Seed:
    """A file that is right, with its parts, and what it means."""

    name: str
    target: str
    file: str
    parts: Mapping[str, bytes] = field(repr=False)
    definition: Definition | None = field(default=None, repr=False)
    before: Outcome = field(default_factory=Outcome, repr=False)
    matrix: Matrix | None = field(default=None, repr=False)

    @property
    def data(self) -> bytes:
        return self.parts[self.file]

    @property
    def suffix(self) -> str:
        return Path(self.file).suffix

    def with_data(self, data: bytes) -> dict[str, bytes]:
        return {**self.parts, self.file: data}


def place(parts: Mapping[str, bytes], file: str, folder: Path) -> Path:
    """Write the parts of a file into an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in parts.items():
        (folder / name).write_bytes(data)
    return folder / file


def as_csv(
    header: Sequence[str], rows: Sequence[Sequence[Any]], definition: Definition, **dialect: Any
) -> bytes:
    stream = io.StringIO(newline="")
    options = {"delimiter": definition.scheiding, "lineterminator": "\n", **dialect}
    csv.writer(stream, **options).writerows([header, *rows])
    return stream.getvalue().encode(definition.codering, "replace")


def as_xlsx(header: Sequence[str], rows: Sequence[Sequence[Any]], definition: Definition) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = definition.blad or SHEET
    for row in (header, *rows):
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write(seed: Seed, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    assert seed.definition is not None
    return (as_xlsx if seed.suffix == ".xlsx" else as_csv)(header, rows, seed.definition)


def all_seeds(reader: Reader, folder: Path) -> list[Seed]:
    """Return every seed with its meaning; each of them must be right."""
    found = []
    for seed in (*_twins(), *_templates(folder), *_texts()):
        path = place(seed.parts, seed.file, folder / "zaad")
        outcome = reader.read(Job(seed.target, str(path), seed.definition), limit=60)
        assert not outcome.broken, outcome.broken
        assert not outcome.errors, (seed.name, outcome.errors)
        seed = dataclasses.replace(seed, before=outcome)
        found.append(dataclasses.replace(seed, matrix=_matrix(seed, reader, folder)))
    return found


def _twins() -> Iterator[Seed]:
    seen = set()
    for case in all_cases("tabel", "kaart"):
        folder = case.folder / "hersteld"
        parts = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        key = (case.about["als"], tuple(parts.items()))
        if key in seen:
            continue
        seen.add(key)
        definitions = read_definitions(case.definitions)
        name = f"{case.folder.name}/{case.about['bestand']}"
        yield Seed(name, case.kind, case.about["bestand"], parts, definitions[case.about["als"]])


def _templates(folder: Path) -> Iterator[Seed]:
    definitions = read_definitions(paths.data() / "bronnen.yml")
    areas = context_of("GM0148").areas
    for name, values in FILLED.items():
        path = folder / f"{name}.xlsx"
        write_template(definitions[name], path, areas=areas, name=name, gemeente="GM0148", years=(2024,))
        fill(path, values, ADDED.get(name, []))
        yield Seed(f"sjabloon/{name}", "tabel", path.name, {path.name: path.read_bytes()}, definitions[name])


def _texts() -> Iterator[Seed]:
    for path in paths.gemeente_files():
        yield Seed(f"params/{path.name}", "params", path.name, {path.name: path.read_bytes()})
    for name, target in (("bronnen.yml", "definities"), ("tabellen.yml", "tabellen")):
        yield Seed(f"data/{name}", target, name, {name: (paths.data() / name).read_bytes()})
    # One source alone is read much faster than all of them.
    text = (paths.data() / "bronnen.yml").read_text(encoding="utf-8")
    for entry in re.findall(r"^[a-z]\w*:\n(?:[ -].*\n|\n)+", text, re.MULTILINE)[:6]:
        name = entry.partition(":")[0] + ".yml"
        yield Seed(f"bronnen/{name}", "definities", name, {name: entry.encode()})


def _matrix(seed: Seed, reader: Reader, folder: Path) -> Matrix | None:
    """Return the cells of a table, if writing them again gives the same meaning."""
    if seed.target != "tabel" or seed.suffix not in (".csv", ".xlsx") or seed.definition is None:
        return None
    cells = _cells(seed)
    names = own_names(seed.definition)
    header = tuple(str(cell or "") for cell in cells[0])
    matrix = Matrix(header, tuple(cells[1:]), tuple(names.get(folded(one), "") for one in header))
    path = place({seed.file: write(seed, matrix.header, matrix.rows)}, seed.file, folder / "zaad")
    again = reader.read(Job("tabel", str(path), seed.definition), limit=60)
    return matrix if again.rows == seed.before.rows and len(matrix.rows) == len(again.rows or ()) else None


def _cells(seed: Seed) -> list[tuple[Any, ...]]:
    assert seed.definition is not None
    if seed.suffix == ".csv":
        text = seed.data.decode("utf-8-sig" if seed.definition.codering == "utf-8" else "cp1252", "replace")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=seed.definition.scheiding)
        return [tuple(row) for row in rows if row]
    book = openpyxl.load_workbook(io.BytesIO(seed.data), data_only=True)
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if any(cell not in (None, "") for cell in row)]
