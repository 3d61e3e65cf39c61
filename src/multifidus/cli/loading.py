# SPDX-License-Identifier: Apache-2.0
"""`multifidus load`: what the days ask of the back, counted, with advice."""

from typing import TYPE_CHECKING

import typer

from multifidus.cli.common import AsJson, OnDay, RecordFile, check_day, load, print_json, read_day

if TYPE_CHECKING:
    from multifidus.coach.daily_load import LoadPicture
    from multifidus.knowledge.loader import Knowledge


def daily(record: RecordFile, on: OnDay, *, json: AsJson = False) -> None:
    """Count sitting, bending, twisting and lifting of the last two weeks, and say what may help."""
    from multifidus.coach.daily_load import daily_load  # noqa: PLC0415 - slow
    from multifidus.programme import known_on  # noqa: PLC0415 - slow

    day = read_day(on)
    person, knowledge = load(record)
    check_day(day, person, knowledge)
    picture = daily_load(known_on(person, day), day, knowledge)
    if json:
        print_json(picture)
    else:
        typer.echo(_text(picture, person.person.name, knowledge), nl=False)


def _text(picture: "LoadPicture", name: str, knowledge: "Knowledge") -> str:
    from multifidus.cli.text import Page, count, long_date, short_date  # noqa: PLC0415 - slow

    page = Page()
    page.title(f"Daily load for {name}, two weeks to {long_date(picture.on)}")
    if picture.move_today:
        page.gap()
        page.say("Yesterday asked a lot of you. Move today's hard exercises to tomorrow.")
    elif picture.move_tomorrow:
        page.gap()
        page.say("Today asks a lot of you. Keep tomorrow free of hard exercises.")
    page.heading("Counted in days")
    if picture.days:
        page.table(
            [(one.kind, str(one.low), str(one.usual), str(one.high)) for one in picture.counts],
            head=("load", "low", "usual", "high"),
            right=(1, 2, 3),
        )
        page.gap()
        noted = count(len(picture.days), "day")
        page.say(
            f"Noted on {noted} since {short_date(picture.since)}. Days without a note are not "
            "known; they do not count as low."
        )
    else:
        page.say("Nothing was noted in these two weeks.")
        page.points(known for count in picture.counts for known in count.known)
    page.heading("What may help")
    if not picture.advice:
        page.say("Nothing stands out. Change position often, and keep what you lift close.")
    for advice in picture.advice:
        page.points([advice.text])
        for because in advice.because:
            page.say(because, indent=4)
        papers = "; ".join(knowledge.sources[key].paper.split(". ")[0] for key in advice.source)
        page.say(f"{advice.rule}, grade {advice.grade}: {papers}", indent=4)
    return page.text()
