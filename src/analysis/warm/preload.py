"""What the zygote does before it forks: import, draw once, and prove that it left no trace."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import gc
import importlib
import io
import os
import random
import string
import sys
import types
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

INLINE = "module://matplotlib_inline.backend_inline"
# What a kernel is made of, with all that it would import itself while it starts: its debugger alone takes longer
# than all the rest of a start.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "ipykernel_launcher",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
# What notebooks reach only when they draw or save.
LATER = (
    "folium.plugins",
    "geopandas.io.arrow",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "PIL.PngImagePlugin",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.core.methods.to_dict",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "xlsxwriter.workbook",
)
# Settings of malloc in the C library of Linux, by the numbers it has for them; pictures are smaller than the second.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_WITHOUT_END, _LARGEST = 1 << 30, 1 << 25
_LETTERS = string.ascii_letters + string.digits + ".,:;?!%&()/+-–€éëïöü"


class NotSafeError(Exception):
    """The zygote may not fork: a kernel of it would differ from an ordinary one, or hang."""


def preload(modules: Sequence[str]) -> None:
    """
    Import everything, use it once, and check that kernels made from here are like new ones.

    Raises
    ------
    NotSafeError
        There is no kernel to make, a thread was started, or something was changed that a notebook would see.
    """
    here = Path.cwd()
    gc.disable()  # a tenth of the time: what is imported stays
    _import_all(KERNEL)
    if "ipykernel.kernelapp" not in sys.modules:
        raise NotSafeError("ipykernel is not there")
    from analysis.warm import application

    application.remember_the_beginning()
    with _as_in_a_kernel():
        _import_all(modules)
        _import_all([name for name in LATER if name.partition(".")[0] in sys.modules])
    _warm_up()
    if Path.cwd() != here:
        raise NotSafeError("the working directory changed")
    refuse_unsafe()
    application.prepare()
    _keep_memory()
    gc.freeze()  # or the collector of every kernel copies all of it


def _import_all(names: Sequence[str]) -> None:
    for name in names:
        # The notebook that needs what is not there says so itself.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


@contextlib.contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """Show what libraries look at when they are imported, to choose their own settings by."""
    own, backend = sys.stdout, os.environ.get("MPLBACKEND")
    # ipykernel sets it before anything of a notebook runs.
    os.environ["MPLBACKEND"] = backend or INLINE
    try:
        with Path(os.devnull).open("w", encoding="UTF-8") as stream:
            # pandas writes as the console does, and cuts a table to the width of a terminal unless it sees
            # a kernel.
            sys.stdout = stream
            builtins.get_ipython = lambda: types.SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
            _import_all(["pandas"])
            del builtins.get_ipython  # type: ignore[attr-defined]
            yield
    finally:
        sys.stdout = own
        if backend is None:
            del os.environ["MPLBACKEND"]


def refuse_unsafe() -> None:
    """
    Stop when this process cannot be forked.

    Raises
    ------
    NotSafeError
        There are more threads than this one, or inline pictures would get lost.
    """
    if "matplotlib_inline.backend_inline" in sys.modules:
        # Imported without a shell it never connects to one, and every inline picture is lost without a word.
        raise NotSafeError("the inline backend of matplotlib was imported too early")
    threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208  names are enough
    if threads != 1:
        raise NotSafeError(f"{threads} threads")


def _keep_memory() -> None:
    """Let kernels use the memory of one picture for the next: asking the system anew takes as long as drawing lines."""
    with contextlib.suppress(OSError, AttributeError):  # another C library has no such settings
        library = ctypes.CDLL(None)
        library.mallopt(_TRIM_THRESHOLD, _WITHOUT_END)
        library.mallopt(_MMAP_THRESHOLD, _LARGEST)


def _warm_up() -> None:
    """Draw and save as a notebook does, and put back what that changed."""
    if "matplotlib" not in sys.modules:
        return
    import matplotlib as mpl

    state = random.getstate()
    with warnings.catch_warnings(), mpl.rc_context():
        warnings.simplefilter("ignore")
        _draw()
        if "analysis.cards.make" in sys.modules:
            _save_a_card()
            _learn()
    random.setstate(state)


def _draw() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.plot([0, 1], label="Tekst 12,3%")
    axes.barh([0, 1], [1, 2])
    axes.legend()
    for kind in ("png", "svg"):
        figure.savefig(io.BytesIO(), format=kind)


def _save_a_card() -> None:
    """Use the house letter in every size and weight, and write the files of a card."""
    import tempfile

    from matplotlib.figure import Figure

    pd: Any = sys.modules["pandas"]
    style: Any = sys.modules["analysis.charts.style"]
    sheet: Any = sys.modules["analysis.spreadsheet"]
    wrap: Any = sys.modules["analysis.charts.drawing.wrap"].wrap
    drawing: Any = sys.modules["analysis.charts.drawing"]
    house = style.house()
    try:
        style.use(house)
        _draw()
        table = pd.DataFrame({"naam": ["a", "b"], "waarde": [1.5, 2.0], "jaar": [2024, 2025]})
        with tempfile.TemporaryDirectory() as place:
            sheet.write_csv(table, Path(place, "a.csv"))
            sheet.write_xlsx(table, Path(place, "a.xlsx"), about={"titel": "a"})
        figure = Figure(figsize=(1, 1))
        drawing.Canvas(figure)
        for weight in ("regular", "bold"):
            wrap("Hoeveel mensen?", 6.0, size=14, weight=weight)
            figure.text(0, 0, _LETTERS, weight=weight)
        drawing.render(figure)
        table.to_html(index=False, border=0)
        table.pivot_table(index="naam", columns="jaar", values="waarde").sort_values(2024).to_string()
    finally:
        style.use(house)


def _learn() -> None:
    """Read what is the same for every run: how Dutch is written, the pages, the catalogue."""
    dutch: Any = sys.modules["analysis.dutch"]
    dutch.number(1234.5, 1)
    for name in ("analysis.tables.sheet", "analysis.maps.web"):
        if name in sys.modules:
            sys.modules[name].template()
    catalogue: Any = sys.modules["analysis.catalogue"]
    # Each kernel looks whether the files are still what they were; one that is wrong is told by who reads it.
    with contextlib.suppress(Exception):
        catalogue.read_shared()
