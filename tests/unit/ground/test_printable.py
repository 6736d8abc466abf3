"""Which letters can be printed, and what becomes of the others."""

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from analysis.ground import printable
from analysis.ground.printable import SIGN, everywhere, unprintable

ANY = st.text(st.characters(exclude_categories=()))


def test_what_is_taken_to_be_plain_is_in_the_house_letter():
    plain = {chr(code) for code in range(0x3000) if printable._PLAIN.fullmatch(chr(code))}
    assert plain - printable.letters() == {"\n", "\r", "\t"}
    assert SIGN in printable.letters()
    assert "•" in printable.letters()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fijn \U0001f44d\U0001f3fd!", "Fijn ■!"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 gezin", "■ gezin"),
        ("\uf0b7 een \uf0a7 twee \uf0fc klaar \uf0e0", "• een • twee ✓ klaar →"),
        ("日本語", "■"),
        ("𝐯𝐞𝐭 ①", "vet 1"),
        ("e\u0301", "é"),
        ("a\x00b\x07c", "abc"),
        ("\u202eom\u202c", "om"),
        ("een\u2028twee", "een twee"),
        ("half \ud83d", "half ■"),
        ("non\u2011breaking", "non-breaking"),
    ],
)
def test_a_text_as_it_can_be_printed(text, expected):
    assert printable.printable(text) == expected


@given(ANY)
def test_every_text_becomes_one_that_the_house_letter_has(text):
    shown = printable.printable(text)
    assert set(shown) <= printable.letters() | set("\n\r\t")
    assert printable.printable(shown) == shown
    shown.encode("utf-8")
    assert not unprintable(shown)


@given(ANY)
def test_what_is_said_to_be_unprintable_is_seen_and_replaced(text):
    for letter in unprintable(text):
        assert unicodedata.category(letter) not in ("Cc", "Cf")
        assert printable.printable(letter) in (SIGN, "")


class Model(BaseModel):
    naam: str


@dataclasses.dataclass(frozen=True)
class Whole:
    text: str
    parts: tuple[object, ...]


def test_everywhere_is_everywhere_and_leaves_the_rest():
    odd, other = "a\U0001f600", object()
    given = Whole(odd, ({"k": [odd, 1, None]}, Model(naam=odd), (Whole(odd, ()),), other, "goed"))
    found = everywhere(given)
    assert found == Whole("a■", ({"k": ["a■", 1, None]}, Model(naam="a■"), (Whole("a■", ()),), other, "goed"))
    assert given.text == odd
