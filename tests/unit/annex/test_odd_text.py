"""Contract of the writers: whatever stands in a text, every format is written; no library speaks for itself."""

import dataclasses
import shutil
import subprocess

import pytest

from analysis.annex import write
from analysis.annex.blocks import Picture
from analysis.annex.contents import AnnexChapter, Contents, Section
from analysis.annex.write import write_all
from analysis.cards.card import Gap, Sentences
from analysis.ground import printable
from analysis.ground.errors import AnalysisError
from analysis.ground.formats import NAMES

pytestmark = pytest.mark.slow

ODD = {
    "emoji": "Fijn \U0001f44d\U0001f3fd \U0001f468‍\U0001f469‍\U0001f467",
    "bullet of Word": "\uf0b7 eerste punt \uf0a7 tweede \uf0fc klaar",
    "private": "\ue000\uf8ff\U000f0000",
    "half a character": "\ud83d half \udc4d",
    "control": "a\x00b\x07c\x0bd\x1be\x7ff\x85g",
    "no character": "\ufffe \uffff \U0010ffff \u0378",
    "direction": "\u202eachterstevoren\u202c \u200b \u2066x\u2069 \ufeff",
    "line ends": "een\u2028twee\u2029drie\rvier\nvijf\tzes",
    "Chinese": "日本語 中文",
    "Arabic": "العربية",
    "Hebrew": "עברית",
    "Thai": "ภาษาไทย",
    "accents on accents": "Z\u0351\u036b\u0343a\u0349l\u0321g\u0353o" + "\u0301" * 40,
    "mathematics": "𝐯𝐞𝐭 ∑∫√ ⟶ ①",
    "a very long word": "a" * 5000,
    "markup": '#eval("1+1") $x$ <script>alert(1)</script> {{7*7}} \\end{x} ]]> &#0; _x000B_ =1+1',
    "everything in the house letter": "".join(sorted(printable.letters())),
}


def with_text(contents: Contents, text: str) -> Contents:
    """Return the contents with a text in every place that somebody else writes."""

    def part(one):
        if isinstance(one, Picture):
            facts = dataclasses.replace(one.card.facts, source_line=text, caveats=(text,))
            words = dict.fromkeys(("title", "subtitle", "alt"), text)
            card = dataclasses.replace(one.card, **words, notes=(text,), facts=facts)
            rows = tuple(tuple(text for _ in row) for row in one.table.rows)
            columns = tuple(text for _ in one.table.columns)
            table = dataclasses.replace(one.table, caption=text, columns=columns, rows=rows)
            return dataclasses.replace(one, card=card, table=table)
        if isinstance(one, Gap):
            return Gap(one.id, text, text, text)
        return Sentences((text,), one.summary)

    def section(one: Section) -> Section:
        words = dict.fromkeys(("title", "question", "audience", "not_shown", "area"), text)
        return dataclasses.replace(one, **words, parts=tuple(part(p) for p in one.parts))

    def chapter(one: AnnexChapter) -> AnnexChapter:
        words = dict.fromkeys(("title", "goal", "question"), text)
        return dataclasses.replace(one, **words, sections=tuple(section(s) for s in one.sections))

    params = contents.params.model_copy(update={"titel": text, "naam": text})
    return dataclasses.replace(
        contents, params=params, chapters=tuple(chapter(one) for one in contents.chapters)
    )


# Texts of a kind stand together: an edition in every format takes a second, whatever its words are.
TOGETHER = {
    "other writing": (
        "emoji",
        "Chinese",
        "Arabic",
        "Hebrew",
        "Thai",
        "accents on accents",
        "mathematics",
        "direction",
    ),
    "no letters": ("bullet of Word", "private", "half a character", "control", "no character", "line ends"),
    "markup": ("markup",),
    "a very long word": ("a very long word",),
    "everything in the house letter": ("everything in the house letter",),
}


@pytest.mark.parametrize("kinds", TOGETHER.values(), ids=TOGETHER)
def test_every_format_is_written_and_none_of_these_is_refused_today(contents, edition, tmp_path, kinds):
    folder = shutil.copytree(edition.parent, tmp_path / "dalfsen") / edition.name
    written = write_all(with_text(contents, " ".join(ODD[kind] for kind in kinds)), folder)
    assert set(written) == set(NAMES)
    assert min(path.stat().st_size for path in written.values()) > 500


def test_every_odd_text_is_tried():
    assert sorted(kind for kinds in TOGETHER.values() for kind in kinds) == sorted(ODD)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("All strings must be XML compatible: Unicode or ASCII, no NULL bytes"),
        RuntimeError("typst died"),
        subprocess.CalledProcessError(64, "typst"),
        UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed"),
        KeyError("anchor"),
    ],
)
def test_what_a_library_raises_is_told_as_a_next_step(contents, tmp_path, monkeypatch, error):
    def failing(*_):
        raise error

    monkeypatch.setattr(write, "writer", lambda _: failing)
    monkeypatch.delenv("KERNMONITOR_DEBUG", raising=False)
    with pytest.raises(AnalysisError, match="De bijlage als docx schrijven is niet gelukt"):
        write_all(contents, tmp_path, formats=["docx"])


def test_a_full_disk_is_no_matter_of_text(contents, tmp_path, monkeypatch):
    def failing(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "writer", lambda _: failing)
    with pytest.raises(OSError, match="No space"):
        write_all(contents, tmp_path, formats=["docx"])
