"""
Compare what the lock files pin with published advisories.

    python -m tools.advisories --from all.zip [--from npm.zip]    # offline
    python -m tools.advisories                                    # asks api.osv.dev

What `--from` takes is what OSV publishes per ecosystem (https://osv.dev, "Data dumps"): a zip, a folder or a
file of JSON. Exit code 0: asked, and nothing found. 1: something found. 2: not, or not all, could be asked; that
is never the same as nothing found.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import requests

from tools.locks import ALL, ROOT, LockError, Pinned, read_lock
from tools.osv import Hit, UnreadableError, read

SERVICE: Final = "https://api.osv.dev"
AT_ONCE: Final = 500  # the service takes 1,000
TIMEOUT: Final = (5, 30)  # seconds to connect, and of silence
OLD: Final = 30  # days; PyPI has new advisories every day


def from_files(
    packages: Sequence[Pinned], places: Sequence[Path], today: dt.date, most_days: int
) -> tuple[list[Hit], list[str]]:
    """Return what was found, and in Dutch what could not be asked."""
    try:
        known = read(places)
    except UnreadableError as error:
        return [], [str(error)]
    print("Vergeleken met: " + ", ".join(f"{count} meldingen over {name}" for name, count in sorted(known.ecosystems.items()))
          + f"; de nieuwste van {known.newest[:10] or 'onbekende datum'}.")  # fmt: skip
    missing = [
        f"Er zijn geen meldingen over {name}; {count} pakketten zijn niet vergeleken."
        for name, count in sorted(Counter(one.ecosystem for one in packages).items())
        if name not in known.ecosystems
    ]
    if not _is_recent(known.newest, today, most_days):
        missing.append(f"De meldingen zijn meer dan {most_days} dagen oud of zonder datum; haal nieuwe.")
    return [hit for one in packages for hit in known.about(one)], missing


def _is_recent(newest: str, today: dt.date, most_days: int) -> bool:
    try:
        return (today - dt.date.fromisoformat(newest[:10])).days <= most_days
    except ValueError:
        return False


def from_service(packages: Sequence[Pinned], url: str) -> tuple[list[Hit], list[str]]:
    """Return what the service found, and in Dutch what could not be asked."""
    try:
        return list(_asked(packages, url)), []
    except requests.exceptions.RequestException:
        reason = "geen verbinding, of geen volledig antwoord"
    except (ValueError, LookupError, TypeError, AttributeError):
        reason = "een antwoord in een onbekende vorm"
    return [], [f"{url} gaf {reason}. Geef een bestand met --from."]


def _asked(packages: Sequence[Pinned], url: str) -> Iterator[Hit]:
    for start in range(0, len(packages), AT_ONCE):
        some = packages[start : start + AT_ONCE]
        queries: list[Any] = [
            {"package": {"ecosystem": one.ecosystem, "name": one.name}, "version": one.version}
            for one in some
        ]
        results = _answer(
            requests.post(
                f"{url}/v1/querybatch", json={"queries": queries}, timeout=TIMEOUT, allow_redirects=False
            )
        )["results"]
        if len(results) != len(some):
            raise ValueError
        for package, result in zip(some, results, strict=True):
            for found in result.get("vulns", []):
                yield Hit(package, str(found["id"]))


def _answer(response: requests.Response) -> Any:
    if response.status_code != requests.codes.ok:
        raise requests.exceptions.HTTPError
    return response.json()


def report(packages: Sequence[Pinned], hits: Sequence[Hit], missing: Sequence[str]) -> int:
    """Print what was checked, what was found and what could not be asked; return the exit code."""
    for ecosystem in sorted({one.ecosystem for one in packages}):
        names = [str(one) for one in packages if one.ecosystem == ecosystem]
        print(f"Bekeken van {ecosystem}: {len(names)} pakketten: {', '.join(names)}.")
    for hit in sorted(hits, key=lambda one: (one.package.name, one.id)):
        also = f" ({', '.join(hit.also)})" if hit.also else ""
        fixed = f" Opgelost in {', '.join(hit.fixed)}." if hit.fixed else ""
        doubt = "" if hit.sure else " De versie is niet te vergelijken; kijk zelf."
        print(f"GEVONDEN {hit.package}: {hit.id}{also}. {hit.summary}{fixed}{doubt}")
    for text in missing:
        print(f"NIET GEVRAAGD: {text}")
    if hits:
        return 1
    if missing:
        return 2
    print("Geen van deze versies komt in een melding voor.")
    return 0


def main(arguments: Sequence[str] | None = None, today: dt.date | None = None) -> int:
    """Ask, print and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.advisories",
        description=str(__doc__),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--from", dest="places", type=Path, action="append", metavar="FILE", help="zip, folder or file"
    )
    parser.add_argument(
        "--lock", type=Path, action="append", metavar="FILE", help="all lock files by default"
    )
    parser.add_argument(
        "--max-age", type=int, default=OLD, metavar="DAYS", help="of the newest advisory (%(default)s)"
    )
    parser.add_argument("--url", default=SERVICE, help="a service that speaks the API of OSV (%(default)s)")
    given = parser.parse_args(arguments)
    try:
        locks = given.lock or [ROOT / name for name in ALL]
        found = {(one.ecosystem, one.name, one.version): one for path in locks for one in read_lock(path)}
    except LockError as error:
        print(f"NIET GEVRAAGD: {error}")
        return 2
    packages = sorted(found.values())
    if given.places:
        day = today or dt.datetime.now(dt.UTC).date()
        hits, missing = from_files(packages, given.places, day, given.max_age)
    else:
        hits, missing = from_service(packages, given.url.rstrip("/"))
    return report(packages, hits, missing)


if __name__ == "__main__":
    raise SystemExit(main())
