"""An error that nobody foresaw ends in a sentence, a file and an exit code; a developer still sees all of it."""

import errno
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis import cli
from analysis.annex import write
from analysis.ground import unexpected
from analysis.ground.errors import AnalysisError
from analysis.ground.formats import NAMES


@pytest.fixture
def broken(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def fails(error):
        def raises(*_, **__):
            raise error

        # The package holds the command under the name of its module.
        monkeypatch.setattr(sys.modules["analysis.cli.build"], "read_all", raises)
        return CliRunner().invoke(cli.main, ["list", "dalfsen"])

    return fails


def test_a_user_gets_a_sentence_and_a_file_with_the_rest(broken, monkeypatch, tmp_path):
    monkeypatch.delenv(unexpected.DEBUG_VARIABLE)
    result = broken(ValueError("could not convert\nstring to float"))
    assert result.exit_code == 70
    assert result.stderr.startswith("Mislukt: De opdracht kernmonitor list is niet gelukt")
    assert "Traceback" not in result.output
    (kept,) = tmp_path.glob("kernmonitor-fout-*.txt")
    assert str(kept) in result.stderr
    assert "ValueError: could not convert" in kept.read_text(encoding="utf-8")


def test_a_developer_sees_it_as_it_is(broken, monkeypatch):
    monkeypatch.setenv(unexpected.DEBUG_VARIABLE, "1")
    assert isinstance(broken(ValueError("x")).exception, ValueError)


def test_a_pipe_that_nobody_reads_any_more_is_no_error(broken, monkeypatch):
    monkeypatch.delenv(unexpected.DEBUG_VARIABLE)
    assert broken(OSError(errno.EPIPE, "Broken pipe")).exit_code == 1


def test_a_long_message_is_cut_and_one_that_cannot_be_kept_is_still_said(monkeypatch):
    monkeypatch.setattr(unexpected, "keep_trace", lambda _: "")
    told = unexpected.in_words(RuntimeError("x" * 500), "Dit")
    assert told.endswith('…").')
    assert len(told) < 300


@pytest.mark.parametrize("name", NAMES)
def test_no_error_of_a_writer_escapes(monkeypatch, tmp_path, name):
    def fails(*_):
        raise RuntimeError("PDF/UA-1 error: the text could not be displayed")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv(unexpected.DEBUG_VARIABLE)
    monkeypatch.setattr(write, "DOCUMENTS", dict.fromkeys(write.DOCUMENTS, lambda contents: contents))
    monkeypatch.setattr(write, "writer", lambda _: fails)
    with pytest.raises(AnalysisError, match=f"De bijlage als {name} schrijven is niet gelukt"):
        write.write_all(None, Path(), formats=[name])
