"""To start a zygote, to ask it for a kernel, and to hold on to that kernel as to a process."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.warm import ADDRESS_VARIABLE, ENVIRONMENT, wire

START_SECONDS = 60
_QUEUE = 128
_PREFIX, _SOCKET = "km-", "z"
_STARTS_SECONDS = 600  # a folder may be older than what listens in it, but not by this much
# As ipykernel's own kernelspec has it: a debugger can step through frozen modules no other way.
_FLAGS = ("-Xfrozen_modules=off",)
LAUNCHER = "ipykernel_launcher"


class NotWarmError(Exception):
    """There is no warm kernel to be had; says why, for the log."""


class Starting:
    """A zygote: a process that kernels are forked from, which ends with this one."""

    def __init__(self, modules: Sequence[str], environment: Mapping[str, str]) -> None:
        """
        Start it without waiting until it is ready.

        Raises
        ------
        NotWarmError
            This system cannot fork, or no process could be started.
        """
        if sys.platform != "linux" or not hasattr(os, "fork"):
            raise NotWarmError(f"geen fork op {sys.platform}")
        # Short: the path of a socket has 107 characters at most. Nobody else can enter it.
        base = None if len(tempfile.gettempdir()) < 60 else "/tmp"  # noqa: S108  made with mkdtemp
        _sweep(Path(base or tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
        self.address = str(self.folder / _SOCKET)
        self.reason: str | None = None
        try:
            with socket.socket(socket.AF_UNIX) as listener, (self.folder / "log.txt").open("wb") as log:
                listener.bind(self.address)
                listener.listen(_QUEUE)
                self.process = subprocess.Popen(  # noqa: S603  our own interpreter and module
                    [
                        sys.executable, *_FLAGS, "-m", "analysis.warm.zygote",
                        str(listener.fileno()), *modules,
                    ],
                    env={**environment, **ENVIRONMENT},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    pass_fds=[listener.fileno()],
                    start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise NotWarmError(str(error)) from error

    def wait(self, seconds: float = START_SECONDS) -> str:
        """Return why it cannot be used once that is known; nothing when it can."""
        if self.reason is None:
            stream = self.process.stdout
            assert stream is not None  # noqa: S101  a pipe was asked for
            there, _, _ = select.select([stream], [], [], seconds)
            line = stream.readline() if there else b""
            try:
                self.reason = str(json.loads(line)["no"])
            except ValueError:
                self.reason = f"de zygote startte niet: {self._last_line()}"
        return self.reason

    def alive(self) -> bool:
        """Return whether the process still runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End it, and every kernel that came from it."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _last_line(self) -> str:
        with contextlib.suppress(OSError):
            lines = (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace").split("\n")
            return next((line for line in reversed(lines) if line.strip()), "zonder uitleg")
        return "zonder uitleg"


def _sweep(base: Path) -> None:
    """Throw away the folders of zygotes that were killed together with who would have cleaned up after them."""
    for folder in base.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            about = folder.lstat()
            old = time.time() - about.st_mtime > _STARTS_SECONDS
            ours = about.st_uid == os.getuid() and stat.S_ISDIR(about.st_mode)
            if old and ours and _is_deserted(folder / _SOCKET):
                shutil.rmtree(folder, ignore_errors=True)


def _is_deserted(address: Path) -> bool:
    """Whether there is a socket at which nobody listens."""
    with socket.socket(socket.AF_UNIX) as one:
        one.settimeout(1)
        try:
            one.connect(str(address))
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
    return False


class WarmProcess:
    """A kernel of a zygote, with what jupyter_client asks of a process."""

    stdin = stdout = stderr = None

    def __init__(self, reader: wire.Reader, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._reader = reader
        reader.connection.setblocking(False)

    def fileno(self) -> int:
        """Return what can be waited on: readable when the kernel has ended."""
        return self._reader.connection.fileno()

    def poll(self) -> int | None:
        """Return how the kernel ended, or None as long as it runs."""
        if self.returncode is None:
            try:
                message = self._reader.next()
            except BlockingIOError:
                return None
            except OSError:
                message = None
            # Without a word the zygote itself is gone, and the kernel with it.
            self.returncode = -signal.SIGKILL if message is None else int(message.get("exit", 1))
            self._reader.connection.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the kernel has ended."""
        ends = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            left = None if ends is None else ends - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            select.select([self.fileno()], [], [], left)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel; none to a process that has its number by now."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def arguments_of(command: Sequence[str]) -> list[str]:
    """
    Return what a kernel is told by the command that would start it.

    Raises
    ------
    NotWarmError
        It starts something else than the kernel of this Python.
    """
    place = command.index(LAUNCHER) if LAUNCHER in command else 0
    if place < 2 or command[place - 1] != "-m" or command[0] != sys.executable:
        raise NotWarmError("another kernel than that of this Python")
    if tuple(command[1 : place - 1]) not in ((), _FLAGS):
        raise NotWarmError("Python with other options")
    return list(command[place + 1 :])


def fork(address: str, command: Sequence[str], *, cwd: str, env: Mapping[str, str]) -> WarmProcess:
    """
    Ask a zygote for a kernel and wait until it can be reached.

    Raises
    ------
    NotWarmError
        It refuses, or it is not there.
    """
    argv = arguments_of(command)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(START_SECONDS)
    reader = wire.Reader(connection)
    request = {"argv": argv, "cwd": cwd, "env": {k: v for k, v in env.items() if k != ADDRESS_VARIABLE}}
    try:
        connection.connect(address)
        with Path(os.devnull).open("rb") as nothing:
            wire.send(connection, request, [nothing.fileno(), 1, 2])
        pid, ready = 0, False
        while (message := reader.next()) is not None:
            if "no" in message:
                raise NotWarmError(str(message["no"]))
            if "exit" in message:
                raise NotWarmError(f"the kernel ended with code {message['exit']} before it was there")
            pid = message.get("pid", pid)
            ready = ready or "ready" in message
            if pid and ready:  # in either order: two processes say so
                return WarmProcess(reader, pid)
        raise NotWarmError("the zygote is gone")
    except NotWarmError:
        connection.close()
        raise
    except OSError as error:
        connection.close()
        raise NotWarmError(str(error)) from error
