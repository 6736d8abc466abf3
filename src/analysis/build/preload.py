"""
What a fork server of kernels does first: import, use once what all use, and see whether it can be forked.

It does so when it imports this module (see `kernels.Server`); nobody else imports it.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import io
import os
import string
import sys
import types
import warnings
from collections.abc import Iterable
from typing import Any

from analysis.build.workers import MODULES_VARIABLE

# What a kernel is made of, with all that it would import itself while it starts: its debugger alone takes longer
# than all the rest of a start.
KERNEL = (
    "ipykernel_launcher", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect",
    "IPython.extensions.storemagic", "sqlite3", "tornado.platform.asyncio", "zmq.utils.garbage",
    "analysis.build.kernels",
)  # fmt: skip
# What notebooks reach only when they draw or save.
LATER = (
    "folium.plugins", "geopandas.io.arrow", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg",
    "PIL.PngImagePlugin", "pandas.core.arrays.arrow.extension_types", "pandas.core.methods.to_dict",
    "pyarrow.dataset", "pyarrow.parquet", "xlsxwriter.workbook",
)  # fmt: skip
_LETTERS = string.ascii_letters + string.digits + ".,:;?!%&()/+-–€éëïöü"


def _preload(modules: Iterable[str]) -> str:
    """Import and use once; return why a kernel from here would differ from an ordinary one, or hang."""
    sys.path[:] = filter(None, sys.path)  # as for a kernel: not the folder that somebody works in
    gc.disable()  # a tenth of the time: what is imported stays
    _import_all(KERNEL)
    # Imported elsewhere than in a kernel, pandas cuts tables to the width of a terminal.
    builtins.get_ipython = lambda: types.SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")):
        _import_all(["pandas"])
    del builtins.get_ipython  # type: ignore[attr-defined]
    _import_all(modules)
    _import_all([name for name in LATER if name.partition(".")[0] in sys.modules])
    if "analysis.cards.make" in sys.modules:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _use_once()
    gc.enable()
    gc.freeze()  # or the collector of every kernel copies all of it
    if "matplotlib_inline.backend_inline" in sys.modules:
        # Imported without a shell it never connects to one, and every inline picture is lost without a word.
        return "de inline backend van matplotlib is te vroeg geladen"
    return ""


def _import_all(names: Iterable[str]) -> None:
    for name in names:
        # The notebook that needs what is not there says so itself.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _use_once() -> None:
    """Use what every notebook uses and none changes: the house letter, Dutch numbers, pages, the catalogue."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from analysis.ground import page_templates

    modules: Any = sys.modules
    style, drawing = modules["analysis.charts.style"], modules["analysis.charts.drawing"]
    house = style.house()
    with mpl.rc_context():
        style.use(house)
        figure = Figure(figsize=(1, 1))
        drawing.Canvas(figure)
        for weight in ("regular", "bold"):
            drawing.wrap("Hoeveel mensen?", 6.0, size=14, weight=weight)
            figure.text(0, 0, _LETTERS, weight=weight)
        drawing.render(figure)
    style.use(house)
    modules["analysis.ground.dutch"].number(1234.5, 1)
    pages = {"analysis.topics": "gesprekspapier.html.j2", "analysis.topics.maps": "kaart.html.j2"}
    for package in pages.keys() & modules.keys():
        page_templates.environment(package).get_template(pages[package])
    # Each kernel looks whether the files are still what they were; one that is wrong is told by who reads it.
    with contextlib.suppress(Exception):
        modules["analysis.model.catalogue"].read_shared()


refused = _preload(os.environ.get(MODULES_VARIABLE, "").split())
