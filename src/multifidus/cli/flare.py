# SPDX-License-Identifier: Apache-2.0
"""`multifidus flare`: what to do in the next days of a flare-up."""

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
    refuse,
)


def flare(record: RecordFile, on: OnDay, *, json: AsJson = False) -> None:
    """Write the plan for the days of a flare-up. Ends with 3 when screening blocks, 2 without one."""
    from multifidus.domain.week import Refusal  # noqa: PLC0415 - slow
    from multifidus.programme import flare_days  # noqa: PLC0415 - slow

    day = read_day(on)
    person, knowledge = load(record)
    check_day(day, person, knowledge)
    plan = flare_days(person, day, knowledge)
    if plan is None:
        refuse(
            f"on {day} the record tells of no flare-up that is still going on; add one like this:",
            f"flare_ups:\n  - {{on: {day}, trigger: a long drive}}",
        )
    if json:
        print_json({"refusal": plan} if isinstance(plan, Refusal) else plan)
    else:
        from multifidus.cli.flare_text import flare_text  # noqa: PLC0415 - slow
        from multifidus.cli.week_text import refusal_text  # noqa: PLC0415 - slow

        page = refusal_text(plan, knowledge) if isinstance(plan, Refusal) else flare_text(plan)
        typer.echo(page, nl=False)
    if isinstance(plan, Refusal):
        raise typer.Exit(Code.BLOCKED)
