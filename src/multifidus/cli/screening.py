# SPDX-License-Identifier: Apache-2.0
"""`multifidus screen`: may this person exercise now, and what to do if not."""

import typer

from multifidus.cli.common import (
    AsJson,
    Code,
    OnDay,
    RecordFile,
    check_day,
    load,
    print_json,
    read_day,
)


def screen(record: RecordFile, on: OnDay, *, json: AsJson = False) -> None:
    """Look for danger signs and say what to do. Ends with 3 when no plan may be made."""
    from multifidus.screen import screen as gate  # noqa: PLC0415 - slow

    day = read_day(on)
    person, knowledge = load(record)
    check_day(day, person, knowledge)
    clearance = gate(person, day, knowledge)
    if json:
        print_json(clearance)
    else:
        from multifidus.cli.screen_text import screen_text  # noqa: PLC0415 - slow

        typer.echo(screen_text(clearance, knowledge), nl=False)
    if clearance.blocked:
        raise typer.Exit(Code.BLOCKED)
