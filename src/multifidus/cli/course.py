# SPDX-License-Identifier: Apache-2.0
"""`multifidus course`: where people alike usually are, where this person is, and what has changed."""

import typer

from multifidus.cli.common import AsJson, OnDay, RecordFile, check_day, load, print_json, read_day


def course(record: RecordFile, on: OnDay, *, json: AsJson = False) -> None:
    """Show the usual course of people alike, how sure one can be, and what has changed."""
    from multifidus.coach.course import outlook  # noqa: PLC0415 - slow
    from multifidus.screen import screen  # noqa: PLC0415 - slow

    day = read_day(on)
    person, knowledge = load(record)
    check_day(day, person, knowledge)
    found = outlook(person, day, screen(person, day, knowledge), knowledge)
    if json:
        print_json(found)
    else:
        from multifidus.cli.course_text import course_text  # noqa: PLC0415 - slow

        typer.echo(course_text(found, person), nl=False)
