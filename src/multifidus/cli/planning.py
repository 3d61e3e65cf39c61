# SPDX-License-Identifier: Apache-2.0
"""`multifidus plan`: the released week, or why there is none."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from multifidus.domain.week import Refusal


def plan(
    record: RecordFile,
    on: OnDay,
    *,
    weeks: Annotated[
        int, typer.Option("--weeks", min=1, max=12, metavar="N", help="How many weeks, 1 to 12.")
    ] = 1,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why, for each exercise and each change.")
    ] = False,
    agreed: Annotated[
        bool,
        typer.Option("--agreed", help="Leave out suggested steps that nobody has accepted yet."),
    ] = False,
    json: AsJson = False,
) -> None:
    """Plan from the Monday on or before DATE. Ends with 3 when screening blocks, 4 when impossible."""
    day = read_day(on)
    person, knowledge = load(record)
    check_day(day, person, knowledge)
    from multifidus import programme  # noqa: PLC0415 - slow
    from multifidus.domain.week import Refusal  # noqa: PLC0415 - slow
    from multifidus.exchange.week_file import EXPLANATION, week_to_json  # noqa: PLC0415 - slow

    with _patience(weeks):
        outcome = programme.plan(person, day, knowledge, weeks=weeks, agreed=agreed)
        planned = () if isinstance(outcome, Refusal) else outcome
        told = (
            programme.explain(person, day, knowledge, weeks=weeks, agreed=agreed) if explain else ()
        )
        reasons = () if isinstance(told, Refusal) else told
    if isinstance(outcome, Refusal):
        _refused(outcome, json=json)
    elif json:
        rows = [week_to_json(week) for week in planned]
        for row, reason in zip(rows, reasons, strict=False):
            row[EXPLANATION] = reason
        print_json(rows[0] if weeks == 1 else {"weeks": rows})
    else:
        from multifidus.cli.change_text import changes_text  # noqa: PLC0415 - slow
        from multifidus.cli.explain_text import explanation_text  # noqa: PLC0415 - slow
        from multifidus.cli.week_text import week_text  # noqa: PLC0415 - slow

        pages = [week_text(week, knowledge) for week in planned]
        if reasons:
            pages = [
                "\n".join(
                    [
                        page,
                        explanation_text(reason),
                        *([changes_text(week.adjustments)] if week.adjustments else []),
                    ]
                )
                for page, reason, week in zip(pages, reasons, planned, strict=True)
            ]
        typer.echo("\n\n".join(pages), nl=False)


def _refused(refusal: "Refusal", *, json: bool) -> None:
    from multifidus.domain.week import RefusalKind  # noqa: PLC0415 - slow

    if json:
        print_json({"refusal": refusal})
    else:
        from multifidus.cli.week_text import refusal_text  # noqa: PLC0415 - slow
        from multifidus.knowledge.loader import shipped  # noqa: PLC0415 - slow

        typer.echo(refusal_text(refusal, shipped()), nl=False)
    blocked = refusal.kind is RefusalKind.SCREENING
    raise typer.Exit(Code.BLOCKED if blocked else Code.IMPOSSIBLE)


@contextmanager
def _patience(weeks: int) -> Iterator[None]:
    """Show that work goes on, where somebody is watching."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - slow

    what = "your week" if weeks == 1 else f"your {weeks} weeks"
    with Console(stderr=True).status(f"Planning {what} and checking that nothing better exists"):
        yield
