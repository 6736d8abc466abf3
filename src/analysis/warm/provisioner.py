"""A kernel provisioner for jupyter_client that asks a zygote first, and starts an ordinary kernel otherwise."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from analysis.warm import ADDRESS_VARIABLE, ENVIRONMENT, content
from analysis.warm.client import NotWarmError, Starting, WarmProcess, fork

# After its last reply a kernel has nothing to tell any more, and a small share of them hangs while it closes
# its own threads: half of this until it is asked once more, the other half until it is ended.
SHUTDOWN_SECONDS = 1.0

_starting = threading.Lock()
_own: dict[str, Starting] = {}


class WarmProvisioner(LocalProvisioner):  # type: ignore[misc]
    """
    Kernels from the zygote that the environment names, or else from one of this programme.

    `why_cold` says why an ordinary kernel was started, for whoever keeps a log.
    """

    why_cold = ""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a warm kernel where that goes, an ordinary one where it does not."""
        loop = asyncio.get_running_loop()
        env = dict(kwargs.get("env") or os.environ)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        try:
            self.process = await loop.run_in_executor(None, _fork, cmd, cwd, env)
        except NotWarmError as error:
            self.why_cold = str(error)
            self.log.info("An ordinary kernel: %s", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = cwd
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the end of the kernel without asking for it again and again."""
        if isinstance(self.process, WarmProcess):
            await self.ended()
        code: int | None = await super().wait()
        return code

    async def ended(self) -> None:
        """Return when the kernel has ended."""
        if not isinstance(self.process, WarmProcess) or self.process.poll() is not None:
            return
        loop = asyncio.get_running_loop()
        over = asyncio.Event()
        number = self.process.fileno()
        loop.add_reader(number, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(number)

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        """Wait less long for a kernel that has said all there is to say."""
        warm = isinstance(self.process, WarmProcess)
        return min(recommended, SHUTDOWN_SECONDS) if warm else recommended


def _fork(command: list[str], cwd: str, env: dict[str, str]) -> WarmProcess:
    address = env.get(ADDRESS_VARIABLE)
    if address:
        return fork(address, command, cwd=cwd, env=env)
    env = env | ENVIRONMENT
    return fork(_own_zygote(env).address, command, cwd=cwd, env=env)


def _own_zygote(env: dict[str, str]) -> Starting:
    """Return the zygote of this programme; a new one when the code it imported is not what is on disk now."""
    with _starting:
        key = content.of_the_code()
        for other in [name for name, one in _own.items() if name != key or not one.alive()]:
            _own.pop(other).stop()
        if key not in _own:
            _own[key] = Starting(content.MODULES, {k: v for k, v in env.items() if not k.startswith("JPY_")})
            atexit.register(_stop, _own[key])
        if reason := _own[key].wait():
            raise NotWarmError(reason)
        return _own[key]


def _stop(zygote: Starting) -> None:
    with contextlib.suppress(OSError):
        zygote.stop()
