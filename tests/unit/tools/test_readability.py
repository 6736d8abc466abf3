import json

import pytest
from tools.readability import (
    LEAST_SCORE,
    MOST_WORDS,
    MOST_WORDS_ON_AVERAGE,
    flesch_douma,
    readability_report,
    sentences_of,
    syllables,
    words_of,
)

from analysis.annex import prose
from analysis.model.catalogue import read_catalogue

HARD = (
    "De verantwoordelijkheidsverdeling tussen de beleidsverantwoordelijke organisaties is onderwerp van "
    "voortdurende interbestuurlijke afstemming, waarbij gemeenschappelijke uitgangspunten worden gehanteerd "
    "ten behoeve van de doelmatigheidsbevordering."
)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("kern", 1),
        ("mensen", 2),
        ("gemeente", 3),
        ("mantelzorger", 4),
        ("11.246", 1),
        ("12,3%", 1),
    ],
)
def test_syllables_are_those_of_dutch(word, number):
    assert syllables(word) == number


def test_a_number_does_not_end_a_sentence():
    assert sentences_of("Er wonen 1.598 mensen. Dat is 5,4%! Is dat veel?") == (
        "Er wonen 1.598 mensen.",
        "Dat is 5,4%!",
        "Is dat veel?",
    )


def test_words_with_signs_are_one_word():
    assert words_of("De 95%-marge is 12,3%, in GGD-regio Oost.") == (
        "De", "95%", "marge", "is", "12,3%", "in", "GGD-regio", "Oost",
    )  # fmt: skip


def test_the_score_is_the_formula_of_douma():
    # 4 words, 5 syllables: ik / zie / een / kern-tje.
    assert flesch_douma(["Ik zie een kerntje."]) == pytest.approx(206.835 - 0.93 * 4 - 77 * 5 / 4)


def test_officialese_scores_low_and_plain_dutch_high():
    assert flesch_douma([HARD]) < 0
    assert flesch_douma(["Hier wonen veel mensen.", "Dat zijn er meer dan in 2018."]) > 90


def too_hard(report):
    """Return the chapters that break one of the three limits."""
    hard = report[
        (report["flesch_douma"] < LEAST_SCORE)
        | (report["woorden_per_zin"] > MOST_WORDS_ON_AVERAGE)
        | (report["te_lang"].map(len) > 0)
    ]
    return hard[["hoofdstuk", "flesch_douma", "woorden_per_zin", "te_lang"]].to_dict("records")


@pytest.mark.slow
def test_every_chapter_of_an_edition_is_plain(edition):
    report = readability_report(edition)
    assert {"01_kernkaarten", "05_jeugdhulp", "begrippen", "vaste teksten"} <= set(report["hoofdstuk"])
    assert report["zinnen"].min() >= 3
    assert too_hard(report) == []


def test_a_chapter_that_is_hard_is_found(tmp_path):
    (tmp_path / "2025" / "release").mkdir(parents=True)
    about = {"gemeente": "GM0148", "naam": "Dalfsen"}
    (tmp_path / "2025" / "release" / "release.json").write_text(json.dumps(about), encoding="utf-8")
    for name, sentence in (("01_goed", "Hier wonen veel mensen."), ("02_slecht", HARD)):
        (tmp_path / "2025" / name).mkdir()
        index = {"onderdelen": [{"soort": "tekst", "zinnen": [sentence]}]}
        (tmp_path / "2025" / name / "inhoud.json").write_text(json.dumps(index), encoding="utf-8")
    (found,) = too_hard(readability_report(tmp_path / "2025"))
    assert found["hoofdstuk"] == "02_slecht"
    assert found["te_lang"] == (HARD,)


def test_every_explanation_of_the_catalogue_is_short():
    texts = [entry.uitleg_b1 for entry in read_catalogue().indicators.values()]
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    assert [one for one in sentences if len(words_of(one)) > MOST_WORDS] == []
    assert flesch_douma(sentences) >= LEAST_SCORE


def test_what_the_audit_says_is_plain(stub_of_audit):
    sentences = sentences_of(prose.audited(stub_of_audit))
    assert len(sentences) == 3
    assert max(len(words_of(one)) for one in sentences) <= MOST_WORDS


@pytest.fixture
def stub_of_audit():
    return {"cellen": 1200, "onderdrukt": 12, "bevindingen": 3}
