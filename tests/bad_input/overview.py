"""
Write docs/fouten.md: every code with an example and what to do, and the table of the cases.

`python tests/bad_input/overview.py` takes the messages from the reports of the cases and the
meaning of each code from `src/analysis/ground/messages.yml`; a contract test keeps the document equal to this.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bad_input.cases import Case, all_cases

from analysis.ground import messages
from analysis.ground.errors import Problem

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "fouten.md"
CODES = messages.TABLE
WARNING = "Let op: "
CHAPTERS = {
    "1": "Tekst en tabellen lezen",
    "2": "Cijfers, gebieden en tabellen",
    "3": "Excel",
    "4": "Kaarten",
    "5": "Ophalen",
    "6": "Params en andere bestanden die u schrijft",
    "7": "Deze computer",
}
KINDS = {"fout": "Fout", "waarschuwing": "Waarschuwing", "beide": "Fout of waarschuwing"}
# The stand-in of the tests, and the service that it stands for.
SERVICE = re.compile(r"http://server/[^/]+/cbs/")
INTRODUCTION = """\
# Fouten en wat u eraan doet

Gemaakt met `python tests/bad_input/overview.py`; verander dit bestand niet met de hand.

Een melding noemt een code, het bestand, de plaats, wat er staat, wat er had moeten staan en wat u kunt doen. Rij 1 is de kop. Alle
problemen van een bestand staan er in één keer. Stuur een melding gerust door aan wie het bestand maakte.

Een **fout** houdt alles tegen: er wordt niets gelezen en niets overschreven. Een **waarschuwing** begint met "Let op": er is verder
gelezen, maar kijk of het klopt. Met `kernmonitor check --strict` tellen waarschuwingen als fouten.

Woorden als `ontbreekt`, `decimaal` en `ook` zijn sleutels van een definitie; zij staan in [eigen_bestanden.md](eigen_bestanden.md).
"""


def read_codes() -> dict[str, dict[str, str]]:
    """Return per code its kind, meaning and what to do, and sometimes an example."""
    return yaml.safe_load(CODES.read_text(encoding="utf-8"))


def document() -> str:
    """Return the whole of docs/fouten.md."""
    codes, cases = read_codes(), all_cases()
    parts = [INTRODUCTION]
    for digit, title in CHAPTERS.items():
        parts.append(f"\n## {title}\n")
        parts.extend(section(code, about, cases) for code, about in codes.items() if code[1] == digit)
    parts.append("\n## De gevallen\n\n")
    parts.append(
        f"Deze {len(cases)} gevallen worden bij elke test nagespeeld: de foute invoer geeft precies haar melding, en de herstelde invoer "
        "gaat goed.\nWaar geen code staat, is de invoer goed en moet zij ook goed worden gelezen.\n\n"
    )
    parts.append("| nummer | wat | code | map |\n|---|---|---|---|\n")
    parts.extend(row(case) for case in cases)
    return "".join(parts)


def section(code: str, about: dict[str, str], cases: list[Case]) -> str:
    """Return what is said of one code."""
    message = about.get("voorbeeld") or example(code, cases)
    return f"\n### {code}\n\n{KINDS[about['soort']]}. {about['wat']}\n\n```text\n{message}\n```\n\n**Doen:** {about['doe']}\n"


def example(code: str, cases: list[Case]) -> str:
    """Return the first message with this code in the reports of the cases, as it is printed."""
    return next(messages(code, cases))


def messages(code: str, cases: list[Case]) -> Iterator[str]:
    """Yield the messages of one code, as they are printed."""
    for case in cases:
        for one in case.expected:
            if one["code"] == code:
                yield printed(one)


def printed(one: dict[str, object]) -> str:
    """Return a problem of a report as `kernmonitor check` prints it."""
    warning = one["ernst"] == "waarschuwing"
    fields = [str(one[key]) for key in ("bestand", "plaats", "gevonden", "verwacht", "actie", "code")]
    text = str(Problem(*fields, warning=warning))
    return (WARNING if warning else "") + SERVICE.sub("https://opendata.cbs.nl/", text)


def row(case: Case) -> str:
    """Return the row of a case in the table."""
    codes = dict.fromkeys(one["code"] for one in case.expected)
    names = ", ".join(f"[{code}](#{code.lower()})" for code in sorted(codes)) or "geen"
    what = case.about["wat"].replace("|", "\\|")
    return f"| {case.number} | {what} | {names} | `tests/bad_input/{case.folder.name}` |\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT).as_posix()} geschreven.\n")
