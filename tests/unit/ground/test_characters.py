import pytest

from analysis.ground.characters import for_terminal, foreign_letter, hidden, plain, shortened, visible
from analysis.ground.errors import Problem


@pytest.mark.parametrize(
    "sign",
    [
        *"\x00\x07\x0b\x1b\x7f\x85\u00ad\u034f\u061c\u115f\u200b\u200d\u200f\u2028\u202e\u2066\u2800\u3164\ufeff\ufffe\ue000",
        "\U000e0041",
        "\U000f0000",
        "\ud800",
    ],
)
def test_what_nobody_sees_is_found_and_written_as_its_number(sign):
    assert hidden(f"ab{sign}c") == f"teken 3 is U+{ord(sign):04X}"
    assert visible(f"a{sign}b") == f"a<U+{ord(sign):04X}>b"


@pytest.mark.parametrize("text", ["'s-Gravenhage", "Súdwest-Fryslân", "Hengelo (O)", "a b", "½ €", "é́"])
def test_what_can_be_read_is_left_alone(text):
    assert hidden(text) == ""
    assert visible(text) == text


def test_lines_and_tabs_belong_in_a_text_and_not_in_a_name():
    assert hidden("a\nb") == "teken 2 is U+000A"
    assert hidden("a\n\tb\r\n", lines=True) == ""
    assert hidden("een\ntw\u200bee\r\ndrie", lines=True) == "teken 7 is U+200B"


@pytest.mark.parametrize(
    ("text", "number"),
    [("D\u0430lfsen", "U+0430"), ("\u0391lmelo", "U+0391"), ("日本", "U+65E5"), ("Dalfs\u0454n", "U+0454")],
)
def test_a_letter_of_another_script_is_named(text, number):
    assert number in foreign_letter(text)


@pytest.mark.parametrize("text", ["Dalfsen", "Súdwest-Fryslân", "u\u0308ber", "'t Zand (N.H.) 2"])
def test_latin_letters_are_fine(text):
    assert foreign_letter(text) == ""


def test_two_texts_that_read_the_same_are_the_same():
    assert plain(" Dalfsen\u00a0 Oost") == plain("dalfsen oost") == "dalfsen oost"


def test_a_message_shows_no_control_characters_and_no_endless_value():
    text = str(Problem("a\nb.yml", "", "x\x1b[2J\u202e" + "y" * 1000, "iets", "Doe iets."))
    assert "\x1b" not in text
    assert "\n" not in text
    assert "<U+202E>" in text
    assert "tekens)" in text
    assert len(text) < 500
    assert shortened("kort") == "kort"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fout:\n  - rij 2", "Fout:\n  - rij 2"),
        ("\x1b[31mrood\x07", "<U+001B>[31mrood<U+0007>"),
        ("Dalf\u202esen", "Dalf<U+202E>sen"),
        ("Dalf\u200bsen", "Dalf<U+200B>sen"),
        ("weg\rhier", "weg<U+000D>hier"),
        ("Súdwest-Fryslân €", "Súdwest-Fryslân €"),
    ],
)
def test_a_terminal_shows_what_it_would_obey(text, expected):
    assert for_terminal(text) == expected
