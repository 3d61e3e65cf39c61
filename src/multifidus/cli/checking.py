# SPDX-License-Identifier: Apache-2.0
"""`multifidus check`: the independent check of a plan file."""

from pathlib import Path
from typing import Annotated

import typer

from multifidus.cli.common import AsJson, Code, RecordFile, load, print_json, reading


def check(
    week: Annotated[
        str,
        typer.Argument(metavar="WEEK", help="What plan --json printed, or - for standard input."),
    ],
    record: RecordFile,
    *,
    json: AsJson = False,
) -> None:
    """Check a plan against every hard rule. Ends with 1 and names every breach if there is one."""
    from multifidus.exchange.week_file import load_weeks  # noqa: PLC0415 - slow

    with reading():
        weeks = load_weeks(Path(week))
    person, knowledge = load(record)
    from multifidus import programme  # noqa: PLC0415 - slow

    results = []
    previous = None
    for one in weeks:
        results.append((one, programme.check_week(one, person, knowledge, previous=previous)))
        previous = one
    sound = not any(breaches for _, breaches in results)
    if json:
        rows = [{"week": one.week, "breaches": breaches} for one, breaches in results]
        print_json({"sound": sound, "weeks": rows})
    else:
        from multifidus.cli.week_text import check_text  # noqa: PLC0415 - slow

        typer.echo(check_text(results), nl=False)
    if not sound:
        raise typer.Exit(Code.BREACH)
