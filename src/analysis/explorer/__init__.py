"""
The verkenner: one municipality, one subject at a time, chosen in the notebook itself.

What takes long is imported when it is used: the command line starts JupyterLab without waiting for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.notebook import Run
    from analysis.release.release import Release


def start(params_file: str) -> Run:
    """Begin as `notebook.start` does, for the municipality that `kernmonitor explore` names, else this one."""
    from analysis.explorer.page import begin

    return begin(params_file)


def show(release: Release, run: Run) -> None:
    """Show what can be chosen, and the chart, map and table of the choice; on a page that stays, what it opens with."""
    from IPython.display import display

    from analysis.explorer import choices, page, screen

    if page.somebody_is_there():
        screen.Screen(release, run).show()
    else:
        display(page.still(page.view(release, choices.first(release))), raw=True)
