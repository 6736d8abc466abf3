"""
The verkenner: one municipality, one subject at a time, chosen in the notebook itself.

The notebook calls `start`, `nb.load` and `show`, nothing else. What takes long is imported when it is used: the
command line starts JupyterLab without waiting for pandas and matplotlib.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.notebook import Run
    from analysis.release.release import Release


def start(params_file: str) -> Run:
    """
    Begin as `notebook.start` does, for the municipality that `kernmonitor explore` was asked for.

    The environment variable `KERNMONITOR_PARAMS` goes before `params_file`, so that one notebook serves every one.
    """
    # Imported here, as below: the command line starts JupyterLab without waiting for pandas and matplotlib.
    from analysis.explorer.page import begin

    return begin(params_file)


def show(release: Release, run: Run) -> None:
    """Show what can be chosen, and the chart, map and table of the choice; on a page that stays, what it opens with."""
    from analysis.explorer.page import somebody_is_there

    if not somebody_is_there():
        from IPython.display import display

        from analysis.explorer.choices import first
        from analysis.explorer.page import still, view

        display(still(view(release, first(release))), raw=True)
        return
    from analysis.explorer.screen import Screen

    Screen(release, run).show()
