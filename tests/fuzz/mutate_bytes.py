"""Bytes that were changed on the way: nothing is known of the meaning but where a file was cut, or has checksums."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

from tests.fuzz.meaning import Judge, anything, either, equal, first_rows, told
from tests.fuzz.mutants import Mutant, Mutator, mutant
from tests.fuzz.seeds import Seed

SCRAPS = (
    b"\x00", b"\x00" * 9000, b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", "é".encode("utf-16-le"),
    b"\x80", b"\x91\x92", b"\x81\x8d", b"\xe9", b"\xc3\xa9", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x1a", b"\x1b[2J",
    b'"', b'""', b"'", b";" * 3000, b"," * 9, b"\n" * 5000, b"\r", b"\r\n", b"\t", b"[" * 20_000, b"{" * 20_000,
    b"(" * 20_000, b"- " * 3000, b"9" * 5000, b"-1", b"1e400", b"NaN", b"&a *a", b"<!DOCTYPE x>", b"<html>", b"PK\x03\x04",
    b"\x1f\x8b", b"{{", b"%s", b"\\", b"/../", b"\xe2\x80\xae", b"\xcc\x81" * 2000, b"A" * 140_000, b": ", b"!!python/none ",
)  # fmt: skip
CHECKED = (".xlsx", ".xlsm", ".zip", ".gz")


def flip(rng: random.Random, seed: Seed) -> Mutant:
    data = bytearray(seed.data)
    spots = [rng.randrange(len(data)) for _ in range(rng.choice((1, 1, 1, 2, 8, 64)))]
    for spot in spots:
        data[spot] ^= 1 << rng.randrange(8)
    return mutant(seed, f"bits flipped at {spots[:4]}", bytes(data), _if_checked(seed))


def overwrite(rng: random.Random, seed: Seed) -> Mutant:
    spot = rng.randrange(len(seed.data))
    scrap = bytes(rng.randrange(256) for _ in range(rng.randint(1, 16)))
    data = seed.data[:spot] + scrap + seed.data[spot + len(scrap) :]
    return mutant(seed, f"{scrap!r} over byte {spot}", data, _if_checked(seed))


def drop(rng: random.Random, seed: Seed) -> Mutant:
    start, length = rng.randrange(len(seed.data)), rng.choice((1, 1, 2, 7, 100))
    return mutant(seed, f"{length} bytes dropped at {start}", seed.data[:start] + seed.data[start + length :])


def duplicate(rng: random.Random, seed: Seed) -> Mutant:
    start, length = rng.randrange(len(seed.data)), rng.choice((1, 3, 20, 400))
    piece, times = seed.data[start : start + length], rng.choice((1, 1, 2, 500))
    return mutant(
        seed,
        f"bytes {start}-{start + length} {times} times more",
        seed.data[:start] + piece * times + seed.data[start:],
    )


def splice(rng: random.Random, seed: Seed) -> Mutant:
    one, two = sorted(rng.randrange(len(seed.data)) for _ in range(2))
    return mutant(
        seed, f"bytes after {one} and {two} swapped", seed.data[:one] + seed.data[two:] + seed.data[one:two]
    )


def insert(rng: random.Random, seed: Seed) -> Mutant:
    scrap = rng.choice(SCRAPS)
    spot = rng.choice((0, len(seed.data), *(rng.randrange(len(seed.data)) for _ in range(6))))
    return mutant(
        seed, f"{scrap[:12]!r} ({len(scrap)}) at {spot}", seed.data[:spot] + scrap + seed.data[spot:]
    )


def truncate(rng: random.Random, seed: Seed) -> Mutant:
    length = rng.randrange(len(seed.data))
    rows = seed.before.rows or ()
    judge: Judge = anything
    if seed.target == "tabel":
        judge = told(seed.before, first_rows(rows) if seed.suffix == ".csv" else equal(rows))
    elif seed.target == "kaart":
        judge = equal(rows)
    return mutant(seed, f"cut after {length} of {len(seed.data)} bytes", seed.data[:length], judge)


def recode(rng: random.Random, seed: Seed) -> Mutant | None:
    """Read the text as one encoding and write it as another, as programs do that guess."""
    if seed.suffix not in (".csv", ".yml", ".geojson"):
        return None
    read, written = rng.choice(
        (("utf-8", "cp1252"), ("cp1252", "utf-8"), ("utf-8", "utf-16"), ("utf-8", "utf-16-le"), ("utf-8", "utf-32"), ("latin-1", "utf-8"))
    )  # fmt: skip
    data = seed.data.decode(read, "replace").encode(written, "replace")
    judge = (
        told(seed.before, equal(seed.before.rows or ()))
        if seed.target == "tabel"
        else equal(seed.before.rows or ())
    )
    return mutant(seed, f"{read} to {written}", data, judge)


def member(rng: random.Random, seed: Seed) -> Mutant | None:
    """Damage what is inside a zip, and pack it again so that its checksum is right."""
    if seed.suffix not in (".xlsx", ".xlsm", ".zip"):
        return None
    with zipfile.ZipFile(io.BytesIO(seed.data)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(inside))
    act = rng.choice(("damage", "damage", "damage", "xml", "xml", "leave out", "rename"))
    if act == "leave out":
        del inside[name]
    elif act == "rename":
        inside["../" + name] = inside.pop(name)
    else:
        inside[name] = (_damaged if act == "damage" else _other_xml)(rng, inside[name])
    return mutant(seed, f"{act} {name}", _zipped(inside))


def _zipped(inside: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in inside.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _damaged(rng: random.Random, data: bytes) -> bytes:
    if not data:
        return rng.choice(SCRAPS)
    spot = rng.randrange(len(data))
    changed = bytearray(data)
    changed[spot] = rng.randrange(256)
    return rng.choice(
        (
            bytes(changed),
            data[:spot],
            data[:spot] + rng.choice(SCRAPS) + data[spot:],
            data[:spot] + data[spot + 1 :],
        )
    )


def _other_xml(rng: random.Random, data: bytes) -> bytes:
    """Change a number or a word between quotes: addresses, kinds and styles that do not exist."""
    pieces = data.split(b'"')
    if len(pieces) < 3:
        return _damaged(rng, data)
    spot = rng.randrange(1, len(pieces) - 1, 2)
    pieces[spot] = rng.choice((b"", b"-1", b"0", b"99999999999", b"A1", b"XFD1048576", b"A0", b"s", b"e", b"d", b"inlineStr", b"str", b"rId9", b"A1:A1048576", b"1", b"nan"))  # fmt: skip
    return b'"'.join(pieces)


def _if_checked(seed: Seed) -> Judge:
    # A zip keeps a checksum of each part, gzip one of the whole.
    if seed.suffix in CHECKED:
        return either(equal(seed.before.rows or ()), told(seed.before, equal(seed.before.rows or ())))
    return anything


MUTATORS: tuple[Mutator, ...] = (
    flip, overwrite, drop, duplicate, splice, insert, insert, truncate, truncate, recode, member, member,
)  # fmt: skip
