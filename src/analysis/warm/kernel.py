"""The first steps of a forked process: as much like a new one as it gets, then an ordinary kernel."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import random
import signal
import socket
import sys
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from analysis.warm import wire

_LAST_WORD_SECONDS = 1.0


def run(argv: Sequence[str], cwd: str, env: Mapping[str, str], connection: socket.socket) -> NoReturn:
    """Become a kernel; tell over the connection when it can be reached, and never return."""
    code = 1
    try:
        _start_afresh(cwd, env)
        code = _serve(argv, connection)
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(code)


def _start_afresh(cwd: str, env: Mapping[str, str]) -> None:
    """Undo what this process has of the zygote and a new one would not have."""
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _forget_endings()
    random.seed()
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
    sys.argv = [str(sys.modules["ipykernel_launcher"].__file__)]
    gc.enable()


def _forget_endings() -> None:
    """Leave what the zygote has to clean up to the zygote: its temporary folders are of others as well."""
    atexit._clear()
    weakref.finalize._registry.clear()  # type: ignore[attr-defined]
    weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]
    atexit.register(logging.shutdown)
    pools: Any = sys.modules.get("multiprocessing.util")
    if pools is not None:
        atexit.register(pools._exit_function)


def _serve(argv: Sequence[str], connection: socket.socket) -> int:
    from analysis.warm import application

    sys.argv += argv
    app = application.started(argv)
    wire.send(connection, {"ready": True})
    connection.close()
    app.start()
    return 0


def _let_control_finish() -> None:
    """
    Wait until the thread that was asked to shut down has said so.

    ipykernel closes the channel that this thread waits for first, and one kernel in ten then hangs until it is killed.
    """
    app: Any = sys.modules["ipykernel.kernelapp"].IPKernelApp
    thread = app.instance().control_thread if app.initialized() else None
    if thread is not None and thread.is_alive():
        thread.stop()
        thread.join(_LAST_WORD_SECONDS)


def _leave(code: int) -> NoReturn:
    """End as a process does, but for taking down one by one what the system takes at once."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        _let_control_finish()
        gc.freeze()  # IPython collects at its end, which goes through all that is about to be gone
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
