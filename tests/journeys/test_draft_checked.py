"""A policy writer has a draft checked: a wrong sentence is named with the right number, a right one is not held up."""

from __future__ import annotations

import pytest

DRAFT = """\
# Concept beleid

In Dalfsen is 6% laaggeletterd.
In Dalfsen is 12% laaggeletterd.
Wij willen dat iedereen mee kan doen.
"""
AS = ("--as", "beweringen", "--for", "params/dalfsen.yml")


@pytest.fixture(scope="module")
def checkout(first_build, tmp_path_factory):
    return first_build.copied(tmp_path_factory.mktemp("concept") / "kopie")


def checked(checkout, text):
    (checkout.root / "concept.md").write_text(text, encoding="utf-8")
    return checkout.run("check", "concept.md", *AS)


def test_a_wrong_sentence_is_named_with_the_number_it_should_be(checkout):
    result = checked(checkout, DRAFT)
    assert result.exit_code == 2
    wrong = [line for line in result.output.splitlines() if line.startswith("  - ")]
    [line] = wrong
    assert "regel 4" in line
    assert "In Dalfsen is 12% laaggeletterd" in line
    assert "6%" in line
    assert "regel 3, klopt: In Dalfsen is 6% laaggeletterd." in result.output


def test_corrected_it_passes(checkout):
    result = checked(checkout, DRAFT.replace("12%", "6%"))
    assert result.exit_code == 0, result.output


def test_a_sentence_that_was_right_is_wrong_once_the_numbers_are_others(checkout):
    source = checkout.root / "data/cijfers/preventiebeleid_2022_geletterdheid.csv"
    text = source.read_text(encoding="utf-8")
    assert text.count("GM0148,2021,6,") == 1
    source.write_text(text.replace("GM0148,2021,6,", "GM0148,2021,9,"), encoding="utf-8")
    assert checkout.run("build", "params/dalfsen.yml", "--only", "release").exit_code == 0
    result = checked(checkout, "In Dalfsen is 6% laaggeletterd.\n")
    assert result.exit_code == 2
    assert "9%" in result.output
