import pytest

from analysis.ground import codes


@pytest.mark.parametrize("text", ["2018-01-01", "2024-02-29"])
def test_a_day_that_exists(text):
    assert codes.is_day(text)


@pytest.mark.parametrize(
    "text", ["2023-02-29", "20180101", "2018-W01-1", "0000-01-01", "٢٠٢٣-٠١-٠١", "ooit", ""]
)
def test_what_is_no_day(text):
    assert not codes.is_day(text)


@pytest.mark.parametrize(
    "text",
    ["BU01480101", "WK014801", "BU0363AA01", "WK0363AA", "BU0363TZ99", "GM0363", "NL00", "CR13", "GG0408"],
)
def test_an_area_as_cbs_writes_it(text):
    assert codes.is_area(text)


@pytest.mark.parametrize(
    "text",
    ["BU0363aa01", "BU0363AA0", "BU0363AA011", "BUAMST0101", "WK0363A", "GM036A", "BU０３６３0101", ""],
)
def test_what_is_no_area(text):
    assert not codes.is_area(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("BU0363AA01", "GM0363"), ("WK014801", "GM0148"), ("GM0148", ""), ("KERN-GM0148-x", ""), ("", "")],
)
def test_the_gemeente_of_a_wijk_or_buurt(text, expected):
    assert codes.gemeente_of(text) == expected


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("AM20", True), ("NL01", True), ("VR04", True), ("BU014801", False), ("GM148", False)],
)
def test_divisions_of_cbs_that_nobody_here_uses(text, is_one):
    assert codes.is_region(text) == is_one


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
