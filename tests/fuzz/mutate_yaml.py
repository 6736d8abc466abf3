"""Lines of a text that an analyst edits."""

from __future__ import annotations

import random
import re

from tests.fuzz.meaning import anything, equal, refused
from tests.fuzz.mutants import Mutant, Mutator, mutant
from tests.fuzz.seeds import Seed

VALUES = (
    "NO", "yes", "0148", "0x1F", "12:30", "1_000", "1e3", "~", "null", "[]", "{}", "[[[[[[", "&a x", "*a", "!!python/object:os.system x",
    "!!binary aGk=", "'", '"', "|", ">", "- x", "? x", "2024-01-01", "..", "../../x", "A" * 5000, "9" * 400, "-1", "1.5", ".inf", ".nan",
    "{a: 1, a: 2}", "{[1]: 2}", "{null: 1}", "{1: 2}", "{true: x}", "<<: x", "%", "@", "`", "\t", "#", "é", "\u0085", "\u2028", "\ud83d\ude00",
)  # fmt: skip


def harmless(rng: random.Random, seed: Seed) -> Mutant:
    data = seed.data.replace(b"\r\n", b"\n")
    act = rng.choice(("line ends", "mark", "comment", "spaces", "blank lines", "end"))
    if act == "line ends":
        data = data.replace(b"\n", b"\r\n")
    elif act == "mark":
        data = b"\xef\xbb\xbf" + data
    elif act == "comment":
        data = b"# een opmerking\n" + data + b"\n# nog een\n"
    elif act == "blank lines":
        data = b"\n\n" + data + b"\n\n"
    elif act == "end":
        data = data.rstrip(b"\n")
    else:
        data = re.sub(rb"(?<=[a-z0-9\]])\n(?=\S)", b"   \n", data)
    return mutant(seed, act, data, equal(seed.before.rows or (), accept=True))


def twice(rng: random.Random, seed: Seed) -> Mutant | None:
    """A key that stands there twice."""
    lines = seed.data.decode().splitlines(keepends=True)
    keys = [place for place, line in enumerate(lines) if re.match(r" *[a-z_]+: +[^>|\s#]", line)]
    if not keys:
        return None
    place = rng.choice(keys)
    return mutant(
        seed, f"line {place + 1} twice", _text([*lines[:place], lines[place], *lines[place:]]), refused
    )


def value(rng: random.Random, seed: Seed) -> Mutant | None:
    lines = seed.data.decode().splitlines(keepends=True)
    places = [place for place, line in enumerate(lines) if ": " in line or line.strip().startswith("- ")]
    place = rng.choice(places)
    other = rng.choice(VALUES)
    lines[place] = re.sub(r"((?:: |- )\s*).*", lambda found: found[1] + other, lines[place], count=1)
    return mutant(seed, f"line {place + 1} has {other[:30]!r}", _text(lines), anything)


def line(rng: random.Random, seed: Seed) -> Mutant:
    lines = seed.data.decode().splitlines(keepends=True)
    place = rng.randrange(len(lines))
    act = rng.choice(("drop", "indent", "outdent", "swap", "join", "odd"))
    if act == "drop":
        del lines[place]
    elif act == "indent":
        lines[place] = "  " + lines[place]
    elif act == "outdent":
        lines[place] = lines[place].lstrip(" ")
    elif act == "join":
        lines[place] = lines[place].rstrip("\n")
    elif act == "odd":
        lines.insert(place, rng.choice(VALUES) + rng.choice((": x", ":", "")) + "\n")
    else:
        other = rng.randrange(len(lines))
        lines[place], lines[other] = lines[other], lines[place]
    return mutant(seed, f"{act} line {place + 1}", _text(lines), anything)


def _text(lines: list[str]) -> bytes:
    return "".join(lines).encode("utf-8", "surrogatepass")


MUTATORS: tuple[Mutator, ...] = (harmless, twice, value, value, line)
