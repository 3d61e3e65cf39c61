# SPDX-License-Identifier: Apache-2.0
"""The `multifidus` command: its name, its help, and how it ends when something goes wrong."""

import os
import sys
from io import TextIOWrapper
from typing import Annotated, Final

import typer

from multifidus import __version__
from multifidus.cli import (
    assessing,
    catalogue,
    checking,
    cohort,
    course,
    figuring,
    flare,
    formats,
    keeping,
    loading,
    planning,
    screening,
    serving,
    team,
)

SOFTWARE_FAULT: Final = 70
"""Exit code for a defect of the program itself, as `sysexits.h` has it."""

app = typer.Typer(
    name="multifidus",
    help=(
        "Rehabilitation of the lower back: a person's record goes in, a safe, explained week of "
        "exercises comes out. It gives no diagnosis and is no emergency service."
    ),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    invoke_without_command=True,
)
app.command("screen")(screening.screen)
app.command("assess")(assessing.assess)
app.command("course")(course.course)
app.command("plan")(planning.plan)
app.command("check")(checking.check)
app.command("exercises")(catalogue.exercises)
app.command("show")(catalogue.show)
app.command("figure")(figuring.figure)
app.command("load")(loading.daily)
app.command("team")(team.team)
app.command("flare")(flare.flare)
app.command("cohort")(cohort.cohort)
app.command("schema")(formats.schema)
app.command("serve")(serving.serve)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.command("migrate")(keeping.migrate)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        typer.echo(f"multifidus {__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 - handled before the command runs
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Show the help when no command is given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command line; a defect ends in one calm sentence rather than a traceback."""
    _write_utf8()
    try:
        app()
    except Exception as error:
        if os.environ.get("MULTIFIDUS_TRACEBACK"):
            raise
        typer.echo(
            f"multifidus: something went wrong inside the program ({type(error).__name__}: "
            f"{str(error)[:500]}). This is a defect, not your mistake; please report it. "
            "With MULTIFIDUS_TRACEBACK=1 in the environment it says where.",
            err=True,
        )
        sys.exit(SOFTWARE_FAULT)


def _write_utf8() -> None:
    """Results are UTF-8 with plain line ends wherever they go; a terminal keeps its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
