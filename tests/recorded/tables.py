"""Tables of CBS and RIVM in the shapes of their services; ids as in `data/tabellen.yml`, numbers of `made_up`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.recorded import made_up
from tests.recorded.made_up import Area, Topic

KWB = {
    2016: "83487NED",
    2017: "83765NED",
    2018: "84286NED",
    2019: "84583NED",
    2020: "84799NED",
    2021: "85039NED",
    2022: "85318NED",
    2023: "85618NED",
    2024: "85984NED",
    2025: "86165NED",
    2026: "86358NED",
}
AGES = {"20300": "18 jaar of ouder", "53115": "18 tot 65 jaar", "80200": "65 jaar of ouder"}
MARGINS = {"MW00000": "Waarde", "MOG0095": "Ondergrens 95%-interval", "MBG0095": "Bovengrens 95%-interval"}


@dataclass(frozen=True)
class Table:
    id: str
    service: str
    title: str
    family: str
    area: str
    width: int
    year: int | None
    modified: str
    levels: tuple[str, ...]
    country: str = "NL00"
    # Dimension -> code -> title, beside the areas and the periods.
    members: dict[str, dict[str, str]] = field(default_factory=dict)
    periods: tuple[int, ...] = ()
    preliminary: tuple[int, ...] = ()
    shift: int = 0

    @property
    def years(self) -> tuple[int, ...]:
        return self.periods or ((self.year,) if self.year else ())


def _kwb(year: int, number: str) -> Table:
    # The numbers behind the stems differ per year, as they do at CBS.
    levels = ("NL", "GM", "WK", "BU") if year < 2026 else ("NL", "GM", "WK")
    title = f"Kerncijfers wijken en buurten {year}"
    modified = f"{year + 1}-03-27T02:00:00"
    return Table(
        number, "cbs", title, "kwb", "WijkenEnBuurten", 10, year, modified, levels, shift=(year * 7) % 5
    )


TABLES: dict[str, Table] = {
    **{number: _kwb(year, number) for year, number in KWB.items()},
    "50150NED": Table(
        "50150NED",
        "rivm",
        "Gezondheid per wijk en buurt",
        "gezondheid",
        "WijkenEnBuurten",
        10,
        None,
        "2025-10-02T02:00:00",
        ("NL", "GM", "WK", "BU"),
        country="NL01",
        members={"Leeftijd": AGES, "Marges": MARGINS},
        periods=(2012, 2016, 2020, 2022, 2024),
    ),
    "50140NED": Table(
        "50140NED",
        "rivm",
        "Gezondheidsmonitor Jongvolwassenen 2024",
        "jongvolwassenen",
        "RegioS",
        6,
        2024,
        "2025-09-22T02:00:00",
        ("NL", "GM", "GG"),
        country="NL01",
        members={
            "Persoonskenmerken": {"T009002": "Totaal personen", "3000": "Mannen", "4000": "Vrouwen"},
            "Marges": MARGINS,
        },
    ),
    "86204NED": Table(
        "86204NED",
        "cbs",
        "Jongeren met jeugdzorg in natura; wijken",
        "jeugdzorg",
        "Wijken",
        10,
        None,
        "2026-06-30T02:00:00",
        ("NL", "GM", "WK"),
        country="NL01",
        members={"Vormen": {"T001203": "Totaal jeugdzorg", "A047600": "Jeugdhulp"}},
        periods=(2025,),
        preliminary=(2025,),
    ),
    "86158NED": Table(
        "86158NED",
        "cbs",
        "Wmo-cliënten; type maatwerkvoorziening, wijken",
        "wmo",
        "Wijken",
        10,
        None,
        "2026-06-15T02:00:00",
        ("NL", "GM", "WK"),
        country="NL01",
        members={"TypeMaatwerkvoorziening": {"T001024": "Totaal", "A050801": "Ondersteuning thuis"}},
        periods=(2025,),
        preliminary=(2025,),
    ),
}


def code(table: Table, area: Area) -> str:
    return table.country if area.gebied == "NL00" else area.gebied


def areas_of(table: Table) -> list[Area]:
    return [area for area in made_up.areas() if area.gebied[:2] in table.levels]


def info(table: Table) -> list[dict[str, Any]]:
    about = {"ID": 0, "Title": table.title, "ShortTitle": table.title, "Identifier": table.id}
    return [
        about | {"Modified": table.modified, "Language": "nl", "Frequency": "Onregelmatig", "Source": "CBS."}
    ]


@cache
def properties(table_id: str) -> list[dict[str, Any]]:
    """Return DataProperties: dimensions, groups, topics with the key they have this year."""
    table = TABLES[table_id]
    rows: list[dict[str, Any]] = []

    def add(kind: str, key: str, title: str, parent: int | None, **more: Any) -> int:
        number = len(rows)
        common = {"odata.type": f"Cbs.OData.{kind}", "ID": number, "Position": number, "ParentID": parent}
        rows.append(common | {"Type": kind, "Key": key, "Title": title, "Description": ""} | more)
        return number

    for name in table.members:
        add("Dimension", name, name, None)
    add(
        "GeoDetail" if table.area == "WijkenEnBuurten" else "GeoDimension",
        table.area,
        "Wijken en buurten",
        None,
    )
    if table.periods:
        add("TimeDimension", "Perioden", "Perioden", None)
    groups: dict[str, int] = {}
    for position, (stem, title, group, kind, unit, decimals) in enumerate(columns(table), start=1):
        parent = None
        for depth in range(1, len(group.split(" > ")) + 1 if group else 0):
            path = " > ".join(group.split(" > ")[:depth])
            if path not in groups:
                groups[path] = add("TopicGroup", "", path.rpartition(" > ")[2], parent)
            parent = groups[path]
        number = position if position <= 4 else position + table.shift
        add("Topic", f"{stem}_{number}", title, parent, Datatype=kind, Unit=unit, Decimals=decimals)
    return rows


def columns(table: Table) -> Iterator[tuple[str, str, str, str, str, int]]:
    if table.area == "WijkenEnBuurten":
        for stem in ("Gemeentenaam", "SoortRegio", "Codering"):
            yield stem, stem, "Regioaanduiding", "String", "code", 0
    if table.family == "kwb":
        stem = (
            "IndelingswijzigingGemeenteWijkBuurt"
            if table.year and table.year >= 2023
            else "IndelingswijzigingWijkenEnBuurten"
        )
        yield stem, "Indelingswijziging", "Regioaanduiding", "String", "code", 0
    for topic in made_up.topics(table.family, table.year):
        kind = "Long" if topic.decimalen == 0 else "Double"
        yield topic.stam, topic.titel, topic.groep, kind, topic.eenheid, topic.decimalen


def members(table: Table, dimension: str) -> list[dict[str, Any]]:
    if dimension == table.area:
        return [
            {
                "Key": code(table, area).ljust(table.width),
                "Title": area.naam.ljust(40),
                "Description": "",
                "Municipality": area.gemeente or (area.gebied if area.gebied.startswith("GM") else ""),
            }
            for area in areas_of(table)
        ]
    if dimension == "Perioden" and table.periods:
        status = {year: "Voorlopig" if year in table.preliminary else "Definitief" for year in table.periods}
        return [
            {"Key": f"{year}JJ00", "Title": str(year), "Description": "", "Status": status[year]}
            for year in table.periods
        ]
    return [
        {"Key": key.ljust(7), "Title": title, "Description": ""}
        for key, title in table.members.get(dimension, {}).items()
    ]


@cache
def rows(table_id: str) -> list[dict[str, Any]]:
    """Return UntypedDataSet, every cell as the service writes it: text, padded on the left."""
    table = TABLES[table_id]
    keys = {
        row["Key"].rpartition("_")[0]: row["Key"] for row in properties(table_id) if row["Type"] == "Topic"
    }
    topics = made_up.topics(table.family, table.year)
    found: list[dict[str, Any]] = []
    for combination in _combinations(table):
        for year in table.years:
            for area in areas_of(table):
                row: dict[str, Any] = {"ID": len(found)}
                row |= {name: key.ljust(7) for name, key in combination.items()}
                row[table.area] = code(table, area).ljust(table.width)
                if table.periods:
                    row["Perioden"] = f"{year}JJ00"
                row |= _labels(table, area, keys)
                for topic in topics:
                    row[keys[topic.stam]] = _cell(table, area, topic, year, combination)
                found.append(row)
    return found


def _combinations(table: Table) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [{}]
    for name, codes in table.members.items():
        found = [{**one, name: key} for one in found for key in codes]
    return found


def _labels(table: Table, area: Area, keys: dict[str, str]) -> dict[str, str]:
    kinds = {"NL": "Land", "GM": "Gemeente", "WK": "Wijk", "BU": "Buurt"}
    labels = {
        "Gemeentenaam": ("Dalfsen" if area.gemeente == "GM0148" else area.naam).ljust(40),
        "SoortRegio": kinds.get(area.gebied[:2], "Regio").ljust(10),
        "Codering": code(table, area).ljust(10),
    }
    moved = table.year == 2023 and area.gebied == "BU01480301"
    change = "3" if moved else "." if area.gebied == "NL00" else "1"
    for stem in keys:
        if stem.startswith("Indelingswijziging"):
            labels[stem] = change
    return {keys[stem]: text for stem, text in labels.items() if stem in keys}


def _cell(table: Table, area: Area, topic: Topic, year: int, combination: dict[str, str]) -> str | None:
    total = {"T001203", "T001024", "T009002", "20300", "MW00000"}
    extra = "/".join(combination.values()) if set(combination.values()) - total else ""
    text = made_up.cell(area, topic, year, extra)
    if text == made_up.BLANK:
        return None if topic.decimalen else "        "
    return text.rjust(8)
