"""
What may not lie in a folder that is published: a secret file, or a digest of one.

Why a number is hidden has few possible answers, and a delivered file of counts not many more. Who finds a
digest of either tries them all, and knows within seconds which one it was.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.audit.own_files import secret_files
from analysis.audit.traces import Trace, unpacked
from analysis.ground import paths
from analysis.ground.paths import REASONS

NAMES = frozenset({REASONS, "verborgen.json", "sleutels.json", "sleutel", paths.LOCAL})
_KINDS = ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s")
# As much of a digest as a page prints; less is found anywhere.
LETTERS = 12
# What receipts of before held: composites of the digests of secret files.
_KEYS_OF_BEFORE = re.compile(r'"(sleutel|alles|opgehaald)": "[0-9a-f]{64}"')


def secrets_in(folder: Path) -> list[Trace]:
    """
    Return the secret files in an edition, and what holds a digest of one.

    Parameters
    ----------
    folder : Path
        The folder of an edition; hidden files in it are looked at as well.
    """
    digests = dict(_digests(folder))
    return [one for path in sorted(folder.rglob("*")) for one in _secrets_of(path, folder, digests)]


def _secrets_of(path: Path, folder: Path, digests: Mapping[bytes, str]) -> Iterator[Trace]:
    name = path.relative_to(folder).as_posix()
    if path.name in NAMES:
        yield Trace(name, "een bestand dat niemand anders mag zien", path.name)
    if path.is_symlink() or not path.is_file():
        return
    content = path.read_bytes()
    if path.name == paths.RECEIPT and (found := _KEYS_OF_BEFORE.search(content.decode(errors="replace"))):
        yield Trace(name, "een kenmerk van geheime bestanden, van een eerdere versie", found[1])
    for place, data in unpacked(name, content):
        low = data.lower()
        for digest, secret in digests.items():
            if digest in low:
                yield Trace(place, f"een kenmerk van {secret}", digest.decode())


def _digests(folder: Path) -> Iterator[tuple[bytes, str]]:
    for path in secret_files(folder):
        content = path.read_bytes()
        for kind in _KINDS:
            digest = hashlib.new(kind, content, usedforsecurity=False).hexdigest()
            yield digest[:LETTERS].encode(), path.name
