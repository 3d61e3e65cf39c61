# SPDX-License-Identifier: Apache-2.0
"""`multifidus team`: the warm-up of a team for one week, and the sheet for its coach."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from multifidus.cli.common import AsJson, OnDay, check_day, print_json, read_day, reading, refuse

if TYPE_CHECKING:
    from multifidus.domain.team import TeamPlan
    from multifidus.knowledge.loader import Knowledge

TeamFile = Annotated[
    str, typer.Argument(metavar="TEAM", help="The team file, or - for standard input.")
]
Sheet = Annotated[
    Path | None,
    typer.Option("--sheet", metavar="FILE", help="Write the coach's sheet, a page to print."),
]


def team(file: TeamFile, on: OnDay, *, sheet: Sheet = None, json: AsJson = False) -> None:
    """Plan the team's warm-ups of the week that holds DATE. Nobody's answers are ever shown."""
    day = read_day(on)
    from multifidus.exchange.team_file import load_team  # noqa: PLC0415 - slow
    from multifidus.knowledge.loader import shipped  # noqa: PLC0415 - slow
    from multifidus.team import team_plan  # noqa: PLC0415 - slow

    knowledge = shipped()
    with reading():
        made = load_team(Path(file), knowledge)
    for member in made.members:
        check_day(day, member.record, knowledge)
    plan = team_plan(made, day, knowledge)
    if sheet is not None:
        _write(sheet, plan, knowledge)
    if json:
        print_json(plan)
    else:
        from multifidus.cli.team_text import team_text  # noqa: PLC0415 - slow

        typer.echo(team_text(plan, knowledge), nl=False)


def _write(path: Path, plan: "TeamPlan", knowledge: "Knowledge") -> None:
    from multifidus.cli.team_sheet import team_sheet  # noqa: PLC0415 - slow

    try:
        path.write_text(team_sheet(plan, knowledge), encoding="utf-8", newline="\n")
    except OSError as error:
        refuse(f"{path}: cannot be written: {error.strerror or error}")
