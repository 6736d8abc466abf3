"""JupyterLab on the verkenner: how it is started, and how it is ended with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from analysis.ground import paths
from analysis.ground.notebook_names import FOLDER_VARIABLE, RELEASE_VARIABLE

# Names the params file to a running verkenner: its parameters cell can only hold plain constants.
PARAMS_VARIABLE = "KERNMONITOR_PARAMS"
NOTEBOOK = "notebooks/verkenner.ipynb"
# JupyterLab ends its kernels first.
PATIENCE_SECONDS = 15


def command(folder: Path, *, port: int | None = None, browser: bool = True) -> list[str]:
    """Return the command that opens the verkenner in the folder of the project; Ctrl-C ends it without a question."""
    asked = [
        sys.executable,
        "-m",
        "jupyterlab",
        str(folder / NOTEBOOK),
        f"--ServerApp.root_dir={folder}",
        "-y",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        asked.append("--allow-root")  # in a container; it listens to this machine alone, and asks for a token
    if port is not None:
        asked.append(f"--port={port}")
    # The address that is printed then leads to the notebook as well.
    return asked if browser else [*asked, "--no-browser", f"--LabApp.default_url=/lab/tree/{NOTEBOOK}"]


def environment(params_file: Path) -> dict[str, str]:
    """
    Return the environment of JupyterLab: the checkout and the params file, and no folders of a batch.

    With the settings of `labconfig/` it asks neither the analyst nor anybody else about news and newer versions; what
    somebody set in JupyterLab itself goes first.
    """
    kept = {k: v for k, v in os.environ.items() if k not in (RELEASE_VARIABLE, FOLDER_VARIABLE)}
    settings = [str(Path(__file__).parent), *filter(None, [kept.get("JUPYTER_CONFIG_PATH")])]
    return kept | {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(settings),
        paths.ROOT_VARIABLE: str(paths.root()),
        PARAMS_VARIABLE: paths.relative(params_file),
    }


def run(asked: list[str], settings: Mapping[str, str]) -> int:
    """Run JupyterLab until it ends, nothing of it left running; return its exit code, 0 after Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    process = subprocess.Popen(asked, env=dict(settings), cwd=paths.root())  # noqa: S603  our own interpreter
    try:
        return process.wait()
    except KeyboardInterrupt:
        # A terminal sends Ctrl-C to both: JupyterLab is already ending its kernels.
        return 0
    finally:
        _end(process)
        signal.signal(signal.SIGTERM, before)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was asked to stop, ask again, and in the end stop it."""
    for ask in (None, process.terminate, process.kill):
        if ask is not None:
            ask()
        try:
            process.wait(timeout=PATIENCE_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            continue
        return
