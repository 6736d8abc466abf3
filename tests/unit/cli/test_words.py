"""What click says by itself is Dutch, whatever the system speaks; what a command starts speaks that again."""

from __future__ import annotations

import io
import os

import click
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

from analysis.cli import main
from analysis.cli.words import DOMAIN, FOLDER

ENGLISH = (
    "Usage",
    "Options",
    "Commands",
    "Error",
    "Invalid",
    "Missing",
    "No such",
    "Try '",
    "Did you mean",
    "Show this",
    "Got",
)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--help"], ["Gebruik: ", "Opties:", "Opdrachten:", "Toon deze uitleg."]),
        (["bild"], ["Fout: De opdracht bild is er niet.", "Bedoelt u 'build'?"]),
        (["build", "--helf"], ["Fout: De optie --helf is er niet."]),
        (["build", "x", "--jobs", "veel"], ['"veel" is geen heel getal']),
        (["build", "x", "--jobs", "0"], ["0 ligt niet in x>=1"]),  # it was: taken by a dry run
        (["build", "x", "--jobs", "-3", "--dry-run"], ["-3 ligt niet in x>=1"]),
        (["build", "x", "--out"], ["Achter --out hoort een waarde."]),
        (["list"], ["Er ontbreekt 'PARAMS...'"]),
        (["schema", "iets"], ["Dit hoort er niet bij: iets"]),
        (["build", "x", "--formats", "word"], ['"word" is geen van: ']),
    ],
)
@pytest.mark.parametrize("system", [None, "en", "C"])
def test_click_speaks_dutch(monkeypatch, system, arguments, words):
    """It was: 'Usage', 'Error: Invalid value'."""
    monkeypatch.delenv("LANGUAGE", raising=False)
    if system:
        monkeypatch.setenv("LANGUAGE", system)
    output = CliRunner().invoke(main, arguments).output
    assert all(word in output for word in words), output
    assert not any(word in output for word in ENGLISH), output
    assert os.environ.get("LANGUAGE") == system


def test_a_command_runs_in_the_language_of_the_system(monkeypatch):
    seen = []
    monkeypatch.delenv("LANGUAGE", raising=False)
    group = type(main)(name="proef")
    group.add_command(click.Command("zeg", callback=lambda: seen.append(os.environ.get("LANGUAGE"))))
    assert CliRunner().invoke(group, ["zeg"]).exit_code == 0
    assert seen == [None]


@pytest.mark.parametrize("command", main.commands.values(), ids=list(main.commands))
def test_the_help_of_every_command_is_dutch(command):
    """It was: --help was English; a new option belongs in the .po too."""
    with (FOLDER / "nl" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as text:
        dutch = {one.string for one in read_po(text)}
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert {one.help for one in (command, *options)} <= dutch


def test_the_compiled_words_are_those_of_the_text():
    place, made = FOLDER / "nl" / "LC_MESSAGES" / DOMAIN, io.BytesIO()
    write_mo(made, read_po(io.BytesIO(place.with_suffix(".po").read_bytes())))
    assert place.with_suffix(".mo").read_bytes() == made.getvalue(), "see the first line of the .po"
