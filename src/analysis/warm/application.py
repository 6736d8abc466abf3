"""An ordinary kernel, of which all that is the same for every kernel was made before it was forked."""

from __future__ import annotations

import contextlib
import re
import sys
import types
import warnings
from collections.abc import Iterator, Sequence

from ipykernel import ipkernel, kernelapp
from IPython.core.application import BaseIPythonApplication
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

# Its own watch on its parent asks every second; the system tells at once, see `zygote.die_with_parent`.
_NOT_WATCHING = "--IPKernelApp.parent_handle=1"
_SETTING = re.compile(r"--(\w+)\.(\w+)=(.*)")

# Those of Python and of the kernel itself, before any library of a notebook was imported.
_first_filters: list[object] = []
_first_modules: dict[str, types.ModuleType] = {}


class _Settings(BaseIPythonApplication):  # type: ignore[misc]
    """Reads the settings of the user once."""

    prepared = False

    def initialize(self, argv: Sequence[str] | None = None) -> None:
        if not self.prepared:
            super().initialize(argv)


class IPKernelApp(kernelapp.IPKernelApp, _Settings):  # type: ignore[misc]
    """
    A kernel whose settings may have been read by the process it was forked from.

    By the name of the ordinary one, which is the name of its section in all settings.
    """


def remember_the_beginning() -> None:
    """Remember what there is so far; called when all of a kernel is imported, and no library of notebooks yet."""
    _first_filters[:] = warnings.filters
    _first_modules.update(sys.modules)


def prepare() -> None:
    """Read the settings; the files they are in are those of every kernel that may come from here."""
    application = IPKernelApp.instance()
    _Settings.initialize(application, [_NOT_WATCHING])
    application.prepared = True


def started(argv: Sequence[str]) -> IPKernelApp:
    """Return a kernel that can be reached, for what an ordinary one has on its command line."""
    application: IPKernelApp = IPKernelApp.instance()
    asked = _settings_in(argv)
    if asked is None:  # an option in another form: read all as an ordinary kernel does
        IPKernelApp.clear_instance()
        application = IPKernelApp.instance()
    else:
        application.update_config(asked)
    with _filters_in_their_order(), _own_modules_only():
        application.initialize([*argv, _NOT_WATCHING])
    return application


def _settings_in(argv: Sequence[str]) -> Config | None:
    """Return the settings on a command line as programmes write them, without building a parser for all there are."""
    if argv[:1] != ["-f"] or len(argv) < 2:
        return None
    found = Config({"IPKernelApp": {"connection_file": argv[1]}})
    for option in argv[2:]:
        setting = _SETTING.fullmatch(option)
        if not setting:
            return None
        section, name, value = setting.groups()
        found[section][name] = DeferredConfigString(value)
    return found


@contextlib.contextmanager
def _filters_in_their_order() -> Iterator[None]:
    """Let what a kernel says about warnings stand behind what libraries say: they come later otherwise."""
    libraries = [one for one in warnings.filters if one not in _first_filters]
    warnings.filters[:] = [one for one in warnings.filters if one in _first_filters]  # type: ignore[index]
    yield
    warnings.filters[:0] = libraries  # type: ignore[index]
    warnings._filters_mutated()  # type: ignore[attr-defined]


@contextlib.contextmanager
def _own_modules_only() -> Iterator[None]:
    """Show a kernel only what it is made of: its debugger takes all that was imported before it for a part of it."""
    ipkernel.sys = types.SimpleNamespace(**vars(sys) | {"modules": _first_modules})
    try:
        yield
    finally:
        ipkernel.sys = sys
