"""
A papermill engine for warm kernels: the same cells and the same files, with less waiting around them.

Imported whenever papermill is, so nothing heavy may be imported here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient.util import ensure_async
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager
from papermill.log import logger

from analysis.warm import NAME

SAVE_SECONDS = 2.0
_PROVISIONER = "analysis.warm.provisioner:WarmProvisioner"
_TRY_SECONDS = 0.25


class _Client(AsyncKernelClient):  # type: ignore[misc]
    """A client that knows a kernel is ready when it hears our own question answered on both channels."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        ends = time.monotonic() + (timeout or 60)
        while time.monotonic() < ends:
            asked = self.kernel_info()
            if await self._answered(asked, ends):
                return
            if not await ensure_async(self.is_alive()):
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answered(self, asked: str, ends: float) -> bool:
        try:
            while True:
                reply = await self.get_shell_msg(timeout=1)
                if reply["parent_header"].get("msg_id") == asked:
                    break
            self._handle_kernel_info_reply(reply)
            while time.monotonic() < ends:
                told = await self.get_iopub_msg(timeout=_TRY_SECONDS)
                ours = told["parent_header"].get("msg_id") == asked
                if ours and told["content"].get("execution_state") == "idle":
                    return True
        except Empty:
            # Published before our subscription had reached it: ask once more.
            pass
        return False


class _Manager(AsyncKernelManager):  # type: ignore[misc]
    """A manager of a warm kernel: over a socket file instead of ports, and told when it has ended."""

    async def _async_wait(self, pollinterval: float = 0.1) -> None:
        ended = getattr(self.provisioner, "ended", None)
        if ended is not None:
            await ended()
        await super()._async_wait(pollinterval=pollinterval)


class _NotebookClient(PapermillNotebookClient):  # type: ignore[misc]
    on_kernel: Callable[[int], None] | None = None

    def start_new_kernel(self, **kwargs: Any) -> None:
        super().start_new_kernel(**kwargs)
        if self.on_kernel is not None:
            self.on_kernel(self.km.provisioner.pid)


class _Saving(NotebookExecutionManager):  # type: ignore[misc]
    """
    Saves a notebook when it begins and then at most once in two seconds, which is what may be lost.

    papermill itself saves it once it has ended.
    """

    next_save = 0.0

    def save(self, **kwargs: Any) -> None:
        if time.monotonic() >= self.next_save:
            super().save(**kwargs)
            self.next_save = time.monotonic() + SAVE_SECONDS


class WarmEngine(Engine):  # type: ignore[misc]
    """
    `papermill --engine kernmonitor-warm`.

    Takes beside papermill's own arguments `on_kernel`, called with the process id of the kernel, and
    `folder`, a folder with a short path that only this user can enter, for the sockets of the kernel.
    """

    @classmethod
    def execute_notebook(
        cls,
        nb: Any,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool | dict[str, Any] = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        **kwargs: Any,
    ) -> Any:
        """Run a notebook, as papermill's own engine does."""
        manager = _Saving(
            nb,
            output_path=output_path,
            progress_bar=progress_bar,
            log_output=log_output,
            autosave_cell_every=autosave_cell_every,
        )
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(manager, kernel_name, log_output=log_output, **kwargs)
        except BaseException:
            manager.next_save = 0  # nobody saves what there is when the kernel is gone
            raise
        finally:
            manager.cleanup_pbar()
            manager.notebook_complete()
        return manager.nb

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        on_kernel: Callable[[int], None] | None = None,
        folder: str = "",
        **kwargs: Any,
    ) -> Any:
        """Run the cells on a warm kernel, or on an ordinary one where there is none."""
        use_provisioner()
        manager = _Manager(kernel_name=kernel_name, client_factory=_Client)
        if folder:
            manager.transport = "ipc"
            manager.connection_file = str(Path(folder, f"k{time.monotonic_ns():x}.json"))
        kwargs.pop("input_path", None)
        timeout = kwargs.pop("timeout", None)
        client = _NotebookClient(
            nb_man,
            km=manager,
            timeout=execution_timeout or timeout,
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=logger,
            **kwargs,
        )
        client.on_kernel = on_kernel
        return client.execute(cleanup_kc=True)


def use_provisioner() -> None:
    """Make warm kernels the default of this process, also where the package was installed before it had them."""
    from importlib.metadata import EntryPoint

    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, _PROVISIONER, factory.GROUP_NAME)
    factory.default_provisioner_name = NAME
