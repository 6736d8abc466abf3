"""
The command line: `kernmonitor`, one command a function in the modules of this package.

Exit codes: 0 all fine, 1 something failed, 2 wrong input and nothing written.
Heavy libraries are imported where they are used, so that help and a build with
nothing to do answer at once.
"""

from __future__ import annotations

import sys

import click

from analysis import __version__
from analysis.cli.build import build, explore, list_parts, schema
from analysis.cli.check import check, template
from analysis.cli.fetch import areas, fetch
from analysis.cli.publish import audit
from analysis.errors import AnalysisError, InputError


class _Group(click.Group):
    """A group whose errors end in an exit code and one message, never in a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(f"Fout: {error}", err=True)
            ctx.exit(2)
        except AnalysisError as error:
            click.echo(f"Mislukt: {error}", err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kernmonitor")
def main() -> None:
    """From open data and own registrations to kernkaarten, wijkprofielen and the monitoring annex."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


for command in (build, audit, fetch, check, template, areas, list_parts, explore, schema):
    main.add_command(command)
