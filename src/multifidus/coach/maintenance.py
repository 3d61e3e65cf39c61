# SPDX-License-Identifier: Apache-2.0
"""Staying well: walking towards its aim, two strength days, checks, early signs; and easier weeks."""

from datetime import date, timedelta
from typing import Final

from multifidus.coach.checkpoints import checkpoints
from multifidus.coach.facts_until import DAYS_PER_WEEK
from multifidus.coach.stage import Placed
from multifidus.domain.phrase import Phrase, say
from multifidus.domain.record import Record
from multifidus.domain.stages import Maintenance, WalkingAim
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge

WALKING: Final = "walking"
"""The ladder whose exercises count as walking."""

_MONTHS_A_YEAR: Final = 12
_LAST_OF_EVERY_MONTH: Final = 28


def walking_aim(record: Record, on: date, stage: Stage, knowledge: Knowledge) -> WalkingAim:
    """Say how many minutes of walking the next week aims at, everyday walking included, and why.

    It rises from the better of the last two weeks as rule WLK1 says, towards five walks of half an
    hour, and is never below what the planner aims at in the initial stage.
    """
    rule = knowledge.rules["WLK1"]
    figures = {name: figure.value for name, figure in rule.figures.items()}
    goal = figures["aim_walks"] * figures["aim_minutes"]
    planning = knowledge.planning.aerobic.minutes
    if stage is not Stage.MAINTENANCE:
        goal = min(goal, planning[stage])
    before = _walked(record, on, knowledge)
    step = max(figures["weekly_step_minutes"], before * figures["weekly_rise_share"])
    if before < figures["small_week_minutes"]:
        step = min(step, figures["weekly_rise_cap_minutes"])
    else:
        step = before * figures["weekly_rise_share"]
    floor = min(goal, planning[Stage.INITIAL])
    minutes = round(min(goal, max(floor, before + step)))
    return WalkingAim(
        minutes=minutes,
        because=_why(before, minutes, round(goal)),
        goal=round(goal),
        goal_by=_months_later(_began(record, on), int(figures["aim_month"])),
        rule=rule.id,
        source=rule.source,
        grade=rule.grade,
    )


def _walked(record: Record, on: date, knowledge: Knowledge) -> float:
    """Minutes walked in the better of the last two weeks, everyday walking included."""
    weeks = [0.0, 0.0]
    for entry in record.log:
        ago = (on - entry.on).days // DAYS_PER_WEEK
        if 0 <= ago < len(weeks) and entry.on <= on:
            weeks[ago] += sum(
                one.minutes or 0
                for done in entry.done
                if knowledge.exercises[done.exercise].ladder.id == WALKING
                for one in done.sets
            )
    return max(weeks) + (record.life.walking_minutes_per_week or 0)


def _why(before: float, minutes: int, goal: int) -> Phrase:
    if minutes >= goal:
        return say("{goal} minutes a week are the aim, and you are there.", goal=goal)
    if not before:
        return say("A first aim; it rises week by week towards {goal} minutes.", goal=goal)
    return say(
        "From {before} minutes a week, a small step towards {goal}.",
        before=round(before),
        goal=goal,
    )


def _began(record: Record, on: date) -> date | None:
    return min((one.on for one in record.log if one.done and one.on <= on), default=None)


def _months_later(day: date | None, months: int) -> date | None:
    if day is None:
        return None
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    last = min(day.day, _LAST_OF_EVERY_MONTH)
    return day.replace(year=day.year + years, month=month + 1, day=last)


def maintenance(
    record: Record, on: date, placed: Placed, knowledge: Knowledge
) -> Maintenance | None:
    """Write the programme against relapse for someone in the maintenance stage; None for others."""
    if placed.stage is not Stage.MAINTENANCE:
        return None
    rule = knowledge.rules["STG4"]
    figures = {name: figure.value for name, figure in rule.figures.items()}
    aim = walking_aim(record, on, placed.stage, knowledge)
    return Maintenance(
        since=placed.since,
        week=(
            say(
                "Walking: {minutes} minutes this week; the aim is {walks} walks of {each} minutes.",
                minutes=aim.minutes,
                walks=figures["walks_per_week"],
                each=figures["walk_minutes"],
            ),
            say("Strength on {days} days, short.", days=figures["strength_days"]),
            say(
                "Stretching on {days} days, only for what tested short.",
                days=figures["stretch_days"],
            ),
        ),
        checks=checkpoints(record, on, knowledge, stage=placed.stage, since=placed.since),
        early_signs=(
            say("The back feels stiff in the morning for several days."),
            say("You leave out things that you did last week because of your back."),
            say("Pain stays above your usual for two days."),
        ),
        rule=rule.id,
        source=rule.source,
        grade=rule.grade,
    )


def is_easier_week(since: date, monday: date, knowledge: Knowledge) -> bool:
    """Whether a week is an easier one of an advanced stage that began on the day `since` (PRG8).

    The first week of the stage is the one in which it began.
    """
    every = int(knowledge.rules["PRG8"].figures["every_weeks"].value)
    first = since - timedelta(days=since.weekday())
    week = (monday - first).days // DAYS_PER_WEEK + 1
    return week > 0 and week % every == 0
