"""Write the workbooks of cases 072 to 082 again, the same bytes each time: `python tests/bad_input/maak_excel.py`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from analysis.ground.spreadsheet import WRITTEN

HERE = Path(__file__).parent
HEADER = ("gebied", "jaar", "aantal", "percentage", "toelichting")
ROWS = (
    ("Dalfsen", 2024, 9120, 18.5, None),
    ("Nieuwleusen", 2024, 8975, 19.2, None),
    ("Lemelerveld", 2024, 4655, 20.1, None),
    ("Hoonhorst", 2024, 1510, 17.4, None),
    ("Oudleusen", 2024, 1325, 21.0, None),
)
FORMULAS = ('=HYPERLINK("http://voorbeeld.nl";"klik")', "+31 529 488 388", "-2+3", "@SOM(A1:A9)", "=1+1|cmd")
NAME = "inwoners_2024.xlsx"


def workbook(fill: Callable[[Any], None]) -> bytes:
    """Return a workbook without a moment of writing, and without live formulas in text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": WRITTEN})
        fill(book)
    return stream.getvalue()


def table(
    book: Any,
    *,
    title: str = "gegevens",
    rows: tuple[tuple[object, ...], ...] = ROWS,
    header: tuple[str, ...] = HEADER,
) -> Any:
    sheet = book.add_worksheet(title)
    for number, cells in enumerate((header, *rows)):
        for place, cell in enumerate(cells):
            if cell is not None:
                sheet.write(number, place, cell)
    return sheet


def with_cell(row: int, place: int, value: object) -> tuple[tuple[object, ...], ...]:
    """Return the rows with one other cell, counted as in the sheet."""
    changed = [list(cells) for cells in ROWS]
    changed[row - 2][place] = value
    return tuple(tuple(cells) for cells in changed)


def repack(data: bytes, *, change: Mapping[str, tuple[bytes, bytes]], add: Mapping[str, bytes]) -> bytes:
    """Return a workbook with texts replaced in its parts, and parts added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            before, after = change.get(entry.filename, (b"", b""))
            content = old.read(entry)
            assert before in content
            new.writestr(_entry(entry.filename), content.replace(before, after) if before else content)
        for name, content in add.items():
            new.writestr(_entry(name), content)
    return stream.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def merged(book: Any) -> None:
    rows = tuple((area, count, share, year) for area, year, count, share, _ in ROWS)
    sheet = table(book, rows=rows, header=("gebied", "", "", "jaar"))
    sheet.merge_range("B1:C1", "aantal")


def unmerged(book: Any) -> None:
    rows = tuple((area, count, share, year) for area, year, count, share, _ in ROWS)
    table(book, rows=rows, header=("gebied", "aantal", "percentage", "jaar"))


def hidden(book: Any) -> None:
    sheet = table(book)
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column("D:D", None, None, {"hidden": True})
    other = book.add_worksheet("oud")
    other.write("A1", "cijfers van vorig jaar")
    other.hide()


def formula(book: Any) -> None:
    sheet = table(book)
    sheet.write_formula("C3", "=SUM(4500,4475)", None, 0)


def errors(book: Any) -> None:
    sheet = table(book, rows=with_cell(3, 3, "#N/B"))
    sheet.write("C4", "#VERW!")
    sheet.write("C5", "#DEEL/0!")
    sheet.write_formula("D6", "=1/0", None, "#DIV/0!")


def numbers_as_text(book: Any) -> None:
    sheet = table(book)
    text = book.add_format({"num_format": "@"})
    for row in (2, 3, 4, 5):
        sheet.write_string(row, 2, str(ROWS[row - 1][2]), text)
    sheet.write_string("D3", "19,2", text)


def two_sheets(book: Any) -> None:
    table(
        book, title="2023", rows=tuple((area, 2023, count, share, None) for area, _, count, share, _ in ROWS)
    )
    table(book, title="2024")


def elsewhere(book: Any) -> None:
    sheet = table(book)
    sheet.write_formula("C2", "='[1]Blad1'!A1", None, 9120)


def formula_texts(book: Any) -> None:
    sheet = table(book)
    for row, text in enumerate(FORMULAS, start=1):
        sheet.write_string(row, 4, text)


def plain_texts(book: Any) -> None:
    sheet = table(book)
    for row, text in enumerate(("klik", "telefoon 0529 488 388", "min 2", "som", "twee"), start=1):
        sheet.write_string(row, 4, text)


def main() -> None:
    good = workbook(table)
    sheet = "xl/worksheets/sheet1.xml"
    no_value = {sheet: (b"<f>SUM(4500,4475)</f><v>0</v>", b"<f>SUM(4500,4475)</f>")}
    bomb = repack(good, change={sheet: (b"<sheetData>", b"<sheetData>" + b" " * 12_000_000)}, add={})
    # What a workbook with a password begins with; the encrypted part itself says nothing here.
    locked = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00" + bytes(480)
    locked += "EncryptedPackage".encode("utf-16-le") + bytes(480)
    active = {
        "xl/vbaProject.bin": b"geen echte macro",
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    }
    cases: dict[str, tuple[str, bytes, bytes]] = {
        "072-F301": (NAME, workbook(merged), workbook(unmerged)),
        "073-F302": (NAME, workbook(hidden), good),
        "074-F303": (NAME, repack(workbook(formula), change=no_value, add={}), good),
        "075-F304": (NAME, workbook(errors), good),
        "076-F311": (NAME, workbook(numbers_as_text), good),
        "077-F305": (NAME, workbook(two_sheets), good),
        "078-F306": (NAME, locked, good),
        "079-F307": (NAME, good[: len(good) * 2 // 3], good),
        "080-F308": (NAME, bomb, good),
        "081-F309": ("inwoners_2024.xlsm", repack(workbook(elsewhere), change={}, add=active), good),
        "082-goed": (NAME, workbook(formula_texts), workbook(plain_texts)),
    }
    for folder, (name, bad, repaired) in cases.items():
        for part, data in (("invoer", bad), ("hersteld", repaired)):
            target = HERE / folder / part
            target.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)


if __name__ == "__main__":
    main()
