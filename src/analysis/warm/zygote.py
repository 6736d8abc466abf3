"""
The process that kernels are forked from: `python -m analysis.warm.zygote <socket> <modules>`.

One thread, and one loop that only waits: for a client that wants a kernel, for a kernel that ended,
and for whoever started it to be gone. A client that goes takes its kernel with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import selectors
import shutil
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from analysis import processes
from analysis.notebook_names import FOLDER_VARIABLE
from analysis.warm import kernel, preload, wire

# Read once, when a process or a library starts: a kernel that needs another value cannot come from here.
FIXED = (
    "PYTHON", "LD_", "LC_", "LANG", "TZ", "HOME", "XDG_", "OPENBLAS_", "OMP_", "MKL_", "MPL", "MATPLOTLIB",
    "ARROW_", "JE_", "PROJ_", "GDAL_", "IPYTHON", "JUPYTER_CONFIG",
)  # fmt: skip
_PR_SET_PDEATHSIG = 1
_LOOK_SECONDS = 0.5


@dataclass
class Client:
    """Whoever asked for a kernel, and the kernel."""

    reader: wire.Reader
    pid: int = 0
    folder: str = ""


class Zygote:
    """The loop. `added` is what imports put into the environment themselves."""

    def __init__(self, listener: socket.socket, started_with: Mapping[str, str]) -> None:
        self.listener = listener
        self.started_with = dict(started_with)
        self.added = {key: value for key, value in os.environ.items() if key not in started_with}
        self.clients: dict[socket.socket, Client] = {}
        # Not epoll: a child would share it.
        self.waiting = selectors.PollSelector()
        self.wake, self._woken = socket.socketpair()
        for end in (self.wake, self._woken):
            end.setblocking(False)

    def run(self) -> None:
        """Serve until the other end of stdin is closed."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        for source in (0, self.listener, self.wake):
            self.waiting.register(source, selectors.EVENT_READ)
        while True:
            for key, _ in self.waiting.select():
                if key.fileobj == 0:
                    if not os.read(0, 1):
                        return
                elif key.fileobj is self.listener:
                    self._accept()
                elif key.fileobj is self.wake:
                    self._reap()
                elif isinstance(key.fileobj, socket.socket) and key.fileobj in self.clients:
                    self._hear(self.clients[key.fileobj])

    def end(self) -> None:
        """End every kernel, and what those started."""
        for client in self.clients.values():
            _end_group(client.pid)
        processes.end_below(os.getpid())

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        self.clients[connection] = Client(wire.Reader(connection))
        self.waiting.register(connection, selectors.EVENT_READ)

    def _hear(self, client: Client) -> None:
        """Start the kernel that a client asks for; a client that is gone needs none any more."""
        connection = client.reader.connection
        try:
            request = client.reader.next()
        except OSError:
            request = None
        if request is None:
            self._forget(client)
            return
        files, client.reader.files = client.reader.files, []
        reason = self._why_not(request, files)
        if not reason:
            client.folder = str(request["env"].get(FOLDER_VARIABLE, ""))
            try:
                client.pid = self._fork(request, files, connection)
            except OSError as error:
                reason = str(error)
        for file in files:
            os.close(file)
        with contextlib.suppress(OSError):
            wire.send(connection, {"no": reason} if reason else {"pid": client.pid})

    def _why_not(self, request: Mapping[str, Any], files: list[int]) -> str:
        if len(files) != wire.STREAMS:
            return "no streams"
        for name in {*request["env"], *self.started_with}:
            if name.startswith(FIXED) and request["env"].get(name) != self.started_with.get(name):
                return f"{name} has another value"
        try:
            preload.refuse_unsafe()
        except preload.NotSafeError as error:
            return str(error)
        return ""

    def _fork(self, request: Mapping[str, Any], files: list[int], connection: socket.socket) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            os.setsid()
            die_with_parent(parent)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for target, file in enumerate(files):
                os.dup2(file, target)
            for file in files:
                os.close(file)
            for other in (self.listener, self.wake, self._woken, *self.clients):
                if other is not connection:
                    other.close()
            kernel.run(request["argv"], request["cwd"], self.added | request["env"], connection)
        finally:
            os._exit(70)  # only reached when there is no kernel

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self.wake.recv(4096):
                pass
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return  # no kernels, and no orphans either
            if not pid:
                self._end_orphans()
                return
            for client in [one for one in self.clients.values() if one.pid == pid]:
                # What a kernel started itself ends with it, before anybody hears that it has ended.
                _end_group(pid)
                client.pid = 0
                self._end_orphans()
                with contextlib.suppress(OSError):
                    wire.send(client.reader.connection, {"exit": os.waitstatus_to_exitcode(status)})
                self._forget(client)

    def _end_orphans(self) -> None:
        """End what kernels left behind that are gone, also in sessions of its own: it became a child of this process."""
        kernels = {client.pid for client in self.clients.values()}
        living = {client.folder for client in self.clients.values() if client.pid}
        for pid in processes.children(os.getpid()):
            if pid not in kernels and (processes.folder_of(pid) or None) not in living:
                processes.end(processes.family(pid))

    def _forget(self, client: Client) -> None:
        _end_group(client.pid)
        self.waiting.unregister(client.reader.connection)
        del self.clients[client.reader.connection]
        client.reader.connection.close()


def die_with_parent(parent: int) -> None:
    """Let the system end this process when the one that started it is gone, however it went."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _end_when_alone(folder: Path) -> None:
    """End when whoever started this is gone; asked now and then while imports keep the loop from it."""
    # The system could tell, but it looks at the thread that started a process, and a batch has several.
    if select.select([0], [], [], 0)[0] and not os.read(0, 1):
        _leave(folder)


def _leave(folder: Path) -> NoReturn:
    # Whoever made the folder may have been killed.
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _end_group(pid: int) -> None:
    if pid:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def main() -> None:
    """Preload, say whether that went well, serve, and clean up."""
    processes.adopt()
    listener = socket.socket(fileno=int(sys.argv[1]))
    folder = Path(listener.getsockname()).parent
    signal.signal(signal.SIGALRM, lambda *_: _end_when_alone(folder))
    signal.setitimer(signal.ITIMER_REAL, _LOOK_SECONDS, _LOOK_SECONDS)
    # What a library prints is no answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    if sys.path and sys.path[0] in ("", os.getcwd()):  # noqa: PTH109  as ipykernel_launcher does
        del sys.path[0]
    started_with = dict(os.environ)
    try:
        preload.preload(sys.argv[2:])
        reason = ""
    except preload.NotSafeError as error:
        reason = str(error)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.write(answer, json.dumps({"no": reason}).encode() + b"\n")
    os.close(answer)
    if not reason:
        zygote = Zygote(listener, started_with)
        try:
            zygote.run()
        finally:
            zygote.end()
    _leave(folder)


if __name__ == "__main__":
    main()
