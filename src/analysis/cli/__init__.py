"""
The command line: `kernmonitor`, one command a function in the modules of this package.

Exit codes: 0 all fine, 1 something failed, 2 wrong input and nothing written, 70 an error nobody foresaw.
Heavy libraries are imported where they are used, so that help and a build with
nothing to do answer at once.
"""

from __future__ import annotations

import errno
import inspect
import sys
from gettext import gettext
from typing import Any

import click

from analysis import __version__
from analysis.cli.build import build, explore, list_parts, schema
from analysis.cli.check import audit, check, template
from analysis.cli.fetch import areas, fetch
from analysis.cli.words import OWN, language
from analysis.ground import unexpected
from analysis.ground.characters import for_terminal
from analysis.ground.errors import AnalysisError, InputError

FAILED, WRONG_INPUT = 1, 2
UNFORESEEN = 70  # EX_SOFTWARE of sysexits.h: neither the data nor the machine


class _Group(click.Group):
    """A group whose errors end in an exit code and one message, never in a traceback unless somebody asks for it."""

    def main(self, *args: Any, **more: Any) -> Any:
        with language("nl"):
            return super().main(*args, **more)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        if cmd.callback is not None:
            cmd.callback = language(OWN)(cmd.callback)
        cmd.options_metavar = OPTIONS
        with language("nl"):
            cmd.help = gettext(inspect.cleandoc(cmd.help or name or ""))
            for param in cmd.params:
                if isinstance(param, click.Option) and param.help:
                    param.help = gettext(param.help)
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(f"Fout: {for_terminal(error)}", err=True)
            ctx.exit(WRONG_INPUT)
        except AnalysisError as error:
            click.echo(f"Mislukt: {for_terminal(error)}", err=True)
            ctx.exit(FAILED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise  # how click itself ends
        except Exception as error:
            if unexpected.is_debugging() or getattr(error, "errno", None) == errno.EPIPE:
                raise  # of a pipe that nobody reads any more click makes no error
            command = f"kernmonitor {ctx.invoked_subcommand or ''}".strip()
            click.echo(
                f"Mislukt: {for_terminal(unexpected.in_words(error, f'De opdracht {command}'))}", err=True
            )
            ctx.exit(UNFORESEEN)


OPTIONS = "[OPTIES]"


@click.group(
    cls=_Group,
    options_metavar=OPTIONS,
    subcommand_metavar="OPDRACHT [ARGUMENTEN]",
    help="Van open data en eigen registraties naar kernkaarten, wijkprofielen en de monitoringsbijlage.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    __version__, prog_name="kernmonitor", message="%(prog)s, versie %(version)s", help="Toon de versie."
)
def main() -> None:
    """From open data and own registrations to kernkaarten, wijkprofielen and the monitoring annex."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


for command in (build, audit, fetch, check, template, areas, list_parts, explore, schema):
    main.add_command(command)
