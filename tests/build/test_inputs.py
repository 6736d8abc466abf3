"""
Everything that a build reads is held against each other in its first second.

Each case changes one thing in the project as it is, some in other files at once; the build ends with exit code 2 and a message with
code, place and next step, and writes nothing. The numbers (B04, D82, P33 …) are those of the review
in which the case was found; the others are their neighbours.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.build.conftest import REAL, Project

PARAMS = "params/dalfsen.yml"
GOALS = "data/beleid/GM0148/doelenboom.yml"
THEME = "params/themas/leefomgeving.yml"
POLICY = "data/beleid/GM0148"
GEO = "data/geo/GM0148"
LIST = "data/geo/gebieden.csv"

Change = Callable[[str], str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project with the real data, params and notebooks."""
    root = tmp_path_factory.mktemp("gedeelde map Coördinatie")
    project = Project(root)
    for name in ("params", "notebooks"):
        shutil.rmtree(root / name)
        shutil.copytree(REAL / name, root / name)
    return project


@pytest.fixture
def home(whole: Project) -> Iterator[Project]:
    """Work in the project; what a test changed in its text files is put back."""
    kept: dict[Path, bytes] = {}
    watched = [path for path in whole.root.rglob("*") if path.is_file() and "outputs" not in path.parts]
    kept = {path: path.read_bytes() for path in watched if path.suffix in (".yml", ".csv", ".geojson")}
    with whole.at_home():
        yield whole
    for path in set(whole.root.rglob("*")) - set(watched):
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
    for path, content in kept.items():
        if not path.is_file():
            path.unlink(missing_ok=True)  # a pipe in its place
            path.write_bytes(content)
        elif path.read_bytes() != content:
            path.write_bytes(content)
    shutil.rmtree(whole.outputs, ignore_errors=True)


def swap(*pairs: str) -> Change:
    """Return a change of the first place of each text into the next."""

    def change(text: str) -> str:
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in text, old
            text = text.replace(old, new, 1)
        return text

    return change


def add(lines: str) -> Change:
    return lambda text: text + lines


def exchanged(one: str, other: str) -> Change:
    return lambda text: text.replace(one, "\0").replace(other, one).replace("\0", other)


def written(project: Project, file: str, change: Change) -> None:
    path = project.root / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def refused(project: Project, *arguments: str) -> str:
    result = project.run("build", *(arguments or (PARAMS,)))
    assert result.exit_code == 2, result.output
    assert not project.outputs.exists()
    for word in ("Traceback", "<class", "Problem(", "dict_keys", "\x1b", "\x07", "\u202e"):
        assert word not in result.output
    return result.output


ONE_NOTEBOOK = "gemeente: GM0148\nnaam: {naam}\neditie: 2025\nnotebooks: [04_laaggeletterdheid]\n"


def named(naam: str) -> Change:
    """Return a change into a params file with this name, as YAML writes it."""
    return lambda _: ONE_NOTEBOOK.format(naam=json.dumps(naam))


CASES: dict[str, tuple[str, Change, tuple[str, ...]]] = {
    # Policy of the gemeente, and its themes.
    "lines of a document backwards": (
        f"{POLICY}/beweringen.yml",
        swap('regel: "380-381"', 'regel: "381-380"'),
        ("F604", '"381-380"', "Bedoelt u 380-381?"),
    ),
    "B04 years of the policy exchanged": (
        GOALS,
        swap("jaar_van: 2022", "jaar_van: 2032"),
        ("F626", "jaar_tot", "2032"),
    ),
    "the last year before the first": (
        GOALS,
        swap("jaar_tot: 2025", "jaar_tot: 2021"),
        ("F626", '"2021"'),
    ),
    "a year of two digits": (
        GOALS,
        swap("jaar_van: 2022", "jaar_van: 22"),
        ("F604", "jaar_van"),
    ),
    "a node of the tree that hangs on nothing": (
        GOALS,
        swap("id: '1.1'", "id: '7.1'"),
        ("F624", '"7"'),
    ),
    "a line of the budget that is not there": (
        GOALS,
        swap(
            "{post: 'Publieke gezondheid (GGD), consultatiebureau",
            "{post: 'Publieke gezondheit (GGD), consultatiebureau",
        ),
        ("F624", "begroting.csv", "Bedoelt u"),
    ),
    "a source of the tree that is not there": (
        GOALS,
        swap("bron: preventiebeleid_2022", "bron: preventiebeleid_2202"),
        ("F624", "preventiebeleid_2022"),
    ),
    "policy of another gemeente": (
        GOALS,
        swap("gemeente: GM0148", "gemeente: GM0177"),
        ("F625", '"GM0177"'),
    ),
    "B07 an amount as text": (
        f"{POLICY}/begroting.csv",
        swap(",2021,1139091,", ",2021,1.139.091,"),
        ('rij 2, kolom "bedrag"', '"1.139.091"'),
    ),
    "an amount that does not add up": (
        f"{POLICY}/begroting.csv",
        swap(",2021,1139091,", ",2021,1139092,"),
        ("jaar 2021", "het totaal van"),
    ),
    "an amount of another gemeente": (
        f"{POLICY}/begroting.csv",
        swap("GM0148,Jeugd", "GM0177,Jeugd"),
        ('"GM0177"',),
    ),
    "a field of performance on an unknown node": (
        f"{POLICY}/prestatievelden.yml",
        swap("knopen: ['", "knopen: ['9.9', '"),
        ("F624", '"9.9"'),
    ),
    "a priority on an unknown node": (
        f"{POLICY}/prioriteiten.yml",
        swap("knoop: '2.4'", "knoop: '2.44'"),
        ("F624", '"2.44"'),
    ),
    "a view on an unknown indicator": (
        f"{POLICY}/prioriteiten.yml",
        swap(
            "partners: []",
            "partners: [{indicator: inzet_hulp_aan_buuren, gebied: GM0148, oordeel: herkend, datum: '2025-11-20'}]",
        ),
        ("F624", '"inzet_hulp_aan_buuren"', 'Bedoelt u "inzet_hulp_aan_buren"?'),
    ),
    "a sentence about an unknown indicator": (
        f"{POLICY}/beweringen.yml",
        swap("indicator: [inwoners", "indicator: [inwonners"),
        ("F624", 'Bedoelt u "inwoners"?'),
    ),
    "an expectation without a year": (
        f"{POLICY}/verwachting.yml",
        swap("jaar: '2007'", "jaar: '207'"),
        ("verwachting.yml", '"207"'),
    ),
    "an idea for a kern that is not there": (
        f"{POLICY}/bijeenkomsten.yml",
        swap('kern: "Nieuwleusen"', 'kern: "Nieuwleuzen"'),
        ("F624", 'Bedoelt u "Nieuwleusen"?'),
    ),
    "a consultation on an unknown indicator": (
        f"{POLICY}/raadpleging.yml",
        swap("deelnemers: ", "deelnemers: x"),
        ("F624", "raadpleging.yml"),
    ),
    "an organisation in a kern that is not there": (
        f"{POLICY}/sociale_kaart.csv",
        swap("GM0148,Nieuwleusen,", "GM0148,Niewleusen,"),
        ("F624", 'Bedoelt u "Nieuwleusen"?'),
    ),
    "a statement on a kern that is not there": (
        "data/beleid/uitspraken_kernen.csv",
        swap("GM0148,Oudleusen,", "GM0148,Oudluesen,"),
        ("F624", 'Bedoelt u "Oudleusen"?'),
    ),
    "a question with an empty cell": (
        "data/beleid/gespreksvragen.csv",
        swap("Hoe komt stil leed boven tafel?", ""),
        ('kolom "vraag"', "Vul de cel in."),
    ),
    "B13 an indicator with a typo in a theme": (
        THEME,
        swap("[bevolkingsdichtheid]", "[bevolkingsdichtheit]"),
        ("F624", 'blok "dichtheid"', 'Bedoelt u "bevolkingsdichtheid"?'),
    ),
    "an indicator among others of another kind": (
        THEME,
        swap("[bevolkingsdichtheid]", "[gm_tevreden_met_woning]"),
        ("F624", "blok schatting"),
    ),
    "B17 an area of a theme that is not there": (
        THEME,
        swap("gebieden: [GM0175,", "gebieden: [GM9175,"),
        ("F624", '"GM9175"'),
    ),
    "B18 a theme of another gemeente": (
        THEME,
        swap("gemeente: GM0148\n", "gemeente: GM0177\n"),
        ("F625", "duiding"),
    ),
    "a theme wholly of another gemeente": (
        THEME,
        lambda text: text.replace("GM0148", "GM0177").replace("gedeeld: true", "gedeeld: false"),
        ("F625", '"GM0177"', "GM0148"),
    ),
    "the theme as it was, of another gemeente": (
        THEME,
        lambda text: "".join(
            line for line in text.replace("GM0148", "GM0177").splitlines(True) if "gedeeld" not in line
        ),
        ("F625",),
    ),
    "a goal of a theme that is no node": (THEME, swap("doel: '1'", "doel: '8'"), ("F624", '"8"')),
    "an unknown key in a theme": (THEME, swap("voor_wie:", "voorwie:"), ("F601", 'Bedoelt u "voor_wie"?')),
    "the order of the annex": (
        "params/bijlage.yml",
        swap("neem: [01_kernkaarten]", "neem: [01_kernkaart]"),
        ("bijlage.yml", '"01_kernkaart"'),
    ),
    # What a params file names.
    "P63 an unknown theme": (
        PARAMS,
        swap("- gezondheid", "- gezondheit"),
        ("F619", 'Bedoelt u "gezondheid"?'),
    ),
    "P62 an unknown area": (
        PARAMS,
        swap("- KERNGEBIED-GM0148-dalfsen", "- KERNGEBIED-GM0148-dalfsn"),
        ("F619", 'Bedoelt u "KERNGEBIED-GM0148-dalfsen"?'),
    ),
    "P65 an area of another gemeente": (
        PARAMS,
        swap("        - GM0148\n", "        - GM0177\n"),
        ("F619", '"GM0177"'),
    ),
    "P87 an unknown region": (
        PARAMS,
        swap("regio: RG-ZWOLLE", "regio: RG-ZWOLE"),
        ("F620", 'Bedoelt u "RG-ZWOLLE"?'),
    ),
    "P88 an unknown area to compare with": (PARAMS, swap("PV23,", "PV32,"), ("F620", '"PV32"')),
    "the own gemeente to compare with": (
        PARAMS,
        swap("PV23,", "GM0148,"),
        ("F620", "Haal de eigen gemeente weg."),
    ),
    "a kern to compare with": (PARAMS, swap("PV23,", "KERN-GM0148-dalfsen,"), ("F620",)),
    "a region that is a gemeente": (
        PARAMS,
        swap("regio: RG-ZWOLLE", "regio: GM0193"),
        ("F620", "Zet een gemeente bij vergelijk."),
    ),
    "a source of the gate that is not there": (
        PARAMS,
        add("poort: {bronnen: {voorbeeld_jeugdhlup: {drempel: 9, eigenaar: x, vanaf: 2025-01-31}}}\n"),
        ("F628", 'Bedoelt u "voorbeeld_jeugdhulp"?'),
    ),
    "P58 a list without values": (
        PARAMS,
        swap(
            "gebied: # een profiel per gebied",
            "gebied: []\n  - notebook: 02_wijkprofiel\n    parameters:\n      gebied:",
        ),
        ("F618", "een lege lijst"),
    ),
    "a theme of spaces": (PARAMS, swap("- gezondheid", "- '  '"), ("F610",)),
    # Names.
    "P28 a name of spaces": (PARAMS, named("   "), ("F610",)),
    "an empty name": (PARAMS, named(""), ("naam",)),
    "P29 a name in another script": (PARAMS, named("日本"), ("F172", "U+65E5")),
    "P30 a name that is a path": (PARAMS, named(".."), ("F610",)),
    "P32 a name of a zero-width space": (PARAMS, named("\u200b"), ("F611", "U+200B")),
    "a zero-width space within a name": (PARAMS, named("Dalf\u200bsen"), ("F611", "U+200B")),
    "a soft hyphen within a name": (PARAMS, named("Dalf\u00adsen"), ("F611", "U+00AD")),
    "P33 a newline in a name": (PARAMS, named("Dalf\nsen"), ("F611", "U+000A")),
    "a tab in a name": (PARAMS, named("Dalf\tsen"), ("F611", "U+0009")),
    "P34 a name that turns the direction": (PARAMS, named("Dalf\u202esen"), ("F611", "U+202E")),
    "an isolate in a name": (PARAMS, named("Dalf\u2067sen"), ("F611", "U+2067")),
    "P35 a bell in a name": (PARAMS, named("Dalf\u0007sen"), ("F611", "U+0007")),
    "a Cyrillic a in a name": (PARAMS, named("D\u0430lfsen"), ("F610", "U+0430")),
    "P38 a name that Windows keeps": (PARAMS, named("CON"), ("F615", "apparaat")),
    "P39 another one": (PARAMS, named("nul"), ("F615",)),
    "and a third": (PARAMS, named("Lpt1"), ("F615",)),
    "a name that is too long": (PARAMS, named("Dalfsen " * 200), ("100 tekens",)),
    "P44 a title of 200,000 characters": (
        PARAMS,
        swap("titel: Monitoringsbijlage preventiebeleid", "titel: " + "x" * 200_000),
        ("200 tekens", "(200000 tekens)"),
    ),
    "P46 a NUL in a title": (
        PARAMS,
        swap("titel: Monitoringsbijlage preventiebeleid", 'titel: "a\\0b\\x0bc"'),
        ("F611", "U+0000, U+000B"),
    ),
    "a newline in a title": (
        PARAMS,
        swap("titel: Monitoringsbijlage preventiebeleid", 'titel: "a\\nb"'),
        ("F611",),
    ),
    "an owner that turns the direction": (
        PARAMS,
        add('poort: {drempel: 3, eigenaar: "a\\u202eb", vanaf: 2025-01-31}\n'),
        ("F611", "U+202E"),
    ),
    # Folders.
    "P67 outputs in data": (PARAMS, add("\nuitvoer: data\n"), ("F613",)),
    "outputs below data": (PARAMS, add("\nuitvoer: data/cijfers/nieuw\n"), ("F613",)),
    "outputs in data by a detour": (PARAMS, add("\nuitvoer: outputs/../DATA/x\n"), ("F613",)),
    "P68 outputs in params": (PARAMS, add("\nuitvoer: params\n"), ("F613",)),
    "P69 outputs in .git": (PARAMS, add("\nuitvoer: .git\n"), ("F613",)),
    "P70 outputs in the project itself": (PARAMS, add("\nuitvoer: .\n"), ("F613",)),
    "outputs between the notebooks": (PARAMS, add("\nuitvoer: notebooks/uit\n"), ("F613",)),
    "P74 outputs that Windows cannot hold": (PARAMS, add("\nuitvoer: outputs/aux\n"), ("F615",)),
    "with an extension": (PARAMS, add("\nuitvoer: outputs/nul.txt\n"), ("F615",)),
    "a folder that ends on a point": (PARAMS, add("\nuitvoer: outputs/dalfsen.\n"), ("F615",)),
    "a folder that ends on a space": (PARAMS, add('\nuitvoer: "outputs/dalfsen /x"\n'), ("F615",)),
    "a folder with a colon": (PARAMS, add('\nuitvoer: "outputs/a:b"\n'), ("F615",)),
    "a folder with a backslash": (PARAMS, add("\nuitvoer: outputs\\dalfsen\n"), ("F615",)),
    "a folder of unseen characters": (PARAMS, add('\nuitvoer: "outputs/a\\u200bb"\n'), ("F611",)),
    # Colours.
    "P92 a white house colour": (
        PARAMS,
        swap('hoofdkleur: "#1b5e7b"', 'hoofdkleur: "#ffffff"'),
        ("F621", "contrast"),
    ),
    "P93 equal house colours": (
        PARAMS,
        swap('accentkleur: "#b5540f"', 'accentkleur: "#1b5e7b"'),
        ("F621", "bijna dezelfde kleur"),
    ),
    "red and green": (
        PARAMS,
        swap(
            'hoofdkleur: "#1b5e7b"',
            'hoofdkleur: "#7a6a00"',
            'accentkleur: "#b5540f"',
            'accentkleur: "#8a5a00"',
        ),
        ("F621",),
    ),
    # The gemeente, its map and its kernen.
    "B24 the code of another gemeente": (
        PARAMS,
        swap("gemeente: GM0148", "gemeente: GM0177"),
        ("F431", "Dalfsen is GM0148, GM0177 is Raalte", "F433", "36 van 36"),
    ),
    "P26 a code of no gemeente": (
        PARAMS,
        swap("gemeente: GM0148", "gemeente: GM9998"),
        ("F430", '"GM9998"', "Dalfsen is GM0148."),
    ),
    "a slip in the name": (PARAMS, swap("naam: Dalfsen", "naam: Dalfzen"), ("F431", 'Bedoelt u "Dalfsen"?')),
    "D81 a kern with a typo": (
        f"{GEO}/kernindeling.csv",
        swap(
            "BU01480103,Pleijendal,WK014801,Dalfsen,Dalfsen", "BU01480103,Pleijendal,WK014801,Dalfsn,Dalfsn"
        ),
        ("F432", 'rij 4, kolom "kern"', 'Bedoelt u "Dalfsen"?'),
    ),
    "D82 a kern with a Cyrillic a": (
        f"{GEO}/kernindeling.csv",
        swap(
            "BU01480103,Pleijendal,WK014801,Dalfsen,Dalfsen",
            "BU01480103,Pleijendal,WK014801,D\u0430lfsen,D\u0430lfsen",
        ),
        ("F432", "U+0430", 'Bedoelt u "Dalfsen"?'),
    ),
    "a kern in small letters": (
        f"{GEO}/kernindeling.csv",
        swap(
            "BU01480103,Pleijendal,WK014801,Dalfsen,Dalfsen", "BU01480103,Pleijendal,WK014801,dalfsen,dalfsen"
        ),
        ("F432", 'Bedoelt u "Dalfsen"?'),
    ),
    "a kern with a space behind it": (
        f"{GEO}/kernindeling.csv",
        swap(
            "BU01480103,Pleijendal,WK014801,Dalfsen,Dalfsen",
            "BU01480103,Pleijendal,WK014801,Dalfsen ,Dalfsen",
        ),
        ("F432",),
    ),
    "a kern with a zero-width space": (
        f"{GEO}/kernindeling.csv",
        swap(
            "BU01480103,Pleijendal,WK014801,Dalfsen,Dalfsen",
            "BU01480103,Pleijendal,WK014801,Dalf\u200bsen,Dalfsen",
        ),
        ("F611", "U+200B"),
    ),
    "D85 a wijk that does not exist": (
        f"{GEO}/kernindeling.csv",
        swap("BU01480103,Pleijendal,WK014801", "BU01480103,Pleijendal,WK999999"),
        ("F433", '"WK999999"', "WK014801"),
    ),
    "a wijk of another gemeente": (
        f"{GEO}/kernindeling.csv",
        swap("BU01480103,Pleijendal,WK014801", "BU01480103,Pleijendal,WK017701"),
        ("F433",),
    ),
    "another wijk of the own gemeente": (
        f"{GEO}/kernindeling.csv",
        swap("BU01480103,Pleijendal,WK014801", "BU01480103,Pleijendal,WK014802"),
        ("F433", "WK014801"),
    ),
    "D88 two codes exchanged in the kernindeling": (
        f"{GEO}/kernindeling.csv",
        exchanged("BU01480103", "BU01480104"),
        ("F434", "Is BU01480104 bedoeld?"),
    ),
    "D89 two codes exchanged on the map": (
        f"{GEO}/buurten_2025.geojson",
        exchanged("BU01480103", "BU01480104"),
        ("F434", "gebied BU01480103"),
    ),
    "two names exchanged in the list of areas": (
        LIST,
        exchanged("Pleijendal", "Polhaar"),
        ("F434", "gebied BU01480103"),
    ),
    "D43 a part of a count with a typo": (
        f"{GEO}/woonkernen.csv",
        swap("WOONKERN-GM0148-dalfsen-kern,", "WOONKERN-GM0148-dalfsn-kern,"),
        ("F436", 'Bedoelt u "WOONKERN-GM0148-dalfsen-kern"?'),
    ),
    "D90 a kern with a typo for a part": (
        f"{GEO}/woonkernen.csv",
        swap("Ankum (kern),Buitengebied,Dalfsen", "Ankum (kern),Buitengebied,Dalfsn"),
        ("F436", 'Bedoelt u "Dalfsen"?'),
    ),
    "two parts exchanged": (
        f"{GEO}/woonkernen.csv",
        swap("WOONKERN-GM0148-ankum-kern,Ankum (kern)", "WOONKERN-GM0148-ankum-kern,Ankum (buitengebied)"),
        ("F436",),
    ),
    "D113 a level that is not that of the code": (
        LIST,
        swap("BU01480103,Pleijendal,buurt", "BU01480103,Pleijendal,wijk"),
        ("F437", "buurt, het niveau van BU01480103"),
    ),
    "a buurt that belongs to another gemeente": (
        LIST,
        swap("Pleijendal,buurt,GM0148", "Pleijendal,buurt,GM0177"),
        ("F437", '"GM0177"'),
    ),
    "an area that belongs to nothing known": (
        LIST,
        swap("PV23,Overijssel,provincie,NL00", "PV23,Overijssel,provincie,NL01"),
        ("F437", '"NL01"'),
    ),
    "a kern that is taken off the list": (
        LIST,
        swap("KERN-GM0148-oudleusen,Oudleusen,kern,GM0148\n", ""),
        ("F432", '"Oudleusen"'),
    ),
    "a change of a boundary elsewhere": (
        f"{GEO}/indelingswijziging.csv",
        swap("BU01480302", "BU01770302"),
        ("F433", '"BU01770302"'),
    ),
    "people who moved to another gemeente": (
        f"{GEO}/omnummering.csv",
        swap("BU01480306,BU01480302", "BU01480306,BU01770302"),
        ("F433", '"BU01770302"'),
    ),
    "people who moved to a buurt that is not there": (
        f"{GEO}/omnummering.csv",
        swap("BU01480306,BU01480302", "BU01480306,BU01480399"),
        ("F437", 'rij 2, kolom "nieuw"', '"BU01480399"'),
    ),
    # Rows that are about nothing.
    "D37 an area that does not exist": (
        "data/cijfers/gemeentegids_2018.csv",
        swap("inwoners,GM0148,2018", "inwoners,GM0149,2018"),
        ("F280", 'rij 2, kolom "gebied"', '"GM0149"'),
    ),
    "D38 a kern that does not exist": (
        "data/voorbeeld/jeugdhulp.csv",
        lambda text: text.replace("KERNGEBIED-GM0148-hoonhorst", "KERNGEBIED-GM0148-hoonhors"),
        ("F280", '"KERNGEBIED-GM0148-hoonhors"', "rijen"),
    ),
    "D42 an indicator that does not exist": (
        "data/cijfers/gemeentegids_2018.csv",
        swap("\ninwoners,GM0148,2018", "\ninwonners,GM0148,2018"),
        ("F281", 'Bedoelt u "inwoners"?'),
    ),
}


def beside_each_other() -> Iterator[tuple[str, ...]]:
    """
    Yield all cases: one change of each file of policy, themes and tables at a time, and every other one alone.

    Without the goal tree, or the areas, nothing else can be held against them.
    """
    files: dict[str, list[str]] = {}
    for case, (file, _, _) in CASES.items():
        if file.startswith((PARAMS, GOALS, "data/geo")):
            yield (case,)
        else:
            files.setdefault(file, []).append(case)
    for cases in itertools.zip_longest(*files.values()):
        yield tuple(case for case in cases if case)


@pytest.mark.parametrize("cases", list(beside_each_other()), ids="+".join)
def test_what_does_not_fit_is_refused_before_anything_starts(home: Project, cases: tuple[str, ...]):
    for case in cases:
        file, change, _ = CASES[case]
        written(home, file, change)
    output = refused(home)
    for case in cases:
        file, _, words = CASES[case]
        # Of several files each says it in a line of its own.
        said = [line for line in output.splitlines() if file in line] if len(cases) > 1 else [output]
        assert any(all(word in text for word in words) for text in said), f"{case}: {output}"


def test_params_theme_policy_and_tables_that_are_all_wrong_come_at_once(home: Project):
    written(
        home,
        PARAMS,
        swap("titel:", "tietel:", "regio: RG-ZWOLLE", "regio: RG-ZWOLE", "- gezondheid", "- gezondheit"),
    )
    for case in (
        "B13 an indicator with a typo in a theme",
        "B07 an amount as text",
        "D82 a kern with a Cyrillic a",
        "D37 an area that does not exist",
        "a priority on an unknown node",
    ):
        file, change, _ = CASES[case]
        written(home, file, change)
    for options in ((), ("--only", "release"), ("--dry-run",), ("--only", "01_kernkaarten", "--force")):
        output = refused(home, PARAMS, *options)
        for word in (
            "F601",
            "F620",
            "F619",
            "F624",
            "1.139.091",
            "F432",
            "F280",
            "bevolkingsdichtheit",
            "2.44",
        ):
            assert word in output, output
        assert output.count("F601") == 1


def test_a_wrong_value_hides_no_other_of_its_file(home: Project):
    """It was: of the params only the edition, of the theme only its form was said."""
    change = swap("naam: Dalfsen", "naam: Dalfzen", "editie: 2025", "editie: 20255", "titel:", "tietel:")
    written(home, PARAMS, lambda text: change(text) + "poort: {drempel: 2, afronding: 0}\n")
    output = refused(home)
    for word in ('"editie"', '"tietel"', 'Bedoelt u "Dalfsen"?', "poort.drempel", "poort.afronding"):
        assert output.count(word) >= 1, output
    assert output.count("  - ") == 5


def test_a_wrong_form_in_a_theme_hides_nothing_else(home: Project):
    pairs = ("vorm: stippen", "vorm: taart", "_leefbaarheid", "_leefbaarheit", "doel: '1'", "doel: '1.99'")
    written(home, THEME, swap(*pairs, "gemeente: GM0148", "gemeente: GM9999"))
    output = refused(home)
    for word in ('"taart"', "vitaliteit_buurt_leefbaarheit", '"1.99"', "GM9999"):
        assert word in output, output


TABLE, OTHER_TABLE = "data/cijfers/gemeentegids_2018.csv", "data/cijfers/preventiebeleid_2022.csv"


def test_a_row_that_cannot_be_used_hides_no_other_row_nor_file(home: Project):
    """It was: only the first was said, whether it was of its cells, its area, its number or its status."""
    unusable = (
        *("ankum-buitengebied,2018,657", "ankum-buitengebied,2018,,657"),  # a cell more
        *("GM0148-ankum-kern", "GM0148-ankumm-kern"),
        *(",1590,", ",ca. 1590,"),
        *("8905,,,,,,definitief", "8905,,,,,,definitieff"),
    )
    written(home, TABLE, swap(*unusable, "28242", "-28242"))
    written(home, OTHER_TABLE, swap(",90,", ",900,"))
    result = home.run("build", PARAMS, "--only", "release")
    output = result.output
    assert result.exit_code == 2, output
    for row in (3, 4, 5, 6):
        assert f"{TABLE}, rij {row}" in output
    assert f'F111 {TABLE}, rij 2, kolom "waarde": gevonden "-28242"' in output
    assert f"F221 {OTHER_TABLE}, rij 2" in output
    assert output.count("  - ") == 6, output


def test_one_cause_is_one_message(home: Project):
    written(home, f"{POLICY}/begroting.csv", swap(",2021,1139091,", ",2021,1.139.091,"))
    output = refused(home)
    assert output.count("  - ") == 1


def test_the_explorer_asks_the_same(home: Project):
    written(home, THEME, swap("[bevolkingsdichtheid]", "[bevolkingsdichtheit]"))
    result = home.run("explore", PARAMS, "--no-browser")
    assert result.exit_code == 2, result.output
    assert "F624" in result.output


def test_what_no_notebook_of_the_annex_reads_stops_nothing(home: Project):
    written(home, f"{POLICY}/begroting.csv", swap(",2021,1139091,", ",2021,1.139.091,"))
    home.params(ONE_NOTEBOOK.format(naam="Dalfsen"))
    assert home.run("build", PARAMS, "--dry-run").exit_code == 0


def test_the_project_as_it_is_fits_and_says_nothing(home: Project):
    result = home.run("build", PARAMS, "params/raalte.yml", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Let op" not in result.output
    assert home.run("build", "--gemeenten", "alle", "--dry-run").exit_code == 0


@pytest.mark.parametrize("value", ["[1, 2, 3]", "['a', 'b']"])
def test_combinations_are_counted_and_not_made(home: Project, value: str):
    """P57: two lists of 3,000 values took 4.5 GB and did not end."""
    many = "[" + ", ".join(f"a{number}" for number in range(3000)) + "]"
    text = ONE_NOTEBOOK.format(naam="Dalfsen").replace(
        "[04_laaggeletterdheid]",
        f"[04_laaggeletterdheid, {{notebook: 02_wijkprofiel, parameters: {{gebied: {many}, soort: {many}, x: {value}}}}}]",
    )
    home.params(text)
    output = refused(home)
    count = "27.000.001" if "3" in value else "18.000.001"
    assert (
        f'F617 params/dalfsen.yml, regel 4, sleutel "notebooks": gevonden een lijst van 2; verwacht: samen hooguit 1.000 hoofdstukken; dit zijn er {count}'
        in output
    )


def test_brackets_in_brackets_are_refused_at_once(home: Project):
    """P12: 100,000 brackets took 45 seconds."""
    home.params("gemeente: GM0148\nnaam: " + "[" * 100_000)
    assert "meer dan 20 blokken in elkaar" in refused(home)


def outside(project: Project, name: str) -> Path:
    folder = project.root.parent / f"elders-{name}"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe with a name")
@pytest.mark.parametrize(
    "file",
    [
        PARAMS,
        THEME,
        f"{POLICY}/begroting.csv",
        "data/cijfers/gemeentegids_2018.csv",
        LIST,
        "data/cijfers/nieuw.csv",
        "params/themas/nieuw.yml",
    ],
)
def test_a_pipe_is_not_read(home: Project, file: str):
    """P79, D70: who opens a pipe waits for ever."""
    path = home.root / file
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    result = home.run("build", PARAMS, "--only", "release", "--dry-run")
    named = file.endswith("params/themas/nieuw.yml")
    assert result.exit_code == (0 if named else 2), result.output
    assert named or path.name in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="a device with a name, a socket with a name")
def test_a_device_a_socket_and_a_folder_are_not_read(home: Project):
    path = home.root / "data" / "cijfers" / "nieuw.csv"
    path.symlink_to("/dev/zero")
    assert "F256" in refused(home)
    path.unlink()
    path.mkdir()
    assert "F256 data/cijfers/nieuw.csv" in refused(home)
    path.rmdir()
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(path.parent)  # the name of a socket may not be long
        listening.bind("nieuw.csv")
        os.chdir(home.root)
        assert "F256" in refused(home)
    path.unlink()


def test_a_file_that_is_too_large_is_not_read(home: Project):
    with (home.root / THEME).open("ab") as file:
        file.truncate(6_000_000)
    assert "F622 params/themas/leefomgeving.yml: gevonden 6000000 bytes; verwacht: hooguit 5 MB" in refused(
        home
    )


@pytest.mark.skipif(sys.platform == "win32", reason="makes links")
@pytest.mark.parametrize("link", ["outputs", "outputs/dalfsen/2025/release"])
def test_outputs_by_a_link_to_elsewhere_are_refused(home: Project, link: str):
    """P76: outputs/dalfsen/2025 that was a link to a folder outside the project was followed."""
    target = outside(home, "link")
    path = home.root / link
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    try:
        result = home.run("build", PARAMS, "--only", "release")
        assert result.exit_code == 2, result.output
        assert "F614" in result.output
        assert not list(target.iterdir())
    finally:
        path.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="makes links")
def test_outputs_by_a_link_into_the_data_are_refused(home: Project):
    home.outputs.mkdir()
    (home.outputs / "dalfsen").symlink_to(home.root / "data")
    result = home.run("build", PARAMS, "--only", "release")
    assert result.exit_code == 2
    assert "F613" in result.output
    assert not (home.root / "data" / "2025").exists()
    (home.outputs / "dalfsen").unlink()


def second(home: Project, uitvoer: str, name: str = "raalte.yml") -> str:
    text = (REAL / "params" / "raalte.yml").read_text(encoding="utf-8")
    home.params(f"{text}\nuitvoer: {json.dumps(uitvoer)}\n", name)
    return f"params/{name}"


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("outputs/Foo", "outputs/foo", "F607"),  # P103
        ("outputs/\u00e9", "outputs/e\u0301", "F607"),
        ("outputs/x", "outputs/x", "F607"),
        ("outputs/x", "outputs/x/2025/y", "F616"),  # P104
        ("outputs/x/2025/01_kernkaarten", "outputs/X", "F616"),
    ],
)
def test_two_editions_in_one_folder_on_some_system_are_refused(
    home: Project, one: str, other: str, code: str
):
    written(home, PARAMS, add(f"\nuitvoer: {json.dumps(one)}\n"))
    output = refused(home, PARAMS, second(home, other))
    assert f"  - {code} " in output
    assert output.count("  - ") == 1


def test_an_edition_inside_another_that_is_there_is_refused(home: Project):
    there = home.outputs / "dalfsen" / "2025"
    there.mkdir(parents=True)
    (there / "manifest.json").write_text("{}", encoding="utf-8")
    result = home.run("build", second(home, "outputs/dalfsen/2025/raalte"))
    assert result.exit_code == 2
    assert "F616" in result.output


@pytest.mark.parametrize(
    "place", ["data", "data/x", "params", "notebooks", ".", ".git", "outputs/con", "outputs/x."]
)
def test_out_is_asked_the_same_as_a_folder_of_params(home: Project, place: str):
    output = refused(home, PARAMS, "--out", place, "--only", "release")
    assert "--out" in output
    assert "F61" in output


def test_out_elsewhere_is_fine(home: Project):
    result = home.run("build", PARAMS, "--out", outside(home, "uit"), "--dry-run")
    assert result.exit_code == 0, result.output


def test_a_file_of_policy_that_is_not_read_is_said(home: Project):
    shutil.copy(home.root / POLICY / "doelenboom.yml", home.root / POLICY / "doelenboom (1).yml")
    result = home.run("build", PARAMS, "--dry-run")
    assert result.exit_code == 0
    assert "Let op: F629 data/beleid/GM0148/doelenboom (1).yml" in result.output
    assert 'Bedoelt u "doelenboom.yml"?' in result.output


def test_own_files_in_the_folder_of_a_mistyped_gemeente_are_said(home: Project):
    """It was: nothing was said, also not by a build with nothing to do."""
    for gemeente in ("GM0184", "GM0177"):  # params/raalte.yml is of GM0177
        folder = home.root / "data" / "eigen" / gemeente
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "jeugdhulp.csv").write_text("gebied;jaar\n", encoding="utf-8")
    home.params(ONE_NOTEBOOK.format(naam="Dalfsen"))
    result = home.run("build", PARAMS, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Let op: F256 data/eigen/GM0184: gevonden jeugdhulp.csv;" in result.output
    assert 'Bedoelt u "GM0148"?' in result.output
    assert result.output.count("F256") == 1


def test_another_name_than_that_of_the_list_is_said(home: Project):
    home.params(ONE_NOTEBOOK.format(naam="Proefstad"))
    result = home.run("build", PARAMS, "--dry-run")
    assert result.exit_code == 0
    assert "Let op: F431" in result.output


def moved(text: str) -> str:
    """Move a map 30 km to the east."""
    content = json.loads(text)
    for feature in content["features"]:
        shape = feature["geometry"]
        rings = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for point in (point for polygon in rings for ring in polygon for point in ring):
            point[0] += 30_000
    return json.dumps(content)


def test_a_map_that_lies_elsewhere_is_refused(home: Project):
    """X107: a whole map 30 km to the east."""
    written(home, f"{GEO}/buurten_2025.geojson", moved)
    output = refused(home)
    assert (
        "F435 data/geo/GM0148/buurten_2025.geojson: gevonden 100% van de kaart buiten de gemeente" in output
    )
    assert output.count("  - ") == 1


def test_a_map_of_which_a_part_is_missing_is_refused(home: Project):
    def half(text: str) -> str:
        content = json.loads(text)
        content["features"] = content["features"][:18]
        return json.dumps(content)

    written(home, f"{GEO}/buurten_2025.geojson", half)
    assert "van de gemeente zonder buurt" in refused(home)


def test_a_reading_of_last_year_is_left_out_and_said(home: Project):
    """B3: five keys `geldig_voor` stopped the annex after 47 seconds."""
    written(home, PARAMS, swap("editie: 2025", "editie: 2024"))
    result = home.run("build", PARAMS, "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.output.count("Let op: F627 params/themas/") == 5
    assert "06_thema-gezondheid: maken" in result.output


def test_a_build_with_nothing_to_do_looks_at_nothing_again(home: Project, monkeypatch):
    from analysis.build.inputs import check

    home.params(ONE_NOTEBOOK.format(naam="Dalfsen"))
    assert home.run("build", PARAMS, "--only", "release").exit_code == 0
    monkeypatch.setattr(check, "problems_of", lambda *_: pytest.fail("looked again"))
    assert home.run("build", PARAMS, "--only", "release").exit_code == 0
    monkeypatch.undo()
    home.params(ONE_NOTEBOOK.format(naam="Dalfsen").replace("notebooks", "regio: RG-ZWOLE\nnotebooks"))
    assert home.run("build", PARAMS, "--only", "release").exit_code == 2
