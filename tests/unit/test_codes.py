import pytest

from analysis import codes


@pytest.mark.parametrize("text", ["2018-01-01", "2024-02-29"])
def test_a_day_that_exists(text):
    assert codes.is_day(text)


@pytest.mark.parametrize(
    "text", ["2023-02-29", "20180101", "2018-W01-1", "0000-01-01", "٢٠٢٣-٠١-٠١", "ooit", ""]
)
def test_what_is_no_day(text):
    assert not codes.is_day(text)


@pytest.mark.parametrize("text", ["0000", "0000-03", "2023-02-30", "2018-01-01\n"])
def test_a_period_that_cannot_be_written_out_is_none(text):
    assert not codes.is_period(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("'t Hoogeland", "t-hoogeland"),
        ("Sint-Jansklooster (Oost)", "sint-jansklooster-oost"),
        ("???", ""),
    ],
)
def test_a_slug_keeps_the_plain_letters(text, expected):
    assert codes.slug(text) == expected
