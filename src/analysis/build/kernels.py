"""
Warm kernels: ordinary ipykernels, forked from a server that has the heavy libraries imported already.

The server is the one of `multiprocessing`; it runs nothing itself. On any doubt jupyter_client starts an
ordinary, cold kernel as it always does. Linux only: elsewhere forking after such imports is not safe.
"""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import IO, Any

import psutil
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from analysis.build import processes

# Imported by the server, before it forks anything.
PRELOAD = "analysis.build.preload"
NAME = "kernmonitor-warm"
LAUNCHER = "ipykernel_launcher"
# What ends a server again and again ends the next one too.
_SERVERS = 3
_START_SECONDS = 60
# After its last reply a kernel has nothing to tell; a small share of them hangs while it closes its threads.
_SHUTDOWN_SECONDS = 1.0
_LAST_WORD_SECONDS = 1.0


class Server:
    """
    The fork server of this process, which starts with the first kernel or when it is asked to.

    `tell` is called once, with the reason, when further kernels are cold. Thread-safe.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([PRELOAD])
        self._tell = tell
        self._lock = threading.Lock()
        self._server: psutil.Process | None = None
        self._starts = 0
        self._why_cold = ""

    def ready(self) -> bool:
        """Wait until the server has imported everything; False when kernels must be cold."""
        there = self._lock.acquire(timeout=_START_SECONDS)
        try:
            wrong = f"de voorraad kernels was er niet binnen {_START_SECONDS} seconden"
            wrong = self._why_cold or (self._started() if there else wrong)
            if wrong and not self._why_cold:
                self._why_cold = wrong
                self._tell(wrong)
            return not wrong
        finally:
            if there:
                self._lock.release()

    def _started(self) -> str:
        """Start the server when there is none that runs; return in Dutch why it may not be used."""
        if self._server is None or not processes.is_running(self._server):
            self._starts += 1
            if self._starts > _SERVERS:
                return "de voorraad kernels is steeds weer gestopt"
            receive, send = self._context.Pipe(duplex=False)
            try:
                self._context.Process(target=_tell_of_server, args=(send,)).start()
                send.close()
                pid, wrong = receive.recv()
                self._server = psutil.Process(pid)
            except (OSError, EOFError, psutil.Error) as error:
                wrong = f"de voorraad kernels startte niet: {type(error).__name__}"
            if wrong or self._server is None:
                return str(wrong)
        threads = self._server.num_threads()
        return f"{threads} threads" if threads > 1 else ""

    def fork(
        self, argv: Sequence[str], *, cwd: str, env: Mapping[str, str], log: IO[bytes]
    ) -> ForkedKernel | None:
        """Start a kernel with what stands on its command line; nothing when there is no server to fork."""
        with contextlib.suppress(OSError, EOFError, psutil.Error):  # it ended meanwhile
            if self.ready():
                process = self._context.Process(target=_run, args=(argv, cwd, dict(env), log.name))
                process.start()
                return ForkedKernel(process)
        return None


class ForkedKernel:
    """A kernel of the server, with what jupyter_client asks of a process."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess) -> None:
        self._started = process  # holds the pipe by which the kernel knows that somebody waits for it
        self._process = psutil.Process(process.pid)
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Return None as long as the kernel runs, also when the server does not any more."""
        return None if processes.is_running(self._process) else 0

    def wait(self) -> int:
        """Return how it ended; asked when it has."""
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel; none to a process that has its number by now."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:  # noqa: D102
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:  # noqa: D102
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):  # type: ignore[misc]
    """Starts a kernel from the server where that goes, and an ordinary one where it does not."""

    server: Server

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a kernel; `kwargs` are those of `Popen`."""
        argv = arguments_of(cmd)
        if argv is not None:
            self.process = self.server.fork(argv, cwd=kwargs["cwd"], env=kwargs["env"], log=kwargs["stderr"])
        if self.process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        """Wait less long for a kernel that has said all there is to say."""
        return min(recommended, _SHUTDOWN_SECONDS)


def use(server: Server) -> None:
    """Let all kernels of this process come from a server."""
    from importlib.metadata import EntryPoint

    WarmProvisioner.server = server
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(
        NAME, f"{__name__}:{WarmProvisioner.__name__}", factory.GROUP_NAME
    )
    factory.default_provisioner_name = NAME


def arguments_of(command: Sequence[str]) -> list[str] | None:
    """Return what a kernel is told by the command that would start it; None when it is not one of this Python."""
    place = command.index(LAUNCHER) if LAUNCHER in command else 0
    # As ipykernel's own kernelspec has it: a debugger can step through frozen modules no other way.
    ours = command[:1] == [sys.executable] and {*command[1:place]} <= {"-m", "-Xfrozen_modules=off"}
    return list(command[place + 1 :]) if place and ours else None


def _tell_of_server(connection: Connection) -> None:
    """Tell, from a process that was forked from it, which the server is and why it may not be used."""
    connection.send((os.getppid(), sys.modules[PRELOAD].refused))


def _run(argv: Sequence[str], cwd: str, env: Mapping[str, str], log: str) -> None:
    """Be a kernel, from what was forked: as much like a new process as it gets."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    _end_with_parent()
    os.chdir(cwd)
    os.environ.update(env)
    with open(log, "ab") as file:  # noqa: PTH123  a path from Popen
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()  # that of `random` was made anew by the fork
    sys.argv = [str(sys.modules[LAUNCHER].__file__), *argv]
    app = IPKernelApp.instance(parent_handle=1)  # its own watch asks for the parent, which is the server
    app.initialize(list(argv))
    try:
        app.start()
    finally:
        # Its last word first: closed before that, one kernel in ten hung until it was killed.
        if app.control_thread is not None:
            app.control_thread.stop()
            app.control_thread.join(_LAST_WORD_SECONDS)
        app.close()


def _end_with_parent() -> None:
    """Let the system end this process and its group when the one that asked for it is gone, however it went."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101  only called in a process of multiprocessing
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(parent.sentinel, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, os.O_ASYNC)
    if select.select([parent.sentinel], [], [], 0)[0]:  # gone before that was arranged
        os.killpg(os.getpgrp(), signal.SIGKILL)
