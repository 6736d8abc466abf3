"""How a build ends that cannot go on: somebody stops it, or the disk takes nothing more."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import ParamSpec, TypeVar

import click

from analysis import paths
from analysis.errors import AnalysisError
from analysis.runner.disk import GOES_ON, advice

P = ParamSpec("P")
T = TypeVar("T")

# As a shell counts them: 128 and the number of the signal.
INTERRUPTED, TERMINATED = 130, 143


class _TerminatedError(BaseException):
    """The system asks this process to end; as a Ctrl-C, nothing that handles errors may catch it."""


def told(command: Callable[P, T]) -> Callable[P, T]:
    """Make a command with an option `--out` say in Dutch why it ended half way, after it cleaned up."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with _asked_to_end():
                return command(*args, **kwargs)
        except (KeyboardInterrupt, _TerminatedError) as error:
            click.echo(f"\nAfgebroken; wat klaar was, staat er. {GOES_ON}", err=True)
            code = TERMINATED if isinstance(error, _TerminatedError) else INTERRUPTED
            raise click.exceptions.Exit(code) from None
        except OSError as error:
            text = advice(Path(str(kwargs.get("out") or paths.root() / "outputs")), [error])
            if not text:
                raise
            raise AnalysisError(text) from error

    return run


@contextmanager
def _asked_to_end() -> Iterator[None]:
    """Treat SIGTERM as a Ctrl-C: who asks a build to end wants it to clean up as well."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: int | FrameType | None) -> None:
        # Once is enough: the cleaning up that follows is not to be broken off.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise _TerminatedError

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
