from typing import Literal

import pytest
import yaml
from pydantic import Field

from analysis.ground import strict_yaml, yaml_document
from analysis.ground.errors import InputError
from analysis.ground.strict_yaml import Closed


class Inner(Closed):
    drempel: int = Field(default=7, ge=0)


class Model(Closed):
    naam: str = ""
    aantal: int = 0
    soort: Literal["feitelijk", "beleving"] = "feitelijk"
    binnen: Inner = Inner()
    lijst: tuple[Inner, ...] = ()


@pytest.fixture
def write(tmp_path):
    def written(content, name="proef.yml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def refused(path, kind=Model):
    with pytest.raises(InputError) as caught:
        strict_yaml.load(path, kind)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0177", "0177"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("True", "True"),
        ("12:30", "12:30"),
        ("2024-01-31", "2024-01-31"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1e3", "1e3"),
        ("12,3", "12,3"),
    ],
)
def test_what_looks_like_text_stays_text(write, text, expected):
    assert yaml_document.read_document(write(f"sleutel: {text}\n")).content == {"sleutel": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("177", 177),
        ("-5", -5),
        ("12.3", 12.3),
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
    ],
)
def test_numbers_and_truth_values_of_yaml_12(write, text, expected):
    found = yaml_document.read_document(write(f"sleutel: {text}\n")).content["sleutel"]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("naam: a\naantal: 1\nnaam: b\n", 3),
        ("binnen:\n  drempel: 1\n  drempel: 2\n", 3),
        ("lijst:\n- {a: 1, a: 2}\n", 2),
    ],
)
def test_a_key_that_stands_twice_is_refused_with_its_line(write, text, line):
    [problem] = refused(write(text)).problems
    assert problem.place == f"regel {line}"
    assert "staat er twee keer" in problem.found


def test_a_missing_file_names_the_nearest_one(write, tmp_path):
    write("naam: a\n", "dalfsen.yml")
    [problem] = refused(tmp_path / "dalfse.yml").problems
    assert problem.action == 'Bedoelt u "dalfsen.yml"?'
    assert problem.file == "dalfse.yml"


def test_a_missing_file_without_a_near_one_asks_to_check_the_name(tmp_path):
    [problem] = refused(tmp_path / "iets.yml").problems
    assert problem.action == "Controleer de naam en de map."


def test_a_folder_is_no_file(tmp_path):
    [problem] = refused(tmp_path).problems
    assert problem.expected == "een leesbaar bestand"


def test_text_that_is_not_utf8_is_refused_with_its_line(write):
    [problem] = refused(write(b"aantal: 1\n\nnaam: Caf\xe9\n")).problems
    assert problem.place == "regel 3"
    assert problem.found == "byte 233"
    assert problem.action == "Bewaar het als UTF-8."


def test_a_byte_order_mark_is_no_problem(write):
    assert strict_yaml.load(write(b"\xef\xbb\xbfnaam: Dalfsen\n"), Model).naam == "Dalfsen"


def test_windows_line_ends_are_no_problem(write):
    assert strict_yaml.load(write("naam: Dalfsen\r\naantal: 2\r\n"), Model) == Model(naam="Dalfsen", aantal=2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("naam: a\n\tb: 1\n", 2),
        ("naam: [a\n", 1),  # where it begins
        ("naam: a\n---\nnaam: b\n", 2),
        ("naam: !!python/object/apply:os.getcwd []\n", 1),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(write, text, line):
    error = refused(write(text))
    assert str(error).startswith("proef.yml is niet te lezen.")
    assert error.problems[0].place == f"regel {line}"


@pytest.mark.parametrize(
    "text",
    [
        "? [a, b]\n: c\n",
        "aantal: !!int abc\n",
        "aantal: !!bool zz\n",
        "naam: &x [*x]\n",
        f"naam: {'[' * 3000}",
        "naam: !!int 0177\n",
        "naam: &x a\nsoort: *x\n",
        f"aantal: {'9' * 5000}\n",
    ],
    ids=[
        "list as key",
        "tagged int",
        "tagged bool",
        "alias to itself",
        "very deep",
        "octal by tag",
        "alias",
        "very long int",
    ],
)
def test_nonsense_is_an_input_error_and_no_traceback(write, text):
    refused(write(text))


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_name(write):
    [problem] = refused(write("naam: a\n\naantl: 3\n")).problems
    assert problem.place == 'regel 3, sleutel "aantl"'
    assert problem.action == 'Bedoelt u "aantal"?'


def test_an_unknown_key_far_from_all_lists_what_is_known(write):
    [problem] = refused(write("xyz: 3\n")).problems
    assert problem.action == "Bekend zijn: aantal, binnen, lijst, naam, soort."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("binnen:\n  drempl: 3\n", 'regel 2, sleutel "binnen.drempl"'),
        ("lijst:\n- drempel: 1\n- drempl: 3\n", 'regel 3, sleutel "lijst.2.drempl"'),
    ],
)
def test_an_unknown_key_deeper_down_is_helped_as_well(write, text, place):
    [problem] = refused(write(text)).problems
    assert problem.place == place
    assert problem.action == 'Bedoelt u "drempel"?'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aantal: veel\n", "een heel getal"),
        ("aantal: 1.5\n", "een heel getal"),
        ("naam: 3\n", "tekst"),
        ("soort: belving\n", "een van: feitelijk, beleving"),
        ("binnen: 3\n", "een blok met sleutels"),
        ("binnen:\n  drempel: -1\n", "0 of meer"),
        ("lijst: a\n", "een lijst"),
        ("", "een blok met sleutels"),
    ],
)
def test_a_wrong_value_says_in_dutch_what_was_expected(write, text, expected):
    [problem] = refused(write(text)).problems
    assert problem.expected == expected


def test_a_wrong_choice_names_the_nearest(write):
    [problem] = refused(write("soort: belving\n")).problems
    assert problem.action == 'Bedoelt u "beleving"?'


def test_a_missing_key_is_named(write):
    class Needs(Closed):
        naam: str

    [problem] = refused(write("{}\n"), Needs).problems
    assert (problem.place, problem.found, problem.expected) == ('sleutel "naam"', "niets", "deze sleutel")


def test_all_problems_come_at_once(write):
    error = refused(write("naam: 3\naantal: veel\nsoort: x\nonbekend: 1\n"))
    assert sorted(problem.place.split(",")[0] for problem in error.problems) == [
        f"regel {n}" for n in (1, 2, 3, 4)
    ]
    assert "(4 punten)" in error.summary


def test_what_was_read_cannot_be_changed(write):
    model = strict_yaml.load(write("naam: a\n"), Model)
    with pytest.raises(ValueError, match="frozen"):
        model.naam = "b"


@pytest.mark.parametrize("text", ["\U0001f600", "\\U0001F600", "\\ue000", "日"])
def test_letters_that_cannot_be_printed_are_refused_with_their_line(write, text):
    (problem,) = refused(write(f'naam: Dalfsen\ntitel: "a {text}"\n')).problems
    assert (problem.code, problem.place) == ("F172", "regel 2")
    assert problem.found.startswith("U+")


@pytest.mark.parametrize("text", ["● ■ ▲", "Skûlẃŷ ≥ 5 – “x”", "ĳs", "Ελλάδα"])
def test_letters_of_the_house_and_bullets_of_word_are_fine(write, text):
    assert yaml_document.read_document(write(f'titel: "{text}"\n')).content == {"titel": text}


class Colours(Closed):
    kleur: str = Field(default="", pattern=r"^#[0-9a-fA-F]{6}$")
    naam: str = Field(default="", min_length=1)
    jaar: int = Field(default=2025, strict=True)


ENGLISH = (
    "found",
    "expected",
    "token",
    "mapping",
    "values",
    "scanning",
    "parsing",
    "should",
    "String",
    "Input",
    "[0-9",
)


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("naam: een\n\tsoort: feitelijk\n", 2, "een tab"),
        ("naam: @een\n", 1, 'het teken "@"'),
        ('aantal: 1\nnaam: "een\nsoort: b\n', 2, "een aanhalingsteken dat niet sluit"),
        ("naam: een: twee\n", 1, "een dubbelepunt"),
        ("naam een\naantal: 1\n", None, "dubbelepunt"),
        ("lijst: [1\nnaam: b\n", 1, "een haak die niet sluit"),
        ("naam: - een\n", 1, "een streepje"),
        ("naam: &\n", 1, "& of *"),
        ('naam: "\\q"\n', 1, "een \\"),
        ("- een\nnaam: b\n", None, "niet past in het blok"),
        ("%YAML 1.2\nnaam: b\n", None, "iets dat geen YAML is"),
        ("naam: \x07\n", None, "een teken dat niemand ziet"),
    ],
)
def test_what_the_parser_says_is_said_in_dutch(write, monkeypatch, loader, text, line, word):
    """It was: 'found character that cannot start any token', as the reason that somebody reads."""
    monkeypatch.setattr(yaml_document, "_Parser", getattr(yaml, loader, yaml.SafeLoader))
    [problem] = refused(write(text)).problems
    assert word in problem.found
    assert not any(english in f"{problem.found} {problem.expected} {problem.action}" for english in ENGLISH)
    assert line is None or problem.place == f"regel {line}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kleur: groen", ("een kleur als #1f4e79",)),  # it was: 'tekst volgens ^#[0-9a-fA-F]{6}$'
        (
            'naam: ""',
            ("een tekst die niet leeg is",),
        ),  # it was: 'String should have at least 1 character'
        ('jaar: "2025"', ("een heel getal", "Haal de aanhalingstekens weg.")),
        (
            "naam: {oud: 1, nieuw: twee}",
            ("een blok met oud: 1, nieuw: twee",),
        ),  # it was: 'een blok met sleutels'
    ],
)
def test_a_value_that_does_not_fit_is_said_in_dutch(write, text, words):
    problem = str(refused(write(text + "\n"), Colours).problems[0])
    assert all(word in problem for word in words), problem
    assert not any(english in problem for english in ENGLISH)


def test_what_is_wrong_in_a_list_takes_only_that_away(write):
    text = "naam: ja\naantal: nee\nlijst:\n- drempel: -1\n- drempel: 3\n- drempl: 4\nsoort: belevin\n"
    found, problems = strict_yaml.load_rest(write(text), Model)
    assert found == Model(naam="ja", lijst=(Inner(), Inner(drempel=3), Inner()))
    assert len(problems) == 4
