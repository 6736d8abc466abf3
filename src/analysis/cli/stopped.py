"""How a build ends that cannot go on: somebody stops it, or the disk takes nothing more."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import ParamSpec, TypeVar

import click

from analysis.build import preflight
from analysis.ground import paths
from analysis.ground.errors import AnalysisError

P = ParamSpec("P")
T = TypeVar("T")

# As a shell counts them: 128 and the number of the signal.
INTERRUPTED, SHELL = 130, 128
# How a system asks a process to end: by name, when a terminal or connection closes, and on Windows with Ctrl-Break.
_ASKS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]


class _TerminatedError(BaseException):
    """The system asks this process to end; as a Ctrl-C, nothing that handles errors may catch it."""

    def __init__(self, number: int) -> None:
        self.code = SHELL + number


def told(command: Callable[P, T]) -> Callable[P, T]:
    """Make a command with an option `--out` say in Dutch why it ended half way, after it cleaned up."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with _asked_to_end():
                return command(*args, **kwargs)
        except (KeyboardInterrupt, _TerminatedError) as error:
            with suppress(OSError):  # nobody reads it any more
                click.echo(f"\nAfgebroken; wat klaar was, staat er. {preflight.GOES_ON}", err=True)
            code = error.code if isinstance(error, _TerminatedError) else INTERRUPTED
            raise click.exceptions.Exit(code) from None
        except OSError as error:
            text = preflight.advice(Path(str(kwargs.get("out") or paths.root() / "outputs")), [error])
            raise AnalysisError(text or f"{preflight.told(error)}.") from error

    return run


@contextmanager
def _asked_to_end() -> Iterator[None]:
    """Treat these signals as a Ctrl-C: who asks a build to end wants it to clean up as well."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: FrameType | None) -> None:
        # Once is enough: the cleaning up that follows is not to be broken off.
        for one in _ASKS:
            signal.signal(one, signal.SIG_IGN)
        if number == getattr(signal, "SIGHUP", None):
            _speak_to_nobody()
        raise _TerminatedError(number)

    # Who starts a build with nohup wants it to go on.
    heard = [one for one in _ASKS if signal.getsignal(one) != signal.SIG_IGN]
    before = {one: signal.signal(one, end) for one in heard}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _speak_to_nobody() -> None:
    """After a terminal is closed every line that is written to it would be an error of its own."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        with suppress(OSError):
            if os.isatty(stream):
                os.dup2(nothing, stream)
    os.close(nothing)
