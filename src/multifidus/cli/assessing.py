# SPDX-License-Identifier: Apache-2.0
"""`multifidus assess`: measurements against norms, in words."""

import typer

from multifidus.cli.common import AsJson, OnDay, RecordFile, check_day, load, print_json, read_day


def assess(record: RecordFile, on: OnDay, *, json: AsJson = False) -> None:
    """Compare measurements with norms and their errors, left with right, before with after."""
    from multifidus.assess import assess as compare  # noqa: PLC0415 - slow

    day = read_day(on)
    person, knowledge = load(record)
    check_day(day, person, knowledge)
    assessment = compare(person, day, knowledge)
    if json:
        print_json(assessment)
    else:
        from multifidus.cli.assess_text import assess_text  # noqa: PLC0415 - slow

        typer.echo(assess_text(assessment, person, knowledge), nl=False)
